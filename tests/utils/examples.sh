#!/bin/sh
# The examples of the manual pages, typed in as they stand: those of a user
# ("$ ") in a fresh directory, those of root ("# ") on a host of their own.
. tests/tap.sh
. tests/utils/said.inc

# examples PAGE SIGN: the lines of EXAMPLES that start with the sign, each with
# those that go on behind a backslash at its end
examples() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE ALSO/s/^\.Dl //p' "$1" |
		sed -e ':more' -e '/\\e$/ { N; s/\\e\n//; b more' -e '}' |
		sed -n "s/^[$2] //p" | sed 's/\\e/\\/g; s/\\&//g'
}

# typed NAME FILE COMMAND...: each line of FILE by a shell of its own, in one
# directory; where an app is enrolled, by somebody who has one
typed() {
	name=$1
	lines=$2
	shift 2
	while IFS= read -r line <&4; do
		case $line in
		*--code-fd*) who= ;;
		*'authenticator enroll '*) who='python3 tests/utils/person.py' ;;
		*) who= ;;
		esac
		# shellcheck disable=SC2086 # a program and its script
		if $who "$@" "$line" >"$TMP/typed.out" 2>"$TMP/typed.err"; then
			pass "$name: $line"
		else
			fail "$name: $line" "$(cat "$TMP/typed.err")"
		fi
	done 4<"$lines"
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
		examples "$page" '#' >"$TMP/lines"
		# shellcheck disable=SC2016 # for the other shell
		typed "$page" "$TMP/lines" sh -c 'cd "$0" && eval "$1"' "$TMP/here"
	done
	finish
fi

for page in man/credmint.1 man/credmint-*.1; do
	examples "$page" '$' >"$TMP/lines"
	mkdir "$TMP/here"
	# shellcheck disable=SC2016 # for the other shell
	typed "$page" "$TMP/lines" sh -c 'cd "$0" && eval "$1"' "$TMP/here"
	rm -r "$TMP/here"
	# A page without one would pass by showing nothing.
	check "$page: has_examples" grep -q '^\.Dl [$#] ' "$page"
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
