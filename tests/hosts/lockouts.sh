#!/bin/sh
# Who is locked out at a real sshd, for how long, and who is not: the clock is
# set on as an hour goes by.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
check init credmint init
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
echo 0 >/etc/clock-shift
now=0
# later SECONDS: the clock goes on.
later() {
	now=$((now + $1))
	echo $now >/etc/clock-shift
}
conf() {
	printf '%s\n' "$@" >/etc/credmint/credmint.conf
}
sed '/^auth.*pam_unix/d' etc/pam.d/credmint-su >/etc/pam.d/su
check sshd_starts sshd_start 'PermitRootLogin yes'

# says NAME WANTED USER LAST CODE: over 127.0.0.LAST
says() {
	sshd_options="-o NumberOfPasswordPrompts=1 -b 127.0.0.$4"
	said=no
	[ "$(sshd_login "$3" "$5" id -un)" != "$3" ] || said=yes
	if [ "$said" = "$2" ]; then
		[ -z "$1" ] || pass "$1"
	else
		fail "${1:-attempt}" "$said"
		credmint log | tail -n 5
	fi
}
# fails USER LAST...: a wrong one from each
fails() {
	fails_user=$1
	shift
	for last; do
		says '' no "$fails_user" "$last" BBBB-BBBB
	done
}

conf 'deny = 2' 'fail_interval = 5m' 'unlock_time = 10m' 'deny_user = 0'
code=$(issue alice --uses 99 --ttl 2h)
fails alice 1
later 301
fails alice 1
says r10_failures_are_forgotten_after_fail_interval yes alice 1 "$code"
fails alice 1 1
says r10_two_within_it_lock no alice 1 "$code"
says r10_another_address_is_open yes alice 2 "$code"
says r10_another_user_is_open yes bob 1 "$(issue bob)"
later 590
says r10_still_locked_before_unlock_time no alice 1 "$code"
later 20
says r10_open_after_unlock_time yes alice 1 "$code"

# Root.
conf 'deny = 2' 'deny_user = 0'
code=$(issue root --uses 99 --ttl 2h)
fails root 1 1 1
says r10_root_is_not_locked_out yes root 1 "$code"
digits=$(issue root --uses 99 --ttl 2h --numeric)
fails root 1 1
says r10_but_for_codes_of_digits no root 1 "$digits"
check r10_the_log_says_so sh -c \
	'credmint log --user root | grep -q "no: locked to digits"'
check r10_and_the_journal_as_well syslog_has \
	'refused, locked to digits; authentication failure'
says r10_elsewhere_they_are_good yes root 2 "$digits"
says r10_letters_open_it yes root 1 "$code"
says r10_to_digits_again yes root 1 "$digits"
conf 'deny = 2' 'deny_user = 0' 'even_deny_root = yes' \
	'root_unlock_time = 1m' 'unlock_time = 10m'
fails root 1 1
says r10_root_is_with_even_deny_root no root 1 "$code"
later 61
says r10_root_is_open_after_root_unlock_time yes root 1 "$code"

# All sources together: the console stays open, and where he came from lately.
conf 'deny = 0' 'deny_user = 4'
code=$(issue bob --uses 99 --ttl 2h)
says '' yes bob 20 "$code"
fails bob 31 32 33 34
says r10_deny_user_closes_every_other_address no bob 35 "$code"
says r10_where_he_came_from_lately_is_open yes bob 20 "$code"
typist_as alice "? One-time code: 
! $code" su bob -c 'id -un'
saw r10_the_console_is_open 0 bob
says r10_and_the_others_are_still_closed no bob 36 "$code"
conf 'deny = 0' 'deny_user = 0'
says r10_by_that_alone yes bob 36 "$code"

# A stranger who names his host anew at each try is one source all the same,
# which no yes spares.
for last in 41 42 43 44 45 46; do
	echo "127.0.0.$last host$last.example"
done >>/etc/hosts
sshd_stop
check sshd_with_names_starts sshd_start 'UseDNS yes'
conf 'deny = 2' 'deny_user = 0'
code=$(issue bob --uses 99 --ttl 2h)
fails bob 41 42
says r10_two_names_close_the_third no bob 43 "$code"
check r10_which_was_a_name sh -c 'credmint log | grep -q host43.example'
says r10_but_no_address yes bob 51 "$code"
conf 'deny = 0' 'deny_user = 0'
says '' yes bob 44 "$code"
fails bob 45
conf 'deny = 0' 'deny_user = 2'
says r10_a_yes_spares_no_name no bob 44 "$code"
says r10_but_an_address yes bob 51 "$code"
sshd_stop
check sshd_without_names_starts sshd_start 'PermitRootLogin yes'
conf 'deny = 0' 'deny_user = 0'

# The clock jumps, and root says what is right.
code=$(issue alice --ttl 15m)
long=$(issue alice --uses 9 --ttl 24h)
later 7200
says r07_a_code_past_its_time_is_refused no alice 1 "$code"
says r07_another_is_good yes alice 1 "$long"
check r07_the_jump_waits sh -c 'credmint clock | grep -q waits'
check r07_clock_accept credmint clock accept
check r07_then_all_is_well sh -c 'credmint clock | grep -q even'
later -7200
check r07_the_clock_is_behind sh -c 'credmint clock | grep -q behind'
says r07_set_back_revives_nothing no alice 1 "$code"
check r07_clock_reset credmint clock reset
check r07_all_is_well_again sh -c 'credmint clock | grep -q even'
says r07_a_dead_code_stays_dead no alice 1 "$code"
says r07_a_code_of_now_is_good yes alice 1 "$(issue alice --ttl 15m)"
says r07_a_long_one_as_well yes alice 1 "$long"
sshd_stop
finish
