#!/bin/sh
# long_kill.sh - the kills and races of kill.sh and race.sh, many more of them
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR

check kill_9_loses_nothing_and_accepts_nothing_twice_in_5000_rounds \
	"$BUILD/tests/registry/drive_kill" 5000
sed 's/^/# /' "$TMP/check.out"
check one_code_by_8_processes_is_one_yes_in_5000_rounds \
	"$BUILD/tests/registry/drive_race" use 5000 8
sed 's/^/# /' "$TMP/check.out"
check revoke_racing_a_login_has_one_winner_in_10000_rounds \
	"$BUILD/tests/registry/drive_race" revoke 10000
sed 's/^/# /' "$TMP/check.out"
finish
