#!/bin/sh
# A configuration that cannot be read lets nobody in: what it would say of ways
# in, exemptions and nullok does not hold, nor do the defaults.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
useradd bob
check init credmint init
mkdir "$TMP/pam"
# Whoever is passed over is in.
printf '%s\n' 'auth required pam_credmint.so nullok' \
	'auth required pam_permit.so' 'account required pam_permit.so' \
	>"$TMP/pam/door"
file=/etc/credmint/credmint.conf
drop_ins=$file.d
mkdir -p $drop_ins
printf 'deny = 0\ndeny_user = 0\n' >$file
credmint code issue --uses 9 alice >"$TMP/code" 2>/dev/null

# enter USER: what PAM says, with the code.
enter() {
	"$BUILD/tests/peers/drive_peer" "$TMP/pam" door "$1" 192.0.2.7 \
		<"$TMP/code" 2>/dev/null | grep -v '^left 0$'
}
# logged PLACE: twice, within two seconds.
logged() {
	for _ in $(seq 40); do
		[ "$(grep -c "$1" /run/syslog)" -lt 2 ] || return 0
		sleep 0.05
	done
	return 1
}
# refused NAME PLACE: alice with her code and bob without any are not let in,
# nor asked, for want of a configuration; the log names the place.
refused() {
	: >/run/syslog
	said=$(enter alice)$(enter bob)
	if [ "$said" = \
		'auth PAM_AUTHINFO_UNAVAILauth PAM_AUTHINFO_UNAVAIL' ] &&
		logged "$2"; then
		pass "$1"
	else
		fail "$1" "$said $(cat /run/syslog)"
	fi
}
# enters NAME: alice does.
enters() {
	said=$(enter alice)
	case $said in
	*'auth PAM_SUCCESS'*) pass "$1" ;;
	*) fail "$1" "$said" ;;
	esac
}
mended() {
	printf 'deny = 0\ndeny_user = 0\n' >$file
	rm -f $drop_ins/*
	enters "$1"
}

mended code_is_good
while read -r name line; do
	printf '[login door]\nexempt = yes\n%b\n' "$line" >$file
	refused "$name" "$file:3: "
done <<'EOT'
unknown_key exempts = yes
unknown_section [logins door]
wrong_type grace = soon
window_of_10000_is_no_key_of_a_login totp_window = 10000
service_that_is_none [login do/or]
unicode_digits grace = １h
EOT
printf 'totp_window = 10000\n[login door]\nexempt = yes\n' >$file
refused window_of_10000 "$file:1: totp_window must be a whole number"
printf '[login door]\nexempt = yes\nways = issued\n' >$file
refused exempt_beside_ways "$file:3: ways beside exempt = yes in $file:2, which asks for no code"
mended code_is_good_once_it_is_mended

printf '[login door]\nexempt = yes\n' >$drop_ins/10-a.conf
printf '[login door]\nexempt = no\n' >$drop_ins/20-b.conf
refused drop_ins_that_contradict_each_other \
	"$drop_ins/20-b.conf:2: exempt has another value in $drop_ins/10-a.conf:2"
mended code_is_good_without_them
printf 'deny = 0\n' >$drop_ins/10-a.conf
printf 'unlock_time = 1s\ndeny = 20\n' >$drop_ins/20-b.conf
refused drop_ins_that_contradict_each_other_about_guessing \
	"$drop_ins/20-b.conf:2: deny has another value in $drop_ins/10-a.conf:1; remove one of them"
mended code_is_good_without_those
printf '[login @root door]\nways = authenticator\n' >$file
refused service_behind_its_group \
	"$file:1: .*write .login door @root.; a group whose name has blanks is written by its number"
printf '[login @0]\nways = authenticator\n[login @00]\nexempt = yes\n' >$file
refused number_that_is_spelled_in_two_ways "$file:3: the number of a group"
mended code_is_good_by_one_spelling

printf '[login door]\nexempt = yes\n' >$drop_ins/10-a.conf
chmod g+w $drop_ins/10-a.conf
refused drop_in_that_others_can_write "10-a.conf: others can write it"
chmod g-w $drop_ins/10-a.conf
chown bob $drop_ins/10-a.conf
refused drop_in_of_a_user "10-a.conf: belongs to uid"
mended code_is_still_good

# A group that NSS cannot tell is no group that nobody is in.
printf '[login @contractors]\nways = recovery\n' >$file
enters group_that_is_not_there_holds_nobody
finish
