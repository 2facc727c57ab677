#!/bin/sh
# The command line: commands, verbs, options, help.
. tests/tap.sh
. tests/utils/said.inc

# ---- good ----
shows version_is_shown 'credmint [0-9]+\.[0-9]+\.[0-9]+' credmint --version
shows value_after_equals '.{20}' credmint password --length=20
shows value_in_next_word '.{20}' credmint password --length 20
shows value_joined_to_letter '.{20}' credmint password -l20
shows letters_share_a_hyphen '[a-zA-Z2-9]{20}' credmint password -Bl20 --symbols no
shows last_value_counts '.{21}' credmint password -l 20 -l 21
shows double_hyphen_ends_options '.{16}' credmint password --
shows negative_numbers_are_operands '-[67]' credmint random int -7 -6
shows negative_decimals_are_operands '-0?\.25' credmint random uniform -.25 -25e-2
shows negative_numbers_are_values_too '[01]' credmint random below --count 1 2
shows zero_is_an_option_all_the_same '.*' sh -c \
	'credmint random int -0 -1 -1 | tr "\0" "\n"'
shows global_options_come_first '.{16}' credmint --config /nonexistent password

for c in init password token signed 'signed verify' salt hash 'hash verify' \
	derive 'code issue' 'code list' 'code revoke' log entropy help 'random int' 'random choices' 'random sample'; do
	name=$(echo "$c" | tr ' ' _)
	# shellcheck disable=SC2086 # two words
	if credmint $c -h >"$TMP/help" 2>"$TMP/err" &&
		grep -q "^usage: credmint $c" "$TMP/help" &&
		grep -q -e '^  -h, --help' "$TMP/help" && [ ! -s "$TMP/err" ]; then
		pass "${name}_has_help_on_stdout"
	else
		fail "${name}_has_help_on_stdout" "$(cat "$TMP/err")"
	fi
done
check help_of_the_program sh -c 'credmint -h | grep -q "code issue"'
check help_of_a_noun_has_its_verbs sh -c \
	'[ "$(credmint code -h | grep -c ^usage:)" -eq 3 ]'
check help_lists_every_command sh -c \
	'[ "$(credmint help --synopsis | wc -l)" -eq \
		"$(grep -c "^	{ \"" utils/credmint/command_table.c)" ]'
check what_must_be_given_has_no_brackets sh -c '
	credmint help --synopsis >"$0"
	for line in "credmint signed [-0] --key-file file [--ttl span] " \
		"credmint signed verify [-0] --key-file file [--ttl span] " \
		"credmint derive [-s0] --salt-file file [--digest digest] "; do
		grep -qF -e "$line" "$0" || exit 1
	done' "$TMP/synopsis"
check no_line_of_help_is_over_80 sh -c '! {
	credmint help
	for c in init password token signed random salt hash derive code log entropy help; do
		credmint help $c
	done
	} | grep -E ".{81}"'

# ---- refused ----
refused no_command 2 'no command given' credmint
refused unknown_command 2 'no command frob' credmint frob
refused unknown_global_option 2 'unknown option --frob' credmint --frob
refused unknown_long_option 2 'unknown option --byte' credmint password --byte=64
refused unknown_short_option 2 'unknown option -j' credmint password -j 2
refused numbers_where_there_is_no_operand 2 'takes options only' credmint password -5
refused no_number_but_an_option 2 'unknown option -5' credmint password -5x
refused unknown_letter_in_a_bundle 2 'unknown option -x' credmint password -Bx
refused names_are_not_abbreviated 2 'unknown option --len' credmint password --len 9
refused option_of_another_command 2 'unknown option --ttl' credmint token --ttl 1h
refused flag_takes_no_value 2 '--json takes no value' credmint password --json=yes
refused long_option_without_value 2 '--exclude needs a value' credmint password --exclude
refused short_option_without_value 2 '-l needs a value' credmint password -l
refused operand_where_there_is_none 2 'takes options only' credmint password 16
refused noun_without_its_verb 2 'code needs a verb: issue, list, revoke; credmint help code' credmint code
refused unknown_verb 2 'code has no such verb; it has issue, list, revoke, and' credmint code frob
refused verb_spelled_otherwise 2 'authenticator has no such verb; it has enroll, list, remove, resync, import' \
	credmint authenticator enrol alice
refused unknown_verb_of_a_noun_that_works_alone 2 'or a verb; credmint help token' \
	credmint token create --kind reset --user alice
refused a_password_in_a_verbs_place_is_not_repeated 2 \
	'token takes options only, or a verb' credmint token hunter2
check nothing_of_it sh -c "! grep -q hunter2 '$TMP/said.err'"
refused missing_operand 2 'code issue takes: user' credmint code issue
refused too_many_operands 2 'code issue takes: user' credmint code issue a b
check help_of_a_verb_is_its_own sh -c \
	'[ "$(credmint help code issue | grep -c "^usage:")" -eq 1 ]'
refused help_of_an_unknown_verb 2 'no command code frob' credmint help code frob
refused help_of_an_unknown_command 2 'no command frob' credmint help frob
refused o_and_output_fd_together 2 'cannot both be given' \
	credmint password -o "$TMP/x" --output-fd 1
refused output_fd_not_a_number 2 '--output-fd takes a number' \
	credmint password --output-fd x
refused output_fd_not_open 2 'not open for writing' \
	credmint password --output-fd 77
refused output_fd_only_readable 2 'not open for writing' \
	credmint password --output-fd 9 9</dev/null

# What somebody typed in the wrong place may be a secret.
for words in 'hash hunter2' 'hash --password=hunter2' 'hash -phunter2' \
	'token --secret=hunter2 x' 'password -n hunter2' 'hash -m hunter2' \
	'hash -c hunter2' 'hash verify hunter2' 'token -f hunter2' \
	'token --url hunter2' 'code issue alice hunter2' 'code revoke hunter2' \
	'code issue hunter2:' 'code issue alice --ttl hunter2' \
	'log --since hunter2' 'password --symbol-set hunter2' \
	'hash --password-fd hunter2'; do
	status=0
	# shellcheck disable=SC2086 # several words
	credmint $words >"$TMP/out" 2>"$TMP/err" </dev/null || status=$?
	if [ $status -eq 2 ] && [ "$(wc -l <"$TMP/err")" -eq 1 ] &&
		! grep -q hunter2 "$TMP/out" "$TMP/err"; then
		pass "not_repeated: $words"
	else
		fail "not_repeated: $words" "exit $status: $(cat "$TMP/err")"
	fi
done

finish
