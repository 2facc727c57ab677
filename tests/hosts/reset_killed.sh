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

finish
