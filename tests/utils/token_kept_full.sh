#!/bin/sh
# Kept tokens while the registry's disk is full: what is there goes on working,
# and what cannot be issued leaves nothing behind.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

drive=$BUILD/tests/registry/drive_full
case $drive in /*) ;; *) drive=$PWD/$drive ;; esac
place=/var/lib/credmint
rm -rf $place
mkdir -p $place
mount -t tmpfs -o size=40m,mode=0755 none $place
mkdir -p /etc/credmint
echo "registry = $place/reg/registry.db" >/etc/credmint/credmint.conf
check init credmint init

issued() {
	file=$1
	shift
	credmint token issue "$@" >"$TMP/$file" 2>"$TMP/err"
}
live() {
	credmint token list --json
}
issued a --kind reset --user alice
issued b --kind reset --user alice
issued many --kind reset --user alice --uses 1000
issued s --kind session --user alice --csrf
head -n 1 "$TMP/s" >"$TMP/s1"

# A process takes every block that is freed.
rm -f "$TMP/full"
"$drive" fill $place/fill "$TMP/full" 300 &
filler=$!
n=0
while [ ! -e "$TMP/full" ] && [ $n -lt 600 ]; do
	sleep 0.05
	n=$((n + 1))
done
check disk_is_full [ -e "$TMP/full" ]

# The registry has room of its own for some; then none is issued any more.
n=0
while issued more --kind reset --user filler -n 500 && [ $n -lt 200 ]; do
	n=$((n + 1))
done
check there_is_room_for_some [ $n -gt 0 ]
check then_there_is_none [ $n -lt 200 ]
live >"$TMP/before"
refused issue_is_refused 3 'the disk is full' \
	credmint token issue --kind reset --user bob
refused issue_of_many_is_refused 3 'the disk is full' \
	credmint token issue --kind session --user bob --csrf -n 1000 -o "$TMP/none"
check no_file_is_left [ ! -e "$TMP/none" ]
check what_was_refused_left_nothing [ "$(live | cmp - "$TMP/before" && echo same)" = same ]
check some_of_many_are_not_kept [ "$(live | grep -c '"user":"filler"')" -eq $((n * 500)) ]

ends verify_goes_on 0 credmint token verify <"$TMP/a"
ends redeem_goes_on 0 credmint token redeem <"$TMP/a"
refused redeemed_stays_so 1 'used up' credmint token redeem <"$TMP/a"
yes=0
i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	credmint token redeem <"$TMP/many" >"$TMP/out" 2>&1 && yes=$((yes + 1))
done
check "redeems_on_a_full_disk: $yes" [ $yes -eq 100 ]
check each_took_one_use sh -c \
	"credmint token verify <'$TMP/many' | grep -qx 'uses      900'"
ends sessions_are_verified 0 credmint token verify --csrf <"$TMP/s"
ends sessions_are_rotated 0 credmint token rotate <"$TMP/s1"
cp "$TMP/said.out" "$TMP/s2"
ends rotated_ones_are_good 0 credmint token verify <"$TMP/s2"
ends tokens_are_revoked 0 credmint token revoke -s <"$TMP/b"
refused revoked_ones_are_dead 1 'was revoked' credmint token verify <"$TMP/b"
ends all_of_a_user_are_revoked 0 credmint token revoke --user filler
ends tokens_are_listed 0 credmint token list --all
check log_is_shown credmint log

kill $filler
wait $filler 2>"$TMP/err"
rm $place/fill
ends issued_again_when_there_is_room 0 credmint token issue --kind reset --user bob
check nothing_is_damaged [ \
	"$(sqlite3 $place/reg/registry.db 'PRAGMA integrity_check')" = ok ]
umount $place

finish
