#!/bin/sh
# The shipped words: the table is what its script makes of the published list,
# and holds nothing that was to be left out.
. tests/tap.sh

words=lib/secrets/words
table=lib/secrets/passphrase_words.c

published=$(sed -n 's/^	sha256 \([0-9a-f]*\)$/\1/p' $words/ORIGIN)
check list_is_the_published_one [ "$(sha256sum <$words/eff_large.txt)" = "$published  -" ]
sh $words/choose.sh >"$TMP/table"
check table_is_what_the_script_makes cmp "$TMP/table" $table

grep -o '"[a-z]*",' $table | tr -d '",' >"$TMP/words"
check words_are_4096 [ "$(wc -l <"$TMP/words")" -eq 4096 ]
cut -f 2 $words/eff_large.txt | LC_ALL=C sort >"$TMP/published"
check every_word_is_published [ -z "$(LC_ALL=C comm -23 "$TMP/words" "$TMP/published")" ]
grep -v '^#' $words/left_out.txt | xargs -n 1 | LC_ALL=C sort >"$TMP/left_out"
check no_word_is_left_out_twice [ -z "$(uniq -d "$TMP/left_out")" ]
check every_word_left_out_was_published \
	[ -z "$(LC_ALL=C comm -23 "$TMP/left_out" "$TMP/published")" ]
check no_word_was_to_be_left_out \
	[ -z "$(LC_ALL=C comm -12 "$TMP/words" "$TMP/left_out")" ]

# A word that became worse than it was when somebody last looked is named in
# left_out.txt; a root of one shows words that were overlooked.
check no_word_has_an_unpleasant_root sh -c "! grep -E \
	'^(anal|anus|ass|cock|cum|dick|fag|piss|tit|cunt)s?\$|fuck|shit|slut|whor|^rap(e|ing)|nazi|nigg|porn|penis|vagin|murd|suicid|damn|bitch|terror|corps' \
	'$TMP/words'"

# Two words of which one letter makes the other, looked for without the script.
cat >"$TMP/near.py" <<'END'
import sys
words = set(open(sys.argv[1]).read().split())
found = []
for w in words:
    near = {w[:i] + w[i + 1:] for i in range(len(w))}
    near |= {w[:i] + w[i + 1] + w[i] + w[i + 2:] for i in range(len(w) - 1)}
    near |= {w[:i] + c + w[i + 1:] for i in range(len(w))
             for c in "abcdefghijklmnopqrstuvwxyz"}
    found += [(w, n) for n in near & words - {w}]
print(len(words), found)
END
check no_two_words_are_a_letter_apart \
	[ "$(python3 "$TMP/near.py" "$TMP/words")" = '4096 []' ]
{ cat "$TMP/words"; echo abacux; } >"$TMP/more"
check this_test_sees_two_that_are [ "$(python3 "$TMP/near.py" "$TMP/more" |
	grep -c 'abacus.*abacux')" -eq 1 ]

finish
