#!/bin/sh
# credmint reset of somebody who is just at "New password:": what is set last is
# the password, nothing of the other is left with it, and the log is true.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/typist.inc
. tests/hosts/reset.inc
. tests/hosts/new_password.inc

new_password_host alice bob
cp etc/pam.d/credmint-su-either /etc/pam.d/su

# anew: bob as he was, nothing of him remembered.
anew() {
	rm -rf /var/lib/credmint /etc/credmint/key
	credmint init 2>/dev/null
	again bob
}
# bob_types DIALOGUE: alice becomes him
bob_types() {
	# shellcheck disable=SC2016
	typist_as alice "$1" su bob -c 'echo I am $(id -un)'
}
# A reset, at once, by the administrator beside him.
reset="\$ credmint reset bob >$TMP/given 2>$TMP/err"
chooses() {
	echo "? New password: 
$2
! $1
? Retype new password: 
! $1"
}
# told NAME RESETS CHANGES: how many of each that came to something the log has
told() {
	is "$1" "$(events bob reset yes) $(events bob change yes)" "$2 $3"
}
# is_bobs NAME PASSWORD: it is his, need not be changed, and no other one is. A
# record of one that was set just before is for a sweep to end, by its hash.
is_bobs() {
	check "$1_is_his" knows bob "$2"
	dated "$1_is_of_today" bob "$today"
	check "$1_leaves_the_files_whole" pwck -qr
	bob_types "? Password: 
! $2"
	saw "$1_leads_to_no_other" 0 'I am bob'
	check "$1_is_left_alone_by_a_sweep" eval \
		"credmint sweep && knows bob '$2' && [ $(uses bob) = none ]"
	is "$1_has_no_record_beside_it" "$(records 1) $(records 8)" '0 0'
}
# is_temporary NAME: what was handed over, to be changed, is the only one
is_temporary() {
	check "$1_is_his" is_password bob "$TMP/given"
	dated "$1_is_to_be_changed" bob 0
	is "$1_has_its_one_record" "$(records 1) $(records 8)" '1 0'
	check "$1_leaves_the_files_whole" pwck -qr
	given=$(head -n 1 "$TMP/given")
	bob_types "? Password: 
! $given
? Current password: 
! $given
$(chooses "Battery staple of $1" '- 0')"
	saw "$1_leads_to_a_new_one" 0 'I am bob'
	credmint sweep >"$TMP/swept" 2>&1
	check "$1_is_used_in_time" grep -q '1 used in time' "$TMP/swept"
	is_bobs "$1_the_next" "Battery staple of $1"
}

# A code that leads to a new password: he chooses last, and his stands.
anew
new='Battery staple 1'
bob_types "? Password: 
! $(leads bob)
$(chooses "$new" "$reset")"
saw r15_who_chooses_last_after_a_code_gets_in 0 'I am bob'
check r15_the_one_that_was_reset_is_none_then eval "! is_password bob '$TMP/given'"
told r15_the_log_has_both 1 1
is_bobs r15_the_chosen_one "$new"
is r15_the_log_has_what_became_of_the_other "$(events bob sweep used)" 1

# He gives up: the reset stands, and so do the uses that are left.
anew
bob_types "? Password: 
! $(leads bob)
? New password: 
$reset
^ C"
check r15_who_gives_up_does_not_get_in [ "$status" -ne 0 ]
is r15_one_use_is_spent "$(uses bob)" 2
told r15_the_log_has_the_reset_alone 1 0
credmint code revoke --user bob >/dev/null 2>&1
is_temporary r15_the_one_that_was_reset

# A temporary password: pam_unix sees that the old one is another by now.
anew
credmint reset bob >"$TMP/first" 2>"$TMP/err"
first=$(cat "$TMP/first")
bob_types "? Password: 
! $first
? Current password: 
! $first
$(chooses "$new" "$reset")"
check r14_who_had_a_replaced_one_does_not_get_in [ "$status" -ne 0 ]
check r14_and_has_set_nothing eval "! knows bob '$new' && ! knows bob '$first'"
told r14_the_log_has_both_resets 2 0
is_temporary r14_the_second_one

# A code while he has a temporary password: it goes on being good.
anew
credmint reset bob >"$TMP/first" 2>"$TMP/err"
first=$(cat "$TMP/first")
bob_types "? Password: 
! $first
? Current password: 
! $first
$(chooses "$new" "\$ credmint reset --code bob >$TMP/given 2>$TMP/err")"
saw r14_a_code_meanwhile_keeps_nobody_out 0 'I am bob'
is r15_and_is_whole "$(uses bob)" 3
new='Battery staple 3'
bob_types "? Password: 
! $(cat "$TMP/given")
$(chooses "$new" '- 0')"
saw r15_and_leads_to_another 0 'I am bob'
told r15_the_log_has_reset_and_change 1 1
is_bobs r15_the_one_after_both "$new"

# A second code: both end with the new password.
anew
bob_types "? Password: 
! $(leads bob)
$(chooses "$new" "\$ credmint reset --code bob >$TMP/given 2>$TMP/err")"
saw r15_a_second_code_keeps_nobody_out 0 'I am bob'
told r15_the_log_has_the_change 0 1
is_bobs r15_the_one_after_two_codes "$new"
bob_types "? Password: 
! $(cat "$TMP/given")"
check r15_the_second_code_is_dead [ "$status" -ne 0 ]

# In the midst of a reset, which has set its password but not yet that it is to
# be changed, he chooses his.
anew
tool chage <<END
touch $TMP/between
tries=0
until [ -e $TMP/go ] || [ \$((tries += 1)) -gt 400 ]; do sleep 0.05; done
exec \$real "\$@"
END
bob_types "? Password: 
! $(leads bob)
? New password: 
\$ (credmint reset bob >$TMP/given 2>$TMP/err; echo \$? >$TMP/ended) & until [ -e $TMP/between ]; do sleep 0.05; done
! $new
? Retype new password: 
! $new"
saw r15_who_chooses_in_the_midst_of_a_reset_gets_in 0 'I am bob'
touch "$TMP/go"
waited=0
until [ -e "$TMP/ended" ] || [ $((waited += 1)) -gt 200 ]; do
	sleep 0.05
done
tool_back chage
is the_reset_fails "$(cat "$TMP/ended")" 3
check the_reset_says_why grep -q 'somebody else has set another password for bob' \
	"$TMP/err"
check the_reset_hands_over_nothing [ ! -s "$TMP/given" ]
told the_log_has_the_change_alone 0 1
is the_log_has_the_reset_as_taken_back "$(events bob reset 'no: ')" 1
# Whose day it is that says it must be changed, nobody can tell: it stays.
dated it_may_have_to_be_changed bob 0
bob_types "? Password: 
! $new
? Current password: 
! $new
$(chooses 'Battery staple 2' '- 0')"
saw but_by_its_owner 0 'I am bob'
is_bobs the_one_after_it 'Battery staple 2'
check nothing_typed_is_logged said_nowhere "$old" "$new"
finish
