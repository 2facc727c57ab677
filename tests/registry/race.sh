# race.sh - one code wanted by many at once
#
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR
drive=$BUILD/tests/registry/drive_race

check one_code_by_8_processes_is_one_yes_in_40_rounds "$drive" use 40 8
sed 's/^/# /' "$TMP/check.out"
for kind in totp hotp recovery; do
	check "one_${kind}_code_by_8_processes_is_one_yes_in_20_rounds" \
		"$drive" $kind 20 8
	sed 's/^/# /' "$TMP/check.out"
	check "one_${kind}_code_by_8_threads_is_one_yes_in_20_rounds" \
		"$drive" $kind-threads 20 8
	sed 's/^/# /' "$TMP/check.out"
done
check revoke_racing_a_login_has_one_winner_in_200_rounds "$drive" revoke 200
sed 's/^/# /' "$TMP/check.out"
finish
