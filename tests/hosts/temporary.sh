#!/bin/sh
# A temporary password: in time it leads to a new one as pam_unix does it, too
# late nobody gets in with it; and who has none is let alone.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc
. tests/hosts/typist.inc

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
useradd -m -s /bin/sh carol
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
old='Correct horse 7'
cat >/etc/pam.d/common-password <<'END'
password requisite pam_pwquality.so retry=3
password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt
password requisite pam_deny.so
password required pam_permit.so
END
# The shipped stacks without the code: a password alone.
for service in su login; do
	sed '/^auth.*pam_credmint/d' "etc/pam.d/credmint-$service" \
		>"/etc/pam.d/$service"
done
: >/etc/motd
mkdir -p /root/.ssh
chmod 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f "$TMP/id"
cp "$TMP/id.pub" /root/.ssh/authorized_keys

# temporary USER TTL [intend]: as a reset leaves it, or a machine that stopped
temporary() {
	printf '%s\n' "$1:$old" | chpasswd -c YESCRYPT
	chage -d 0 "$1"
	getent shadow "$1" | cut -d : -f 1,2 |
		setpriv --reuid credmint --regid credmint --clear-groups \
			"$BUILD/tests/hosts/drive_temporary" "${3:-set}" \
			"$2" >/dev/null || exit 1
}
stamp() {
	getent shadow "$1" | cut -d : -f 3
}
today=$(($(date +%s) / 86400))
# dated NAME USER DAY
dated() {
	if [ "$(stamp "$2")" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$(stamp "$2")"
	fi
}
# without_registry COMMAND...: what it says when nothing can be read
without_registry() {
	mv /etc/credmint/key /etc/credmint/away
	"$@"
	outcome=$?
	mv /etc/credmint/away /etc/credmint/key
	return "$outcome"
}
late='The temporary password was not used in time.'

# ---- sshd ----
sshd_start 'PermitRootLogin yes' 'PubkeyAuthentication yes' \
	'AuthenticationMethods keyboard-interactive publickey' ||
	fail sshd_starts "$(cat "$TMP/sshd.log")"
# What sshd_start copied; the password alone here as well.
sed '/^auth.*pam_credmint/d' etc/pam.d/credmint-sshd-password >/etc/pam.d/sshd
# answers USER LINE...
enters() {
	sshd_user=$1
	shift
	[ "$(sshd_login "$sshd_user" "$(printf '%s\n' "$@")" id -un)" = \
		"$sshd_user" ]
}
key_enters() {
	[ "$(ssh -F none -i "$TMP/id" -p "$sshd_port" -o BatchMode=yes \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		"root@127.0.0.1" id -un 2>"$TMP/ssh.err")" = root ]
}
new='Battery staple 1'
temporary alice 3600
check r14_in_time_it_leads_to_a_new_one enters alice "$old" "$old" "$new" "$new"
check as_pam_unix_asks grep -q 'Current password' "$TMP/prompts"
dated and_it_is_new_today alice "$today"
check the_new_one_logs_in enters alice "$new"
check the_log_tells_that_it_was_in_time eval \
	"credmint log --user alice | grep -q 'yes: must change'"

temporary alice 1
sleep 2.1
before=$(sha256sum </etc/shadow)
: >"$TMP/prompts"
check r14_too_late_is_a_refusal eval \
	"! enters alice '$old' '$old' '$new' '$new'"
check r14_and_asks_for_no_new_one eval "! grep -q 'New password' '$TMP/prompts'"
check r14_and_says_so grep -qF "$late" "$TMP/ssh.err" "$TMP/prompts"
check r14_and_changes_nothing [ "$(sha256sum </etc/shadow)" = "$before" ]
check the_log_tells_that_it_was_late eval \
	"credmint log --user alice | grep -q 'temporary password too late'"
check the_system_log_tells syslog_has \
	'the temporary password of alice was not used in time'
check r14_no_registry_revives_it without_registry eval \
	"! enters alice '$old' '$old' '$new' '$new'"

# Another time, another password: the old record says nothing of it.
chage -d "$today" alice
check r14_a_password_that_need_not_be_changed_is_let_alone enters alice "$old"
check r14_also_without_a_registry without_registry enters alice "$old"
chage -d 0 bob
echo "bob:$old" | chpasswd -c YESCRYPT
chage -d 0 bob
check r14_one_of_other_making_goes_on_by_pam_unix enters bob "$old" "$old" \
	"$new" "$new"
dated and_is_new_today bob "$today"
chage -d 0 bob
check r14_which_without_a_registry_is_a_refusal without_registry eval \
	"! enters bob '$new' '$new' '$old' '$old'"
dated r14_and_changes_nothing_either bob 0
chage -d "$today" bob

# An intent: somebody is setting it, or was when the machine stopped.
temporary carol 3600 intend
check r14_an_intent_in_time_leads_to_a_new_one enters carol "$old" "$old" \
	"$new" "$new"
temporary carol 1 intend
sleep 2.1
check r14_an_intent_too_late_is_a_refusal eval "! enters carol '$old' '$old' \
	'$new' '$new'"

# A key.
chage -d "$today" root
check r14_root_with_a_key_gets_in key_enters
check r14_root_with_a_key_is_not_locked_out_by_an_outage \
	without_registry key_enters
chage -d 0 root
check r14_root_who_must_change_is_refused_in_an_outage \
	without_registry eval '! key_enters'
chage -d "$today" root
check r14_and_gets_in_again key_enters

# A one-time code makes a dead password no better.
cp etc/pam.d/credmint-sshd-password /etc/pam.d/sshd
temporary alice 1
sleep 2.1
check r14_a_code_beside_it_does_not_revive_it eval \
	"! enters alice '$old' '$(issue alice)' '$old' '$new' '$new'"
check r14_and_it_says_so_there_too grep -qF "$late" "$TMP/ssh.err" "$TMP/prompts"
sshd_stop

# ---- su ----
new='Battery staple 2'
temporary bob 3600
typist_as alice "? Password: 
! $old
? Current password: 
! $old
? New password: 
! $new
? Retype new password: 
! $new" su bob -c 'id -un'
saw r14_su_leads_to_a_new_one 0 bob
dated su_and_it_is_new_today bob "$today"
temporary bob 1
sleep 2.1
typist_as alice "? Password: 
! $old" su bob -c 'id -un'
saw r14_su_refuses_too_late 1 "$late"
dated r14_su_changes_nothing bob 0

# ---- login ----
new='Battery staple 3'
temporary alice 3600
typist "? Password: 
! $old
? Current password: 
! $old
? New password: 
! $new
? Retype new password: 
! $new
? $ 
! echo I am \$(id -un)
? I am alice
! exit" login -- alice
saw r14_login_leads_to_a_new_one 0 'I am alice'
dated login_and_it_is_new_today alice "$today"
temporary alice 1
sleep 2.1
typist "? Password: 
! $old
? not used in time" login -- alice
saw_not r14_login_refuses_too_late '$ '
check r14_login_tells_it grep -qF "$late" "$TMP/screen"
dated r14_login_changes_nothing alice 0

check nothing_typed_is_logged said_nowhere "$old" "$new"
finish
