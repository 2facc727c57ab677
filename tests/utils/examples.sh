#!/bin/sh
# The examples of the manual pages, typed in as they stand: those of a user
# ("$ ") in a fresh directory, those of root ("# ") on a host of their own.
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/page.inc

# examples PAGE SIGN: the commands of EXAMPLES that a reader types behind the
# sign, as files in $TMP/examples
examples() {
	page_read "$1" | sed -n '/^EXAMPLES/,/^SEE ALSO/p' |
		page_commands "$2" "$TMP/examples"
}

# typed NAME COMMAND...: each example by a shell of its own, in one directory;
# where an app is enrolled, by somebody who has one
typed() {
	name=$1
	shift
	for file in "$TMP/examples"/*; do
		[ -e "$file" ] || continue
		text=$(cat "$file")
		case $text in
		*--code-fd*) who= ;;
		*'authenticator enroll '*) who='python3 tests/utils/person.py' ;;
		*) who= ;;
		esac
		line=$(head -n 1 "$file")
		# shellcheck disable=SC2086 # a program and its script
		if $who "$@" "$text" >"$TMP/typed.out" 2>"$TMP/typed.err" </dev/null; then
			pass "$name: $line"
		else
			fail "$name: $line" "$(cat "$TMP/typed.err")"
		fi
	done
}

if [ "${1:-}" = inside ]; then
	# People with passwords, an image, and a program that delivers.
	for user in alice bob; do
		useradd $user
		echo "$user:of-a-Person-1" | chpasswd -c SHA256
	done
	mkdir -p /var/lib/machines/web/etc
	cp -p /etc/passwd /etc/shadow /etc/group /etc/login.defs \
		/var/lib/machines/web/etc/
	credmint init 2>"$TMP/err"
	echo 'delivery_program = /usr/share/credmint/deliver/append-file' \
		>/etc/credmint/credmint.conf
	# Files of other tools.
	seed=313233343536373839303132333435363738393
	printf 'HOTP alice - %s0\nHOTP/T30 bob - %s1\n' $seed $seed >/etc/users.oath
	mkdir /home/alice
	printf '%s\n' GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJA '" TOTP_AUTH' 12345678 \
		>/home/alice/.google_authenticator
	chown -R alice: /home/alice
	chmod 600 /etc/users.oath /home/alice/.google_authenticator
	mkdir "$TMP/here"
	for page in man/credmint.1 man/credmint-*.1; do
		examples "$page" '#'
		# shellcheck disable=SC2016 # for the other shell
		typed "$page" sh -c 'cd "$0" && eval "$1"' "$TMP/here"
	done
	finish
fi

for page in man/credmint.1 man/credmint-*.1; do
	examples "$page" '$'
	mkdir "$TMP/here"
	# shellcheck disable=SC2016 # for the other shell
	typed "$page" sh -c 'cd "$0" && eval "$1"' "$TMP/here"
	rm -r "$TMP/here"
	# A page without one would pass by showing nothing.
	n=$(find "$TMP/examples" -type f | wc -l)
	examples "$page" '#'
	n=$((n + $(find "$TMP/examples" -type f | wc -l)))
	check "$page: has_examples" [ $n -gt 0 ]
	check "$page: all_of_them_are_typed" \
		[ $n -eq "$(sed -n '/^\.Sh EXAMPLES/,$p' "$page" | grep -c '^[$#] ')" ]
done

sh tests/sandbox.sh sh "$0" inside >"$TMP/inside" 2>&1 || :
while IFS= read -r line; do
	case $line in
	'ok - '*) pass "${line#ok - }" ;;
	'not ok - '*) fail "${line#not ok - }" ;;
	1..[1-9]*) ended=yes ;;
	esac
done <"$TMP/inside"
check roots_examples_came_to_their_end [ "${ended:-no}" = yes ]

finish
