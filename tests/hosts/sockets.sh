#!/bin/sh
# Relays that are not root, and askers who try what they may not.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sockets.inc

useradd alice
useradd bob
useradd web
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
: >"$TMP/empty"
sockets_start root self

issue() {
	credmint code issue "$@" 2>/dev/null
}
now() {
	date +%s%3N
}
# hello WHO SOCKET WORD...: what somebody's own relay hears.
hello() {
	who=$1
	socket=$2
	shift 2
	setpriv --reuid "$who" --regid "$who" --clear-groups \
		"$BUILD/tests/hosts/drive_hello" "/run/credmint/$socket.socket" "$@"
}
# pam WHO USER CODE [SETPRIV-OPTION]: a PAM application that WHO runs.
pam() {
	echo "$3" | setpriv --reuid "$1" --regid "$1" --clear-groups ${4:+"$4"} \
		"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door "$2" 1 192.0.2.7 \
		2>/dev/null
}
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2"
	fi
}
# A line is on its way for a moment after it was sent.
logged() {
	tries=0
	until grep -F -q -e "$1" /run/syslog; do
		tries=$((tries + 1))
		[ "$tries" -le 100 ] || return
		sleep 0.05
	done
}

# ---- who may connect, and who is asked about ----

code=$(issue alice)
is r01_relay_of_root_is_served "$(pam root alice "$code")" 'yes 1 no 0 other 0'
check r01_and_what_it_says_counts logged \
	'door: one-time code accepted for alice (issued) from 192.0.2.7'
is r03_root_socket_is_for_root_alone "$(hello alice root user=alice)" \
	'cannot connect: Permission denied'
is r05_pam_application_of_alice_about_alice \
	"$(pam alice alice "$(issue alice)")" 'yes 1 no 0 other 0'
check r05_and_the_log_names_the_asker logged \
	"self:door: one-time code accepted for alice (issued) from uid $(id -u alice)"
is r05_under_no_new_privs \
	"$(pam alice alice "$(issue alice)" --no-new-privs)" 'yes 1 no 0 other 0'
for other in bob root nobody-at-all; do
	code=BBBB-BBBB
	[ $other = nobody-at-all ] || code=$(issue $other)
	is "r05_pam_application_of_alice_about_$other" \
		"$(pam alice $other "$code")" 'yes 0 no 1 other 0'
	is "r05_relay_of_alice_about_$other" \
		"$(hello alice self user=$other service=sshd answer="$code")" no
done

# ---- claims ----

: >/run/syslog
mkdir -m 0755 "$TMP/alices"
printf 'registry = /tmp/none\nlog_unknown_users = yes\n' >"$TMP/alices/conf"
chown -R alice "$TMP/alices"
claim() {
	hello alice self user=alice service=sshd rhost=10.0.0.1 ruser=root \
		tty=/dev/tty1 "conf=$TMP/alices/conf" answer="$1"
}
question='asked One-time code: '
is r05_hello_from_others_is_a_claim "$(claim "$(issue alice)")" "$question
yes"
is r05_claimed_service_is_not_the_service \
	"$(claim "$(issue --service sshd alice)")" "$question
no"
is r05_claimed_network_is_none \
	"$(claim "$(issue --network 10.0.0.0/8 alice)")" "$question
no"
# All the lines are there, and in none of them what was claimed.
tries=0
until [ "$(grep -c 'self:sshd: one-time code' /run/syslog)" -eq 3 ] ||
	[ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
check r05_every_claim_is_a_line_in_the_log [ $tries -le 100 ]
check r05_claims_are_not_in_the_log sh -c '! grep -E "10.0.0.1|tty1|ruser=r" /run/syslog'
credmint log >"$TMP/events"
check r05_claims_are_not_in_the_events sh -c "! grep -F 10.0.0.1 '$TMP/events'"
odd=$(printf 'a\nb user=root\033[2J')
hello alice self user=alice "service=$odd" "ruser=$odd" answer=x >/dev/null
# shellcheck disable=SC1003
check r05_claims_are_encoded_in_the_log logged \
	'self:a\012b\040user=root\033[2J: one-time code refused'

# What alice does to herself locks her out of nothing that root asks for.
n=0
while [ $n -lt 8 ]; do
	hello alice self user=alice service=lock answer=BBBB-BBBB >/dev/null
	n=$((n + 1))
done
check r05_alice_has_locked_herself_out logged \
	'self:lock: one-time code refused, locked'
is r05_and_nobody_else "$(pam root alice "$(issue alice)")" 'yes 1 no 0 other 0'

web=$(id -u web)
is r05_who_is_not_trusted_is_told_no "$(hello web self user=bob)" no
echo "trusted_askers = $web" >/etc/credmint/credmint.conf
is r05_trusted_asker_about_bob \
	"$(hello web self user=bob service=web answer="$(issue bob)")" "$question
yes"
is r05_trusted_asker_never_about_root "$(hello web self user=root)" no
is r05_alice_is_still_not_trusted "$(hello alice self user=bob)" no
: >/etc/credmint/credmint.conf

# ---- times and numbers ----

start=$(now)
said=$(hello bob self silent=1)
took=$(($(now) - start))
if [ "$said" = closed ] && [ $took -ge 1900 ] && [ $took -lt 5000 ]; then
	pass r03_who_says_nothing_is_gone_after_two_seconds
else
	fail r03_who_says_nothing_is_gone_after_two_seconds "$said in $took ms"
fi
is r03_who_says_what_is_no_frame_is_gone_at_once "$(hello bob self raw=hello)" \
	closed

# keep WHO N: N connections of his, each at its question or ended by now.
keep() {
	rm -f "$TMP/hold" "$TMP/kept"
	mkfifo "$TMP/hold"
	hello "$1" self user="$1" service=lock idle="$2" <"$TMP/hold" \
		>"$TMP/kept" 2>&1 &
	keeper=$!
	exec 9>"$TMP/hold"
	tries=0
	until [ -s "$TMP/kept" ] || [ $tries -gt 600 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
}
let_go() {
	exec 9>&-
	wait $keeper
}
: >/run/syslog
keep alice 12
is r03_eight_at_once_and_no_more "$(cat "$TMP/kept")" 'waiting 8 closed 4 no 0'
is r03_the_ninth_is_told_nothing "$(hello alice self user=alice)" closed
check r03_the_excess_is_in_the_log logged 'more than 8 logins at once'
is r03_the_excess_is_one_line_in_the_log \
	"$(grep -c 'more than 8 logins at once' /run/syslog)" 1
# What the ninth does, from its start to its end.
sockets_stop self
sockets_under="strace -f -qq -o $TMP/ninth"
sockets_start self
is r03_the_ninth_is_told_nothing_again "$(hello alice self user=alice)" closed
sockets_stop self
sockets_under=
sockets_start self
sed -n '/execve.*credmint-auth/,$p' "$TMP/ninth" >"$TMP/calls"
check r03_it_looked_for_a_place grep -q 'registry.db-slots' "$TMP/calls"
check r03_it_opened_no_store_and_read_nothing sh -c \
	"! grep -E 'registry.db\"|/etc/credmint/key|recv' '$TMP/calls'"
is r03_eight_of_one_are_nothing_to_another \
	"$(pam bob bob "$(issue bob)")" 'yes 1 no 0 other 0'
is r03_nor_to_root_who_asks_about_him \
	"$(pam root alice "$(issue alice)")" 'yes 1 no 0 other 0'
let_go
tries=0
until [ "$(hello alice self user=alice patience=1 | head -n 1)" != closed ] ||
	[ $tries -gt 50 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
check r03_places_are_free_again [ $tries -le 50 ]

# prompt WHO USER NAME: a login while others do their worst.
prompt() {
	code=$(issue "$2")
	start=$(now)
	said=$(pam "$1" "$2" "$code")
	took=$(($(now) - start))
	if [ "$said" = 'yes 1 no 0 other 0' ] && [ $took -lt 8000 ]; then
		pass "$3"
		echo "# $took ms"
	else
		fail "$3" "$said after $took ms"
	fi
}
hello alice self user=alice loop=4 >"$TMP/made" &
loop=$!
sleep 1
prompt bob bob r03_a_login_beside_a_loop_of_connections
prompt root alice r03_a_login_of_roots_beside_a_loop_of_connections
wait $loop
check r03_the_loop_was_one sh -c \
	'read -r _ n <"$1" && [ "$n" -gt 100 ]' sh "$TMP/made"
hello alice self user=alice idle=1000 <"$TMP/empty" >"$TMP/kept" &
loop=$!
sleep 1
prompt bob bob r03_a_login_beside_a_thousand_connections
prompt root alice r03_a_login_of_roots_beside_a_thousand_connections
wait $loop
check r03_nearly_all_of_them_were_excess sh -c \
	'read -r _ n _ m _ <"$1" && [ $((n + m)) -eq 1000 ] && [ "$n" -lt 200 ]' \
	sh "$TMP/kept"

# ---- who may take connections ----

self=/usr/libexec/credmint/credmint-self
ends_at_once() {
	timeout 5 "$@" 3</dev/null
	[ $? -eq 1 ]
}
check r01_nobody_takes_connections_as_root ends_at_once $self
check r01_nor_without_a_socket_to_listen_on ends_at_once setpriv \
	--reuid credmint --regid credmint --clear-groups $self

# ---- the host shuts down ----

code=$(issue bob)
mkfifo -m 666 /run/keyboard
echo @/run/keyboard | setpriv --reuid bob --regid bob --clear-groups \
	"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door bob 1 192.0.2.7 \
	>"$TMP/said" 2>/dev/null &
login=$!
# shellcheck disable=SC2154 # of sockets.inc
self_pid=$sockets_pid_self
tries=0
until pgrep -x -P "$self_pid" credmint-auth >/dev/null || [ $tries -gt 200 ]; do
	sleep 0.02
	tries=$((tries + 1))
done
check who_takes_connections_is_there kill -0 "$self_pid"
kill "$self_pid"
tries=0
while kill -0 "$self_pid" 2>/dev/null && [ $tries -lt 100 ]; do
	sleep 0.02
	tries=$((tries + 1))
done
check who_takes_connections_ends_when_told_to [ $tries -lt 100 ]
printf '%s\n' "$code" | timeout 10 tee /run/keyboard >/dev/null
wait $login
is and_a_login_under_way_goes_on "$(cat "$TMP/said")" 'yes 1 no 0 other 0'

# ---- who listens ----

sockets_stop
code=$(issue alice)
is r03_nobody_listens_and_root_starts_it "$(pam root alice "$code")" \
	'yes 1 no 0 other 0'
: >/run/syslog
is r03_nobody_listens_and_others_are_refused \
	"$(pam alice alice "$(issue alice)")" 'yes 0 no 0 other 1'
check r03_and_the_log_says_what_to_do logged 'credmint-self.socket'
# Somebody else listens, who would say yes to everything.
chmod 1777 /run/credmint
for socket in root self; do
	(
		umask 0
		exec setpriv --reuid bob --regid bob --clear-groups \
			systemd-socket-activate --accept --seqpacket \
			-l /run/credmint/$socket.socket /bin/cat
	) </dev/null >/dev/null 2>&1 &
	echo $! >>"$TMP/bobs"
	tries=0
	until [ -S /run/credmint/$socket.socket ] || [ $tries -gt 200 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
done
is r03_a_listener_of_another_than_root_is_refused_by_root \
	"$(pam root alice "$(issue alice)")" 'yes 0 no 1 other 0'
is r03_a_listener_of_another_than_root_is_refused \
	"$(pam alice alice "$(issue alice)")" 'yes 0 no 1 other 0'
check r03_and_the_log_says_why logged 'who listens there is not root'
while read -r pid; do
	kill "$pid"
done <"$TMP/bobs"
finish
