#!/bin/sh
# credmint sweep where an account has got another uid or name since: it is the
# same one as long as it has the hash on record, else it is somebody else's.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/sweep.inc

for user in alice bob carol dave erin frank; do
	useradd -M $user
done

# ---- another uid ----
alice=$(temporary alice 3600)
bob=$(temporary bob 3600)
usermod -u 5001 alice
usermod -u 5002 bob
shadow_of alice bob >"$TMP/shadow"
sweeps r20_another_uid_in_time_is_nothing 0 ''
check r20_it_is_not_touched_in_time eval 'shadow_of alice bob | cmp -s - "$TMP/shadow"'
later 3610
echo "bob:$(hashed 'his own')" | chpasswd -e
shadow_of bob >"$TMP/shadow"
check a_dry_run_tells_both [ "$(credmint sweep --dry-run 2>&1)" = \
	'credmint: would lock alice, whose temporary password nobody used in time
credmint: would forget bob, an account that is gone' ]
credmint sweep --json >"$TMP/json"
check r20_with_the_same_hash_it_is_locked grep -q \
	"\"user\":\"alice\",\"uid\":5001,\"id\":$alice,.*\"outcome\":\"locked\"" "$TMP/json"
check r20_with_another_it_is_forgotten grep -q \
	"\"user\":\"bob\",\"uid\":[0-9]*,\"id\":$bob,.*\"outcome\":\"no account\"" "$TMP/json"
check r20_its_password_is_dead [ "$(state alice)" = L ]
check r20_the_other_is_not_touched eval 'shadow_of bob | cmp -s - "$TMP/shadow"'
sweeps r20_that_was_all 0 ''
usermod -U alice
sweeps r20_unlocked_it_is_locked_again 0 '1 locked'
echo "alice:$(hashed 'her own')" | chpasswd -e
sweeps r20_with_another_password_it_is_forgotten 0 '1 without an account'

# ---- another name ----
carol=$(temporary carol 3600)
temporary dave 3600 >"$TMP/out"
temporary erin 3600 >"$TMP/out"
temporary frank 3600 >"$TMP/out"
usermod -l caroline carol
usermod -l david dave
sweeps a_new_name_in_time_is_nothing 0 ''
later 3610
echo "david:$(hashed 'his own')" | chpasswd -e
# A uid that somebody else has now.
uid=$(id -u erin)
userdel erin
useradd -M -u "$uid" erwin
echo "erwin:$(hashed 'his own')" | chpasswd -e
userdel frank
shadow_of david erwin >"$TMP/shadow"
check a_dry_run_tells_the_name_it_has sh -c 'credmint sweep --dry-run 2>&1 |
	grep -qx "credmint: would lock caroline, whose temporary password nobody used in time"'
credmint sweep --json >"$TMP/json"
check the_new_name_is_locked [ "$(state caroline)" = L ]
check it_is_told_by_the_name_it_has grep -q \
	"\"user\":\"caroline\",\"uid\":$(id -u caroline),\"id\":$carol,.*\"outcome\":\"locked\"" "$TMP/json"
check the_log_knows_it_by_the_name_on_record [ "$(last carol sweep)" = \
	'locked: not used in time' ]
check the_others_are_gone [ "$(grep -c '"outcome":"no account"' "$TMP/json")" -eq 3 ]
check gone_is_the_name_on_record grep -q '"user":"erin"' "$TMP/json"
check the_others_are_not_touched eval 'shadow_of david erwin | cmp -s - "$TMP/shadow"'
sweeps they_are_forgotten 0 ''
usermod -U caroline
sweeps unlocked_under_its_new_name_it_is_locked_again 0 '1 locked'
usermod -l carol caroline
sweeps back_under_its_name_it_is_locked 0 ''
usermod -U carol
sweeps and_locked_again_there 0 '1 locked'
usermod -l caroline carol
# Locking it fails: the line has the name that there is.
usermod -U caroline
instead /usr/sbin/usermod <<'END_OF_SCRIPT'
echo 'usermod: not her' >&2
exit 1
END_OF_SCRIPT
refused a_failure_has_the_name_that_there_is 3 'caroline: usermod' credmint sweep
again /usr/sbin/usermod
sweeps the_next_one_does_it 0 '1 locked'
userdel caroline
sweeps once_it_is_gone_it_is_forgotten 0 '1 without an account'

# ---- its name, or its uid, is somebody else's by now ----
for user in gina hugo iris; do
	useradd -M -N $user
done
gina=$(temporary gina 3600)
temporary hugo 3600 >"$TMP/out"
temporary iris 3600 >"$TMP/out"
hugo=$(id -u hugo)
usermod -l regina gina
usermod -u 6003 hugo
usermod -l irina iris
useradd -M -N gina
useradd -M -N -u "$hugo" hugh
useradd -M -N iris
printf '%s:%s\n' gina "$(hashed 'another one')" hugh "$(hashed 'of hugh')" \
	iris "$(hashed 'of iris')" irina "$(hashed 'her own')" | chpasswd -e
shadow_of gina hugh iris irina >"$TMP/shadow"
sweeps r20_two_in_its_place_in_time_are_nothing 0 '1 without an account'
later 3610
check r20_a_dry_run_tells_which_of_two_it_is [ "$(credmint sweep --dry-run 2>&1)" = \
	'credmint: would lock regina, whose temporary password nobody used in time
credmint: would lock hugo, whose temporary password nobody used in time' ]
credmint sweep --json >"$TMP/json"
check r20_who_has_the_hash_is_told grep -q \
	"\"user\":\"regina\",\"uid\":$(id -u regina),\"id\":$gina,.*\"outcome\":\"locked\"" "$TMP/json"
check r20_who_has_the_hash_is_locked [ "$(state regina)$(state hugo)" = LL ]
check r20_who_has_the_name_or_the_uid_is_not_touched eval \
	'shadow_of gina hugh iris irina | cmp -s - "$TMP/shadow"'
sweeps r20_two_in_its_place_and_all_is_done 0 ''
usermod -U regina
sweeps r20_unlocked_beside_the_other_it_is_locked_again 0 '1 locked'
echo "regina:$(hashed 'her own')" | chpasswd -e
sweeps r20_with_neither_it_is_forgotten 0 '1 without an account'

# ---- a reset that was interrupted, of who has another name ----
intended=$(hashed 'alice is late')
echo "alice:$intended" | chpasswd -e
recorded intend 3600 alice "$intended" >"$TMP/out"
usermod -l alina alice
useradd -M -N alice
echo "alice:$(hashed 'of the next one')" | chpasswd -e
shadow_of alice >"$TMP/shadow"
later 310
sweeps r22_it_is_finished_under_the_new_name 0 '1 reset finished'
check r22_the_change_is_due [ "$(lastchg alina)" -eq 0 ]
later 3610
sweeps r22_and_dies_in_its_time 0 '1 locked'
check r22_alina_is_locked [ "$(state alina)" = L ]
check r22_who_has_her_name_is_not_touched eval 'shadow_of alice | cmp -s - "$TMP/shadow"'

# ---- its line in shadow is away for a while ----
# away USER...: as after a restore of one file of the two
away() {
	for user; do
		sed -i "/^$user:/d" /etc/shadow
	done
}
for user in judy kyle liam mona; do
	useradd -M -N $user
	[ $user = mona ] || temporary $user 3600 >"$TMP/out"
done
usermod -u 6011 kyle
usermod -l lionel liam
useradd -M -N liam
echo "liam:$(hashed 'of the next one')" | chpasswd -e
intended=$(hashed 'of mona')
echo "mona:$intended" | chpasswd -e
recorded intend 3600 mona "$intended" >"$TMP/out"
cp -p /etc/shadow "$TMP/shadow.whole"
away judy kyle lionel mona
later 310
sweeps r20_without_a_line_in_shadow_in_time_is_nothing 0 ''
later 3610
sweeps r20_without_a_line_in_shadow_is_nothing 0 ''
check r20_nor_for_a_dry_run [ -z "$(credmint sweep --dry-run 2>&1)" ]
check r20_its_record_stays [ -z "$(outcomes judy sweep)" ]
away liam
sweeps r20_without_both_lines_is_nothing 0 ''
cp -p "$TMP/shadow.whole" /etc/shadow
sweeps r20_with_the_line_again_it_is_seen_to 0 '4 locked, 1 reset finished'
check r20_all_of_them_are_dead [ \
	"$(state judy)$(state kyle)$(state lionel)$(state mona)" = LLLL ]
# It goes while the sweep is at work.
usermod -U judy
usermod -U kyle
cp -p /etc/shadow "$TMP/shadow.whole"
instead /usr/sbin/usermod <<'END_OF_SCRIPT'
real "$@" || exit
case " $* " in
*' judy '*) sed -i '/^kyle:/d' /etc/shadow ;;
*' kyle '*) sed -i '/^judy:/d' /etc/shadow ;;
esac
END_OF_SCRIPT
sweeps r20_the_second_one_without_a_line_by_then_is_nothing 0 '1 locked'
again /usr/sbin/usermod
cp -p "$TMP/shadow.whole" /etc/shadow
sweeps r20_with_the_line_again_both_are_locked 0 '2 locked'
intended=$(hashed 'of mona again')
echo "mona:$intended" | chpasswd -e
recorded intend 3600 mona "$intended" >"$TMP/out"
later 310
cp -p /etc/shadow "$TMP/shadow.whole"
instead /usr/bin/chage <<'END_OF_SCRIPT'
real "$@" || exit
sed -i '/^mona:/d' /etc/shadow
END_OF_SCRIPT
sweeps r22_an_intent_without_a_line_by_then_is_nothing 0 ''
again /usr/bin/chage
cp -p "$TMP/shadow.whole" /etc/shadow
sweeps r22_with_the_line_again_it_is_finished 0 '1 reset finished'
check accounts_are_sound sh -c 'pwck -qr && grpck -qr'
finish
