#!/bin/sh
# A dead temporary password stays dead: whoever unlocks it, su lets nobody in
# with it, and the next sweep locks it again, until the account has another.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/typist.inc
. tests/hosts/sweep.inc

for user in alice bob carol guest; do
	useradd -M -s /bin/sh $user
done
# The shipped stack without the code: a password alone.
sed '/^auth.*pam_credmint/d' etc/pam.d/credmint-su >/etc/pam.d/su
late='The temporary password was not used in time.'

# su_as USER PASSWORD: the guest becomes the user.
su_as() {
	typist_as guest "? Password: 
! $2" su "$1" -c 'id -un'
}
# leads NAME USER PASSWORD: he is asked for a new one, and leaves it at that.
leads() {
	typist_as guest "? Password: 
! $3
? Current password: 
^ C" su "$2" -c 'id -un'
	check "$1" grep -q 'Current password' "$TMP/screen"
}
# is_refused NAME USER PASSWORD: pam_unix alone would let him in, su does not.
is_refused() {
	check "$1: the_password_itself_is_right" lets_in "$2" "$3"
	su_as "$2" "$3"
	saw "$1" 1 "$late"
}

# ---- unlocked after a sweep ----
alice=$(temporary alice 60)
leads in_time_it_leads_to_a_new_one alice 'alice is late'
later 70
sweeps it_is_locked 0 '1 locked'
shadow_of alice >"$TMP/shadow"
sweeps locked_is_locked 0 ''
for unlock in 'usermod -U' 'passwd -qu'; do
	$unlock alice
	by=${unlock%% *}
	is_refused "r14_unlocked_by_${by}_the_dead_password_is_refused" \
		alice 'alice is late'
	check "r14_unlocked_by_${by}_the_log_tells_it" [ "$(last alice login)" = \
		'no: temporary password too late' ]
	check "unlocked_by_${by}_a_dry_run_says_so" sh -c 'credmint sweep --dry-run 2>&1 |
		grep -qx "credmint: would lock alice, whose temporary password nobody used in time"'
	sweeps "r14_unlocked_by_${by}_it_is_locked_again" 0 '1 locked'
	check "unlocked_by_${by}_it_is_locked_as_before" eval \
		'shadow_of alice | cmp -s - "$TMP/shadow"'
done
check each_lock_is_an_event [ "$(outcomes alice sweep |
	grep -c 'locked: not used in time')" -eq 3 ]
usermod -U alice
shows for_a_program \
	"\{\"user\":\"alice\",\"uid\":$(id -u alice),\"id\":$alice,\"expires\":\"[0-9TZ:-]+\",\"outcome\":\"locked\",\"done\":true\}" \
	credmint sweep --json
later $((40 * 86400))
usermod -U alice
is_refused r14_after_many_days_it_is_refused alice 'alice is late'
sweeps r14_after_many_days_it_is_locked 0 '1 locked'

# ---- another password ----
# Until a sweep has seen it, a change that is due is refused: the log says why.
has alice "$(hashed 'of the administrator')"
is_refused another_is_refused_until_a_sweep alice 'of the administrator'
check the_system_log_says_what_to_do syslog_has \
	'run credmint sweep if the password was changed since'
shadow_of alice >"$TMP/shadow"
sweeps another_password_ends_the_record 0 '1 replaced'
check it_is_on_record [ "$(last alice sweep)" = 'replaced by another password' ]
check it_is_not_touched eval 'shadow_of alice | cmp -s - "$TMP/shadow"'
leads and_leads_to_a_new_one alice 'of the administrator'
sweeps the_record_has_ended 0 ''

# A reset takes its place, and one that was locked is no hindrance.
temporary bob 60 >"$TMP/out"
later 70
sweeps bob_is_locked 0 '1 locked'
bob=$(credmint reset --force --ttl 1h bob 2>"$TMP/err")
check a_reset_takes_its_place lets_in bob "$bob"
leads and_is_in_time bob "$bob"
sweeps which_is_one_record 0 ''
later 3610
sweeps which_dies_in_its_time 0 '1 locked'

# ---- a clock that has jumped, and waits ----
# carol does not come, bob does.
temporary carol 3600 >"$TMP/out"
echo "bob:$(hashed 'another')" | chpasswd -e
sweeps bob_has_another 0 '1 replaced'
temporary bob 3600 >"$TMP/out"
now=$clock
clock_is $((now + 3 * 86400))
sweeps r07_a_jump_that_waits_locks_nobody 0 ''
is_refused r07_but_a_login_goes_by_it bob 'bob is late'
sweeps r07_who_was_refused_is_dead_and_locked 0 '1 locked'
check r07_and_nobody_else [ "$(state bob)$(state carol)" = LP ]
clock_is "$now"
usermod -U bob
is_refused r07_and_stays_dead_when_the_clock_is_right bob 'bob is late'
sweeps r07_and_is_locked_again 0 '1 locked'
check r07_who_did_not_come_is_in_time [ "$(state bob)$(state carol)" = LP ]
check accounts_are_sound sh -c 'pwck -qr && grpck -qr'
finish
