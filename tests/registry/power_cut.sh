# power_cut.sh - the power goes at the moment of the acknowledgement
#
# shellcheck shell=sh
. tests/tap.sh

. tests/registry/power_cut.inc

CUTS=${CUTS:-15}
OTHERS=${OTHERS:-5}
power_goes drive_power_cut yes="$CUTS" issue="$OTHERS" revoke="$OTHERS" \
	attempt="$OTHERS" intend="$OTHERS" confirm="$OTHERS" change="$OTHERS" \
	mint="$OTHERS" redeem="$CUTS" rotate="$OTHERS" withdraw="$OTHERS" journal=3

check "r18_used_code_stays_used_in_${CUTS}_power_cuts" all yes "$CUTS"
check "r18_issued_code_is_there_in_${OTHERS}_power_cuts" all issue "$OTHERS"
check "r18_revoked_code_stays_revoked_in_${OTHERS}_power_cuts" \
	all revoke "$OTHERS"
check "r09_failure_stays_counted_in_${OTHERS}_power_cuts" \
	all attempt "$OTHERS"
check "r22_intent_is_there_in_${OTHERS}_power_cuts" all intend "$OTHERS"
check "r22_set_password_stays_set_in_${OTHERS}_power_cuts" \
	all confirm "$OTHERS"
check "r15_change_ends_its_codes_in_${OTHERS}_power_cuts" all change "$OTHERS"
check "issued_token_is_there_in_${OTHERS}_power_cuts" all mint "$OTHERS"
check "redeemed_token_stays_used_in_${CUTS}_power_cuts" all redeem "$CUTS"
check "rotated_token_is_the_new_one_in_${OTHERS}_power_cuts" all rotate "$OTHERS"
check "revoked_token_stays_revoked_in_${OTHERS}_power_cuts" \
	all withdraw "$OTHERS"
# What shows that the power goes: this store is not durable.
lost() {
	sort "$TMP/said.journal" | uniq -c
	[ "$(grep -cx lost "$TMP/said.journal")" -eq 3 ]
}
check r18_rollback_journal_loses_what_it_acknowledged lost
finish
