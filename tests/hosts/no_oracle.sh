#!/bin/sh
# Whole logins that are refused: credmint-auth makes the same calls on the
# registry and sends the same frames, whatever the refusal is for.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd -u 4001 alice
useradd -u 4002 bob
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
# hex PATH: as strace -xx shows it, for a regular expression.
hex() {
	printf %s "$1" | od -An -v -tx1 | tr -d '\n' | sed 's/ /\\\\x/g'
}
program=$(hex /usr/libexec/credmint/credmint-auth)
db=$(hex /var/lib/credmint/registry.db)

# issue [OPTION...]: a code for alice.
issue() {
	credmint code issue "$@" alice 2>/dev/null
}

but= # a call that is not counted

# traced USER RHOST CODE: a login under strace; what it said stands in
# $TMP/said, what credmint-auth did in $TMP/calls, its frames in $TMP/frames.
traced() {
	rm -f "$TMP"/trace.*
	echo "$3" | strace -ff -qq -xx -s 5000 -o "$TMP/trace" \
		"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door "$1" 1 "$2" \
		>"$TMP/said" 2>/dev/null
	own=$(grep -l "^execve(\"$program\"" "$TMP"/trace.*)
	grep -E '^send(to|msg)\(3,' "$own" >"$TMP/frames"
	# From the opening of the registry on: before it names are looked up.
	sed -n "/^openat(.*\"$db\"/,\$p" "$own" | sed 's/(.*//' |
		grep -vx "${but:-nothing}" | grep -xE 'f(data)?sync|pwrite64|ftruncate|(send|recv)(to|from|msg)|getrandom|fcntl' |
		sort | uniq -c >"$TMP/calls"
}

# same WHAT USER RHOST CODE OUTCOME
same() {
	traced "$2" "$3" "$4"
	last=$(credmint log 2>/dev/null | tail -n 1)
	case $(cat "$TMP/said")/$last in
	'yes 0 no 1 other 0/'*"no: $5"*) ;;
	*)
		fail "no_oracle_for_$1" "$(cat "$TMP/said"), $last"
		return
		;;
	esac
	if [ ! -e "$TMP/first" ]; then
		cp "$TMP/calls" "$TMP/first"
		cp "$TMP/frames" "$TMP/first_frames"
		sed 's/^/# /' "$TMP/calls"
	fi
	if ! cmp "$TMP/first_frames" "$TMP/frames"; then
		fail "no_oracle_for_$1" 'other frames'
	elif diff "$TMP/first" "$TMP/calls" >"$TMP/diff"; then
		pass "no_oracle_for_$1"
	else
		fail "no_oracle_for_$1" "$(cat "$TMP/diff")"
	fi
}

sudo=$(issue --service sudo)
elsewhere=$(issue --network 10.0.0.0/8)
early=$(issue --not-before 1h)
used=$(issue)
good=$(issue)
# The last one: who issues another marks what has expired by then.
expired=$(issue --ttl 1s)
check used_code_logs_in sh -c "echo '$used' | $BUILD/tests/hosts/drive_pam \
	'$TMP/pam' door alice 1 192.0.2.9 | grep 'yes 1'"
sleep 2.1

same wrong alice 192.0.2.1 BBBB-BBBB wrong
check there_are_syncs grep -q '[23] fdatasync' "$TMP/first"
check there_are_writes grep -q 'pwrite64' "$TMP/first"
check there_is_a_prompt_and_a_verdict [ "$(wc -l <"$TMP/first_frames")" -eq 2 ]
same unknown mallory 192.0.2.1 BBBB-BBBB unknown
same not_enrolled bob 192.0.2.1 BBBB-BBBB 'no live code'
same root root 192.0.2.1 BBBB-BBBB 'no live code'
same no_name '' 192.0.2.8 BBBB-BBBB unknown
same another_ones bob 192.0.2.2 "$good" 'no live code'
same empty alice 192.0.2.2 '' wrong
same no_code alice 192.0.2.3 'my password' wrong
same other_service alice 192.0.2.4 "$sudo" 'other service'
same other_network alice 192.0.2.4 "$elsewhere" 'other network'
same not_yet alice 192.0.2.4 "$early" 'not yet'
same used alice 192.0.2.5 "$used" wrong
# Who has a right code that is over has it marked so, which is a write more.
cp "$TMP/first" "$TMP/whole"
sed -i '/pwrite64/d' "$TMP/first"
but=pwrite64
same expired alice 192.0.2.5 "$expired" expired
cp "$TMP/whole" "$TMP/first"
but=
same expired_and_marked alice 192.0.2.10 "$expired" wrong
for _ in 1 2 3 4 5; do
	echo BBBB-BBBB | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice \
		1 192.0.2.6 >/dev/null 2>&1
done
same locked alice 192.0.2.6 BBBB-BBBB locked
same right_while_locked alice 192.0.2.6 "$good" locked
# Nothing of all that has used the good one up.
check good_code_is_good_yet sh -c "echo '$good' | $BUILD/tests/hosts/drive_pam \
	'$TMP/pam' door alice 1 192.0.2.7 | grep 'yes 1'"
finish
