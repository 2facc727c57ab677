#!/bin/sh
# credmint-auth and credmint-deliver started by somebody who should not.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

auth=/usr/libexec/credmint/credmint-auth
deliver=/usr/libexec/credmint/credmint-deliver
credmint init 2>"$TMP/init" || fail init "$(cat "$TMP/init")"

# refused NAME PROGRAM HOW IDS: ends at once, and touched nothing of ours.
refused() {
	: >/run/syslog
	said=$(python3 tests/auth/started.py "$3" "$4" "$TMP/trace" "$2" 2>&1)
	sed -n '/execve("\/usr\/libexec/,$p' "$TMP/trace" >"$TMP/calls"
	if [ "$said" != 'ended 1' ]; then
		fail "$1" "$said"
	elif ! [ -s "$TMP/calls" ]; then
		fail "$1" 'was never started'
	elif grep -E '/etc/credmint|/var/lib/credmint|passwd|setres|fork|clone|sendto|write\(' \
		"$TMP/calls"; then
		fail "$1" 'did something'
	elif [ -s /run/syslog ]; then
		fail "$1" "$(cat /run/syslog)"
	else
		pass "$1"
	fi
}

for how in missing file pipe stream datagram unconnected_datagram \
	unconnected listening tcp borrowed; do
	refused "r01_auth_refuses_$how" $auth $how root
done
for ids in nobody real_nobody effective_nobody; do
	refused "r01_auth_refuses_$ids" $auth good $ids
done
for how in missing file pipe stream datagram unconnected listening tcp; do
	refused "r11_deliver_refuses_$how" $deliver $how nobody
done
refused r11_deliver_refuses_another_ones_socket $deliver good nobody
for ids in root real_nobody effective_nobody; do
	refused "r11_deliver_refuses_$ids" $deliver borrowed $ids
done

# The same harness with what each wants: it stays and waits for a frame.
said=$(python3 tests/auth/started.py borrowed nobody "$TMP/trace" $deliver)
check r11_deliver_started_by_its_own_user_waits [ "$said" = stayed ]
said=$(python3 tests/auth/started.py good root "$TMP/trace" $auth)
if [ "$said" = stayed ] && grep -q /etc/credmint "$TMP/trace"; then
	pass r01_auth_started_by_root_waits_for_a_greeting
else
	fail r01_auth_started_by_root_waits_for_a_greeting "$said"
fi

# Before it reads a byte of the socket it is somebody else, for good.
first() {
	grep -n -m 1 -E "$1" "$TMP/trace" | cut -d : -f 1
}
ids=$(first 'setresuid\(')
groups=$(first 'setgroups\(')
session=$(first 'setsid\(')
poll=$(first 'poll\(.*fd=3')
if [ "${groups:-0}" -gt 0 ] && [ "$groups" -lt "${ids:-0}" ] &&
	[ "$ids" -lt "${session:-0}" ] && [ "$session" -lt "${poll:-0}" ]; then
	pass r04_root_is_given_away_before_anything_is_read
else
	fail r04_root_is_given_away_before_anything_is_read \
		"$groups $ids $session $poll"
fi
if sed "1,${session:-1}d" "$TMP/trace" | grep -E 'registry|set(e|re|res)?[ug]id'; then
	fail r04_no_id_changes_after_that
else
	pass r04_no_id_changes_after_that
fi
finish
