#!/bin/sh
# credmint doctor on a registry that has no room, lost events, a log that has
# grown, damage, or a sweep that does not run: each is provoked for real, said in
# one line, and well again once the mend that is printed was done.
# shellcheck disable=SC2119,SC2154

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

# The host has been up for two days, on a small disk.
echo 172800 >/etc/clock-boot
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
credmint init 2>/dev/null
state=/var/lib/credmint
db=$state/registry.db
rm -r ${state:?}/*
mount -n -t tmpfs -o "size=48m,mode=0700,uid=$(id -u credmint),gid=$(id -g credmint)" \
	none $state
. tests/utils/doctor.inc
cat >/etc/pam.d/door <<END
auth required pam_credmint.so
account required pam_permit.so
END
check is_well_at_first is_well

# by_hand: SQL on standard input, by the service user, the log left as it is
by_hand() {
	{
		printf '.filectrl persist_wal 1\n.dbconfig no_ckpt_on_close on\n'
		cat
	} | setpriv --reuid credmint --regid credmint --clear-groups \
		sqlite3 $db >"$TMP/by_hand" 2>&1
}
fill() {
	setpriv --reuid credmint --regid credmint --clear-groups \
		dd if=/dev/zero of=$state/fill bs=64k "$@" 2>/dev/null
}
# use_up: pages of the reserve, by rows that nobody reads
use_up() {
	by_hand <<END
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
	WHERE i < (SELECT freelist_count - 8 FROM pragma_freelist_count))
INSERT INTO source (id, record) SELECT 100000 + i, zeroblob(3900) FROM n;
END
}
# once WHAT TEXT: said in one line alone
once() {
	[ "$(grep -cE "^bad +$1 +.*$2" "$TMP/out")" -eq 1 ] &&
		[ "$(grep -c '^bad' "$TMP/out")" -eq 1 ]
}

# ---- room ----
fill count=400
sick nearly_full_disk room 'KiB are left where /var/lib/credmint/registry.db lies' \
	"rm $state/fill"
rm -f $db-shm
fill
fill conv=notrunc oflag=append
check the_disk_is_full [ "$(df --output=avail $state | tail -n 1)" -eq 0 ]
doctor
check a_full_disk_is_one_line once room ' 0 KiB are left'
check the_mend_shows_what_takes_the_room \
	sh -c "$(sed -n 's/^bad.*to see what takes it: //p' "$TMP/out") | grep -q $state/fill"
rm $state/fill

# Whoever leaves makes the reserve whole again, where the disk has it.
use_up
fill
fill conv=notrunc oflag=append
doctor
check a_reserve_that_is_used_up_is_one_line once room ' 0 KiB are left .*, and [0-9]* pages of the reserve'
sick reserve_that_is_used_up room 'codes cannot be issued' \
	"rm $state/fill; credmint sweep"
check the_reserve_is_whole_again said ok room '(19[2-9]|[2-9][0-9][0-9]) pages in reserve'

# ---- events ----
credmint code issue --uses 9 alice >"$TMP/code" 2>/dev/null
by_hand <<END
DELETE FROM source WHERE id >= 100000;
END
use_up
fill
fill conv=notrunc oflag=append
pamtester door alice authenticate <"$TMP/code" >"$TMP/login" 2>&1
check people_get_in_on_a_full_disk grep -q successfully "$TMP/login"
doctor
check lost_events_are_said said bad events 'given up for want of room.*; free some space'
rm $state/fill
sick lost_events events '[1-9][0-9]* (was|were) given up for want of room' run
check then_the_log_tells_of_them sh -c 'credmint log 2>/dev/null |
	grep -qE "events +given up [1-9]"'
check and_it_is_still_known_that_some_were said ok events \
	'[1-9][0-9]* (was|were) ever given up.*as credmint log tells'
credmint sweep
check they_are_told_of_once [ "$(credmint log 2>/dev/null | grep -c 'given up')" = 1 ]

# ---- a log that nobody wrote back ----
mount -n -o remount,size=200m $state
# While somebody reads it is not begun anew.
mkfifo "$TMP/reads"
chown credmint "$TMP/reads"
{
	echo 'BEGIN; SELECT count(*) FROM source;'
	cat "$TMP/reads"
} | setpriv --reuid credmint --regid credmint --clear-groups sqlite3 $db \
	>"$TMP/read" 2>&1 &
i=0
while [ ! -s "$TMP/read" ] && [ $i -lt 100 ]; do
	sleep 0.02
	i=$((i + 1))
done
by_hand <<END
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 17000)
INSERT INTO source (id, record) SELECT 200000 + i, zeroblob(4000) FROM n;
END
doctor
check who_reads_is_to_be_looked_for said bad room 'wal has grown to .*; .*fuser -v /var'
credmint sweep
doctor
check it_stays_long_while_he_reads said bad room 'wal has grown to'
: >"$TMP/reads" # the mend's first half: he ends
sleep 0.1
check the_mend_is_run sh -c "$(sed -n 's/.*registry.db-wal has grown.*run: //p' "$TMP/out")"
check then_it_is_well is_well
check the_log_is_short_again [ "$(stat -c %s $db-wal)" -le 4194304 ]

# ---- damage ----
# A page in the middle of a table; the copy in memory of nobody.
credmint sweep
page=$(setpriv --reuid credmint --regid credmint --clear-groups sqlite3 \
	"file:$db?immutable=1" 'SELECT max(pageno) FROM dbstat WHERE name =
	"attempt" AND pagetype = "leaf"' 2>/dev/null)
: "${page:=40}"
head -c 4096 /dev/zero | tr '\000' 'x' |
	dd of=$db bs=4096 seek=$((page - 1)) conv=notrunc 2>/dev/null
check its_check_fails sh -c "sqlite3 'file:$db?immutable=1' 'PRAGMA integrity_check' |
	grep -qv '^ok'"
sick registry_that_fails_its_check registry 'registry.db: the registry is damaged' \
	"mkdir /root/away && mv $db $db-wal $db-shm /root/away; credmint init"

finish
