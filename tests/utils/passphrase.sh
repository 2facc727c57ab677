#!/bin/sh
# credmint passphrase: what it makes, the policies and the files of words it
# refuses, and that a long list is no burden.
. tests/tap.sh
. tests/utils/said.inc

w='[a-z]{3,8}'
shows default_is_six_words "($w-){5}$w" credmint passphrase
shows number_of_words_is_kept "($w-){63}$w" credmint passphrase -w 64
shows bits_make_enough_words "($w-){10}$w" credmint passphrase --bits 128
shows bits_make_no_more_than_enough "($w-){5}$w" credmint passphrase --bits 72
shows separator_is_used "($w :: ){5}$w" credmint passphrase --separator ' :: '
shows separator_may_be_empty '[a-z]{18,48}' credmint passphrase --separator ''
shows capital_begins_each_word "([A-Z][a-z]{2,7}){4}" credmint passphrase -w 4 \
	--capital --separator=
shows weak_is_made_when_allowed "$w" credmint passphrase -w 1 --allow-weak
shows json_has_the_passphrase "\\{\"passphrase\":\"($w-){5}$w\"\\}" \
	credmint passphrase --json
shows json_has_the_bits '\{"passphrase":"[^"]+","bits":77\.9[0-9]*\}' \
	credmint passphrase --json --show-entropy --digit

credmint passphrase -n 2000 >"$TMP/many"
check count_is_kept [ "$(wc -l <"$TMP/many")" -eq 2000 ]
check all_differ [ "$(sort -u "$TMP/many" | wc -l)" -eq 2000 ]
credmint passphrase -n 2000 -w 4 --digit >"$TMP/many"
check one_digit_is_in_each [ "$(grep -cE \
	"^($w-)*${w}[0-9]?(-${w})*\$" "$TMP/many")" -eq 2000 ]
check digit_is_in_each [ "$(grep -cE '^[^0-9]*[0-9][^0-9]*$' "$TMP/many")" -eq 2000 ]
for place in '^[a-z]+[0-9]' '^[a-z]+-[a-z]+[0-9]-' '[0-9]-[a-z]+$' '[0-9]$'; do
	check "digit_stands_at: $place" grep -qE "$place" "$TMP/many"
done
credmint passphrase -n 3 -0 >"$TMP/nul"
check nul_ends_each_item [ "$(tr -dc '\0' <"$TMP/nul" | wc -c)" -eq 3 ]
check nul_replaces_the_newline [ "$(tr -dc '\n' <"$TMP/nul" | wc -c)" -eq 0 ]
credmint passphrase -n 3 --show-entropy >"$TMP/out" 2>"$TMP/err"
check entropy_is_told_on_stderr grep -qx 'credmint: 72.00 bits a passphrase' "$TMP/err"
check entropy_is_not_on_stdout [ "$(wc -l <"$TMP/out")" -eq 3 ]

for bad in 0 65 -1 x '' 1.5 18446744073709551617; do
	refused "words: '$bad'" 2 '-w takes a number from 1 to 64' \
		credmint passphrase -w "$bad"
done
for bad in 0 -1 nan inf 72.5 '' 10000; do
	refused "bits: '$bad'" 2 '--bits takes a number from 1 to 4096' \
		credmint passphrase --bits "$bad"
done
refused bits_beyond_64_words 2 '64 words have 768.00 bits' \
	credmint passphrase --bits 769
refused words_and_bits 2 'cannot both be given' credmint passphrase -w 6 --bits 40
refused weak_words 2 '36.0 bits, under 40' credmint passphrase -w 3
refused weak_bits 2 '36.0 bits, under 40' credmint passphrase --bits 30
refused separator_letter 2 'has a letter that words have' \
	credmint passphrase --separator x
refused separator_capital 2 'has a letter that words have' \
	credmint passphrase --separator A --capital
shows separator_upper_case "(${w}A)*$w" credmint passphrase --separator A
refused separator_too_long 2 'up to 8 characters' \
	credmint passphrase --separator=---------
refused separator_newline 2 'printable ASCII' credmint passphrase --separator '-
'
refused separator_not_ascii 2 'printable ASCII' credmint passphrase --separator 'é'
refused separator_digit 2 'with --digit the separator has no digit' \
	credmint passphrase --separator 1 --digit
refused operand 2 'takes options only' credmint passphrase six

# ---- words of one's own ----
f=$TMP/words
# wrong NAME TEXT PRINTF [OPTION...]: a file that is refused
wrong() {
	wrong_name=$1
	wrong_text=$2
	# shellcheck disable=SC2059 # the words and their ends
	printf "$3" >"$f"
	shift 3
	refused "$wrong_name" 2 "$wrong_text" credmint passphrase --allow-weak \
		--words "$f" "$@"
}

printf 'head\ntail' >"$f"
shows own_words_are_drawn '((head|tail) ){11}(head|tail)' credmint passphrase \
	-w 12 --words "$f" --separator ' ' --allow-weak
refused own_words_are_weak 2 '12.0 bits, under 40' credmint passphrase -w 12 \
	--words "$f"
shows words_come_from_a_pipe '(head|tail)' sh -c \
	'printf "head\ntail\n" | credmint passphrase -w 1 --words /dev/stdin --allow-weak'
printf "%032d\n" 0 >"$f"
shows longest_word_is_taken '0{32}' credmint passphrase -w 1 --words "$f" --allow-weak

refused file_is_absent 3 "cannot read $TMP/none: No such file" \
	credmint passphrase --words "$TMP/none"
refused file_is_a_directory 3 "cannot read $TMP: Is a directory" \
	credmint passphrase --words "$TMP"
wrong file_is_empty "$f has no words" ''
wrong line_is_empty "$f:2: an empty line" 'ash\n\nbay\n'
wrong last_line_is_empty "$f:3: an empty line" 'ash\nbay\n\n'
wrong line_ends_as_on_windows "$f:1: ends in a carriage return" 'ash\r\nbay\r\n'
wrong word_with_a_space "$f:2: a space or tab" 'ash\nbay tree\n'
wrong word_after_dice "$f:1: a space or tab" '11111\tash\n'
wrong word_with_a_control "$f:2: a word has printable ASCII" 'ash\nb\033y\n'
wrong word_with_nul "$f:2: a word has printable ASCII" 'ash\nb\000y\n'
wrong word_in_utf8 "$f:2: a word has printable ASCII" 'ash\ngr\303\274n\n'
wrong word_behind_a_mark "$f:1: a word has printable ASCII" '\357\273\277ash\nbay\n'
wrong word_too_long "$f:2: a word has up to 32" 'ash\n%033d\n'
wrong word_twice "$f:4: the word of line 2 again" 'cedar\nbay\nash\nbay\noak\nash\n'
wrong word_twice_by_capital "$f:3: the word of line 1 again, with --capital" \
	'bay\nash\nBay\n' --capital
wrong word_with_the_separator "$f:2: the word has a character of the separator" \
	'ash\nyo-yo\n'
wrong word_with_a_digit "$f:2: the word has a digit" 'ash\nk9\n' --digit
wrong word_begins_another "$f:1: the word of line 3 begins this one" \
	'bayou\nash\nbay\n' --separator ''
printf 'bayou\nash\nbay\n' >"$f"
shows capital_keeps_them_apart '(Bayou|Ash|Bay){3}' credmint passphrase -w 3 \
	--words "$f" --separator '' --capital --allow-weak
wrong bits_of_a_short_list '64 words have 101.44 bits' 'ash\nbay\noak\n' --bits 102
wrong one_word_has_no_bits '64 words have 0.00 bits' 'ash\n' --bits 40

# ---- a million words, in no order ----
awk 'BEGIN { for (i = 0; i < 1000000; i++)
	printf "w%06d\n", (i * 611953) % 1000000 }' | tr 0-9 a-j >"$f"
shows million_words_are_taken '(w[a-j]{6}-){5}w[a-j]{6}' \
	timeout 30 credmint passphrase --words "$f"
# 8 bytes a word are the text, 16 two rows of pointers; sorting takes 8 more.
shows million_words_fit_in_64_mib '(w[a-j]{6}-){5}w[a-j]{6}' \
	sh -c 'ulimit -v 65536; exec credmint passphrase --words "$0"' "$f"
refused memory_ends 3 'out of memory' \
	sh -c 'ulimit -v 20480; exec credmint passphrase --words "$0"' "$f"
again=$(sed -n 500000p "$f")
echo "$again" >>"$f"
refused million_and_one_of_them_twice 2 \
	"$f:1000001: the word of line 500000 again" credmint passphrase --words "$f"
truncate -s 67108865 "$TMP/large"
refused file_is_too_large 2 'is larger than 64 MiB' \
	credmint passphrase --words "$TMP/large"
refused endless_file_ends 2 'is larger than 64 MiB' \
	timeout 30 credmint passphrase --words /dev/zero

finish
