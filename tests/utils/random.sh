#!/bin/sh
# credmint random: what each verb draws from, its edges, and what it refuses.
. tests/tap.sh
. tests/utils/said.inc

random() {
	credmint random "$@"
}

# drawn NAME DISTINCT COMMAND...: 400 draws give just these values, each.
drawn() {
	drawn_name=$1
	drawn_values=$2
	shift 2
	got=$(random "$@" -n 400 | LC_ALL=C sort -u | tr '\n' ' ')
	check "$drawn_name" [ "$got" = "$drawn_values " ]
}

# nothing NAME COMMAND...: status 0 and nothing written.
nothing() {
	name=$1
	shift
	if random "$@" >"$TMP/out" 2>&1 </dev/null && [ ! -s "$TMP/out" ]; then
		pass "$name"
	else
		fail "$name" "$(head -c 200 "$TMP/out")"
	fi
}

# about NAME LOW HIGH WORD COMMAND...: that often is it among the lines.
about() {
	about_name=$1
	low=$2
	high=$3
	word=$4
	shift 4
	n=$(random "$@" | grep -cxF -e "$word")
	if [ "$n" -ge "$low" ] && [ "$n" -le "$high" ]; then
		pass "$about_name"
	else
		fail "$about_name" "$n of $word, not $low to $high"
	fi
}

# ---- numbers ----
drawn below_has_all_and_no_more '0 1 2 3 4' below 5
drawn below_one_is_zero 0 below 1
drawn int_has_both_ends '-1 -2 0 1' int -2 1
drawn int_of_one_value 7 int 7 7
drawn range_is_half_open '5 6 7' range 5 8
drawn range_with_a_step '0 3 6 9' range 0 11 3
drawn range_downwards '-2 1 10 4 7' range 10 -3 -3
drawn bits_of_two_are_one_digit '0 1 2 3' bits 2
# 60000 throws: 10000 of each, six deviations of 91 either way.
about below_is_uniform 9450 10550 3 below 6 -n 60000
about int_is_uniform 9450 10550 -2 int -2 3 -n 60000
shows below_the_largest '[0-9]{1,20}' random below 18446744073709551615
shows int_of_all '-?[0-9]{1,19}' random int -9223372036854775808 \
	9223372036854775807
shows int_at_the_lower_end -9223372036854775808 \
	random int -9223372036854775808 -9223372036854775808
shows int_at_the_upper_end 9223372036854775807 \
	random int 9223372036854775807 9223372036854775807
shows range_over_all '-?9223372036854775807|0' \
	random range -9223372036854775807 9223372036854775807 9223372036854775807
shows range_step_larger_than_the_range 3 random range 3 4 9223372036854775807
shows bits_round_up_to_a_digit '[01][0-9a-f]' random bits 5
shows bits_are_lower_case_hex '[0-9a-f]{64}' random bits 256
shows bits_of_none '' random bits 0
check bits_at_most sh -c \
	'[ "$(credmint random bits 524288 | tr -d "\n" | wc -c)" -eq 131072 ]'
shows real '0(\.[0-9]+)?|[0-9.]+e-[0-9]+' random real
shows uniform_of_one_value 2.5 random uniform 2.5 2.5
shows uniform_of_small_numbers '1e-300' random uniform 1e-300 1e-300
shows uniform_of_large_numbers '1e\+300' random uniform 1e300 1e300
random uniform -3 -1 -n 2000 >"$TMP/real"
random uniform 1 -1 -n 2000 >"$TMP/other"
random real -n 2000 >"$TMP/unit"
check reals_lie_where_they_should awk '
	FILENAME ~ /real$/ && ($1 < -3 || $1 > -1) { exit 1 }
	FILENAME ~ /other$/ && ($1 < -1 || $1 > 1) { exit 1 }
	FILENAME ~ /unit$/ && ($1 < 0 || $1 >= 1) { exit 1 }
	{ sum[FILENAME] += $1; n++ }
	# The mean of 2000: six deviations.
	END {
		if (n != 6000) exit 1
		for (f in sum) {
			mean = sum[f] / 2000
			want = f ~ /real$/ ? -2 : f ~ /other$/ ? 0 : 0.5
			wide = f ~ /unit$/ ? 1 : 2
			if ((mean - want) ^ 2 > (6 * wide / sqrt(12 * 2000)) ^ 2)
				exit 1
		}
	}' "$TMP/real" "$TMP/other" "$TMP/unit"
check reals_read_back_exactly python3 -c '
import sys
for line in open(sys.argv[1]):
    x = float(line)
    assert (x * 2**53).is_integer() and float("%.17g" % x) == x' "$TMP/unit"

refused below_nothing 2 'limit takes a number from 1 to' random below 0
refused below_a_negative 2 'limit takes' random below -5
refused below_overflows 2 'limit takes' random below 18446744073709551616
refused below_far_overflows 2 'limit takes' random below \
	100000000000000000000000000000000
refused below_a_decimal 2 'limit takes' random below 5.0
refused below_a_word 2 'limit takes' random below nan
refused below_an_empty_word 2 'limit takes' random below ''
refused int_backwards 2 'high is below low' random int 5 4
refused int_overflows 2 'high takes an integer' random int 0 9223372036854775808
refused int_underflows 2 'low takes an integer' random int -9223372036854775809 0
refused int_of_a_hyphen 2 'low takes an integer' random int - 3
refused int_with_a_plus 2 'low takes an integer' random int +1 3
refused int_with_a_space 2 'low takes an integer' random int ' 1' 3
refused int_lacks_an_operand 2 'random int takes: low high' random int 3
refused range_without_a_step_onwards 2 'step is 0' random range 1 5 0
refused range_empty 2 'the range is empty' random range 5 5
refused range_the_wrong_way 2 'the range is empty' random range 5 1
refused range_the_wrong_way_down 2 'the range is empty' random range 1 5 -1
refused range_of_too_much 2 'stop takes an integer' random range 0 99999999999999999999
refused bits_too_many 2 'number takes a number from 0 to 524288' random bits 524289
refused bits_negative 2 'number takes' random bits -1
for word in nan NaN inf 0x10 '1 ' ' 1' 1e999 1e '' . 1,5 --; do
	refused "uniform_takes_no '$word'" 2 'a takes a finite' random uniform -- "$word" 1
done
refused uniform_of_minus_infinity 2 'b takes a finite' random uniform -- 0 -inf
refused uniform_of_two_signs 2 'a takes a finite' random uniform -- --1 0
refused uniform_too_wide 2 'their difference overflows' \
	random uniform -1.7e308 1.7e308
refused real_takes_nothing 2 'takes options only' random real 1
refused no_verb 2 'random needs a verb' random
refused count_of_none 2 '-n takes a number from 1 to' random real -n 0
refused count_too_large 2 'to 1000000000' random real -n 1000000001

# ---- items ----
drawn choice_of_operands 'a b c' choice a b c
drawn choice_of_a_negative_number '-5 0 5' choice -5 0 5
got=$(random choice -n 400 -- -x y | LC_ALL=C sort -u | tr '\n' ' ')
check choice_after_a_double_hyphen [ "$got" = '-x y ' ]
drawn choice_of_a_space 'a b' choice 'a b'
shows choice_of_an_empty_operand '' random choice ''
shows choice_of_utf8 'Ærøskøbing 🎲' random choice 'Ærøskøbing 🎲'
printf 'one\n\ntwo' >"$TMP/lines"
got=$(random choice -n 400 <"$TMP/lines" | sort -u | tr '\n' ,)
check an_empty_line_is_an_item_and_the_last_needs_no_end [ "$got" = ',one,two,' ]
about choice_is_uniform 9450 10550 b choice a b c d e f -n 60000
refused choice_from_nothing 3 'no items' random choice </dev/null
refused choices_from_nothing 3 'no items' random choices </dev/null
printf 'a\0b\n' >"$TMP/nul"
refused a_line_with_a_nul 3 'NUL byte' random shuffle <"$TMP/nul"
refused stdin_not_open 3 'cannot read standard input' \
	sh -c 'credmint random choice <&-'
refused stdin_a_directory 3 'cannot read standard input' random choice </

check items_under_zero python3 -c '
import subprocess
items = [b"a b", b"", b"new\nline", "\u00e6\u2603".encode(), b"\xff\xfe", b"-x"]
for data in (b"\0".join(items) + b"\0", b"\0".join(items)):
    out = subprocess.run(["credmint", "random", "shuffle", "-0"],
        input=data, capture_output=True, check=True).stdout
    assert out.endswith(b"\0") and sorted(out[:-1].split(b"\0")) == sorted(items)
out = subprocess.run(["credmint", "random", "shuffle", "-0"] + items[:4][::2],
    capture_output=True, check=True).stdout
assert sorted(out[:-1].split(b"\0")) == sorted(items[:4][::2])'

# choices
check choices_are_k sh -c '[ "$(credmint random choices -k 7 a b | wc -l)" -eq 7 ]'
check choices_are_k_each_time sh -c \
	'[ "$(credmint random choices -k 7 -n 5 a b | wc -l)" -eq 35 ]'
nothing choices_of_zero choices -k 0 a b
nothing choices_of_zero_from_nothing choices -k 0
nothing choices_of_zero_by_no_weight choices -k 0 --weights 0,0 a b
check choices_come_in_blocks sh -c \
	'[ "$(credmint random choices -k 200000 a b | wc -l)" -eq 200000 ]'
# A quarter of 40000: six deviations of 87.
about weights_count 9480 10520 a choices -k 40000 --weights 1,3 a b
about weights_of_stdin_count 9480 10520 one choices -k 40000 --weights 1,2,1 \
	<"$TMP/lines"
about huge_weights_count 19400 20600 a choices -k 40000 \
	--weights 9223372036854775807,9223372036854775808 a b
about decimal_weights_count 9480 10520 a choices -k 40000 --weights 0.1,.3 a b
about small_weights_count 9480 10520 a choices -k 40000 --weights 1e-300,3e-300 a b
about large_weights_count 9480 10520 a choices -k 40000 --weights 1,3e0 a b
about weights_over_64_bits_count 9480 10520 a choices -k 40000 \
	--weights 100000000000000000000,300000000000000000000 a b
about decimals_and_large_integers_mix 19400 20600 a choices -k 40000 \
	--weights 18446744073709551615,18446744073709551615.0 a b
got=$(random choices -k 2000 --weights 0,0.5,0.0 a b c | sort -u)
check decimal_weight_zero_never_comes [ "$got" = b ]
got=$(random choices -k 2000 --weights 0,5,0 a b c | sort -u)
check weight_zero_never_comes [ "$got" = b ]
refused weights_sum_to_zero 2 'weights sum to 0' random choices --weights 0,0 a b
refused decimal_weights_sum_to_zero 2 'weights sum to 0' \
	random choices --weights 0.0,0e5 a b
refused decimal_weights_overflow 2 'sum to too much' random choices --weights 1e308,1e308 a b
refused weights_overflow 2 'sum to too much' random choices \
	--weights 18446744073709551615,1 a b
refused weights_overflow_to_zero 2 'sum to too much' random choices \
	--weights 0,18446744073709551615,1 a b c
refused weights_too_few 2 '2 given for 3 items' random choices --weights 1,2 a b c
refused weights_too_many 2 '4 given for 3 items' \
	random choices --weights 1,2,3,4 a b c
for list in '' ',' '1,' ,1 1,,2 -1,2 1,-2 nan,1 1,inf 1,x 1,0x2 1,1e999 1,-0.5 1,. \
	'1, 2' +1,2; do
	refused "weights_take_no '$list'" 2 --weights random choices --weights "$list" a b
done
refused k_negative 2 '-k takes a number' random choices -k -1 a b
refused k_too_large 2 'to 1000000000' random choices -k 1000000001 a b

# sample
random sample -k 5 a b c d e -n 100 | awk '{ seen[$1]++ } NR % 5 == 0 {
	n = 0; for (i in seen) n++; if (n != 5) bad++; delete seen }
	END { exit bad > 0 || NR != 500 }'
check sample_of_all_has_each_once [ $? -eq 0 ]
got=$(random sample -k 2 a b c -n 600 | paste -d '' - - | sort -u | tr '\n' ' ')
check sample_has_every_order [ "$got" = 'ab ac ba bc ca cb ' ]
got=$(random sample -k 6 a b c --counts 1,2,3 | sort | tr -d '\n')
check sample_by_counts [ "$got" = abbccc ]
got=$(random sample -k 1000 --counts 0,4611686018427387904 a b | sort -u)
check sample_by_huge_counts [ "$got" = b ]
nothing sample_of_zero sample -k 0 a b
nothing sample_of_zero_from_nothing sample -k 0
nothing sample_of_zero_from_counts_of_zero sample -k 0 --counts 0,0 a b
refused sample_too_large 2 '-k asks for 3, there are 2 to draw from' \
	random sample -k 3 a b
refused sample_from_nothing 2 'there are 0 to draw from' random sample </dev/null
refused sample_of_counts_too_large 2 '-k asks for 4, there are 3' \
	random sample -k 4 --counts 1,2 a b
refused counts_sum_to_zero 2 'there are 0 to draw from' \
	random sample --counts 0,0 a b
refused counts_overflow 2 'sum to too much' random sample \
	--counts 18446744073709551615,1 a b
refused counts_are_integers 2 'takes integers' random sample --counts 1,2.5 a b
refused counts_negative 2 '--counts takes integers' random sample --counts 1,-2 a b
refused counts_too_few 2 '1 given for 2 items' random sample --counts 1 a b
refused sample_that_no_memory_holds 3 'out of memory' prlimit \
	--as=512000000 credmint random sample -k 1000000000 --counts 2000000000 a

# shuffle
got=$(random shuffle a b c -n 1200 | paste -d '' - - - | sort -u | tr '\n' ' ')
check shuffle_has_every_order [ "$got" = 'abc acb bac bca cab cba ' ]
# A sixth of 6000: six deviations of 29.
n=$(random shuffle a b c -n 6000 | paste -d '' - - - | grep -cx cab)
check shuffle_is_uniform [ $((n >= 826 && n <= 1174)) -eq 1 ]
got=$(random shuffle a b a a | sort | tr -d '\n')
check shuffle_keeps_what_is_alike [ "$got" = aaab ]
nothing shuffle_of_nothing shuffle
# A million lines, in 8 MB of text, take no more than 64 MB in all.
seq 1000000 >"$TMP/many"
prlimit --as=67108864 credmint random shuffle <"$TMP/many" | sort -n >"$TMP/sorted"
check a_million_lines_are_all_kept cmp "$TMP/many" "$TMP/sorted"
prlimit --as=67108864 credmint random choice <"$TMP/many" >"$TMP/out"
check choice_of_a_million_lines grep -qx '[0-9]*' "$TMP/out"
prlimit --as=67108864 credmint random choices -k 5000000 a b | wc -l >"$TMP/out"
check five_million_choices_are_not_held grep -qx 5000000 "$TMP/out"
prlimit --as=16777216 credmint random shuffle <"$TMP/many" >"$TMP/out" 2>"$TMP/err"
check without_memory_nothing_is_made sh -c "[ ! -s '$TMP/out' ] &&
	[ \$(wc -l <'$TMP/err') -eq 1 ] && grep -q 'out of memory' '$TMP/err'"

# ---- JSON ----
shows json_of_a_number '\{"number":[0-4]\}' random below 5 --json
shows json_of_bits '\{"bits":"[0-9a-f]{4}"\}' random bits 16 --json
shows json_of_a_choice '\{"index":0,"item":"a \\"b\\""\}' random choice 'a "b"' --json
check json_is_json_with_every_digit python3 -c '
import json, subprocess
def lines(*args):
    out = subprocess.run(("credmint", "random") + args + ("--json",),
        capture_output=True, check=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]
assert lines("int", "9223372036854775807", "9223372036854775807") == [
    {"number": 9223372036854775807}]
for n in lines("below", "18446744073709551615", "-n", "100"):
    assert type(n["number"]) is int and 0 <= n["number"] < 2**64 - 1
assert any(n["number"] > 2**63 for n in lines("below", "18446744073709551615",
    "-n", "100"))
for n in lines("real", "-n", "100"):
    assert (n["number"] * 2**53).is_integer()
items = ["x", "y y", "\u2603"]
for verb in ("shuffle", "sample", "choices"):
    k = () if verb == "shuffle" else ("-k", "3")
    got = lines(verb, *k, "-n", "2", *items)
    assert [g["draw"] for g in got] == [1, 1, 1, 2, 2, 2], got
    assert all(items[g["index"]] == g["item"] for g in got)'

# Bytes that are no part of UTF-8, and no others, become question marks: every
# first byte before second ones at the limits, by what Python reads.
cat >"$TMP/utf8.py" <<'END'
import itertools, json, subprocess

seconds = (0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff)
parts = [bytes((a, b)) + c + d for a, b, c, d in itertools.product(
    range(0x80, 0x100), seconds, (b"", b"\x80", b"\xbf", b"\xc3"),
    (b"", b"\x80", b"z"))]
items = [b"\xc3\xa9" + part + b"\xe2\x98\x83" for part in parts]


def text(data):
    """Each character that there is, and a question mark for other bytes."""
    out = ""
    while data:
        for n in range(1, 5):
            try:
                out += data[:n].decode()
                break
            except UnicodeDecodeError:
                pass
        else:
            n = 1
            out += "?"
        data = data[n:]
    return out


run = subprocess.run(["credmint", "random", "shuffle", "-0", "--json"],
    input=b"\0".join(items), capture_output=True, check=True)
got = [json.loads(line) for line in run.stdout.split(b"\0")[:-1]]
assert len(got) == len(items)
for g in got:
    assert g["item"] == text(items[g["index"]]), (g, items[g["index"]])
END
check json_of_bytes_that_are_no_text python3 "$TMP/utf8.py"

# ---- output ----
check to_a_file sh -c "credmint random shuffle a b -o '$TMP/file' &&
	[ \"\$(sort '$TMP/file' | tr -d '\\n')\" = ab ] &&
	[ \"\$(stat -c %a '$TMP/file')\" = 600 ]"
refused full_disk 3 'cannot write' random shuffle a b --output-fd 9 9>/dev/full
random below 2 -0 | od -An -c | grep -q '[01]  \\0'
check numbers_end_with_nul_too [ $? -eq 0 ]

finish
