#!/bin/sh
# Applications of odd habits: each logs in, and is afterwards what it was.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sockets.inc

useradd alice
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
echo "auth required pam_deny.so" >"$TMP/pam/other"

# host ANSWER HABIT...
host() {
	host_answer=$1
	shift
	printf '%s\n' "$host_answer" | timeout 60 \
		"$BUILD/tests/hosts/drive_host" "$TMP/pam" door alice "$@"
}
# says NAME WANTED ANSWER HABIT...
says() {
	says_name=$1
	says_wanted=$2
	shift 2
	says_found=$(host "$@" 2>&1)
	if [ "$says_found" = "$says_wanted" ]; then
		pass "$says_name"
	else
		fail "$says_name" "$says_found"
	fi
	no_service || fail "${says_name}_leaves_nothing" "$(pgrep -al credmint)"
}
yes='Success, asked 1, shown 0, same'
no='Authentication failure, asked 1, shown 0, same'

# ways HOW: all of them, the service started by the relay or by the socket.
ways() {
	for habit in plain ignore nowait reap block alarms closed silent again \
		small thread 'ignore closed block' 'reap alarms again' \
		'nowait closed small'; do
		name=$(echo "$habit" | tr ' ' _)
		# shellcheck disable=SC2086 # habits are words
		says "r21_${1}_${name}_right" "$yes" "$(issue alice)" $habit
		# shellcheck disable=SC2086
		says "r21_${1}_${name}_wrong" "$no" BBBB-BBBB $habit
	done
	says "r21_${1}_threads" 'Success, asked 8, shown 0, same' \
		"$(issue alice --uses 8)" threads
	says "r21_${1}_threads_reaped" 'Success, asked 8, shown 0, same' \
		"$(issue alice --uses 8)" threads ignore
	code=$(issue alice --uses 7)
	says "r21_${1}_seven_uses_for_eight_threads" \
		'Authentication failure, asked 8, shown 0, same' "$code" threads
	says "r21_${1}_no_use_is_left" "$no" "$code" plain
	says "r21_${1}_NULL_is_no" "$no" x null
	says "r21_${1}_empty_is_no" "$no" ''
	says "r21_${1}_64_KiB_are_no" "$no" x long
	says "r21_${1}_an_interrupt_does_not_wait" \
		'Authentication failure, asked 0, shown 0, same' \
		x interrupt delay
	says "r21_${1}_a_wrong_one_waits" "$no, delayed" BBBB-BBBB delay
	says "r21_${1}_an_empty_one_waits" "$no, delayed" '' delay
	says "r21_${1}_never_ready" \
		'Application needs to call libpam again, asked 0, shown 0, same' \
		x gone
}

ways started
# What PAM makes of it, whose audit finds no descriptor either.
says r21_started_none_left_to_open \
	'System error, asked 1, shown 0, same' \
	"$(issue alice --uses 2)" full
check sockets_listen sockets_start root
ways socket
says r21_socket_none_left_to_open \
	'System error, asked 1, shown 0, same' \
	"$(issue alice --uses 2)" full
sockets_stop

# What is shown, and what PAM_SILENT keeps.
echo "delivery_program = /usr/share/credmint/deliver/append-file" \
	>>/etc/credmint/credmint.conf
says what_is_shown 'Success, asked 1, shown 1, same' "$(issue alice)" plain
says silent_shows_nothing "$yes" "$(issue alice)" silent
says silent_asks_all_the_same "$no" BBBB-BBBB silent
finish
