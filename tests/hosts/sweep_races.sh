#!/bin/sh
# credmint sweep while something else happens: passwords change in the middle of
# it, it is killed between its steps, two run at once, and resets wait for it.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/sweep.inc

usermod=/usr/sbin/usermod
chage=/usr/bin/chage
for user in alice bob carol dave; do
	useradd -M $user
done

# ---- the password changes in the middle ----
# Between the comparison and the lock: usermod has been started.
temporary alice 60 >"$TMP/out"
later 70
hashed 'just in time' >"$TMP/new"
instead $usermod <<END_OF_SCRIPT
[ "\$1" != -L ] || echo "alice:\$(cat $TMP/new)" | /usr/sbin/chpasswd -e
real "\$@"
END_OF_SCRIPT
sweeps r22_a_change_between_compare_and_lock_is_no_lock 0 '1 replaced'
check r22_the_lock_is_taken_back [ "$(state alice)" = P ]
check r22_the_new_password_stands lets_in alice 'just in time'
check r22_it_is_on_record [ "$(last alice sweep)" = 'replaced by another password' ]
# And before it was: the hash is another when usermod would be called.
temporary alice 60 >"$TMP/out"
later 70
instead $usermod <<END_OF_SCRIPT
echo "\$@" >>$TMP/called
real "\$@"
END_OF_SCRIPT
echo "alice:$(cat "$TMP/new")" | chpasswd -e
sweeps r22_a_change_before_it_is_seen 0 '1 replaced'
check r22_no_lock_is_tried_then [ ! -e "$TMP/called" ]
again $usermod

# While a broken reset is finished: what was chosen meanwhile need not change.
intended=$(hashed 'alice is late')
echo "alice:$intended" | chpasswd -e
recorded intend 3600 alice "$intended" >"$TMP/out"
later 310
instead $chage <<END_OF_SCRIPT
real "\$@"
[ "\$2" != 0 ] || echo "alice:\$(cat $TMP/new)" | /usr/sbin/chpasswd -e
[ "\$2" != 0 ] || real -d 0 alice
END_OF_SCRIPT
sweeps r22_a_change_while_a_reset_is_finished_ends_it 0 '1 reset cancelled'
again $chage
check r22_it_is_not_due_again [ "$(lastchg alice)" -eq "$(($(date +%s) / 86400))" ]
check r22_what_was_chosen_stands lets_in alice 'just in time'

# ---- killed between its steps ----
# killed: a sweep that a program it runs kills.
killed() {
	credmint sweep >"$TMP/out" 2>"$TMP/err"
	[ $? -eq 137 ]
}
temporary bob 60 >"$TMP/out"
later 70
instead $usermod <<'END_OF_SCRIPT'
kill -KILL $PPID
END_OF_SCRIPT
check r22_killed_before_the_lock killed
check r22_it_is_not_locked_then [ "$(state bob)" = P ]
instead $usermod <<'END_OF_SCRIPT'
real "$@"
kill -KILL $PPID
END_OF_SCRIPT
check r22_killed_after_the_lock killed
check r22_it_is_locked_then [ "$(state bob)" = L ]
check r22_it_is_not_on_record_then [ -z "$(outcomes bob sweep)" ]
again $usermod
shadow_of bob >"$TMP/shadow"
sweeps r22_the_next_one_puts_it_on_record 0 '1 locked'
check r22_and_leaves_it_locked eval 'shadow_of bob | cmp -s - "$TMP/shadow"'
check r22_it_is_on_record_now [ "$(last bob sweep)" = 'locked: not used in time' ]

intended=$(hashed 'carol is late')
echo "carol:$intended" | chpasswd -e
recorded intend 3600 carol "$intended" >"$TMP/out"
later 310
instead $chage <<'END_OF_SCRIPT'
kill -KILL $PPID
END_OF_SCRIPT
check r22_killed_before_the_change_is_due killed
check r22_it_is_not_due_then [ "$(lastchg carol)" -ne 0 ]
instead $chage <<'END_OF_SCRIPT'
real "$@"
kill -KILL $PPID
END_OF_SCRIPT
check r22_killed_after_that killed
check r22_it_is_due_then [ "$(lastchg carol)" -eq 0 ]
again $chage
sweeps r22_the_next_one_finishes_the_reset 0 '1 reset finished'
check r22_carol_logs_in lets_in carol 'carol is late'

# At every call on the registry's files: nobody is locked who came in time, and
# who did not is at last.
db=/var/lib/credmint/registry.db
for call in fdatasync pwrite64; do
	n=0
	odd=
	while [ $((n += 1)) -le 40 ]; do
		temporary bob 60 >"$TMP/out"
		temporary dave 60 >"$TMP/out"
		later 61
		echo "dave:$(cat "$TMP/new")" | chpasswd -e
		shadow_of dave >"$TMP/shadow"
		strace -f -qq -o "$TMP/trace" -P $db -P $db-wal -e "trace=$call" \
			-e "inject=$call:signal=KILL:when=$n" \
			credmint sweep >"$TMP/out" 2>&1
		grep -q 'killed by SIGKILL' "$TMP/trace" || break
		[ "$(state bob)" = P ] || [ "$(state bob)" = L ] || odd="$odd $n: bob"
		credmint sweep >"$TMP/out" 2>&1 || odd="$odd $n: $(cat "$TMP/out")"
		[ "$(state bob)" = L ] || odd="$odd $n: not locked"
		[ "$(last bob sweep)" = 'locked: not used in time' ] ||
			odd="$odd $n: not on record"
		shadow_of dave | cmp -s - "$TMP/shadow" || odd="$odd $n: dave"
	done
	if [ $n -gt 1 ] && [ $n -le 40 ] && [ -z "$odd" ]; then
		pass "r22_killed_at_each_of_$((n - 1))_${call}_nothing_is_lost"
	else
		fail "r22_killed_at_each_of_$((n - 1))_${call}_nothing_is_lost" "$odd"
	fi
done

# Told to end, it ends between two accounts, and the one at hand is whole.
temporary alice 60 >"$TMP/out"
temporary bob 60 >"$TMP/out"
later 70
instead $usermod <<'END_OF_SCRIPT'
kill -TERM $PPID
sleep 0.2
real "$@"
END_OF_SCRIPT
status=0
credmint sweep >"$TMP/out" 2>"$TMP/err" || status=$?
check told_to_end_it_ends [ $status -eq 143 ]
check the_one_at_hand_is_whole [ "$(state alice)$(last alice sweep)" = \
	'Llocked: not used in time' ]
check the_other_is_left_for_later [ "$(state bob)" = P ]
again $usermod
sweeps the_next_one_does_the_rest 0 '1 locked'

# ---- two at once ----
# Half of them are late, half came in time.
i=0
while [ $((i += 1)) -le 24 ]; do
	useradd -M "user$i"
	echo "user$i:$(cat "$TMP/new")"
done >"$TMP/users"
chpasswd -e <"$TMP/users"
recorded_all() {
	setpriv --reuid credmint --regid credmint --clear-groups \
		"$BUILD/tests/hosts/drive_temporary" set 60
}
sed "/^user[0-9]*[02468]:/s/:.*/:$(hashed other | sed 's/[$.\/]/\\&/g')/" \
	"$TMP/users" | recorded_all >"$TMP/out"
later 70
getent shadow | grep '^user[0-9]*[02468]:' >"$TMP/shadow"
credmint sweep 2>"$TMP/first" &
first=$!
credmint sweep 2>"$TMP/second" &
second=$!
wait $first
first=$?
wait $second
check two_at_once_end_well [ "$first$?" = 00 ]
check together_they_locked_twelve [ "$(cat "$TMP/first" "$TMP/second" |
	sed -n 's/.* \([0-9]*\) locked.*/\1/p' | awk '{ n += $1 } END { print n }')" -eq 12 ]
check each_is_on_record_once [ "$(credmint log --json | grep '"what":"sweep"' |
	grep -c '"user":"user')" -eq 24 ]
check who_came_in_time_is_not_touched eval \
	"getent shadow | grep '^user[0-9]*[02468]:' | cmp -s - '$TMP/shadow'"

# Resets beside them: each account has the password that was handed over, or is
# locked. A sweep of 25 takes 5 s for its sleeps alone.
temporary alice 60 >"$TMP/out"
chpasswd -e <"$TMP/users"
recorded_all <"$TMP/users" >"$TMP/out"
later 70
instead $usermod <<'END_OF_SCRIPT'
sleep 0.2
real "$@"
END_OF_SCRIPT
credmint sweep 2>"$TMP/first" &
first=$!
sleep 0.3
credmint reset --force user23 alice >"$TMP/passwords" 2>"$TMP/err"
reset=$?
check a_reset_does_not_wait_for_a_whole_sweep kill -0 $first
credmint sweep 2>"$TMP/second" &
second=$!
credmint reset --force user24 >"$TMP/password" 2>"$TMP/err"
reset=$reset$?
wait $first
first=$?
wait $second
check resets_and_sweeps_end_well [ "$first$?$reset" = 0000 ]
again $usermod
check r22_who_was_reset_has_that_password eval \
	'lets_in user23 "$(sed -n "s/^user23.//p" "$TMP/passwords")" &&
	lets_in alice "$(sed -n "s/^alice.//p" "$TMP/passwords")" &&
	lets_in user24 "$(cat "$TMP/password")"'
check r22_who_was_reset_is_not_locked [ "$(state user23)$(state alice)$(state user24)" = PPP ]
check r22_the_others_are_locked [ "$(passwd -Sa | grep -c '^user[0-9]* L ')" -eq 22 ]
sweeps r22_and_nothing_is_left 0 ''

# ---- the lock ----
lock=/run/credmint-reset.lock
check the_lock_is_roots [ "$(stat -c '%a %U' $lock)" = '600 root' ]
temporary alice 60 >"$TMP/out"
later 70
flock $lock sleep 2 &
holder=$!
sleep 0.2
start=$(date +%s%N)
sweeps it_waits_for_who_has_the_lock 0 '1 locked'
check it_waited [ $((($(date +%s%N) - start) / 1000000)) -ge 1000 ]
wait $holder
flock $lock sleep 40 &
holder=$!
sleep 0.2
check a_dry_run_waits_for_nobody timeout 5 credmint sweep --dry-run
credmint sweep 2>"$TMP/err" &
waiter=$!
sleep 0.3
kill -TERM $waiter
wait $waiter
check told_to_end_it_waits_no_longer [ $? -eq 143 ]
start=$(date +%s)
refused it_does_not_wait_for_ever 3 'another credmint provision, reset or sweep' credmint sweep
check it_waited_half_a_minute [ $(($(date +%s) - start)) -ge 29 ]
kill $holder
wait $holder 2>/dev/null
chmod 666 $lock
refused a_lock_that_others_can_open_is_none 3 'only root can open' credmint sweep
rm $lock
ln -s /etc/passwd $lock
refused a_lock_that_is_a_link_is_none 3 \
	"$lock is a symbolic link; remove it" credmint sweep
rm $lock
check nothing_is_left_locked [ -z "$(find /etc -maxdepth 1 -name '*.lock' ! -name .pwd.lock)" ]
check accounts_are_sound sh -c 'pwck -qr && grpck -qr'
finish
