#!/bin/sh
# A code that leads to a new password, without the old one: through sshd where
# nothing else is asked, by the host's own rules; and what it is set by. At
# terminals: must_change_terminals.sh.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc
. tests/hosts/typist.inc
. tests/hosts/sockets.inc
. tests/hosts/new_password.inc

new_password_host alice bob
cp etc/pam.d/credmint-su-either /etc/pam.d/su
sed -n '/^password/p; /^@include common-password/p' etc/pam.d/credmint-sshd \
	>/etc/pam.d/passwd
check sshd_starts sshd_start

# ---- sshd, without a terminal ----
again alice bob
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
again alice bob
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

# ---- what sets it ----
again alice bob
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
again alice bob
new='Battery staple 6'
mv /usr/libexec/credmint/credmint-passwd /usr/libexec/credmint/away
typist_as alice "? Password: 
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
typist_as alice "? Password: 
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
