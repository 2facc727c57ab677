# kill.sh - kill -9 in the middle of transactions
#
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR

check kill_9_loses_nothing_and_accepts_nothing_twice_in_200_rounds \
	"$BUILD/tests/registry/drive_kill" 200
sed 's/^/# /' "$TMP/check.out"
finish
