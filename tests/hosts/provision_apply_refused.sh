#!/bin/sh
# credmint provision --apply: what cannot be had is refused by its line before
# anything is made; what fails later is named by its line, and gone on with.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/provision.inc

useradd -u 2200 -m mark
# is NAME VALUE EXPECTED
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2, not $3"
	fi
}
# says NAME LINE...: standard error was these lines, but for "credmint: "
says() {
	says_name=$1
	shift
	printf "credmint: %s\n" "$@" >"$TMP/expected"
	check "$says_name" diff "$TMP/expected" "$TMP/err"
}
# ends_with STATUS ARG...: of provision
ends_with() {
	ends_with=$1
	shift
	provision "$@"
	[ $? -eq "$ends_with" ]
}
fresh() {
	rm -f "$secrets"
}

# ---- before anything ----
listed name anna
check without_a_registry_it_is_refused ends_with 3
check and_says_what_to_do grep -q 'credmint init' "$TMP/err"
check and_leaves_no_secrets [ ! -e "$secrets" ]
credmint init 2>"$TMP/err"
chmod 644 "$list"
check only_root_may [ "$(setpriv --reuid nobody --regid nogroup --clear-groups \
	env "PATH=$PATH" credmint provision --apply --dry-run "$list" 2>&1)" = \
	'credmint: run this as root' ]

before=$(state_of_accounts)
listed 'name,uid,gid,groups' 'anna,,,' 'bert,2200,,' 'cora,,nowhere,' \
	'dora,,54321,' 'edda,,,"audio,nowhere"' 'audio,,,' 'fred,0,,' \
	'audio2,,audio,audio'
check lines_that_cannot_be_had ends_with 3
says each_is_named_with_its_reason \
	"$list:8: uid 0 is root's: choose another" \
	"$list:3: uid 2200 is that of mark on this host" \
	"$list:4: there is no group nowhere on this host" \
	"$list:5: there is no group 54321 on this host" \
	"$list:6: there is no group nowhere on this host" \
	"$list:7: there is a group audio already: name it as the gid" \
	'6 of 8 accounts cannot be made, so none was; mend these lines, or leave them out by --keep-going'
is nothing_is_made "$(state_of_accounts)" "$before"
check no_secrets_are_left [ ! -e "$secrets" ]
cp "$TMP/err" "$TMP/expected"
check dry_run_waits_for_no_lock sh -c "flock /run/credmint-reset.lock timeout 10 \
	credmint provision --apply --dry-run '$list' >'$TMP/out' 2>'$TMP/err'
	[ \$? -eq 3 ]"
check dry_run_finds_the_same diff "$TMP/expected" "$TMP/err"
is dry_run_makes_nothing "$(state_of_accounts)" "$before"
listed 'name,method' 'anna,scram-sha-256' 'bert,bcrypt'
check method_of_no_login ends_with 3
check method_of_no_login_is_named_by_line grep -qxF "credmint: $list:2: no login \
takes hashes of scram-sha-256; choose another method" "$TMP/err"
is method_of_no_login_makes_nothing "$(state_of_accounts)" "$before"
listed 'name,gid' anna, 'bert,nowhere'
check others_are_made_by_keep_going ends_with 3 --keep-going
check they_are_whole whole anna
check no_other_is_there no_such bert cora dora edda fred
fresh

# ---- hashes that chpasswd refuses ----
# Of names with an x: all lines or none, as it does.
refusing_names() {
	tool chpasswd <<'END'
input=$(cat)
printf '%s\n' "$input" | cut -d : -f 1 | grep -q x && {
	echo "chpasswd: (line 2, user xena) invalid password hash: $input" >&2
	exit 1
}
printf '%s\n' "$input" | exec "$real" "$@"
END
}
refusing_names
fresh
listed name gina xena hans xaver iris
check refused_hashes_are_a_failure ends_with 3
is they_are_named_by_line "$(cut -d : -f 2-4 "$TMP/err" | head -n 2)" \
	" $list:3: xena
 $list:5: xaver"
check the_hash_is_not_told eval '! grep -q "\$2b\$" "$TMP/err"'
check those_begun_are_whole whole gina hans iris
is no_password_is_set "$(hash_of xena) $(hash_of xaver)" \
	'!credmint-provision !credmint-provision'
check they_are_locked [ "$(passwd -S xena | cut -d ' ' -f 2)" = L ]
check pwck_takes_the_mark pwck -qr
cp "$secrets" "$TMP/secrets.kept"
rm -f "$secrets"
check without_its_secrets_it_is_left ends_with 0
check and_said_how_to_go_on grep -qxF "credmint: xena exists, not changed; a run \
that was cut off made it: --resume with the secrets of that run finishes it" "$TMP/err"
cp -p "$TMP/secrets.kept" "$secrets"
is no_intent_is_left "$(records 8)" 0
tool_back chpasswd
check resume_finishes_them ends_with 0 --resume
check and_they_are_whole whole gina hans iris xena xaver

# ---- a useradd that fails for one ----
failing() {
	tool useradd <<'END'
case "$*" in *xanthe) echo 'useradd: no xanthe here' >&2; exit 1 ;; esac
exec "$real" "$@"
END
}
failing
fresh
listed name jana xanthe karl
check a_failure_is_a_failure ends_with 3
check named_by_line grep -qxF "credmint: $list:3: xanthe: useradd failed (exit 1): useradd: no xanthe here" "$TMP/err"
check the_one_before_is_whole whole jana
check those_behind_are_not_begun no_such xanthe karl
check keep_going_makes_the_rest ends_with 3 --resume --keep-going
check the_one_behind_is_whole whole jana karl
tool_back useradd
check resume_makes_the_last ends_with 0 --resume
check all_are_whole whole jana xanthe karl

# ---- another program has the files ----
locked() {
	tool "$1" <<END
echo '$1: cannot lock /etc/passwd; try again later.' >&2
exit 1
END
}
for name in useradd chpasswd chage; do
	locked $name
	fresh
	listed name "lea$name" "max$name"
	check "locked_for_${name}_ends_it" ends_with 3
	is "locked_for_${name}_says_one_line" \
		"$(grep -c 'another program has the account files locked' "$TMP/err")" 1
	check "locked_for_${name}_tells_how_to_go_on" \
		grep -qE '^credmint: 0 of 2 accounts' "$TMP/err"
	tool_back $name
	check "locked_for_${name}_resume_finishes" ends_with 0 --resume
	check "locked_for_${name}_they_are_whole" whole "lea$name" "max$name"
done

# ---- a full disk ----
cp -a /etc "$TMP/etc"
mount -n -t tmpfs -o mode=755,size=64m tmpfs /etc
cp -a "$TMP/etc/." /etc
rm -rf "${TMP:?}/etc"
fill() {
	head -c 64m /dev/zero >/etc/filler 2>/dev/null
	truncate -s "-$1" /etc/filler
}
fresh
listed name nina olaf
fill 0
check full_disk_ends_it ends_with 3
check full_disk_is_said grep -q 'no space is left on its file system' "$TMP/err"
rm -f /etc/filler
is full_disk_leaves_the_files_whole "$(pwck -qr; grpck -r)" ''
check full_disk_resume_finishes ends_with 0 --resume
check full_disk_they_are_whole whole nina olaf
# Full between the steps.
for name in chpasswd chage; do
	tool $name <<'END'
[ -e /etc/filler ] || head -c 64m /dev/zero >/etc/filler 2>/dev/null
exec "$real" "$@"
END
	fresh
	listed name "pia$name" "rolf$name"
	check "full_disk_at_${name}_ends_it" ends_with 3
	rm -f /etc/filler
	tool_back $name
	is "full_disk_at_${name}_leaves_the_files_whole" "$(pwck -qr; grpck -r)" ''
	check "full_disk_at_${name}_resume_finishes" ends_with 0 --resume
	check "full_disk_at_${name}_they_are_whole" whole "pia$name" "rolf$name"
done
finish
