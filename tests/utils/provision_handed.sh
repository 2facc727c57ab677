#!/bin/sh
# credmint provision whose hashes are given away as they are made, by a pipe or to
# a file that others write to: each has its password on the disk before.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/provision_many.inc

mkdir "$TMP/small"

# ---- an output that cannot be cut back: no hash without its password ----
# passwords_of SECRETS HASHES: every hash that was given away has one
passwords_of() {
	/usr/bin/python3 -c 'import csv, sys
from passlib.hash import bsd_nthash
have = {row[0]: row[1] for row in list(csv.reader(open(sys.argv[1])))[1:]}
given = [line[:-1].split(":") for line in open(sys.argv[2]) if line.endswith("\n")]
assert len(given) > 100, len(given)
for name, value in given:
    assert bsd_nthash.verify(have[name], value), name
given, have = len(given), len(have)
# A pipe has taken them that nobody reads; what it has not taken is cut.
assert have <= given + 3000, (given, have)
' "$@"
}
# run_to COMMAND...: what is made goes through a pipe to it
run_to() {
	rm -f "$TMP"/s "$TMP"/h*
	{
		credmint provision --template "$TMP/line.template" -m nt \
			--secrets "$TMP/s" "$TMP/users.csv" 2>"$TMP/err"
		echo $? >"$TMP/status"
	} | "$@" >"$TMP/h"
}
run_to head -c 20000
check "reader_ends: is_a_failure" [ "$(cat "$TMP/status")" -eq 3 ]
check "reader_ends: what_it_read_has_passwords" passwords_of "$TMP/s" "$TMP/h"
check "reader_ends: says_how_many" grep -qxE 'credmint: the output was given the hashes of [1-9][0-9]{2,} accounts, up to u[0-9]{6}, read or not; the passwords are in the secrets' "$TMP/err"
given=$(sed -n 's/.*hashes of \([0-9]*\) accounts.*/\1/p' "$TMP/err")
check "reader_ends: so_many_passwords" [ "$(wc -l <"$TMP/s")" -eq $((given + 1)) ]
check "reader_ends: up_to_the_last" [ "$(tail -n 1 "$TMP/s" | cut -d'"' -f2)" = "$(printf 'u%06d' "$given")" ]
check "reader_ends: says_how_to_go_on" grep -qx "credmint: $given of 20000 accounts; go on with --resume" "$TMP/err"
check "reader_ends: resume_makes_the_rest" provision "$TMP/s" "$TMP/h2" --resume
check "reader_ends: it_alone" [ "$(wc -l <"$TMP/h2")" -eq $((20000 - given)) ]

# A text that is longer than what is written at once.
{
	cat "$TMP/line.template"
	head -c 200000 /dev/zero | tr '\0' x
	echo
} >"$TMP/long.template"
rm -f "$TMP/s"
credmint provision --template "$TMP/long.template" -m nt --secrets "$TMP/s" \
	"$TMP/users.csv" 2>"$TMP/err" | head -c 20000 >"$TMP/h"
check "long_text: its_password_is_there" [ "$(sed 1d "$TMP/s" | cut -d'"' -f2)" = u000001 ]
check "long_text: is_told" grep -q 'hashes of 1 account, up to u000001,' "$TMP/err"

# A reader that waits, while this is told to end twice.
rm -f "$TMP"/s "$TMP"/h*
mkfifo "$TMP/fifo"
(
	exec 3<"$TMP/fifo"
	head -c 20000 <&3
	touch "$TMP/reading"
	sleep 100 3<&- &
	read -r _ <"$TMP/wake"
	cat <&3
	kill $!
) >"$TMP/h" &
reader=$!
mkfifo "$TMP/wake"
background sh -c "exec credmint provision --template '$TMP/line.template' -m nt \
	--secrets '$TMP/s' '$TMP/users.csv' >'$TMP/fifo'"
tries=0
while [ ! -e "$TMP/reading" ] && [ $((tries += 1)) -lt 500 ]; do sleep 0.01; done
sleep 0.3
kill -15 $pid
sleep 1.2 # what comes at once is taken for the same
kill -15 $pid
wait $pid
status=$?
echo >"$TMP/wake"
wait $reader
check "reader_waits: ends_by_the_signal" [ $status -eq 143 ]
check "reader_waits: what_it_read_has_passwords" passwords_of "$TMP/s" "$TMP/h"
given=$(grep -c . "$TMP/h")
check "reader_waits: so_many_passwords" [ "$(wc -l <"$TMP/s")" -eq $((given + 1)) ]
check "reader_waits: says_how_far" grep -qx "credmint: $given of 20000 accounts; go on with --resume" "$TMP/err"

# Killed: there may be more passwords than hashes, never fewer.
rm -f "$TMP"/s "$TMP"/h*
cat "$TMP/fifo" >"$TMP/h" &
reader=$!
background sh -c "exec credmint provision --template '$TMP/line.template' -m nt \
	--secrets '$TMP/s' '$TMP/users.csv' >'$TMP/fifo'"
until_size "$TMP/h" 200000
kill -9 $pid
wait $pid 2>/dev/null
wait $reader
check "killed: what_was_read_has_passwords" passwords_of "$TMP/s" "$TMP/h"

# Nothing was given away: nothing is kept.
rm -f "$TMP"/s
ends nothing_given 3 sh -c "credmint provision --template '$TMP/line.template' -m nt \
	--secrets '$TMP/s' '$TMP/users.csv' >/dev/full"
check nothing_given_no_secrets [ ! -e "$TMP/s" ]
head -n 8 "$TMP/users.csv" >"$TMP/some.csv"
credmint provision -m nt --template "$TMP/line.template" --secrets "$TMP/s" -o "$TMP/h9" "$TMP/some.csv"
cp "$TMP/s" "$TMP/had"
ends nothing_given_resumed 3 sh -c "credmint provision --template '$TMP/line.template' -m nt \
	--resume --secrets '$TMP/s' '$TMP/users.csv' >/dev/full"
check nothing_given_secrets_are_as_before cmp "$TMP/s" "$TMP/had"

# A fault of something else: what is whole is given away, with the end.
sed 's/%%/%/g' >"$TMP/end.template" <<'E'
%account
${name|field}:${hash|field}
%tail
end
E
mount -t tmpfs -o size=100k none "$TMP/small"
rm -f "$TMP"/h*
for to in pipe append; do
	rm -f "$TMP/small/s" "$TMP/h"
	case $to in
	pipe)
		{
			credmint provision --template "$TMP/end.template" -m nt \
				--secrets "$TMP/small/s" "$TMP/users.csv" 2>"$TMP/err"
		} | cat >"$TMP/h"
		;;
	append)
		credmint provision --template "$TMP/end.template" -m nt \
			--secrets "$TMP/small/s" "$TMP/users.csv" >>"$TMP/h" 2>"$TMP/err"
		;;
	esac
	check "secrets_full_$to: has_its_end" [ "$(tail -n 1 "$TMP/h")" = end ]
	sed -i '$d' "$TMP/h"
	check "secrets_full_$to: one_password_a_hash" \
		[ "$(grep -c : "$TMP/h")" -eq $(($(wc -l <"$TMP/small/s") - 1)) ]
	check "secrets_full_$to: the_right_ones" passwords_of "$TMP/small/s" "$TMP/h"
	check "secrets_full_$to: says_how_far" \
		grep -qx "credmint: $(wc -l <"$TMP/h") of 20000 accounts; go on with --resume" "$TMP/err"
done
umount "$TMP/small"

# To a pipe that is read to its end nothing is missing.
run_to cat
check "pipe: all_are_there" outcome "$TMP/users.csv" "$TMP/s" "$TMP/h"
finish
