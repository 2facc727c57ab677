#!/bin/sh
# login(1) on a terminal, as getty starts it: a password and a code, or the
# code alone, where the line before it is left out.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc

useradd -m -s /bin/sh alice
check init credmint init
word='Correct horse 7'
# How to leave: that of util-linux hears no interrupt.
hang_up="\$ kill -HUP \$(pgrep -x login)"
echo "alice:$word" | chpasswd -c YESCRYPT
cp etc/pam.d/credmint-login /etc/pam.d/login
: >/etc/motd

# Both are asked, whatever the first was.
code=$(issue alice)
typist "? login: 
! alice
? Password: 
! $word
? One-time code: 
! $code
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login
saw name_password_and_code 0 'I am alice'
check neither_is_in_a_log_or_on_a_screen said_nowhere "$word" "$code"
typist "? Password: 
! wrong
? One-time code: 
! $(issue alice)
? Login incorrect
$hang_up" login -- alice
saw_not wrong_password_and_code '$ '
typist "? Password: 
! $word
? One-time code: 
! BBBB-BBBB
? Login incorrect
$hang_up" login -- alice
saw_not password_and_wrong_code '$ '
fresh_host

sed '/^auth.*pam_unix/d' etc/pam.d/credmint-login >/etc/pam.d/login
# The name is asked by login, the code by us.
code=$(issue alice)
typist "? login: 
! alice
? One-time code: 
! $code
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login
saw name_and_code 0 'I am alice'
check it_was_asked_once asked_times 1
check the_code_is_in_no_log_and_on_no_screen said_nowhere "$code"
typist "? login: 
! alice
? One-time code: 
! $code
? Login incorrect
$hang_up" login
check the_code_is_spent grep -q 'Login incorrect' "$TMP/screen"
saw_not the_code_lets_nobody_in '$ '

# As agetty does it: the name is known.
typist "? One-time code: 
! $(issue alice)
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw name_from_getty 0 'I am alice'
typist "? One-time code: 
! $(issue alice --service login)
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -p -- alice
saw a_code_for_login 0 'I am alice'
typist "? \$ 
! echo I am \$(id -un)
? I am alice
! exit" login -f alice
saw getty_with_autologin_asks_nothing 0 'I am alice'
check nothing_was_asked asked_times 0

# Someone who does not exist sees what alice sees.
fresh_host
issue alice >/dev/null
for user in alice nobody-here; do
	typist "? login: 
! $user
? One-time code: 
! BBBB-BBBB
? login: 
$hang_up" login
	sed "s/$user/NAME/" "$TMP/screen" >"$TMP/screen.$user"
done
check unknown_looks_like_wrong cmp "$TMP/screen.alice" "$TMP/screen.nobody-here"
# login has a line of its own, and may name anybody there.
check an_unknown_name_is_not_logged syslog_lacks 'credmint.*nobody-here'

# The same words after a mistake, until login gives up.
fresh_host
issue alice >/dev/null
typist '? login: 
! alice
? One-time code: 
! BBBB-BBBB
? Login incorrect
? login: 
! alice
? One-time code: 
! CCCC-CCCC
? login: 
! alice
? One-time code: 
! DDDD-DDDD
? login: 
'"$hang_up" login
check three_mistakes_are_asked_three_times asked_times 3
logged r09_each_counts 3 no:
check nothing_typed_is_logged said_nowhere BBBB-BBBB CCCC-CCCC DDDD-DDDD

# Interrupted, ended, hung up.
fresh_host
code=$(issue alice)
for key in C D; do
	typist "? One-time code: 
$ pgrep -x credmint-auth
^ $key
- 200
^ C" login -- alice
	check "ctrl_${key}_at_the_prompt_refuses" [ "$status" -ne 0 ]
	saw_not "ctrl_${key}_lets_nobody_in" '$ '
	check "ctrl_${key}_leaves_nothing_running" no_service
done
typist "? One-time code: 
$ pgrep -x credmint-auth
$ kill -HUP \$(pgrep -x login)" login -- alice
check hung_up_leaves_nothing_running no_service
# login hands on an end of file as an answer, an empty one.
# That of util-linux hears no interrupt: the terminal was taken away, and all
# that was started from it.
closed=2
! login --version 2>/dev/null | grep -q util-linux || closed=1
logged r09_an_interrupt_is_no_failure $closed closed
logged r09_an_empty_answer_is_one 1 no:
typist "? One-time code: 
! $code
? $ 
! exit" login -- alice
saw and_the_code_is_still_good 0 'One-time code:'

# Closed by an administrator: the code is not enough.
echo 'not now' >/etc/nologin
code=$(issue alice)
typist "? One-time code: 
! $code
- 200
$hang_up" login -- alice
saw_not nologin_lets_nobody_in '$ '
rm /etc/nologin

# An account that is locked or has run out.
usermod -e 2020-01-01 alice
typist "? One-time code: 
! $(issue alice)
? expired" login -- alice
saw_not an_expired_account_gets_no_shell '$ '
usermod -e '' alice
finish
