#!/bin/sh
# credmint token issue, verify, redeem, rotate, revoke, list.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
credmint init 2>"$TMP/err"
cat >/etc/credmint/credmint.conf <<'END'
[token invite]
prefix = inv
ttl = 7d
uses = 3
bytes = 16
END

time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
digit='[0-9A-Za-z]'
reset="reset_${digit}{49}"
session="session_${digit}{49}"

# says NAME REGEX: the last command said one line like this.
says() {
	check "$1" grep -qxE "credmint: $2" "$TMP/said.err"
}
# issued FILE ARG...: issue with the arguments, into a file of ours
issued() {
	file=$1
	shift
	credmint token issue "$@" >"$TMP/$file" 2>"$TMP/err"
}
# lasts SECONDS: so long lives the token whose JSON was the last output
lasts() {
	python3 - "$TMP/said.out" "$1" <<'END'
import datetime, json, sys
token = json.load(open(sys.argv[1]))
at = [datetime.datetime.fromisoformat(token[k][:-1]) for k in ("issued", "expires")]
assert int((at[1] - at[0]).total_seconds()) == int(sys.argv[2]), at
END
}
live() {
	credmint token list --json | wc -l
}

# ---- issue ----
shows reset_link "$reset" credmint token issue --kind reset --user alice
says words_of_a_reset "reset token [0-9]+ for alice, good once until $time"
shows session "$session" credmint token issue --kind session --user alice
says words_of_a_session "session token [0-9]+ for alice, good until $time, if verified every 30m"
shows api_key "key_${digit}{49}" credmint token issue --kind api-key --user alice
says words_of_a_key "api-key token [0-9]+ for alice, good until $time"
shows kind_of_the_configuration "inv_${digit}{39}" \
	credmint token issue --kind invite --user new@example.org
says words_of_uses "invite token [0-9]+ for new@example.org, good 3 times until $time"
shows json "\{\"id\":[0-9]+,\"kind\":\"invite\",\"user\":\"a:b c\",\"label\":\"for you\",\"issued\":\"$time\",\"expires\":\"$time\",\"idle\":0,\"uses\":3,\"token\":\"inv_${digit}{39}\"\}" \
	credmint token issue --kind invite --user 'a:b c' --label 'for you' --json
check life_of_its_kind lasts $((7 * 24 * 3600))
shows json_of_a_session "\{.*\"idle\":1800,\"token\":\"$session\",\"csrf\":\"csrf_${digit}{49}\"\}" \
	credmint token issue --kind session --user alice --csrf --json
check life_of_a_session lasts $((12 * 3600))
shows life_and_idle_and_uses '.*"idle":90,"uses":1000,"token".*' credmint token issue \
	--kind session --user alice --ttl 3650d --idle 90s --uses 1000 --json
check life_as_asked lasts $((3650 * 24 * 3600))
says words_of_all_of_it "session token [0-9]+ for alice, good 1000 times until $time, if verified every 90s"
shows without_an_idle_time '.*"idle":0,"token".*' credmint token issue \
	--kind session --user alice --idle 0 --json
shows without_a_number_of_uses '.*"idle":0,"token".*' credmint token issue \
	--kind reset --user alice --uses 0 --json
shows link "https://www.example.org/reset\\?token=$reset&a=%20" credmint token issue \
	--kind reset --user alice --url 'https://www.example.org/reset?token=%s&a=%20'
shows link_in_json ".*\"token\":\"($reset)\",\"url\":\"https://x/\\1\"\\}" \
	credmint token issue --kind reset --user alice --url https://x/%s --json
shows link_by_http_where_allowed "http://x/$reset" credmint token issue \
	--kind reset --user alice --url http://x/%s --allow-http
ends token_in_a_file 0 credmint token issue --kind reset --user alice -o "$TMP/file"
check token_file_is_private [ "$(stat -c %a "$TMP/file")" = 600 ]
before=$(live)
issued many --kind reset --user many -n 200
check as_many_as_asked [ "$(sort -u "$TMP/many" | grep -cxE "$reset")" -eq 200 ]
check words_of_many grep -qxE \
	"credmint: 200 reset tokens for many, each good once until $time" "$TMP/err"
check each_of_many_is_kept [ "$(live)" -eq $((before + 200)) ]
issued pairs --kind session --user pairs --csrf -n 3
check csrf_tokens_stand_behind_theirs [ "$(grep -nxE "csrf_${digit}{49}" \
	"$TMP/pairs" | cut -d : -f 1 | tr '\n' ' ')" = '2 4 6 ' ]
check items_may_end_with_nul [ "$(credmint token issue --kind session \
	--user nul --csrf -0 2>"$TMP/err" | tr -cd '\0' | wc -c)" -eq 2 ]

# ---- verify ----
issued t --kind reset --user alice --label web
credmint token verify <"$TMP/t" >"$TMP/said"
cat >"$TMP/wanted" <<END
^user      alice\$
^kind      reset\$
^expires   $time\$
^label     web\$
^uses      1\$
^id        [0-9]+\$
END
check verify_tells_whose_it_is sh -c "[ \$(wc -l <'$TMP/said') -eq 6 ] &&
	[ \$(grep -cEf '$TMP/wanted' '$TMP/said') -eq 6 ]"
id=$(sed -n 's/^id *//p' "$TMP/said")
shows verify_json "\{\"ok\":true,\"id\":$id,\"kind\":\"reset\",\"user\":\"alice\",\"label\":\"web\",\"issued\":\"$time\",\"expires\":\"$time\",\"idle\":0,\"uses\":1\}" \
	credmint token verify --json <"$TMP/t"
ends verify_of_its_kind 0 credmint token verify --kind reset <"$TMP/t"
refused verify_of_another_kind 1 'no: the token is of another kind' \
	credmint token verify --kind session <"$TMP/t"
ends verify_by_a_descriptor 0 credmint token verify --token-fd 7 7<"$TMP/t" </dev/null
printf %s "$(cat "$TMP/t")" >"$TMP/bare"
ends verify_without_a_newline 0 credmint token verify <"$TMP/bare"
ends verify_from_a_pipe 0 sh -c "cat '$TMP/t' | credmint token verify"
check verify_uses_nothing_up grep -qx 'uses      1' "$TMP/said.out"

# ---- redeem ----
ends redeem_of_another_kind 1 credmint token redeem --kind session <"$TMP/t"
shows redeem "\{\"ok\":true,\"id\":$id,\"kind\":\"reset\",\"user\":\"alice\",.*\"uses\":0\}" \
	credmint token redeem --kind reset --json <"$TMP/t"
refused redeemed_twice 1 'no: the token is used up' credmint token redeem <"$TMP/t"
refused used_up_is_no_yes 1 'no: the token is used up' credmint token verify <"$TMP/t"
check used_up_in_json [ "$(credmint token redeem --json <"$TMP/t")" = \
	'{"ok":false,"reason":"used"}' ]
issued three --kind invite --user alice
for i in 2 1 0; do
	credmint token redeem <"$TMP/three" >"$TMP/said"
	check "uses_left: $i" grep -qx "uses      $i" "$TMP/said"
done
refused uses_are_over 1 'used up' credmint token redeem <"$TMP/three"
issued s --kind session --user alice --csrf
head -n 1 "$TMP/s" >"$TMP/s1"
refused session_has_no_uses 1 'no: the token has no uses to take' \
	credmint token redeem <"$TMP/s1"
issued once --kind reset --user alice
i=0
while [ $i -lt 16 ]; do
	credmint token redeem <"$TMP/once" >"$TMP/racer.$i" 2>&1 &
	i=$((i + 1))
done
wait
check one_of_16_at_once_is_a_yes [ "$(cat "$TMP"/racer.* | grep -c '^user ')" -eq 1 ]
check others_are_told_it_is_used [ "$(cat "$TMP"/racer.* | grep -c 'used up')" -eq 15 ]

# ---- sessions, CSRF tokens, rotate ----
ends csrf_is_right 0 credmint token verify --csrf <"$TMP/s"
refused csrf_is_left_out 1 "no: the CSRF token is not this session's" \
	credmint token verify --csrf <"$TMP/s1"
(cat "$TMP/s1" && sed -n 4p "$TMP/pairs") >"$TMP/mixed"
refused csrf_of_another_session 1 'no: the CSRF token' \
	credmint token verify --csrf <"$TMP/mixed"
check csrf_in_json [ "$(credmint token verify --csrf --json <"$TMP/mixed")" = \
	'{"ok":false,"reason":"csrf"}' ]
(cat "$TMP/s" && echo more) >"$TMP/more"
refused csrf_with_a_third_line 1 'no: the CSRF token' credmint token verify --csrf <"$TMP/more"
refused two_lines_are_no_token 1 'there is no such token' credmint token verify <"$TMP/s"
shows csrf_token_alone_is_replaced "csrf_${digit}{49}" \
	credmint token rotate --csrf <"$TMP/s1"
says words_of_that "another CSRF token of session token [0-9]+ for alice, good until .*"
(cat "$TMP/s1" "$TMP/said.out") >"$TMP/s3"
ends new_csrf_is_right 0 credmint token verify --csrf <"$TMP/s3"
refused old_csrf_is_not 1 'no: the CSRF token' credmint token verify --csrf <"$TMP/s"
credmint token verify --json <"$TMP/s1" >"$TMP/was"
shows rotate "$session" credmint token rotate --kind session <"$TMP/s1"
says words_of_a_rotation "another secret of session token [0-9]+ for alice, good until .*"
cp "$TMP/said.out" "$TMP/s4"
refused rotated_is_unknown 1 'there is no such token' credmint token verify <"$TMP/s1"
check record_is_the_same [ "$(credmint token verify --json <"$TMP/s4")" = "$(cat "$TMP/was")" ]
(cat "$TMP/s4" && tail -n 1 "$TMP/s3") >"$TMP/s5"
ends csrf_outlives_the_rotation 0 credmint token verify --csrf <"$TMP/s5"
refused rotate_of_another_kind 1 'of another kind' \
	credmint token rotate --kind reset <"$TMP/s4"
issued r --kind reset --user alice
shows rotate_to_a_link "\{\"ok\":true,\"id\":.*\"token\":\"($reset)\",\"url\":\"https://x/\\1\"\\}" \
	credmint token rotate --url https://x/%s --json <"$TMP/r"
refused rotate_of_no_token 1 'there is no such token' credmint token rotate <"$TMP/r"
check rotate_of_no_token_in_json [ "$(credmint token rotate --json <"$TMP/r")" = \
	'{"ok":false,"reason":"unknown"}' ]

# ---- what time does ----
issued short --kind reset --user alice --ttl 1s
issued idle --kind session --user alice --idle 1s
sleep 2.1
refused expired 1 'no: the token has expired' credmint token verify <"$TMP/short"
refused expired_is_not_redeemed 1 'has expired' credmint token redeem <"$TMP/short"
refused not_verified_for_too_long 1 'has expired' credmint token verify <"$TMP/idle"
check expired_in_json [ "$(credmint token verify --json <"$TMP/idle")" = \
	'{"ok":false,"reason":"expired"}' ]

# ---- list ----
issued l --kind api-key --user lister --label 'nightly run'
issued l2 --kind reset --user lister
credmint token list >"$TMP/list"
check list_has_a_heading sh -c \
	"head -n 1 '$TMP/list' | grep -qE '^ID +USER +KIND +LABEL +USES +EXPIRES +BY$'"
check list_has_a_row_a_token [ "$(wc -l <"$TMP/list")" -eq $(($(live) + 1)) ]
check list_has_no_dead_one sh -c "! grep -q '^$id ' '$TMP/list'"
credmint token list --all >"$TMP/all"
check list_all_has_dead_ones sh -c \
	"grep -qE '^$id +alice +reset +web +0 +$time +$(asker) +used$' '$TMP/all'"
check list_all_has_expired_ones grep -q ' expired$' "$TMP/all"
credmint token list --user lister >"$TMP/of"
check list_of_a_user sh -c "[ \$(wc -l <'$TMP/of') -eq 3 ] &&
	grep -qE '^[0-9]+ +lister +api-key +nightly run +any +$time +$(asker)$' '$TMP/of'"
check list_of_a_user_and_a_kind [ \
	"$(credmint token list --user lister --kind reset --json | wc -l)" -eq 1 ]
check list_of_a_label [ \
	"$(credmint token list --label 'nightly run' --json | wc -l)" -eq 1 ]
check list_of_nobody_has_its_heading [ "$(credmint token list --user nobody | wc -l)" -eq 1 ]
shows list_json "\{\"id\":[0-9]+,\"kind\":\"api-key\",\"user\":\"lister\",\"label\":\"nightly run\",\"issued\":\"$time\",\"expires\":\"$time\",\"idle\":0,\"seen\":\"$time\",\"csrf\":false,\"by\":\"$(asker)\",\"state\":\"live\"\}" \
	credmint token list --label 'nightly run' --json
check usual_lines_fit_80_columns [ "$(awk 'length > 80' "$TMP/of" | wc -l)" -eq 0 ]
check list_is_the_same_in_a_terminal sh -c \
	"script -qec 'stty cols 20; credmint token list' /dev/null | tr -d '\\r' |
	cmp - '$TMP/list'"
# Neither a token nor its secret's digits, nor those it is found by.
cat "$TMP/many" "$TMP/t" "$TMP/s5" "$TMP/l" "$TMP/l2" | cut -d _ -f 2 >"$TMP/digits"
cut -c 1-10 "$TMP/digits" >"$TMP/parts"
cut -c 11-20 "$TMP/digits" >>"$TMP/parts"
credmint token list --all --json >"$TMP/json"
check list_never_shows_a_token sh -c \
	"! cat '$TMP/list' '$TMP/all' '$TMP/json' | grep -qFf '$TMP/parts'"

# ---- revoke ----
refused revoke_nothing 2 'takes ids' credmint token revoke
refused revoke_a_kind_alone 2 'or --kind and --all' credmint token revoke --kind reset
refused revoke_all_of_no_kind 2 'give that by --kind' credmint token revoke --all
refused revoke_all_of_an_empty_kind 2 '--kind takes one' credmint token revoke --kind '' --all
refused revoke_all_and_a_user 2 'takes ids' credmint token revoke --kind reset --all --user alice
refused revoke_all_and_ids 2 'takes ids' credmint token revoke --kind reset --all 1
refused revoke_two_ways 2 'takes ids' credmint token revoke --user alice 1
refused revoke_text_and_ids 2 'takes ids' credmint token revoke -s 1
refused revoke_two_texts 2 'cannot both be given' credmint token revoke -s --token-fd 3
n=$(sed -n 's/.*lister *reset.*/&/p' "$TMP/list" | cut -d ' ' -f 1)
ends revoke_of_another_kind 1 credmint token revoke --kind session "$n"
says that_is_said "token $n is of another kind"
ends revoke_by_id 0 credmint token revoke "$n"
says revoked_is_said "reset token $n of lister revoked"
refused revoked_is_no 1 'no: the token was revoked' credmint token verify <"$TMP/l2"
refused revoked_twice 1 "token $n was not live any more" credmint token revoke "$n"
refused revoked_unknown 1 'there is no token 99999' credmint token revoke 99999
n=$(sed -n 's/^id *//p' "$TMP/said")
ends some_were_live 1 credmint token revoke 99999 1 "$n"
refused live_one_is_revoked 1 'not live any more' credmint token revoke 1
check revoke_json [ "$(credmint token revoke --json 2 99999 1)" = \
	'{"id":2,"revoked":true}
{"id":99999,"revoked":false,"reason":"unknown"}
{"id":1,"revoked":false,"reason":"not-live"}' ]
ends revoke_by_its_text 0 credmint token revoke -s <"$TMP/s4"
says text_is_not_said 'session token [0-9]+ of alice revoked'
refused revoke_by_a_dead_text 1 'not live any more' credmint token revoke -s <"$TMP/s4"
refused revoke_by_no_text 1 'no: there is no such token' credmint token revoke -s </dev/null
check revoke_by_no_text_in_json [ "$(credmint token revoke -s --json </dev/null)" = \
	'{"revoked":false,"reason":"unknown"}' ]
ends revoke_by_a_descriptor 0 credmint token revoke --token-fd 5 5<"$TMP/l"
ends revoke_all_of_a_user 0 credmint token revoke --user many
says how_many '200 live tokens of many revoked'
check none_of_that_user [ "$(credmint token list --user many --json | wc -l)" -eq 0 ]
refused revoke_all_again 1 '0 live tokens of many revoked' credmint token revoke --user many
issued x --kind session --user joe --label phone
issued x --kind reset --user joe --label phone
issued y --kind session --user joe --label tablet
check revoke_by_user_label_and_kind [ "$(credmint token revoke --json \
	--user joe --label phone --kind session)" = \
	'{"user":"joe","label":"phone","kind":"session","revoked":1}' ]
ends revoke_by_label 0 credmint token revoke --label phone
says one_of_a_label '1 live token with the label phone revoked'
ends others_stay 0 credmint token verify <"$TMP/y"
issued z --kind invite --user jill
issued z2 --kind invite --user jim --label tablet
n=$(credmint token list --kind invite --json | wc -l)
rest=$(($(live) - n))
ends revoke_all_of_a_kind 0 credmint token revoke --kind invite --all
says how_many_of_the_kind "$n live invite tokens revoked"
check none_of_the_kind_is_left [ "$(credmint token list --kind invite --json | wc -l)" -eq 0 ]
check other_kinds_stay [ "$(live)" -eq $rest ]
check each_of_the_kind_is_in_the_log [ "$(credmint log --json | grep '"service":"invite"' |
	grep -c '"what":"token-revoke","outcome":"revoked"')" -eq "$n" ]
check revoke_all_of_a_kind_in_json [ "$(credmint token revoke --json --kind invite --all)" = \
	'{"kind":"invite","revoked":0}' ]
refused none_of_the_kind_was_live 1 '0 live invite tokens revoked' \
	credmint token revoke --kind invite --all

# ---- an event for each act ----
credmint log --user joe >"$TMP/joe"
check events_of_a_user [ "$(awk 'NR > 1 { print $6, $7 }' "$TMP/joe" | sort |
	uniq -c | tr -s ' \n' ' ')" = ' 3 token-issue issued 2 token-revoke revoked ' ]
issued a --kind reset --user acts
credmint token verify <"$TMP/a" >"$TMP/said"
credmint token rotate <"$TMP/a" >"$TMP/a2" 2>"$TMP/err"
credmint token redeem <"$TMP/a2" >"$TMP/said"
credmint token redeem <"$TMP/a2" 2>"$TMP/err"
credmint token verify --kind session <"$TMP/a2" 2>"$TMP/err"
credmint log --user acts --json | sed 's/.*"service":"reset".*"what":"\([^"]*\)","outcome":"\([^"]*\)".*"by":"'"$(asker)"'"}/\1 \2/' >"$TMP/acts"
cat >"$TMP/wanted" <<'END'
token-issue issued
token-verify yes
token-rotate rotated
token-redeem yes
token-redeem no: used
token-verify no: other kind
END
check each_act_is_logged cmp "$TMP/wanted" "$TMP/acts"
refused redeem_that_is_not_told 3 'No space left' sh -c \
	"credmint token issue --kind reset --user untold 2>/dev/null |
	credmint token redeem >/dev/full"
check untold_is_logged_so sh -c \
	"credmint log --user untold | grep -q 'token-redeem  used, not delivered'"

# ---- what has been dead for long enough is removed ----
dead=$(credmint token list --all --json | grep -vc '"state":"live"')
n=$(live)
credmint sweep >"$TMP/said" 2>&1
check dead_ones_are_kept [ "$(credmint token list --all --json | wc -l)" -eq $((n + dead)) ]
sed -i '1itoken_retention = 1s' /etc/credmint/credmint.conf
issued brief --kind reset --user brief --ttl 1s
issued after --kind reset --user brief
sleep 3
credmint token verify <"$TMP/brief" >"$TMP/said" 2>&1
ends sweep 0 credmint sweep
check sweep_removes_what_is_dead [ "$(credmint token list --user brief --all --json | wc -l)" -eq 1 ]
check sweep_is_logged sh -c "credmint log --json |
	grep -qE '\"what\":\"token-sweep\",\"outcome\":\"removed [0-9]+\"'"
refused removed_is_unknown 1 'there is no such token' credmint token verify <"$TMP/brief"
ends live_ones_stay 0 credmint token verify <"$TMP/after"

# ---- who may ----
nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
service="setpriv --reuid $(id -u credmint) --regid $(id -g credmint) --clear-groups"
# shellcheck disable=SC2086 # several words
{
	for c in 'issue --kind reset --user x' verify redeem rotate 'revoke 1' \
		'revoke --user x' list; do
		refused "others_may_not: $c" 3 'run this as root' \
			$nobody credmint token $c </dev/null
	done
	ends service_user_may_list 0 $service credmint token list
}

# ---- at a terminal ----
# typed COMMAND WORD...: answers each prompt of the command with a word
typed() {
	cat >"$TMP/typed.exp" <<'END'
set timeout 20
set command [lindex $argv 0]
spawn -noecho sh -c "$command; echo status \$?; stty -a"
foreach word [lrange $argv 1 end] {
	expect -re {(Token|CSRF token): $} {} timeout { exit 9 } eof { exit 9 }
	if {$word eq "^C"} { send "\003" } else { send -- "$word\r" }
}
expect eof
END
	expect "$TMP/typed.exp" "$@" >"$TMP/terminal" 2>&1
}
issued p --kind session --user typist --csrf
typed 'credmint token verify --csrf' "$(sed -n 1p "$TMP/p")" "$(sed -n 2p "$TMP/p")"
check typed_token_is_verified sh -c \
	"grep -q 'status 0' '$TMP/terminal' && grep -q '^user  *typist' '$TMP/terminal'"
check typed_tokens_are_not_shown sh -c "! grep -qFf '$TMP/p' '$TMP/terminal'"
check echo_is_back grep -qE '[ ;]echo[ ;]' "$TMP/terminal"
typed 'credmint token verify' nonsense
check typed_nonsense_is_no grep -q 'status 1' "$TMP/terminal"
typed "trap : INT; credmint token redeem" '^C'
check interrupted_ends_by_the_signal grep -q 'status 130' "$TMP/terminal"
check interrupted_has_its_echo_back grep -qE '[ ;]echo[ ;]' "$TMP/terminal"
refused no_terminal_and_no_input 1 'there is no such token' \
	setsid credmint token verify </dev/null

finish
