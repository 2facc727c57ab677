#!/bin/sh
# Ways in through real services: an authenticator and a recovery sheet at sshd,
# sudo, su and login, who is exempt, and a while without questions.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc
. tests/hosts/enrolled.inc

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
useradd -m carol
groupadd guests
usermod -aG guests carol
check init credmint init
word='Correct horse 7'
printf '%s\n' "bob:$word" "carol:$word" | chpasswd -c YESCRYPT
conf=/etc/credmint/credmint.conf
# The code alone, everywhere.
for service in sudo su login; do
	sed '/^auth.*pam_unix/d' "etc/pam.d/credmint-$service" \
		>"/etc/pam.d/$service"
done
printf 'Defaults !mail_badpass, lecture=never, timestamp_timeout=0\n%s\n' \
	'alice ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test
: >/etc/motd
check sshd_starts sshd_start
check alice_has_a_sheet sheet alice
check the_sheet_is_of_ten_codes [ "$(wc -l <"$TMP/sheet")" -eq 10 ]

# ---- each service, each way, once ----

# by_ssh NAME CODE: she is in, or is not.
by_ssh() {
	if [ "$(sshd_login alice "$2" id -un)" = alice ]; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/ssh.err")"
	fi
}
not_by_ssh() {
	if [ -z "$(sshd_login alice "$2" id -un)" ]; then
		pass "$1"
	else
		fail "$1" 'logged in'
	fi
}
enrol alice
code=$(totp "$secret")
by_ssh sshd_by_an_authenticator "$code"
check the_log_names_the_way syslog_has \
	'sshd: one-time code accepted for alice (authenticator) from 127.0.0.1'
not_by_ssh sshd_not_by_the_same_code_again "$code"
by_ssh sshd_by_a_recovery_code "$(paper 1)"
check she_is_told_what_is_left grep -q '9 recovery codes are left\.' "$TMP/ssh.err"

enrol alice algorithm=sha256 digits=8
code=$(totp "$secret" sha256 -d 8)
typist_as alice "? One-time code: 
! $code" sudo id -un
saw sudo_by_an_authenticator 0 root
check its_code_is_in_no_log_and_on_no_screen said_nowhere "$code"
typist_as alice "? One-time code: 
! $(paper 2 | tr '[:upper:]' '[:lower:]' | tr -d -)" sudo id -un
saw sudo_by_a_recovery_code_however_it_is_typed 0 root
# sudo wants no words from modules.
check and_its_sheet_has_eight_left \
	[ "$(credmint recovery count alice 2>/dev/null | grep -o '[0-9]*' | head -n 1)" = 8 ]

enrol bob type=hotp
typist_as alice "? One-time code: 
! $(hotp "$secret" 4)" su bob -c 'id -un'
saw su_by_bobs_authenticator_that_counts 0 bob
sheet bob 1
typist_as alice "? One-time code: 
! $(paper 1)" su bob -c 'id -un'
saw su_by_the_last_line_of_his_sheet 0 bob \
	'That was the last recovery code; ask for new ones.'

enrol alice step=60
typist "? One-time code: 
! $(totp "$secret" sha1 -s 60)
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw login_by_an_authenticator 0 'I am alice'
sheet alice 2
code=$(paper 2)
typist "? One-time code: 
! $code
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw login_by_a_recovery_code 0 '1 recovery code is left; ask for new ones.'
check its_line_is_in_no_log said_nowhere "$code"

# A counter at the others, and a code that is sent at each.
enrol alice type=hotp
by_ssh sshd_by_one_that_counts "$(hotp "$secret" 0)"
typist_as alice "? One-time code: 
! $(hotp "$secret" 1)" sudo id -un
saw sudo_by_one_that_counts 0 root
typist "? One-time code: 
! $(hotp "$secret" 2)
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw login_by_one_that_counts 0 'I am alice'
printf '%s\n' 'delivery_program = /usr/share/credmint/deliver/append-file' \
	'ways = delivered authenticator' >$conf
cat >"$TMP/letter" <<'END'
file=/var/lib/credmint/delivered/$1
i=0
until grep -qs 'code is .*\.$' "$file" || [ $((i += 1)) -gt 100 ]; do
	sleep 0.05
done
sed -n 's/^Your one-time code is \(.*\)\.$/\1/p' "$file"
rm -f "$file"
END
typist_as alice "? One-time code: 
@ sh $TMP/letter alice" sudo id -un
saw sudo_by_a_code_that_was_sent 0 root
typist_as alice "? One-time code: 
@ sh $TMP/letter bob" su bob -c 'id -un'
saw su_by_a_code_that_was_sent 0 bob 'one is on its way'
typist "? One-time code: 
@ sh $TMP/letter alice
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw login_by_a_code_that_was_sent 0 'I am alice' 'one is on its way'
check the_log_names_that_way_thrice [ "$(syslog_settle &&
	grep -c 'one-time code accepted for .* (delivered)' /run/syslog)" -eq 3 ]

# ---- who is exempt is asked by the others of the stack ----

cp etc/pam.d/credmint-su /etc/pam.d/su
echo 'exempt_groups = guests' >$conf
typist_as alice "? Password: 
! $word" su carol -c 'id -un'
saw exempt_group_needs_the_password_alone 0 carol
check carol_was_not_asked asked_times 0
check the_log_tells_why syslog_has \
	'su: exempt by group, left to other modules: carol from local'
typist_as alice "? Password: 
! $word
? One-time code: 
^ C" su bob -c 'id -un'
check others_are_asked asked_times 1
saw_not and_not_in_without_a_code bob

# The same by name, for one service alone.
printf '[login su]\nexempt_users = bob\n' >$conf
typist_as alice "? Password: 
! $word" su bob -c 'id -un'
saw exempt_user_needs_the_password_alone 0 bob
check bob_was_not_asked asked_times 0
check the_log_names_his_name syslog_has \
	'su: exempt by user, left to other modules: bob from local'
typist_as alice "? Password: 
! $word
? One-time code: 
^ C" su carol -c 'id -un'
check who_is_not_named_is_asked asked_times 1
saw_not and_not_in_without_one carol
# Where nothing else is asked that lets nobody in.
printf '[login sshd]\nexempt_users = alice\n' >$conf
: >"$TMP/prompts"
not_by_ssh exempt_user_is_not_let_in_by_it "$(issue alice)"
check alice_was_not_asked [ ! -s "$TMP/prompts" ]

# ---- windows of 0: this code, and none beside it ----

printf '%s\n' 'deny = 0' 'deny_user = 0' 'totp_window = 0' 'hotp_window = 0' >$conf
# Steps of an hour: none ends in the midst of this.
left=$((3600 - $(date +%s) % 3600))
[ "$left" -gt 30 ] || sleep "$left"
now=$(date +%s)
step_from() {
	totp "$secret" sha1 -s 3600 -N "@$((now + 3600 * $1))"
}
enrol alice step=3600
not_by_ssh no_window_not_by_the_step_before "$(step_from -1)"
not_by_ssh no_window_nor_by_the_next "$(step_from 1)"
by_ssh no_window_by_this_one "$(step_from 0)"
enrol alice type=hotp
not_by_ssh no_window_not_by_the_next_count "$(hotp "$secret" 1)"
by_ssh no_window_by_this_count "$(hotp "$secret" 0)"
not_by_ssh no_window_not_by_this_count_again "$(hotp "$secret" 0)"
by_ssh no_window_then_by_the_next_count "$(hotp "$secret" 1)"

# ---- a while without questions: on this terminal, for this service ----

printf 'grace = 8h\n' >$conf
typist_as alice "? One-time code: 
! $(issue alice)" sh -c 'sudo -k id -un; sudo -k id -gn; sudo -k id -G'
saw r23_a_second_sudo_of_the_session_asks_nothing 0 root
check once_for_three_of_them asked_times 1
check the_log_tells_that_nobody_was_asked syslog_has \
	'sudo: within the grace period, not asked: alice from local'
typist_as alice "? One-time code: 
^ C" sudo id -un
saw r23_another_session_asks 1 'One-time code:'
by_ssh sshd_asks "$(issue alice)"
: >"$TMP/prompts"
by_ssh r23_a_second_one_from_there_asks_nothing BBBB-BBBB
check nothing_was_asked [ ! -s "$TMP/prompts" ]
# What the registry is not told of does not end it, nor does a code.
echo 'alice:another one' | chpasswd
check a_code_is_issued issue alice
by_ssh r23_a_password_by_chpasswd_leaves_it BBBB-BBBB
check nothing_was_asked_then [ ! -s "$TMP/prompts" ]
check a_new_sheet_ends_it sheet alice
by_ssh r23_then_a_code_is_needed "$(issue alice)"
check it_was_asked_for grep -q 'One-time code:' "$TMP/prompts"

# With forward_pass nobody is let in: there is nothing to pass on.
echo 'auth required pam_credmint.so forward_pass=6' >/etc/pam.d/su
typist_as alice '' su bob -c 'id -un'
saw r23_forward_pass_beside_it_refuses 1 'su: '
check and_the_log_tells_what_to_do syslog_has \
	'su: .*forward_pass.*remove "grace" in /etc/credmint/credmint.conf'
sshd_stop
finish
