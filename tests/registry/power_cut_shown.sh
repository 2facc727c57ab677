# power_cut_shown.sh - the power goes as an authenticator's code was taken
#
# Also a recovery code's, and what an administrator was told is done.
# shellcheck shell=sh
. tests/tap.sh
. tests/registry/power_cut.inc

CUTS=${CUTS:-5}
OTHERS=${OTHERS:-2}
power_goes drive_power_cut_shown totp="$CUTS" hotp="$CUTS" recovery="$CUTS" \
	enroll="$OTHERS" replace="$OTHERS" remove="$OTHERS" resync="$OTHERS" \
	sheet="$OTHERS"

for act in totp hotp recovery; do
	check "r18_used_${act}_code_stays_used_in_${CUTS}_power_cuts" \
		all $act "$CUTS"
done
check "enrolled_is_enrolled_and_marked_in_${OTHERS}_power_cuts" all enroll "$OTHERS"
check "replaced_is_the_new_one_alone_in_${OTHERS}_power_cuts" all replace "$OTHERS"
check "removed_stays_removed_in_${OTHERS}_power_cuts" all remove "$OTHERS"
check "resync_spends_what_is_below_in_${OTHERS}_power_cuts" all resync "$OTHERS"
check "new_sheet_ends_the_old_and_grace_in_${OTHERS}_power_cuts" all sheet "$OTHERS"
finish
