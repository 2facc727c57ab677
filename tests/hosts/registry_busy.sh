#!/bin/sh
# Somebody keeps the registry's write lock: a login is told in time that it is
# busy, uses nothing up, and who lets go soon keeps nobody out.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/enrolled.inc

for user in alice bob carol; do
	useradd $user
done
check init credmint init
cat >/etc/credmint/credmint.conf <<'END'
deny = 0
deny_user = 0
[login graced]
grace = 1h
END
for service in door graced; do
	for type in auth account; do
		echo "$type required pam_credmint.so"
	done >/etc/pam.d/$service
done

cat >"$TMP/hold.py" <<'END'
import select
import sqlite3
import sys
held = sqlite3.connect("/var/lib/credmint/registry.db", isolation_level=None)
held.execute("PRAGMA busy_timeout = 5000")
held.execute("BEGIN IMMEDIATE")
open(sys.argv[1], "w").close()
select.select([sys.stdin], [], [], 12)
held.execute("ROLLBACK")
END
# lock: from here on nobody else writes, until unlock, or for 12 seconds
lock() {
	rm -f "$TMP/locked" "$TMP/to"
	mkfifo "$TMP/to"
	python3 "$TMP/hold.py" "$TMP/locked" <"$TMP/to" &
	holder=$!
	exec 9>"$TMP/to"
	tries=0
	until [ -e "$TMP/locked" ]; do
		[ $((tries += 1)) -lt 500 ] || return 1
		sleep 0.01
	done
}
unlock() {
	exec 9>&-
	wait "$holder"
}
now_ms() {
	date +%s%3N
}
# timed NAME COMMAND...: in the background; what it says last, and its time
timed() {
	timed_name=$1
	shift
	(
		exec 9>&-
		began=$(now_ms)
		"$@" >"$TMP/$timed_name" 2>&1 </dev/null
		echo "$? $(($(now_ms) - began))" >"$TMP/$timed_name.time"
	) &
	running="$running $!"
}
log_in() {
	"$BUILD/tests/pam/drive_stack" "$@"
}
# took NAME STATUS LOW HIGH: milliseconds
took() {
	read -r status ms <"$TMP/$1.time"
	if [ "$status" = "$2" ] && [ "$ms" -ge "$3" ] && [ "$ms" -lt "$4" ]; then
		pass "$1: in_time"
	else
		fail "$1: in_time" "status $status after $ms ms: $(cat "$TMP/$1")"
	fi
}
# said NAME LINE
said() {
	if [ "$(tail -n 1 "$TMP/$1")" = "$2" ]; then
		pass "$1: $2"
	else
		fail "$1: $2" "$(cat "$TMP/$1")"
	fi
}
finish_all() {
	for pid in $running; do
		wait "$pid"
	done
	running=
}
yes='PAM_SUCCESS PAM_SUCCESS'
unavailable='PAM_AUTHINFO_UNAVAIL PAM_AUTHINFO_UNAVAIL'
running=

issued=$(issue alice)
enrol alice type=hotp
shown=$(hotp "$secret" 0)
sheet bob 1
paper=$(paper 1)
forced=$(issue --must-change carol)

# ---- for longer than any login waits ----
check it_is_locked lock
timed issued log_in door alice - "$issued"
timed shown log_in door alice - "$shown"
timed paper log_in graced bob - "$paper"
timed wrong log_in door bob - AAAABBBB
timed forced log_in door carol - "$forced"
timed nobody log_in door nobody-at-all - AAAABBBB
timed command credmint code issue bob
finish_all
for login in issued shown paper wrong forced nobody; do
	said $login "$unavailable"
	took $login 1 2500 4000
done
# An administrator's command waits for longer.
took command 3 4500 8000
check command_is_told grep -q 'the registry is busy: try again' "$TMP/command"
check unlock unlock
syslog_settle
check each_is_in_the_log [ "$(grep -c 'credmint-auth.*the registry is busy: try again' /run/syslog)" -ge 6 ]
check none_was_killed syslog_lacks 'ended without a verdict'

# ---- and nothing was used up ----
log_in door alice - "$issued" >"$TMP/issued" 2>&1
said issued "$yes"
log_in door alice - "$shown" >"$TMP/shown" 2>&1
said shown "$yes"
log_in graced bob - "$paper" >"$TMP/paper" 2>&1
said paper "$yes"

# ---- for less than that ----
issued=$(issue alice)
check it_is_locked_again lock
timed soon log_in door alice - "$issued"
sleep 1.2
check unlock_soon unlock
finish_all
said soon "$yes"
took soon 0 1000 3500
finish
