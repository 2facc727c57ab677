#!/bin/sh
# credmint provision --apply: accounts as the file says, by the system's tools,
# with a password that is to be changed and dies; and a second time nothing.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/secrecy.inc
. tests/hosts/typist.inc
. tests/hosts/new_password.inc
. tests/hosts/provision.inc

new_password_host alice
cp etc/pam.d/credmint-su-either /etc/pam.d/su
printf 'auth required pam_unix.so nodelay\naccount required pam_unix.so\n' \
	>/etc/pam.d/unix
groupadd staff2
mkdir -p /srv/kept
: >/srv/kept/file
field() {
	getent passwd "$1" | cut -d : -f "$2"
}

# ---- fields ----
listed 'name,uid,gid,gecos,home,shell,groups,expiry' \
	'anna,2100,,"Änna, Room 7",,/bin/sh,"staff2,audio",2036-05-04' \
	'bert,,staff2,,/home/elsewhere/bert,,,' \
	'cora,,,,/srv/kept,/bin/sh,,' \
	'dora,,,-n,,/bin/sh,staff2,' \
	'edda,,,,,/bin/sh,,'
check accounts_are_made provision --ttl 3d
check only_a_home_of_another_is_said [ "$(cat "$TMP/err")" = 'credmint: /srv/kept, the home of cora, belongs to uid 0: see to it unless that is meant' ]
check hashes_go_nowhere [ ! -s "$TMP/out" ]
check secrets_are_roots_alone [ "$(stat -c '%U %a' "$secrets")" = 'root 600' ]
is fields_of_anna "$(getent passwd anna)" \
	'anna:x:2100:2100:Änna, Room 7:/home/anna:/bin/sh'
is groups_of_anna "$(id -nG anna)" 'anna audio staff2'
is expiry_of_anna "$(getent shadow anna | cut -d : -f 8)" \
	$(($(date -u -d 2036-05-04 +%s) / 86400))
is group_by_name "$(id -ng bert)" staff2
is home_of_bert "$(field bert 6)" /home/elsewhere/bert
is text_like_an_option "$(field dora 5)" -n
check home_is_made_from_skel [ -f /home/anna/.profile ]
check home_that_exists_is_not_touched sh -c \
	'[ "$(ls -A /srv/kept)" = file ] && [ "$(stat -c %U /srv/kept)" = root ]'
check home_is_its_owners [ "$(stat -c %U:%G /home/elsewhere/bert)" = bert:staff2 ]
check those_are_whole whole anna edda
for name in bert cora dora; do
	secret_of $name >"$TMP/pw"
	check "password_of_${name}_is_the_one_in_the_secrets" \
		is_password $name "$TMP/pw"
	is "change_is_due_of_$name" "$(changed_of $name)" 0
done
is every_one_is_on_record "$(records 1) $(records 8)" '5 0'
check files_are_in_order sh -c 'pwck -qr && grpck -r'
check no_lock_is_left sh -c '! ls /etc/*.lock 2>/dev/null'
check the_log_tells sh -c '[ "$(credmint log --user anna | grep -c "reset  yes")" = 1 ]'

# ---- again ----
before=$(state_of_accounts)
cp "$secrets" "$TMP/secrets.kept"
check second_run_is_a_success provision --resume
check second_run_says_nothing_of_them [ "$(cat "$TMP/err")" = 'credmint: 0 accounts, 5 there already' ]
is second_run_changes_nothing "$(state_of_accounts)" "$before"
check second_run_keeps_the_secrets cmp "$secrets" "$TMP/secrets.kept"
first=$secrets
secrets=$TMP/again.csv
check run_with_new_secrets_is_a_success provision
is run_with_new_secrets_changes_nothing "$(state_of_accounts)" "$before"
is who_exists_is_said "$(grep -c 'exists, not changed$' "$TMP/err")" 5
check who_exists_gets_no_password sh -c "! grep -qE 'anna|bert' '$secrets'"
listed name 'edda' 'emil'
rm -f "$secrets"
check new_one_beside_one_that_exists provision
check new_one_is_whole whole emil
check the_other_one_has_no_secret eval '! grep -q edda "$secrets"'
secrets=$first

# ---- it must be changed, and dies ----
new='Battery staple of su'
iam='echo I am $(id -un)'
typist_as alice "? Password: 
! $(secret_of edda)
? Current password: 
! $(secret_of edda)
? New password: 
! $new
? Retype new password: 
! $new" su edda -c "$iam"
saw first_login_leads_to_a_new_password 0 'I am edda'
dated and_it_is_new_today edda "$today"
check and_it_is_the_new_one knows edda "$new"
before=$(hash_of edda)
check resume_after_that_is_a_success eval \
	"listed name anna edda && provision --resume"
is resume_leaves_the_new_password_alone "$(hash_of edda)" "$before"
echo 'anna:chosen-By-anna-7' | chpasswd -c SHA512
before=$(state_of_accounts)
check resume_after_a_change_by_root_is_a_success provision --resume
is and_changes_nothing_then "$(state_of_accounts)" "$before"
check and_says_that_it_is_left grep -qxF 'credmint: anna exists, not changed' "$TMP/err"

cp /etc/ld.so.preload "$TMP/preload" 2>/dev/null
echo $((4 * 86400)) >/etc/clock-shift
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
credmint clock accept >/dev/null 2>&1
before=$(state_of_accounts)
typist_as alice "? Password: 
! $(secret_of dora)
? The temporary password was not used in time." su dora -c "$iam"
check too_late_is_a_refusal [ "$status" -ne 0 ]
saw_not and_runs_nothing 'I am'
is and_changes_nothing "$(state_of_accounts)" "$before"
check sweep_is_a_success credmint sweep
is sweep_locks_who_did_not_use_it "$(for name in bert cora dora; do
	passwd -S $name | cut -d ' ' -f 2
done | tr -d '\n')" LLL
is sweep_leaves_who_did "$(passwd -S edda | cut -d ' ' -f 2)" P
listed name dora
check and_locked_stays_locked_on_resume eval 'provision --resume
	[ "$(passwd -S dora | cut -d " " -f 2)" = L ]'
rm -f /etc/ld.so.preload

# ---- who could see it ----
listed name fred gina
rm -f "$secrets"
strace -f -v -s 100000 -o "$TMP/execs" -e trace=execve,execveat \
	credmint provision --apply -m bcrypt -c 4 --secrets "$secrets" "$list" \
	>"$TMP/out" 2>"$TMP/err"
check traced_ones_are_whole whole fred gina
forget
for name in fred gina; do
	learn $name "$(secret_of $name)"
done
for tool in useradd chpasswd chage; do
	check "${tool}_was_traced" grep -q "execve.*bin/$tool" "$TMP/execs"
done
nowhere no_argument_or_environment_shows_it "$TMP/execs"
grep -E 'execve\("[a-z/]*bin/(useradd|chpasswd|chage)' "$TMP/execs" >"$TMP/tools"
check tools_get_an_environment_of_their_own sh -c "[ -s '$TMP/tools' ] &&
	! grep -vF '[\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\", \"LC_ALL=C\"]' '$TMP/tools'"
is one_chpasswd_for_all "$(grep -c chpasswd "$TMP/tools")" 1
nowhere no_words_show_it "$TMP/err" "$TMP/out"
nowhere registry_and_system_log_do_not_show_it /var/lib/credmint /run/syslog
rm -f "$TMP/execs"

# ---- more accounts than there are subordinate ids ----
sed -i '/^SUB_[UG]ID_M/d' /etc/login.defs
most=$(awk -F: '$2 + $3 > m { m = $2 + $3 } END { print m + 65536 - 1 }' \
	/etc/subuid)
printf 'SUB_UID_MAX %s\nSUB_GID_MAX %s\n' "$most" "$most" >>/etc/login.defs
listed name hans iris jana
rm -f "$secrets"
check without_subordinate_ids_they_are_made provision
check it_says_so_once [ "$(cat "$TMP/err")" = "credmint: no subordinate ids are \
left: iris and those after it get none; see SUB_UID_MAX and SUB_UID_COUNT in \
login.defs(5)" ]
check the_first_one_has_some whole hans
check the_others_have_passwords eval 'secret_of jana >"$TMP/pw" &&
	is_password jana "$TMP/pw" && ! grep -q jana /etc/subuid'
finish
