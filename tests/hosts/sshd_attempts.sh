#!/bin/sh
# sshd and somebody who tries: many times in a connection, in many, and going
# away in between.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc

useradd -m -s /bin/sh alice
check init credmint init
printf 'deny = 3\n' >/etc/credmint/credmint.conf
check sshd_starts sshd_start 'MaxAuthTries 20'

# login ANSWERS
login() {
	: >"$TMP/prompts"
	sshd_login alice "$1" id -un >"$TMP/printed"
	status=$?
	cat "$TMP/prompts" "$TMP/printed" >"$TMP/screen"
}

# Several in one connection; the limit is the registry's.
sshd_options='-o NumberOfPasswordPrompts=4'
login "BBBB-BBBB
$(issue alice)"
saw the_second_try_of_a_connection 0 alice
check it_was_asked_twice asked_times 2
code=$(issue alice)
login "BBBB-BBBB
CCCC-CCCC
DDDD-DDDD
$code"
saw r10_three_tries_in_one_connection_lock 255 'One-time code'
check it_was_asked_as_often_as_ssh_would asked_times 4
logged three_were_counted_and_the_one_before 4 'no: wrong'
logged the_fourth_was_not_looked_at 1 'no: locked'

# A client that asks for the same thing a hundred times over.
fresh_host
code=$(issue alice)
sshd_options='-o NumberOfPasswordPrompts=100 -o KbdInteractiveDevices='
for _ in 1 2 3 4 5 6 7 8 9 10; do
	sshd_options=${sshd_options}pam,pam,pam,pam,pam,pam,pam,pam,pam,pam,
done
sshd_options=${sshd_options}pam
sshd_stop
check sshd_with_its_own_limit_starts sshd_start 'MaxAuthTries 4'
login "BBBB-BBBB
CCCC-CCCC
DDDD-DDDD
$code"
saw a_hundred_devices_are_no_hundred_tries 255 'One-time code'
check sshd_ends_it asked_times 4
logged three_of_them_were_counted 3 'no: wrong'
sshd_options='-o NumberOfPasswordPrompts=1'

# Locked looks like wrong; so does an account without any code.
wrong=$(sort -u "$TMP/screen")
login "$code"
saw r10_locked_for_the_next_connection 255 'One-time code'
check r10_the_same_prompt [ "$(sort -u "$TMP/screen")" = "$wrong" ]

# Without a terminal, and with one.
fresh_host
code=$(issue alice --uses 2)
sshd_options='-o NumberOfPasswordPrompts=1 -T'
login "$code"
saw without_a_terminal 0 alice
sshd_options='-o NumberOfPasswordPrompts=1 -tt'
login "$code"
saw with_a_terminal 0 alice

# Typed by a person, at a terminal: the prompt is one line, echo is off.
code=$(issue alice)
typist "? (alice@127.0.0.1) One-time code: 
! $code" ssh -F none -p $sshd_port -o StrictHostKeyChecking=no \
	-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR alice@127.0.0.1 id -un
saw typed_at_a_terminal 0 alice
check nothing_is_shown said_nowhere "$code"

# Gone at the prompt: by an interrupt, a kill, a connection that is cut.
code=$(issue alice)
at_prompt() {
	typist "? One-time code: 
$ pgrep -x credmint-auth
$1" ssh -F none -p $sshd_port -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
		-o NumberOfPasswordPrompts=1 alice@127.0.0.1 id -un
}
at_prompt '^ C'
check interrupted_is_no_login [ "$status" = 130 ]
check interrupted_leaves_nothing_running no_service
at_prompt "\$ kill -KILL \$(pgrep -x ssh)"
check killed_is_no_login [ "$status" = 137 ]
check killed_leaves_nothing_running no_service
# ssh itself waits for its person first.
gone="- 300
\$ ! pgrep -x credmint-auth
! BBBB-BBBB"
at_prompt "\$ kill -KILL \$(pgrep -of '^sshd[^ ]*: alice .pam')
$gone"
check killed_half_of_sshd_is_no_login [ "$status" = 255 ]
at_prompt "\$ kill -KILL \$(pgrep -of '^sshd[^ ]*: alice .priv')
$gone"
check killed_sshd_is_no_login [ "$status" = 255 ]
logged each_is_in_the_log 4 closed
# And with it the process between sshd and credmint-auth.
at_prompt "\$ kill -KILL \$(pgrep -f '^sshd[^ ]*: alice') || :
$gone"
check killed_with_all_it_has_is_no_login [ "$status" = 255 ]
logged r09_none_of_them_is_a_failure 0 no:
login "$code"
saw and_the_code_is_still_good 0 alice

# sshd's own limit of time for a login.
sshd_stop
check sshd_with_little_patience_starts sshd_start 'LoginGraceTime 3'
# Newer ones add up to four seconds of their own.
at_prompt "\$ for i in 1 2 3 4 5 6 7 8 9 10; do pgrep -x credmint-auth || break; sleep 1; done
$gone"
check too_late_is_no_login [ "$status" = 255 ]
sshd_stop
finish
