#!/bin/sh
# What ent and rngtest say of the library's draws. Bounds are six standard
# deviations or more: less than one false alarm in a million runs.
. tests/tap.sh

# stream NAME BYTES
stream() {
	"$BUILD/tests/secrets/drive_stream" "$1" "$2"
}

# ent_likes NAME BYTES: chi-square over the 256 bytes within 154 .. 391, the
# mean (a byte's deviation is 73.9), pi by points of six bytes (1.642 each) and
# the correlation of neighbours within six deviations.
ent_likes() {
	stream "$1" "$2" | ent -t >"$TMP/ent" || return 2
	cat "$TMP/ent"
	awk -F, -v bytes="$2" '
		function within(x, want, one) {
			return (x - want) ^ 2 * bytes <= (6 * one) ^ 2
		}
		$1 == 1 {
			exit !($2 == bytes && $4 > 154 && $4 < 391 &&
				within($5, 127.5, 73.9) &&
				within($6, 3.14159265, 1.642 * sqrt(6)) &&
				within($7, 0, 1))
		}' "$TMP/ent"
}

# rngtest_likes NAME BLOCKS: of 2,500 bytes each. About 8 in 10,000 good ones
# fail one of the tests of FIPS 140-2.
rngtest_likes() {
	stream "$1" $((2500 * $2 + 4)) | rngtest -c "$2" 2>"$TMP/rngtest"
	grep FIPS "$TMP/rngtest"
	tested=$(sed -n 's/.*FIPS 140-2 successes: //p' "$TMP/rngtest")
	failed=$(sed -n 's/.*FIPS 140-2 failures: //p' "$TMP/rngtest")
	[ $((tested + failed)) -eq "$2" ] && [ "$failed" -le $((8 + $2 / 400)) ]
}

# seen COMMAND...: it looks, and finds something
seen() {
	"$@"
	[ $? -eq 1 ]
}

for way in bytes system below_256 below_4 below_129 real; do
	check "ent_likes_$way" ent_likes $way 12000000
	check "rngtest_likes_$way" rngtest_likes $way 4000
done
check ent_likes_order ent_likes order 2000000
check rngtest_likes_order rngtest_likes order 800
check ent_likes_deck ent_likes deck 500000
check rngtest_likes_deck rngtest_likes deck 200

check ent_sees_a_modulo seen ent_likes modulo 12000000
check ent_sees_what_comes_twice seen ent_likes twice 12000000
check rngtest_sees_a_modulo seen rngtest_likes modulo 4000
check rngtest_sees_what_comes_twice seen rngtest_likes twice 4000

finish
