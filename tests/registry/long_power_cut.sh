#!/bin/sh
# long_power_cut.sh - the power cuts, many more of them
. tests/tap.sh

for test in power_cut power_cut_shown; do
	check "${test}_a_hundred_times" env CUTS=100 OTHERS=50 \
		sh "tests/registry/$test.sh"
	sed 's/^/# /' "$TMP/check.out"
done
finish
