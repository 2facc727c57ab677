#!/bin/sh
# The profiles for Debian's pam-auth-update: installed they change nothing,
# enabled one makes password and code both needed, removed all is as before.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd -m alice
echo 'alice:correct horse' | chpasswd
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
export DEBIAN_FRONTEND=noninteractive

cat >/etc/pam.d/door <<'END'
@include common-auth
@include common-account
@include common-session
@include common-password
END

code() {
	credmint code issue alice 2>/dev/null
}
# yes NAME ANSWERS [CALL...]; no NAME ANSWERS [CALL...]: alice at the door
ask() {
	answers=$1
	shift
	[ $# -gt 0 ] || set -- authenticate acct_mgmt
	printf '%b' "$answers" | timeout 20 pamtester door alice "$@" \
		>"$TMP/said" 2>&1
}
yes() {
	name=$1
	shift
	if ask "$@"; then pass "$name"; else fail "$name" "$(cat "$TMP/said")"; fi
}
no() {
	name=$1
	shift
	if ask "$@"; then fail "$name" "$(cat "$TMP/said")"; else pass "$name"; fi
}
# stacks: what the common files say
stacks() {
	cat /etc/pam.d/common-* | sha256sum
}

# As it comes. The first run writes what the machine's own profiles say.
pam-auth-update --package
before=$(stacks)
check nothing_names_it_unasked sh -c '! grep -r pam_credmint /etc/pam.d'
yes password_alone_is_enough_before 'correct horse\n'

check enables pam-auth-update --enable credmint
check common_auth_names_it grep -q '^auth	required	*pam_credmint.so' \
	/etc/pam.d/common-auth
sed 's/^/    /' /etc/pam.d/common-auth | grep -v '#'
yes password_and_code_let_in "correct horse\n$(code)\n"
no password_alone_is_not_enough 'correct horse\n'
no password_and_a_wrong_code_are_not 'correct horse\nBBBB-BBBB\n'
no code_alone_is_not "$(code)\n"
no wrong_password_and_a_code_are_not "wrong\n$(code)\n"
no empty_answers_are_not '\n\n\n'
no an_interrupted_conversation_is_not ''
spare=$(code)
mv /etc/credmint/key /etc/credmint/away
no without_a_key_nobody_gets_in "correct horse\n$spare\n"
mv /etc/credmint/away /etc/credmint/key
mv /usr/libexec/credmint/credmint-auth /usr/libexec/credmint/away
no without_credmint_auth_nobody_gets_in "correct horse\n$spare\n"
mv /usr/libexec/credmint/away /usr/libexec/credmint/credmint-auth
yes account_and_session_go_on_without_it '' acct_mgmt open_session close_session
yes credentials_are_set_after_it "correct horse\n$spare\n" authenticate setcred
check running_it_again_keeps_it sh -c \
	"pam-auth-update --package && grep -q pam_credmint /etc/pam.d/common-auth"

# A password that ran out is changed as before, with or without a module that
# judges new ones.
expired='chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)'
changes() {
	no "r15_wrong_password_changes_nothing_$1" \
		'wrong\nBattery staple 9\nBattery staple 9\n' "$expired"
	yes "r15_password_is_changed_as_before_$1" \
		'correct horse\nBattery staple 9\nBattery staple 9\n' "$expired"
	check "r15_it_asks_once_for_each_$1" [ "$(grep -c 'password: ' \
		"$TMP/said")" -le 3 ]
	echo 'alice:correct horse' | chpasswd
}
# And after a code that leads to one, without the old one.
leads() {
	yes "r15_code_leads_to_a_new_password_$1" "correct horse\n$(credmint \
		code issue --must-change alice 2>/dev/null)\nBattery staple 8
Battery staple 8\n" authenticate "$expired"
	yes "r15_which_is_the_password_now_$1" "Battery staple 8\n$(code)\n"
	echo 'alice:correct horse' | chpasswd
}
check common_password_names_it grep -q \
	'^password	\[success=[2-9] ignore=ignore default=die\]	pam_credmint.so' \
	/etc/pam.d/common-password
changes after_pam_pwquality
leads after_pam_pwquality
pam-auth-update --remove pwquality
check r15_nothing_judges_now sh -c '! grep -q pwquality /etc/pam.d/common-password'
changes alone
leads alone
pam-auth-update --enable pwquality

# Whoever takes the module away is told to disable it first.
check uninstall_refuses_meanwhile sh -c \
	"! make -s BUILD='$BUILD' uninstall 2>'$TMP/err' && grep -q common-auth '$TMP/err'"

check removes pam-auth-update --remove credmint
check all_is_as_before [ "$(stacks)" = "$before" ]
yes password_alone_is_enough_again 'correct horse\n'

# The one for passwords: a code is not asked for, and a temporary password dies.
# Debian's line of pam_unix ends the account stage when a password must be changed: ours comes
# before it.
check enables_the_other pam-auth-update --enable credmint-passwords
check it_asks_for_no_code sh -c \
	'! grep -q pam_credmint /etc/pam.d/common-auth /etc/pam.d/common-session'
yes password_alone_is_enough_with_it 'correct horse\n'
changes with_the_other
# temporary TTL
temporary() {
	getent shadow alice | cut -d : -f 1,2 |
		setpriv --reuid credmint --regid credmint --clear-groups \
			"$BUILD/tests/hosts/drive_temporary" set "$1" >/dev/null
	chage -d 0 alice
}
# dies NAME CODE: in time and too late, with a code beside the password or without
dies() {
	temporary 3600
	no "r14_temporary_password_in_time_must_be_changed_$1" \
		"correct horse\n$2\n"
	check "r14_and_it_says_so_$1" grep -q 'new one required' "$TMP/said"
	temporary 1
	sleep 2.1
	no "r14_temporary_password_too_late_is_refused_$1" \
		"correct horse\n$(code)\n"
	check "r14_and_it_says_that_$1" grep -q 'token expired' "$TMP/said"
	chage -d 20000 alice
}
dies with_the_other ''
check removes_the_other pam-auth-update --remove credmint-passwords
check enables_the_first_again pam-auth-update --enable credmint
dies with_the_first "$(code)"
check removes_the_first_again pam-auth-update --remove credmint
check all_is_as_before_again [ "$(stacks)" = "$before" ]
finish
