#!/bin/sh
# credmint hash methods, and salt and hash with each method it lists.
. tests/tap.sh
. tests/utils/said.inc

credmint hash methods >"$TMP/list" 2>"$TMP/err"
check list_ends_well [ $? -eq 0 ]
check list_says_nothing_else [ ! -s "$TMP/err" ]
check list_has_a_heading grep -qx 'METHOD  *PREFIX  *COST  *DEFAULT  *GOOD  *MS  *MEMORY  *VERDICT' "$TMP/list"
# What Debian's crypt(3) makes salts for, and ours.
check list_is_of_these_methods [ "yescrypt gost-yescrypt scrypt bcrypt bcrypt-a \
bcrypt-y sha512crypt sha256crypt sha1crypt sunmd5 md5crypt nt bsdicrypt descrypt \
pbkdf2-sha256 scram-sha-256" = \
	"$(sed '1d; s/ .*//' "$TMP/list" | grep -v '^sm3' | xargs)" ]
row() {
	grep -E "^$1 " "$TMP/list" | tr -s ' '
}
like() {
	row "$1" | grep -qxE -e "$2"
}
time='[0-9]+(\.[0-9])?'
check row_yescrypt like yescrypt "yescrypt [$]y[$] 1-11 5 5 $time 16M good"
check row_scrypt like scrypt "scrypt [$]7[$] 6-11 7 7 $time 64M good"
check row_bcrypt like bcrypt "bcrypt [$]2b[$] 4-31 12 10 $time - good"
check row_bcrypt_a like bcrypt-a "bcrypt-a [$]2a[$] 4-31 12 10 $time - legacy"
check row_sha256 like sha256crypt \
	"sha256crypt [$]5[$] 1000-999999999 656000 - $time - legacy"
check row_without_cost like nt "nt [$]3[$] - - - $time - legacy"
check row_without_prefix like descrypt "descrypt - - - - $time - legacy"
check row_scram like scram-sha-256 \
	"scram-sha-256 SCRAM-SHA-256[$] 4096-2147483647 4096 4096 $time - good"
# A hash of sixteen megabytes takes longer than one of none.
slower() {
	awk '$1 == "yescrypt" { y = $6 } $1 == "descrypt" { d = $6 }
		END { exit !(y > d && y > 0.5) }' "$TMP/list"
}
check times_are_measured slower

credmint hash methods --json >"$TMP/json"
cat >"$TMP/read.py" <<'END'
import json
import sys
lists = [line.split() for line in open(sys.argv[1])][1:]
objects = [json.loads(line) for line in open(sys.argv[2])]
assert [x[0] for x in lists] == [o["method"] for o in objects]
for row, o in zip(lists, objects):
    assert set(o) == {"method", "prefix", "cost_min", "cost_max",
                      "cost_default", "cost_good", "password_max",
                      "salt_bits", "ms", "memory", "verdict", "crypt"}, o
    assert o["prefix"] == row[1].replace("-", "") or o["prefix"] == row[1]
    cost = "%d-%d" % (o["cost_min"], o["cost_max"])
    assert row[2] == (cost if o["cost_max"] else "-")
    assert row[7] == o["verdict"] and isinstance(o["ms"], float)
    assert o["crypt"] == (o["method"] not in ("pbkdf2-sha256",
                                              "scram-sha-256"))
by = {o["method"]: o for o in objects}
assert by["bcrypt"]["password_max"] == 72
assert by["descrypt"]["password_max"] == 8
assert by["yescrypt"]["memory"] == 16 << 20 and by["nt"]["memory"] == 0
END
check json_tells_the_same /usr/bin/python3 "$TMP/read.py" "$TMP/list" "$TMP/json"
refused methods_take_no_operand 2 '' credmint hash methods bcrypt

# ---- every method of the list, by name ----
printf 'correct!' >"$TMP/pw"
printf 'incorrec' >"$TMP/other"
sed 1d "$TMP/list" | while read -r name prefix cost _; do
	least=${cost%%-*}
	[ "$prefix" = - ] && prefix=
	credmint hash -m "$name" -c "${least:-0}" -s <"$TMP/pw" >"$TMP/hash"
	read -r hash <"$TMP/hash"
	case $hash in
	"$prefix"?*) echo "ok $name starts" ;;
	*) echo "not ok $name: $hash" ;;
	esac
	credmint hash verify --hash-file "$TMP/hash" -s <"$TMP/pw" ||
		echo "not ok $name: is not the password's"
	credmint hash verify --hash-file "$TMP/hash" -s <"$TMP/other" 2>/dev/null &&
		echo "not ok $name: is another's"
done >"$TMP/each"
check every_method_hashes_and_verifies [ "$(grep -c '^ok' "$TMP/each")" -ge 16 ]
check no_method_fails sh -c "! grep '^not ok' '$TMP/each'"

# ---- nothing clamped, nothing drawn ----
b='[./A-Za-z0-9]'
for n in 1 2 3; do
	shows "sha1_has_the_rounds_asked_for_$n" "[$]sha1[$]20000[$]$b{22}[$]" \
		credmint salt -m sha1crypt -c 20000
	shows "sun_has_the_rounds_asked_for_$n" "[$]md5,rounds=5000[$]$b{8}[$]" \
		credmint salt -m sunmd5 -c 5000
done
shows bsdi_has_the_rounds_asked_for "_zzzz$b{4}" credmint salt -m bsdicrypt -c 16777215
shows md5_takes_no_cost "[$]1[$]$b{8}" credmint salt -m md5crypt -c 0
shows nt_has_no_salt '[$]3[$]' credmint salt -m nt
shows des_salt "$b{2}" credmint salt -m descrypt
shows bcrypt_y "[$]2y[$]10[$]$b{22}" credmint salt -m bcrypt-y -c 10
shows bcrypt_a "[$]2a[$]31[$]$b{22}" credmint salt -m bcrypt-a -c 31
shows scram "SCRAM-SHA-256[$]4096:[A-Za-z0-9+/]{22}==" credmint salt -m scram-sha-256
while read -r method cost text; do
	refused "${method}_refuses_$cost" 2 "-c is out of the range of $method$text" \
		credmint salt -m "$method" -c "$cost"
done <<'END'
bsdicrypt 2 : odd numbers from 1 to 16777215
bsdicrypt 16777214 : odd
bsdicrypt 16777217 : odd
sha1crypt 3 : 4 to 4294967295
sunmd5 4095 : 4096 to 4294963199
sunmd5 4294963200 : 4096
md5crypt 1000 , which has no cost
nt 1 , which has no cost
descrypt 25 , which has no cost
bcrypt-a 3 : 4 to 31
bcrypt-y 32 : 4 to 31
scram-sha-256 4095 : 4096 to 2147483647
scram-sha-256 2147483648 : 4096
END
refused unknown_method_lists_them 2 'sunmd5, md5crypt, nt, bsdicrypt, descrypt, ' \
	credmint salt -m x

# ---- limits of passwords ----
printf 123456789 >"$TMP/9"
refused descrypt_refuses_9_bytes 3 'longer than the method' \
	credmint hash -m descrypt -s <"$TMP/9"
printf 'caf\303\251' >"$TMP/cafe"
refused scram_refuses_more_than_ascii 3 'printable ASCII' \
	credmint hash -m scram-sha-256 -s <"$TMP/cafe"
ends others_take_it 0 credmint hash -m bsdicrypt -s <"$TMP/cafe"
finish
