#!/bin/sh
# credmint hash --target-ms: the highest cost that takes at most so long.
. tests/tap.sh
. tests/utils/said.inc

echo 'correct horse' >"$TMP/pw"
# takes METHOD: the milliseconds of its lowest cost here, rounded up
takes() {
	credmint hash -m "$1" --target-ms 1 -s <"$TMP/pw" 2>&1 >"$TMP/out" |
		sed -n "s/^credmint: $1 takes \([0-9]*\).*/\1 + 1/p"
}
# chose METHOD MS LEAST MOST PREFIX: one line says a cost, from LEAST to MOST,
# and a time, not above MS; the hash has that cost, and the password is its.
chose() {
	credmint hash -m "$1" --target-ms "$2" -s <"$TMP/pw" >"$TMP/hash" \
		2>"$TMP/err"
	status=$?
	cost=$(sed -n "s/^credmint: $1 cost \([0-9]*\) takes [0-9.]* ms here\$/\1/p" "$TMP/err")
	ms=$(sed -n 's/.* takes \([0-9.]*\) ms here$/\1/p' "$TMP/err")
	[ $status -eq 0 ] && [ -n "$cost" ] && [ "$cost" -ge "$3" ] &&
		[ "$cost" -le "$4" ] && [ "$(wc -l <"$TMP/err")" -eq 1 ] &&
		awk "BEGIN { exit !($ms <= $2) }" &&
		grep -q "^$(echo "$5" | sed "s|COST|$cost|")" "$TMP/hash" &&
		credmint hash verify --hash-file "$TMP/hash" -s <"$TMP/pw"
}
# chooses METHOD TIMES LEAST MOST PREFIX: the same, of so many times what the
# lowest cost takes. Others may work here, too: of three runs one will do.
chooses() {
	for run in 1 2 3; do
		target=$((($(takes "$1")) * $2))
		if chose "$1" $target "$3" "$4" "$5"; then
			pass "$1"
			return
		fi
		echo "# $1: run $run, $target ms: exit $status: $(cat "$TMP/err")"
	done
	fail "$1" "exit $status: $(cat "$TMP/err" "$TMP/hash")"
}
# shellcheck disable=SC2016 # of crypt(5)
{
	chooses sha512crypt 3 150000 900000 '[$]6[$]rounds=COST[$]'
	check sha512crypt_of_thousands [ $((cost % 1000)) -eq 0 ]
	chooses bcrypt 3 11 12 '[$]2b[$]COST[$]'
	chooses sunmd5 3 49152 294912 '[$]md5,rounds=COST[$]'
	# Of yescrypt the setting has a letter for the cost: 6 is A, 7 is B.
	chooses yescrypt 3 6 7 '[$]y[$]j[AB]T[$]'
}
# Below its default no method goes: there are few milliseconds here.
for few in 1 2 3 5; do
	chose bsdicrypt $few 725 16777215 _
	check "bsdicrypt_$few" [ "$status $((cost >= 725)) $((cost % 2))" = '0 1 1' ]
done
# More time is a higher cost.
less=$cost
chose bsdicrypt 100 725 16777215 _
check more_time_more_cost [ "$cost" -gt $((less * 2)) ]

refused too_little_for_sha1crypt 3 'ms here with cost 262144, its default' \
	credmint hash -m sha1crypt --target-ms 1 -s <"$TMP/pw"
refused too_little_for_sha256crypt 3 'ms here with cost 656000, its default' \
	credmint hash -m sha256crypt --target-ms 10 -s <"$TMP/pw"
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
credmint hash --each --target-ms 1000 -m bcrypt <"$TMP/many" >"$TMP/out" 2>"$TMP/err"
check each_has_that_cost [ "$(cut -c 1-7 "$TMP/out" | sort -u)" = \
	"\$2b\$$(sed 's/.*cost \([0-9]*\) .*/\1/' "$TMP/err")\$" ]
# Told to end while it measures.
timeout 1 credmint hash -m bcrypt --target-ms 60000 -s <"$TMP/pw" >"$TMP/out" 2>"$TMP/err"
check told_to_end [ "$? $(cat "$TMP/out" "$TMP/err")" = '124 ' ]
finish
