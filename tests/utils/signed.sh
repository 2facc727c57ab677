#!/bin/sh
# credmint signed: tokens that carry a line, who may change the keys, and
# what is no token.
. tests/tap.sh
. tests/utils/said.inc

keys=$TMP/keys
credmint token -o "$keys"
printf 'user=alice' >"$TMP/alice"

# sign FILE OPTION...: a token for alice
sign() {
	file=$1
	shift
	credmint signed --key-file "$file" "$@" <"$TMP/alice"
}

# verifies NAME TOKENFILE KEYFILE OPTION...: it carries alice
verifies() {
	name=$1
	from=$2
	file=$3
	shift 3
	shows "$name" 'user=alice' credmint signed verify --key-file "$file" \
		"$@" <"$from"
}

# refuses NAME TOKENFILE KEYFILE OPTION...: the answer is no
refuses() {
	name=$1
	from=$2
	file=$3
	shift 3
	refused "$name" 1 'no: not a token of these keys' credmint signed \
		verify --key-file "$file" "$@" <"$from"
}

# ---- good ----
shows a_token 'cm1\.[A-Za-z0-9_-]{24}\.[A-Za-z0-9_-]{43}' sign "$keys"
sign "$keys" >"$TMP/token"
verifies what_was_signed_verifies "$TMP/token" "$keys"
tr -d '\n' <"$TMP/token" >"$TMP/bare"
verifies without_its_newline_too "$TMP/bare" "$keys"
shows json_of_a_token \
	'\{"token":"cm1\.[^"]*","expires":"20[0-9T:-]*Z"\}' sign "$keys" --json
shows json_of_a_good_one '\{"good":true,"payload":"user=alice"\}' \
	credmint signed verify --json --key-file "$keys" <"$TMP/token"
credmint signed verify --json --key-file "$keys" </dev/null >"$TMP/out"
check json_of_a_bad_one_is_no [ "$?" -eq 1 ]
check json_of_a_bad_one grep -qxF '{"good":false}' "$TMP/out"
head -c 4096 /dev/zero | tr '\0' x >"$TMP/long"
credmint signed --key-file "$keys" <"$TMP/long" >"$TMP/long.token"
credmint signed verify --key-file "$keys" <"$TMP/long.token" |
	tr -d '\n' >"$TMP/long.back"
check the_longest_payload_comes_back cmp "$TMP/long" "$TMP/long.back"
printf 'J\303\274rgen' | credmint signed --key-file "$keys" >"$TMP/utf8"
shows json_of_utf8 '\{"good":true,"payload":"J..?rgen"\}' \
	credmint signed verify --json --key-file "$keys" <"$TMP/utf8"
printf '\377' | credmint signed --key-file "$keys" >"$TMP/bytes"
shows json_of_bytes '\{"good":true,"payload_base64":"\/w=="\}' \
	credmint signed verify --json --key-file "$keys" <"$TMP/bytes"
sign "$keys" -o "$TMP/private"
check a_file_of_it_is_private [ "$(stat -c %a "$TMP/private")" = 600 ]

# ---- another program makes and reads the same ----
cat >"$TMP/other.py" <<'END'
import base64, hashlib, hmac, struct, sys, time

key = open(sys.argv[1], "rb").read().split(b"\n")[0]


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(payload, expiry, version="cm1", label=b"credmint signed token 1\0"):
    body = struct.pack(">q", expiry) + payload
    code = hmac.new(key, label + body, hashlib.sha256).digest()
    return f"{version}.{text(body)}.{text(code)}"


now = int(time.time())
for name, made in {
    "theirs": token(b"user=alice", now + 900),
    "binary": token(b"a\0b", now + 900),
    "over": token(b"user=alice", now - 1),
    "hour": token(b"user=alice", now + 3600),
    "version": token(b"user=alice", now + 900, version="cm2"),
    "unlabelled": token(b"user=alice", now + 900, label=b""),
}.items():
    open(f"{sys.argv[2]}/{name}", "w").write(made + "\n")
ours = open(f"{sys.argv[2]}/token").read().rstrip("\n")
body = ours.split(".")[1]
body = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
expiry = struct.unpack(">q", body[:8])[0]
assert ours == token(b"user=alice", expiry), "another token"
assert 0 < expiry - now <= 900, "another life"
END
check another_program_reads_ours python3 "$TMP/other.py" "$keys" "$TMP"
verifies that_of_another_program "$TMP/theirs" "$keys"
shows json_of_a_nul '\{"good":true,"payload_base64":"YQBi"\}' \
	credmint signed verify --json --key-file "$keys" <"$TMP/binary"

# ---- no ----
refuses over "$TMP/over" "$keys"
refuses another_version "$TMP/version" "$keys"
refuses another_label "$TMP/unlabelled" "$keys"
verifies of_an_hour "$TMP/hour" "$keys"
verifies of_an_hour_within_its_life "$TMP/hour" "$keys" --ttl 61m
refuses from_the_future "$TMP/hour" "$keys" --ttl 59m
sign "$keys" --ttl 1s >"$TMP/short"
sleep 1.1
refuses when_its_time_is_over "$TMP/short" "$keys"
sed 's/^cm1\.\(.\)/cm1.B/' "$TMP/token" >"$TMP/changed"
refuses changed "$TMP/changed" "$keys"
tr '[:upper:]' '[:lower:]' <"$TMP/token" >"$TMP/lower"
refuses another_case "$TMP/lower" "$keys"
: >"$TMP/nothing"
refuses nothing "$TMP/nothing" "$keys"
cat "$TMP/token" "$TMP/token" >"$TMP/two"
refuses two_lines "$TMP/two" "$keys"
printf '\0' | cat "$TMP/bare" - >"$TMP/nul"
refuses a_nul_after_it "$TMP/nul" "$keys"
sed 's/.$//' "$TMP/token" >"$TMP/cut"
refuses cut_by_a_character "$TMP/cut" "$keys"
for extra in A B _ -; do
	sed "s/\$/$extra/" "$TMP/token" >"$TMP/extended"
	refuses "extended_by_a_character: $extra" "$TMP/extended" "$keys"
done
sed 's/^\(cm1\.[^.]*\)./\1A./' "$TMP/token" >"$TMP/longer"
refuses payload_extended_by_a_character "$TMP/longer" "$keys"
sed 's/$/ /' "$TMP/token" >"$TMP/space"
refuses a_space_after_it "$TMP/space" "$keys"
head -c 1048576 /dev/zero | tr '\0' A >"$TMP/huge"
refuses one_of_a_megabyte "$TMP/huge" "$keys"

# ---- changing the key ----
credmint token -o "$TMP/second"
cat "$TMP/second" "$keys" >"$TMP/both"
chmod 600 "$TMP/both"
sign "$TMP/both" >"$TMP/new"
verifies the_old_one_verifies "$TMP/token" "$TMP/both"
verifies the_new_one_verifies "$TMP/new" "$TMP/both"
verifies the_first_key_signs "$TMP/new" "$TMP/second"
refuses the_old_one_is_gone "$TMP/token" "$TMP/second"
refuses the_old_key_signs_nothing "$TMP/new" "$keys"
credmint token -n 16 -o "$TMP/sixteen"
check sixteen_keys sh -c 'credmint signed --key-file "$0" <"$1" >"$2"' \
	"$TMP/sixteen" "$TMP/alice" "$TMP/by_sixteen"
verifies by_sixteen_keys "$TMP/by_sixteen" "$TMP/sixteen"
credmint token -n 17 -o "$TMP/seventeen"
refused seventeen_keys 3 'more than 16 lines' sign "$TMP/seventeen"

# ---- files that are wrong ----
for mode in 0644 0604 0602 0620 0601 0666; do
	cp "$keys" "$TMP/open"
	chmod $mode "$TMP/open"
	refused "mode_$mode" 3 "mode $mode lets others" sign "$TMP/open"
	refused "mode_${mode}_verify" 3 "mode $mode lets others" \
		credmint signed verify --key-file "$TMP/open" <"$TMP/token"
done
for mode in 0600 0400 0640 0440; do
	chmod $mode "$TMP/open"
	verifies "mode_$mode" "$TMP/token" "$TMP/open"
done
cp "$keys" "$TMP/foreign"
chmod 600 "$TMP/foreign"
chown 65534 "$TMP/foreign"
refused of_somebody_else 3 'belongs to uid 65534' sign "$TMP/foreign"
ln -s "$keys" "$TMP/link"
verifies through_a_link "$TMP/token" "$TMP/link"
mkfifo "$TMP/fifo"
refused a_fifo 3 'not a regular file' sign "$TMP/fifo"
refused a_directory 3 'not a regular file' sign "$TMP"
refused no_file 3 'No such file' sign "$TMP/none"

# lines NAME SAID TEXT...: a file of these bytes, by printf(1)
lines() {
	name=$1
	said=$2
	shift 2
	rm -f "$TMP/lines"
	# shellcheck disable=SC2059 # what is given is a format
	(umask 077 && printf "$@" >"$TMP/lines")
	refused "$name" 3 "$said" sign "$TMP/lines"
	check "${name}_is_not_shown" sh -c '! grep -q sesame "$0"' "$TMP/said.err"
}
lines empty_file 'is empty' ''
lines key_too_short 'line 1: a key has 16 to 1024' 'sesame-open-you\n'
lines second_key_too_short 'line 2: a key has 16 to 1024' \
	'0123456789abcdef\nsesame\n'
lines empty_line 'line 2: a key has 16 to 1024' \
	'0123456789abcdef\n\n0123456789abcdef\n'
lines key_too_long 'line 1: a key has 16 to 1024' '%01025d\n' 0
lines carriage_return 'line 1: a key has printable' 'sesame-open-0123\r\n'
lines spaces 'line 1: a key has printable' 'sesame open sesame\n'
lines nul 'line 1: a key has printable' 'sesame-open\0sesame\n'
lines not_ascii 'line 1: a key has printable' 'sesame-open-\303\244-sesame\n'
lines far_too_long 'longer than 16 keys' '%020000d\n' 0
n=0
for text in '0123456789abcdef' '0123456789abcdef\n' '%01024d'; do
	rm -f "$TMP/lines"
	# shellcheck disable=SC2059 # what is given is a format
	(umask 077 && printf "$text" >"$TMP/lines")
	n=$((n + 1))
	check "a_key_may_be_so_$n" sh -c \
		'credmint signed --key-file "$0" <"$1" >/dev/null' \
		"$TMP/lines" "$TMP/alice"
done

# ---- payloads and options that are wrong ----
wrong() {
	refused "$1" "$2" "$3" credmint signed --key-file "$keys" <"$4"
}
wrong empty_payload 3 'the payload is empty' "$TMP/nothing"
echo >"$TMP/newline"
wrong empty_line_as_payload 3 'the payload is empty' "$TMP/newline"
echo x | cat "$TMP/long" - >"$TMP/longer"
wrong payload_too_long 3 'longer than 4096 bytes' "$TMP/longer"
wrong payload_far_too_long 3 'longer than 65536 bytes' "$TMP/huge"
wrong payload_of_two_lines 3 'more than one line' "$TMP/two"
wrong payload_with_a_nul 3 'NUL byte' "$TMP/nul"
refused closed_stdin 3 'cannot read the payload' credmint signed \
	--key-file "$keys" <&-
refused closed_stdin_verify 3 'cannot read the token' credmint signed verify \
	--key-file "$keys" <&-
# What read(2) says is no verdict on a token, though line and token have these
# words, too. An epoll descriptor gives EINVAL.
cat >"$TMP/epoll.py" <<'END'
import os, select, sys

epoll = select.epoll()
os.dup2(epoll.fileno(), 0)
os.execvp(sys.argv[1], sys.argv[1:])
END
refused unreadable_stdin 3 'cannot read the payload: Invalid argument' \
	python3 "$TMP/epoll.py" credmint signed --key-file "$keys"
refused unreadable_stdin_verify 3 'cannot read the token: Invalid argument' \
	python3 "$TMP/epoll.py" credmint signed verify --key-file "$keys"
refused unreadable_stdin_verify_json 3 'cannot read the token: Invalid argument' \
	python3 "$TMP/epoll.py" credmint signed verify --json --key-file "$keys"
for error in EINVAL EILSEQ EMSGSIZE EIO; do
	# shellcheck disable=SC2094 # watched, not written
	refused "read_fails_by_$error" 3 'cannot read the token' \
		strace -o "$TMP/trace" -P "$TMP/token" -e trace=read \
		-e inject=read:error=$error \
		credmint signed verify --key-file "$keys" <"$TMP/token"
	check "read_fails_by_${error}_is_so" grep -q INJECTED "$TMP/trace"
done
refused no_key_file 2 'by --key-file' credmint signed <"$TMP/alice"
refused no_key_file_verify 2 'by --key-file' credmint signed verify \
	<"$TMP/token"
for ttl in '' 0 x -5m 3651d; do
	refused "ttl: $ttl" 2 '--ttl takes' sign "$keys" --ttl "$ttl"
	refused "ttl_verify: $ttl" 2 '--ttl takes' credmint signed verify \
		--key-file "$keys" --ttl "$ttl" <"$TMP/token"
done
refused an_operand 2 'takes options only' credmint signed --key-file "$keys" x

# ---- neither keys nor their memory go elsewhere ----
strace -f -s 8192 -o "$TMP/trace" -e trace=write,writev,sendto,execve \
	credmint signed verify --key-file "$keys" <"$TMP/token" >"$TMP/out"
check traced grep -q 'write(1' "$TMP/trace"
check the_key_is_written_nowhere sh -c \
	'! grep -qF "$(cat "$0")" "$1"' "$keys" "$TMP/trace"

finish
