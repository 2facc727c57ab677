#!/bin/sh
# The symbol sets against what they are for: thousands of passwords of each
# through real shells, YAML parsers and URL libraries, unquoted.
. tests/tap.sh
. tests/utils/said.inc

# header_set NAME: as the header has it
header_set() {
	sed -n "s/^#define CREDMINT_SYMBOLS_$1 \"\(.*\)\"/\1/p" lib/credmint.h
}

# drawn SET OPTION...: passwords of it into $TMP/SET: of all classes, of digits
# and symbols, of symbols mostly, short and long ones. Each symbol comes first,
# last and beside each other.
drawn() {
	drawn_set=$1
	shift
	for drawn_shape in '-l 16' '-l 2 --lower no --upper no' \
		'-l 3 --lower no --upper no' '-l 4 --lower no --upper no' \
		'-l 10 --lower no --upper no' '-l 6 --lower no --upper no --symbols 5' \
		'-l 2 --lower no --upper no --digits no' \
		'-l 4 --lower 1 --upper no --digits no' \
		'-l 4 --lower no --upper 1 --digits 0' '-l 64'; do
		# shellcheck disable=SC2086 # words
		credmint password -n 1000 --allow-weak $drawn_shape "$@" \
			--symbol-set "$drawn_set"
	done >"$TMP/$drawn_set"
}

for page in 1:credmint-password 3:credmint_password; do
	mandoc -Tascii "man/${page#*:}.${page%:*}" | sed "s/.$(printf '\b')//g" \
		>"$TMP/page${page%:*}"
done
for set in shell yaml url; do
	drawn $set
	check ${set}_makes_thousands [ "$(wc -l <"$TMP/$set")" -eq 10000 ]
	symbols=$(header_set "$(echo $set | tr '[:lower:]' '[:upper:]')")
	tr -d 'a-zA-Z0-9\n' <"$TMP/$set" | fold -w 1 | LC_ALL=C sort -u |
		tr -d '\n' >"$TMP/seen"
	echo "$symbols" | fold -w 1 | LC_ALL=C sort -u | tr -d '\n' >"$TMP/meant"
	check ${set}_is_the_headers cmp "$TMP/seen" "$TMP/meant"
	spaced=$(echo "$symbols" | sed 's/./& /g; s/ $//')
	check "${set}_is_the_pages" grep -qF "$set: $spaced" "$TMP/page1"
	check "${set}_is_that_of_page_3" grep -qF "($symbols)" "$TMP/page3"
done

# shellcheck disable=SC2016,SC2028 # for the other shells
tell='tell() { echo "$# $1"; }'

# unquoted SHELL FILE OPTION...: each line an argument of a script; printf may
# take none for an option, so the words are counted and told one by one.
unquoted() {
	unquoted_shell=$1
	unquoted_file=$2
	shift 2
	# Names that a pattern or a search could find.
	mkdir -p "$TMP/names"
	: >"$TMP/names/a1"
	sed "s/.*/tell &/" "$unquoted_file" >"$TMP/lines"
	{
		echo "$tell"
		cat "$TMP/lines"
	} >"$TMP/script"
	sed 's/^/1 /' "$unquoted_file" >"$TMP/wanted"
	(cd "$TMP/names" && "$unquoted_shell" "$@" ../script) \
		>"$TMP/told" 2>"$TMP/told.err"
	cmp -s "$TMP/told" "$TMP/wanted" && [ ! -s "$TMP/told.err" ]
}

for shell in sh bash dash zsh; do
	check "shell_is_one_argument_of_$shell" unquoted $shell "$TMP/shell"
done
check shell_is_one_argument_of_bash_as_sh unquoted bash "$TMP/shell" --posix
check shell_is_one_argument_of_zsh_as_sh unquoted zsh "$TMP/shell" --emulate sh

# Also where it is assigned, and inside the words that a script is made of.
sed 's/.*/p=&; tell $p; tell --password=& ; tell x:& ; tell a\/&/' \
	"$TMP/shell" >"$TMP/shell.lines"
sed 's/.*/1 &\n1 --password=&\n1 x:&\n1 a\/&/' "$TMP/shell" >"$TMP/wanted"
for shell in sh bash dash zsh; do
	{
		echo "$tell"
		cat "$TMP/shell.lines"
	} >"$TMP/script"
	(cd "$TMP/names" && $shell ../script) >"$TMP/told" 2>"$TMP/told.err"
	check "shell_is_whole_where_assigned_by_$shell" cmp "$TMP/told" "$TMP/wanted"
	check "shell_is_no_error_of_$shell" [ ! -s "$TMP/told.err" ]
done
credmint password -n 5000 --symbol-set shell --first-letter \
	--no-repeat >"$TMP/letters"
check first_letter_is_no_option sh -c "! grep -q '^[^a-zA-Z]' '$TMP/letters'"

# What the page says of the default set, and that this test can see it.
credmint password -n 5000 >"$TMP/default"
for shell in sh bash dash; do
	check "default_is_one_argument_of_$shell" unquoted $shell "$TMP/default"
done
check zsh_acts_on_an_equals_sign_in_front sh -c "! $(command -v zsh) -c 'printf %s =nothing'"
grep -v '^=' "$TMP/default" >"$TMP/inside"
check default_is_one_argument_of_zsh_inside_a_word unquoted zsh "$TMP/inside"
# shellcheck disable=SC2016 # literally
for bad in 'a$1' '*1' '~root' 'a;b' '#a' 'a&b' '"a"' "a'b'" '{1,2}' '[a]1' \
	'a\\b' '`a`' 'a|b' '<a' 'a>b' '(a)'; do
	echo "$bad" >"$TMP/bad"
	if unquoted bash "$TMP/bad"; then
		fail "this_sees_what_a_shell_acts_upon" "$bad"
	else
		pass "this_sees_what_a_shell_acts_upon: $bad"
	fi
done

check yaml_is_a_string_of_pyyaml /usr/bin/python3 tests/utils/symbol_sets.py yaml <"$TMP/yaml"
# shellcheck disable=SC2016 # literally
for symbols in . - + _ : '#' ',' '!' '&' '*' @ % '[' '{' '|' '>' '"' '`'; do
	credmint password -n 3000 -l 4 --lower no --upper no --allow-weak \
		--symbol-set "$symbols" >"$TMP/bad"
	if /usr/bin/python3 tests/utils/symbol_sets.py yaml <"$TMP/bad" >/dev/null 2>&1; then
		fail "this_sees_what_yaml_acts_upon" "$symbols"
	else
		pass "this_sees_what_yaml_acts_upon: $symbols"
	fi
done
credmint password -n 3000 --lower no --upper no --symbol-set yaml \
	--symbols 0 -l 8 --allow-weak >"$TMP/bad"
check yaml_without_a_symbol_may_be_a_number \
	sh -c "! /usr/bin/python3 tests/utils/symbol_sets.py yaml <'$TMP/bad'"

check url_needs_no_encoding_in_urllib /usr/bin/python3 tests/utils/symbol_sets.py url <"$TMP/url"
check url_needs_no_encoding_in_perl perl tests/utils/symbol_sets.pl "$TMP/url"
for symbols in + / : @ % = ',' ! '$' '&' '?' '#' ';' '(' "'" '*'; do
	credmint password -n 200 -l 4 --lower no --upper no --allow-weak \
		--symbol-set "$symbols" >"$TMP/bad"
	if /usr/bin/python3 tests/utils/symbol_sets.py url <"$TMP/bad" >/dev/null 2>&1; then
		fail "this_sees_what_a_url_encodes" "$symbols"
	else
		pass "this_sees_what_a_url_encodes: $symbols"
	fi
done

finish
