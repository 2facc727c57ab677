#!/bin/sh
# sudo asks its user for a one-time code, with our stack for it.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc

useradd -m alice
useradd -m bob
check init credmint init
cp etc/pam.d/credmint-sudo /etc/pam.d/sudo
printf 'Defaults !mail_badpass, !mail_no_user, lecture=never\n%s\n' \
	'alice ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test

# At a terminal.
code=$(issue alice)
typist_as alice "? One-time code: 
! $code" sudo id -un
saw r01_code_of_the_user_who_asks 0 root
check it_was_asked_once asked_times 1
check the_code_is_in_no_log_and_on_no_screen said_nowhere "$code"
typist_as alice "? One-time code: 
! $code
? Sorry, try again.
? One-time code: 
^ C" sudo id -un
saw another_terminal_asks_again_and_the_code_is_spent 1 'Sorry, try again.'
credmint code issue bob >/dev/null 2>&1
typist_as alice "? One-time code: 
! $(issue bob)
? try again
? One-time code: 
! $(issue alice)" sudo id -un
saw code_of_another_is_refused_and_a_right_one_still_taken 0 root
fresh_host

# A code is asked for once within sudo's own time, on one terminal.
typist_as alice "? One-time code: 
! $(issue alice)" sh -c 'sudo id -un; sudo id -gn; sudo -n id -G'
saw a_second_sudo_asks_nothing 0 root
check once_for_three_of_them asked_times 1
typist_as alice "? One-time code: 
! $(issue alice)" sh -c 'sudo id -un; sudo -k; sudo -n id -un'
saw sudo_k_forgets_the_code 1 'a password is required'
check sudo_k_asks_nothing asked_times 1
typist_as alice "? One-time code: 
! $(issue alice)
? One-time code: 
! $(issue alice)" sh -c 'sudo -v; sudo -k id -un'
saw sudo_v_and_k_with_a_command_ask_each 0 root
check both_asked asked_times 2

# A code bound to another service, and one to this.
typist_as alice "? One-time code: 
! $(issue alice --service sshd)
? try again
? One-time code: 
! $(issue alice --service sudo)" sudo id -un
saw code_for_sshd_is_none_for_sudo 0 root
fresh_host

# Three wrong ones.
typist_as alice '? One-time code: 
! BBBB-BBBB
? Sorry, try again.
? One-time code: 
! CCCCCCCC
?  try again.
? One-time code: 
! ' sudo id -un
saw three_wrong_ones_end_it 1 '3 incorrect password attempts'
logged r09_each_of_them_counts 3 no:
check nothing_typed_is_logged said_nowhere BBBB-BBBB CCCCCCCC BBBBBBBB
check usual_tail_in_the_system_log syslog_has \
	'sudo: .*authentication failure; logname=.* uid=.* euid=.* tty=/dev/pts/.* ruser=alice rhost=.* user=alice'

# Interrupted, ended, hung up: no failure counts, nothing is left running.
fresh_host
code=$(issue alice)
for key in C D; do
	typist_as alice "? One-time code: 
$ pgrep -x credmint-auth
^ $key" sudo id -un
	saw "ctrl_${key}_at_the_prompt_refuses" 1 'One-time code:'
	check "ctrl_${key}_leaves_nothing_running" no_service
done
logged it_was_closed 2 closed
logged r09_it_did_not_count 0 no:
typist_as alice "? One-time code: 
$ pgrep -x credmint-auth
$ kill -HUP \$(pgrep -x sudo)" sudo id -un
saw hung_up_at_the_prompt_refuses "$status" 'One-time code:'
check hung_up_does_not_succeed [ "$status" -ne 0 ]
check hung_up_leaves_nothing_running no_service
typist_as alice "? One-time code: 
$ pgrep -x credmint-auth
$ kill -KILL \$(pgrep -x sudo)" sudo id -un
check killed_sudo_leaves_nothing_running no_service
typist_as alice "? One-time code: 
^ Z
? it waits
? One-time code: 
! $code" sh -mc 'sudo id -un; echo it waits; fg'
saw stopped_with_ctrl_Z_and_continued 0 root

# From a pipe.
code=$(issue alice)
printf '%s\n' "$code" | as alice setsid -w sudo -k -S id -un \
	>"$TMP/screen" 2>&1
status=$?
saw a_code_on_standard_input 0 root
check no_code_in_any_log said_nowhere "$code"
printf '%s\n%s\n' BBBB-BBBB "$(issue alice)" |
	as alice setsid -w sudo -k -S id -un >"$TMP/screen" 2>&1
status=$?
saw the_second_line_is_the_second_answer 0 root
as alice setsid -w sudo -k -S id -un </dev/null >"$TMP/screen" 2>&1
status=$?
saw nothing_on_standard_input_refuses 1 'no password was provided'
as alice setsid -w sudo -k id -un </dev/null >"$TMP/screen" 2>&1
status=$?
saw no_terminal_and_no_S_refuses 1 'a terminal is required'
as alice setsid -w sudo -k -n id -un </dev/null >"$TMP/screen" 2>&1
status=$?
saw sudo_n_asks_nothing 1 'a password is required'
check sudo_n_did_not_ask asked_times 0
logged nobody_there_is_no_failure 1 no:

# To another user, by a name of his own; and one who may not.
typist_as alice "? One-time code: 
! $(issue alice)" sudo -u bob id -un
saw alice_becomes_bob_with_her_own_code 0 bob
typist_as bob "? One-time code: 
! $(issue bob)" sudo id -un
saw who_may_not_is_told_so_after_his_code 1 'bob is not in the sudoers file'

# Locked: the same prompts, the same words.
printf 'deny = 3\n' >/etc/credmint/credmint.conf
fresh_host
code=$(issue alice)
typist_as alice '? One-time code: 
! BBBB-BBBB
? One-time code: 
! BBBB-BBBB
? One-time code: 
! BBBB-BBBB' sudo id -un
cp "$TMP/screen" "$TMP/unlocked"
typist_as alice "? One-time code: 
! $code
? One-time code: 
! $code
? One-time code: 
! $code" sudo id -un
saw r10_three_failures_lock_sudo 1 '3 incorrect password attempts'
check locked_looks_like_wrong cmp "$TMP/screen" "$TMP/unlocked"
logged the_log_knows 3 'no: locked'
finish
