#!/bin/sh
# Two of credmint serve that begin or end at one place, one of them halted just
# before it removes a socket there: it never removes the other's.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/serve.inc

check init credmint init
mkdir -p /run/credmint
halt=2
# A shell's background job is the program itself: -D.
slow_serve() {
	rm -f "$TMP/trace"
	strace -D -qq -o "$TMP/trace" -P "$socket" \
		-e trace='?unlink',unlinkat \
		-e inject='?unlink',unlinkat:delay_enter=${halt}s \
		credmint serve --socket "$socket" 2>"$TMP/slow.err" &
	slow=$!
}
# until_true COMMAND...: within ten seconds.
until_true() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || return 1
		sleep 0.05
	done
}
served() {
	pgrep -P "$1" >"$TMP/pids"
}
unserved() {
	! served "$1"
}
# is_halted: it stands where it stood
is_halted() {
	[ "$(sed 's/.*) //; s/ .*//' "/proc/$slow/stat")" = t ] || return 1
	at=$(cat "/proc/$slow/syscall")
	sleep 0.1
	[ "$(cat "/proc/$slow/syscall")" = "$at" ]
}
# was_halted: it is in the trace when it is over
was_halted() {
	grep -q '^unlink.*(DELAYED)' "$TMP/trace"
}

# ---- both find a socket that nobody listens on ----
python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$socket"
check a_stale_socket_is_there [ -S "$socket" ]
slow_serve
check one_has_found_it until_true is_halted
begin=$(date +%s)
credmint serve --socket "$socket" 2>"$TMP/serve.err" &
server=$!
refused() {
	! kill -0 "$server"
}
check the_other_ends until_true refused
refused 2>"$TMP/kill" || kill -TERM "$server"
wait "$server"
status=$?
check the_other_is_refused [ $status -eq 3 ]
check the_other_is_told_why grep -q 'somebody listens there already' "$TMP/serve.err"
check it_was_halted_meanwhile was_halted
check the_other_waited [ $(($(date +%s) - begin)) -ge $((halt - 1)) ]
check the_one_serves asks redeem_is_a_yes_once
kill -TERM "$slow"
wait "$slow"
status=$?
check the_one_ends_well [ $status -eq 0 ]
check nothing_is_left [ -z "$(find "${socket%/*}" -name "${socket##*/}*")" ]

# ---- one begins while the other ends ----
slow_serve
check it_serves until_true asks redeem_is_a_yes_once
check it_was_not_halted eval '! was_halted'
kill -TERM "$slow"
check it_ends until_true unserved "$slow"
check it_is_about_to_remove_its_socket until_true is_halted
check its_socket_is_still_there [ -S "$socket" ]
credmint serve --socket "$socket" 2>"$TMP/serve.err" &
server=$!
wait "$slow"
status=$?
check it_ended_well [ $status -eq 0 ]
check it_was_halted was_halted
check the_next_one_serves until_true served "$server"
check the_next_one_is_reached until_true asks nobody_asked
check the_next_one_answers asks redeem_is_a_yes_once
check the_next_one_ends_well serve_end
check nothing_is_left_at_the_end [ -z "$(find "${socket%/*}" -name "${socket##*/}*")" ]
finish
