#!/bin/sh
# credmint reset, and whoever should read what it makes: waited for, not for ever.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc

person alice bob
credmint init 2>"$TMP/err"

# A pipe that is full, and stays so.
mkfifo "$TMP/full"
exec 7<>"$TMP/full"
python3 - <<'END_OF_FILL'
import os
os.set_blocking(7, False)
try:
    while True:
        os.write(7, b"x")
except BlockingIOError:
    os.set_blocking(7, True)
END_OF_FILL

# unread NAME FIFO COMMAND...: its waits for the pipe end at once, as if their
# time were over; the trace tells how long that would have been.
unread() {
	unread_name=$1
	unread_fifo=$2
	shift 2
	remember
	ends "$unread_name" 3 strace -qq -P "$unread_fifo" -o "$TMP/trace" \
		-e trace=poll,write -e inject=poll:retval=0 "$@"
	check "$unread_name: waits_up_to_30_seconds" grep -Eq \
		'^poll\(.*POLLOUT.*, 1, (30000|29[0-9]{3})\).*INJECTED' "$TMP/trace"
	check "$unread_name: writes_nothing" sh -c "! grep -q ^write '$TMP/trace'"
	check "$unread_name: nothing_changed" kept
}
unread nobody_reads "$TMP/full" sh -c 'exec credmint reset alice >&7'
check nobody_reads_is_told grep -qx \
	'credmint: nobody reads standard output: it has taken nothing for 30 s' \
	"$TMP/said.err"
check what_nobody_reads_is_taken_back grep -qx \
	'credmint: alice has the password back that it had' "$TMP/said.err"
check what_nobody_reads_is_no_record [ "$(records 8) $(records 1)" = '0 0' ]
unread nobody_reads_the_descriptor "$TMP/full" \
	credmint reset --json --output-fd 7 alice bob
unread nobody_reads_a_code "$TMP/full" sh -c 'exec credmint reset --code alice >&7'
check code_that_nobody_reads_is_revoked \
	[ "$(credmint code list --json alice | wc -l)" -eq 0 ]

# Standard error alone is not read: the password is good, what is said is lost.
strace -qq -P "$TMP/full" -o "$TMP/trace" -e trace=poll,write \
	-e inject=poll:retval=0 sh -c 'exec credmint reset alice bob 2>&7' \
	>"$TMP/out"
check words_that_nobody_reads_fail_nothing [ $? -eq 0 ]
check words_are_waited_for_once [ "$(grep -Ec ' (30000|29[0-9]{3})\)' "$TMP/trace")" -eq 1 ]
check words_are_left_out [ "$(grep -c ', 0) .*INJECTED' "$TMP/trace")" -eq 1 ]
sed -n 's/^bob	//p' "$TMP/out" >"$TMP/pw"
check passwords_are_good_all_the_same is_password bob "$TMP/pw"

# A reader that comes late is none that does not come.
credmint reset alice >&7 2>"$TMP/err" &
reset=$!
sleep 1
timeout 1 cat <&7 >"$TMP/read"
check late_reader_is_waited_for wait $reset
timeout 1 cat <&7 >>"$TMP/read"
tr -d x <"$TMP/read" >"$TMP/pw"
# A terminal that is stopped.
python3 - >"$TMP/terminal" 2>&1 <<'END_OF_STOP'
import os, pty, subprocess, termios, time
ours, theirs = pty.openpty()
termios.tcflow(theirs, termios.TCOOFF)
run = subprocess.Popen(["credmint", "reset", "alice"], stdout=theirs,
                       stderr=subprocess.PIPE)
time.sleep(1.5)
print("waits" if run.poll() is None else "has ended")
with open(f"/proc/{run.pid}/wchan") as where:
    print(where.read())
termios.tcflow(theirs, termios.TCOON)
print("exit", run.wait(20))
END_OF_STOP
check stopped_terminal_is_waited_for grep -qx waits "$TMP/terminal"
check stopped_terminal_goes_on grep -qx 'exit 0' "$TMP/terminal"
check stopped_terminal_is_polled grep -q poll "$TMP/terminal"

finish
