#!/bin/sh
# Who enrolls himself, and hears nothing more behind the app's code, is told that
# nobody knows whether it counts, and keeps what he would need then.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sockets.inc
. tests/hosts/self_enrol.inc

check made self_enrol_make
check self_socket_listens sockets_start self
q=/home/alice/q
server() {
	pgrep -x credmint-auth
}
client() {
	pgrep -x -u alice credmint | head -n 1
}
# Who keeps the picture is gone as well.
no_client() {
	[ -z "$(client)" ]
}
until_true() {
	tries=0
	until "$@"; do
		[ $((tries += 1)) -lt 300 ] || return 1
		sleep 0.02
	done
}
# It is asked for the app's code.
asked() {
	rm -rf "$q" "$TMP/in"
	install -d -o alice "$q"
	mkfifo "$TMP/in"
	as alice credmint authenticator enroll --type hotp --code-fd 0 \
		--qr "$q"/png -o "$q"/secret <"$TMP/in" >"$TMP/out" \
		2>"$TMP/screen" &
	self=$!
	exec 9>"$TMP/in"
	for_alice >&9
	until_true shown
	secret=$(sed -n 1p "$q"/secret)
}
shown() {
	[ "$(wc -l 2>/dev/null <"$q"/secret)" = 2 ]
} 2>/dev/null
both() {
	[ -s "$q"/secret ] && [ -s "$q"/png ]
}
# to_server FAULT: at its next sync
to_server() {
	rm -f "$TMP/strace"
	strace -f -p "$(server)" -o "$TMP/trace" -e trace=fdatasync \
		-e "inject=fdatasync:$1" 2>"$TMP/strace" &
	tracer=$!
	until_true grep -qs attached "$TMP/strace"
}
unknown='whether it is enrolled is not known, and what -o and --qr wrote stays; ask your administrator for: credmint authenticator list alice'

asked
to_server signal=KILL:when=1
end "$(press 0)"
wait $tracer 2>/dev/null
saw r16_killed_at_the_commit 3 "credmint: no answer came: $unknown"
check r16_killed_at_the_commit_leaves_the_secret both
check r16_killed_at_the_commit_it_counts [ "$(listed alice)" = 1 ]
at_door alice "$(press 1)"
saw r16_killed_at_the_commit_it_lets_in 0 'successfully authenticated'

asked
to_server error=EIO:when=1
end "$(press 0)"
kill $tracer 2>/dev/null
wait $tracer 2>/dev/null
saw r16_disk_that_fails_at_the_commit 3 "credmint: no answer came: $unknown"
check r16_disk_that_fails_leaves_the_secret both
check r16_disk_that_fails_is_logged syslog_has 'self:enroll: .*the registry failed'
check r16_disk_that_fails_logs_the_doubt syslog_has "self:enroll: whether an authenticator is enrolled is not known, see credmint authenticator list, for alice from uid $(id -u alice)"
check r16_disk_that_fails_is_no_refusal syslog_lacks \
	'self:enroll: no authenticator enrolled'
until_true no_service

# It hangs there, and he has enough of it; or is killed.
for how in TERM KILL; do
	before=$(listed alice)
	asked
	hung=$(server)
	kill -STOP "$hung"
	press 0 >&9
	until_true [ ! -s "$TMP/in" ]
	sleep 0.3
	kill -$how "$(client)"
	end
	if [ $how = TERM ]; then
		saw r16_told_to_end_behind_the_code 143 \
			"credmint: told to end: $unknown"
	fi
	until_true no_client
	check "r16_${how}_behind_the_code_leaves_the_secret" both
	kill -CONT "$hung"
	until_true no_service
	check "r16_${how}_behind_the_code_it_counts" \
		[ "$(listed alice)" -gt "$before" ]
done

# Where it asks again, nothing is in doubt.
before=$(listed alice)
asked
echo wrong >&9
until_true grep -q 'not the code' "$TMP/screen"
kill -9 "$(server)"
check its_side_is_gone no_service
end "$(press 0)"
saw r16_killed_where_it_asks 3 'nothing is enrolled'
check r16_killed_where_it_asks_leaves_nothing [ -z "$(ls "$q")" ]
check r16_killed_where_it_asks_changes_nothing [ "$(listed alice)" = "$before" ]
check nothing_is_left_running no_service
finish
