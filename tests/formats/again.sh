#!/bin/sh
# What a template says of the accounts once more, behind their hashes: of those
# that were written and no others, whatever ended the run.

. tests/tap.sh
. tests/formats/accounts.inc
PATH=$BUILD:$PATH

t=$TMP/t.template
printf '%s\n' name,uid,gecos 'ann,1,A: no' 'bob,2,B' cy,3, dan,4,D >"$accounts"
# text: standard input is the template.
text() {
	cat >"$t"
}
# refused STATUS WORDS: that is what comes of it, and nothing is made.
refused() {
	provisioned --template "$t" -m yescrypt -c 1
	if [ $? -eq "$1" ] && grep -q "$2" "$TMP/said" && [ ! -e "$out" ] &&
		[ ! -e "$secrets" ]; then
		pass "refused_$3"
	else
		fail "refused_$3" "$(cat "$TMP/said")"
	fi
}

sed -i 's/A: no/A/' "$accounts"
text <<'END'
%head
head
%account
${number|word} ${name|word}
%between
-
%middle
middle
%again
%if gecos
${number|word} ${name|word} ${gecos|word} ${method|word}
%else
${number|word} ${name|word}
%end
%tail
tail
END
check each_stands_once_more provisioned --template "$t" -m yescrypt -c 1
check in_the_same_order eval "printf '%s\n' head '1 ann' - '2 bob' - '3 cy' \
	- '4 dan' middle '1 ann A yescrypt' '2 bob B yescrypt' '3 cy' \
	'4 dan D yescrypt' tail | diff - '$out'"

# Left out are those that are refused, and those of an earlier run.
printf 'name,password,expires\nbob,x,\n' >"$secrets"
chmod 600 "$secrets"
sed -i 's/^cy,3,/cy,3,nobody: here/' "$accounts"
rm -f "$out"
credmint provision --ttl 7d --secrets "$secrets" -o "$out" --template "$t" \
	-m yescrypt -c 1 --resume --keep-going "$accounts" 2>"$TMP/said"
check some_failed [ $? -eq 3 ]
check only_those_that_were_made eval "printf '%s\n' head '1 ann' - '2 dan' \
	middle '1 ann A yescrypt' '2 dan D yescrypt' tail | diff - '$out'"
sed -i 's/nobody: here//' "$accounts"

# What the second time would refuse is known before anything is made.
printf '%s\n' %account '${name|word}' %again '${gecos|word}' >"$t"
refused 3 'accounts.csv:4: gecos is not given' by_what_again_needs
printf '%s\n' %account '${name|word}' %again '${hash|word}' >"$t"
refused 2 't.template:4: hash can stand in %account alone' hash_in_again
printf '%s\n' %account '${name|word}' %middle '${name|word}' >"$t"
refused 2 't.template:4: name is an account' account_in_middle
for n in 0 -1 x 1x 12345678901 '1 2' ''; do
	printf '%s\n' "%accounts $n" %account '${name|word}' >"$t"
	refused 2 't.template:1: %accounts takes a number' "accounts_of_$n"
done
printf '%s\n' '%accounts 3' %account '${name|word}' >"$t"
refused 3 'takes 3 accounts, and 4 are to be made' one_too_many
printf '%s\n' '%accounts 4' %account '${name|word}' >"$t"
check as_many_as_it_takes provisioned --template "$t" -m yescrypt -c 1

# ---- filters ----
# filter NAME FIELD: what comes of the second column, or no.
filter() {
	printf '%s\n' %account "\${$2|$1}" >"$t"
	if provisioned --template "$t" -m yescrypt -c 1; then
		cat "$out"
	else
		echo no
	fi
}
# becomes FILTER FIELD TEXT RESULT
becomes() {
	printf '%s\n' "name,$2" "ann,\"$3\"" >"$accounts"
	[ "$(filter "$1" "$2")" = "$4" ]
}
check number becomes number uid 4711 4711
check number_zero becomes number uid 1 1
check number_is_no_name becomes number gid users no
check number_is_no_octal becomes number gid 0100 no
check number_is_given becomes number gid '' no
check line becomes line gecos "It's \"\"a\"\" line, # %" "It's \"a\" line, # %"
check line_without_escape becomes line gecos 'a \ b' no
check line_without_blanks_before becomes line gecos ' a' no
check line_without_blanks_behind becomes line gecos 'a ' no
check line_is_given becomes line gecos '' no
check words becomes words groups 'adm,audio,video' 'adm audio video'
check words_are_given becomes words groups '' no
check sql becomes sql gecos "O'Hara ''" "'O''Hara '''''"
check sql_backslash becomes sql gecos "\\'; O'Hara \\" \
	"E'\\\\''; O''Hara \\\\'"
check sql_is_given becomes sql gecos '' no
check ansible becomes ansible home "/home/{{ x }} 'y'" \
	"!unsafe '/home/{{ x }} ''y'''"
check ansible_expands_nothing becomes ansible home '/home/$HOME' no
check ansible_expands_no_tilde becomes ansible gecos '~root' no
check ansible_none becomes ansible home '' null

# ---- told to end ----
{
	echo name,gecos
	seq -f 'u%.0f,x' 1500
} >"$accounts"
provisioned -f cloud-init -m yescrypt -c 5 &
pid=$!
for _ in $(seq 200); do
	[ "$(wc -c <"$secrets" 2>/dev/null || echo 0)" -gt 100 ] && break
	sleep 0.05
done
kill -TERM "$(pgrep -P $pid credmint)"
wait $pid
check it_was_told_to_end grep -q 'of 1500 accounts; go on with --resume' \
	"$TMP/said"
check what_is_there_is_whole python3 - "$out" "$secrets" <<'END'
import csv, sys, yaml
config = yaml.load(open(sys.argv[1]), yaml.CSafeLoader)
hashes = [u["name"] for u in config["chpasswd"]["users"]]
users = [u["name"] for u in config["users"]]
words = [r["name"] for r in csv.DictReader(open(sys.argv[2]))]
assert 0 < len(users) < 1500, len(users)
assert hashes == users == words, (len(hashes), len(users), len(words))
END
mv "$out" "$TMP/first"
check the_rest_is_made credmint provision --ttl 7d --secrets "$secrets" \
	-o "$out" --resume -f cloud-init -m yescrypt -c 1 "$accounts"
check everybody_once python3 - "$TMP/first" "$out" <<'END'
import sys, yaml
names = []
for path in sys.argv[1:]:
    config = yaml.load(open(path), yaml.CSafeLoader)
    users = [u["name"] for u in config["users"]]
    assert users == [u["name"] for u in config["chpasswd"]["users"]]
    names += users
assert names == [f"u{i}" for i in range(1, 1501)]
END

finish
