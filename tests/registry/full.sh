# full.sh - a full disk: people still get in, once a code
#
# shellcheck shell=sh
. tests/tap.sh

drive=$(realpath "$BUILD")/tests/registry/drive_full
LOGINS=${LOGINS:-1000}
mkdir "$TMP/disk"
export TMP drive LOGINS

# In a mount namespace of its own: a small disk, and one that fills it again
# whenever a block is freed.
# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	cd "$TMP" || exit 1
	mount -n -t tmpfs -o size=32m,mode=0700 none disk || exit 1
	db=disk/registry.db
	fill() {
		dd if=/dev/zero of=disk/fill "$@" >/dev/null 2>&1
	}
	pages() {
		sqlite3 "file:$db?immutable=1" "PRAGMA freelist_count"
	}

	fill bs=1M count=24
	"$drive" make disk >unmade 2>&1
	rm disk/fill
	"$drive" make disk >made 2>&1
	pages >reserve
	stat -c "%s %b %B" $db-wal >log
	stat -c "%a %U" $db-lock >lock
	for code in 1 2 3; do
		"$drive" issue disk 1000 >code.$code
	done
	"$drive" issue disk 1 >code.once
	"$drive" issue disk 1 >code.revoked
	"$drive" token disk 299 >token

	"$drive" fill disk/fill full 120 2>fill.err &
	filler=$!
	n=0
	while [ ! -e full ] && [ $n -lt 600 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	for code in 1 2 3; do
		"$drive" login disk "$LOGINS" "$(cat code.$code)" >used.$code 2>&1
	done
	"$drive" login disk 2 "$(cat code.once)" >once 2>&1
	"$drive" login disk 300 BBBB-BBBB >wrong 2>&1
	"$drive" revoke disk 5 >revoked 2>&1
	"$drive" redeem disk 300 "$(cat token)" >redeemed 2>&1
	stat -c "%s %b %B" $db-wal >log.used
	# Somebody has it open meanwhile, and a log index that works.
	mkfifo let.go
	"$drive" hold disk <let.go >held 2>&1 &
	exec 3>let.go
	n=0
	while [ ! -s held ] && [ $n -lt 100 ]; do
		sleep 0.02
		n=$((n + 1))
	done
	"$drive" login disk 100 "$(cat code.2)" >shared 2>&1
	exec 3>&-
	kill $filler
	wait $filler
	rm disk/fill
	"$drive" login disk 1 "$(cat code.2)" >freed 2>&1
	sqlite3 $db "PRAGMA integrity_check" >check 2>&1
	umount -n disk'

# one_line FILE: one line, and it says what to do.
one_line() {
	[ "$(wc -l <"$1")" = 1 ] &&
		grep -q 'no space left for the registry: free some' "$1"
}
# says FILE WORDS: that line and nothing else.
says() {
	cat "$1"
	[ "$(cat "$1")" = "$2" ]
}
# allocated FILE: 4 MiB long, and that much on disk.
allocated() {
	cat "$1"
	read -r size blocks unit <"$1" &&
		[ "$size" -eq 4194304 ] && [ $((blocks * unit)) -ge 4194304 ]
}

check full_disk_at_making_is_one_line one_line "$TMP/unmade"
check what_was_left_unfinished_is_finished test ! -s "$TMP/made"
check r06_init_leaves_256_free_pages test "$(cat "$TMP/reserve")" -ge 256
check r06_init_lays_out_4_mib_of_log allocated "$TMP/log"
check r06_init_makes_the_lock_file says "$TMP/lock" '600 root'
check r06_disk_was_full test -e "$TMP/full"
for code in 1 2 3; do
	check "r06_${LOGINS}_of_${LOGINS}_logins_on_a_full_disk_$code" \
		says "$TMP/used.$code" "yes $LOGINS no 0 fault 0 lost 0"
done
check r06_used_code_is_refused_on_a_full_disk \
	says "$TMP/once" 'yes 1 no 1 fault 0 lost 0'
check r06_wrong_code_is_refused_on_a_full_disk \
	says "$TMP/wrong" 'yes 0 no 300 fault 0 lost 0'
check r06_code_is_revoked_on_a_full_disk test ! -s "$TMP/revoked"
check 299_of_300_redeems_on_a_full_disk \
	says "$TMP/redeemed" 'yes 299 no 1 fault 0 lost 0'
check r06_log_keeps_its_length allocated "$TMP/log.used"
check r06_another_has_it_open says "$TMP/held" held
check r06_shared_logins_on_a_full_disk \
	says "$TMP/shared" 'yes 0 no 100 fault 0 lost 0'
check freed_disk_works_again says "$TMP/freed" 'yes 0 no 1 fault 0 lost 0'
check r06_nothing_is_damaged says "$TMP/check" ok
finish
