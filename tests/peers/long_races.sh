#!/bin/sh
# long_races.sh - the races with the peers, many more rounds of them
. tests/tap.sh

for test in defects authenticators; do
	check "${test}_of_100_rounds" env ROUNDS=100 sh "tests/peers/$test.sh"
	sed 's/^/# /' "$TMP/check.out"
done
finish
