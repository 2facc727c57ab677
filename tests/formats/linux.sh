#!/bin/sh
# chpasswd, shadow and useradd: read by chpasswd(8), by pwck(8) and a login, and
# by a shell.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/formats/accounts.inc

pam_stack

# As a file of accounts, of which nobody has a password yet.
without_passwords() {
	python3 tests/formats/accounts.py names "$accounts" >"$TMP/names"
	while read -r name; do
		useradd -M -N "$name" || return 1
	done <"$TMP/names"
}

nobody_left() {
	while read -r name; do
		userdel -f "$name" 2>/dev/null
	done <"$TMP/names"
	find /home -mindepth 1 -delete
	return 0
}

# ---- chpasswd -e ----
check accounts without_passwords
for method in yescrypt sha512crypt bcrypt; do
	case $method in
	yescrypt) cost=1 ;; sha512crypt) cost=1000 ;; *) cost=4 ;;
	esac
	check chpasswd_format_$method provisioned -f chpasswd -m $method -c $cost
	check chpasswd_takes_$method sh -c "chpasswd -e <'$out'"
	check everybody_logs_in_by_$method each_password logs_in
done
check every_line_is_a_name_and_a_hash eval "! grep -v \
	'^[a-z_-]*:\\\$\(y\|6\|2b\)\\\$[^:]*\$' '$out'"

# ---- shadow ----
check shadow_format provisioned -f shadow -m yescrypt -c 1
while read -r name; do
	sed -i "/^$name:/d" /etc/shadow
	grep "^$name:" /etc/passwd
done <"$TMP/names" | sed 's|:[^:]*:[^:]*$|:/:/bin/sh|' >"$TMP/passwd"
cat "$out" >>/etc/shadow
check pwck_has_nothing_to_say pwck -r "$TMP/passwd" "$out"
check and_of_the_whole_file_no_more_than_before eval \
	"! pwck -r 2>&1 | grep -v 'does not exist\|no changes'"
sed '2s/$/:/' "$out" >"$TMP/shadow"
check pwck_sees_a_line_that_is_wrong eval \
	"! pwck -r '$TMP/passwd' '$TMP/shadow'"
check everybody_logs_in_by_shadow each_password logs_in
check shadow_leads_to_a_change each_password must_change
check shadow_says_when_the_account_ends \
	[ "$(awk -F: '$1 == "alice" { print $8 }' /etc/shadow)" = 22405 ]
check shadow_says_nothing_where_nothing_was_asked \
	[ "$(awk -F: '$1 == "bob" { print $8 }' /etc/shadow)" = "" ]
nobody_left

# ---- useradd ----
check useradd_format provisioned -f useradd -m yescrypt -c 1
check no_command_is_given_a_hash eval "! grep 'useradd.*-p' '$out'"
half=$(($(wc -l <"$out") / 2))
head -n $half "$out" >"$TMP/half"
dash "$TMP/half" >/dev/null 2>&1
check half_a_script_does_nothing eval '! id alice'
check dash_runs_it dash "$out"
check the_accounts_are_as_asked as_asked
check everybody_logs_in_by_useradd each_password logs_in
check useradd_leads_to_a_change each_password must_change
check chage_says_so eval "chage -l alice | grep -q 'must be changed' &&
	chage -l alice | grep -q 'Account expires.*May 06, 2031'"
cat /etc/passwd /etc/shadow /etc/group >"$TMP/before"
check again_and_bash_runs_it bash "$out"
cat /etc/passwd /etc/shadow /etc/group >"$TMP/after"
check who_exists_is_not_changed cmp "$TMP/before" "$TMP/after"
bash "$out" 2>&1 | grep -c 'exists, not changed' >"$TMP/count"
check and_is_said [ "$(cat "$TMP/count")" -eq 22 ]
nobody_left
# One that cannot be made does not keep the others from it.
sed -i 's/^\(.*-g\) .100./\1 nosuchgroup/' "$out"
dash "$out" >"$TMP/said" 2>&1
check who_cannot_be_made_is_a_failure [ $? -eq 1 ]
check who_cannot_be_made_is_named grep -q '^alice: failed' "$TMP/said"
check the_others_are_there id last
nobody_left
# What is begun is nobody's to log in by, and is finished by the next run.
sed -i 's/nosuchgroup/100/' "$out"
mkdir "$TMP/bin"
cat >"$TMP/bin/chpasswd" <<'END'
#!/bin/sh
line=$(cat)
case $line in back:*) exit 1 ;; esac
printf '%s\n' "$line" | /usr/sbin/chpasswd "$@"
END
cat >"$TMP/bin/chage" <<'END'
#!/bin/sh
case "$*" in *true) exit 1 ;; esac
exec /usr/bin/chage "$@"
END
chmod +x "$TMP/bin/chpasswd" "$TMP/bin/chage"
useradd -M -N -e 1970-01-03 alice
echo 'alice:$6$salt$other' | chpasswd -e
grep '^alice:' /etc/passwd /etc/shadow >"$TMP/before"
PATH=$TMP/bin:$PATH dash "$out" >"$TMP/said" 2>&1
check what_fails_half_way_is_a_failure [ $? -eq 1 ]
check and_named [ "$(grep 'failed$' "$TMP/said" | tr '\n' ' ')" = \
	'true: failed back: failed ' ]
nobody_is_in() {
	! pamtester formats "$1" authenticate acct_mgmt <<END
$(password_of "$1")
END
}
check without_a_change_nobody_logs_in nobody_is_in true
check without_a_password_nobody_logs_in nobody_is_in back
check it_is_that_it_has_ended eval "pamtester formats true acct_mgmt 2>&1 |
	grep -q 'account has expired'"
dash "$out" >"$TMP/said" 2>&1
check the_next_run_finishes_it [ $? -eq 0 ]
grep '^alice:' /etc/passwd /etc/shadow >"$TMP/after"
check but_of_another_nothing_is_changed cmp "$TMP/before" "$TMP/after"
check and_said grep -q '^alice exists, not changed' "$TMP/said"
check the_rest_exist [ "$(grep -c 'exists, not changed' "$TMP/said")" -eq 20 ]
userdel -f alice 2>/dev/null
# Where accounts end by default, those that say nothing do.
echo EXPIRE=2032-01-02 >>/etc/default/useradd
userdel -f -r bob 2>/dev/null
check the_last_are_made dash "$out"
check the_end_is_the_default [ "$(awk -F: '$1 == "bob" { print $8 }' \
	/etc/shadow)" = 22646 ]
chage -E -1 bob
check all_are_as_asked as_asked
check everybody_logs_in_at_last each_password logs_in
check and_must_change each_password must_change

finish
