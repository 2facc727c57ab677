#!/bin/sh
# long_kill.sh - the kills and races of kill.sh and race.sh, many more of them
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR
kill=$BUILD/tests/registry/drive_kill
race=$BUILD/tests/registry/drive_race

# shows NAME COMMAND...: a check, and what it counted
shows() {
	check "$@"
	sed 's/^/# /' "$TMP/check.out"
}
shows kill_9_loses_nothing_and_accepts_nothing_twice_in_5000_rounds \
	"$kill" 5000
shows one_code_by_8_processes_is_one_yes_in_5000_rounds "$race" use 5000 8
shows revoke_racing_a_login_has_one_winner_in_10000_rounds \
	"$race" revoke 10000
for kind in totp hotp recovery; do
	shows "kill_9_loses_no_${kind}_code_and_accepts_none_twice_in_2000_rounds" \
		"$kill" 2000 $kind
	for by in '' -threads; do
		shows "one_${kind}_code_by_8${by:--processes}_is_one_yes_in_1000_rounds" \
			"$race" "$kind$by" 1000 8
	done
done
finish
