#!/bin/sh
# A code that leads to a new password, typed at a terminal in place of the
# password that was forgotten: ssh, login, su and sudo with the stacks as they
# are shipped. Ctrl-C, a password that the rules refuse and a terminal that is
# gone leave the account as it was and one use of the code spent.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc
. tests/hosts/typist.inc
. tests/hosts/new_password.inc

new_password_host alice bob
sshd_stack=credmint-sshd-either
check sshd_starts sshd_start
for service in login su sudo; do
	cp "etc/pam.d/credmint-$service-either" "/etc/pam.d/$service"
done
cat >"$TMP/ssh_config" <<END
Port $sshd_port
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
NumberOfPasswordPrompts 1
LogLevel ERROR
END
chmod 644 "$TMP/ssh_config"

# at HOST DIALOGUE: $who is whose code is typed
at() {
	who=alice
	case $1 in
	ssh) typist "$2" ssh -F "$TMP/ssh_config" alice@127.0.0.1 \
		'echo I am $(id -un)' ;;
	login) typist "$2" login -- alice ;;
	su)
		who=bob
		typist_as alice "$2" su bob -c 'id -un'
		;;
	sudo) typist_as alice "$2" sudo id -un ;;
	esac
}
# gone HOST: nothing of it runs any more
gone() {
	waited=0
	while pgrep -x "$1" >/dev/null; do
		[ $((waited += 1)) -lt 200 ] || return 1
		sleep 0.05
	done
}
# That of util-linux hears no interrupt, and its terminal is taken away.
end_of_login="- 300
\$ kill -HUP \$(pgrep -x login) || :"

# A code where the password is asked for, and what follows in four ways.
# at_every_end HOST PROMPT
at_every_end() {
	again alice bob
	who=alice
	[ "$1" != su ] || who=bob
	code=$(leads $who)
	stop='^ C'
	[ "$1" != login ] || stop="$stop
$end_of_login"
	at "$1" "? $2
! $code
? New password: 
$stop"
	check "ctrl_C_at_$1_is_no_login" [ "$status" -ne 0 ]
	check "ctrl_C_at_$1_ends_it" gone "$1"
	kept "$1_ctrl_C" $who 2
	at "$1" "? $2
! $code
? New password: 
! abc
? BAD PASSWORD
? New password: 
! abc
? BAD PASSWORD
? New password: 
! abc
? BAD PASSWORD"
	check "three_weak_ones_at_$1_are_no_login" [ "$status" -ne 0 ]
	kept "$1_weak" $who 1
	at "$1" "? $2
! $code
? New password: 
= "
	is "a_terminal_that_is_gone_ends_$1" "$status" 129
	check "a_terminal_that_is_gone_leaves_no_$1" gone "$1"
	kept "$1_gone" $who none

	new="Battery staple of $1"
	code=$(leads $who)
	shell=
	[ "$1" != login ] || shell="? \$ 
! id -un
? alice
! exit"
	at "$1" "? $2
! $code
? You must choose a new password now.
? New password: 
! short
? BAD PASSWORD
? New password: 
! $new
? Retype new password: 
! $new
$shell"
	case $1 in
	sudo) becomes=root ;;
	ssh) becomes='I am alice' ;;
	*) becomes=$who ;;
	esac
	saw "$1_leads_to_a_new_password" 0 "$becomes"
	saw_not "$1_asks_for_no_old_one" 'Current password'
	changed "$1" $who "$new"
}
for host in ssh login su; do
	at_every_end $host 'Password: '
done
# sudo has words of its own where a module says "Password: ".
at_every_end sudo '[sudo] password for alice: '
sshd_stop

# What limits the caller does not limit what is written.
again bob
new='Battery staple 2'
typist_as alice "? Password: 
! $(leads bob)
? New password: 
! $new
? Retype new password: 
! $new" sh -c 'ulimit -S -f 0; ulimit -S -c 0; exec su bob -c "id -un"'
saw su_under_limits_leads_to_a_new_password 0 bob
changed su_under_limits bob "$new"

# Killed, and hung up by whoever holds the terminal.
again alice bob
code=$(leads bob)
typist_as alice "? Password: 
! $code
? New password: 
\$ kill -KILL \$(pgrep -x su)" su bob -c 'id -un'
check a_killed_su_is_no_login [ "$status" -ne 0 ]
kept su_killed bob 2
code=$(leads alice)
typist "? Password: 
! $code
? New password: 
\$ kill -HUP \$(pgrep -x login)" login -- alice
check a_login_that_is_hung_up_is_none [ "$status" -ne 0 ]
kept login_hung_up alice 2

# sudo where nothing but a code is asked for.
cp etc/pam.d/credmint-sudo /etc/pam.d/sudo
new='Battery staple 3'
at sudo "? One-time code: 
! $code
? New password: 
! $new
? Retype new password: 
! $new"
saw sudo_by_code_alone_leads_to_a_new_password 0 root
saw_not sudo_by_code_alone_asks_for_no_old_one 'Current password'
changed sudo_by_code_alone alice "$new"

# Without pam_pwquality its line refuses every new password, as the stacks say.
again bob
mv "$(find /lib /usr/lib -name pam_pwquality.so | head -n 1)" "$TMP/away.so"
code=$(leads bob)
at su "? Password: 
! $code"
check without_pam_pwquality_is_no_login [ "$status" -ne 0 ]
saw_not without_pam_pwquality_nothing_is_asked 'New password'
kept without_pam_pwquality bob 2
sed -i '/pam_pwquality/d' /etc/pam.d/su /etc/pam.d/common-password
sed -i 's/ use_authtok try_first_pass//' /etc/pam.d/common-password
new='Battery staple 4'
at su "? Password: 
! $code
? New password: 
! $new
? Retype new password: 
! $new"
saw without_its_line_a_new_password_is_chosen 0 bob
changed without_its_line bob "$new"
finish
