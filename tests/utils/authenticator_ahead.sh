#!/bin/sh
# Codes that were used when a clock was ahead: import, list and resync say from
# when on others are good, and a new secret is good at once.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
credmint init 2>"$TMP/err"
hex=3132333435363738393031323334353637383930
time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
# used WHEN: a file by which a code of then was used then
used() {
	at=$(date -d "$1" +%s)
	(
		umask 077
		printf 'HOTP/T30 alice - %s 0 %s %s\n' $hex \
			"$(oathtool --totp --now="@$at" $hex)" \
			"$(date -d "@$at" +%Y-%m-%dT%H:%M:%SL)" >"$TMP/oath"
	)
}
says() {
	check "$1" grep -qE "^credmint: $2" "$TMP/said.err"
}
silent() {
	! grep -q 'are refused' "$TMP/said.err"
}
list() {
	credmint authenticator list --json alice
}
not() {
	! "$@"
}
# on_time TEXT: that is when the code after the one that was used comes
on_time() {
	grep -q "$1$(date -u -d "@$(((at / 30 + 1) * 30))" +%Y-%m-%dT%H:%M:%SZ)" "$2"
}

used '-2 minutes'
ends import 0 credmint authenticator import "$TMP/oath"
check what_is_past_is_not_told_of silent
check list_is_silent_as_well not sh -c "credmint authenticator list --json alice | grep -q good_from"
credmint authenticator remove --all alice 2>"$TMP/err"
used '+20 hours'
ends import 0 credmint authenticator import --dry-run "$TMP/oath"
says a_trial_says_it "$TMP/oath:1: codes that are shown before $time are refused"
ends import 0 credmint authenticator import "$TMP/oath"
says import_says_it "$TMP/oath:1: codes that are shown before $time are refused"
check import_says_when on_time 'shown before ' "$TMP/said.err"
list >"$TMP/listed"
check list_says_when on_time '"good_from":"' "$TMP/listed"
id=$(sed 's/^{"id":\([0-9]*\),.*/\1/' "$TMP/listed")
{
	oathtool --totp --now='now - 30 seconds' $hex
	oathtool --totp $hex
} >"$TMP/codes"
ends resync 1 sh -c "credmint authenticator resync --code-fd 0 alice $id <'$TMP/codes'"
says resync_says_it "codes of authenticator $id were used that come later, when a clock was ahead: those it shows are good again from $time on; to have it good before, enroll a new secret with --replace $id; nothing has changed"
check resync_says_when on_time 'good again from ' "$TMP/said.err"
check the_log_says_so sh -c "credmint log --user alice | grep -q 'resync *no: code used before'"
finish
