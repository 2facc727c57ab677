#!/bin/sh
# credmint provision that is stopped, killed, or finds no room: what is there
# is whole, and --resume makes the rest.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/provision_many.inc

# ---- told to end ----
for signal in 2 15 1; do
	# On a busy machine it may be through before the signal comes.
	for _ in 1 2 3 4 5; do
		rm -f "$TMP"/s "$TMP"/h*
		run "$TMP/h1" --resume
		until_size "$TMP/h1" 60000
		kill -$signal $pid
		wait $pid
		status=$?
		[ $status -eq 0 ] || break
	done
	check "signal_$signal: ends_by_the_signal" [ "$status" -eq $((128 + signal)) ]
	check "signal_$signal: says_how_far_it_came" grep -qxE \
		'credmint: [1-9][0-9]* of 20000 accounts; go on with --resume' "$TMP/err"
	check "signal_$signal: both_files_are_whole" outcome -p "$TMP/users.csv" "$TMP/s" "$TMP/h1"
	check "signal_$signal: one_password_a_hash" \
		[ "$(grep -c : "$TMP/h1")" -eq $(($(wc -l <"$TMP/s") - 1)) ]
	check "signal_$signal: resume_makes_the_rest" provision "$TMP/s" "$TMP/h2" --resume
	check "signal_$signal: all_are_there" outcome "$TMP/users.csv" "$TMP/s" "$TMP/h1" "$TMP/h2"
	check "signal_$signal: nobody_is_there_twice" \
		[ "$(cat "$TMP/h1" "$TMP/h2" | wc -l)" -eq 20000 ]
done
check again_there_is_nothing_to_do provision "$TMP/s" "$TMP/h3" --resume
check then_the_output_is_empty [ ! -s "$TMP/h3" ]

# ---- killed, at any time ----
kills=0
rm -f "$TMP"/s "$TMP"/h*
for size in 1 100000 250000 150000; do
	kills=$((kills + 1))
	run "$TMP/h$kills" --resume
	until_size "$TMP/h$kills" $size
	kill -9 $pid
	wait $pid 2>/dev/null
	# A last line that the kill has cut is left out, as the reader would.
	[ ! -e "$TMP/h$kills" ] || sed -i '$ { /^u[0-9]*:\$3\$\$[0-9a-f]\{32\}$/!d }' "$TMP/h$kills"
done
check "killed: the_rest_is_made" provision "$TMP/s" "$TMP/h9" --resume
# shellcheck disable=SC2046 # several words
check "killed: all_are_there" outcome "$TMP/users.csv" "$TMP/s" \
	$(ls "$TMP"/h[0-9])
check "killed: more_than_one_run_made_some" [ "$(wc -l <"$TMP/h9")" -lt 20000 ]

# A record that was cut is no record.
rm -f "$TMP"/h*
head -c -9 "$TMP/s" >"$TMP/cut"
cat "$TMP/cut" >"$TMP/s"
check "cut: the_last_one_is_made_again" provision "$TMP/s" "$TMP/h" --resume
check "cut: it_alone" [ "$(cut -d: -f1 "$TMP/h")" = u020000 ]

# ---- no room, for the output and for the secrets ----
mkdir "$TMP/small"
for kib in 100 450; do
	for small in s h; do
		rm -f "$TMP"/s "$TMP"/h*
		mount -t tmpfs -o size=${kib}k none "$TMP/small"
		s=$TMP/s
		h=$TMP/h1
		[ $small = h ] || s=$TMP/small/s
		[ $small = s ] || h=$TMP/small/h1
		status=0
		provision "$s" "$h" 2>"$TMP/err" || status=$?
		name=full_${small}_${kib}k
		check "$name: is_a_failure" [ $status -eq 3 ]
		check "$name: says_so" grep -q "^credmint: cannot write to .*: No space left on device$" "$TMP/err"
		if [ -e "$s" ]; then
			check "$name: both_files_are_whole" outcome -p "$TMP/users.csv" "$s" "$h"
			check "$name: one_password_a_hash" \
				[ "$(grep -c : "$h")" -eq $(($(wc -l <"$s") - 1)) ]
			cat "$s" >"$TMP/more"
			cp "$h" "$TMP/had"
			chmod 600 "$TMP/more"
		else
			check "$name: no_file_is_left" [ ! -e "$h" ]
			: >"$TMP/had"
			rm -f "$TMP/more"
		fi
		rm -f "$TMP/h2"
		check "$name: the_rest_is_made" provision "$TMP/more" "$TMP/h2" --resume
		check "$name: all_are_there" outcome "$TMP/users.csv" "$TMP/more" "$TMP/had" "$TMP/h2"
		umount "$TMP/small"
	done
done

# A form with an end: it is there as well.
mount -t tmpfs -o size=500k none "$TMP/small"
printf '%%head\n[\n%%account\n{"name": ${name|json}, "hash": ${hash|json}}\n%%between\n,\n%%tail\n]\n' \
	>"$TMP/list.template"
ends full_with_an_end 3 credmint provision --template "$TMP/list.template" -m nt \
	--secrets "$TMP/s9" -o "$TMP/small/h" "$TMP/users.csv"
check "full_with_an_end: it_is_whole" /usr/bin/python3 -c "
import json
made = json.load(open('$TMP/small/h'))
secrets = open('$TMP/s9').read().splitlines()[1:]
assert 1000 < len(made) == len(secrets) < 20000, (len(made), len(secrets))"
umount "$TMP/small"

# What is said of the accounts once more has its room, too.
mount -t tmpfs -o size=500k none "$TMP/small"
printf '%%account\n${name|field}:${hash|field}\n%%middle\n--\n%%again\n${name|field}\n%%tail\nend\n' \
	>"$TMP/again.template"
h=$TMP/small/h
ends full_before_the_second_time 3 credmint provision \
	--template "$TMP/again.template" -m nt --secrets "$TMP/s10" -o "$h" "$TMP/users.csv"
sed '/^--$/,$d; s/:.*//' "$h" >"$TMP/first"
sed '1,/^--$/d; /^end$/d' "$h" >"$TMP/again"
check "full_before_the_second_time: some_are_there" [ -s "$TMP/first" ]
check "full_before_the_second_time: each_stands_there_twice" cmp "$TMP/first" "$TMP/again"
check "full_before_the_second_time: with_the_end" [ "$(tail -n 1 "$h")" = end ]
check "full_before_the_second_time: as_many_passwords" \
	[ "$(wc -l <"$TMP/s10")" -eq $(($(wc -l <"$TMP/first") + 1)) ]
umount "$TMP/small"

finish
