#!/bin/sh
# A temporary password: in time it leads to a new one as pam_unix does it, too
# late nobody gets in with it; and who has none is let alone.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc
. tests/hosts/typist.inc
. tests/hosts/new_password.inc

new_password_host alice bob carol dan erin frank gina hugo
# A code or a password, as shipped: here it is the password.
for service in su login sudo; do
	cp "etc/pam.d/credmint-$service-either" "/etc/pam.d/$service"
done
mkdir -p /root/.ssh
chmod 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f "$TMP/id"
cp "$TMP/id.pub" /root/.ssh/authorized_keys

# Who comes too late, later.
for user in dan frank gina hugo; do
	temporary $user 1
done
temporary erin 1 intend
late_at=$(($(date +%s) + 2))

# without_registry COMMAND...: what it says when nothing can be read
without_registry() {
	mv /etc/credmint/key /etc/credmint/away
	"$@"
	outcome=$?
	mv /etc/credmint/away /etc/credmint/key
	return "$outcome"
}
late='The temporary password was not used in time.'
too_late() {
	until [ "$(date +%s)" -gt "$late_at" ]; do
		sleep 0.1
	done
}

# ---- sshd ----
sshd_stack=credmint-sshd-either
sshd_start 'PermitRootLogin yes' 'PubkeyAuthentication yes' \
	'AuthenticationMethods keyboard-interactive publickey' ||
	fail sshd_starts "$(cat "$TMP/sshd.log")"
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

too_late
before=$(sha256sum </etc/shadow)
: >"$TMP/prompts"
check r14_too_late_is_a_refusal eval \
	"! enters dan '$old' '$old' '$new' '$new'"
check r14_and_asks_for_no_new_one eval "! grep -q 'New password' '$TMP/prompts'"
check r14_and_says_so grep -qF "$late" "$TMP/ssh.err" "$TMP/prompts"
check r14_and_changes_nothing [ "$(sha256sum </etc/shadow)" = "$before" ]
check the_log_tells_that_it_was_late eval \
	"credmint log --user dan | grep -q 'temporary password too late'"
check the_system_log_tells syslog_has \
	'the temporary password of dan was not used in time'
check r14_no_registry_revives_it without_registry eval \
	"! enters dan '$old' '$old' '$new' '$new'"

# Another time, another password: the old record says nothing of it.
chage -d "$today" dan
check r14_a_password_that_need_not_be_changed_is_let_alone enters dan "$old"
check r14_also_without_a_registry without_registry enters dan "$old"
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
check r14_an_intent_too_late_is_a_refusal eval "! enters erin '$old' '$old' \
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

# A one-time code makes a dead password no better, in its place or beside it.
chage -d 0 dan
check r14_a_code_in_its_place_does_not_revive_it eval \
	"! enters dan '$(issue dan)' '$old' '$new' '$new'"
check r14_and_it_says_so_there grep -qF "$late" "$TMP/ssh.err" "$TMP/prompts"
cp etc/pam.d/credmint-sshd-password /etc/pam.d/sshd
check r14_a_code_beside_it_does_not_revive_it eval \
	"! enters dan '$old' '$(issue dan)' '$old' '$new' '$new'"
check r14_and_it_says_so_there_too grep -qF "$late" "$TMP/ssh.err" "$TMP/prompts"
sshd_stop

# in_time HOST PROMPT USER SEEN COMMAND...: a new one as pam_unix asks for it
in_time() {
	host=$1
	prompt=$2
	user=$3
	seen=$4
	new="Battery staple of $host"
	shift 4
	shell=
	[ "$host" != login ] || shell="? \$ 
! echo I am \$(id -un)
? I am alice
! exit"
	temporary "$user" 3600
	typist_as_who "? $prompt
! $old
? Current password: 
! $old
? New password: 
! $new
? Retype new password: 
! $new
$shell" "$@"
	saw "r14_${host}_leads_to_a_new_one" 0 "$seen"
	dated "r14_${host}_and_it_is_new_today" "$user" "$today"
	check "r14_${host}_and_it_is_the_new_one" knows "$user" "$new"
}
# not_in_time HOST PROMPT USER COMMAND...: refused, and told why; sudo lets no
# module say it
not_in_time() {
	host=$1
	prompt=$2
	user=$3
	shift 3
	words=$late
	[ "$host" != sudo ] || words='sudo: Password expired'
	too_late
	before=$(sha256sum </etc/shadow)
	typist_as_who "? $prompt
! $old
? $words" "$@"
	check "r14_${host}_refuses_too_late" [ "$status" -ne 0 ]
	check "r14_${host}_refuses_for_that" syslog_has \
		"$host:account): the temporary password of $user was not used"
	check "r14_${host}_tells_it" grep -qF "$words" "$TMP/screen"
	saw_not "r14_${host}_asks_for_no_new_one" 'New password'
	saw_not "r14_${host}_runs_nothing" 'I am'
	is "r14_${host}_changes_nothing" "$(sha256sum </etc/shadow)" "$before"
}
# typist_as_who DIALOGUE COMMAND...: login is started by root, for its user
typist_as_who() {
	case $host in
	login) typist "$@" ;;
	su) typist_as alice "$@" ;;
	*) typist_as "$user" "$@" ;;
	esac
}
iam='echo I am $(id -un)'
in_time su 'Password: ' bob 'I am bob' su bob -c "$iam"
not_in_time su 'Password: ' frank su frank -c "$iam"
in_time sudo 'password for carol: ' carol 'I am root' sudo sh -c "$iam"
not_in_time sudo 'password for hugo: ' hugo sudo sh -c "$iam"
in_time login 'Password: ' alice 'I am alice' login -- alice
not_in_time login 'Password: ' gina login -- gina

# A code that leads to a new password is a way on from a dead one.
new='Battery staple 9'
typist_as alice "? Password: 
! $(leads frank)
? New password: 
! $new
? Retype new password: 
! $new" su frank -c "$iam"
saw r15_a_code_leads_on_from_a_dead_one 0 'I am frank'
dated r15_and_it_is_new_today frank "$today"
check r15_and_it_is_the_new_one knows frank "$new"

check nothing_typed_is_logged said_nowhere "$old" "$new"
finish
