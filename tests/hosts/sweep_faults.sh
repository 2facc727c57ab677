#!/bin/sh
# credmint sweep where accounts cannot be changed, with many of them, and with a
# clock that is wrong.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/sweep.inc

for user in alice bob carol; do
	useradd -M $user
done
new=$(hashed 'just in time')

# left NAME TEXT: a sweep fails with this line, and neither account nor record
# is lost by it.
left() {
	shadow_of alice >"$TMP/shadow"
	refused "$1" 3 "$2" credmint sweep
	check "$1: nothing_changed" eval 'shadow_of alice | cmp -s - "$TMP/shadow"'
	check "$1: nothing_is_on_record" [ -z "$(outcomes alice sweep)" ]
}

# ---- the accounts cannot be changed ----
temporary alice 60 >"$TMP/out"
later 70
mount --bind /etc /etc
mount -o remount,ro,bind /etc
left read_only_etc /etc
check a_dry_run_is_good_there credmint sweep --dry-run
umount /etc

# Another program holds them: it is waited for, as the tools do.
sleep 60 &
holder=$!
printf %s $holder >/etc/shadow.lock
left shadow_is_locked_by_another 'another program has the account files locked'
kill $holder
wait $holder 2>/dev/null
rm -f /etc/shadow.lock
# As lckpwdf(3) does: the tools wait 15 seconds for it.
python3 -c '
import ctypes, time
print(ctypes.CDLL(None).lckpwdf(), flush=True)
time.sleep(60)' >"$TMP/holds" &
holder=$!
waited=0
until [ -s "$TMP/holds" ] || [ $((waited += 1)) -gt 100 ]; do sleep 0.05; done
check pwd_lock_is_held [ "$(cat "$TMP/holds")" = 0 ]
left pwd_lock_is_held_by_another 'another program has the account files locked'
kill $holder
wait $holder 2>/dev/null

# A source of names is down, and nobody is taken for gone. What is local is found
# without it, so that only one that hides credmint itself keeps a sweep waiting.
cp /etc/nsswitch.conf "$TMP/nsswitch.conf"
shadow_of alice >"$TMP/shadow"
sed -i 's/^passwd:.*/passwd: down/' /etc/nsswitch.conf
refused no_source_of_names 3 'check nsswitch.conf(5)' credmint sweep
cp "$TMP/nsswitch.conf" /etc/nsswitch.conf
check no_source_of_names_changes_nothing eval 'shadow_of alice | cmp -s - "$TMP/shadow"'
check no_source_of_names_ends_no_record [ -z "$(outcomes alice sweep)" ]
sed -i 's/^passwd:.*/passwd: down files/' /etc/nsswitch.conf
check with_the_files_behind_it_all_are_found [ "$(credmint sweep --dry-run 2>&1)" = \
	'credmint: would lock alice, whose temporary password nobody used in time' ]
sed -i 's/^passwd:.*/passwd: files down/' /etc/nsswitch.conf
check and_before_it [ "$(credmint sweep --dry-run 2>&1)" = \
	'credmint: would lock alice, whose temporary password nobody used in time' ]
cp "$TMP/nsswitch.conf" /etc/nsswitch.conf

mv /usr/sbin/usermod /usr/sbin/usermod.real
left without_usermod usermod
printf '#!/bin/sh\nexit 1\n' >/usr/sbin/usermod
chmod 755 /usr/sbin/usermod
left usermod_fails 'alice: usermod failed'
mv /usr/sbin/usermod.real /usr/sbin/usermod
mv /etc/shadow /etc/shadow.away
left without_shadow 'cannot find /etc/shadow' 2>"$TMP/err"
mv /etc/shadow.away /etc/shadow

# What needs no change of an account is done all the same.
temporary bob 60 >"$TMP/out"
later 70
echo "bob:$new" | chpasswd -e
mount --bind /etc /etc
mount -o remount,ro,bind /etc
got=0
credmint sweep >"$TMP/out" 2>"$TMP/err" || got=$?
umount /etc
check the_others_are_seen_to [ "$(head -n 1 "$TMP/err")" = \
	'credmint: 1 replaced, 1 left for the next sweep' ]
check and_it_is_a_failure [ $got -eq 3 ]
check in_two_lines [ "$(wc -l <"$TMP/err")" -eq 2 ]

# What is one account's fault keeps no other one waiting; what is everybody's is
# met once.
temporary carol 60 >"$TMP/out"
later 70
instead /usr/sbin/usermod <<'END_OF_SCRIPT'
case " $* " in *" alice "*) echo 'usermod: not her' >&2; exit 1 ;; esac
real "$@"
END_OF_SCRIPT
got=0
credmint sweep >"$TMP/out" 2>"$TMP/err" || got=$?
check one_that_fails_is_told grep -q 'credmint: alice: usermod .*not her' "$TMP/err"
check one_that_fails_is_a_failure [ $got -eq 3 ]
check the_next_one_is_locked [ "$(state carol)" = L ]
temporary carol 60 >"$TMP/out"
later 70
instead /usr/sbin/usermod <<END_OF_SCRIPT
echo "\$@" >>$TMP/called
echo "usermod: cannot lock /etc/passwd; try again later." >&2
exit 1
END_OF_SCRIPT
got=0
credmint sweep >"$TMP/out" 2>"$TMP/err" || got=$?
again /usr/sbin/usermod
check what_is_everybodys_is_met_once [ "$(wc -l <"$TMP/called")" -eq 1 ]
check it_is_told_once [ "$(grep -vc left "$TMP/err")" -eq 1 ]
check and_how_many_wait grep -qx 'credmint: 2 left for the next sweep' "$TMP/err"
mv /var/lib/credmint/registry.db "$TMP/registry.db"
refused without_a_registry 3 'credmint init' credmint sweep
mv "$TMP/registry.db" /var/lib/credmint/registry.db
sweeps the_next_one_does_it 0 '2 locked'
check alice_is_locked [ "$(state alice)" = L ]

# ---- many ----
i=0
while [ $((i += 1)) -le 1000 ]; do
	echo "many$i:x:$((20000 + i)):100::/nonexistent:/bin/false" >>/etc/passwd
	echo "many$i:$new:20000:0:99999:7:::" >>/etc/shadow
	case $i in
	*00) echo "many$i:$new" >&3 ;; # will be late
	*) echo "many$i:$new" ;;
	esac
done >"$TMP/in_time" 3>"$TMP/late"
drive() {
	setpriv --reuid credmint --regid credmint --clear-groups \
		"$BUILD/tests/hosts/drive_temporary" "$@"
}
drive set 86400 <"$TMP/in_time" >"$TMP/out"
drive set 60 <"$TMP/late" >>"$TMP/out"
check there_are_a_thousand [ "$(wc -l <"$TMP/out")" -eq 1000 ]
later 70
# 300 have changed theirs, 90 are gone.
sed -i '/^many[12]*[0-9]\{2\}:/d' "$TMP/in_time"
sed -i -E "s|^(many[345][0-9][1-9]:)[^:]*|\1$(hashed another)|" /etc/shadow
sed -i -E '/^many6[0-9][1-9]:/d' /etc/passwd /etc/shadow
cp /etc/shadow "$TMP/shadow"
start=$(date +%s%N)
sweeps a_thousand 0 '10 locked, 270 used in time, 90 without an account'
echo "# it took $((($(date +%s%N) - start) / 1000000)) ms"
sed -E 's/^(many[0-9]*00:)/\1!/' "$TMP/shadow" >"$TMP/wanted"
check ten_are_locked_and_nothing_else cmp -s /etc/shadow "$TMP/wanted"
start=$(date +%s%N)
sweeps a_thousand_again 0 ''
echo "# it took $((($(date +%s%N) - start) / 1000000)) ms"
sed -i '/^many/d' /etc/passwd /etc/shadow
sweeps all_of_them_are_gone 0 '640 without an account'

# ---- the clock ----
temporary carol 3600 >"$TMP/out"
now=$clock
clock_is $((now - 86400))
sweeps r07_a_clock_set_back_locks_nobody 0 ''
clock_is $((now + 3000))
sweeps r07_nor_in_time 0 ''
clock_is $((now - 86400))
later 0
clock_is "$now"
later 3610
clock_is $((now - 86400))
sweeps r07_a_clock_set_back_prolongs_nothing 0 '1 locked'
check r07_carol_is_locked [ "$(state carol)" = L ]
clock_is "$now"
later 3700

# Ten years ahead by mistake.
temporary carol 3600 >"$TMP/out"
now=$clock
clock_is $((now + 315360000))
sweeps r07_a_clock_once_far_ahead_locks_nobody 0 ''
check r07_carol_is_not_locked [ "$(state carol)" = P ]
temporary bob 3600 >"$TMP/out"
sweeps r07_nor_who_was_reset_then 0 ''
clock_is "$now"
sweeps r07_a_password_from_the_future_is_dead 0 '1 locked'
check r07_it_is_bobs [ "$(state bob)$(state carol)" = LP ]
intended=$(hashed never)
clock_is $((now + 315360000))
recorded intend 3600 bob "$intended" >"$TMP/out"
clock_is "$now"
sweeps r07_an_intent_from_the_future_is_old 0 '1 reset cancelled'
later 3610
sweeps r07_in_its_time_it_is_locked 0 '1 locked'
check nothing_is_left_locked [ -z "$(find /etc -maxdepth 1 -name '*.lock' ! -name .pwd.lock)" ]
finish
