#!/bin/sh
# credmint reset where the password is locked, or could not be put back; codes
# that lead to a new one unlock nothing.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc

person alice bob
credmint init 2>"$TMP/err"
codes() {
	credmint code list --json "$1" | wc -l
}
advice() {
	echo "the password of $1 is locked: a code cannot unlock it; credmint reset --force $1 gives a new password"
}

# ---- a code for whom is locked ----
usermod -L alice
remember
for mark in once twice; do
	refused "r15_no_code_for_a_locked_one_$mark" 1 "$(advice alice)" \
		credmint reset --code alice
	refused "r15_not_by_force_either_$mark" 1 "$(advice alice)" \
		credmint reset --code --force alice
	refused "r15_nor_would_there_be_one_$mark" 1 "$(advice alice)" \
		credmint reset --code --force --dry-run alice
	refused "r15_nor_one_that_is_issued_$mark" 3 "$(advice alice)" \
		credmint code issue --must-change alice
	check "r15_nothing_changed_$mark" kept
	check "r15_no_code_was_made_$mark" [ "$(codes alice)" -eq 0 ]
	sed -i 's/^alice:!\$/alice:!!$/' /etc/shadow
	remember
done
ends code_for_a_login_is_issued 0 credmint code issue alice
credmint code revoke --user alice 2>/dev/null
# Its first password: no hash is behind the marks.
useradd -p '!' never
useradd -p '*' star
useradd -p '!!' twice
useradd -p '!*' both
for name in never star twice both; do
	refused "first_password_takes_force_$name" 1 'is locked, and a reset unlocks it' \
		credmint reset --code $name
	ends "first_password_by_a_code_$name" 0 credmint reset --code --force $name
	ends "first_password_by_an_issued_code_$name" 0 \
		credmint code issue --must-change $name
done
ends others_have_codes 0 credmint reset --code bob

# ---- an old hash that chpasswd would not set again ----
credmint code revoke --user bob 2>/dev/null
echo 'bob:$1$abcdefgh$G6SBq3bP8U2Lh3wb0m3Jx1' | chpasswd -e
chage -d 2026-01-05 bob
tool chpasswd <<'END_OF_TOOL'
input=$(cat)
case $input in
*:'$1$'*)
	echo 'chpasswd: (line 1, user bob) invalid password hash' >&2
	exit 1
	;;
esac
printf '%s\n' "$input" | "$real" "$@"
END_OF_TOOL
remember
refused no_way_back_is_refused 1 \
	'the old password of bob could not be put back if something failed' \
	credmint reset bob
refused no_way_back_is_told_by_a_dry_run 1 'could not be put back' \
	credmint reset --dry-run bob
check no_way_back_and_nothing_changed kept
check no_way_back_and_no_record [ "$(records 8) $(records 1)" = '0 0' ]
ends no_way_back_leaves_codes 0 credmint reset --code bob
check no_way_back_and_still_nothing_changed kept
ends no_way_back_by_force 3 sh -c 'credmint reset --force bob >/dev/full'
check what_is_left_is_said grep -q \
	'^credmint: bob may be left with a password that nobody knows, since the old one could not be put back' \
	"$TMP/said.err"
check what_is_left_is_an_intent [ "$(records 8)" -eq 1 ]
shows it_is_reset_again '[!-~]{12,64}' credmint reset --force bob
check it_is_whole_then is_password bob "$TMP/said.out"
tool_back chpasswd

# ---- two things fail at once ----
# What was delivered cannot be told, and the registry neither.
mkdir /usr/local/deliver
cat >/usr/local/deliver/away <<'END_OF_PROGRAM'
#!/bin/sh
cat >/dev/null
END_OF_PROGRAM
chmod 755 /usr/local/deliver/away
echo 'delivery_program = /usr/local/deliver/away' >/etc/credmint/credmint.conf
tool chage <<'END_OF_TOOL'
"$real" "$@" || exit
mv /etc/credmint/key /etc/credmint/key.away
END_OF_TOOL
ends two_faults 3 sh -c 'credmint reset --deliver --json --force bob >/dev/full'
tool_back chage
mv /etc/credmint/key.away /etc/credmint/key
check output_is_told grep -q '^credmint: cannot write to standard output' "$TMP/said.err"
check registry_is_told grep -q '^credmint: .*/etc/credmint/key' "$TMP/said.err"
check handed_over_is_told grep -q 'bob has the password that was handed over' \
	"$TMP/said.err"
finish
