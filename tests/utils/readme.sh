#!/bin/sh
# The README: its transcript is what the demonstration prints, and its way of
# installing ends in a login, on a host whose sshd is set up as Debian does it.
. tests/tap.sh
. tests/utils/said.inc

# block TITLE: the indented lines of a section
block() {
	sed -n "/^## $1/,/^## /s/^    //p" README.md
}

if [ "${1:-}" = inside ]; then
	. tests/hosts/sshd.inc
	useradd -m alice
	ssh-keygen -A >"$TMP/out"
	ssh-keygen -q -t ed25519 -N '' -f "$TMP/alice"
	mkdir -m 700 ~alice/.ssh
	cp "$TMP/alice.pub" ~alice/.ssh/authorized_keys
	chown -R alice: ~alice/.ssh
	# What builds was done by the sandbox, and no systemd runs here.
	block Installing | sed -e '/^apt-get/,/^make install/d' \
		-e 's/ && systemctl reload ssh$//' \
		-e '/^systemctl .*\\$/,/[^\\]$/d' -e '/^systemctl /d' >"$TMP/install"
	check installing_as_told sh -eux "$TMP/install"
	/usr/sbin/sshd -D -e -p $sshd_port 2>"$TMP/sshd.log" &
	sshd_pid=$!
	i=0
	until ssh-keyscan -p $sshd_port 127.0.0.1 >"$TMP/out" 2>&1 &&
		[ -s "$TMP/out" ]; do
		i=$((i + 1))
		[ $i -lt 100 ] || break
		sleep 0.05
	done
	code=$(credmint code issue alice --service sshd 2>"$TMP/err")
	check code_logs_in sshd_login alice "$code"
	check code_is_asked_for grep -q 'One-time code:' "$TMP/prompts"
	check key_logs_in_as_before ssh -F none -p $sshd_port -i "$TMP/alice" \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o BatchMode=yes alice@127.0.0.1 true
	if sshd_login alice "$code"; then
		fail second_use_is_refused
	else
		pass second_use_is_refused
	fi
	sshd_stop
	finish
fi

# What an administrator types in a section, and sees.
if [ "${1:-}" = typed ]; then
	. tests/hosts/reset.inc
	top=$PWD
	person alice bob carol
	credmint init 2>"$TMP/err"
	block "$2" >"$TMP/block"
	mkdir "$TMP/here"
	cd "$TMP/here" || exit 1
	while IFS= read -r line; do
		case $line in
		'$ '*)
			echo "$line"
			sh -c "${line#??}" 2>&1
			;;
		esac
	done <"$TMP/block"
	cd "$top" || exit 1
	tap_finished=yes
	exit
fi

# plain FILE: without what differs from run to run
plain() {
	sed -E -e 's/\r//g' -e 's/[0-9-]{10}T[0-9:]{8}Z/TIME/g' -e 's/[[:space:]]+$//' \
		-e 's/^[!-~]{16}$/PASSWORD/' -e 's/^\$y\$.*/HASH/' \
		-e 's/^[A-Z]{4}-[A-Z]{4}$/CODE/' -e 's/reset_[0-9A-Za-z]{49}$/TOKEN/' \
		-e 's/=[0-9]+\(/=N(/g' -e '/^$/d' "$1"
}

# settled FILE: without what differs from host to host, too
settled() {
	plain "$1" | sed -E -e 's/by the policy of .*, hashed by [a-z0-9-]*,/by ITS POLICY,/' \
		-e 's/^(alice|bob|carol)[[:space:]]+[!-~]{12,}$/\1 PASSWORD/' \
		-e "s/ $(asker)\$/ root/; s/by $(asker) /by root /" -e 's/ +/ /g' \
		-e 's/^[!-~]{12,}$/PASSWORD/'
}
# as_told NAME SECTION
as_told() {
	block "$2" >"$TMP/told"
	sh tests/sandbox.sh sh "$0" typed "$2" >"$TMP/ran" 2>&1
	settled "$TMP/told" >"$TMP/told.plain"
	settled "$TMP/ran" >"$TMP/ran.plain"
	check "$1" diff "$TMP/told.plain" "$TMP/ran.plain"
}
as_told link_to_a_new_password_is_as_told Links
check link_is_redeemed_twice [ "$(grep -c '^\$ .* redeem' "$TMP/told")" -eq 2 ]
as_told letting_somebody_back_in_is_as_told Letting
check three_stories_are_told [ "$(grep -c '^\$ credmint reset' "$TMP/told")" -eq 4 ]

# shellcheck disable=SC2013 # one name a line
for package in $(sed -n '/^\[build\]/,/^\[test\]/s/-dev$/&/p' tests/packages); do
	[ "$package" = libc6-dev ] ||
		check "a_build_needs_$package" grep -qw -- "$package" README.md
done

block What >"$TMP/told"
sh tests/demo.sh --no-install >"$TMP/ran" 2>&1
check demonstration_runs [ $? -eq 0 ]
plain "$TMP/told" >"$TMP/told.plain"
plain "$TMP/ran" >"$TMP/ran.plain"
check transcript_is_what_it_prints diff "$TMP/told.plain" "$TMP/ran.plain"

status=0
sh tests/sandbox.sh sh "$0" inside || status=$?
check a_login_as_the_readme_says [ $status -eq 0 ]
finish
