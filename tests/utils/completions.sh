#!/bin/sh
# What bash and zsh complete, asked of real ones at a terminal, on a host where
# credmint is installed: they find the scripts by themselves.
. tests/tap.sh

if [ "${1:-}" != inside ]; then
	if sh tests/sandbox.sh sh "$0" inside >"$TMP/inside" 2>&1; then
		pass sandbox_came_to_its_end
	else
		fail sandbox_came_to_its_end "$(tail -n 3 "$TMP/inside")"
	fi
	grep -E '^(ok|not ok|   ) ' "$TMP/inside"
	tap_passed=$((tap_passed + $(grep -c '^ok ' "$TMP/inside")))
	tap_failed=$((tap_failed + $(grep -c '^not ok ' "$TMP/inside")))
	finish
fi

useradd alice
mkdir "$TMP/here"
touch "$TMP/here/notes.txt" "$TMP/here/nose picture"
cd "$TMP/here" || exit 1
top=$OLDPWD
mkdir "$TMP/bash" "$TMP/zsh"
echo '. /usr/share/bash-completion/bash_completion' >"$TMP/bash/start"
# compinit must not ask, nor keep what it found.
printf 'autoload -Uz compinit\ncompinit -u -D\n' >"$TMP/zsh/start"

# Each line is "NAME|what is typed|the words afterwards"; two words that only
# one of the shells writes so stand as BASH~ZSH.
cat >"$TMP/cases" <<'END'
a_noun|credmint sal|<salt>
an_option_before_the_noun|credmint --conf|<--config>
a_file_of_a_leading_option|credmint --config notes|<--config><notes.txt>
a_noun_after_a_leading_option|credmint --config notes.txt sal|<--config><notes.txt><salt>
verbs_after_their_noun|credmint code |<code><issue><list><revoke>
a_verb|credmint hash v|<hash><verify>
an_option|credmint password --show|<password><--show-entropy>
no_option_of_another_command|credmint token --ttl|<token><--ttl>
options_of_a_verb|credmint hash verify --hash|<hash><verify><--hash-fd><--hash-file>
a_file|credmint token -o notes|<token><-o><notes.txt>
a_file_with_a_space|credmint token -o nose|<token><-o><nose picture>
a_file_after_equals|credmint token --output=notes|<token><--output=notes.txt>
methods|credmint hash -m sha|<hash><-m><sha1crypt><sha256crypt><sha512crypt>
a_method_after_equals|credmint hash --method=yes|<hash><--method=yescrypt>
methods_of_salts|credmint salt -m b|<salt><-m><bcrypt><bcrypt-a><bcrypt-y><bsdicrypt>
a_format|credmint token -f url|<token><-f><urlsafe>
a_format_of_the_long_name|credmint token --format base3|<token><--format><base32>
an_option_after_a_value|credmint token -f hex --by|<token><-f><hex><--bytes>
verbs_of_tokens|credmint token |<token><issue><list><redeem><revoke><rotate><verify>
kinds_of_tokens|credmint token issue --kind |<token><issue><--kind><api-key><reset><session>
a_kind_of_tokens|credmint token list --kind=se|<token><list><--kind=session>
options_of_a_verb_of_tokens|credmint token redeem --to|<token><redeem><--token-fd>
a_user_of_tokens|credmint token issue --kind reset --user ali|<token><issue><--kind><reset><--user><alice>
a_shell|credmint help --completion |<help><--completion><bash><zsh>
nothing_where_nobody_knows|credmint token -b |<token><-b>
a_user|credmint code issue ali|<code><issue><alice>
a_user_after_options|credmint code issue --ttl 1h --numeric ali|<code><issue><--ttl><1h><--numeric><alice>
a_user_of_an_option|credmint log --user ali|<log><--user><alice>
a_user_after_equals|credmint log --user=ali|<log><--user=alice>
help_of_a_noun|credmint help cod|<help><code>
help_of_a_verb|credmint help code rev|<help><code><revoke>
digests|credmint derive --digest sha|<derive><--digest><sha1><sha256><sha512>
a_digest_after_equals|credmint derive --digest=sha5|<derive><--digest=sha512>
formats_of_a_key|credmint derive -f base|<derive><-f><base32><base64>
a_file_of_salt|credmint derive --salt-file notes|<derive><--salt-file><notes.txt>
sets_of_symbols|credmint password --symbol-set |<password><--symbol-set><shell><url><yaml>
a_file_of_words|credmint passphrase --words notes|<passphrase><--words><notes.txt>
a_file_of_keys|credmint signed --key-file notes|<signed><--key-file><notes.txt>
a_verb_of_authenticators|credmint authenticator en|<authenticator><enroll>
a_type|credmint authenticator enroll --type |<authenticator><enroll><--type><hotp><totp>
an_algorithm|credmint authenticator enroll --algorithm=sha5|<authenticator><enroll><--algorithm=sha512>
a_user_of_an_authenticator|credmint authenticator enroll ali|<authenticator><enroll><alice>
a_picture|credmint authenticator enroll --qr notes|<authenticator><enroll><--qr><notes.txt>
a_form_of_recovery_codes|credmint recovery issue -f s|<recovery><issue><-f><sheet>
a_user_of_recovery_codes|credmint recovery count ali|<recovery><count><alice>
no_option_after_the_end_of_options|credmint token -- --by|<token><--><--by>
END
# Every command by its table: nouns, and each command's options.
nouns=$(credmint help --synopsis | cut -d ' ' -f 2 | sort -u | sed 's/.*/<&>/' |
	tr -d '\n')
echo "every_noun|credmint |$nouns" >>"$TMP/cases"
credmint help | sed -n 's/^  \([a-z][a-z]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p' |
	sort -u >"$TMP/commands"
while read -r command; do
	# A noun's help goes on with its verbs'.
	# shellcheck disable=SC2086 # noun and verb
	options=$(credmint $command -h | sed '2,$!d; /^usage:/q' | grep -oE '^  (-., )?--[a-z-]+' |
		sed 's/.*--/--/' | sort | sed 's/.*/<&>/' | tr -d '\n')
	words=$(echo "$command" | sed 's/ /></')
	echo "options_of_$(echo "$command" | tr ' ' _)|credmint $command --|<$words>$options"
done <"$TMP/commands" >>"$TMP/cases"

for shell in bash zsh; do
	cut -d '|' -f 2 "$TMP/cases" |
		python3 "$top/tests/utils/complete.py" $shell \
			"$TMP/$shell/start" >"$TMP/$shell/got"
	paste -d '|' "$TMP/cases" "$TMP/$shell/got" >"$TMP/$shell/all"
	while IFS='|' read -r name _ want got; do
		if [ "$want" = "$got" ]; then
			pass "${shell}_completes_$name"
		else
			fail "${shell}_completes_$name" "$got instead of $want"
		fi
	done <"$TMP/$shell/all"
done
check every_command_was_asked [ "$(wc -l <"$TMP/commands")" -eq \
	"$(credmint help --synopsis | wc -l)" ]

# Without bash-completion it works as well.
credmint help --completion bash >"$TMP/bash/start"
check bash_needs_nothing_else [ "$(echo 'credmint code issue ali' |
	python3 "$top/tests/utils/complete.py" bash "$TMP/bash/start")" = \
	'<code><issue><alice>' ]

# ---- the command ----
for shell in bash zsh; do
	check "script_of_$shell" sh -c \
		"credmint help --completion $shell | $shell -n /dev/stdin"
done
cd "$top" || exit 1
. tests/utils/said.inc
refused another_shell 2 '--completion takes bash or zsh' \
	credmint help --completion fish
refused completion_of_one_command 2 'leave out their names' \
	credmint help --completion bash code

finish
