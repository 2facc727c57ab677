# full_small_blocks.sh - a full disk whose blocks are smaller than a page
#
# The index of the log is a file that is mapped into memory, a block of which
# may be missing: touching it ends the process.
#
# shellcheck shell=sh
. tests/tap.sh

drive=$(realpath "$BUILD")/tests/registry/drive_full
mkdir "$TMP/disk" "$TMP/memory"
export TMP drive

# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	cd "$TMP" || exit 1
	mount -n -t tmpfs -o size=80m none memory || exit 1
	truncate -s 64M memory/image
	mkfs.ext4 -q -b 1024 memory/image || exit 1
	mount -n -o loop memory/image disk || exit 1
	mkdir -m 700 disk/reg
	"$drive" make disk/reg >made 2>&1
	code=$("$drive" issue disk/reg 1000)
	once=$("$drive" issue disk/reg 1)
	"$drive" fill disk/fill full 120 2>fill.err &
	filler=$!
	n=0
	while [ ! -e full ] && [ $n -lt 600 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	"$drive" login disk/reg 300 "$code" >used 2>&1
	"$drive" login disk/reg 2 "$once" >once 2>&1
	"$drive" revoke disk/reg 1 >revoked 2>&1
	kill $filler
	wait $filler
	rm disk/fill
	"$drive" login disk/reg 1 "$code" >after 2>&1
	"$drive" issue disk/reg 1 >issued 2>&1
	for i in 1 2 3 4 5 6 7 8; do
		"$drive" login disk/reg 5 "$(cat issued)" >at.once.$i 2>&1 &
	done
	wait
	sqlite3 disk/reg/registry.db "PRAGMA integrity_check" >check 2>&1
	mount -n -o remount,ro disk
	"$drive" login disk/reg 1 "$code" >unwritable 2>&1
	umount -n disk' >"$TMP/said" 2>&1

says() {
	cat "$1" "$TMP/said"
	[ "$(cat "$1")" = "$2" ]
}
check r06_registry_is_made test ! -s "$TMP/made"
check r06_disk_was_full test -e "$TMP/full"
check r06_300_of_300_logins_on_small_blocks \
	says "$TMP/used" 'yes 300 no 0 fault 0 lost 0'
check r06_used_code_is_refused_on_small_blocks \
	says "$TMP/once" 'yes 1 no 1 fault 0 lost 0'
check r06_code_is_revoked_on_small_blocks test ! -s "$TMP/revoked"
check r06_revoked_code_is_refused says "$TMP/after" 'yes 0 no 1 fault 0 lost 0'
check r06_code_is_issued_once_there_is_room grep -q '^....-....$' "$TMP/issued"
at_once() {
	cat "$TMP"/at.once.*
	[ "$(cat "$TMP"/at.once.* | grep -c 'yes 1 no 4 fault 0')" -eq 1 ] &&
		[ "$(cat "$TMP"/at.once.* | grep -c 'yes 0 no 5 fault 0')" -eq 7 ]
}
check r06_one_code_in_eight_processes_is_one_yes at_once
unwritable() {
	cat "$TMP/unwritable"
	[ "$(grep -c 'on a writable file system' "$TMP/unwritable")" = 1 ]
}
check r06_read_only_small_blocks_say_so unwritable
check r06_nothing_is_damaged says "$TMP/check" ok
finish
