#!/bin/sh
# credmint hash --target-ms: the highest cost that takes at most so long.
. tests/tap.sh
. tests/utils/said.inc

echo 'correct horse' >"$TMP/pw"
# chooses METHOD MS LEAST PREFIX: one line says a cost, not below LEAST, and a
# time, not above MS; the hash has that cost, and the password is its.
chooses() {
	name=$1_$2
	credmint hash -m "$1" --target-ms "$2" -s <"$TMP/pw" >"$TMP/hash" \
		2>"$TMP/err"
	status=$?
	cost=$(sed -n "s/^credmint: $1 cost \([0-9]*\) takes [0-9.]* ms here\$/\1/p" "$TMP/err")
	ms=$(sed -n 's/.* takes \([0-9.]*\) ms here$/\1/p' "$TMP/err")
	if [ $status -eq 0 ] && [ -n "$cost" ] && [ "$cost" -ge "$3" ] &&
		[ "$(wc -l <"$TMP/err")" -eq 1 ] &&
		awk "BEGIN { exit !($ms <= $2) }" &&
		grep -q "^$(echo "$4" | sed "s|COST|$cost|")" "$TMP/hash" &&
		credmint hash verify --hash-file "$TMP/hash" -s <"$TMP/pw"; then
		pass "$name"
	else
		fail "$name" "exit $status: $(cat "$TMP/err" "$TMP/hash")"
	fi
}
# shellcheck disable=SC2016 # of crypt(5)
{
	chooses sha512crypt 250 100000 '[$]6[$]rounds=COST[$]'
	check sha512crypt_of_thousands [ $((cost % 1000)) -eq 0 ]
	chooses bcrypt 250 10 '[$]2b[$]COST[$]'
	chooses pbkdf2-sha256 500 600000 '[$]pbkdf2-sha256[$]COST[$]'
	chooses sunmd5 120 4096 '[$]md5,rounds=COST[$]'
	chooses bsdicrypt 20 1 '_'
	check bsdicrypt_is_odd [ $((cost % 2)) -eq 1 ]
	# Of yescrypt the setting has a letter for the cost: 9 is 5, A is 6.
	chooses yescrypt 150 5 '[$]y[$]j[9A-F]T[$]'
}
# More time is a higher cost.
# shellcheck disable=SC2016 # of crypt(5)
{
	chooses sha256crypt 10 1000 '[$]5[$]rounds=COST[$]'
	less=$cost
	chooses sha256crypt 100 1000 '[$]5[$]rounds=COST[$]'
}
check more_time_more_cost [ "$cost" -gt "$less" ]

refused too_little_time 3 'ms here with cost 5, the lowest that is good' \
	credmint hash --target-ms 1 -s <"$TMP/pw"
refused too_little_for_rounds 3 'with cost 100000, the lowest that is good' \
	credmint hash -m sha512crypt --target-ms 1 -s <"$TMP/pw"
refused cost_and_target 2 '-c and --target-ms cannot both be given' \
	credmint hash -c 6 --target-ms 100 -s <"$TMP/pw"
refused no_cost_to_choose 2 'nt has no cost' \
	credmint hash -m nt --target-ms 100 -s <"$TMP/pw"
refused no_such_method 2 '-m ' credmint hash -m none --target-ms 100 -s <"$TMP/pw"
for ms in 0 -5 60001 x ''; do
	refused "target_is_$ms" 2 '--target-ms' \
		credmint hash --target-ms="$ms" -s <"$TMP/pw"
done
seq 1 5 >"$TMP/many"
credmint hash --each --target-ms 200 -m bcrypt <"$TMP/many" >"$TMP/out" 2>"$TMP/err"
check each_has_that_cost [ "$(cut -c 1-7 "$TMP/out" | sort -u)" = \
	"\$2b\$$(sed 's/.*cost \([0-9]*\) .*/\1/' "$TMP/err")\$" ]
# Told to end while it measures.
timeout 1 credmint hash -m bcrypt --target-ms 60000 -s <"$TMP/pw" >"$TMP/out" 2>"$TMP/err"
check told_to_end [ "$? $(cat "$TMP/out" "$TMP/err")" = '124 ' ]
finish
