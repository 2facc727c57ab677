# power_cut.sh - the power goes at the moment of the acknowledgement
#
# shellcheck shell=sh
. tests/tap.sh

drive=$(realpath "$BUILD")/tests/registry/drive_power_cut
CUTS=${CUTS:-15}
OTHERS=${OTHERS:-5}
export TMP drive CUTS OTHERS
mkdir "$TMP/disk" "$TMP/memory"

# A file system of its own in a file in memory, in a mount namespace of its
# own: what is mounted, and its loop device, are gone with the last process.
# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	cd "$TMP" || exit 1
	mount -n -t tmpfs -o size=128m none memory || exit 1
	truncate -s 96M memory/image
	mkfs.ext4 -q -b 4096 memory/image || exit 1
	on() {
		mount -n -o loop memory/image disk
	}
	# cuts ACT TIMES: each kept, lost, or broken: not made or opened.
	cuts() {
		n=0
		while [ $n -lt "$2" ]; do
			n=$((n + 1))
			on || break
			# A count is seen only where there was none.
			[ "$1" != attempt ] || {
				rm -rf disk/reg
				cp -a disk/made disk/reg
			}
			sync -f disk
			what=$("$drive" cut "$1" disk/reg) || what=none
			umount -n disk || break
			on || break
			"$drive" check "$1" disk/reg "$what"
			case $? in
			0) echo kept ;;
			1) echo lost ;;
			*) echo broken ;;
			esac >>"said.$1"
			[ "$1" = journal ] ||
				sqlite3 disk/reg/registry.db \
					"PRAGMA integrity_check" >>"whole.$1"
			umount -n disk
		done
	}
	on || exit 1
	mkdir -m 700 disk/made
	"$drive" make disk/made
	cp -a disk/made disk/reg
	umount -n disk
	cuts yes "$CUTS"
	cuts issue "$OTHERS"
	cuts revoke "$OTHERS"
	cuts attempt "$OTHERS"
	cuts intend "$OTHERS"
	cuts confirm "$OTHERS"
	cuts change "$OTHERS"
	cuts mint "$OTHERS"
	cuts redeem "$CUTS"
	cuts rotate "$OTHERS"
	cuts withdraw "$OTHERS"
	cuts journal 3' >"$TMP/said" 2>&1

# all ACT TIMES: kept each time, and the file was whole.
all() {
	sort "$TMP/said.$1" "$TMP/whole.$1" | uniq -c
	cat "$TMP/said"
	[ "$(grep -cx kept "$TMP/said.$1")" -eq "$2" ] &&
		[ "$(grep -cx ok "$TMP/whole.$1")" -eq "$2" ]
}
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
