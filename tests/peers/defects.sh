#!/bin/sh
# What the peers were seen to do wrong, done to them and to credmint alike.
#
# credmint's outcome is asserted. A peer's is shown in a table at the end: it
# may be a matter of luck, or mended by now. But it must have run. credmint's
# codes are issued ones here; authenticators.sh has those of apps and sheets.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
clock_is 0
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
runs oath google otpw credmint
rounds=${ROUNDS:-40}
db=/var/lib/credmint/registry.db

# Row 1: one code in 8 sessions at once.
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
race() {
	once=0
	more=0
	round=0
	while [ $round -lt "$rounds" ]; do
		round=$((round + 1))
		[ "$1" != google ] || enrol_google
		said=$(right "$1" | "$BUILD/tests/hosts/drive_pam" -p \
			"$TMP/pam" "$1" alice 8 spread 2>/dev/null)
		yes=${said#yes }
		yes=${yes%% *}
		[ "$yes" != 1 ] || once=$((once + 1))
		[ "$yes" -le 1 ] || more=$((more + 1))
	done
}
for service in credmint oath google; do
	race $service
	keep race $service "$once once, $more more"
	check "row_1_${service}_answered" [ $((once + more)) -gt 0 ]
done
equals row_1_one_code_in_eight_sessions_is_one_yes \
	"$rounds once, 0 more" "$(kept race credmint)"
row "1 one code, 8 logins, $rounds rounds" "$(kept race credmint)" "$(kept race oath)" \
	"$(kept race google)"
rm /etc/credmint/credmint.conf

# Row 2: a code, another half an hour later, the clock set back, the first one.
totp_peers() {
	printf 'HOTP/T30 alice - %s\n' $seed >/etc/users.oath
	enrol_google DISALLOW_REUSE 'RATE_LIMIT 3 30'
}
# totp: of the wrong clock's now.
totp() {
	oathtool --totp -N "@$(date +%s)" $seed
}
timed() {
	case $1 in
	credmint) credmint code issue --ttl 24h alice 2>/dev/null ;;
	*) totp ;;
	esac
}
replay() {
	clock_is 0
	first=$(timed "$1")
	echo "$first" | verdict "$1" alice
	clock_is 1800
	timed "$1" | verdict "$1" alice
	clock_is 0
	echo "$first" | verdict "$1" alice
}
totp_peers
for service in credmint oath google; do
	# shellcheck disable=SC2046 # three words
	set -- $(replay $service)
	equals "row_2_${service}_took_each_code_once" 'SUCCESS SUCCESS' "$1 $2"
	keep replay $service "$3"
done
equals row_2_clock_set_back_revives_no_used_code AUTH_ERR \
	"$(kept replay credmint)"
row '2 used code, clock set back' "$(kept replay credmint)" \
	"$(kept replay oath)" "$(kept replay google)"

# Row 3: three used codes again, ten hours later: a clock that learns. Here, a
# used code at any later time.
totp_peers
used=
for _ in 1 2 3; do
	code=$(credmint code issue --ttl 24h alice 2>/dev/null)
	equals row_3_a_code_is_good_once SUCCESS \
		"$(echo "$code" | verdict credmint alice 192.0.2.1)"
	used="$used $code"
done
replayed=
for late in 30 36000 86400 31536000; do
	clock_is $late
	for code in $used; do
		replayed="$replayed $(echo "$code" |
			verdict credmint alice "192.0.2.$((late % 97 + 2))")"
	done
done
equals row_3_used_codes_stay_used_for_ever \
	"$(printf ' AUTH_ERR%.0s' 1 2 3 4 5 6 7 8 9 10 11 12)" "$replayed"
start=$(($(date +%s) - late))
google_used=
for late in 0 30 60; do
	clock_is $late
	code=$(oathtool --totp -N "@$((start + late))" $seed)
	google_used="$google_used $(echo "$code" | verdict google alice)"
done
google_replayed=
for late in 0 30 60; do
	clock_is $((36000 + late))
	code=$(oathtool --totp -N "@$((start + late))" $seed)
	google_replayed="$google_replayed $(echo "$code" | verdict google alice)"
done
check "row_3_google_answered$google_used" \
	expr "$google_used" : '.*SUCCESS.*SUCCESS.*SUCCESS'
row '3 three used codes, 10 h later' 'all refused' 'no such thing' \
	"3rd:${google_replayed##* }"
clock_is 0
fresh_registry

# Row 4: killed at each call that touches what is stored; the next login.
paths_of() {
	case $1 in
	oath) echo /etc/users.oath /etc/users.oath.lock /etc/users.oath.new ;;
	google) echo /etc/google /etc/google/alice ;;
	otpw) echo /home/alice/.otpw /home/alice/.otpw.lock ;;
	credmint) echo /etc/credmint/key /var/lib/credmint $db $db-wal $db-shm ;;
	esac | sed 's/[^ ][^ ]*/-P &/g'
}
mend() {
	case $1 in
	oath) rm -f /etc/users.oath.lock /etc/users.oath.new ;;
	google) enrol_google ;;
	otpw) enrol_otpw ;;
	credmint) fresh_registry ;;
	esac
}
# killed SERVICE: "N of M": kills after which the right answer was refused.
killed() {
	paths=$(paths_of "$1")
	mend "$1"
	# shellcheck disable=SC2086
	right "$1" | strace -f -qq -o "$TMP/trace" $paths \
		"$D" "$TMP/pam" "$1" alice >"$TMP/said" 2>&1
	sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$TMP/trace" | sort |
		uniq -c >"$TMP/calls"
	stuck=0
	points=0
	while read -r n call; do
		while [ "$n" -gt 0 ]; do
			mend "$1"
			# shellcheck disable=SC2086
			{
				right "$1" | strace -f -qq -o "$TMP/trace" $paths \
					-e "inject=$call:signal=SIGKILL:when=$n" \
					"$D" "$TMP/pam" "$1" alice
			} >"$TMP/said" 2>&1
			n=$((n - 1))
			grep -q 'killed by SIGKILL' "$TMP/trace" || continue
			points=$((points + 1))
			said=$(right "$1" | verdict "$1" alice 192.0.2.9)
			[ "$said" = SUCCESS ] || {
				stuck=$((stuck + 1))
				echo "    $1 killed in $call $((n + 1)): then $said"
			} >&2
		done
	done <"$TMP/calls"
	echo "$stuck of $points"
}
enrol_oath
rm -f "$TMP"/count.*
for service in credmint oath google otpw; do
	keep killed "$service" "$(killed "$service")"
	killed=$(kept killed "$service")
	check "row_4_${service}_was_killed_${killed##* }_times" \
		[ "${killed##* }" -gt 3 ]
done
check "row_4_no_kill_stops_the_next_login" \
	expr "$(kept killed credmint)" : '0 of '
row '4 kills that stop the next login' "$(kept killed credmint)" "$(kept killed oath)" \
	"$(kept killed google)" "$(kept killed otpw)"

# Row 5: what a stranger sees of one enrolled, one not, and nobody.
oracle() {
	mend "$1"
	for user in alice bob nobody-here; do
		printf 'no\nno\n' | "$D" "$TMP/pam" "$1" $user |
			sed "/^left/d; s/$user/USER/; s/[0-9][0-9/]*/N/g" \
				>"$TMP/seen.$user"
	done
	if cmp -s "$TMP/seen.alice" "$TMP/seen.bob" &&
		cmp -s "$TMP/seen.alice" "$TMP/seen.nobody-here"; then
		echo alike
	else
		echo told apart
	fi
}
for service in credmint oath google otpw; do
	keep oracle "$service" "$(oracle "$service")"
done
equals row_5_nobody_is_told_apart alike "$(kept oracle credmint)"
equals row_5_what_a_stranger_sees "$(printf 'ask One-time code: \nauth PAM_AUTH_ERR')" \
	"$(oracle credmint >/dev/null && cat "$TMP/seen.nobody-here")"
row '5 unknown, not enrolled, enrolled' "$(kept oracle credmint)" "$(kept oracle oath)" \
	"$(kept oracle google)" "$(kept oracle otpw)"

# Row 6: what decides must be what root or user credmint alone can have written.
fresh_registry
mkdir -p /etc/credmint/credmint.conf.d
echo 'deny = 20' >/etc/credmint/credmint.conf
echo 'deny = 20' >/etc/credmint/credmint.conf.d/own.conf
# open_to NAME PATH COMMAND...: refused and logged with its path, then mended.
open_to() {
	name=$1
	path=$2
	shift 2
	code=$(right credmint)
	owner=$(stat -c %U:%G "$path")
	mode=$(stat -c %a "$path")
	"$@" "$path"
	: >/run/syslog
	equals "row_6_${name}_is_refused" AUTHINFO_UNAVAIL \
		"$(echo "$code" | verdict credmint alice)"
	check "row_6_${name}_is_logged" until_true \
		grep -q "credmint-auth.*$path: .*\(mode\|belongs\|others\)" \
		/run/syslog
	chown "$owner" "$path"
	chmod "$mode" "$path"
	equals "row_6_${name}_mended" SUCCESS \
		"$(echo "$code" | verdict credmint alice)"
}
open_to registry_that_others_read $db chmod 0644
open_to registry_that_others_write $db chmod 0666
open_to registry_of_the_group $db chmod 0660
open_to registry_of_root $db chown root
open_to registry_of_bob $db chown bob
open_to directory_that_others_write /var/lib/credmint chmod 0777
open_to directory_of_bob /var/lib/credmint chown bob
open_to key_that_others_read /etc/credmint/key chmod 0444
open_to key_that_others_write /etc/credmint/key chmod 0666
open_to key_of_bob /etc/credmint/key chown bob
open_to configuration_that_others_write /etc/credmint/credmint.conf chmod 0666
open_to configuration_of_bob /etc/credmint/credmint.conf chown bob
open_to drop_in_that_its_group_writes \
	/etc/credmint/credmint.conf.d/own.conf chmod 0664
open_to drop_in_of_bob /etc/credmint/credmint.conf.d/own.conf chown bob
open_to drop_ins_where_others_write /etc/credmint/credmint.conf.d chmod 0777
rm -r /etc/credmint/credmint.conf.d /etc/credmint/credmint.conf
enrol_oath
rm -f "$TMP"/count.*
chmod 0666 /etc/users.oath
oath_open=$(right oath | verdict oath alice)
enrol_google
chmod 0666 /etc/google/alice
google_open=$(right google | verdict google alice)
row '6 a store that everybody writes' refused "$oath_open" "$google_open"

# Row 7: every refusal has its reason in the log.
fresh_registry
# logs NAME ANSWER ARG...: refused, with a line that has this in it.
logs() {
	name=$1
	words=$2
	answer=$3
	shift 3
	: >/run/syslog
	said=$(printf '%s\n' "$answer" | verdict "$@")
	case $said in
	AUTH_ERR | AUTHINFO_UNAVAIL) ;;
	*) fail "row_7_${name}_is_refused" "$said" ;;
	esac
	if until_true grep -q "credmint.*$words" /run/syslog; then
		pass "row_7_${name}_is_logged"
	else
		fail "row_7_${name}_is_logged" "$(cat /run/syslog)"
	fi
}
used=$(right credmint)
check row_7_a_code_is_used [ "$(echo "$used" | verdict credmint alice)" = SUCCESS ]
logs wrong_code 'refused.*user=alice' BBBB-BBBB credmint alice
logs used_code 'refused.*user=alice' "$used" credmint alice
logs empty_answer 'refused.*user=alice' '' credmint alice
logs no_answer 'refused.*user=alice' @null credmint alice
logs broken_conversation 'no one-time code given.*user=alice' @error \
	credmint alice
logs not_enrolled 'refused.*user=bob' BBBB-BBBB credmint bob
logs nobody 'refused.*user=unknown' BBBB-BBBB credmint nobody-here
for _ in 1 2 3 4 5; do
	echo BBBB-BBBB | verdict credmint bob 192.0.2.3 >/dev/null
done
logs locked 'refused, locked.*user=bob' "$(right credmint)" credmint bob \
	192.0.2.3
stack argument 'auth required pam_credmint.so no-such-argument'
logs argument "(.*argument.*no-such-argument" x argument alice
stack elsewhere 'auth required pam_credmint.so conf=/etc/credmint/not-there'
logs configuration_not_there '/etc/credmint/not-there: ' x elsewhere alice
echo 'denny = 3' >/etc/credmint/credmint.conf
logs misspelt_configuration "credmint.conf:1: no key is called 'denny'" x \
	credmint alice
rm /etc/credmint/credmint.conf
cp -p /etc/credmint/key "$TMP/key"
chmod 640 /etc/credmint/key
echo x >>/etc/credmint/key
logs key_of_34_bytes 'the key has 34 bytes instead of 32' x credmint alice
head -c 32 /dev/urandom >/etc/credmint/key
logs key_of_another_registry '/etc/credmint/key' x credmint alice
rm /etc/credmint/key
logs no_key '/etc/credmint/key: there is no key' x credmint alice
cp -p "$TMP/key" /etc/credmint/key
mv $db $db.away
logs no_registry "$db" x credmint alice
head -c 65536 /dev/urandom >$db
chown credmint:credmint $db
chmod 600 $db
logs damaged_registry "$db" x credmint alice
mv $db.away $db
mv /usr/libexec/credmint/credmint-auth /usr/libexec/credmint/away
logs no_program 'cannot run /usr/libexec/credmint/credmint-auth' x \
	credmint alice
mv /usr/libexec/credmint/away /usr/libexec/credmint/credmint-auth
key_33=${seed}30313233343536373839303132
echo "HOTP alice - $key_33" >/etc/users.oath
: >/run/syslog
oath_odd=$(oathtool $key_33 | verdict oath alice)
oath_odd="$oath_odd, $(grep -c oath: /run/syslog) lines"
row '7 a refusal (a key of 33 bytes)' 'logged' "$oath_odd" -

# Row 8: it logs; asked to debug it shows no secret and writes on nobody's
# standard output.
fresh_registry
stack_of oath-debug oath 'debug usersfile=/etc/users.oath'
stack debug 'auth required pam_credmint.so debug' \
	'account required pam_permit.so'
code=$(right credmint)
: >/run/syslog
echo "$code" | talk credmint alice
equals row_8_a_yes_writes_nothing_else "$(printf '%s\n' 'ask One-time code: ' \
	'auth PAM_SUCCESS' 'account PAM_SUCCESS' 'left 0')" \
	"$(right credmint | "$D" "$TMP/pam" credmint alice 2>&1)"
check row_8_a_yes_is_logged until_true \
	grep -q 'code accepted for alice' /run/syslog
for wrong in "$code" "$(right credmint)x" BBBB-BBBB; do
	echo "$wrong" | "$D" "$TMP/pam" debug alice >"$TMP/said" 2>&1
	check row_8_debug_writes_nothing_on_standard_output sh -c \
		"! grep -v -e '^ask ' -e '^auth ' -e '^account ' -e '^left ' \
		'$TMP/said'"
	check row_8_debug_shows_no_answer \
		sh -c "! grep -i -e '$wrong' '$TMP/said' /run/syslog"
done
enrol_oath
code=$(oathtool $seed)
oath_said=$(echo "$code" | "$D" "$TMP/pam" oath-debug alice 2>&1 |
	grep -c "$code")
row '8 debug shows the secret' no "on stdout, $oath_said lines" -

table
finish
