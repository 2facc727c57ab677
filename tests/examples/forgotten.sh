#!/bin/sh
# reset_link.sh, with a real account: from the call to the new password.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc

example() {
	sh tests/examples/reset_link.sh "$@"
}
# token_of DIRECTORY: the token of the link in it
token_of() {
	sed 's/.*?token=//' "$TMP/$1/link"
}
# form DIRECTORY PASSWORD: what the page sends
form() {
	token_of "$1"
	printf '%s\n' "$2"
}
begun() {
	mkdir -p "$TMP/$1"
	rm -f "$TMP/$1/password" "$TMP/$1/link"
	example begin alice "$TMP/$1" 2>"$TMP/begin.err"
}
# is NAME PASSWORD: it is the account's password
is() {
	printf '%s\n' "$2" >"$TMP/is"
	is_password "$1" "$TMP/is"
}
# stays NAME STATUS TEXT FORM: the form is refused with the text, and no account
# has changed
stays() {
	remember
	got=0
	example send <"$4" >"$TMP/out" 2>"$TMP/err" || got=$?
	if [ $got -eq "$2" ] && [ ! -s "$TMP/out" ] &&
		grep -qF -e "$3" "$TMP/err" && kept; then
		pass "$1"
	else
		fail "$1" "exit $got: $(cat "$TMP/out" "$TMP/err")"
	fi
}

person alice bob
credmint init 2>"$TMP/err"
check example_is_short [ "$(wc -l <tests/examples/reset_link.sh)" -le 100 ]

# ---- somebody is on the phone ----
check begin begun one
check temporary_password_is_set is_password alice "$TMP/one/password"
check old_password_is_void sh -c "! grep -q '^alice:\\\$6' /etc/shadow"
check change_is_due [ "$(changed_of alice)" = 0 ]
check link_is_one grep -qxE \
	'https://www\.example\.org/reset\?token=reset_[0-9A-Za-z]{49}' "$TMP/one/link"
check files_are_private [ "$(stat -c %a "$TMP/one/link" "$TMP/one/password" |
	sort -u)" = 600 ]

# ---- the page ----
for reader in scanner scanner alice; do
	token_of one | example open >"$TMP/out"
	check "link_opened_by_$reader: says_whose" grep -qx 'user  *alice' "$TMP/out"
	check "link_opened_by_$reader: is_whole" grep -qx 'uses  *1' "$TMP/out"
done

# ---- the form: what is refused leaves the link whole ----
form one short >"$TMP/form"
stays short_password 1 'under 12 characters' "$TMP/form"
token_of one >"$TMP/form"
stays no_password 1 'two lines are wanted' "$TMP/form"
form one "$(printf '%0600d' 0)" >"$TMP/form"
stays password_no_method_takes 3 'credmint: ' "$TMP/form"
{ token_of one | tr '0-9A-Ya-y' '1-9A-Za-z'; echo new-Password-of-alice; } >"$TMP/form"
stays another_token 1 'there is no such token' "$TMP/form"
usermod -L alice
form one new-Password-of-alice >"$TMP/form"
stays locked_account 1 'its password is locked' "$TMP/form"
usermod -U alice
credmint token issue --kind reset --user bob,alice >"$TMP/form" 2>"$TMP/err"
echo new-Password-of-alice >>"$TMP/form"
stays no_account 1 'no account' "$TMP/form"
credmint token issue --kind session --user alice >"$TMP/session" 2>"$TMP/err"
{ cat "$TMP/session"; echo new-Password-of-alice; } >"$TMP/form"
stays another_kind 1 'of another kind' "$TMP/form"
token_of one | example open >"$TMP/out"
check link_is_whole_after_all_that grep -qx 'uses  *1' "$TMP/out"

# ---- the form ----
check second_link begun two
form two 'new Password; of $alice' >"$TMP/form"
check form_is_taken example send <"$TMP/form"
check new_password_is_set is alice 'new Password; of $alice'
check no_change_is_due [ "$(changed_of alice)" = "$(($(date +%s) / 86400))" ]
check nobody_else_has_changed is bob old-Secret-of-bob
stays form_sent_again 1 'the token is used up' "$TMP/form"
form two other-Password-of-alice >"$TMP/form"
stays link_used_again 1 'the token is used up' "$TMP/form"
form one other-Password-of-alice >"$TMP/form"
stays other_link_is_dead 1 'the token was revoked' "$TMP/form"
refused session_is_dead 1 'the token was revoked' \
	credmint token verify <"$TMP/session"
check accounts_are_well pwck -rq
credmint sweep 2>"$TMP/err"
check sweep_leaves_the_new_password is alice 'new Password; of $alice'
check log_has_one_redeem [ "$(events alice token-redeem yes)" -eq 1 ]

# ---- a form sent many times at once ----
check third_link begun three
i=0
while [ $i -lt 8 ]; do
	form three "new-Password-number-$i" >"$TMP/form.$i"
	example send <"$TMP/form.$i" >"$TMP/sent.$i" 2>&1 &
	i=$((i + 1))
done
wait
grep -lx 'alice has a new password' "$TMP"/sent.* >"$TMP/won"
check one_of_8_forms_at_once_is_taken [ "$(wc -l <"$TMP/won")" -eq 1 ]
winner=$(sed 's/.*\.//' "$TMP/won")
check its_password_is_set is alice "new-Password-number-$winner"

# Secrets are no arguments and stand in no log.
check fourth_link begun four
form four secret-Password-of-alice >"$TMP/form"
strace -f -s 4096 -v -o "$TMP/trace" -e trace=execve \
	sh tests/examples/reset_link.sh send <"$TMP/form" >"$TMP/out" 2>"$TMP/err"
check sent_under_trace grep -q chpasswd "$TMP/trace"
hash_of alice >"$TMP/hash"
{ cat "$TMP/form" "$TMP/hash"; token_of four | sed 's/^.\{16\}//'; } >"$TMP/secrets"
check no_secret_is_an_argument sh -c "! grep -qFf '$TMP/secrets' '$TMP/trace'"
credmint log >"$TMP/log"
check no_secret_is_in_the_log sh -c \
	"! cat /run/syslog '$TMP/log' | grep -qFf '$TMP/secrets'"
finish
