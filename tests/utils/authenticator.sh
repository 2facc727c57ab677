#!/bin/sh
# credmint authenticator: enroll, list, remove, resync; with oathtool as the app.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
useradd bob
useradd carol
credmint init 2>"$TMP/err"
# A login by a code and nothing else.
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"

time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'

# app OATHTOOL_OPTIONS USER OPTION...: enrolls; what was shown is in $TMP/shown
app() {
	options=$1
	shift
	python3 tests/utils/app.py -o "$TMP/shown" "$options" \
		credmint authenticator enroll "$@"
}
# logs_in USER OATHTOOL_OPTIONS: by the app that was enrolled last
logs_in() {
	# shellcheck disable=SC2086 # several options
	head -n 1 "$TMP/shown" | oathtool -b $2 - >"$TMP/code" || return 2
	"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door "$1" 1 192.0.2.1 \
		<"$TMP/code" >"$TMP/verdict" 2>"$TMP/words"
	grep -q '^yes 1 no 0 other 0' "$TMP/verdict"
}
not() {
	! "$@"
}
# of USER: how many it has
of() {
	credmint authenticator list --json "$1" | wc -l
}
# id_of USER: of the newest
id_of() {
	credmint authenticator list --json "$1" | tail -n 1 |
		sed 's/^{"id":\([0-9]*\),.*/\1/'
}
says() {
	check "$1" grep -qxE "credmint: $2" "$TMP/said.err"
}

# ---- enroll ----
ends enroll 0 app --totp alice
says words_of_one_enrolled 'authenticator 1 of alice enrolled; the code just typed is used, the next one lets in'
check secret_and_uri_are_all_there_is [ "$(wc -l <"$TMP/shown")" -eq 2 ]
check secret_is_160_bits_of_base32 sh -c "head -n 1 '$TMP/shown' | grep -qxE '[A-Z2-7]{32}'"
secret=$(head -n 1 "$TMP/shown")
check uri_has_all_of_it [ "$(tail -n 1 "$TMP/shown")" = \
	"otpauth://totp/$(hostname):alice?secret=$secret&issuer=$(hostname)&algorithm=SHA1&digits=6&period=30" ]
check its_code_is_good_once logs_in alice '--totp --now=now+30seconds'
check its_code_is_not_good_twice not logs_in alice '--totp --now=now+30seconds'
check the_log_tells_of_it sh -c "credmint log --user alice | grep -qE ' enroll +enrolled +1 '"
check the_log_has_no_secret sh -c "! credmint log | grep -qF \"\$(head -n 1 '$TMP/shown')\""
# Agreement with oathtool, whatever the kind: enrolled by its code, and let in.
# long_authenticator.sh has every pair.
kinds=${KINDS:-sha1:8 sha256:7 sha512:6}
for kind in $kinds; do
	algorithm=${kind%:*}
	digits=${kind#*:}
	name=${algorithm}_$digits
	mode=SHA${algorithm#sha}
	ends "enroll_totp_$name" 0 app "--totp=$mode -d $digits -s 45" bob \
		--algorithm "$algorithm" --digits "$digits" --step 45
	check "login_totp_$name" logs_in bob \
		"--totp=$mode -d $digits -s 45 --now=now+45seconds"
	credmint authenticator remove --all bob 2>"$TMP/err"
done
for digits in 7 8; do
	ends "enroll_hotp_$digits" 0 app "--hotp -c 0 -d $digits" bob --type hotp \
		--digits $digits
	check "login_hotp_$digits" logs_in bob "--hotp -c 1 -d $digits"
	credmint authenticator remove --all bob 2>"$TMP/err"
done
ends enroll_hotp_ahead 0 app '--hotp -c 10' bob --type hotp
check what_was_skipped_is_spent not logs_in bob '--hotp -c 9'
ends enroll_sha512_has_64_bytes 0 app '--totp=SHA512' bob --algorithm sha512
check secret_is_512_bits sh -c "head -n 1 '$TMP/shown' | grep -qxE '[A-Z2-7]{103}'"
credmint authenticator remove --all bob 2>"$TMP/err"

# ---- a code that is none ----
ends two_wrong_ones_first 0 python3 tests/utils/app.py -w 2 --totp \
	credmint authenticator enroll bob
says words_of_one_more 'that is not the code of 6 digits; 1 try left'
credmint authenticator remove --all bob 2>"$TMP/err"
ends three_wrong_ones 1 python3 tests/utils/app.py -w 3 -o "$TMP/shown" --totp \
	credmint authenticator enroll bob
says words_of_none 'none of 3 codes was right; nothing is enrolled, and what was before stays; do the clocks of this host and of the app agree\?'
check none_is_enrolled [ "$(of bob)" -eq 0 ]
# answers CODE...: as lines
answers() {
	printf '%s\n' "$@" | setsid -w credmint authenticator enroll bob --json
}
ends letters_are_no_code 1 answers BCDF-GHJK BCDFGH abcdef
ends nothing_is_no_code 1 answers '' '' ''
ends digits_of_unicode_are_no_code 1 answers ١٢٣٤٥٦ １２３４５６ 𝟏𝟐𝟑𝟒𝟓𝟔
ends too_many_digits_are_no_code 1 answers 1234567 12345 "$(printf '%0600d' 1)"
ends no_code_at_all 3 sh -c 'setsid -w credmint authenticator enroll bob </dev/null'
check no_code_is_said grep -qx 'credmint: cannot read the code: there is no more' "$TMP/said.err"
check still_none_is_enrolled [ "$(of bob)" -eq 0 ]
ends no_file_stays 1 sh -c "yes 000000 | setsid -w credmint authenticator enroll bob -o '$TMP/o' --qr '$TMP/q'"
check there_is_no_output [ ! -e "$TMP/o" ]
check there_is_no_picture [ ! -e "$TMP/q" ]
# Blanks, tabs and hyphens are left out; a line of standard input is taken.
# shellcheck disable=SC2094 # a fifo
spaced() {
	rm -f "$TMP/in"
	mkfifo "$TMP/in"
	setsid -w credmint authenticator enroll bob <"$TMP/in" | {
		exec 5>"$TMP/in"
		read -r secret
		echo "$secret" | oathtool -b --totp - |
			sed 's/^\(...\)/ \1 -	/' >&5
		cat
	} >"$TMP/rest"
	[ "$(of bob)" -eq 1 ]
}
check code_with_blanks_by_standard_input spaced
credmint authenticator remove --all bob 2>"$TMP/err"

# ---- names, replace, eight ----
ends with_names 0 app --totp bob --label 'telephone, blue' --issuer 'Rock & Rollmops'
check issuer_is_in_the_uri grep -q 'totp/Rock%20%26%20Rollmops:bob?' "$TMP/shown"
check label_is_listed sh -c "credmint authenticator list --json bob | grep -qF '\"label\":\"telephone, blue\"'"
first=$(id_of bob)
ends replace 0 app --totp bob --replace "$first"
second=$(id_of bob)
says words_of_replacing "authenticator $second of bob enrolled in place of $first; the code just typed is used, the next one lets in"
check old_one_is_gone [ "$(of bob) $second" != "1 $first" -a "$(of bob)" -eq 1 ]
ends replace_refused_code 1 python3 tests/utils/app.py -w 3 --totp \
	credmint authenticator enroll bob --replace "$second"
check old_one_stays [ "$(of bob) $(id_of bob)" = "1 $second" ]
check old_one_is_good logs_in bob '--totp --now=now+30seconds'
refused replace_unknown 3 'bob has no authenticator 999; credmint authenticator list bob' \
	credmint authenticator enroll bob --replace 999
refused replace_anothers 3 'bob has no authenticator 1;' \
	credmint authenticator enroll bob --replace 1
for i in 2 3 4 5 6 7 8; do
	app '--hotp -c 0' bob --type hotp --label "key $i" 2>"$TMP/err" || break
done
check eight [ "$(of bob)" -eq 8 ]
refused nine 3 'bob has 8 authenticators already; remove one, or --replace it' \
	credmint authenticator enroll bob
ends nine_by_replacing 0 app --totp bob --replace "$second"
check still_eight [ "$(of bob)" -eq 8 ]

# ---- what cannot be ----
refused unknown_user 3 'no such account: nobody-here' \
	credmint authenticator enroll nobody-here
refused no_name 2 'cannot be an account name' credmint authenticator enroll a:b
refused type_that_is_none 2 '--type takes totp or hotp' \
	credmint authenticator enroll alice --type steam
refused algorithm_that_is_none 2 '--algorithm takes sha1, sha256 or sha512' \
	credmint authenticator enroll alice --algorithm md5
for digits in 5 9 ٦ 6.0 ''; do
	refused "digits_$digits" 2 '--digits takes' \
		credmint authenticator enroll alice --digits "$digits"
done
for step in 0 3601 -1 30s; do
	refused "step_$step" 2 '--step takes' \
		credmint authenticator enroll alice --step "$step"
done
refused step_of_hotp 2 '--step is of totp' \
	credmint authenticator enroll alice --type hotp --step 30
refused label_empty 2 '--label takes 1 to 64 bytes' \
	credmint authenticator enroll alice --label ''
refused label_long 2 '--label takes 1 to 64 bytes' \
	credmint authenticator enroll alice --label "$(printf %065d 1)"
refused label_with_an_escape 2 '--label takes no control' \
	credmint authenticator enroll alice --label "$(printf 'a\033[31m')"
refused label_with_an_accent 2 '--label takes ASCII' \
	credmint authenticator enroll alice --label Téléphone
refused label_with_a_backslash 2 '--label takes ASCII' \
	credmint authenticator enroll alice --label 'a\033'
refused issuer_with_c1 2 '--issuer takes no control' \
	credmint authenticator enroll alice --issuer "$(printf 'a\302\233m')"
refused label_not_of_utf8 2 '--label takes text in UTF-8' \
	credmint authenticator enroll alice --label "$(printf 'a\377')"
refused issuer_with_a_colon 2 '--issuer takes no colon' \
	credmint authenticator enroll alice --issuer a:b
refused issuer_long 2 '--issuer takes 1 to 255 bytes' \
	credmint authenticator enroll alice --issuer "$(printf %0256d 1)"
for id in 0 x -1 1x ''; do
	refused "replace_id_$id" 2 'an id is a number' \
		credmint authenticator enroll alice --replace "$id"
done
refused code_fd_that_is_none 2 '--code-fd takes' \
	credmint authenticator enroll alice --code-fd x
for to in '' "-o $TMP/none"; do
	refused "code_fd_that_is_closed${to:+_with_a_file}" 2 \
		'--code-fd 3: no descriptor of this number is open' \
		sh -c "credmint authenticator enroll alice --code-fd 3 $to"
done
check no_file_of_it [ ! -e "$TMP/none" ]
refused resync_by_what_is_closed 2 '--code-fd 3: no descriptor' \
	credmint authenticator resync alice 1 --code-fd 3
refused two_users 2 'takes: [user]; 2 were given' credmint authenticator enroll alice bob
: >"$TMP/there"
refused file_that_exists 3 "$TMP/there exists; name a file that does not" \
	credmint authenticator enroll alice --qr "$TMP/there"
ln -s "$TMP/nowhere" "$TMP/link"
refused file_through_a_link 3 "$TMP/link exists" \
	credmint authenticator enroll alice --qr "$TMP/link"
refused file_in_no_folder 3 "cannot make $TMP/none/x: No such file" \
	credmint authenticator enroll alice --qr "$TMP/none/x"
refused file_that_is_a_folder 2 '--qr takes the name of a file' \
	credmint authenticator enroll alice --qr "$TMP/"
refused not_root 3 'run this as root' setpriv --reuid 65534 --regid 65534 \
	--clear-groups credmint authenticator enroll alice
check alice_has_one [ "$(of alice)" -eq 1 ]
ends written_nowhere 3 sh -c 'yes 000000 | setsid -w credmint authenticator enroll alice >/dev/full'
check written_nowhere_is_said grep -q 'cannot write to standard output: No space' "$TMP/said.err"

# ---- list ----
credmint authenticator list >"$TMP/list"
check heading sh -c "head -n 1 '$TMP/list' |
	grep -qxE 'ID +USER +NAME +TYPE +ALGORITHM +DIGITS +STEP +USED +BY'"
check row_of_one_used sh -c "grep -qxE '1 +alice +authenticator +totp +sha1 +6 +30 +$time +$(asker)' '$TMP/list'"
check row_of_hotp sh -c "grep -qE '^[0-9]+ +bob +key 8 +hotp +sha1 +6 +- +- +' '$TMP/list'"
check a_row_each [ "$(wc -l <"$TMP/list")" -eq 10 ]
check list_has_no_secret sh -c "! grep -qE '[A-Z2-7]{16}' '$TMP/list'"
check list_of_one [ "$(credmint authenticator list alice | wc -l)" -eq 2 ]
check list_of_one_without [ "$(credmint authenticator list carol | wc -l)" -eq 1 ]
refused list_of_nobody 1 'there is no account nobody-here, and the registry has no authenticator of that name' \
	credmint authenticator list nobody-here
refused list_json_of_nobody 1 'there is no account nobody-here' \
	credmint authenticator list --json nobody-here
shows list_json "\{\"id\":1,\"user\":\"alice\",\"uid\":$(id -u alice),\"label\":\"authenticator\",\"type\":\"totp\",\"algorithm\":\"sha1\",\"digits\":6,\"step\":30,\"drift\":-?[01],\"added\":\"$time\",\"used\":\"$time\",\"by\":\"$(asker)\"\}" \
	credmint authenticator list --json alice
check list_json_of_hotp sh -c "credmint authenticator list --json bob |
	grep -qE '\"type\":\"hotp\".*\"counter\":1,.*\"used\":\"\"'"
ends enroll_json 0 app --totp carol --json --label card
check enroll_json_is_one_object grep -qxE "\{\"user\":\"carol\",\"label\":\"card\",\"type\":\"totp\",\"algorithm\":\"sha1\",\"digits\":6,\"step\":30,\"secret\":\"[A-Z2-7]{32}\",\"uri\":\"otpauth://totp/[^\"]*\"\}" "$TMP/shown"
ends enroll_json_hotp 0 app '--hotp -c 0' carol --json --type hotp
check enroll_json_of_hotp grep -qE '"digits":6,"counter":0,"secret"' "$TMP/shown"

# ---- resync ----
# resync USER ID CODE CODE
resync() {
	printf '%s\n%s\n' "$3" "$4" | setsid -w credmint authenticator resync "$1" "$2"
}
secret=$(sed 's/.*"secret":"\([A-Z2-7]*\)".*/\1/' "$TMP/shown")
echo "$secret" >"$TMP/shown"
codes=$(echo "$secret" | oathtool -b --hotp -c 500 -w 1 - | tr '\n' ' ')
id=$(id_of carol)
check far_off_is_refused not logs_in carol '--hotp -c 500'
# shellcheck disable=SC2086 # two codes
ends resync 0 resync carol "$id" $codes
says words_of_resync "authenticator $id of carol is in step again"
check next_one_is_good logs_in carol '--hotp -c 502'
# shellcheck disable=SC2086 # two codes
ends resync_by_spent_ones 1 resync carol "$id" $codes
check resync_refused_is_said grep -q 'these are no two codes of it' "$TMP/said.err"
ends resync_by_one_code_twice 1 resync carol "$id" \
	"$(echo "$secret" | oathtool -b --hotp -c 600 -)" \
	"$(echo "$secret" | oathtool -b --hotp -c 600 -)"
ends resync_back_to_front 1 resync carol "$id" \
	"$(echo "$secret" | oathtool -b --hotp -c 601 -)" \
	"$(echo "$secret" | oathtool -b --hotp -c 600 -)"
ends resync_without_a_second 3 sh -c "echo 123456 | setsid -w credmint authenticator resync carol $id"
refused resync_unknown 1 'carol has no authenticator 999' resync carol 999 1 2
refused resync_anothers 1 'carol has no authenticator 1' resync carol 1 1 2
refused resync_no_id 2 'an id is a number' resync carol one 1 2
refused resync_one_operand 2 'takes: user id' credmint authenticator resync carol
shows resync_json "\{\"id\":$id,\"resynced\":true\}" sh -c \
	"echo $secret | oathtool -b --hotp -c 700 -w 1 - |
	credmint authenticator resync --json --code-fd 0 carol $id"
# As a file from another system has its lines.
ends resync_by_lines_with_cr 0 sh -c "echo $secret | oathtool -b --hotp -c 710 -w 1 - |
	sed 's/\$/\r/' | credmint authenticator resync --code-fd 0 carol $id"
ends resync_by_cr_alone 1 sh -c "printf '\r\r\n\r\n' |
	credmint authenticator resync --code-fd 0 carol $id"

# ---- remove ----
refused remove_nothing 2 'takes a user and ids' credmint authenticator remove carol
refused remove_ids_and_all 2 'takes a user and ids' \
	credmint authenticator remove --all carol 1
refused remove_no_id 2 'an id is a number' credmint authenticator remove carol x
refused remove_anothers 1 'carol has no authenticator 1' \
	credmint authenticator remove carol 1
check alices_stays [ "$(of alice)" -eq 1 ]
refused remove 0 "authenticator $id of carol removed" \
	credmint authenticator remove carol "$id"
refused remove_again 1 "carol has no authenticator $id" \
	credmint authenticator remove carol "$id"
check removed_is_refused not logs_in carol '--hotp -c 712'
check remove_json [ "$(credmint authenticator remove --json alice 1 999)" = \
	'{"id":1,"removed":true}
{"id":999,"removed":false}' ]
refused remove_all 0 'nothing is enrolled any more; where a PAM stack says nullok, bob gets in without a code now' \
	credmint authenticator remove --all bob
refused remove_all_once_more 0 'are removed; where a PAM stack says nullok, bob gets in' \
	credmint authenticator remove --all bob
check none_of_bob [ "$(of bob)" -eq 0 ]
refused remove_all_of_nobody 1 'the registry knows no nobody-here' \
	credmint authenticator remove --all nobody-here
userdel carol
check list_of_who_is_gone [ "$(credmint authenticator list --json carol | wc -l)" -eq 1 ]
check remove_json_of_who_is_gone [ "$(credmint authenticator remove --all --json carol 2>"$TMP/err")" = \
	'{"user":"carol","removed":1}' ]
check remove_json_warns_of_nullok grep -qx \
	'credmint: where a PAM stack says nullok, carol gets in without a code now' "$TMP/err"

finish
