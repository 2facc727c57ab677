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

finish
