#!/bin/sh
# credmint sweep: temporary passwords that nobody used in time are locked, those
# that were changed in time are not touched, broken resets are seen to.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/typist.inc
. tests/hosts/sweep.inc

for user in alice bob carol dave erin frank grace; do
	useradd -M $user
done
sweeps nothing_to_do_is_nothing_to_tell 0 ''

# ---- used in time, and not ----
alice=$(temporary alice 3600)
bob=$(temporary bob 3600)
temporary carol 86400 >"$TMP/out"
temporary dave 3600 >"$TMP/out"
cp /etc/shadow "$TMP/shadow"
check the_temporary_password_lets_in lets_in alice 'alice is late'
sweeps in_time_nothing_is_done 0 ''
check in_time_nobody_is_touched cmp -s /etc/shadow "$TMP/shadow"

# bob comes in time, and chooses his own; dave's is set by the administrator.
typist_as bob '? Current password: 
! bob is late
? New password: 
! Battery staple 9
? Retype new password: 
! Battery staple 9' passwd
saw bob_changes_his 0 'password updated successfully'
echo "dave:$(hashed 'from the administrator')" | chpasswd -e
shadow_of bob carol dave >"$TMP/shadow"
later 3500
check a_dry_run_says_who_used_his sh -c 'credmint sweep --dry-run 2>&1 |
	grep -qx "credmint: would leave bob alone, whose temporary password was changed in time"'
sweeps r14_who_came_in_time_is_on_record 0 '2 used in time'
check log_tells_of_the_use [ "$(last bob sweep)" = 'used in time' ]
later 110

refused a_dry_run_says_whom_it_would_lock 0 \
	'would lock alice, whose temporary password nobody used in time' \
	sh -c 'credmint sweep --dry-run 2>&1 >/dev/null | grep alice >&2'
check a_dry_run_has_one_line_an_account [ "$(credmint sweep --dry-run 2>&1 | wc -l)" -eq 1 ]
check a_dry_run_for_a_program [ "$(credmint sweep --dry-run --json | grep '"user":"alice"' |
	sed 's/"expires":"[^"]*"/TIME/')" = \
	"{\"user\":\"alice\",\"uid\":$(id -u alice),\"id\":$alice,TIME,\"outcome\":\"locked\",\"done\":false}" ]
check a_dry_run_changes_nothing [ "$(state alice)" = P ]
check a_dry_run_is_no_event [ -z "$(outcomes alice sweep)" ]
sweeps r14_who_did_not_come_is_locked 0 '1 locked'
check passwd_says_that_it_is_locked [ "$(state alice)" = L ]
check pam_unix_refuses_it eval "! lets_in alice 'alice is late'"
check r14_who_came_is_not_touched eval 'shadow_of bob carol dave | cmp -s - "$TMP/shadow"'
check bob_logs_in_with_his_own lets_in bob 'Battery staple 9'
check carol_is_still_in_time lets_in carol 'carol is late'
check log_tells_of_the_lock [ "$(last alice sweep)" = 'locked: not used in time' ]
credmint log --json --user alice >"$TMP/log"
check log_tells_which_and_by_whom grep -q \
	"\"what\":\"sweep\",.*\"code\":$alice,\"by\":\"$(asker)\"" "$TMP/log"
check bob_has_another_id [ "$alice" -ne "$bob" ]
sweeps what_is_done_is_done_once 0 ''
later 82800
shows sweep_for_a_program \
	"\{\"user\":\"carol\",\"uid\":[0-9]+,\"id\":[0-9]+,\"expires\":\"[0-9TZ:-]+\",\"outcome\":\"locked\",\"done\":true\}" \
	credmint sweep --json
check it_says_nothing_beside_it [ ! -s "$TMP/said.err" ]

# ---- with credmint reset itself ----
echo "frank:$(hashed 'of old')" | chpasswd -e
frank=$(credmint reset --ttl 1h frank 2>"$TMP/err")
check a_reset_lets_in lets_in frank "$frank"
later 3610
sweeps a_reset_that_was_not_used_is_locked 0 '1 locked'
check its_password_is_dead eval '! lets_in frank "$frank"'
refused a_locked_one_is_not_unlocked_by_a_reset 1 frank credmint reset frank
frank=$(credmint reset --force frank 2>"$TMP/err")
check unless_by_force lets_in frank "$frank"
sweeps that_one_is_in_time 0 ''

# ---- changed only after the end, before a sweep came ----
temporary dave 3600 >"$TMP/out"
later 3610
echo "dave:$(hashed 'at last')" | chpasswd -e
shadow_of dave >"$TMP/shadow"
check a_dry_run_says_so sh -c 'credmint sweep --dry-run 2>&1 |
	grep -qx "credmint: would leave dave alone, whose temporary password another one has replaced"'
sweeps a_change_after_the_end_stands 0 '1 replaced'
check log_does_not_call_it_in_time [ "$(last dave sweep)" = 'replaced by another password' ]
check it_is_not_touched eval 'shadow_of dave | cmp -s - "$TMP/shadow"'

# ---- locked by the administrator before ----
temporary dave 3600 >"$TMP/out"
usermod -L dave
sweeps locked_by_somebody_in_time_is_nothing 0 ''
later 3610
shadow_of dave >"$TMP/shadow"
sweeps locked_by_somebody_counts_as_locked 0 '1 locked'
check it_is_not_locked_twice eval 'shadow_of dave | cmp -s - "$TMP/shadow"'

# passwd -l of some systems puts two marks there, which chpasswd -e may refuse.
temporary dave 3600 >"$TMP/out"
sed -i 's/^dave:/dave:!!/' /etc/shadow
later 3610
sweeps two_marks_count_as_locked 0 '1 locked'

# ---- accounts that go ----
temporary erin 60 >"$TMP/out"
temporary frank 60 >"$TMP/out"
shadow_of erin >"$TMP/shadow"
uid=$(id -u erin)
userdel erin
userdel frank
useradd -M -u $((uid + 5000)) erin
echo "erin:$(hashed 'her own')" | chpasswd -e
shadow_of erin >"$TMP/shadow"
later 100
sweeps r20_another_uid_is_another_account 0 '2 without an account'
check r20_it_is_not_touched eval 'shadow_of erin | cmp -s - "$TMP/shadow"'
sweeps they_are_forgotten 0 ''

# ---- resets that were interrupted ----
# before chpasswd, after it, after chage
shadow_of erin >"$TMP/shadow"
recorded intend 3600 erin "$(hashed never)" >"$TMP/out"
alices=$(hashed 'alice is late')
echo "alice:$alices" | chpasswd -e
recorded intend 3600 alice "$alices" >"$TMP/out"
graces=$(hashed 'grace is late')
has grace "$graces"
recorded intend 3600 grace "$graces" >"$TMP/out"
later 200
sweeps r22_a_reset_may_be_at_work 0 ''
check r22_nothing_is_finished_yet [ "$(lastchg alice)" -ne 0 ]
later 120
sweeps r22_broken_resets_are_seen_to 0 '2 reset finished, 1 reset cancelled'
check r22_one_that_set_nothing_leaves_the_account eval \
	'shadow_of erin | cmp -s - "$TMP/shadow"'
check r22_one_that_set_it_makes_the_change_due [ "$(lastchg alice)" -eq 0 ]
check r22_one_that_was_nearly_done_is_done [ "$(lastchg grace)" -eq 0 ]
check r22_log_tells_of_what_was_cancelled [ "$(last erin reset)" = 'no: interrupted' ]
check r22_log_tells_of_what_was_finished [ "$(last alice reset)" = \
	'yes: after an interruption' ]
sweeps r22_finished_is_finished 0 ''
later 3300
sweeps r22_a_finished_one_dies_in_time 0 '2 locked'
check r22_alice_is_locked [ "$(state alice)" = L ]

# A second reset of the same account was interrupted: the first password is none
# that was used.
temporary grace 3600 >"$TMP/out"
graces=$(hashed 'grace is later')
has grace "$graces"
recorded intend 3600 grace "$graces" >"$TMP/out"
told=$(outcomes grace sweep | wc -l)
sweeps r22_the_one_before_waits_for_it 0 ''
later 310
sweeps r22_the_one_after_it_counts 0 '1 reset finished'
check r22_the_one_before_was_not_used [ "$(outcomes grace sweep | wc -l)" -eq "$told" ]
check r22_grace_has_the_second lets_in grace 'grace is later'

# Interrupted for so long that its time is over.
temporary alice 60 >"$TMP/out"
alices=$(hashed 'alice is later')
echo "alice:$alices" | chpasswd -e
recorded intend 60 alice "$alices" >"$TMP/out"
later 310
sweeps r22_finished_too_late_is_locked_at_once 0 '1 locked, 1 reset finished'
check r22_it_is_locked [ "$(state alice)" = L ]

# ---- who may, and usage ----
nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
# shellcheck disable=SC2086 # several words
refused others_may_not 3 'run this as root' $nobody credmint sweep
# shellcheck disable=SC2086 # several words
refused others_may_not_look 3 'run this as root' $nobody credmint sweep --dry-run
refused no_operands 2 'takes options only' credmint sweep alice
temporary bob 60 >"$TMP/out"
later 88
refused closed_output 3 'cannot write' sh -c 'exec credmint sweep --json >&-'
check what_could_not_be_told_is_done [ "$(state bob)" = L ]
check accounts_are_sound sh -c 'pwck -qr && grpck -qr'
check nothing_is_left_locked [ -z "$(find /etc -maxdepth 1 -name '*.lock' ! -name .pwd.lock)" ]
finish
