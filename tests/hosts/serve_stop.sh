#!/bin/sh
# The life of credmint serve: where it listens, what it leaves behind, and that
# no redeem is lost or doubled when it is told to end or killed amid a load.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/serve.inc

check init credmint init
served() {
	ps -o pid= --ppid "$server" | tr -d ' '
}

check serve_begins serve_begin
child=$(served)
check it_is_the_service_users [ "$(awk '/^Uid:/ { print $2, $3, $4 }' \
	/proc/"$child"/status)" = "$(id -u credmint) $(id -u credmint) $(id -u credmint)" ]
check it_has_no_capabilities grep -qx 'CapPrm:.0*' /proc/"$child"/status
# What is dumpable belongs to its user.
check it_is_not_dumpable [ "$(stat -c %U "/proc/$child/environ")" = root ]
check it_leaves_no_core grep -q '^Max core file size *0 ' /proc/"$child"/limits
check everyone_may_connect [ "$(stat -c '%a %U' "$socket")" = '666 root' ]
check it_is_one_thread [ "$(find /proc/"$child"/task -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]

credmint serve --socket "$socket" 2>"$TMP/err"
status=$?
check a_second_one_is_refused [ $status -eq 3 ]
check a_second_one_is_told_why grep -q 'somebody listens there already' "$TMP/err"
check the_first_one_goes_on asks redeem_is_a_yes_once
kill -HUP "$server"
check sighup_changes_nothing asks redeem_is_a_yes_once
check sigterm_ends_it_well serve_end
check its_socket_is_gone [ ! -e "$socket" ]
for signal in INT QUIT; do
	# A shell's background job ignores SIGINT.
	mkdir -p /run/credmint
	setsid python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' credmint serve --socket "$socket" &
	server=$!
	tries=0
	until asks nobody_asked 2>"$TMP/err" || [ $tries -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	kill -"$signal" "$server"
	wait "$server"
	status=$?
	check "sig${signal}_ends_it_well" [ $status -eq 0 ]
	check "its_socket_is_gone_after_sig$signal" [ ! -e "$socket" ]
done

# Who does not read its answers has two seconds.
check serve_begins_for_the_deaf serve_begin
asks deaf "$TMP/deaf" &
deaf=$!
tries=0
while [ ! -e "$TMP/deaf" ] && [ $tries -lt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
before=$(date +%s)
check it_ends_though_somebody_is_deaf serve_end
after=$(date +%s)
check it_waits_for_nobody_longer [ $((after - before)) -le 5 ]
wait "$deaf"

check serve_begins_for_a_big_revoke serve_begin
check a_revoke_is_ended_with_serve asks a_revoke_is_ended_with_serve "$server"
wait "$server"
status=$?
check it_ends_well_amid_a_revoke [ $status -eq 0 ]

check serve_begins_for_a_revoke_of_nobody serve_begin
check a_revoke_without_its_client_is_ended_with_serve \
	asks a_revoke_without_its_client_is_ended_with_serve "$server"
wait "$server"
status=$?
check it_ends_well_amid_a_revoke_of_nobody [ $status -eq 0 ]
check a_revoke_of_nobody_that_is_ended_is_told grep -q \
	'a revoke was ended before its end' "$TMP/serve.err"

# ---- amid a load ----
# loaded SIGNAL: 16 clients redeem, until it is there no more
loaded() {
	rm -f /run/tokens /run/yes /run/loaded
	check "serve_begins_before_$1" serve_begin
	check "tokens_before_$1" asks fill 12000
	asks load /run/yes &
	clients=$!
	tries=0
	while [ ! -e /run/loaded ] && [ $tries -lt 1000 ]; do
		tries=$((tries + 1))
		sleep 0.01
	done
	served=$(served)
	case $1 in
	TERM) kill -TERM "$server" ;;
	KILL) kill -KILL "$served" "$server" ;;
	esac
	wait "$server" 2>"$TMP/wait"
	ended=$?
	wait $clients
}
loaded TERM
check sigterm_amid_a_load_ends_it_well [ $ended -eq 0 ]
check its_socket_is_gone_after_a_load [ ! -e "$socket" ]
check serve_begins_again serve_begin
check each_yes_is_in_the_log_after_sigterm asks each_yes_is_in_the_log
grep '^#' "$TMP/check.out"
check it_ends_again serve_end

loaded KILL
check a_stale_socket_is_there [ -S "$socket" ]
check a_stale_socket_is_replaced serve_begin
check each_yes_is_in_the_log_after_sigkill asks each_yes_is_in_the_log killed
grep '^#' "$TMP/check.out"
check it_ends_once_more serve_end

# ---- many that begin at once ----
# At a stale socket one has the place, and the others are told so.
for round in 1 2 3; do
	python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$socket"
	check "a_stale_socket_for_round_$round" [ -S "$socket" ]
	pids=
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		credmint serve --socket "$socket" 2>"$TMP/race.$i" &
		pids="$pids $!"
	done
	tries=0
	while [ "$(cat "$TMP"/race.* | wc -l)" -lt 19 ] && [ $tries -lt 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	check "the_one_of_round_$round" asks redeem_is_a_yes_once
	served=0
	refused=0
	# Those that were refused are ended already.
	# shellcheck disable=SC2086
	kill -TERM $pids 2>"$TMP/kill"
	for pid in $pids; do
		wait "$pid"
		case $? in
		0) served=$((served + 1)) ;;
		3) refused=$((refused + 1)) ;;
		esac
	done
	echo "# $served served, $refused refused"
	check "one_serves_in_round_$round" [ $served -eq 1 ]
	check "the_others_are_refused_in_round_$round" [ $refused -eq 19 ]
	check "nothing_is_left_of_round_$round" \
		[ -z "$(find "${socket%/*}" -name "${socket##*/}*")" ]
done

# ---- where it listens ----
credmint serve --socket "$TMP/none/s" 2>"$TMP/err"
check no_directory_is_told_of_the_socket grep -qF "$TMP/none/s: cannot listen there" "$TMP/err"
: >"$TMP/file"
credmint serve --socket "$TMP/file" 2>"$TMP/err"
status=$?
check a_file_is_no_place_for_it [ $status -eq 3 ]
check a_file_stays [ -f "$TMP/file" ]
for bad in relative "$TMP/$(printf '%0120d' 0)" "$TMP/none/s" ''; do
	credmint serve --socket "$bad" 2>"$TMP/err"
	status=$?
	check "no_place: $bad" [ $status -eq 3 ]
	check "one_line: $bad" [ "$(wc -l <"$TMP/err")" -eq 1 ]
done
credmint serve 2>"$TMP/err" 3>&-
status=$?
check without_a_socket_it_is_refused [ $status -eq 3 ]
check without_a_socket_it_says_so grep -q 'by --socket' "$TMP/err"

# As systemd starts it: as the service user, with descriptor 3.
cat >"$TMP/systemd.py" <<-END
	import os, pwd, socket, sys
	s = socket.socket(socket.AF_UNIX)
	s.bind("$socket")
	os.chmod("$socket", 0o666)
	s.listen(64)
	os.dup2(s.fileno(), 9)
	os.dup2(9, 3)
	pw = pwd.getpwnam("credmint")
	os.setgroups([pw.pw_gid]); os.setgid(pw.pw_gid); os.setuid(pw.pw_uid)
	os.execvp("credmint", ["credmint", "serve"])
END
python3 "$TMP/systemd.py" 2>"$TMP/serve.err" &
server=$!
tries=0
until asks nobody_asked 2>"$TMP/err" || [ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
check handed_over_socket_is_served asks redeem_is_a_yes_once
check it_is_one_process [ -z "$(served)" ]
check handed_over_it_ends_well serve_end
check handed_over_socket_stays [ -S "$socket" ]
finish
