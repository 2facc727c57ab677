#!/bin/sh
# su: root needs nothing, everyone else the password and a code of whom he
# becomes; or the code alone, where the line before it is left out.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc

useradd -m alice
useradd -m bob
check init credmint init
word='Correct horse 7'
printf '%s\n' "bob:$word" "root:$word" | chpasswd -c YESCRYPT
cp etc/pam.d/credmint-su /etc/pam.d/su

# Root.
su alice -c 'id -un' >"$TMP/screen" 2>&1 </dev/null
status=$?
saw root_becomes_alice_without_a_code 0 alice
check root_was_not_asked asked_times 0
logged root_is_in_no_log_of_ours 0 ''

# The password and a code; both are asked, whatever the first was.
code=$(issue bob)
typist_as alice "? Password: 
! $word
? One-time code: 
! $code" su bob -c 'id -un'
saw password_and_code_of_bob 0 bob
check neither_is_in_a_log_or_on_a_screen said_nowhere "$word" "$code"
typist_as alice "? Password: 
! wrong
? One-time code: 
! $(issue bob)" su bob -c 'id -un'
saw wrong_password_and_code 1 'Authentication failure'
typist_as alice "? Password: 
! $word
? One-time code: 
! BBBB-BBBB" su bob -c 'id -un'
saw password_and_wrong_code 1 'Authentication failure'
typist_as alice "? Password: 
! $word
? One-time code: 
! $(issue root)" su -c 'id -un'
saw password_and_code_of_root 0 root
fresh_host

# The code alone.
sed '/^auth.*pam_unix/d' etc/pam.d/credmint-su >/etc/pam.d/su
cp /etc/pam.d/su /etc/pam.d/su-l
code=$(issue bob)
typist_as alice "? One-time code: 
! $code" su bob -c 'id -un'
saw alice_becomes_bob_with_bobs_code 0 bob
check it_was_asked_once asked_times 1
check the_code_is_in_no_log_and_on_no_screen said_nowhere "$code"
check the_log_tells_who_became_whom syslog_has \
	'su: one-time code accepted for bob'
typist_as alice "? One-time code: 
! $code" su bob -c 'id -un'
saw a_second_time_is_refused 1 'Authentication failure'
typist_as alice "? One-time code: 
! $(issue alice)" su bob -c 'id -un'
saw her_own_code_is_none_for_bob 1 'Authentication failure'
check refusal_names_who_asked syslog_has \
	'su: .*authentication failure; .* ruser=alice rhost=.* user=bob'
typist_as alice "? One-time code: 
! $(issue bob --service su)" su bob -c 'id -un'
saw a_code_for_su 0 bob
typist_as alice "? One-time code: 
! $(issue bob --service sudo)" su bob -c 'id -un'
saw a_code_for_sudo_is_none_for_su 1 'Authentication failure'
typist_as alice "? One-time code: 
! $(issue root)" su -c 'id -un'
saw alice_becomes_root_with_roots_code 0 root
typist_as alice '' su nobody-here -c 'id -un'
saw nobody_of_that_name 1 'user nobody-here does not exist'

# A login shell, which is another service on Debian.
typist_as alice "? One-time code: 
! $(issue bob)
? $ 
! id -un
? bob
! exit" su - bob
saw a_login_shell 0 bob

# Interrupted and ended.
fresh_host
code=$(issue bob)
for key in C D; do
	typist_as alice "? One-time code: 
$ pgrep -x credmint-auth
^ $key" su bob -c 'id -un'
	check "ctrl_${key}_at_the_prompt_refuses" [ "$status" -ne 0 ]
	saw_not "ctrl_${key}_becomes_nobody" bob
	check "ctrl_${key}_leaves_nothing_running" no_service
done
# su hands on an end of file as an answer, an empty one.
logged r09_an_interrupt_is_no_failure 1 closed bob
logged r09_an_empty_answer_is_one 1 no: bob
typist_as alice "? One-time code: 
! $code" su bob -c 'id -un'
saw and_the_code_is_still_good 0 bob

# piped FILE: su takes the answer from standard input.
piped() {
	as alice setsid -w su bob -c 'id -un' <"$1" >"$TMP/screen" 2>&1
	status=$?
}
code=$(issue bob)
echo "$code" >"$TMP/typed"
piped "$TMP/typed"
saw a_code_from_a_pipe 0 bob
check no_code_in_any_log said_nowhere "$code"
echo BBBB-BBBB >"$TMP/typed"
piped "$TMP/typed"
saw a_wrong_one_from_a_pipe 1 'Authentication failure'
piped /dev/null
saw nothing_in_the_pipe 1 'Authentication failure'
head -c 65536 /dev/zero | tr '\0' B >"$TMP/typed"
piped "$TMP/typed"
saw far_too_much_in_the_pipe 1 'Authentication failure'
check nothing_is_left_running no_service

# Locked: bob for those who become him here; root still needs nothing.
printf 'deny = 2\n' >/etc/credmint/credmint.conf
fresh_host
code=$(issue bob)
typist_as alice '? One-time code: 
! BBBB-BBBB' su bob -c 'id -un'
cp "$TMP/screen" "$TMP/unlocked"
echo BBBB-BBBB >"$TMP/typed"
piped "$TMP/typed"
typist_as alice "? One-time code: 
! $code" su bob -c 'id -un'
saw r10_two_failures_lock_bob 1 'Authentication failure'
check locked_looks_like_wrong cmp "$TMP/screen" "$TMP/unlocked"
logged the_log_knows 1 'no: locked' bob
su bob -c 'id -un' >"$TMP/screen" 2>&1 </dev/null
status=$?
saw r10_root_becomes_bob_all_the_same 0 bob
finish
