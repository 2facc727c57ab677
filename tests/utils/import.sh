#!/bin/sh
# credmint authenticator import: files that pam_oath and google-authenticator
# have written, and every form of line there is. What was used there is refused
# here, what comes next is good.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/peers/peers.inc

peers_start
useradd carol
useradd dave
printf 'deny = 0\ndeny_user = 0\ntotp_window = 20\n' \
	>/etc/credmint/credmint.conf
seed2=3132333435363738393031323334353637383931
base32_2=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR

import() {
	credmint authenticator import "$@"
}
# oath LINE...: these are /etc/users.oath
oath() {
	printf '%b\n' "$@" >/etc/users.oath
	chmod 600 /etc/users.oath
}
# good USER CODE, spent USER CODE
good() {
	equals "$1" SUCCESS "$(echo "$3" | verdict credmint "$2")"
}
spent() {
	equals "$1" AUTH_ERR "$(echo "$3" | verdict credmint "$2")"
}
says() {
	check "$1" grep -qE "$2" "$TMP/said.err"
}
# none: nobody has anything
none() {
	runuser -u credmint -- sqlite3 /var/lib/credmint/registry.db \
		'DELETE FROM authenticator; DELETE FROM recovery;'
}
# keys N: carol has so many lines
keys() {
	seq -f "HOTP carol - ${seed}0%g" "$1"
}
# has USER: label, type, digits, step, counter, a line each
has() {
	credmint authenticator list --json "$1" | python3 -c '
import json, sys
for line in sys.stdin:
    a = json.loads(line)
    print(a["label"], a["type"], a["digits"], a.get("step", "-"),
          a.get("counter", "-"), a.get("drift", "-"))'
}

# ---- written by the modules themselves ----
oath "HOTP alice - $seed" "HOTP/T30 bob - $seed2"
code=$(oathtool --totp $seed2)
equals pam_oath_takes_alices SUCCESS \
	"$(oathtool -c 7 $seed | verdict oath alice)"
equals pam_oath_takes_bobs SUCCESS "$(echo "$code" | verdict oath bob)"
check it_wrote_a_last_code_and_time grep -qE '	7	[0-9]{6}	[0-9T:-]+L$' /etc/users.oath
cp -p /etc/users.oath "$TMP/before"
ends dry_run 0 import --dry-run /etc/users.oath
says dry_run_says_what_would_be 'authenticators: 2 to be taken$'
check dry_run_takes_nothing [ -z "$(has alice)" ]
ends import_oath 0 import /etc/users.oath
says import_says_what_was 'authenticators: 2 taken$'
equals hotp_goes_on_behind_the_last "pam_oath hotp 6 - 8 -" "$(has alice)"
spent hotp_last_one_is_spent alice "$(oathtool -c 7 $seed)"
good hotp_next_one_is_good alice "$(oathtool -c 8 $seed)"
spent totp_last_one_is_spent bob "$code"
good totp_next_one_is_good bob "$(oathtool --totp --now=now+30seconds $seed2)"
check the_file_is_as_it_was cmp /etc/users.oath "$TMP/before"
has alice >"$TMP/has"
ends import_again 0 import /etc/users.oath
says import_again_says_so 'authenticators: 0 taken, 2 already there$'
equals import_again_changes_nothing "$(cat "$TMP/has")" "$(has alice)"
equals pam_oath_goes_on SUCCESS "$(oathtool -c 20 $seed | verdict oath alice)"
ends import_behind 0 import /etc/users.oath
says import_behind_says_what_to_do 'users.oath:1: it is there already, and was used elsewhere since: .* remove authenticator 1 and import it again'
check the_log_tells sh -c "credmint log --user alice | grep -qE ' import +authenticator +1 '"

# pam_google_authenticator's own, of each kind.
own=/home/alice/.google_authenticator
stack_of g google_authenticator
# make OPTION...
make_own() {
	none
	runuser -u alice -- google-authenticator "$@" -f -q -Q NONE -u \
		--no-confirm -s $own
	scratch=$(tail -n 1 $own)
	other=$(tail -n 2 $own | head -n 1)
}
app() {
	head -n 1 $own | oathtool -b "$@" -
}
not() {
	! "$@"
}
for reuse in -d -D; do
	make_own -t $reuse -w 3
	code=$(app --totp)
	equals "google${reuse}_takes_a_code" SUCCESS "$(echo "$code" | verdict g alice)"
	equals "google${reuse}_takes_a_scratch_code" SUCCESS "$(echo "$scratch" | verdict g alice)"
	cp -p $own "$TMP/own"
	ends "import_google$reuse" 0 import --user alice $own
	cp "$TMP/said.err" "$TMP/google.err"
	says "import_google${reuse}_says" 'authenticators: 1 taken$'
	says "import_google${reuse}_says_codes" 'recovery codes:  4 taken$'
	ends "import_google${reuse}_tried" 0 import --dry-run --user alice $own
	says "import_google${reuse}_tried_says" 'recovery codes:  0 to be taken, 4 already there$'
	says "import_google${reuse}_window" 'WINDOW_SIZE is not carried over: totp_window'
	spent "google${reuse}_last_is_spent" alice "$code"
	if [ $reuse = -d ]; then
		good "google${reuse}_next_is_good" alice "$(app --totp --now=now+30seconds)"
		check "google${reuse}_says_of_no_wait" not grep -q 'shown before' "$TMP/google.err"
	else
		spent "google${reuse}_next_may_have_been_used" alice "$(app --totp --now=now+30seconds)"
		good "google${reuse}_the_one_behind_is_good" alice "$(app --totp --now=now+60seconds)"
	fi
	spent "google${reuse}_used_scratch_is_spent" alice "$scratch"
	good "google${reuse}_other_scratch_is_good" alice "$other"
	spent "google${reuse}_but_once" alice "$other"
	ends "import_google${reuse}_again" 0 import --user alice $own
	says "import_google${reuse}_again_says" 'recovery codes:  0 taken, 4 already there$'
	spent "google${reuse}_used_ones_stay_used" alice "$other"
	check "google${reuse}_file_is_as_it_was" cmp $own "$TMP/own"
done
# What was good there, ahead of its clock, is not good here once more: the file
# does not tell of it. As wide as its window is.
for window in 3:1 4:2 17:8; do
	ahead=${window#*:}
	window=${window%:*}
	make_own -t -D -w "$window"
	now=$(date +%s)
	then=$((now + ahead * 30))
	code=$(app --totp --now="@$then")
	equals "ahead_in_$window: google_takes_it" SUCCESS "$(echo "$code" | verdict g alice)"
	ends "ahead_in_$window: dry_run" 0 import --dry-run --user alice $own
	says "ahead_in_$window: dry_run_says_it_too" "$own:1: codes that are shown before 20[0-9T:-]*Z are refused"
	ends "ahead_in_$window: import" 0 import --user alice $own
	says "ahead_in_$window: says_until_when" \
		"$own:1: codes that are shown before $(date -u -d "@$(((then / 30 + 1) * 30))" +%FT%TZ) are refused, because they may have been used already\$"
	spent "ahead_in_$window: it_is_spent" alice "$code"
	good "ahead_in_$window: the_next_is_good" alice "$(app --totp --now="@$((then + 30))")"
done
# Without a window it is one of 3.
make_own -t -D -w 3
sed -i /WINDOW_SIZE/d $own
code=$(app --totp --now=now+30seconds)
equals ahead_of_no_window_google_takes_it SUCCESS "$(echo "$code" | verdict g alice)"
ends ahead_of_no_window 0 import --user alice $own
spent ahead_of_no_window_it_is_spent alice "$code"
good ahead_of_no_window_the_next_is_good alice "$(app --totp --now=now+60seconds)"
# The code by which it finds out that a clock is off is in no list.
make_own -t -d -w 3
step=$(($(date +%s) / 30))
printf '" RESETTING_TIME_SKEW %s %s\n" DISALLOW_REUSE %s\n' \
	$((step - 2))+10 $((step - 1))+10 $((step - 500)) >"$TMP/resetting"
sed -i "/DISALLOW_REUSE/{r $TMP/resetting
d}" $own
code=$(app --totp --now=now+300seconds)
equals skew_google_takes_it SUCCESS "$(echo "$code" | verdict g alice)"
check skew_it_is_in_no_list grep -qx "\" DISALLOW_REUSE $((step - 500))" $own
ends skew_import 0 import --user alice $own
spent skew_it_is_spent alice "$code"
good skew_the_next_is_good alice "$(app --totp --now=now+330seconds)"
make_own -c -w 17
equals google_hotp_takes_a_code SUCCESS "$(app --hotp -c 3 | verdict g alice)"
ends import_google_hotp 0 import -f google --user alice $own
equals google_counter_is_the_next "google-authenticator hotp 6 - 4 -" "$(has alice)"
spent google_hotp_last_is_spent alice "$(app --hotp -c 3)"
good google_hotp_next_is_good alice "$(app --hotp -c 4)"

# ---- each type of pam_oath's ----
n=0
for type in HOTP HOTP/E HOTP/E/6 HOTP/E/7 HOTP/E/8 HOTP/T30 HOTP/T30/6 \
	HOTP/T30/7 HOTP/T30/8 HOTP/T60 HOTP/T60/6 HOTP/T60/7 HOTP/T60/8; do
	none
	oath "$type carol - $seed 5"
	ends "type $type" 0 import /etc/users.oath
	case $type in */[678]) digits=${type##*/} ;; *) digits=6 ;; esac
	case $type in
	*/T30*) kind='totp' step=30 counter=- drift=0 ;;
	*/T60*) kind='totp' step=60 counter=- drift=0 ;;
	*) kind='hotp' step=- counter=5 drift=- ;;
	esac
	equals "type $type: as it is" \
		"pam_oath $kind $digits $step $counter $drift" "$(has carol)"
	case $kind in
	hotp) code=$(oathtool -c 5 -d "$digits" $seed) ;;
	*) code=$(oathtool --totp -s $step -d "$digits" --now="now+${step}seconds" $seed) ;;
	esac
	good "type $type: its code is good" carol "$code"
	n=$((n + 1))
done
check all_types [ $n -eq 13 ]
none
oath "HOTP/T30 carol - $seed"
import /etc/users.oath 2>"$TMP/err"
spent totp_without_a_last_step_begins_behind_now carol "$(oathtool --totp $seed)"

# ---- LAST_OTP and LAST_TIME ----
# last NAME STEPS_AGO OTP_STEPS_AGO: a line as of then
last() {
	none
	now=$(date +%s)
	then=$((now - $2 * 30))
	used=$(oathtool --totp --now="@$((now - $3 * 30))" $seed)
	oath "HOTP/T30 dave - $seed 0 $used $(date -d "@$then" +%Y-%m-%dT%H:%M:%SL)"
	ends "$1" 0 import /etc/users.oath
}
at() {
	oathtool --totp --now="@$((now - $1 * 30))" $seed
}
last last_of_a_step_before_its_time 4 6
spent a_step_before_it dave "$(at 7)"
spent the_very_step dave "$(at 6)"
good the_step_behind_it dave "$(at 5)"
last last_of_a_step_behind_its_time 10 3
spent its_time_is_not_it dave "$(at 4)"
good the_step_behind_its_code dave "$(at 2)"
none
now=$(date +%s)
oath "HOTP/T30 dave - $seed 0 000000 $(date -d "@$((now - 30))" +%Y-%m-%dT%H:%M:%SL)"
ends last_that_is_not_found 0 import /etc/users.oath
spent nothing_up_to_the_window dave "$(at -19)"
ends last_in_another_zone 0 env TZ=Asia/Tokyo credmint authenticator import /etc/users.oath
last last_long_ago 100000 100000
good all_since_then_is_good dave "$(at 3)"
refused_line() {
	refused_name=$1
	refused_text=$2
	shift 2
	oath "$@"
	ends "$refused_name" 3 import /etc/users.oath
	says "$refused_name: says" "^credmint: /etc/users.oath:[0-9]+: $refused_text"
	check "$refused_name: two_lines" [ "$(wc -l <"$TMP/said.err")" -eq 2 ]
	says "$refused_name: nothing" 'cannot be taken, and nothing is imported; mend'
	check "$refused_name: no_line_is_shown" sh -c \
		"! grep -E '313233|ABCDEF|sesame' '$TMP/said.err'"
}
none
refused_line last_in_the_future 'the time in the seventh column is ahead' \
	"HOTP/T30 dave - $seed 0 123456 2099-01-01T00:00:00L"
refused_line last_that_is_no_time 'the time in the seventh column is none' \
	"HOTP/T30 dave - $seed 0 123456 2026-13-01T00:00:00L"
refused_line time_with_more 'the time in the seventh column is none' \
	"HOTP/T30 dave - $seed 0 123456 2026-01-01T00:00:00LX"

# ---- lines that are wrong ----
refused_line type_unknown 'it begins with no type' "HOTP/T45 carol - $seed"
refused_line type_with_more 'it begins with no type' "HOTP/T30x carol - $seed"
refused_line type_of_9_digits 'it begins with no type' "HOTP/E/9 carol - $seed"
refused_line type_of_plain_digits 'it begins with no type' "HOTP/8 carol - $seed"
refused_line no_key 'a column is missing' 'HOTP carol -'
refused_line no_password_column 'a column is missing' "HOTP carol $seed"
refused_line password_and_key_swapped 'the fourth column is no key' "HOTP carol $seed -"
refused_line odd_key 'the fourth column is no key' "HOTP carol - ${seed}3"
refused_line short_key 'the key in the fourth column has 9 bytes' 'HOTP carol - 313233343536373839'
refused_line key_of_one_byte 'the key in the fourth column has 1 bytes' 'HOTP carol - 00'
refused_line long_key 'the key in the fourth column has 1025 bytes' \
	"HOTP carol - $(printf %02050d 0)"
refused_line counter_that_is_none 'the counter in the fifth column' "HOTP carol - $seed 1x"
refused_line counter_below_zero 'the counter in the fifth column' "HOTP carol - $seed -1"
refused_line counter_beyond 'the counter in the fifth column' "HOTP carol - $seed 9223372036854775807"
refused_line counter_far_beyond 'the counter in the fifth column' "HOTP carol - $seed 99999999999999999999"
refused_line eight_columns 'there are more than seven columns' \
	"HOTP carol - $seed 0 123456 2026-01-01T00:00:00L x"
refused_line nobody 'there is no account' "HOTP nobody-here - $seed"
refused_line name_that_is_none 'there is no account' "HOTP a:b - $seed"
refused_line long_name 'there is no account' "HOTP $(printf %0300d 1) - $seed"
refused_line with_a_nul 'there is a NUL byte' "HOTP carol - $seed\\0000 5"
refused_line line_of_64_kib 'it is too long' "HOTP carol - $seed $(printf %065536d 1)"
refused_line a_password 'a password goes with its codes' "HOTP carol sesame $seed"
refused_line a_plus 'a password goes with its codes' "HOTP carol + $seed"
refused_line nine_of_a_user 'an account has 8 authenticators' \
	"$(keys 9)"
refused_line one_seed_two_types 'the secret is that of line 1, with another type' \
	"HOTP carol - $seed" "HOTP/T30 carol - $seed"
# What a person has written behind a line is none of its columns.
refused_line a_remark 'the sixth column is no code of 6 digits' "HOTP carol - $seed 5 # mine"
refused_line a_remark_of_totp 'the sixth column is no code of 6 digits' "HOTP/T30 carol - $seed 5 # mine"
refused_line last_of_other_digits 'the sixth column is no code of 6 digits' "HOTP carol - $seed 5 12345678"
refused_line last_of_unicode 'the sixth column is no code of 8 digits' "HOTP/E/8 carol - $seed 5 １２３４５６７８"
refused_line time_that_is_none 'the time in the seventh column is none' "HOTP carol - $seed 5 123456 yesterday"
check nothing_was_taken [ -z "$(credmint authenticator list --json)" ]
# A code without its time may be one of those ahead.
now=$(date +%s)
oath "HOTP/T30 carol - $seed 0 $(at -15)"
ends last_without_a_time 0 import /etc/users.oath
spent last_without_a_time_is_spent carol "$(at -15)"
none
# As one kind it is there, and comes as another: neither is the other.
oath "HOTP carol - $seed 5"
ends as_hotp 0 import /etc/users.oath
for type in HOTP/T30 HOTP/T60 HOTP/E/8; do
	refused_line "there_as_hotp_and_now_$type" \
		'carol has this secret already, as authenticator [0-9]+ of another kind: hotp, sha1, 6 digits; remove that one, or leave this one out' \
		"$type carol - $seed"
done
equals as_hotp_it_stays "pam_oath hotp 6 - 5 -" "$(has carol)"
credmint authenticator remove carol "$(credmint authenticator list --json carol |
	sed 's/.*"id":\([0-9]*\),.*/\1/')" 2>"$TMP/err"
oath "HOTP/T30 carol - $seed"
ends once_that_is_removed 0 import /etc/users.oath
equals once_that_is_removed_it_is_totp "pam_oath totp 6 30 - 0" "$(has carol)"
good once_that_is_removed_its_code_is_good carol "$(oathtool --totp --now=now+30seconds $seed)"
none
oath "HOTP carol sesame $seed 4" "HOTP carol + $seed2 5"
check nothing_was_imported [ -z "$(credmint authenticator list --json)" ]
ends without_passwords_takes_them 0 import --without-passwords /etc/users.oath
says without_passwords_says_so '2 of the lines had a password, which is asked for no more'
check without_passwords_shows_none sh -c "! grep sesame '$TMP/said.err'"
equals without_passwords_they_are_there 2 "$(has carol | wc -l)"

# ---- lines that are right, however they look ----
none
printf '# HOTP carol - %s\n\n   \t\n  HOTP\tcarol  -\t%s  9\r\n#\nHOTP/E/8 dave - %s' \
	$seed "$(echo ${seed2}ab | tr a-f A-F)" $seed >/etc/users.oath
ends comments_blanks_crlf_and_no_newline 0 import /etc/users.oath
says comments_are_counted 'other lines:     0 of other users, 4 comments or blank$'
equals carols_is_there "pam_oath hotp 6 - 9 -" "$(has carol)"
equals daves_is_there "pam_oath hotp 8 - 0 -" "$(has dave)"
good key_in_upper_case carol "$(oathtool -c 9 ${seed2}ab)"
none
oath "HOTP carol - $seed 3" "HOTP dave - $seed 1" "HOTP carol - $seed 11" "HOTP carol - $seed 5"
ends one_seed_thrice 0 import /etc/users.oath
says one_seed_is_said 'users.oath:3: the same authenticator as in line 1; it is taken once, with the higher counter'
says one_seed_is_counted 'authenticators: 2 taken, 2 twice in the file$'
equals one_seed_has_the_higher_counter "pam_oath hotp 6 - 11 -" "$(has carol)"
equals anothers_stays_as_it_is "pam_oath hotp 6 - 1 -" "$(has dave)"
none
oath "HOTP carol - $seed" "HOTP/T45 carol - $seed2" "HOTP nobody-here - $seed" \
	"HOTP dave - $seed2 3"
ends keep_going 3 import --keep-going /etc/users.oath
says keep_going_says_each 'users.oath:2: it begins with no type'
says keep_going_counts 'authenticators: 2 taken, 2 refused$'
equals keep_going_takes_what_is_right "pam_oath hotp 6 - 3 -" "$(has dave)"
none
oath "HOTP carol - $seed" "HOTP dave - $seed2 3" "HOTP carol sesame zz"
ends one_user_of_many 0 import --user dave /etc/users.oath
says one_user_says_of_others 'other lines:     2 of other users, 0 comments'
check one_user_alone [ -z "$(has carol)" -a -n "$(has dave)" ]
oath "HOTP carol - $seed" "HOTP root - $seed2 3"
ends one_user_who_is_root 0 import --user root /etc/users.oath
says root_says_of_others 'other lines:     1 of other users, 0 comments'
ends none_of_alice 3 import --user alice /etc/users.oath
says none_of_alice_is_said 'has no authenticator of alice$'
oath '# nothing'
ends nothing_in_it 3 import /etc/users.oath
says nothing_is_said 'users.oath has no authenticator$'
none
oath "$(keys 8)"
ends eight 0 import /etc/users.oath
equals eight_are_there 8 "$(has carol | wc -l)"
equals each_has_a_name "pam_oath 8 hotp 6 - 0 -" "$(has carol | tail -n 1)"
ends eight_again 0 import /etc/users.oath
oath "HOTP carol - $seed"
ends nine_with_those_there_are 3 import /etc/users.oath
says nine_are_said 'users.oath:1: carol has or would have more than 8 authenticators'
shows json "\{\"line\":1,\"user\":\"dave\",\"what\":\"authenticator\",\"outcome\":\"new\"\}" \
	sh -c "printf 'HOTP dave - $seed\n' >/etc/users.oath; credmint authenticator import --json --dry-run /etc/users.oath"

# ---- google-authenticator's options ----
# google LINE...: alice's file
google() {
	printf '%b\n' "$@" >$own.new
	chown alice: $own.new
	chmod 600 $own.new
	mv -f $own.new $own
}
# refused_google NAME LINE TEXT LINES...
refused_google() {
	google_name=$1
	google_line=$2
	google_text=$3
	shift 3
	google "$@"
	ends "$google_name" 3 import -f google --user alice $own
	says "$google_name: says" "^credmint: $own:$google_line: $google_text"
	check "$google_name: it_is_one_line" \
		[ "$(grep -c "^credmint: $own:" "$TMP/said.err")" -eq 1 ]
	says "$google_name: counts_one" "^credmint: 1 line of $own cannot be taken"
	check "$google_name: no_secret" sh -c "! grep -E 'GEZD|1234567' '$TMP/said.err'"
}
now=$(($(date +%s) / 30))
none
google $base32 '" RATE_LIMIT 3 30 1795284303' '" WINDOW_SIZE 17' \
	"\" DISALLOW_REUSE $((now - 4)) $((now - 2)) $((now - 3))" '" TOTP_AUTH' \
	'" TIME_SKEW -3' '" RESETTING_TIME_SKEW 59842810-1 59842811-1' \
	'" LAST0 192.0.2.1 1795284303' '# of mine' '' 12345678 87654321 12345678
ends google_options 0 import --user alice $own
says options_codes 'recovery codes:  2 taken, 1 twice in the file$'
for option in WINDOW_SIZE RATE_LIMIT RESETTING_TIME_SKEW LAST0; do
	says "says_of_$option" "$option.* not carried over: .*credmint.conf"
done
equals skew_is_drift "google-authenticator totp 6 30 - -3" "$(has alice)"
at() {
	echo $base32 | oathtool -b --totp --now="@$(((now + $1) * 30))" -
}
spent the_highest_used_step alice "$(at -2)"
good the_step_behind alice "$(at -1)"
none
google "$(echo $base32_2 | tr '[:upper:]' '[:lower:]' | sed 's/..../& /g')" '" TOTP_AUTH' '" STEP_SIZE 60\r'
ends secret_as_people_write_it 0 import -f google --user alice $own
equals step_size "google-authenticator totp 6 60 - 0" "$(has alice)"
says no_reuse_is_said 'there is no DISALLOW_REUSE: with credmint each code is good once'
none
google $base32 '" HOTP_COUNTER 12' '" TOTP_AUTH'
ends both 0 import --user alice $own
says both_is_said 'TOTP_AUTH is there beside HOTP_COUNTER: '
equals both_counts "google-authenticator hotp 6 - 12 -" "$(has alice)"
none
refused_google secret_with_a_zero 1 'the first line is no secret: base32 has no 0, 1, 8 or 9' GEZDGNBVGY3TQOJ0 '" TOTP_AUTH'
refused_google short_secret 1 'the secret has 5 bytes' GEZDGNBV '" TOTP_AUTH'
refused_google empty_first_line 1 'the first line is no secret: the base32 text is empty' '' '" TOTP_AUTH'
mark=$(printf '\357\273\277')
google "$mark$base32" '" TOTP_AUTH'
refused google_with_a_mark 3 "$own begins with a byte order mark, with which neither tool can read it; remove its first three bytes" \
	credmint authenticator import --user alice $own
equals google_cannot_read_it_either AUTH_ERR "$(oathtool -b --totp $base32 | verdict g alice)"
oath "${mark}HOTP carol - $seed"
refused oath_with_a_mark 3 '/etc/users.oath begins with a byte order mark' \
	credmint authenticator import --keep-going /etc/users.oath
refused_google neither 2 'there is neither TOTP_AUTH nor HOTP_COUNTER' $base32 '" WINDOW_SIZE 3'
refused_google unknown_option 3 'it is no option that is known' $base32 '" TOTP_AUTH' '" EMAIL x'
refused_google no_space 2 'behind the quote of an option comes a space' $base32 '"TOTP_AUTH' '" TOTP_AUTH'
refused_google twice 3 'HOTP_COUNTER is there twice' $base32 '" HOTP_COUNTER 2' '" HOTP_COUNTER 9'
refused_google step_of_61 3 'what stands behind STEP_SIZE' $base32 '" TOTP_AUTH' '" STEP_SIZE 61'
refused_google step_of_0 3 'what stands behind STEP_SIZE' $base32 '" TOTP_AUTH' '" STEP_SIZE 0'
refused_google window_of_0 3 'what stands behind WINDOW_SIZE' $base32 '" TOTP_AUTH' '" WINDOW_SIZE 0'
refused_google counter_0 2 'what stands behind HOTP_COUNTER' $base32 '" HOTP_COUNTER 0'
refused_google counter_far 2 'what stands behind HOTP_COUNTER' $base32 '" HOTP_COUNTER 9223372036854775807'
refused_google skew_far 3 'what stands behind TIME_SKEW' $base32 '" TOTP_AUTH' '" TIME_SKEW 1000001'
refused_google used_far 3 'a step of DISALLOW_REUSE is more than a day ahead' $base32 '" TOTP_AUTH' '" DISALLOW_REUSE 99999999999'
refused_google used_no_number 2 'what stands behind DISALLOW_REUSE' $base32 '" DISALLOW_REUSE x' '" TOTP_AUTH'
refused_google short_code 3 'it is neither an option nor a scratch code' $base32 '" TOTP_AUTH' 1234567
refused_google code_with_a_zero 3 'it is neither an option nor a scratch code' $base32 '" TOTP_AUTH' 01234567
refused_google code_of_unicode 3 'it is neither an option nor a scratch code' $base32 '" TOTP_AUTH' １２３４５６７８
refused_google nul_in_it 3 'there is a NUL byte' $base32 '" TOTP_AUTH' '1234\0000678'
check nothing_of_alice [ -z "$(has alice)" ]
ends google_keep_going 3 import --keep-going -f google --user alice $own
says google_keep_going_says 'authenticators: 1 taken$'
refused google_without_a_user 2 'give --user' credmint authenticator import -f google $own
refused google_told_without_a_user 3 "$own belongs to uid" credmint authenticator import $own
refused google_with_passwords 2 'is of -f oath' credmint authenticator import \
	--without-passwords --user alice $own
finish
