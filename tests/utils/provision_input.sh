# provision_input.sh - a file of accounts from anywhere, in little room
# shellcheck shell=sh
[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/provision_input.inc

many 100000

# The second half names what the first one has: 100 lines are said, and how
# many more there are.
{
	cat "$TMP/many.csv"
	sed 1d "$TMP/many.csv"
} >"$TMP/twice.csv"
"$DRIVE" -q "$TMP/twice.csv" >"$TMP/out" 2>"$TMP/err"
check accounts_that_come_twice_are_taken_once \
	grep -q '^good 100000 bad 100000 ' "$TMP/out"
check each_names_the_other_line \
	grep -q 'twice.csv:100002: the name user[0-9]* stands in line 2 already$' \
	"$TMP/err"
check a_hundred_lines_are_said_and_the_rest_counted [ \
	"$(wc -l <"$TMP/err") $(tail -n 1 "$TMP/err")" = \
	"101 credmint: $TMP/twice.csv: 99900 more lines fail" ]

# A pipe is read once.
accounts 1000 csv | "$DRIVE" -q - >"$TMP/out" 2>&1
check standard_input_is_read grep -q '^good 1000 bad 0 ' "$TMP/out"
{
	printf 'name\nal'
	sleep 0.2
	printf 'ice\nbo'
	sleep 0.2
	printf 'b\n'
} | "$DRIVE" - >"$TMP/out" 2>&1
check lines_that_come_in_pieces_are_whole grep -q '^3|bob|' "$TMP/out"
mkfifo "$TMP/fifo"
accounts 1000 json >"$TMP/fifo" &
"$DRIVE" -q "$TMP/fifo" >"$TMP/out" 2>&1
check a_fifo_is_read grep -q '^good 1000 bad 0 ' "$TMP/out"
wait

# What is kept in the meantime has no name, and its room may be too small.
mkdir "$TMP/kept"
mount -t tmpfs -o size=1m none "$TMP/kept" || fail a_small_file_system
SQLITE_TMPDIR=$TMP/kept "$DRIVE" -q "$TMP/many.csv" >"$TMP/out" 2>"$TMP/err"
check no_space_is_a_failure [ $? = 3 ]
check no_space_is_said grep -q \
	'^credmint: no space left for a temporary file: free some' "$TMP/err"
check nothing_is_left [ -z "$(ls -A "$TMP/kept")" ]
umount "$TMP/kept"
finish
