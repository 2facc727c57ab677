#!/bin/sh
# credmint-auth, credmint-deliver and credmint-passwd started by somebody who
# should not.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

auth=/usr/libexec/credmint/credmint-auth
deliver=/usr/libexec/credmint/credmint-deliver
passwd=/usr/libexec/credmint/credmint-passwd
credmint init 2>"$TMP/init" || fail init "$(cat "$TMP/init")"

# refused NAME PROGRAM HOW IDS [FORBIDDEN]: ends at once, and touched nothing
# of ours, or nothing FORBIDDEN.
nothing='/etc/credmint|/var/lib/credmint|passwd|setres|fork|clone|sendto|write\('
refused() {
	: >/run/syslog
	said=$(python3 tests/auth/started.py "$3" "$4" "$TMP/trace" "$2" 2>&1)
	sed -n '/execve("\/usr\/libexec/,$p' "$TMP/trace" >"$TMP/calls"
	if [ "$said" != 'ended 1' ]; then
		fail "$1" "$said"
	elif ! [ -s "$TMP/calls" ]; then
		fail "$1" 'was never started'
	elif grep -E "${5:-$nothing}" "$TMP/calls"; then
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
for ids in real_nobody effective_nobody real_credmint effective_credmint; do
	refused "r01_auth_refuses_$ids" $auth good $ids
done
# Whose these uids should be stands in the configuration: that it has to read.
refused r01_auth_refuses_nobody $auth good nobody \
	'/etc/credmint/key|/var/lib/credmint|setres|fork|clone|sendto|write\(|recv'
refused r01_auth_refuses_nobody_with_a_socket_of_his_own $auth borrowed nobody \
	'/etc/credmint/key|/var/lib/credmint|setres|fork|clone|sendto|write\(|recv'

# As systemd starts it: it stays and waits, whoever is on the other side.
for how in good borrowed; do
	said=$(python3 tests/auth/started.py $how credmint "$TMP/trace" $auth)
	check "r01_auth_started_by_systemd_waits_for_a_$how" [ "$said" = stayed ]
	if grep -q 'PDEATHSIG' "$TMP/trace"; then
		fail "r01_systemd_needs_no_death_signal_$how"
	else
		pass "r01_systemd_needs_no_death_signal_$how"
	fi
done
said=$(python3 tests/auth/started.py good credmint_with_roots_groups "$TMP/trace" $auth)
check r01_auth_with_groups_of_root_is_refused [ "$said" = 'ended 1' ]
tries=0
until grep -q 'groups or capabilities of another' /run/syslog ||
	[ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
check r01_and_says_so [ $tries -le 100 ]
for how in missing file pipe stream datagram unconnected listening tcp; do
	refused "r11_deliver_refuses_$how" $deliver $how nobody
done
refused r11_deliver_refuses_another_ones_socket $deliver good nobody
for ids in root real_nobody effective_nobody; do
	refused "r11_deliver_refuses_$ids" $deliver borrowed $ids
done
touched='/etc/(passwd|shadow|credmint)|/var/lib/credmint|set(res|groups)|fork|clone|sendto|write\('
for how in missing file pipe stream datagram unconnected_datagram \
	unconnected listening tcp borrowed; do
	refused "r15_passwd_refuses_$how" $passwd $how root "$touched"
done
for ids in real_nobody effective_nobody real_credmint effective_credmint nobody; do
	refused "r15_passwd_refuses_$ids" $passwd good $ids "$touched"
done

# The same harness with what each wants: it stays and waits for a frame.
said=$(python3 tests/auth/started.py borrowed nobody "$TMP/trace" $deliver)
check r11_deliver_started_by_its_own_user_waits [ "$said" = stayed ]
said=$(python3 tests/auth/started.py good root "$TMP/trace" $auth)
if [ "$said" = stayed ] && grep -q /etc/credmint "$TMP/trace"; then
	pass r01_auth_started_by_root_waits_for_a_greeting
	check r02_started_by_a_relay_it_ends_with_it grep -q PDEATHSIG "$TMP/trace"
else
	fail r01_auth_started_by_root_waits_for_a_greeting "$said"
fi
said=$(python3 tests/auth/started.py good root "$TMP/passwd" $passwd)
check r15_passwd_started_by_root_waits_for_a_frame [ "$said" = stayed ]
check r15_and_left_the_groups_first eval "sed -n '/setgroups/,\$p' \
	'$TMP/passwd' | grep -q 'poll(.*fd=3'"

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
