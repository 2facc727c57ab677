#!/bin/sh
# credmint provision: hashes to one file, their passwords to another.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

top=$PWD
cd "$TMP" || exit 1
{
	echo name,gecos,length,method
	echo 'alice,"Alice ""A."" Example, room 5",,'
	echo 'bob,Bob,24,'
	printf 'zoe,"Zo\303\253",,yescrypt\n'
	seq -f 'u%03g,,,' 1 40
} >users.csv
names=$(sed '1d; s/,.*//' users.csv | tr '\n' ' ')

# field NAME N: of the CSV secrets
secret() {
	sed -n "s/^\"$1\",\"\(.*\)\",\"[^\"]*\"\$/\1/p" "${2:-s}"
}
# verifies NAME: its password is that of its hash
verifies() {
	grep "^$1:" h | cut -d: -f2 >"$TMP/one.hash"
	secret "$1" | credmint hash verify -s --hash-file "$TMP/one.hash"
}
# fresh: no outputs
fresh() {
	rm -f s h
}

# ---- what is made ----
check makes_them credmint provision -m bcrypt -c 4 -j 3 --secrets s -o h users.csv
check in_the_order_of_the_file [ "$(cut -d: -f1 h | tr '\n' ' ')" = "$names" ]
check secrets_in_the_same_order \
	[ "$(sed '1d; s/^"\([^"]*\)".*/\1/' s | tr '\n' ' ')" = "$names" ]
for name in alice bob zoe u001 u040; do
	check "$name: password_is_that_of_the_hash" verifies $name
done
check the_method_is_the_one_asked_for grep -q '^alice:\$2b\$04\$' h
check a_method_of_its_own grep -q '^zoe:\$y\$j9T\$' h
check both_are_private [ "$(stat -c %a s h | tr '\n' ' ')" = '600 600 ' ]
check no_password_in_the_hashes [ -z "$(sed 1d s | cut -d'"' -f4 |
	while IFS= read -r p; do grep -F -e "$p" h; done)" ]
check no_two_passwords_are_equal [ "$(sed 1d s | cut -d'"' -f4 | sort -u | wc -l)" -eq 43 ]
check passwords_are_of_the_policy [ "$(sed 1d s | cut -d'"' -f4 |
	grep -cE '^[A-Za-z][]%+,./:=@_A-HJ-NP-Za-km-z2-9-]{15}$')" -eq 42 ]
check a_length_of_its_own [ "$(secret bob | tr -d '\n' | wc -c)" -eq 24 ]
check nothing_dies_without_ttl [ "$(grep -c ',""$' s)" -eq 43 ]
fresh
check a_length_for_all credmint provision -l 30 --ttl 2d -m bcrypt -c 4 \
	--secrets s -o h users.csv
check that_length [ "$(secret alice | tr -d '\n' | wc -c)" -eq 30 ]
day=$(date -u -d '+2 days' +%Y-%m-%d)
check ttl_is_told grep -qE "^\"alice\",.*,\"($day|$(date -u -d '+1 day 23 hours 59 minutes' +%Y-%m-%d))T[0-9:]{8}Z\"\$" s
fresh
check the_default_is_yescrypt credmint provision --secrets s users.csv -o h
check yescrypt grep -qE '^alice:\$y\$j9T\$.{22}\$.{43}$' h
check yescrypt_verifies verifies alice

# What is made does not depend on where it goes.
fresh
script -qec 'credmint provision -m bcrypt -c 4 --secrets s users.csv 2>s.said' \
	/dev/null >h </dev/null
check to_a_terminal_as_well [ "$(tr -d '\r' <h | cut -d: -f1 | tr '\n' ' ')" = "$names" ]
tr -d '\r' <h >h2 && mv h2 h
check to_a_terminal_they_verify verifies u020
rm s
credmint provision -m bcrypt -c 4 --secrets s - <users.csv 2>err | head -n 5 >h
check a_reader_that_goes_away [ "$(wc -l <h)" -eq 5 ]
fresh
credmint provision -m bcrypt -c 4 --secrets s --output-fd 7 users.csv 7>h >out
check to_a_descriptor [ "$(wc -l <h)" -eq 43 ]
check not_to_standard_output [ ! -s out ]

# ---- the forms of secrets ----
fresh
check json credmint provision -m bcrypt -c 4 --ttl 7d --secrets s \
	--secrets-format json -o h users.csv
check json_is_read /usr/bin/python3 -c '
import json
made = [json.loads(line) for line in open("s")]
assert [m["name"] for m in made] == [l.split(":")[0] for l in open("h")]
assert all(set(m) == {"name", "password", "expires"} for m in made)
assert len(made[1]["password"]) == 24'
printf 'last\n' | sed 's/$/,,,/' >>users.csv
check json_is_resumed credmint provision -m bcrypt -c 4 --resume --secrets s \
	--secrets-format json -o h2 users.csv
check json_is_resumed_with_the_last [ "$(cut -d: -f1 h2) $(wc -l <s)" = 'last 44' ]
sed -i '$d' users.csv
rm -f h2
fresh
check slips credmint provision -m bcrypt -c 4 --ttl 7d --secrets s \
	--secrets-format slips -o h users.csv
check a_slip_for_each [ "$(grep -c '^   Account      ' s)" -eq 43 ]
check the_password_stands_alone_on_its_line sh -c "
	sed -n 's/^   Password     //p' s | sed -n 2p | grep -qE '^[^ ]{24}\$'"
check a_slip_names_the_person grep -q '^   Account      alice   (Alice "A." Example)$' s
check six_slips_a_page [ "$(tr -cd '\f' <s | wc -c)" -eq 7 ]
check every_page_has_sixty_lines [ "$(tr '\f' '\001' <s | sed '/^\x01/q' | sed '$d' | wc -l)" -eq 59 ]
check no_line_is_wider_than_a_page sh -c "! grep -E '.{80}' s"
sed -n 's/^   Password     //p' s | head -n 1 >pw
head -n 1 h | cut -d: -f2 >one.hash
check the_slip_has_the_password credmint hash verify -s --hash-file one.hash <pw
sed -n 's/^   in groups    \(.*\)   (without.*/\1/p' s | head -n 1 | tr -d ' ' >pw2
check in_groups_it_is_the_same cmp -s pw pw2

# ---- a dry run ----
rm -f s h
check dry_run credmint provision --dry-run -m bcrypt -c 8 users.csv
credmint provision --dry-run -m bcrypt -c 8 users.csv >plan 2>err
check dry_run_lists_them grep -qxE '3 +bob +bcrypt +8 +24' plan
check dry_run_with_its_own_method grep -qxE '4 +zoe +yescrypt +5 +16' plan
check dry_run_counts grep -qx 'credmint: would make 43 accounts.*' err
credmint provision --dry-run --json users.csv >plan 2>err
check dry_run_json grep -qxF \
	'{"line":3,"name":"bob","method":"yescrypt","cost":5,"length":24}' plan
check dry_run_makes_nothing [ ! -e s ]
check dry_run_with_a_name_for_secrets credmint provision --dry-run --secrets s users.csv
check dry_run_makes_no_secrets [ ! -e s ]

# ---- none at all, and the README ----
cd "$top" || exit 1
sed -n '/^## 10,000 accounts/,/^## Installing/s/^    [$#] //p' README.md >"$TMP/lines"
check readme_has_examples [ "$(wc -l <"$TMP/lines")" -eq 3 ]
credmint init 2>"$TMP/err"
mkdir "$TMP/readme"
while IFS= read -r line <&4; do
	check "README: $line" sh -c "cd '$TMP/readme' && $line"
done 4<"$TMP/lines"
check readme_makes_the_accounts [ "$(id -nu bob)" = bob ]

finish
