#!/bin/sh
# credmint code: issue, list, revoke.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
useradd bob
credmint init 2>"$TMP/err"

letter='[BCDFGHJKLMNPQRSTVWXZ]'
time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'

# says NAME REGEX: the last command said one line like this.
says() {
	check "$1" grep -qxE "credmint: $2" "$TMP/said.err"
}

# live: how many codes are
live() {
	credmint code list --json | wc -l
}

# ---- issue ----
shows letters "$letter{4}-$letter{4}" credmint code issue alice
says words_of_a_code "code [0-9]+ for alice, good once until $time, for any service"
shows digits '[0-9]{4}-[0-9]{4}' credmint code issue --numeric alice
shows for_a_service "$letter{4}-$letter{4}" credmint code issue alice \
	--service sshd --uses 3
says words_of_uses_and_service \
	"code [0-9]+ for alice, good 3 times until $time, for sshd"
shows json "\{\"id\":[0-9]+,\"kind\":\"issued\",\"user\":\"alice\",\"uid\":$(id -u alice),\"service\":\"su\",\"networks\":\"\",\"code\":\"$letter{4}-$letter{4}\",\"issued\":\"$time\",\"not_before\":\"\",\"expires\":\"$time\",\"uses\":1\}" \
	credmint code issue alice --service su --json
python3 - "$TMP/said.out" <<'END' >"$TMP/life"
import datetime, json, sys
code = json.load(open(sys.argv[1]))
at = [datetime.datetime.fromisoformat(code[k][:-1]) for k in ("issued", "expires")]
print(int((at[1] - at[0]).total_seconds()))
END
check usual_life_is_15_minutes [ "$(cat "$TMP/life")" -eq 900 ]
ends life_of_a_day 0 credmint code issue alice --ttl 24h
ends r13_longer_life_by_force 0 credmint code issue alice --ttl 3650d --force
ends code_in_a_file 0 credmint code issue alice -o "$TMP/code"
check code_file_is_private [ "$(stat -c %a "$TMP/code")" = 600 ]

# ---- list ----
credmint code list >"$TMP/list"
check list_has_a_heading sh -c \
	"head -n 1 '$TMP/list' | grep -qE '^ID +USER +SERVICE +USES +EXPIRES +BY$'"
check list_has_a_row_a_code [ "$(wc -l <"$TMP/list")" -eq 8 ]
check list_never_has_a_code sh -c \
	"! grep -qE '$letter{4}-$letter{4}|[0-9]{4}-[0-9]{4}( |$)' '$TMP/list'"
check list_is_aligned [ "$(awk '{ print index($0, $5) }' "$TMP/list" |
	sort -u | wc -l)" -eq 1 ]
check list_is_the_same_in_a_terminal sh -c \
	"script -qec 'stty cols 20; credmint code list' /dev/null | tr -d '\\r' |
	cmp - '$TMP/list'"
check list_of_another_user_is_empty [ "$(credmint code list bob | wc -l)" -eq 1 ]
shows list_json "\{\"id\":1,\"kind\":\"issued\",\"user\":\"alice\",\"uid\":$(id -u alice),\"service\":\"\",\"networks\":\"\",\"issued\":\"$time\",\"not_before\":\"\",\"expires\":\"$time\",\"uses\":1,\"state\":\"live\",\"by\":\"$(asker)\"\}" \
	sh -c 'credmint code list --json | head -n 1'

# ---- networks and a beginning ----
shows for_networks "$letter{4}-$letter{4}" credmint code issue bob \
	--network ::ffff:10.0.0.0/104,2001:DB8::/32 --service sshd
says words_of_networks \
	"code [0-9]+ for bob, good once until $time, for sshd, from 10.0.0.0/8,2001:db8::/32"
check list_tells_networks sh -c "credmint code list bob | tail -n 1 |
	grep -qE '^[0-9]+ +bob +sshd +10.0.0.0/8,2001:db8::/32 +1 +$time +'"
check heading_of_networks sh -c "credmint code list | head -n 1 |
	grep -qxE 'ID +USER +SERVICE +NETWORKS +USES +EXPIRES +BY'"
check others_have_no_column_of_networks sh -c \
	"credmint code list alice | cmp - '$TMP/list'"
check list_json_tells_networks sh -c "credmint code list --json bob |
	grep -qF '\"networks\":\"10.0.0.0/8,2001:db8::/32\"'"
shows not_before "$letter{4}-$letter{4}" credmint code issue bob --not-before 2h --ttl 1h
says words_of_a_beginning \
	"code [0-9]+ for bob, good once from $time until $time, for any service"
check heading_of_a_beginning sh -c "credmint code list bob | head -n 1 |
	grep -qxE 'ID +USER +SERVICE +NETWORKS +USES +STARTS +EXPIRES +BY'"
at=$(date -u -d '+3 hours' +%Y-%m-%dT%H:%M:%SZ)
shows not_before_a_time ".*\"not_before\":\"$at\".*" \
	credmint code issue bob --not-before "$at" --json
python3 - "$TMP/said.out" <<'END' >"$TMP/life"
import datetime, json, sys
code = json.load(open(sys.argv[1]))
at = [datetime.datetime.fromisoformat(code[k][:-1]) for k in ("not_before", "expires")]
print(int((at[1] - at[0]).total_seconds()))
END
check life_begins_at_its_beginning [ "$(cat "$TMP/life")" -eq 900 ]
ends day_from_now 0 credmint code issue bob --not-before 23h --ttl 59m
refused r13_end_over_a_day_from_now 2 'over 24h from now' \
	credmint code issue bob --not-before 23h --ttl 61m
ends end_over_a_day_by_force 0 credmint code issue bob --not-before 30d --force
refused end_over_everything 2 'over 3650d from now' \
	credmint code issue bob --not-before 3650d --ttl 1h --force
refused beginning_that_is_past 2 '--not-before is past' \
	credmint code issue bob --not-before 2020-01-01T00:00:00Z
refused beginning_that_is_none 2 '--not-before takes' \
	credmint code issue bob --not-before tomorrow
refused network_that_is_none 2 '--network: "office" is no network' \
	credmint code issue bob --network office
refused network_of_a_host 2 'write 10.0.0.0/8 if you' \
	credmint code issue bob --network 10.1.2.3/8
refused networks_with_blanks 2 'is no network' \
	credmint code issue bob --network '10.0.0.0/8, 192.0.2.0/24'
check five_of_bob [ "$(credmint code list --json bob | wc -l)" -eq 5 ]

# ---- codes that lead to a new password ----
useradd carol
shows must_change "$letter{4}-$letter{4}" credmint code issue carol --must-change
says words_of_must_change "code [0-9]+ for carol, good 3 times until $time, for any service, and a new password must be chosen"
shows must_change_json '.*"kind":"must-change".*"uses":1\}' \
	credmint code issue carol --must-change --uses 1 --json
check list_tells_must_change sh -c "credmint code list carol | tail -n 1 |
	grep -qE '^[0-9]+ +carol +must-change +- +1 +$time +'"
check heading_of_must_change sh -c "credmint code list | head -n 1 |
	grep -qxE 'ID +USER +KIND +SERVICE +NETWORKS +USES +STARTS +EXPIRES +BY'"
check others_have_no_column_of_kinds sh -c \
	"credmint code list alice | cmp - '$TMP/list'"
check list_json_tells_must_change [ "$(credmint code list --json carol |
	grep -c '"kind":"must-change"')" -eq 2 ]
ends revoke_must_change 0 credmint code revoke --user carol

# ---- codes to enroll an authenticator with ----
useradd dave
shows enrolling "$letter{4}-$letter{4}" credmint code issue dave --enroll
says words_of_enrolling "code [0-9]+ for dave to enroll an authenticator, good 3 times until $time"
shows enrolling_json '.*"kind":"enrolling".*"uses":1\}' \
	credmint code issue dave --enroll --uses 1 --ttl 1h --json
ends enrolling_for_a_day 0 credmint code issue dave --enroll --json
python3 - "$TMP/said.out" <<'END' >"$TMP/life"
import datetime, json, sys
code = json.load(open(sys.argv[1]))
at = [datetime.datetime.fromisoformat(code[k][:-1]) for k in ("issued", "expires")]
print(int((at[1] - at[0]).total_seconds()))
END
check life_to_enroll_is_a_day [ "$(cat "$TMP/life")" -eq 86400 ]
refused enrolling_over_a_day 2 '--ttl is over 24h' \
	credmint code issue dave --enroll --ttl 25h
ends enrolling_over_a_day_by_force 0 credmint code issue dave --enroll --ttl 25h --force
refused enrolling_and_must_change 2 '--enroll and --must-change cannot both' \
	credmint code issue dave --enroll --must-change
refused enrolling_through_a_service 2 'is of no service and no network' \
	credmint code issue dave --enroll --service sshd
refused enrolling_from_a_network 2 'is of no service and no network' \
	credmint code issue dave --enroll --network 10.0.0.0/8
check list_tells_enrolling sh -c "credmint code list dave | tail -n 1 |
	grep -qE '^[0-9]+ +dave +enrolling +- +3 +$time +'"
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
check enrolling_lets_nobody_in sh -c "credmint code issue dave --enroll 2>/dev/null |
	'$BUILD/tests/hosts/drive_pam' '$TMP/pam' door dave 1 192.0.2.1 2>/dev/null |
	grep -q '^yes 0 no 1 '"
check the_log_says_why sh -c "credmint log --user dave | grep -q 'no: for enrolment'"
ends revoke_enrolling 0 credmint code revoke --user dave

# ---- revoke ----
refused revoke_nothing 2 'takes ids' credmint code revoke
refused revoke_ids_and_a_user 2 'takes ids' credmint code revoke --user bob 1
refused revoke_a_bad_name 2 'cannot be an account name' credmint code revoke --user a:b
ends revoke_user 0 credmint code revoke --user bob
says words_of_all '5 codes of bob revoked'
check none_of_bob [ "$(credmint code list --json bob | wc -l)" -eq 0 ]
check others_stay [ "$(credmint code list --json alice | wc -l)" -eq 7 ]
check each_is_logged [ "$(credmint log --user bob | grep -c ' revoked ')" -eq 5 ]
refused revoke_user_again 1 'bob has no live code' credmint code revoke --user bob
refused revoke_user_unknown 1 'nobody-here has no live code' \
	credmint code revoke --user nobody-here
credmint code issue bob >"$TMP/out" 2>"$TMP/err"
check revoke_user_json [ "$(credmint code revoke --json --user bob)" = \
	'{"user":"bob","revoked":1}' ]
ends revoked 0 credmint code revoke 1 2
check revoked_is_said [ "$(grep -c 'revoked$' "$TMP/said.err")" -eq 2 ]
check revoked_is_not_listed sh -c '! credmint code list | grep -qE "^(1|2) "'
refused revoked_twice 1 'code 1 was not live any more' credmint code revoke 1
refused revoked_unknown 1 'there is no code 999' credmint code revoke 999
ends some_were_live 1 credmint code revoke 3 1 4
check live_ones_are_revoked sh -c '! credmint code list | grep -qE "^(3|4) "'
credmint code revoke --json 1 5 >"$TMP/json"
check revoke_json [ "$(cat "$TMP/json")" = \
	'{"id":1,"revoked":false}
{"id":5,"revoked":true}' ]

# ---- a code that cannot be handed over does not live ----
before=$(live)
refused full_output 3 'No space left' sh -c \
	'credmint code issue bob >/dev/full'
refused closed_output 3 'cannot write' sh -c 'credmint code issue bob >&-'
refused existing_file 3 'exists' credmint code issue bob -o "$TMP/code"
check none_of_them_lives [ "$(live)" -eq "$before" ]
# Its process dies in the middle: said, and no file is left.
strace -f -o "$TMP/trace" -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=1 \
	credmint code issue bob -o "$TMP/half" >"$TMP/out" 2>"$TMP/err"
check killed_process_is_3 [ $? -eq 3 ]
check killed_process_was_killed grep -q 'killed by SIGKILL' "$TMP/trace"
check killed_process_is_said grep -qx \
	"credmint: the registry's process died; see the system log" "$TMP/err"
check killed_process_leaves_no_file [ ! -e "$TMP/half" ]
check killed_process_issued_nothing [ "$(live)" -eq "$before" ]
for c in 'code list' log; do
	# shellcheck disable=SC2086 # several words
	refused "$c: closed_output" 3 'cannot write' sh -c 'exec "$@" >&-' sh credmint $c
done

# ---- bad input ----
long=$(head -c 257 /dev/zero | tr '\0' a)
refused unknown_account 3 'no such account: nobody-here' credmint code issue nobody-here
for name in "$long" 'al:ice' "$(printf 'al\tice')" "$(printf 'al\nice')" 'a/b' ''; do
	refused "name_that_cannot_be: $(echo "$name" | head -c 10 | tr '\t\n' ..)" \
		2 'cannot be an account name' credmint code issue "$name"
done
refused name_with_a_hyphen 2 'cannot be an account name' credmint code issue -- -alice
refused list_of_a_bad_name 2 'cannot be an account name' credmint code list 'a:b'
refused r13_ttl_over_a_day 2 'over 24h' credmint code issue alice --ttl 25h
refused ttl_over_everything 2 '--ttl takes' credmint code issue alice --ttl 3651d --force
refused ttl_zero 2 '--ttl takes' credmint code issue alice --ttl 0
refused ttl_without_a_unit 2 '--ttl takes' credmint code issue alice --ttl 15
refused ttl_in_other_units 2 '--ttl takes' credmint code issue alice --ttl 1w
refused ttl_negative 2 '--ttl takes' credmint code issue alice --ttl -5m
refused uses_zero 2 'from 1 to 1000' credmint code issue alice --uses 0
refused uses_over_the_limit 2 'from 1 to 1000' credmint code issue alice --uses 1001
refused service_empty 2 '1 to 256 bytes' credmint code issue alice --service ''
refused service_too_long 2 '1 to 256 bytes' credmint code issue alice --service "$long"
refused service_with_a_newline 2 'control characters' credmint code issue alice \
	--service 's
d'
refused id_of_letters 2 'code list shows them' credmint code revoke 3x
refused id_zero 2 'code list shows them' credmint code revoke 0
check nothing_was_issued [ "$(live)" -eq "$before" ]
i=0
while [ $i -lt 16 ]; do
	credmint code issue bob >"$TMP/out" 2>"$TMP/err" || break
	i=$((i + 1))
done
check sixteen_codes_live [ $i -eq 16 ]
refused seventeenth_is_refused 3 '' credmint code issue bob

# ---- who may ----
nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
service="setpriv --reuid $(id -u credmint) --regid $(id -g credmint) --clear-groups"
# shellcheck disable=SC2086 # several words
{
	refused others_may_not_issue 3 'run this as root' $nobody credmint code issue alice
	refused others_may_not_list 3 'run this as root' $nobody credmint code list
	refused others_may_not_revoke 3 'run this as root' $nobody credmint code revoke 6
	refused others_may_not_read_the_log 3 'run this as root' $nobody credmint log
	ends service_user_may_list 0 $service credmint code list
}

# The code itself goes to standard output and nowhere else.
strace -f -s 100000 -o "$TMP/trace" \
	-e trace=write,writev,pwrite64,pwritev,sendto,sendmsg,execve,openat \
	credmint code issue alice --service traced >"$TMP/code2" 2>"$TMP/err"
code=$(cat "$TMP/code2")
plain=$(echo "$code" | tr -d -)
check code_is_written_once [ "$(grep -cE "$code|$plain" "$TMP/trace")" -eq 1 ]
check code_is_written_to_stdout grep -qE "write\\(1, \"$code" "$TMP/trace"
check code_is_in_no_words sh -c "! grep -qE '$code|$plain' '$TMP/err'"
check code_is_in_no_file sh -c \
	"! grep -rqaE '$code|$plain' /var/lib/credmint /etc/credmint /run/syslog"

# Root itself opens nothing in the registry's directory.
strace -ff -o "$TMP/trace" -e trace=%file credmint code list >"$TMP/out" 2>&1
parent=$(find "$TMP" -name 'trace.*' | sort -t . -k 3n | head -n 1)
check registry_was_opened sh -c "cat '$TMP'/trace.* | grep -q 'registry.db'"
check root_opens_nothing_of_it sh -c "! grep -q '/var/lib/credmint' '$parent'"

finish
