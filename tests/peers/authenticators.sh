#!/bin/sh
# What the peers were seen to do wrong with codes that an app or a sheet of
# paper shows, done to them and to credmint alike; and what advisories ask of
# authenticators. defects.sh does it with issued codes.
#
# credmint's outcome is asserted, a peer's is shown, as there.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
clock_is 0
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
rounds=${ROUNDS:-5}
db=/var/lib/credmint/registry.db
conf=/etc/credmint/credmint.conf
refusal=$(printf '%s\n' 'ask One-time code: ' 'auth PAM_AUTH_ERR' 'left 0')
printf 'deny = 0\ndeny_user = 0\n' >$conf

. tests/peers/authenticators.inc

# Row 1: one code of an app, or of a sheet, in 8 sessions at once.
# race WHAT SERVICE
race() {
	once=0
	more=0
	round=0
	while [ $round -lt "$rounds" ]; do
		round=$((round + 1))
		case $1 in
		totp)
			clock_is $((round * 30))
			code=$(totp)
			;;
		hotp) code=$(hotp $round) ;;
		sheet) code=$(paper $round) ;;
		*)
			enrol_google
			code=10000000
			;;
		esac
		said=$(echo "$code" | "$BUILD/tests/hosts/drive_pam" -p \
			"$TMP/pam" "$2" alice 8 spread 2>/dev/null)
		yes=${said#yes }
		yes=${yes%% *}
		[ "$yes" != 1 ] || once=$((once + 1))
		[ "$yes" -le 1 ] || more=$((more + 1))
	done
	clock_is 0
	keep "$1" "$2" "$once once, $more more"
}
anew
race totp credmint
anew type=hotp
race hotp credmint
sheet "$rounds"
race sheet credmint
for kind in totp hotp sheet; do
	equals "row_1_one_${kind}_code_in_eight_sessions_is_one_yes" \
		"$rounds once, 0 more" "$(kept $kind credmint)"
done
equals row_1_the_sheet_is_used_up 0 "$(credmint recovery count alice 2>/dev/null)"
peers_totp DISALLOW_REUSE
race totp oath
race totp google
race scratch google
row "1 one TOTP code, 8 logins, $rounds rounds" "$(kept totp credmint)" \
	"$(kept totp oath)" "$(kept totp google)"
row '1 one code of a sheet' "$(kept sheet credmint)" - "$(kept scratch google)"

# Row 2: a code, another half an hour later, the clock set back, the first one.
replay() {
	clock_is 0
	first=$(totp)
	tried "$first" "$1"
	clock_is 1800
	tried "$(totp)" "$1"
	clock_is 0
	tried "$first" "$1"
}
anew
peers_totp DISALLOW_REUSE 'RATE_LIMIT 3 30'
for service in credmint oath google; do
	# shellcheck disable=SC2046 # three words
	set -- $(replay $service)
	equals "row_2_${service}_took_each_code_once" 'SUCCESS SUCCESS' "$1 $2"
	keep replay $service "$3"
done
equals row_2_clock_set_back_revives_no_used_totp_code AUTH_ERR \
	"$(kept replay credmint)"
equals row_2_nor_any_between_the_two AUTH_ERR "$(tried "$(totp 30)")"
clock_is 1830
equals row_2_the_one_after_both_is_good SUCCESS "$(tried "$(totp)")"
clock_is 0
row '2 used TOTP code, clock set back' "$(kept replay credmint)" \
	"$(kept replay oath)" "$(kept replay google)"

# Row 3: three used codes one after the other, ten hours later; what learns the
# drift of a clock took the third. So with codes that nobody used.
anew
peers_totp DISALLOW_REUSE 'RATE_LIMIT 3 30'
now=$(date +%s)
# three SERVICE LATER SECOND...: codes of the seconds from now, as late.
three() {
	three_of=$1
	three_late=$2
	shift 2
	three_said=
	for at; do
		clock_is $((three_late + at))
		three_said="$three_said $(tried "$(oathtool --totp -N \
			"@$((now + at))" "$seed")" "$three_of")"
	done
	clock_is 0
}
three google 0 0 30 60
google=$three_said
three google 36000 0 30 60
google_replayed=$three_said
check "row_3_google_answered$google" \
	expr "$google" : '.*SUCCESS.*SUCCESS.*SUCCESS'
three credmint 0 0 30 60
equals row_3_three_codes_are_good ' SUCCESS SUCCESS SUCCESS' "$three_said"
drift=$(json_field drift)
check "row_3_drift_is_$drift" [ "$drift" -ge -1 -a "$drift" -le 1 ]
three credmint 36000 0 30 60
equals row_3_used_codes_ten_hours_later_are_refused \
	' AUTH_ERR AUTH_ERR AUTH_ERR' "$three_said"
three credmint 36000 300 330 360
equals row_3_unused_ones_ten_hours_later_too \
	' AUTH_ERR AUTH_ERR AUTH_ERR' "$three_said"
equals row_3_drift_is_unmoved "$drift" "$(json_field drift)"
clock_is 36000
equals row_3_the_code_of_then_is_good SUCCESS "$(tried "$(totp)")"
clock_is 0
row '3 three used TOTP codes, 10 h later' 'all refused' - \
	"3rd:${google_replayed##* }"

# Row 4: killed as it writes or waits for the disk; that code is good once at
# most, and the next one always is.
# killed CALL CODE NEXT
killed() {
	n=0
	while n=$((n + 1)) && [ $n -lt 50 ]; do
		"$1"
		echo "$code" | strace -f -qq -o "$TMP/trace" -P $db -P $db-wal \
			-e "inject=$2:signal=SIGKILL:when=$n" \
			"$D" "$TMP/pam" credmint alice >"$TMP/said" 2>&1
		grep -q 'killed by SIGKILL' "$TMP/trace" || return
		kills=$((kills + 1))
		said="$(grep -c 'auth PAM_SUCCESS' "$TMP/said") $(twice "$code")"
		case $said in
		'1 AUTH_ERR AUTH_ERR') told=$((told + 1)) ;;
		'0 SUCCESS AUTH_ERR' | '0 AUTH_ERR AUTH_ERR') ;;
		*) odd="$odd $1:$2:$n: $said;" ;;
		esac
		[ "$(tried "$after")" = SUCCESS ] ||
			odd="$odd $1:$2:$n: and the next refused;"
	done
}
next_totp() {
	clock_is $((kills * 60))
	code=$(totp)
	after=$(totp 30)
}
next_hotp() {
	code=$(hotp $((2 * kills)))
	after=$(hotp $((2 * kills + 1)))
}
next_sheet() {
	sheet 2
	code=$(paper 1)
	after=$(paper 2)
}
for kind in totp hotp sheet; do
	odd=
	kills=0
	told=0
	[ $kind = sheet ] || anew type=$kind
	for call in pwrite64 fdatasync; do
		killed next_$kind $call
	done
	equals "row_4_a_killed_login_spends_its_${kind}_code_once_at_most" '' \
		"$odd"
	check "row_4_${kind}_was_killed_${kills}_times_${told}_after_its_yes" \
		[ $kills -ge 3 -a $told -lt $kills ]
done
clock_is 0
rm $conf

# Row 5: what a stranger sees of one with an app, a device and a sheet, of one
# with nothing, one who had some, one who is locked, and nobody.
fresh_registry
useradd carol
useradd dave
anew
own=$(printf 'another secret of hers' | base32 | tr -d =)
enrol_credmint alice type=hotp
own=
sheet 10
mark_enrolled carol
enrol_credmint dave
for _ in 1 2 3 4 5; do
	echo 000000 | verdict credmint dave 192.0.2.7 >/dev/null
done
for answer in 000000 00000000 BBBB-BBBB BBBB-BBBB-BBBB hello ''; do
	for user in alice bob carol dave root nobody-here; do
		equals "row_5_${user}_and_'$answer'_is_seen_as_all_are" "$refusal" \
			"$(echo "$answer" | "$D" "$TMP/pam" credmint $user \
				192.0.2.7 2>&1)"
	done
done
equals row_5_who_is_locked_is_not_told_that_a_code_is_right "$refusal" \
	"$(totp | "$D" "$TMP/pam" credmint dave 192.0.2.7 2>&1)"
equals keycloak_71_and_it_is_not_spent SUCCESS \
	"$(tried "$(totp)" credmint dave)"
printf 'deny = 0\ndeny_user = 0\n' >$conf
google_seen=
for user in alice bob; do
	google_seen="$google_seen $(echo 000000 | verdict google $user)"
done
oath_seen=
for user in alice bob; do
	oath_seen="$oath_seen $(echo 000000 | verdict oath $user)"
done
row '5 enrolled, not enrolled' alike "$oath_seen" "$google_seen"

# Row 6 is one of files: defects.sh. Row 7: keys of a length that was not
# thought of.
key_33=${seed}30313233343536373839303132
for bytes in 10 33 64 1024; do
	hex=$(printf "%0$((2 * bytes))d" 0 | sed "s/00/3$((bytes % 10))/g")
	own=$(printf '%s' "$hex" | basenc --base16 -d | base32 -w 0 | tr -d =)
	credmint authenticator remove --all alice 2>/dev/null
	enrol_credmint alice
	equals "row_7_a_key_of_${bytes}_bytes_is_good_once" 'SUCCESS AUTH_ERR' \
		"$(twice "$(oathtool --totp -N "@$(date +%s)" "$hex")")"
done
own=
printf 'HOTP/T30 alice - %s\n' "$key_33" >/etc/users.oath
code=$(oathtool --totp -N "@$(date +%s)" "$key_33")
oath=$(tried "$code" oath)
credmint authenticator remove --all alice 2>/dev/null
check row_7_its_file_is_imported credmint authenticator import /etc/users.oath
# What was shown by then may have been used.
equals row_7_what_it_refused_is_good_once 'SUCCESS AUTH_ERR' "$(twice \
	"$(oathtool --totp -N "@$(($(date +%s) + 30))" "$key_33")")"
row '7 a key of 33 bytes' good "$oath" -

# Row 2, moved in between: what a peer had used stays used.
credmint authenticator remove --all alice 2>/dev/null
peers_totp
first=$(totp)
clock_is 1800
later=$(totp)
clock_is 0
oath=$(tried "$first" oath)
clock_is 1800
equals row_2_the_peer_took_both 'SUCCESS SUCCESS' \
	"$oath $(tried "$later" oath)"
check row_2_its_file_is_imported credmint authenticator import /etc/users.oath
equals row_2_its_last_code_is_refused_after_an_import AUTH_ERR \
	"$(tried "$later")"
clock_is 0
equals row_2_and_the_first_with_the_clock_set_back AUTH_ERR "$(tried "$first")"

# Without an option said, a code is good once.
anew
peers_totp
credmint_again=$(twice "$(totp)")
equals ga_130_one_code_twice_is_refused_by_default 'SUCCESS AUTH_ERR' \
	"$credmint_again"
oath_again=$(twice "$(totp)" oath)
row 'GA 130 the same code again' "$credmint_again" "$oath_again" \
	"$(twice "$(totp)" google)"

# A sheet that is used up is not "none", and its codes stay used.
sheet 2
used=$(paper 1)
equals used_up_first_line 'SUCCESS AUTH_ERR' "$(twice "$used")"
equals used_up_last_line 'SUCCESS AUTH_ERR' "$(twice "$(paper 2)")"
stack nullok 'auth [success=1 ignore=1 default=die] pam_credmint.so nullok' \
	'auth requisite pam_deny.so' 'auth required pam_permit.so'
credmint authenticator remove alice "$id" 2>/dev/null
for code in "$used" "$(paper 2)" 000000 BBBB-BBBB-BBBB; do
	equals freeipa_7554_a_used_up_sheet_is_not_absence AUTH_ERR \
		"$(tried "$code" nullok)"
done
sheet 2
equals used_up_is_not_revived_by_a_new_sheet AUTH_ERR "$(tried "$used")"
credmint authenticator remove --all alice 2>/dev/null
equals r19_remove_all_is_absence SUCCESS "$(tried 000000 nullok)"
enrol_google DISALLOW_REUSE
row 'a scratch code again' refused - "$(twice 10000000 google)"

# CVE-2013-7322: with lines it did not count pam_oath updated a wrong one. A
# counter moves of the one that showed the code, and of no twin.
anew type=hotp
first=$id
for words in 'type=hotp digits=8' 'type=hotp algorithm=sha256' step=60; do
	own=$(printf '%-20.20s' "$words" | base32)
	# shellcheck disable=SC2086 # several words
	enrol_credmint alice $words
done
own=
enrol_credmint bob type=hotp
credmint authenticator list --json >"$TMP/before"
id=$first
equals cve_2013_7322_a_counter_is_used 'SUCCESS AUTH_ERR' "$(twice "$(hotp 4)")"
equals cve_2013_7322_its_counter_moved 5 "$(json_field counter)"
credmint authenticator list --json | grep -v "\"id\":$first," >"$TMP/after"
check cve_2013_7322_and_no_other_row_did sh -c \
	"grep -v '\"id\":$first,' '$TMP/before' | cmp - '$TMP/after'"
equals cve_2013_7322_nor_did_bobs_twin SUCCESS \
	"$(tried "$(hotp 4)" credmint bob)"

# CVE-2012-6140: a person could read what his codes are made of.
check cve_2012_6140_nobody_reads_back_a_secret sh -c \
	"! credmint authenticator list --json | grep -qi -e '$base32' -e '$seed'"
for what in 'authenticator list alice' 'recovery count alice' \
	"authenticator remove alice $first"; do
	check "cve_2012_6140_${what%% alice*}_is_not_the_users" sh -c \
		"! runuser -u alice -- credmint $what"
done
for path in $db $db-wal; do
	check "cve_2012_6140_no_secret_lies_in_${path##*/}" sh -c \
		"! od -An -v -t x1 $path | tr -d ' \n' | grep -q '$seed' &&
		! grep -qa '$base32' $path"
done
check cve_2012_6140_there_is_a_log_to_look_in test -s $db-wal

# CVE-2021-31924, CVE-2011-4120: no answer was a yes for who is enrolled.
for answer in @null @none @error '' ' ' - 0; do
	for user in alice carol; do
		talk credmint $user 192.0.2.1 <<END2
$answer
END2
		check "cve_2021_31924_'$answer'_of_${user}_who_is_enrolled" sh -c \
			"echo '$told' | grep -q -e 'auth PAM_AUTH_ERR' \
			-e 'auth PAM_CONV_ERR'"
	done
done

# CVE-2026-27855: a name written in another way was another key, and a used code
# was good again.
fresh_registry
printf 'deny = 0\ndeny_user = 0\n' >$conf
anew
sheet 2
used=$(totp)
equals cve_2026_27855_codes_are_used_as_alice 'SUCCESS SUCCESS' \
	"$(tried "$used") $(tried "$(paper 1)")"
echo 'Alice:x:5001:100::/:/bin/sh' >>/etc/passwd
for name in Alice ALICE alice@host 'alice ' ' alice' 'alice\0'; do
	for code in "$used" "$(totp 30)" "$(paper 1)" "$(paper 2)"; do
		equals "cve_2026_27855_a_code_as_'$name'" AUTH_ERR \
			"$(tried "$code" credmint "$name")"
	done
done
equals cve_2026_27855_what_was_whole_is_good 'SUCCESS SUCCESS' \
	"$(tried "$(totp 30)") $(tried "$(paper 2)")"

# OTPW let in although it could not write that a code was used.
anew
sheet 1
mount --bind /var/lib/credmint /var/lib/credmint
mount -o remount,ro,bind /var/lib/credmint
for code in "$(totp)" "$(paper 1)"; do
	equals otpw_used_mark_that_cannot_be_written_is_a_no AUTHINFO_UNAVAIL \
		"$(tried "$code")"
done
umount /var/lib/credmint
for code in "$(totp)" "$(paper 1)"; do
	told=$(echo "$code" | strace -f -qq -o "$TMP/trace" -P $db-wal \
		-e inject=fdatasync:error=EIO "$D" "$TMP/pam" credmint alice)
	check otpw_fdatasync_failed grep -q INJECTED "$TMP/trace"
	check otpw_used_mark_that_is_not_on_disk_is_a_no \
		expr "$told" : '.*auth PAM_AUTHINFO_UNAVAIL'
done

table
finish
