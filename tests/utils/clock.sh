#!/bin/sh
# credmint clock: what the registry takes for the time, accepting and resetting,
# with a clock of the programs that is wrong.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
useradd bob
time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload

# clock_is SECONDS: how far the clock is ahead of the true one.
clock_is() {
	echo "$1" >/etc/clock-shift
}

# stands NAME STATUS STATE WORDS: what credmint clock says
stands() {
	got=0
	credmint clock >"$TMP/out" 2>"$TMP/err" || got=$?
	if [ $got -eq "$2" ] &&
		grep -qxE "CLOCK +REGISTRY +STATE" "$TMP/out" &&
		grep -qxE "$time +$time +$3" "$TMP/out" &&
		[ "$(wc -l <"$TMP/out")" -eq 2 ] &&
		{ cat "$TMP/err"; echo; } | grep -qE -e "$4"; then
		pass "$1"
	else
		fail "$1" "exit $got: $(cat "$TMP/out" "$TMP/err")"
	fi
}

# live USER: how many codes are
live() {
	credmint code list --json "$1" | wc -l
}

clock_is 0
credmint init 2>"$TMP/err"
credmint clock >"$TMP/out" 2>"$TMP/err"
check r07_a_fresh_registry_is_even [ $? -eq 0 ]
check even_says_nothing [ ! -s "$TMP/err" ]
check even_is_told grep -qxE "$time +$time +even" "$TMP/out"
refused nothing_to_accept 1 'no jump of the clock waits' credmint clock accept
refused nothing_to_reset 1 'not behind the registry' credmint clock reset
check nothing_to_accept_json [ "$(credmint clock accept --json)" = '{"accepted":false}' ]
check nothing_to_reset_json [ "$(credmint clock reset --json)" = \
	'{"reset":false,"ended":0}' ]

credmint code issue alice --ttl 15m >"$TMP/out" 2>"$TMP/err"
credmint code issue bob --ttl 24h >"$TMP/out" 2>"$TMP/err"

# ---- a jump ahead ----
clock_is 7200
stands r07_a_jump_over_an_hour_waits 1 waits 'follows in (1d 0h|23h 59m), or at once'
# Anything that writes starts the day it has to stand.
credmint code issue bob >"$TMP/out" 2>"$TMP/err"
stands r07_it_goes_on_waiting 1 waits 'follows in (1d 0h|23h 59m)'
check json_of_a_jump sh -c "credmint clock --json |
	grep -qxE '\{\"clock\":\"$time\",\"registry\":\"$time\",\"now\":\"$time\",\"state\":\"waits\",\"follows\":86[34][0-9]{2}\}'"
refused a_jump_is_not_reset 1 'not behind' credmint clock reset
check a_jump_taken_back_leaves_alice_her_code sh -c \
	'echo 0 >/etc/clock-shift; [ "$(credmint code list --json alice | wc -l)" -eq 1 ]'
clock_is 7200
ends r07_accept 0 credmint clock accept
check accept_is_said grep -qx 'credmint: the registry follows the clock' "$TMP/said.err"
stands r07_accepted_is_even 0 even ''

# ---- and back ----
clock_is 0
stands r07_a_clock_set_back_is_behind 1 behind 'clock is (2h 0m|1h 59m) behind.*clock reset'
check r07_what_is_dead_stays_dead [ "$(live alice)" -eq 0 ]
ends r07_reset 0 credmint clock reset
# Hers had expired, one of his was issued in the time to come.
check reset_is_said grep -qx \
	'credmint: the registry goes by the clock again; 2 codes and tokens ended' "$TMP/said.err"
stands r07_reset_is_even 0 even ''
check r07_reset_revives_nothing [ "$(live alice)" -eq 0 ]
check r07_reset_leaves_what_lives [ "$(live bob)" -eq 1 ]
credmint log >"$TMP/log"
check accept_is_an_event grep -qE "^$time +- +- +by $(asker) +clock +accepted +- +1$" "$TMP/log"
check reset_is_an_event grep -qE "^$time +- +- +by $(asker) +clock +reset +- +1$" "$TMP/log"

# ---- who may, and usage ----
nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
for verb in '' accept reset; do
	# shellcheck disable=SC2086 # several words
	refused "others_may_not: clock $verb" 3 'run this as root' $nobody credmint clock $verb
	# shellcheck disable=SC2086 # none or one word
	refused "closed_output: clock $verb" 3 'cannot write' sh -c 'exec "$@" --json >&-' \
		sh credmint clock $verb
done
refused no_operands 2 'takes options only' credmint clock now
refused no_operands_of_reset 2 'takes options only' credmint clock reset 2026-01-31T00:00:00Z

finish
