#!/bin/sh
# The wall clock is set, back and forth, while codes are about: the installed
# programs, with a clock of theirs that is wrong.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/enrolled.inc

useradd alice
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/clock"
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload

# clock_is SECONDS: how far the clock is ahead of the true one.
clock_is() {
	echo "$1" >/etc/clock-shift
}

# login CODE: "yes" or "no"
login() {
	set -- "$(echo "$1" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" clock \
		alice 1 "192.0.2.$((serial = serial + 1))")"
	case $1 in
	'yes 1 no 0 other 0') said=yes ;;
	'yes 0 no 1 other 0') said=no ;;
	*) said=$1 ;;
	esac
}
serial=0

# says NAME WANTED CODE
says() {
	login "$3"
	if [ "$said" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$said"
	fi
}

issue() {
	credmint code issue --ttl "$1" alice 2>/dev/null
}

clock_is 0
date_true=$(date +%s)
clock_is 1200
check the_clock_is_shifted test $(($(date +%s) - date_true)) -ge 1200
clock_is 0

used=$(issue 15m)
says a_code_is_good yes "$used"
expired=$(issue 15m)
clock_is 1200
says r07_a_code_past_its_time_is_refused no "$expired"
clock_is 0
says r07_clock_set_back_revives_no_expired_code no "$expired"
says r07_clock_set_back_revives_no_used_code no "$used"
clock_is -86400
says r07_nor_does_a_day_back no "$expired"
says r07_nor_a_used_one_a_day_back no "$used"
clock_is 0

# An hour is followed: what ended in it stays ended though nobody tried it.
untried=$(issue 15m)
clock_is 3000
ahead=$(issue 15m)
says r07_a_code_issued_then_is_good_then yes "$ahead"
clock_is 0
says r07_an_end_that_was_passed_stays_passed no "$untried"
rm -rf /var/lib/credmint /etc/credmint/key
credmint init 2>/dev/null

# Ten years ahead by mistake: what was issued before is not dead for that, and
# what was issued then is.
issued=$(issue 15m)
clock_is 315360000
far=$(issue 15m)
clock_is 0
says r07_a_clock_once_far_ahead_kills_nothing yes "$issued"
says r07_a_code_from_the_future_is_dead no "$far"

# ---- an authenticator, and a clock that is set back by command ----
rm -rf /var/lib/credmint /etc/credmint/key
credmint init 2>/dev/null
# Steps of an hour: none ends in the midst of this.
now_then() {
	totp "$secret" sha1 -s 3600 -N "@$((date_true + $1))"
}
left=$((3600 - $(date +%s) % 3600))
[ "$left" -gt 60 ] || sleep "$left"
date_true=$(date +%s)
enrol alice step=3600
early=$(now_then 0)
says an_authenticators_code_is_good yes "$early"
# A day ahead, which root confirms: what is used there is used for good.
clock_is 86400
check r07_the_jump_is_accepted credmint clock accept
ahead=$(now_then 86400)
says an_authenticators_code_is_good_a_day_ahead yes "$ahead"
clock_is 0
check r07_and_taken_back credmint clock reset
says r07_reset_revives_no_used_code no "$early"
says r07_nor_one_used_ahead no "$ahead"
says r07_nor_any_between_them no "$(now_then 3600)"
clock_is 86400
says r07_one_used_ahead_stays_used_there no "$ahead"
clock_is 90000
says r07_the_one_after_it_is_good yes "$(now_then 90000)"
finish
