# full_reserve.sh - what is given up on a full disk, and in which order
#
# shellcheck shell=sh
. tests/tap.sh

drive=$(realpath "$BUILD")/tests/registry/drive_full
mkdir "$TMP/disk"
export TMP drive

# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	cd "$TMP" || exit 1
	mount -n -t tmpfs -o size=40m,mode=0700 none disk || exit 1
	db=disk/registry.db
	pages() {
		sqlite3 "file:$db?immutable=1" "PRAGMA freelist_count"
	}
	strace -f -o trace -e trace=ioctl,openat "$drive" make disk
	code=$("$drive" issue disk 1000)
	once=$("$drive" issue disk 1)
	spare=$("$drive" issue disk 1)
	token=$("$drive" token disk 1)
	"$drive" fill disk/fill full 120 2>fill.err &
	filler=$!
	n=0
	while [ ! -e full ] && [ $n -lt 600 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	"$drive" drain disk >drained 2>refused
	"$drive" deliver disk >delivered 2>&1
	"$drive" login disk 100 "$code" >used 2>&1
	"$drive" login disk 2 "$once" >once 2>&1
	"$drive" lost disk >lost 2>&1
	"$drive" revoke disk 3 >revoked 2>&1
	"$drive" login disk 1 "$spare" >dead 2>&1
	"$drive" token disk 1 >untold 2>&1
	"$drive" redeem disk 2 "$token" >redeemed 2>&1
	pages >left
	kill $filler
	wait $filler
	rm disk/fill
	"$drive" issue disk 1 >issued 2>&1
	"$drive" login disk 1 "$(cat issued)" >after 2>&1
	pages >again
	sqlite3 $db "PRAGMA integrity_check" >check 2>&1
	umount -n disk' >"$TMP/said" 2>&1

# says FILE WORDS: that line and nothing else.
says() {
	cat "$1" "$TMP/said"
	[ "$(cat "$1")" = "$2" ]
}
issue_stops() {
	cat "$TMP/drained" "$TMP/refused"
	[ "$(sed 's/drained //' "$TMP/drained")" -gt 50 ] &&
		[ "$(wc -l <"$TMP/refused")" = 1 ] &&
		grep -q 'kept for logins: free some' "$TMP/refused"
}
one_refusal() {
	cat "$TMP/untold"
	[ "$(wc -l <"$TMP/untold")" = 1 ] &&
		grep -q '^drive_full: token: .*kept for logins: free some' \
			"$TMP/untold"
}
says_a_code() {
	cat "$1"
	[ "$(wc -l <"$1")" = 1 ] && grep -qE '^....-....$' "$1"
}
# The flag is tried on the directory before there is a registry in it.
in_place() {
	grep -nE 'FS_IOC_[GS]ETFLAGS|registry.db"' "$TMP/trace"
	sed '/registry\.db", O_RDWR/q' "$TMP/trace" | grep -q 'FS_IOC_[GS]ETFLAGS'
}

check r06_no_copy_on_write_is_asked_for_first in_place
check r06_disk_was_full test -e "$TMP/full"
check r06_issuing_stops_while_logins_have_room issue_stops
check r06_reserve_is_left test "$(cat "$TMP/left")" -ge 32
check r06_delivered_code_is_not_sent says "$TMP/delivered" 'deliver 3'
check r06_event_row_is_given_up_first \
	says "$TMP/used" 'yes 100 no 0 fault 0 lost 100'
check r06_used_code_is_refused_without_events \
	says "$TMP/once" 'yes 1 no 1 fault 0 lost 2'
check r06_events_given_up_are_counted says "$TMP/lost" 'lost 104'
check r06_code_is_revoked_without_events test ! -s "$TMP/revoked"
check r06_revoked_code_is_refused says "$TMP/dead" 'yes 0 no 1 fault 0 lost 1'
check token_is_not_issued_while_logins_have_room one_refusal
check token_is_redeemed_once_without_events \
	says "$TMP/redeemed" 'yes 1 no 1 fault 0 lost 4'
check r06_codes_are_issued_once_there_is_room \
	says_a_code "$TMP/issued"
check r06_events_are_written_again says "$TMP/after" 'yes 1 no 0 fault 0 lost 0'
check r06_reserve_is_made_again test "$(cat "$TMP/again")" -ge 192
check r06_nothing_is_damaged says "$TMP/check" ok
finish
