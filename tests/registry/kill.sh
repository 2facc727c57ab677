# kill.sh - kill -9 in the middle of transactions
#
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR

check kill_9_loses_nothing_and_accepts_nothing_twice_in_200_rounds \
	"$BUILD/tests/registry/drive_kill" 200
sed 's/^/# /' "$TMP/check.out"
for kind in totp hotp recovery; do
	check "kill_9_loses_no_${kind}_code_and_accepts_none_twice_in_40_rounds" \
		"$BUILD/tests/registry/drive_kill" 40 $kind
	sed 's/^/# /' "$TMP/check.out"
done
finish
