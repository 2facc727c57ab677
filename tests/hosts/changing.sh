#!/bin/sh
# A new password after a code, cut off at any step: the old password stands or
# the new one does, and never the new one beside a code that is still good.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc
. tests/hosts/typist.inc
. tests/hosts/reset.inc
. tests/hosts/changing.inc

changing_start

# all NAME: how it went at all steps.
all() {
	if [ -z "$odd" ] && [ $steps -ge 10 ] && [ $olds -gt 0 ] &&
		[ $news -gt 0 ]; then
		pass "$1"
	else
		fail "$1" "$steps steps:$odd"
	fi
	echo "# $steps steps: $olds times the old password, $news the new one"
}

# ---- at any call ----
watched $changing_passwd
begin
for call in recvmsg openat pipe2 write pidfd_open poll wait4 sendto exit_group; do
	kills_of $changing_passwd $call
done
all r15_credmint_passwd_killed_at_any_step
tool_back $changing_passwd
watched chpasswd
begin
for call in write link rename fsync unlink exit_group; do
	kills_of chpasswd $call
done
all r15_chpasswd_killed_at_any_step
tool_back chpasswd
begin
for call in connect sendto recvmsg poll clone wait4 close exit_group; do
	kills_of_host $call
done
all r15_host_killed_at_any_step

# ---- while chpasswd waits for the files ----
# is NAME STATE: what became of it.
is() {
	state=$(changing_state)
	[ "$state$odd" = "$2" ] || fail "$1" "$state, not $2:$odd $(cat "$TMP/screen")"
	[ "$state$odd" != "$2" ] || pass "$1"
}
# cut NAME KILLED...: these are killed then, and chpasswd goes on.
cut() {
	cut_name=$1
	shift
	begin
	again
	account_files_lock
	attempt &
	check "$cut_name: chpasswd_waits" chpasswd_waits
	check "r15_$cut_name: no_other_login_meanwhile" eval '! asks'
	for killed; do
		kill -KILL $(pgrep -x "$killed")
	done
	[ $# -gt 0 ] || sleep 0.2
	account_files_unlock
	wait $!
}
cut nobody_killed
is r15_nobody_killed 'new dead 0'
cut credmint_passwd_killed credmint-passwd
is r15_credmint_passwd_killed 'new dead 1'
check r15_the_log_says_that_it_is_not_known syslog_has \
	'whether the password of alice was changed is not known: .*verdict'
check and_tells_when_it_began eval \
	"credmint log --user alice | grep -q 'change.*begun'"
check what_waits_is_listed eval \
	"credmint code list alice | grep -q 'alice.*must-change.*changing'"
check and_can_be_revoked credmint code revoke "$(credmint code list --json \
	alice | sed 's/.*"id":\([0-9]*\).*/\1/')"
check and_is_gone [ -z "$(credmint code list --json alice)" ]
cut host_killed pamtester
is r15_host_killed 'new dead 1'
cut all_killed pamtester credmint-passwd
is r15_all_killed 'new dead 1'
cut chpasswd_killed chpasswd
is r15_chpasswd_killed 'old good 0'
check r15_the_log_says_that_it_was_refused syslog_has \
	'a new password for alice was refused: chpasswd was killed'

# The same of everything that sshd has for her.
check sshd_starts sshd_start
begin
again
account_files_lock
sshd_login alice "$code
$changing_new
$changing_new" true >/dev/null 2>&1 &
check 'sshd: chpasswd_waits' chpasswd_waits
check 'r15_sshd: no_other_login_meanwhile' eval '! asks'
kill -KILL $(pgrep -f '^sshd[^ ]*: alice')
account_files_unlock
wait $!
is r15_sshd_killed 'new dead 1'
sshd_stop

# Between the new password and the word of it.
tool chpasswd <<'END'
"$real" "$@" || exit
[ ! -e /run/cut ] || kill -KILL $(pgrep -x pamtester) $(pgrep -x credmint-passwd)
END
begin
again
: >/run/cut
attempt
rm /run/cut
is r15_cut_before_the_word 'new dead 1'
code=$(issue --must-change alice)
attempt
check r15_another_code_leads_on [ "$status" -eq 0 ]
is r15_another_change_ends_both 'new dead 0'
tool_back chpasswd

# ---- the registry ----
begin
again
mv /var/lib/credmint /var/lib/away
attempt
mv /var/lib/away /var/lib/credmint
is r15_no_registry_and_no_login 'old good 0'
tool $changing_passwd <<'END'
mv /var/lib/credmint /var/lib/away
exec "$real" "$@"
END
again
attempt
mv /var/lib/away /var/lib/credmint
check r15_password_stands_without_the_last_word [ "$status" -eq 0 ]
is r15_and_the_code_is_dead 'new dead 1'
check the_log_tells_that_it_is_listed syslog_has \
	'alice has a new password, but credmint-auth could not be told'
tool_back $changing_passwd

# It goes away while the new password is typed: nothing is set.
again
typist "? One-time code: 
! $code
? New password: 
! $changing_new
? Retype new password: 
\$ mv /var/lib/credmint /var/lib/away
! $changing_new" pamtester door alice authenticate \
	'chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)'
mv /var/lib/away /var/lib/credmint
check r15_nothing_is_set_before_the_codes_wait [ "$status" -ne 0 ]
is r15_and_the_code_is_good 'old good 0'
check r15_the_log_says_why syslog_has \
	'the password of alice was not changed: credmint-auth could not be told before; .*: credmint code list alice'

# ---- what its host leaves it ----
# Too little for credmint-passwd, which systemd starts credmint-auth without.
. tests/hosts/sockets.inc
sockets_start root
begin
for limit in nofile=40 as=200000000; do
	again
	attempt prlimit "--$limit:${limit#*=}"
	check "r15_${limit}_is_a_refusal" [ "$status" -ne 0 ]
	is "r15_${limit}_leaves_the_codes" 'old good 0'
done
check r15_the_log_says_that_nothing_changed syslog_has \
	"the password of alice was not changed: $changing_passwd: see what it logged"
check r15_and_which_limit_it_was syslog_has \
	'no password changed: the limit of open files'
sockets_stop root
# What it does not get it cannot have done.
again
attempt strace -qq -o "$TMP/trace" -e trace=sendto
sent=$(grep -n '^sendto([0-9]*, "\\1\\7' "$TMP/trace")
again
attempt strace -qq -o "$TMP/trace" -e trace=sendto \
	-e "inject=sendto:error=EPIPE:when=${sent%%:*}"
check r15_what_is_not_sent_is_a_refusal [ "$status" -ne 0 ]
is r15_what_is_not_sent_leaves_the_codes 'old good 0'

# ---- a locked account ----
old=$changing_old
for lock in '!' '!!' '*'; do
	begin
	changing_old=$old
	again
	usermod -p "$lock$old" alice
	changing_old=$lock$old
	attempt
	check "r15_${lock}_before_a_hash_is_a_refusal" [ $status -ne 0 ]
	is "r15_${lock}_before_a_hash_stays" 'old good 0'
done
check r15_the_log_says_what_to_do syslog_has \
	'the password of alice is locked: credmint reset --force alice'
changing_old=$old
again
typist "? One-time code: 
! $code
? New password: 
\$ usermod -L alice
! $changing_new
? Retype new password: 
! $changing_new" pamtester door alice authenticate \
	'chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)'
check r15_locked_meanwhile_is_a_refusal [ "$status" -ne 0 ]
check r15_locked_meanwhile_stays [ "$(hash_of alice)" = "!$old" ]
# The same while the new one is hashed: that takes a second and more here.
sed -i 's/rounds=.*/rounds=4000000/' /etc/pam.d/common-password
again
attempt &
until hasher=$(pgrep -x credmint-passwd); do sleep 0.02; done
sleep 0.3
kill -STOP "$hasher"
check it_is_hashed_yet eval '! pgrep -x chpasswd'
usermod -L alice
kill -CONT "$hasher"
wait $!
changing_old="!$old"
is r15_locked_while_it_is_hashed_stays 'old good 0'
changing_old=$old
sed -i 's/rounds=.*/rounds=1000/' /etc/pam.d/common-password
for none in '!' '!!' '*' '!*' ''; do
	again
	usermod -p "$none" alice
	changing_old=$none
	attempt
	is "r15_never_had_one_${none:-nothing}" 'new dead 0'
	changing_old=$old
done
finish
