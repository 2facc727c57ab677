# full.sh - a full disk is one line, and nothing is spent
#
# shellcheck shell=sh
. tests/tap.sh

drive=$BUILD/tests/registry/drive_login
mkdir "$TMP/disk"
export TMP drive

# In a mount namespace of its own: a small disk, filled, and freed again.
# shellcheck disable=SC2016 # expanded by the inner shell
unshare -m --propagation private sh -c '
	mount -n -t tmpfs -o size=32m,mode=0700 none "$TMP/disk" || exit 1
	fill() {
		dd if=/dev/zero of="$TMP/disk/fill" "$@" >/dev/null 2>&1
	}
	fill bs=1M count=24
	"$drive" make "$TMP/disk" >"$TMP/unmade" 2>&1
	rm "$TMP/disk/fill"
	"$drive" make "$TMP/disk" >"$TMP/made" 2>&1
	fill bs=64k
	n=0
	while [ "$n" -lt 400 ] &&
		"$drive" issued "$TMP/disk" >"$TMP/full" 2>&1; do
		n=$((n + 1))
	done
	echo "$n" >"$TMP/logins"
	rm "$TMP/disk/fill"
	"$drive" issued "$TMP/disk" >"$TMP/freed" 2>&1
	umount -n "$TMP/disk"'

# one_line FILE: one line, and it says what to do.
one_line() {
	[ "$(grep -vc '^login' "$1")" = 1 ] &&
		grep -q 'no space left for the registry: free some' "$1"
}

check full_disk_at_making_is_one_line one_line "$TMP/unmade"
check what_was_left_unfinished_is_finished test ! -s "$TMP/made"
check logins_go_on_in_the_kept_log test "$(cat "$TMP/logins")" -ge 10
check log_used_up_is_one_line one_line "$TMP/full"
check freed_disk_works_again test "$(cat "$TMP/freed")" = login
finish
