# syncs.sh - what a login waits for: at most 3 times for the disk
#
# shellcheck shell=sh
. tests/tap.sh

drive=$BUILD/tests/registry/drive_login
umask 077
mkdir "$TMP/reg"

# syncs KIND: those between the mark that the login begins and its end.
syncs() {
	strace -f -o "$TMP/trace" -e trace=fdatasync,fsync,write \
		"$drive" "$1" "$TMP/reg" >"$TMP/out" || return 1
	sed -n '/"login\\n"/,$p' "$TMP/trace" | grep -c 'sync('
}

# at_most_3 NAME KIND: also that it is seen at all.
at_most_3() {
	n=$(syncs "$2")
	if [ "${n:-0}" -ge 1 ] && [ "$n" -le 3 ]; then
		pass "$1"
	else
		fail "$1" "${n:-no} syncs"
	fi
}

check registry_is_made "$drive" make "$TMP/reg"
at_most_3 first_login_syncs_at_most_3_times issued
at_most_3 next_login_syncs_at_most_3_times issued
at_most_3 login_with_a_delivered_code_syncs_at_most_3_times delivered
finish
