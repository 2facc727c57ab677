#!/bin/sh
# A code that leads to a new password, without the old one: through sshd, login,
# su and sudo, by the host's own rules; and what leaves the account as it was.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc
. tests/hosts/typist.inc
. tests/hosts/sockets.inc

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
old='Correct horse 7'
# Debian's own: what pam_unix says there is the host's method.
cat >/etc/pam.d/common-password <<'END'
password requisite pam_pwquality.so retry=3
password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt
password requisite pam_deny.so
password required pam_permit.so
END
for service in sudo su login; do
	sed '/^auth.*pam_unix/d' "etc/pam.d/credmint-$service" \
		>"/etc/pam.d/$service"
done
sed -n '/^password/p; /^@include common-password/p' etc/pam.d/credmint-sshd \
	>/etc/pam.d/passwd
printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >/etc/pam.d/plain
printf 'Defaults !mail_badpass, !mail_no_user, lecture=never\n%s\n' \
	'alice ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test
: >/etc/motd
check sshd_starts sshd_start

# again: the old passwords, by another method than the host's, and no code of
# anybody's.
again() {
	printf '%s\n' "alice:$old" "bob:$old" | chpasswd -c SHA512
	chage -d 19000 alice
	chage -d 19000 bob
	credmint code revoke --user alice --user bob >/dev/null 2>&1
	credmint code revoke --user alice >/dev/null 2>&1
	credmint code revoke --user bob >/dev/null 2>&1
	before=$(cat /etc/shadow /etc/passwd | sha256sum)
}
leads() {
	issue --must-change "$@"
}
# uses USER: what is left of his codes, "none" without any
uses() {
	credmint code list --json "$1" | python3 -c '
import json, sys
print(" ".join(str(json.loads(line)["uses"]) for line in sys.stdin) or "none")'
}
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2, not $3"
	fi
}
knows() {
	printf '%s\n' "$2" | pamtester plain "$1" authenticate >/dev/null 2>&1
}
# passwd, chpasswd or one of ours that still runs could change it yet.
settled() {
	waited=0
	while pgrep -x 'credmint-.*|chpasswd' >/dev/null; do
		[ $((waited += 1)) -lt 200 ] || return 1
		sleep 0.05
	done
}
# changed NAME USER PASSWORD: it is his now, and everything about it is right.
changed() {
	line=$(getent shadow "$2")
	case $line in
	"$2:\$y\$"*) pass "r15_$1_by_the_hosts_method" ;;
	*) fail "r15_$1_by_the_hosts_method" "${line%%:*}" ;;
	esac
	is "r15_$1_dated_today" "$(echo "$line" | cut -d : -f 3)" \
		$(($(date +%s) / 86400))
	is "r15_$1_leaves_no_use_of_the_code" "$(uses "$2")" none
	check "r15_$1_logs_in_by_pam_unix" knows "$2" "$3"
	check "r15_$1_ends_the_old_one" eval "! knows $2 '$old'"
	check "r15_$1_leaves_the_files_whole" pwck -qr
	check "r15_$1_leaves_no_lock" [ -z "$(find /etc -maxdepth 1 \
		-name '*.lock' ! -name .pwd.lock)" ]
	check "r15_$1_is_in_no_log_and_on_no_screen" said_nowhere "$3" \
		"$(echo "$line" | cut -d : -f 2)"
}
# kept NAME USER USES: everything is as before but the use that is spent.
kept() {
	check "r15_$1_is_over" settled
	is "r15_$1_leaves_shadow_as_it_was" \
		"$(cat /etc/shadow /etc/passwd | sha256sum)" "$before"
	is "r15_$1_spends_one_use" "$(uses "$2")" "$3"
}

# ---- sshd, without a terminal ----
again
code=$(leads alice)
other=$(leads alice)
plain=$(issue alice)
new='Battery staple 1'
is sshd_leads_to_a_new_password "$(sshd_login alice "$code
$new
$new" id -un)" alice
check it_asked_for_the_new_one_twice [ "$(grep -c 'New password:\|Retype new password:' \
	"$TMP/prompts")" -eq 2 ]
check it_did_not_ask_for_the_old_one eval "! grep -i current '$TMP/prompts'"
for dead in "$code" "$other"; do
	check r15_every_code_of_that_kind_is_dead eval \
		"! sshd_login alice '$dead' true"
done
is an_ordinary_code_lives_on "$(sshd_login alice "$plain" id -un)" alice
changed sshd alice "$new"
check the_system_log_tells syslog_has 'password changed for alice'
check the_log_tells eval "credmint log --user alice | grep -q 'change.*yes'"

# passwd(1), with these lines in its stack, as ever.
typist_as alice "? Current password: 
! $new
? New password: 
! $old and more
? Retype new password: 
! $old and more" passwd
saw passwd_goes_on_as_before 0 'password updated successfully'
check and_sets_it knows alice "$old and more"
is and_asks_once_for_each "$(grep -c 'password: ' "$TMP/screen")" 3

# Refused by the host's rules, three times.
again
code=$(leads alice)
check r15_a_weak_password_is_refused eval "! sshd_login alice '$code
abc' true"
check the_rules_say_why grep -q 'BAD PASSWORD' "$TMP/prompts" "$TMP/ssh.err"
kept sshd_weak alice 2
# Two that are not the same, as often as one is asked.
check r15_two_passwords_are_none eval "! sshd_login alice '$code
$new
another $new
$new
another $new
$new
another $new' true"
kept sshd_differing alice 1
# A connection that breaks at the prompt.
cat >"$TMP/break" <<END
#!/bin/sh
case \$1 in
*New*) kill -9 \$PPID ;;
*) echo '$code' ;;
esac
END
chmod 755 "$TMP/break"
(SSH_ASKPASS=$TMP/break SSH_ASKPASS_REQUIRE=force setsid -w ssh -F none \
	-p $sshd_port -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	alice@127.0.0.1 true) >/dev/null 2>&1 </dev/null
check r15_a_broken_connection_is_no_login [ $? -ne 0 ]
kept sshd_broken alice none
check r15_the_old_one_stands_meanwhile knows alice "$old"

# An account that has run out is asked nothing.
usermod -e 2020-01-01 alice
: >"$TMP/prompts"
check r15_an_expired_account_is_refused eval "! sshd_login alice '$(leads alice)
$new
$new' true"
check r15_and_asked_nothing eval "! grep -q New '$TMP/prompts'"
usermod -e '' alice
sshd_stop

# ---- su: the real user is somebody else ----
again
new='Battery staple 2'
code=$(leads bob)
typist_as alice "? One-time code: 
! $code
? New password: 
^ C" su bob -c 'id -un'
check ctrl_C_at_su_is_no_login [ "$status" -ne 0 ]
kept su_ctrl_C bob 2
typist_as alice "? One-time code: 
! $code
? New password: 
$ kill -KILL \$(pgrep -x su)" su bob -c 'id -un'
check a_killed_su_is_no_login [ "$status" -ne 0 ]
kept su_killed bob 1
# What limits the caller does not limit what is written.
typist_as alice "? One-time code: 
! $code
? You must choose a new password now.
? New password: 
! short
? BAD PASSWORD
? New password: 
! $new
? Retype new password: 
! $new" sh -c 'ulimit -S -f 0; ulimit -S -c 0; exec su bob -c "id -un"'
saw su_leads_to_a_new_password 0 bob
saw_not su_asks_for_no_old_one 'Current password'
changed su bob "$new"

# ---- sudo ----
again
new='Battery staple 3'
code=$(leads alice)
typist_as alice "? One-time code: 
! $code
? New password: 
^ C" sudo id -un
check ctrl_C_at_sudo_is_no_login [ "$status" -ne 0 ]
saw_not ctrl_C_at_sudo_runs_nothing root
kept sudo_ctrl_C alice 2
typist_as alice "? One-time code: 
! $code
? New password: 
! $new
? Retype new password: 
! $new" sudo id -un
saw sudo_leads_to_a_new_password 0 root
saw_not sudo_asks_for_no_old_one 'Current password'
changed sudo alice "$new"

# ---- login ----
again
new='Battery staple 4'
code=$(leads alice)
typist "? One-time code: 
! $code
? New password: 
\$ kill -HUP \$(pgrep -x login)" login -- alice
check a_terminal_that_hangs_up_is_no_login [ "$status" -ne 0 ]
kept login_hung_up alice 2
typist "? One-time code: 
! $code
? New password: 
! $new
? Retype new password: 
! $new
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw login_leads_to_a_new_password 0 'I am alice'
changed login alice "$new"

# ---- what sets it ----
again
new='Battery staple 5'
sockets_start root
cp /etc/pam.d/sshd /etc/pam.d/x-door
echo "$(leads alice)
$new
$new" | strace -f -qq -v -s 4096 -e trace=execve -o "$TMP/trace" \
	pamtester x-door alice authenticate \
	'chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)' >"$TMP/screen" 2>&1
status=$?
saw through_the_socket_of_systemd 0 'successfully'
check credmint_passwd_and_chpasswd_ran eval \
	"grep -q credmint-passwd '$TMP/trace' && grep -q 'chpasswd.*-e' '$TMP/trace'"
check no_program_has_it_in_its_arguments_or_environment eval \
	"! grep -qF -e '$new' -e '$(getent shadow alice | cut -d : -f 2)' '$TMP/trace'"
changed socket alice "$new"
sockets_stop

# Where it cannot be set the account stays as it was.
again
new='Battery staple 6'
mv /usr/libexec/credmint/credmint-passwd /usr/libexec/credmint/away
typist_as alice "? One-time code: 
! $(leads bob)
? New password: 
! $new
? Retype new password: 
! $new" su bob -c 'id -un'
check r15_without_credmint_passwd_is_no_login [ "$status" -ne 0 ]
mv /usr/libexec/credmint/away /usr/libexec/credmint/credmint-passwd
kept without_the_program bob 2
check the_log_says_which_is_missing syslog_has \
	'cannot run /usr/libexec/credmint/credmint-passwd'
mount -o bind,ro /etc /etc
typist_as alice "? One-time code: 
! $(leads bob)
? New password: 
! $new
? Retype new password: 
! $new" su bob -c 'id -un'
check r15_a_read_only_etc_is_no_login [ "$status" -ne 0 ]
umount /etc
kept read_only_etc bob '2 2'
check the_log_says_what_is_wrong syslog_has \
	'a new password for bob was refused: .*[Rr]ead-only'
finish
