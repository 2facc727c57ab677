#!/bin/sh
# Programs that are not root's, such as screen lockers: each asks about its
# own user, and about nobody else.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sockets.inc

useradd -m alice
useradd -m bob
word='Correct horse 7'
echo "alice:$word" | chpasswd -c YESCRYPT
check init credmint init
printf 'deny = 3\n' >/etc/credmint/credmint.conf
printf '%s\n' 'auth required pam_credmint.so' \
	'account required pam_permit.so' >/etc/pam.d/lock
cp etc/pam.d/credmint-screen /etc/pam.d/screen
cp /etc/pam.d/lock /etc/pam.d/door

# unlock USER WHOM TEXT [OPTION...]: USER's locker asks WHOM, who types TEXT.
service=lock
unlock() {
	locker=$1
	whom=$2
	printf '%s\n' "$3" >"$TMP/typed"
	shift 3
	# shellcheck disable=SC2086
	as "$locker" $under pamtester "$@" $service "$whom" authenticate \
		<"$TMP/typed" >"$TMP/screen" 2>&1
	status=$?
}
under=
# at_door USER CODE: through a program of root's.
at_door() {
	printf '%s\n' "$2" >"$TMP/typed"
	pamtester -I rhost="${3:-192.0.2.7}" door "$1" authenticate \
		<"$TMP/typed" >"$TMP/screen" 2>&1
	status=$?
}

# Where nobody listens.
unlock alice alice "$(issue alice)"
saw r03_nobody_listens_is_a_refusal 1 pamtester
check r03_the_log_says_where syslog_has /run/credmint/self.socket
check self_socket_listens sockets_start self

code=$(issue alice)
unlock alice alice "$code"
saw r20_alice_lets_herself_in 0 'successfully authenticated'
unlock alice alice "$code"
saw r20_with_a_code_once 1 'One-time code:'
typist_as alice "? One-time code: 
! $(issue alice)
? successfully authenticated" pamtester lock alice authenticate
saw r20_at_a_terminal 0 'successfully authenticated'
under='setpriv --no-new-privs'
unlock alice alice "$(issue alice)"
saw r01_under_no_new_privs 0 'successfully authenticated'
under=
check r05_the_service_is_named_as_a_claim \
	sh -c 'credmint log --user alice | grep -q self:lock'

# Others, and claims.
code=$(issue bob)
for who in bob root nobody-here; do
	unlock alice $who "$code"
	saw "r20_alice_is_not_$who" 1 pamtester
done
at_door bob "$code"
saw r20_the_code_she_had_is_still_good 0 'successfully authenticated'
code=$(issue alice --network 10.0.0.0/8)
unlock alice alice "$code" -I rhost=10.1.2.3
saw r05_where_she_says_she_is_counts_for_nothing 1 pamtester
at_door alice "$code" 10.1.2.3
saw r05_and_it_was_not_used_up 0 'successfully authenticated'

# Failures of her own lock her own lockers, and nothing else.
code=$(issue alice --uses 9)
for _ in 1 2 3; do
	unlock alice alice BBBB-BBBB
done
cp "$TMP/screen" "$TMP/wrong"
unlock alice alice "$code"
saw r10_three_failures_lock_the_locker 1 pamtester
check r10_locked_looks_like_wrong cmp "$TMP/screen" "$TMP/wrong"
at_door alice "$code"
saw r05_they_do_not_lock_a_program_of_root 0 'successfully authenticated'
fresh_host

# The stack for a locker: one field for a password or a code.
service=screen
issue bob >/dev/null
unlock alice alice "$word"
saw a_password_in_the_one_field 0 'successfully authenticated'
code=$(issue alice)
unlock alice alice "$code"
saw a_code_in_the_one_field 0 'successfully authenticated'
check it_was_asked_once_and_in_other_words \
	[ "$(grep -o '^Password: ' "$TMP/screen" | wc -l)" = 1 ]
check we_asked_nothing asked_times 0
unlock alice alice "$code"
saw the_code_is_spent 1 pamtester
for _ in 1 2 3; do
	unlock alice alice 'no password at all'
	saw neither 1 pamtester
done
logged r09_what_is_no_code_is_logged_as_that 3 'no: not a code'
unlock alice alice "$(issue alice)"
saw r09_and_does_not_count 0 'successfully authenticated'
under='setpriv --no-new-privs'
unlock alice alice "$(issue alice)"
saw r01_a_code_under_no_new_privs 0 'successfully authenticated'
under=
mv /var/lib/credmint /var/lib/away
unlock alice alice "$word"
saw a_password_needs_no_registry 0 'successfully authenticated'
mv /var/lib/away /var/lib/credmint
sockets_stop
unlock alice alice "$word"
saw a_password_needs_no_socket 0 'successfully authenticated'
check nothing_typed_is_logged said_nowhere "$word" "$code" 'no password at all'
check nothing_is_left_running no_service
finish
