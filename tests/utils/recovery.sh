#!/bin/sh
# credmint recovery: issue, count.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
useradd bob
useradd carol
credmint init 2>"$TMP/err"
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"

letter='[BCDFGHJKLMNPQRSTVWXZ]'
code="$letter{4}-$letter{4}-$letter{4}"
time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'

# logs_in USER CODE; its words are in $TMP/words
logs_in() {
	echo "$2" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door "$1" 1 192.0.2.1 \
		>"$TMP/verdict" 2>"$TMP/words"
	grep -q '^yes 1 no 0 other 0' "$TMP/verdict"
}
not() {
	! "$@"
}
# left USER: as scripts ask
left() {
	credmint recovery count "$1" 2>"$TMP/err"
}
# codes N: those on standard input are as many, and no two the same
codes() {
	tr '\0' '\n' | grep -xE "$code" | sort -u | wc -l | grep -qx "$1"
}

# ---- issue ----
credmint recovery issue alice >"$TMP/ten" 2>"$TMP/err"
check issue_ten codes 10 <"$TMP/ten"
check issue_says_so grep -qx \
	'credmint: 10 recovery codes for alice' "$TMP/err"
check count [ "$(left alice)" = 10 ]
check count_says_more grep -qxE \
	"credmint: 10 of 10 recovery codes of alice are left, issued $time" "$TMP/err"
first=$(head -n 1 "$TMP/ten")
second=$(sed -n 2p "$TMP/ten" | tr '[:upper:]' '[:lower:]' | sed 's/-/ /g')
check one_lets_in logs_in alice "$first"
check one_is_counted [ "$(left alice)" = 9 ]
check one_does_not_again not logs_in alice "$first"
check one_typed_otherwise logs_in alice "$second"
check one_of_alice_is_not_bobs not logs_in bob "$(sed -n 3p "$TMP/ten")"
credmint recovery issue alice >"$TMP/others" 2>"$TMP/err"
check new_ones_say_so grep -qx \
	'credmint: 10 recovery codes for alice; those before are of no use any more' "$TMP/err"
check new_ones_end_the_old not logs_in alice "$(sed -n 3p "$TMP/ten")"
check new_ones_let_in logs_in alice "$(head -n 1 "$TMP/others")"
credmint recovery issue alice -n 1 >"$TMP/one" 2>"$TMP/err"
check issue_one codes 1 <"$TMP/one"
check issue_one_says_so grep -q '^credmint: 1 recovery code for alice;' "$TMP/err"
check the_last_one_lets_in logs_in alice "$(cat "$TMP/one")"
check none_is_left [ "$(left alice)" = 0 ]
credmint recovery issue alice --count 1000 -0 -o "$TMP/many" 2>"$TMP/err"
check issue_a_thousand_with_nul codes 1000 <"$TMP/many"
check file_is_private [ "$(stat -c %a "$TMP/many")" = 600 ]
# A code alone, or an authenticator alone: neither ends the other.
python3 tests/utils/app.py --totp credmint authenticator enroll alice 2>"$TMP/err"
check enrolling_leaves_them [ "$(left alice)" = 1000 ]
credmint recovery issue alice >"$TMP/out" 2>"$TMP/err"
check issuing_leaves_the_authenticator [ "$(credmint authenticator list --json alice | wc -l)" -eq 1 ]
credmint recovery issue alice --json -n 2 >"$TMP/json" 2>"$TMP/err"
check issue_json [ "$(grep -cxE "\{\"user\":\"alice\",\"uid\":$(id -u alice),\"number\":[12],\"code\":\"$code\"\}" "$TMP/json")" -eq 2 ]
shows count_json "\{\"user\":\"alice\",\"left\":2,\"total\":2,\"issued\":\"$time\"\}" \
	credmint recovery count --json alice
check log_tells_of_it sh -c "credmint log --user alice | grep -qE ' recovery +issued 1000 '"
check log_has_no_code sh -c "! credmint log | grep -qE '$code'"

# ---- the sheet ----
credmint recovery issue bob -f sheet -n 9 >"$TMP/sheet" 2>"$TMP/err"
check sheet_is_whose grep -qxE '  account   bob' "$TMP/sheet"
check sheet_is_of_this_host grep -qxF "  host      $(hostname)" "$TMP/sheet"
check sheet_is_of_today grep -qxE "  issued    $(date -u +%Y-%m-%d)" "$TMP/sheet"
check sheet_has_two_columns grep -qxE "      1\.  $code              6\.  $code" "$TMP/sheet"
check sheet_of_nine_ends_in_one grep -qxE "      5\.  $code" "$TMP/sheet"
check sheet_has_all sh -c "grep -oE '$code' '$TMP/sheet' | sort -u | wc -l | grep -qx 9"
check sheet_says_what_to_do grep -q 'lets you in once' "$TMP/sheet"
check sheet_ends_with_a_form_feed [ "$(tail -c 1 "$TMP/sheet" | od -An -c | tr -d ' ')" = '\f' ]
check one_of_a_sheet_lets_in logs_in bob "$(grep -oE "$code" "$TMP/sheet" | tail -n 1)"
credmint recovery issue bob -f sheet -n 161 >"$TMP/sheet" 2>"$TMP/err"
check pages_are_three [ "$(tr -dc '\f' <"$TMP/sheet" | wc -c)" -eq 3 ]
check pages_fit [ "$(tr '\f' '\n' <"$TMP/sheet" | awk 'length > 80' | wc -l)" -eq 0 ]
check pages_are_no_longer_than_66_lines awk -v RS='\f' '
	NR <= 3 && split($0, lines, "\n") > 66 { bad = 1 } END { exit bad }' "$TMP/sheet"
check pages_go_on grep -qxE "    161\.  $code" "$TMP/sheet"
credmint recovery issue bob -f plain -n 2 >"$TMP/out" 2>"$TMP/err"
check plain_is_the_default codes 2 <"$TMP/out"

# ---- what cannot be ----
refused count_of_who_has_none 1 'nobody-here has no recovery codes; credmint recovery issue nobody-here' \
	credmint recovery count nobody-here
refused issue_unknown_user 3 'no such account: nobody-here' \
	credmint recovery issue nobody-here
refused issue_no_name 2 'cannot be an account name' credmint recovery issue a:b
refused count_no_name 2 'cannot be an account name' credmint recovery count a:b
refused format_that_is_none 2 '-f takes plain or sheet' \
	credmint recovery issue alice -f pdf
refused sheet_as_json 2 'a sheet is for people' \
	credmint recovery issue alice -f sheet --json
refused sheet_with_nul 2 'a sheet is for people' \
	credmint recovery issue alice -f sheet -0
for n in 0 1001 -1 ten ''; do
	refused "count_$n" 2 '--count takes' credmint recovery issue alice --count "$n"
done
refused not_root 3 'run this as root' setpriv --reuid 65534 --regid 65534 \
	--clear-groups credmint recovery issue alice
check alice_has_hers [ "$(left alice)" = 2 ]
# What nobody could read, or only some of it, comes to nothing: not in place of
# the codes there are, and not as the mark of one who never had any.
credmint recovery issue bob >"$TMP/ten" 2>"$TMP/err"
ends written_nowhere 3 sh -c 'credmint recovery issue bob >/dev/full'
check written_nowhere_is_said grep -qx \
	'credmint: no codes were issued; what bob had stays as it was' "$TMP/said.err"
check written_nowhere_leaves_them [ "$(left bob)" = 10 ]
check the_ones_before_are_good logs_in bob "$(sed -n 1p "$TMP/ten")"
ends written_to_a_file_there_is 3 credmint recovery issue bob -o "$TMP/ten"
check the_file_there_is_leaves_them logs_in bob "$(sed -n 2p "$TMP/ten")"
check eight_are_left [ "$(left bob)" = 8 ]
cat >"$TMP/pam/open" <<'END_OF_STACK'
auth [success=ok ignore=ignore default=die] pam_credmint.so nullok
auth required pam_permit.so
END_OF_STACK
# goes_by USER: nullok lets in, without a question
goes_by() {
	echo 'no code' | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" open "$1" 1 \
		>"$TMP/verdict" 2>"$TMP/words"
	grep -q '^yes 1 no 0 other 0' "$TMP/verdict"
}
check nullok_lets_in goes_by carol
ends first_codes_written_nowhere 3 sh -c 'credmint recovery issue carol >/dev/full'
check not_enrolled_by_them goes_by carol
check has_none_of_them sh -c '! credmint recovery count carol'
check log_has_none_of_them sh -c '! credmint log --user carol | grep -q " recovery "'
check doctor_sees_none_of_them sh -c 'credmint doctor --user carol |
	grep -qxE "note +recovery +there is no sheet of codes"'
check bob_is_enrolled not goes_by bob
cat >"$TMP/part.py" <<'END_OF_READER'
import fcntl, os, subprocess, sys
read, write = os.pipe()
fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
command = subprocess.Popen(["credmint", "recovery", "issue", "bob", "-n", "1000"],
                           stdout=write)
os.close(write)
sys.stdout.write(os.read(read, 1000).decode())
os.close(read)
sys.stdout.flush()
sys.exit(command.wait())
END_OF_READER
ends read_in_part 3 python3 "$TMP/part.py"
cp "$TMP/said.out" "$TMP/part"
check part_was_read [ "$(grep -cE "^$code" "$TMP/part")" -gt 50 ]
check part_lets_nobody_in not logs_in bob "$(grep -oE "$code" "$TMP/part" | head -n 1)"
check part_leaves_them [ "$(left bob)" = 8 ]
check the_rest_is_still_good logs_in bob "$(sed -n 3p "$TMP/ten")"
# A registry that does not take what was written: they are of no use, and that
# is said. It breaks while a slow reader holds the writer up.
cat >"$TMP/breaks.py" <<'END_OF_READER'
import fcntl, os, sqlite3, subprocess, sys
read, write = os.pipe()
fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
command = subprocess.Popen(["credmint", "recovery", "issue", "bob", "-n", "1000"],
                           stdout=write)
os.close(write)
os.read(read, 100)
registry = sqlite3.connect("/var/lib/credmint/registry.db")
registry.execute("ALTER TABLE recovery RENAME TO elsewhere")
registry.close()
while os.read(read, 4096):
    pass
sys.exit(command.wait())
END_OF_READER
ends registry_does_not_take_them 3 python3 "$TMP/breaks.py"
check not_taken_is_said grep -q \
	'^credmint: the registry did not take the codes: throw them away, and issue others$' \
	"$TMP/said.err"

finish
