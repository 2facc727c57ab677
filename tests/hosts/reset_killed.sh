#!/bin/sh
# credmint reset and sweep, killed while one of the system's tools is at work
# for them: what the tool does then, it does under their lock.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc

person alice bob
credmint init 2>"$TMP/err"
echo 0 >/etc/clock-shift
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload

# until_there FILE
until_there() {
	tries=0
	until [ -e "$1" ]; do
		[ $((tries += 1)) -lt 1000 ] || return 1
		sleep 0.01
	done
}
# slow TOOL: the first one that is run waits for $TMP/go.
slow() {
	rm -rf "$TMP/waits" "$TMP/go"
	tool "$1" <<END_OF_TOOL
if mkdir "$TMP/waits" 2>/dev/null; then
	tries=0
	until [ -e "$TMP/go" ] || [ \$((tries += 1)) -gt 3000 ]; do
		sleep 0.01
	done
fi
exec "\$real" "\$@"
END_OF_TOOL
}
# killed COMMAND...: while the slow tool is at work for it
killed() {
	"$@" >"$TMP/out.killed" 2>"$TMP/err.killed" &
	victim=$!
	until_there "$TMP/waits" || fail 'the_tool_was_started'
	kill -KILL $victim
	wait $victim 2>/dev/null
}
# next NAME: the next reset waits for the tool, and its password is the one.
next() {
	credmint reset --force alice >"$TMP/out" 2>"$TMP/err" &
	second=$!
	sleep 1
	check "$1: next_reset_waits" [ ! -s "$TMP/out" ]
	: >"$TMP/go"
	check "$1: next_reset_ends_well" wait $second
	no_tools || fail "$1: tools_are_left"
	check "$1: its_password_is_the_accounts" is_password alice "$TMP/out"
	check "$1: account_is_whole" [ "$(changed_of alice) $(records 1)" = '0 1' ]
	check "$1: nothing_is_locked" sh -c '! ls /etc/*.lock 2>/dev/null'
}
for tool in chpasswd chage; do
	slow $tool
	killed credmint reset alice
	next "r22_killed_while_${tool}_is_at_work"
	tool_back $tool
done

# A sweep: what it would lock is another password by then.
credmint reset --ttl 1s alice >"$TMP/out" 2>"$TMP/err"
echo 60 >/etc/clock-shift
slow usermod
killed credmint sweep
next r22_sweep_killed_while_usermod_is_at_work
tool_back usermod
check sweep_has_locked_nobody_else sh -c "grep -q '^alice:[^!]' /etc/shadow"

# The account files are another program's, by lckpwdf(3).
mkfifo "$TMP/let-go"
python3 -c '
import ctypes, sys
libc = ctypes.CDLL(None)
print(libc.lckpwdf(), flush=True)
sys.stdin.read()' >"$TMP/locked" <"$TMP/let-go" &
holder=$!
exec 8>"$TMP/let-go"
tries=0
until [ -s "$TMP/locked" ] || [ $((tries += 1)) -gt 1000 ]; do sleep 0.01; done
credmint reset bob >"$TMP/out.killed" 2>&1 8>&- &
victim=$!
tries=0
until pgrep -x chpasswd >"$TMP/tool" || [ $((tries += 1)) -gt 1000 ]; do
	sleep 0.01
done
kill -KILL $victim
wait $victim 2>/dev/null
credmint reset bob >"$TMP/out" 2>"$TMP/err" 8>&- &
second=$!
sleep 1
check r22_one_tool_at_a_time [ "$(pgrep -cx chpasswd)" -eq 1 ]
exec 8>&-
wait $holder
check r22_files_are_free_again wait $second
check r22_password_of_the_second_is_the_one is_password bob "$TMP/out"
check r22_nobody_else_has_the_lock flock -n /run/credmint-reset.lock true

# ---- between the steps of two accounts, and of a delivery ----
clock=60
# swept: as after a time in which the reset could still be at work
swept() {
	clock=$((clock + 310))
	echo $clock >/etc/clock-shift
	credmint sweep >"$TMP/swept" 2>&1
}
# as_before NAME
as_before() {
	echo "$1:$(cat "$TMP/old.$1")" | chpasswd -e
	chage -d 2026-01-05 "$1"
}
# is_before NAME, is_reset NAME FILE: whole in one way, or in the other
is_before() {
	[ "$(hash_of "$1") $(changed_of "$1")" = "$(cat "$TMP/old.$1") 20458" ]
}
is_reset() {
	is_password "$1" "$2" && [ "$(changed_of "$1")" = 0 ]
}
for name in alice bob; do
	echo "$name:old-Secret-of-$name" | chpasswd -c SHA512
	hash_of $name >"$TMP/old.$name"
done
swept
# calls_of CALL FILE COMMAND...: how many of a call root's own process makes
calls_of() {
	calls_name=$1
	shift
	strace -qq -o "$TMP/calls" -e "trace=flock,$calls_name" "$@" \
		>"$TMP/out" 2>&1
	first=$(sed '/^flock/q' "$TMP/calls" | grep -c "^$calls_name(")
	last=$(grep -c "^$calls_name(" "$TMP/calls")
}
# kills CALL COMMAND...: at each of them; judged by what lies in $TMP/out
kills() {
	kills_call=$1
	shift
	calls_of "$kills_call" "$@"
	n=$first
	while [ "$n" -lt "$last" ]; do
		n=$((n + 1))
		as_before alice
		as_before bob
		swept
		rm -f "$letter"
		strace -qq -o "$TMP/trace" -e "trace=$kills_call" \
			-e "inject=$kills_call:signal=KILL:when=$n" \
			"$@" >"$TMP/out" 2>"$TMP/err"
		grep -q 'killed by SIGKILL' "$TMP/trace" ||
			odd="$odd $kills_call $n: was not killed;"
		no_tools || odd="$odd $kills_call $n: tools are left;"
		swept || odd="$odd $kills_call $n: $(cat "$TMP/swept");"
		steps=$((steps + 1))
		judge
		[ "$(records 8)" -eq 0 ] || odd="$odd $kills_call $n: an intent is left;"
	done
}
letter=/var/lib/credmint/delivered/alice

# Whoever was handed over is whole, and stays so; the other one is whole.
judge() {
	for name in alice bob; do
		sed -n "s/^$name	//p" "$TMP/out" >"$TMP/pw"
		if [ -s "$TMP/pw" ]; then
			is_reset $name "$TMP/pw" ||
				odd="$odd $kills_call $n: $name has another password;"
			handed=$((handed + 1))
		elif is_before $name; then
			as_was=$((as_was + 1))
		elif [ "$(changed_of $name)" = 0 ] && ! is_before $name; then
			finished=$((finished + 1))
		else
			odd="$odd $kills_call $n: $name is neither;"
		fi
	done
	# The first comes first.
	if ! grep -q '^alice' "$TMP/out" && ! is_before bob; then
		odd="$odd $kills_call $n: bob came before alice;"
	fi
}
steps=0 handed=0 as_was=0 finished=0 odd=
for call in clone wait4 write; do
	kills $call credmint reset alice bob
done
if [ -z "$odd" ] && [ $steps -gt 20 ] && [ $handed -gt 0 ] &&
	[ $as_was -gt 0 ] && [ $finished -gt 0 ]; then
	pass r22_killed_at_any_step_of_two_accounts
else
	fail r22_killed_at_any_step_of_two_accounts "$odd"
fi
echo "# $steps kills: $handed handed over, $as_was as they were, $finished finished"

# What was delivered is the password, unless the account is as it was.
echo 'delivery_program = /usr/share/credmint/deliver/append-file' \
	>/etc/credmint/credmint.conf
judge() {
	tries=0
	while pgrep -f credmint-deliver >/dev/null && [ $((tries += 1)) -lt 500 ]; do
		sleep 0.01
	done
	[ ! -s "$TMP/out" ] || odd="$odd $kills_call $n: it is written;"
	rm -f "$TMP/pw"
	[ ! -e "$letter" ] || sed -n \
		'/^Your temporary password is the next line:$/{n;p}' "$letter" >"$TMP/pw"
	if [ -s "$TMP/pw" ] && is_reset alice "$TMP/pw"; then
		handed=$((handed + 1))
	elif [ -s "$TMP/pw" ]; then
		odd="$odd $kills_call $n: another password was delivered;"
	elif is_before alice; then
		as_was=$((as_was + 1))
	elif [ "$(changed_of alice)" = 0 ]; then
		finished=$((finished + 1))
	else
		odd="$odd $kills_call $n: alice is neither;"
	fi
	is_before bob || odd="$odd $kills_call $n: bob was touched;"
}
steps=0 handed=0 as_was=0 finished=0 odd=
for call in clone wait4 munmap; do
	kills $call credmint reset --deliver alice
done
if [ -z "$odd" ] && [ $steps -gt 10 ] && [ $handed -gt 0 ] &&
	[ $as_was -gt 0 ] && [ $finished -gt 0 ]; then
	pass r22_killed_at_any_step_of_a_delivery
else
	fail r22_killed_at_any_step_of_a_delivery "$odd"
fi
echo "# $steps kills: $handed delivered, $as_was as it was, $finished finished"
# Killed while the program delivers: the next one need not wait for that long.
mkdir -p /usr/local/deliver
cat >/usr/local/deliver/slow <<'END_OF_PROGRAM'
#!/bin/sh
cat >/dev/null
sleep 20
END_OF_PROGRAM
chmod 755 /usr/local/deliver/slow
echo 'delivery_program = /usr/local/deliver/slow' >/etc/credmint/credmint.conf
credmint reset --deliver alice >"$TMP/out.killed" 2>&1 &
victim=$!
tries=0
until pgrep -f deliver/slow >"$TMP/slow" || [ $((tries += 1)) -gt 1000 ]; do
	sleep 0.01
done
kill -KILL $victim
wait $victim 2>/dev/null
check r22_killed_while_it_is_delivered timeout 10 credmint reset bob

finish
