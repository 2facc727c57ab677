# full_several.sh - many authenticators in a transaction, and the disk becomes
# full: what is kept for logins stays kept, and what is said to be there is
#
# shellcheck shell=sh
. tests/tap.sh

drive=$(realpath "$BUILD")/tests/registry/drive_full
mkdir "$TMP/disk" "$TMP/copy"
export TMP drive

# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	cd "$TMP" || exit 1
	mount -n -t tmpfs -o size=40m,mode=0700 none disk || exit 1
	db=disk/registry.db
	# ask SQL: of a copy, since its last user would take the log away
	ask() {
		cp $db $db-wal copy
		sqlite3 copy/registry.db "$1"
	}
	"$drive" make disk
	code=$("$drive" issue disk 1000)
	"$drive" fill disk/fill full 120 2>fill.err &
	filler=$!
	n=0
	while [ ! -e full ] && [ $n -lt 600 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	"$drive" several disk 5000 >kept 2>refused
	ask "SELECT count(*) FROM authenticator" >rows
	ask "PRAGMA freelist_count" >left
	"$drive" several disk 5000 >none 2>again
	"$drive" login disk 100 "$code" >used 2>&1
	kill $filler
	wait $filler
	rm disk/fill
	"$drive" several disk 5000 >after 2>&1
	ask "SELECT count(*) FROM authenticator" >rows.after
	sqlite3 $db "PRAGMA integrity_check" >check 2>&1
	umount -n disk' >"$TMP/said" 2>&1

# says FILE WORDS: that line and nothing else.
says() {
	cat "$1" "$TMP/said"
	[ "$(cat "$1")" = "$2" ]
}
refused() {
	cat "$TMP/kept" "$1"
	[ "$(wc -l <"$1")" = 1 ] &&
		grep -q '^drive_full: several: .*kept for logins: free some' "$1"
}

check r06_disk_was_full test -e "$TMP/full"
check r06_enrolling_stops_while_logins_have_room refused "$TMP/refused"
kept=$(sed 's/^kept //' "$TMP/kept")
check "r06_${kept}_are_kept_before" [ "$kept" -gt 100 -a "$kept" -lt 5000 ]
check r06_what_is_said_to_be_kept_is_there says "$TMP/rows" "$kept"
check "r06_$(cat "$TMP/left")_pages_are_left" [ "$(cat "$TMP/left")" -ge 56 ]
check r06_it_stays_so refused "$TMP/again"
check r06_logins_still_work says "$TMP/used" 'yes 100 no 0 fault 0 lost 100'
check r06_it_goes_on_where_it_ended says "$TMP/after" 'kept 5000'
check r06_all_are_there_once says "$TMP/rows.after" 5000
check r06_nothing_is_damaged says "$TMP/check" ok
finish
