#!/bin/sh
# An authenticator whose record is damaged lets nobody in and keeps nobody out:
# list, doctor, the log of the system and enroll say which it is and what to do.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
credmint init 2>"$TMP/err"
db=/var/lib/credmint/registry.db
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
enrolls() {
	python3 tests/utils/app.py -o "$TMP/shown.$1" '--hotp -c 0' \
		credmint authenticator enroll alice --type hotp --label "$1"
}
enrolls broken 2>"$TMP/err"
enrolls whole 2>"$TMP/err"
credmint recovery issue alice -n 2 -o "$TMP/sheet" 2>"$TMP/err"
# lets_in CODE
lets_in() {
	echo "$1" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 \
		192.0.2.1 >"$TMP/verdict" 2>"$TMP/words"
	grep -q '^yes 1 ' "$TMP/verdict"
}
# shows LABEL COUNT: what it shows
shows() {
	head -n 1 "$TMP/shown.$1" | oathtool -b --hotp -c "$2" -
}
words="authenticator 1 of alice cannot be read: it is damaged, or of another key; enroll another one and run: credmint authenticator remove alice 1"

credmint authenticator list >"$TMP/list" 2>"$TMP/err"
check whole_ones_are_not_said [ ! -s "$TMP/err" ]
n=0
for damage in 'digits = 9' 'type = 7' 'digest = 0' 'step = 30' 'next = 5' \
	"name = printf('%99c', 'n')" 'sealed = zeroblob(length(sealed))'; do
	n=$((n + 1))
	sqlite3 $db "CREATE TABLE saved AS SELECT * FROM authenticator;
		UPDATE authenticator SET $damage WHERE id = 1"
	check "the_other_one_lets_in: $damage" lets_in "$(shows whole $n)"
	if lets_in "$(shows broken $n)"; then
		fail "it_lets_nobody_in: $damage" 'it did'
	else
		pass "it_lets_nobody_in: $damage"
	fi
	credmint authenticator list alice >"$TMP/list" 2>"$TMP/err"
	check "list_goes_on: $damage" [ $? = 0 -a "$(wc -l <"$TMP/list")" = 3 ]
	check "list_says_so: $damage" grep -qx "credmint: $words" "$TMP/err"
	credmint doctor --user alice >"$TMP/doctor" 2>"$TMP/err"
	check "doctor_says_so: $damage" grep -qE \
		'^bad +authenticator +1 cannot be read: .* credmint authenticator remove alice 1$' \
		"$TMP/doctor"
	# What was used since stays so.
	sqlite3 $db "UPDATE authenticator SET
		(type, digest, digits, step, next, name, sealed) =
		(SELECT type, digest, digits, step, next, name, sealed FROM saved
		WHERE saved.id = authenticator.id) WHERE id = 1;
		DROP TABLE saved"
done
sqlite3 $db "UPDATE authenticator SET digits = 9 WHERE id = 1"
check a_recovery_code_lets_in lets_in "$(head -n 1 "$TMP/sheet")"
check list_shows_a_damaged_one sh -c \
	"credmint authenticator list 2>'$TMP/err' | grep -qxE '1 +alice +- +damaged +- +- +- +- +-'"
check list_of_all_says_so grep -qx "credmint: $words" "$TMP/err"
check list_shows_it_as_json [ "$(credmint authenticator list --json 2>"$TMP/err" |
	head -n 1)" = '{"id":1,"user":"alice","damaged":true}' ]
echo 'HOTP alice - 3132333435363738393031323334353637383930' >"$TMP/oath"
chmod 600 "$TMP/oath"
check import_refuses sh -c \
	"! credmint authenticator import '$TMP/oath' 2>'$TMP/err'"
check import_says_so grep -q \
	'authenticator 1 of alice cannot be read, it is damaged: remove it and enroll another one' \
	"$TMP/err"
# What the words above say, in that order.
enrolls third 2>"$TMP/err"
check another_one_is_enrolled [ "$(credmint authenticator list --json |
	grep -c third)" = 1 ]
check and_it_is_removed credmint authenticator remove alice 1
check which_lets_the_import_go_on credmint authenticator import "$TMP/oath"
finish
