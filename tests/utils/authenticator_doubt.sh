#!/bin/sh
# Where the registry's process dies, or its disk fails, just as something begins
# to count, the command says that nobody knows whether it does, and takes back
# nothing that would be needed then. Before and behind it is known.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
credmint init 2>"$TMP/err"
mkdir "$TMP/q"
secret=$TMP/q/secret
picture=$TMP/q/png

# under FAULT COMMAND...: each process of it has that fault at a sync
under() {
	fault=$1
	shift
	strace -f -o "$TMP/trace" -e trace=fdatasync \
		-e "inject=fdatasync:$fault" "$@"
}
none=error=EIO:when=99
listed() {
	credmint authenticator list --json alice 2>/dev/null | wc -l
}
# types_code PID: what the app shows, once there is a secret
types_code() {
	tries=0
	until [ "$(wc -l 2>/dev/null <"$secret")" = 2 ]; do
		[ $((tries += 1)) -lt 300 ] && kill -0 "$1" || return
		sleep 0.02
	done 2>/dev/null
	head -n 1 "$secret" | oathtool -b --hotp -c 0 - >"$TMP/fifo"
}
# enrolls FAULT [OPTION...]
enrolls() {
	enrolls_fault=$1
	shift
	rm -f "$secret" "$picture" "$TMP/fifo"
	mkfifo "$TMP/fifo"
	exec 4<>"$TMP/fifo"
	before=$(listed)
	under "$enrolls_fault" credmint authenticator enroll alice \
		--type hotp --qr "$picture" -o "$secret" --code-fd 3 "$@" \
		3<&4 4<&- >"$TMP/out" 2>"$TMP/err" &
	runs=$!
	types_code $runs
}
ended() {
	wait $runs 2>/dev/null
	status=$?
	exec 4<&-
}
both() {
	[ -s "$secret" ] && [ -s "$picture" ]
}
says() {
	grep -q "$1" "$TMP/err"
}

# ---- dying as it commits ----
enrolls signal=KILL:when=1
ended
check killed_at_the_commit_fails [ $status = 3 ]
check killed_at_the_commit_says_so says \
	"^credmint: the registry's process died: whether the new authenticator counts is not known, and what -o and --qr wrote stays; look with credmint authenticator list alice; where it is there and not wanted, run: credmint authenticator remove alice ID$"
check killed_at_the_commit_is_one_line [ "$(wc -l <"$TMP/err")" = 1 ]
check killed_at_the_commit_leaves_the_secret both
cp "$secret" "$TMP/first"
check killed_at_the_commit_it_may_count [ "$(listed)" = 1 ]
id=$(credmint authenticator list --json alice |
	sed 's/.*"id":\([0-9]*\),.*/\1/')

# One in place of it: which of them is not known.
enrolls signal=KILL:when=1 --replace "$id"
ended
check replacing_says_so says "counts, or $id as before is not known"
check replacing_leaves_the_secret both
check replacing_leaves_one [ "$(listed)" = 1 ]

# Each sync of the run is tried. Behind the commit it counts, for certain.
n=1
sure=0
enrolls signal=KILL:when=$n
ended
while grep -q '+++ killed' "$TMP/trace" && [ $sure -lt 2 ] && [ $n -lt 9 ]; do
	check "killed_at_sync_${n}_leaves_the_secret" both
	check "killed_at_sync_${n}_it_counts" [ "$(listed)" -gt "$before" ]
	if says 'the new authenticator counts, and what -o and --qr wrote stays'; then
		sure=$((sure + 1))
	elif ! says 'counts is not known'; then
		fail "killed_at_sync_$n" "$(cat "$TMP/err")"
	fi
	n=$((n + 1))
	enrolls signal=KILL:when=$n
	ended
done
check killed_behind_the_commit_says_so [ $sure -gt 0 ]
credmint authenticator remove --all alice 2>"$TMP/err"

# ---- the disk fails as it commits ----
enrolls error=EIO:when=1
ended
check failed_disk_fails [ $status = 3 ]
check failed_disk_says_so says \
	'the registry failed: .*: whether the new authenticator counts is not known'
check failed_disk_leaves_the_secret both

# ---- nothing comes back, and somebody ends it ----
# hangs MICROSECONDS: as it commits
hangs() {
	enrolls "delay_enter=$1:when=1"
	tries=0
	until grep -q 'fdatasync(' "$TMP/trace" ||
		[ $((tries += 1)) -gt 200 ]; do
		sleep 0.02
	done
	started=$(pgrep -x -o -u 0 credmint)
}
hangs 6000000
kill -TERM "$started"
ended
check told_to_end_ends_so [ $status = 143 ]
check told_to_end_says_so says \
	'^credmint: told to end: whether the new authenticator counts is not known'
check told_to_end_leaves_the_secret both
# The one who could say so is killed: the picture stays with what counts.
hangs 1000000
kill -KILL "$started"
ended
check killed_itself_leaves_the_secret both
check killed_itself_it_counts [ "$(listed)" -gt "$before" ]

# Before it nothing is in doubt: a sheet that is not on the disk is not kept.
credmint authenticator remove --all alice 2>"$TMP/err"
left() {
	credmint recovery count alice 2>/dev/null
}
issues() {
	rm -f "$secret"
	under "$1" credmint recovery issue alice -n "$2" -o "$secret" \
		>"$TMP/out" 2>"$TMP/err"
	status=$?
}
issues $none 3
check three_are_issued [ $status = 0 -a "$(left)" = 3 ]
# Whichever sync it is killed at.
n=1
doubts=0
sure=0
issues signal=KILL:when=$n 4
while grep -q '+++ killed' "$TMP/trace" && [ $n -lt 9 ]; do
	if says 'is not known'; then
		doubts=$((doubts + 1))
		check doubtful_codes_stay [ -s "$secret" ]
		check doubtful_codes_are_said says \
			"^credmint: the registry's process died: whether the codes written are good, or those before them, is not known; they stay: keep both, and run credmint recovery issue alice once more, whose codes alone are good then$"
	elif says 'the codes written are good, and stay'; then
		sure=$((sure + 1))
		check good_codes_stay [ -s "$secret" -a "$(left)" = $((n + 3)) ]
	else
		check codes_that_are_no_good_do_not_stay \
			[ ! -e "$secret" -a "$(left)" = 3 ]
	fi
	n=$((n + 1))
	issues signal=KILL:when=$n $((n + 3))
done
check a_sheet_was_in_doubt [ $doubts -gt 0 ]
check a_sheet_was_sure [ $sure -gt 0 ]
check a_sheet_was_issued [ $status = 0 -a "$(left)" = $((n + 3)) ]
# The second one, behind the file's own.
issues error=EIO:when=2 9
check failed_disk_does_not_throw_codes_away [ $status = 3 -a -s "$secret" ]
check failed_disk_says_so_of_codes says 'or those before them, is not known'
check failed_disk_says_nothing_else [ "$(wc -l <"$TMP/err")" = 1 ]

# ---- what has no secret to lose ----
for i in 1 2; do
	useradd u$i
	echo "HOTP u$i - 313233343536373839303132333435363738393$i 5"
done >"$TMP/oath"
chmod 600 "$TMP/oath"
imports() {
	under "$1" credmint authenticator import -f oath "$TMP/oath" \
		>"$TMP/out" 2>"$TMP/err"
	status=$?
}
imports signal=KILL:when=2
check import_is_cut_off [ $status = 3 ]
check import_says_so says "the registry's process died: what is imported is not known; import $TMP/oath again: what is there is left as it is, and it goes on with the rest"
imports $none
check import_goes_on [ $status = 0 -a \
	"$(credmint authenticator list --json | wc -l)" = 2 ]
id=$(credmint authenticator list --json u1 |
	sed 's/.*"id":\([0-9]*\),.*/\1/')
key=3132333435363738393031323334353637383931
{
	oathtool --hotp -c 20 $key
	oathtool --hotp -c 21 $key
} >"$TMP/codes"
under signal=KILL:when=1 credmint authenticator resync u1 "$id" \
	<"$TMP/codes" >"$TMP/out" 2>"$TMP/err"
check resync_says_so says "the registry's process died: whether authenticator $id of u1 is in step again is not known; run it once more with the two codes that come next"
under signal=KILL:when=1 credmint authenticator remove u1 "$id" \
	>"$TMP/out" 2>"$TMP/err"
check remove_says_so says \
	"the registry's process died: what is removed is not known; credmint authenticator list u1 shows what is left"
finish
