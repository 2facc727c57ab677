#!/bin/sh
# Races over real PAM: the real module, the real program, one registry.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
useradd bob
check init credmint init

# A service for a module: the installed one, or the one with sanitizers.
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/race"
asan=${BUILD_ASAN:-}
[ -z "$asan" ] ||
	echo "auth required $(realpath "$asan")/pam_credmint.so" >"$TMP/pam/race-asan"
ASAN_OPTIONS=abort_on_error=0:exitcode=99
export ASAN_OPTIONS

# drive BUILD SERVICE USER SESSIONS CODE RHOST
drive() {
	echo "$5" | "$1/tests/hosts/drive_pam" "$TMP/pam" "$2" "$3" "$4" "$6"
}

# one_yes_each NAME BUILD SERVICE ROUNDS: one code, 8 sessions at once.
one_yes_each() {
	round=0
	odd=
	while [ $round -lt "$4" ]; do
		round=$((round + 1))
		code=$(credmint code issue alice 2>/dev/null)
		said=$(drive "$2" "$3" alice 8 "$code" spread 2>&1)
		[ "$said" = 'yes 1 no 7 other 0' ] || odd="$odd
round $round: $said"
	done
	if [ -z "$odd" ]; then
		pass "$1"
	else
		fail "$1" "$odd"
	fi
}

# Without a lockout every session of a round takes part.
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
rounds=${ROUNDS:-40}
one_yes_each "one_code_in_eight_sessions_is_one_yes_in_${rounds}_rounds" \
	"$BUILD" race "$rounds"
[ -z "$asan" ] ||
	one_yes_each one_code_in_eight_sanitized_sessions_is_one_yes "$asan" race-asan 5

# Two uses are two yes.
code=$(credmint code issue --uses 2 alice 2>/dev/null)
said=$(drive "$BUILD" race alice 8 "$code" spread)
if [ "$said" = 'yes 2 no 6 other 0' ]; then
	pass a_code_of_two_uses_is_two_yes
else
	fail a_code_of_two_uses_is_two_yes "$said"
fi

# A revoke and a login at the same moment: one wins, never both, never none.
# The revoke starts later by these seconds, thrice.
late='0 0.0005 0.001 0.0015 0.002 0.0025 0.003 0.004 0.006 0.01 0.05 0.2'
field() {
	python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}
logins=0
revokes=0
odd=
for seconds in $late $late $late; do
	credmint code issue --json alice >"$TMP/issued" 2>/dev/null
	code=$(field code <"$TMP/issued")
	id=$(field id <"$TMP/issued")
	drive "$BUILD" race alice 1 "$code" 203.0.113.1 >"$TMP/login" 2>&1 &
	login=$!
	sleep "$seconds"
	credmint code revoke "$id" >"$TMP/revoke" 2>&1
	revoked=$?
	wait $login
	case "$(cat "$TMP/login") $revoked" in
	'yes 1 no 0 other 0 1') logins=$((logins + 1)) ;;
	'yes 0 no 1 other 0 0') revokes=$((revokes + 1)) ;;
	*) odd="$odd
$seconds: $(cat "$TMP/login"), revoke $revoked: $(cat "$TMP/revoke")" ;;
	esac
done
if [ -z "$odd" ]; then
	pass revoke_racing_a_login_one_wins
else
	fail revoke_racing_a_login_one_wins "$odd"
fi
check "each_won_at_times_logins_${logins}_revokes_$revokes" \
	[ $logins -gt 0 -a $revokes -gt 0 ]

# What a login costs on disk: issued code right, wrong, and no account at all.
syncs() {
	echo "$2" | strace -f -qq -e trace=fdatasync,fsync -o "$TMP/trace" \
		"$BUILD/tests/hosts/drive_pam" "$TMP/pam" race "$1" 1 192.0.2.99 \
		>"$TMP/said"
	grep -c 'f.*sync(' "$TMP/trace"
}
code=$(credmint code issue alice 2>/dev/null)
good=$(syncs alice "$code")
check the_traced_login_was_a_yes grep -q 'yes 1' "$TMP/said"
check "login_syncs_three_times_at_most_${good}_seen" \
	[ "$good" -ge 1 -a "$good" -le 3 ]
wrong=$(syncs alice BBBB-BBBB)
unknown=$(syncs nobody-here BBBB-BBBB)
check "refusals_sync_alike_${wrong}_${unknown}_seen" \
	[ "$wrong" -ge 1 -a "$wrong" -eq "$unknown" -a "$wrong" -le 3 ]

# With a lockout, from one source: those that wait close the door to some, and
# still one of them is let in.
rm /etc/credmint/credmint.conf
code=$(credmint code issue bob 2>/dev/null)
said=$(drive "$BUILD" race bob 8 "$code" 198.51.100.1)
if [ "$said" = 'yes 1 no 7 other 0' ]; then
	pass one_code_in_eight_sessions_of_one_source_is_one_yes
else
	fail one_code_in_eight_sessions_of_one_source_is_one_yes "$said"
fi

# Nobody's child is left behind.
no_process() {
	! pgrep -l credmint && ! pgrep -l drive_pam && ! pgrep -l -r Z .
}
check no_process_is_left no_process
finish
