#!/bin/sh
# Logins while the registry's disk is full, stays full, and is read-only.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

LOGINS=${LOGINS:-300}
drive=$BUILD/tests/registry/drive_full
useradd alice
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
place=/var/lib/credmint
rm -rf $place
mkdir -p $place
mount -t tmpfs -o size=40m,mode=0755 none $place
mkdir -p /etc/credmint
printf 'deny = 0\ndeny_user = 0\nregistry = %s/reg/registry.db\n' $place \
	>/etc/credmint/credmint.conf
db=$place/reg/registry.db
check init credmint init
# drive_full looks for it there.
cp -p /etc/credmint/key $place/reg/key

# login CODE: "yes N no N other N"
login() {
	echo "$1" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 \
		192.0.2.7 2>/dev/null
}
# says WORDS CODE: what a login with the code comes to.
says() {
	said=$(login "$2")
	echo "$said"
	[ "$said" = "$1" ]
}
issue() {
	credmint code issue "$@" alice 2>/dev/null
}
# filled: a process takes every block that is freed.
filled() {
	rm -f "$TMP/full"
	"$drive" fill "$place/fill" "$TMP/full" 300 &
	filler=$!
	n=0
	while [ ! -e "$TMP/full" ] && [ "$n" -lt 600 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	[ -e "$TMP/full" ]
}
freed() {
	kill "$filler"
	wait "$filler" 2>/dev/null
	rm "$place/fill"
}

many=$(issue --uses 1000)
once=$(issue)
later=$(issue)
revoked=$(credmint code list --json | sed -n 's/^{"id": *\([0-9]*\).*/\1/p' |
	tail -n 1)

check r06_disk_is_full filled
check r06_right_code_is_a_yes_on_a_full_disk says 'yes 1 no 0 other 0' "$once"
check r06_used_code_is_refused_on_a_full_disk says 'yes 0 no 1 other 0' "$once"
check r06_wrong_code_is_refused_on_a_full_disk \
	says 'yes 0 no 1 other 0' BBBB-BBBB
n=0
yes=0
while [ $n -lt "$LOGINS" ]; do
	n=$((n + 1))
	[ "$(login "$many")" != 'yes 1 no 0 other 0' ] || yes=$((yes + 1))
done
check "r06_${yes}_of_${LOGINS}_logins_on_a_full_disk" [ "$yes" -eq "$LOGINS" ]
eight=$(echo "$many" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 8 \
	spread 2>/dev/null)
check "r06_eight_at_once_on_a_full_disk_$(echo "$eight" | tr ' ' _)" \
	[ "$eight" = 'yes 8 no 0 other 0' ]
check r06_codes_are_listed_on_a_full_disk credmint code list
check r06_log_is_shown_on_a_full_disk credmint log
check r06_code_is_revoked_on_a_full_disk credmint code revoke "$revoked"
check r06_revoked_code_is_refused says 'yes 0 no 1 other 0' "$later"

# What is left is kept for logins, and events are the first thing to go.
runuser -u credmint -- "$drive" drain $place/reg >"$TMP/drained" 2>&1
refused() {
	! credmint code issue alice >/dev/null 2>"$TMP/refused" || return 1
	cat "$TMP/drained" "$TMP/refused"
	[ "$(wc -l <"$TMP/refused")" -eq 1 ] &&
		grep -q 'the disk is full, .* for logins: free some' "$TMP/refused"
}
told() {
	tail -n 3 /run/syslog
	grep -q 'the disk is full: this login is not in the event log' /run/syslog
}
counted() {
	credmint log 2>&1 >/dev/null | tee "$TMP/counted"
	[ "$(grep -c 'events were given up' "$TMP/counted")" -eq 1 ]
}
check r06_issuing_stops_with_a_line refused
check r06_logins_still_work says 'yes 1 no 0 other 0' "$many"
check r06_system_log_tells_of_lost_events told
check r06_credmint_log_counts_lost_events counted

check r06_disk_is_freed freed
check r06_codes_are_issued_again credmint code issue alice
check r06_login_is_a_yes_again says 'yes 1 no 0 other 0' "$many"
kept() {
	stat -c '%s %b %B' "$db-wal"
	[ "$(stat -c %s "$db-wal")" -eq 4194304 ] &&
		[ $(($(stat -c '%b * %B' "$db-wal"))) -ge 4194304 ]
}
check r06_log_keeps_its_length kept

# A file system that becomes read-only is a refusal with a line in the log.
: >/run/syslog
check r06_read_only mount -o remount,ro $place
check r06_read_only_is_a_refusal says 'yes 0 no 0 other 1' "$many"
line() {
	cat /run/syslog
	grep 'credmint-auth' /run/syslog | grep -c 'writable file system' |
		grep -qx 1
}
check r06_read_only_is_one_line line
check r06_writable mount -o remount,rw $place
check r06_login_works_once_it_is_writable says 'yes 1 no 0 other 0' "$many"
undamaged() {
	[ "$(sqlite3 "$db" 'PRAGMA integrity_check')" = ok ]
}
check r06_nothing_is_damaged undamaged
umount $place
finish
