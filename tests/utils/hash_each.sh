#!/bin/sh
# credmint hash --each: many passwords, in order, by many processes.
. tests/tap.sh
. tests/utils/said.inc

# Of little cost: these are many.
cheap='-m bcrypt -c 4'
each() {
	# shellcheck disable=SC2086 # method and cost
	credmint hash --each $cheap "$@"
}
long() {
	head -c "$1" /dev/zero | tr '\0' x
}
# until COMMAND...: at most 10 s
until_() {
	i=0
	while ! "$@" && [ $i -lt 500 ]; do
		sleep 0.02
		i=$((i + 1))
	done
}

# ---- order ----
seq -f 'password-%g' 1 60 >"$TMP/pw"
for j in 1 8; do
	each -j $j <"$TMP/pw" >"$TMP/hashes"
	check "a_hash_a_line_j$j" [ "$(grep -cxE '[$]2b[$]04[$].{53}' "$TMP/hashes")" -eq 60 ]
	n=0
	while read -r hash <&5; do
		n=$((n + 1))
		printf '%s' "$hash" >"$TMP/hash"
		printf 'password-%d' $n | credmint hash verify -s \
			--hash-file "$TMP/hash" || break
	done 5<"$TMP/hashes"
	check "in_order_j$j" [ $n -eq 60 ]
done
check salts_differ [ "$(cut -c 8-29 "$TMP/hashes" | sort -u | wc -l)" -eq 60 ]
check by_descriptor sh -c "[ \$(credmint hash --each $cheap --password-fd 7 \
	7<'$TMP/pw' | wc -l) -eq 60 ]"
check nothing_is_nothing sh -c "[ -z \"\$(credmint hash --each </dev/null)\" ]"

# ---- what cannot be hashed ----
# names NAME STATUS LINES TEXT ARG...: the status, how many lines are written,
# and the one line that is said
names() {
	name=$1
	status=$2
	lines=$3
	text=$4
	shift 4
	got=0
	each "$@" <"$TMP/in" >"$TMP/out" 2>"$TMP/err" || got=$?
	if [ "$got $(tr '\0' '\n' <"$TMP/out" | wc -l)" = "$status $lines" ] &&
		[ "$(cat "$TMP/err")" = "credmint: $text" ]; then
		pass "$name"
	else
		fail "$name" "exit $got: $(cat "$TMP/err")"
	fi
}
nobody='it is empty; a hash of it would let anybody in'
printf 'a\nb\nc\n\nd\n' >"$TMP/in"
names empty_line_is_the_end 3 3 "line 4: $nobody"
names empty_line_is_passed 3 5 "line 4: $nobody" --keep-going
check star_stands_in_its_place [ "$(grep -nxF '*' "$TMP/out")" = '4:*' ]
names json_says_which 3 5 "line 4: $nobody" --keep-going --json
check json_has_the_line grep -qxF "{\"line\":4,\"error\":\"$nobody\"}" "$TMP/out"
check json_has_the_hashes [ "$(grep -cE '^\{"hash":"[^"]*"\}$' "$TMP/out")" -eq 4 ]
# What was made before a fault stays in a file as well.
rm -f "$TMP/file"
names file_is_whole 3 0 "line 4: $nobody" -o "$TMP/file"
check file_has_what_was_made [ "$(grep -c '^[$]2b' "$TMP/file")" -eq 3 ]
rm -f "$TMP/file"
names file_has_all 3 0 "line 4: $nobody" -o "$TMP/file" --keep-going
check file_of_all [ "$(wc -l <"$TMP/file")" -eq 5 ]

nul='it holds a NUL byte; items that NUL ends are for -0'
printf 'a\nb\0c\nd' >"$TMP/in"
names nul_in_a_line 3 1 "line 2: $nul"
names nul_is_passed_and_no_last_newline 3 3 "line 2: $nul" --keep-going
printf 'a\0b\nc\0\0d' >"$TMP/in"
names items_of_nul 3 4 "item 3: $nobody" -0 --keep-going
tr '\0' '\n' <"$TMP/out" | sed -n 2p | tr -d '\n' >"$TMP/hash"
printf 'b\nc' >"$TMP/two"
check nul_ends_are_written [ "$(tr -cd '\0' <"$TMP/out" | wc -c)" -eq 4 ]
{
	printf 'a\n'
	long 72
	echo
	long 73
	printf '\nb\n'
} >"$TMP/in"
names too_long_for_bcrypt 3 4 "line 3: the password is longer than the method \
reads (bcrypt 72 bytes, descrypt 8, any 511); make it shorter or choose another \
method" --keep-going
for n in 512 65536 65537 1048576; do
	{
		printf 'a\n'
		long $n
		printf '\n\nb\n'
	} >"$TMP/in"
	each --keep-going <"$TMP/in" >"$TMP/out" 2>"$TMP/err"
	check "line_of_$n" [ "$? $(grep -c . "$TMP/out") $(sed 's/: [ti].*//' \
		"$TMP/err" | tr '\n' ' ')" = '3 4 credmint: line 2 credmint: line 3 ' ]
done
long 65537 >"$TMP/in"
each --keep-going <"$TMP/in" >"$TMP/out" 2>"$TMP/err"
check long_without_an_end [ "$? $(cat "$TMP/out")" = '3 *' ]

# A list of Windows: nobody types what its lines end in.
cr='it ends in a CR, as lines of Windows do; take the CRs off, or use -0 if the password has one'
bom='it begins with a byte order mark; take it off, or use -0 if the password has one'
printf 'a\nsecret\r\nb' >"$TMP/in"
names cr_is_named 3 1 "line 2: $cr"
names cr_is_passed 3 3 "line 2: $cr" --keep-going
printf '\r\n' >"$TMP/in"
names cr_alone_is_named 3 1 "line 1: $cr" --keep-going
printf '\357\273\277secret\nb\n' >"$TMP/in"
names bom_is_named 3 2 "line 1: $bom" --keep-going
printf 'secret\r\0\357\273\277b\0' | each -0 >"$TMP/out" 2>"$TMP/err"
check with_nul_they_are_of_the_password [ "$? $(tr -cd '\0' <"$TMP/out" | wc -c)" = '0 2' ]
tr '\0' '\n' <"$TMP/out" | head -n 1 | tr -d '\n' >"$TMP/hash"
printf 'secret\r' >"$TMP/two"
check nul_keeps_the_cr credmint hash verify -s --hash-file "$TMP/hash" <"$TMP/two"

# ---- options ----
refused j_is_0 2 '-j takes' credmint hash --each -j 0
refused j_is_too_many 2 '-j takes' credmint hash --each -j 1025
refused j_of_one_password 2 'for many passwords' credmint hash -s -j 2
refused keep_going_of_one 2 'for many passwords' credmint hash -s --keep-going
refused cost_out_of_range 2 '-c ' credmint hash --each -c 12
refused two_inputs 2 'cannot both be given' credmint hash --each -s --password-fd 5
refused stdin_closed 3 'cannot read the passwords' credmint hash --each <&-
refused stdin_is_a_directory 3 'cannot read the passwords' credmint hash --each <"$TMP"

# ---- who reads, and who writes, slowly ----
mkfifo "$TMP/to" "$TMP/from"
timeout 20 credmint hash --each -m bcrypt -c 4 <"$TMP/to" >"$TMP/from" &
exec 8>"$TMP/to" 9<"$TMP/from"
n=0
for word in one two three; do
	echo $word >&8
	read -r hash <&9
	printf '%s' "$hash" >"$TMP/hash"
	printf %s "$word" | credmint hash verify -s --hash-file "$TMP/hash" &&
		n=$((n + 1))
done
exec 8>&- 9<&-
wait $!
check each_is_answered_at_once [ "$? $n" = '0 3' ]
{
	each <"$TMP/pw" 2>"$TMP/err"
	echo $? >"$TMP/status"
} | true
check reader_that_leaves [ "$(cat "$TMP/status")" -eq 3 ]
refused stdout_closed 3 'cannot write' sh -c "exec credmint hash --each $cheap \
	<'$TMP/pw' >&-"

# ---- told to end, and processes that are ended ----
yes some-password | head -n 100000 >"$TMP/many"
# begin: hashing many, into $TMP/file; its workers in $kids
begin() {
	rm -f "$TMP/file"
	credmint hash --each -m bcrypt -c 4 -j 3 -o "$TMP/file" \
		<"$TMP/many" 2>"$TMP/err" &
	pid=$!
	until_ [ -s "$TMP/file" ]
	kids=$(cat "/proc/$pid/task/$pid/children")
}
gone() {
	for kid in $kids; do
		[ ! -d "/proc/$kid" ] || return 1
	done
}
begin
# shellcheck disable=SC2086 # a list of numbers
check has_three_workers [ "$(echo $kids | wc -w)" -eq 3 ]
check no_secret_to_be_seen sh -c "! cat $(for k in $pid $kids; do
	printf '/proc/%s/cmdline /proc/%s/environ ' "$k" "$k"
done) | grep -q some-password"
kill -TERM "$pid"
wait $pid
check term_ends_it [ $? -eq 143 ]
check workers_end_with_it gone
check file_is_whole_then [ "$(grep -cvxE '[$]2b[$]04[$].{53}' "$TMP/file")" = 0 ]
check nothing_is_said [ ! -s "$TMP/err" ]
begin
kill -KILL "$pid"
until_ gone
check workers_do_not_outlive_it gone
wait 2>"$TMP/wait"
begin
# shellcheck disable=SC2086 # a list of numbers
set -- $kids
kill -KILL "$2"
wait $pid
check killed_worker_is_3 [ $? -eq 3 ]
check killed_worker_is_said grep -qx 'credmint: a process that worked was killed by signal 9.*' "$TMP/err"
check others_end_then gone
check file_is_whole_after_that [ "$(grep -cvxE '[$]2b[$]04[$].{53}' "$TMP/file")" = 0 ]

# ---- limits of a user ----
cp "$BUILD/credmint" "$TMP/credmint"
nobody_has='--reuid=65534 --regid=65534 --clear-groups --bounding-set=-all
	--inh-caps=-all'
for locked in 0 8388608; do
	# shellcheck disable=SC2086 # options
	printf 'a\nb\n' | prlimit --memlock=$locked setpriv $nobody_has \
		"$TMP/credmint" hash --each -j 2 >"$TMP/out" 2>"$TMP/err"
	check "locked_memory_$locked" [ "$? $(wc -l <"$TMP/out")" = '0 2' ]
done
# shellcheck disable=SC2086 # options
refused no_process 3 'cannot start a process' setpriv $nobody_has \
	prlimit --nproc=1 "$TMP/credmint" hash --each <"$TMP/pw"

# ---- memory is flat ----
peak() {
	python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[2:], check=True, stdin=open(sys.argv[1]), stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
few=$(peak "$TMP/pw" credmint hash --each -m nt)
much=$(peak "$TMP/many" credmint hash --each -m nt)
check memory_is_flat [ "$much" -le $((few + 1024)) ]

# ---- a bar with rate and time left ----
# Slow enough for a bar: about 2 s
seq 1 40 >"$TMP/slow"
for columns in 80 40; do
	script -qec "stty cols $columns; timeout 20 credmint hash --each -j 1 \
		-m bcrypt -c 10 <'$TMP/slow' >'$TMP/out'" /dev/null 2>&1 |
		tr '\r\033' '\n@' | sed 's/@\[K//g' >"$TMP/bars"
	check "bar_tells_how_much_$columns" grep -qE '[ 0-9]+%  [0-9]+/40  [0-9.]+/s  [0-9]+s left' "$TMP/bars"
	check "bar_is_within_$columns" sh -c "! grep -E '.{$columns}' '$TMP/bars'"
	check "hashes_beside_the_bar_$columns" [ "$(wc -l <"$TMP/out")" -eq 40 ]
done
check bar_of_a_pipe sh -c "script -qec 'cat $TMP/slow | credmint hash --each -j 1 \
	-m bcrypt -c 10 >$TMP/out' /dev/null </dev/null 2>&1 | tr '\r' '\n' |
	grep -qE '^[0-9]+  [0-9.]+/s'"
finish
