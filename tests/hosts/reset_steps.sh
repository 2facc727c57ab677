#!/bin/sh
# credmint reset, killed between any two steps, beside another one, beside
# logins and other programs: the account is as it was, or the intent is finished.
# ALL=yes kills at every call but reads.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc

person alice bob
credmint init 2>"$TMP/err"
echo 0 >/etc/clock-shift
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
clock=0
# later: an intent of now is that of a reset that was interrupted
later() {
	clock=$((clock + 310))
	echo $clock >/etc/clock-shift
}
olds=$(hash_of alice)

# as_before: alice has her own password again, and it is not due.
as_before() {
	echo "alice:$olds" | chpasswd -e
	chage -d 2026-01-05 alice
}
# judge WHERE: what a sweep makes of a reset that was killed; what was written
# to the output stands in $TMP/out.
judge() {
	later
	credmint sweep >"$TMP/swept" 2>&1 || odd="$odd $1: sweep: $(cat "$TMP/swept");"
	state="$([ "$(hash_of alice)" = "$olds" ] && echo old || echo new)"
	state="$state $(changed_of alice) $(records 8) $(records 1)"
	case $state in
	'old 20458 0 0') as_was=$((as_was + 1)) ;;
	'new 0 0 1') finished=$((finished + 1)) ;;
	*) odd="$odd $1: $state ($(cat "$TMP/swept"));" ;;
	esac
	[ ! -s "$TMP/out" ] || is_password alice "$TMP/out" ||
		odd="$odd $1: what was handed over is not the password;"
	pwck -rq >"$TMP/pwck" 2>&1 || odd="$odd $1: $(cat "$TMP/pwck");"
	for lock in passwd shadow group gshadow; do
		[ ! -e /etc/$lock.lock ] || odd="$odd $1: /etc/$lock.lock is left;"
	done
}
# again WHERE: what the next reset makes of it, without a sweep.
again() {
	credmint reset alice >"$TMP/out" 2>"$TMP/swept" ||
		odd="$odd $1: next reset: $(cat "$TMP/swept");"
	state="$(changed_of alice) $(records 8) $(records 1)"
	[ "$state" = '0 0 1' ] || odd="$odd $1: next reset: $state;"
	is_password alice "$TMP/out" || odd="$odd $1: next reset: another password;"
	next=$((next + 1))
}
# kill_in CALL: at each of its calls by root's own process, from the lock on.
kill_in() {
	strace -qq -o "$TMP/calls" -e "trace=flock,$1" credmint reset alice \
		>/dev/null 2>&1
	n=$(sed '/^flock/q' "$TMP/calls" | grep -c "^$1(")
	last=$(grep -c "^$1(" "$TMP/calls")
	while [ "$n" -lt "$last" ]; do
		n=$((n + 1))
		as_before
		credmint sweep 2>/dev/null
		strace -qq -o "$TMP/trace" -e "trace=$1" \
			-e "inject=$1:signal=KILL:when=$n" \
			credmint reset alice >"$TMP/out" 2>/dev/null
		# How often it waits for a tool is a matter of luck.
		grep -q 'killed by SIGKILL' "$TMP/trace" ||
			{ [ "$1" = poll ] && [ -s "$TMP/out" ]; } ||
			odd="$odd $1 $n: was not killed;"
		no_tools || odd="$odd $1 $n: tools are left;"
		steps=$((steps + 1))
		[ $((n % 3)) -ne 0 ] || again "$1 $n"
		judge "$1 $n"
	done
}
steps=0
as_was=0
finished=0
next=0
odd=
calls='clone wait4 pipe2 poll write rt_sigprocmask pidfd_open openat flock'
[ "${ALL:-}" != yes ] || calls="$calls close fcntl pread64 newfstatat munmap exit_group"
for call in $calls; do
	kill_in "$call"
done
if [ -z "$odd" ] && [ $steps -gt 40 ] && [ $as_was -gt 0 ] && [ $finished -gt 0 ]; then
	pass r22_killed_between_any_two_steps
else
	fail r22_killed_between_any_two_steps "$odd"
fi
echo "# $steps kills: $as_was as it was, $finished finished, $next followed by a reset"

# ---- the children are killed instead ----
# child NAME: what came of a reset, one of whose children was killed
child() {
	status=0
	"$@" credmint reset alice >"$TMP/out" 2>"$TMP/err" || status=$?
	no_tools || odd="$odd tools are left;"
	case $status in
	3 | 137) [ -s "$TMP/out" ] || kept >/dev/null 2>&1 ||
		odd="$odd changed: $(cat "$TMP/err");" ;;
	*) odd="$odd exit $status;" ;;
	esac
}
ready() {
	odd=
	as_before
	credmint sweep 2>/dev/null
	remember
}
# told NAME
told() {
	judge "$1"
	if [ -z "$odd" ]; then
		pass "$1"
	else
		fail "$1" "exit $status:$odd $(cat "$TMP/err")"
	fi
}
for call in setresuid fdatasync exit_group; do
	ready
	child strace -f -qq -o "$TMP/trace" -e "trace=$call" \
		-e "inject=$call:signal=KILL:when=1"
	told "r22_intending_child_killed_in_$call"
done
for call in fdatasync exit_group; do
	ready
	tool chage <<END
strace -f -qq -o "$TMP/trace" -p \$PPID -e trace=$call \\
	-e inject=$call:signal=KILL:when=1 &
sleep 0.5
exec "\$real" "\$@"
END
	child env
	tool_back chage
	told "r22_confirming_child_killed_in_$call"
	check "r22_confirming_child_killed_in_$call: password_is_good" \
		is_password alice "$TMP/out"
done
for tool in chpasswd chage; do
	ready
	tool $tool <<END
[ ! -e "$TMP/once" ] || exec "\$real" "\$@"
: >"$TMP/once"
kill -KILL \$\$
END
	rm -f "$TMP/once"
	child env
	tool_back $tool
	told "r22_${tool}_killed_before_it_began"
	ready
	tool $tool <<END
[ ! -e "$TMP/once" ] || exec "\$real" "\$@"
: >"$TMP/once"
"\$real" "\$@"
kill -KILL \$\$
END
	rm -f "$TMP/once"
	child env
	tool_back $tool
	told "r22_${tool}_killed_when_it_had_done_it"
done

# ---- two at once ----
as_before
credmint sweep 2>/dev/null
for i in 1 2 3 4 5 6; do
	credmint reset alice >"$TMP/out.$i" 2>"$TMP/err.$i" &
	eval "pid$i=\$!"
done
good=0
for i in 1 2 3 4 5 6; do
	eval "wait \$pid$i" && good=$((good + 1))
done
check six_resets_at_once_all_end_well [ $good -eq 6 ]
right=0
for i in 1 2 3 4 5 6; do
	! is_password alice "$TMP/out.$i" 2>/dev/null || right=$((right + 1))
done
check one_of_their_passwords_is_the_one [ $right -eq 1 ]
check one_record_is_left [ "$(records 8) $(records 1)" = '0 1' ]
newest=$(sed -n 's/^credmint: password \([0-9]*\) .*/\1/p' "$TMP"/err.? | sort -n | tail -n 1)
winner=$(grep -l "password $newest for" "$TMP"/err.?)
check the_last_one_has_it is_password alice "$TMP/out.${winner##*.}"

# The lock is another's, for good.
python3 -c '
import fcntl, time
lock = open("/run/credmint-reset.lock")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)' >"$TMP/held" &
holder=$!
until [ -s "$TMP/held" ]; do sleep 0.05; done
remember
start=$(date +%s)
timeout 2 credmint reset alice >"$TMP/out" 2>"$TMP/err"
check waiting_for_the_lock_can_be_interrupted [ $(($(date +%s) - start)) -lt 10 ]
check and_nothing_changed kept
kill $holder
wait $holder 2>/dev/null

# ---- somebody else is in the files ----
python3 -c '
import ctypes, time
libc = ctypes.CDLL(None)
print(libc.lckpwdf(), flush=True)
time.sleep(60)' >"$TMP/locked" &
holder=$!
until [ -s "$TMP/locked" ]; do sleep 0.05; done
refused shadow_is_locked_by_another_program 3 \
	'another program has the account files locked' credmint reset alice
kill $holder
wait $holder 2>/dev/null
check shadow_is_locked_and_nothing_changed kept
check no_intent_is_left [ "$(records 8)" -eq 0 ]
check it_works_once_they_are_free credmint reset alice

# Somebody changes the password in the middle: it stays.
tool chage <<'END'
echo 'alice:of-Somebody-else-1' | chpasswd -c SHA512
exit 1
END
as_before
credmint sweep 2>/dev/null
ends change_of_another_in_the_middle 3 credmint reset alice
tool_back chage
echo of-Somebody-else-1 >"$TMP/pw"
check change_of_another_stays is_password alice "$TMP/pw"
check its_reset_is_off [ "$(records 8) $(records 1)" = '0 0' ]

# The same where chage does its work: nobody is handed a password that is not.
tool chage <<'END'
echo 'alice:of-Somebody-else-2' | chpasswd -c SHA512
"$real" "$@"
END
as_before
credmint sweep 2>/dev/null
ends change_of_another_before_the_day 3 credmint reset alice
tool_back chage
check password_that_is_none_is_not_handed_over [ ! -s "$TMP/said.out" ]
check its_cause_is_told grep -q 'somebody else has set another password' \
	"$TMP/said.err"
echo of-Somebody-else-2 >"$TMP/pw"
check change_before_the_day_stays is_password alice "$TMP/pw"
check its_reset_is_off_as_well [ "$(records 8) $(records 1)" = '0 0' ]

# Somebody locks the second account while the first is reset.
as_before
tool chage <<'END'
"$real" "$@" || exit
usermod -L bob
END
ends account_locked_in_the_middle 1 credmint reset alice bob
tool_back chage
check account_stays_locked grep -q '^bob:!' /etc/shadow
check first_one_was_handed_over [ "$(wc -l <"$TMP/said.out")" -eq 1 ]
usermod -U bob

# ---- the registry ----
as_before
remember
mkdir "$TMP/small"
mount -t tmpfs -o size=40m,mode=700 tmpfs "$TMP/small"
cp -a /var/lib/credmint/. "$TMP/small/"
chown --reference=/var/lib/credmint "$TMP/small"
mount --bind "$TMP/small" /var/lib/credmint
# drive_full looks for it there.
cp -p /etc/credmint/key /var/lib/credmint/key
head -c 100m /dev/zero >/var/lib/credmint/fill 2>/dev/null
runuser -u credmint -- "$BUILD/tests/registry/drive_full" drain \
	/var/lib/credmint >"$TMP/drained" 2>&1
refused full_disk_is_one_line 3 'the disk is full' credmint reset alice
check full_disk_changes_nothing kept
umount /var/lib/credmint
umount "$TMP/small"
check it_works_with_room credmint reset alice

# It goes away in the middle: who was given the password can use it.
as_before
tool chage <<'END'
"$real" "$@" || exit
[ ! -d /var/lib/credmint ] || mv /var/lib/credmint /var/lib/credmint.away
END
ends registry_gone_in_the_middle 3 credmint reset alice
cp "$TMP/said.out" "$TMP/out"
tool_back chage
mv /var/lib/credmint.away /var/lib/credmint
check registry_gone_is_told grep -q 'alice has the password that was handed over' \
	"$TMP/said.err"
check registry_gone_and_the_password_is_good is_password alice "$TMP/out"
later
credmint sweep 2>"$TMP/err"
check registry_gone_is_finished_by_a_sweep [ "$(records 8) $(records 1)" = '0 1' ]

# ---- while the user logs in ----
mkdir "$TMP/pam"
printf '%s\n' 'auth required pam_unix.so' 'account required pam_unix.so' \
	>"$TMP/pam/door"
echo 'bob:old-Secret-of-bob' | chpasswd -c SHA256
chage -d 2026-01-05 bob
(
	while [ ! -e "$TMP/done" ]; do
		echo old-Secret-of-bob | timeout 20 \
			"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door bob 1 \
			192.0.2.7 2>/dev/null
	done
) >"$TMP/logins" &
logins=$!
good=0
for i in 1 2 3 4 5 6 7 8; do
	credmint reset bob >"$TMP/out" 2>/dev/null && is_password bob "$TMP/out" &&
		[ "$(changed_of bob)" = 0 ] && good=$((good + 1))
	sleep 0.1
	echo 'bob:old-Secret-of-bob' | chpasswd -c SHA256
	sleep 0.1
done
: >"$TMP/done"
wait $logins
check eight_resets_during_logins [ $good -eq 8 ]
check logins_went_on grep -q 'yes 1 no 0 other 0' "$TMP/logins"
check none_of_them_failed_otherwise sh -c "! grep -v 'other 0' '$TMP/logins'"
finish
