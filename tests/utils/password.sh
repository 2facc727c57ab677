#!/bin/sh
# credmint password: what it makes, and the policies it refuses.
. tests/tap.sh
. tests/utils/said.inc

symbols='%+,./:=@_-'
shows default_is_16_of_all_classes "[a-zA-Z0-9$symbols]{16}" credmint password
shows shortest_and_longest '.{256}' credmint password -l 256
shows classes_can_be_left_out '[0-9]{20}' credmint password -l 20 \
	--lower no --upper no --symbols no
shows symbol_set_is_used '[$]{16}' credmint password --symbol-set '$' \
	--lower no --upper no --digits no --allow-weak
shows excluded_characters_are_absent '[b-zB-Z2-9]{64}' credmint password -l 64 \
	--symbols no --exclude aA01
shows weak_is_made_when_allowed '[0-9]{4}' credmint password -l 4 --lower no \
	--upper no --symbols no --allow-weak
shows json_has_the_password '\{"password":"[^"]{16}"\}' credmint password \
	--json --exclude '\/'
shows json_has_the_bits '\{"password":"[^"]{16}","bits":98\.[0-9]+\}' \
	credmint password --json --show-entropy --exclude '\/'

credmint password -n 2000 >"$TMP/many"
check count_is_kept [ "$(wc -l <"$TMP/many")" -eq 2000 ]
check all_differ [ "$(sort -u "$TMP/many" | wc -l)" -eq 2000 ]
check every_class_is_in_every_one [ \
	"$(grep '[a-z]' "$TMP/many" | grep '[A-Z]' | grep '[0-9]' |
		grep -c "[$symbols]")" -eq 2000 ]
credmint password -n 2000 --lower 3 --upper 0 --digits 5 --symbols no >"$TMP/many"
check minimum_counts_hold [ \
	"$(grep -cE '^([^a-z]*[a-z]){3}' "$TMP/many")" -eq 2000 ]
check minimum_counts_hold_for_digits [ \
	"$(grep -cE '^([^0-9]*[0-9]){5}' "$TMP/many")" -eq 2000 ]
credmint password -n 2000 -l 8 --upper 0 --symbols no >"$TMP/many"
check allowed_class_may_be_absent grep -qv '[A-Z]' "$TMP/many"
check allowed_class_may_be_there grep -q '[A-Z]' "$TMP/many"
credmint password -n 2000 -B --symbol-set '|!' >"$TMP/many"
check look_alikes_are_absent sh -c "! grep -q '[01IOl|]' '$TMP/many'"
credmint password -n 3 -0 >"$TMP/nul"
check nul_ends_each_item [ "$(tr -dc '\0' <"$TMP/nul" | wc -c)" -eq 3 ]
check nul_replaces_the_newline [ "$(tr -dc '\n' <"$TMP/nul" | wc -c)" -eq 0 ]
credmint password -n 3 --show-entropy >"$TMP/out" 2>"$TMP/err"
check entropy_is_told_on_stderr grep -qx 'credmint: 98.43 bits a password' "$TMP/err"
check entropy_is_not_on_stdout [ "$(wc -l <"$TMP/out")" -eq 3 ]

refused length_zero 2 '-l takes a number from 1 to 256' credmint password -l 0
refused length_over_the_limit 2 'from 1 to 256' credmint password -l 257
refused length_negative 2 'from 1 to 256' credmint password -l -1
refused length_with_letters 2 'from 1 to 256' credmint password -l 12x
refused length_empty 2 'from 1 to 256' credmint password -l ''
refused length_beyond_64_bits 2 'from 1 to 256' credmint password -l 18446744073709551632
refused count_zero 2 '-n takes a number from 1 to 1000000000' credmint password -n 0
refused count_over_the_limit 2 'to 1000000000' credmint password -n 1000000001
refused class_out_of_range 2 '--digits takes a number from 0 to 256, or no' \
	credmint password --digits 257
refused class_in_words 2 '--lower takes a number' credmint password --lower none
refused more_required_than_long 2 'the classes need 20 characters' \
	credmint password --digits 17
refused defaults_do_not_fit 2 'the classes need 4 characters' \
	credmint password -l 3 --allow-weak
refused no_class_at_all 2 'no character left' credmint password --lower no \
	--upper no --digits no --symbols no
refused required_class_is_empty 2 'no character left' credmint password \
	--exclude 0123456789
refused excluded_not_ascii 2 '--exclude takes printable' credmint password --exclude 'é'
refused symbols_repeat 2 'different printable' credmint password --symbol-set '!!'
refused symbols_with_a_letter 2 'different printable' credmint password --symbol-set '!a'
refused symbols_with_a_space 2 'different printable' credmint password --symbol-set '! '
refused symbols_not_ascii 2 'different printable' credmint password --symbol-set 'é'
refused weak_policy 2 'under 40' credmint password -l 6

shows bits_take_as_many_characters '[a-zA-Z0-9%+,./:=@_-]{13}' credmint password \
	--bits 79
shows bits_are_reached_and_no_more '[0-9]{25}' credmint password --bits 80 \
	--lower no --upper no --symbols no
shows bits_can_be_json '\{"password":"[0-9]{13}","bits":43\.[0-9]+\}' credmint \
	password --bits 40 --lower no --upper no --symbols no --json --show-entropy
shows most_bits '.{256}' credmint password --bits 1579
shows own_classes_stand_alone '[ab:12]{16}' credmint password --allow-weak \
	--classes '1:ab  3:12 0::'
shows own_classes_may_be_one '[!-~]{16}' credmint password \
	--classes "0:!\"#\$%&'()*+,-./:;<=>?@[\\]^_\`{|}~0123456789abcXYZ"
shows own_classes_may_be_none_of_it '[ab]{40}' credmint password -l 40 \
	--classes 0:ab
shows no_vowels_are_there '[bcdfghj-np-tv-zBCDFGHJ-NP-TV-XZ2-9]{256}' credmint \
	password -l 256 --no-vowels --symbols no
shows no_character_twice_is_all_of_them '.{72}' credmint password -l 72 --no-repeat
shows symbol_set_of_yaml '[/=^]{30}' credmint password --symbol-set yaml -l 30 \
	--lower no --upper no --digits no
credmint password -n 2000 -l 40 --no-repeat --first-letter >"$TMP/many"
check no_character_is_there_twice sh -c "! grep -E '(.).*\\1' '$TMP/many'"
check first_is_a_letter [ "$(grep -c '^[a-zA-Z]' "$TMP/many")" -eq 2000 ]
credmint password -n 2000 --first-letter --lower no --upper 1 >"$TMP/many"
check first_is_the_one_letter_there_may_be [ \
	"$(grep -c '^[A-Z]' "$TMP/many")" -eq 2000 ]
credmint password -n 2000 -l 20 --classes '9:a1+ 3:b2- 1:c3* 1:d4/' >"$TMP/many"
check own_minimums_hold [ "$(grep -E '^([^a1+]*[a1+]){9}' "$TMP/many" |
	grep -E '^([^b2-]*[b2-]){3}' | grep '[c3*]' | grep -c '[d4/]')" -eq 2000 ]

refused bits_zero 2 '--bits takes a number from 1 to 1678' credmint password --bits 0
refused bits_negative 2 'from 1 to 1678' credmint password --bits -1
refused bits_not_a_number 2 'from 1 to 1678' credmint password --bits nan
refused bits_infinite 2 'from 1 to 1678' credmint password --bits inf
refused bits_over_the_limit 2 'from 1 to 1678' credmint password --bits 1679
refused bits_and_a_length 2 'leave out -l' credmint password --bits 80 -l 16
refused bits_out_of_reach 2 'no password of up to 256 characters has 1580 bits' \
	credmint password --bits 1580
refused bits_out_of_reach_without_repeat 2 'no password of up to 72 characters' \
	credmint password --bits 400 --no-repeat
refused bits_of_a_class_too_large 2 'no password has more than 256' credmint \
	password --bits 80 --lower 200 --upper 100
refused weak_bits 2 'under 40' credmint password --bits 5 --lower no --upper no \
	--symbols no
refused symbol_set_of_no_name 2 'shell, yaml, url, or different' credmint password \
	--symbol-set xml
for classes in '' ' ' 1 ab :ab x:ab -1:ab 257:ab '1:ab 2' '1:a 1:b 1:c 1:d 1:e' \
	'99999999999999999999:ab'; do
	refused "classes_not_read: '$classes'" 2 '--classes takes 1 to 4 classes' \
		credmint password --classes "$classes"
done
refused classes_too_long 2 '--classes takes 1 to 4' credmint password --classes \
	"1:$(printf %0127d 0)"
for classes in 1: '1:ab 1:' 1:aba '1:ab 1:bc' 1:aé "1:a$(printf '\t')"; do
	refused "classes_of_wrong_characters: '$classes'" 2 'none stands twice' \
		credmint password --classes "$classes"
done
for option in '--lower 1' '--upper no' '--digits 0' '--symbols 2' '--symbol-set url'; do
	# shellcheck disable=SC2086 # words
	refused "classes_beside $option" 2 'give one or the others' \
		credmint password --classes 1:ab $option
done
refused classes_beyond_the_length 2 'the classes need 20 characters' credmint \
	password --classes '10:ab 10:12'
refused class_emptied_by_no_vowels 2 '--no-vowels' credmint password \
	--classes '1:aeiou 1:bcd' --no-vowels
refused no_repeat_beyond_a_class 2 'a class needs more characters than it has' \
	credmint password --no-repeat --digits 11
refused no_repeat_beyond_all 2 'only 72 characters are allowed, the length is 73' \
	credmint password --no-repeat -l 73
refused first_letter_without_letters 2 'no letter is allowed' credmint password \
	--first-letter --lower no --upper no
refused first_letter_without_a_place 2 'other classes need all 16' credmint password \
	--first-letter --lower 0 --upper no --digits 15

finish
