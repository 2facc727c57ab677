# full_first.sh - a full disk, and everybody's first login: no row becomes
# longer, and the pages kept for logins stay
#
# shellcheck shell=sh
. tests/tap.sh

drive=$(realpath "$BUILD")/tests/registry/drive_full
# How many; of more than these events are given up, how many does not count.
PEOPLE=${PEOPLE:-300}
SIZE=${SIZE:-128m}
lost=0
[ "$PEOPLE" -le 300 ] || lost='[0-9]*'
mkdir "$TMP/disk" "$TMP/copy"
export TMP drive PEOPLE SIZE

# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	cd "$TMP" || exit 1
	mount -n -t tmpfs -o "size=$SIZE,mode=0700" none disk || exit 1
	db=disk/registry.db
	# What logins change: pages of each, but those of the log of events.
	pages() {
		cp $db $db-wal copy
		sqlite3 copy/registry.db "SELECT name, count(*) FROM \
			dbstat WHERE name NOT LIKE \"event%\" GROUP BY name"
	}
	"$drive" make disk
	"$drive" people disk "$PEOPLE" people
	dd if=/dev/zero of=disk/fill bs=4k
	dd if=/dev/zero of=disk/fill2 bs=512
	pages >pages.before
	for way in 0 1 2; do
		"$drive" first disk people $way >used.$way 2>&1
		pages >pages.$way
	done
	"$drive" first disk people 0 >again 2>&1
	sqlite3 $db "PRAGMA integrity_check" >check 2>&1
	umount -n disk' >"$TMP/said" 2>&1

# says FILE WORDS: a line that they match and nothing else.
says() {
	cat "$1"
	[ "$(wc -l <"$1")" -eq 1 ] && grep -qx "$2" "$1"
}
# as_before FILE: as many pages as before, and more than a few.
as_before() {
	diff "$TMP/pages.before" "$1" &&
		[ "$(grep -cE '^(authenticator|recovery|credential)' "$1")" -ge 5 ]
}

check r06_disk_was_full grep -q 'No space left' "$TMP/said"
for way in 0:authenticator 1:recovery 2:issued; do
	check "r06_first_logins_on_a_full_disk_${way#*:}" \
		says "$TMP/used.${way%:*}" "yes $PEOPLE no 0 fault 0 lost $lost"
	check "r06_first_logins_take_no_page_${way#*:}" \
		as_before "$TMP/pages.${way%:*}"
done
check r06_each_code_was_good_once says "$TMP/again" \
	"yes 0 no $PEOPLE fault 0 lost $lost"
check r06_nothing_is_damaged says "$TMP/check" ok
finish
