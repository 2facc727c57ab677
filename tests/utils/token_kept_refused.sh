#!/bin/sh
# What token issue, verify, redeem, rotate, revoke and list refuse: an exit
# code, one line, and nothing half-issued.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

credmint init 2>"$TMP/err"
digit='[0-9A-Za-z]'

issued() {
	file=$1
	shift
	credmint token issue "$@" >"$TMP/$file" 2>"$TMP/err"
}
issued t --kind reset --user alice
issued u --kind reset --user alice
issued s --kind session --user alice --csrf
t=$(cat "$TMP/t")
u=$(cat "$TMP/u")
credmint token list --all --json >"$TMP/before"
# as_before NAME: no token more, less or otherwise than before
as_before() {
	credmint token list --all --json >"$TMP/after"
	check "$1" cmp "$TMP/before" "$TMP/after"
}

# ---- what is no token ----
# Look-alikes: each digit by what it is mistaken for, or by the next.
python3 - "$t" "$u" "$TMP" <<'END'
import sys
t, u, to = sys.argv[1:]
alike = {"0": "O", "O": "0", "1": "l", "l": "I", "I": "1", "5": "S", "S": "5",
         "8": "B", "B": "8", "2": "Z", "Z": "2", "G": "6", "6": "G", "o": "0"}
pair = next(i for i in range(10, len(t)) if t[i] != t[i + 1])
bad = {
    "empty": "", "newline": "\n", "cut_by_one": t[:-1], "cut_in_half": t[:28],
    "first_cut": t[1:], "prefix_alone": "reset_", "doubled": t + t,
    "doubled_with_a_blank": t + " " + t, "longer_by_one": t + "0",
    "blank_first": " " + t, "blank_last": t + " ", "cr_last": t + "\r",
    "two_lines": t + "\n" + u, "in_quotes": '"' + t + '"', "upper": t.upper(),
    "lower": t.lower(), "with_nul": t[:20] + "\0" + t[20:],
    "nul_last": t + "\0", "nul_first": "\0" + t, "one_nul": "\0",
    "other_prefix": "session_" + t[6:], "foreign_prefix": "ghp_" + t[6:],
    "no_prefix": t[6:], "as_a_link": "https://x/" + t,
    "github": "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",
    "mebibyte": "A" * 2**20, "mebibyte_of_it": (t * 20000)[:2**20],
    "just_over": t + "0" * 65536, "cyrillic": t.replace("e", "\u0435"),
    "full_width": t[:-1] + "\uff10", "not_utf8": t[:-1] + "\udcff",
    "transposed": t[:pair] + t[pair + 1] + t[pair] + t[pair + 2:],
    "heads_and_tails": t[:30] + u[30:],
}
for i in range(6, len(t)):
    other = alike.get(t[i], "1" if t[i] != "1" else "2")
    bad["look_alike_%d" % i] = t[:i] + other + t[i + 1:]
for name, text in bad.items():
    with open("%s/bad.%s" % (to, name), "wb") as f:
        f.write(text.encode("utf-8", "surrogateescape"))
END
check bad_tokens_were_made [ "$(find "$TMP" -name 'bad.*' | wc -l)" -ge 30 ]
for bad in "$TMP"/bad.*; do
	name=${bad##*/bad.}
	refused "verify_of_no_token: $name" 1 'no: there is no such token' \
		credmint token verify <"$bad"
done
for verb in redeem rotate 'revoke -s' 'verify --csrf' 'verify --json'; do
	wrong=
	for bad in "$TMP"/bad.*; do
		# A token, and a second line that is no CSRF token.
		[ "${bad##*/}$verb" != 'bad.two_linesverify --csrf' ] || continue
		status=0
		# shellcheck disable=SC2086 # several words
		credmint token $verb <"$bad" >"$TMP/out" 2>"$TMP/err" ||
			status=$?
		[ $status -eq 1 ] &&
			[ "$(cat "$TMP/out" "$TMP/err" | wc -l)" -eq 1 ] &&
			grep -qE 'no such token|"unknown"' "$TMP/out" "$TMP/err" ||
			wrong="$wrong ${bad##*/bad.}: $status"
	done
	check "no_token_is_no: $verb" [ -z "$wrong" ]
done
as_before no_token_changed_anything
# With the right token they are told what is wrong with the other.
for bad in "$TMP"/bad.*; do
	head -n 1 "$TMP/s" >"$TMP/with"
	cat "$bad" >>"$TMP/with"
	status=0
	credmint token verify --csrf <"$TMP/with" >"$TMP/out" 2>"$TMP/err" || status=$?
	[ $status -eq 1 ] || fail "no_csrf_token: ${bad##*/bad.}" "exit $status"
done
pass no_token_is_a_csrf_token
head -n 1 "$TMP/s" | credmint token verify --kind session >"$TMP/out"
check the_token_itself_is_good [ $? -eq 0 ]
# With all it takes, but for being kept.
other=$(credmint token -f key --prefix reset -b 32)
refused token_that_was_never_issued 1 'there is no such token' \
	sh -c "echo $other | credmint token verify"

# ---- what is asked wrongly ----
asked() {
	name=$1
	text=$2
	shift 2
	refused "$name" 2 "$text" credmint token "$@"
}
long=$(head -c 128 /dev/zero | tr '\0' a)
asked issue_of_no_kind 'by --kind' issue --user a
asked issue_of_nobody 'by --user' issue --kind reset
for kind in sessions RESET '' 'reset ' issue '../reset' "$long$long"; do
	asked "issue_of_an_unknown_kind: $(echo "$kind" | head -c 10)" \
		'--kind takes one that is in credmint.conf(5): reset, session, api-key' \
		issue --kind "$kind" --user a
	for verb in verify redeem rotate 'revoke 1' list; do
		# shellcheck disable=SC2086 # several words
		asked "$verb: unknown_kind: $(echo "$kind" | head -c 10)" \
			'--kind takes one' $verb --kind "$kind" </dev/null
	done
done
for user in '' "$long" 'a
b' 'a\b' 'ä' "$(printf 'a\tb')" "$(printf 'a\177')"; do
	for verb in 'issue --kind reset' list revoke; do
		# shellcheck disable=SC2086 # several words
		asked "$verb: user_that_cannot_be: $(echo "$user" | head -c 4 | tr '\n\t\177' ...)" \
			'--user takes 1 to 127' $verb --user "$user"
		# shellcheck disable=SC2086 # several words
		asked "$verb: label_that_cannot_be: $(echo "$user" | head -c 4 | tr '\n\t\177' ...)" \
			'--label takes 1 to 127' $verb --user a --label "$user"
	done
done
# 10,000 years in all that a life is written in.
for span in 0 0s 0d 3651d 3652500d 87660000h 5259600000m 315576000000s \
	99999999999999999999d -1h 1y 10000y 1 '' ' 1h' 1h30m; do
	asked "life_of: $span" '--ttl takes a time' \
		issue --kind reset --user a --ttl "$span"
	[ "$span" = 0 ] || asked "idle_time_of: $span" '--idle takes a time' \
		issue --kind reset --user a --idle "$span"
done
asked uses_over_the_limit 'from 0 to 1000' issue --kind reset --user a --uses 1001
asked uses_that_are_none 'from 0 to 1000' issue --kind reset --user a --uses -1
asked count_of_none 'from 1 to 100000' issue --kind reset --user a -n 0
asked count_over_the_limit 'from 1 to 100000' issue --kind reset --user a -n 100001
for verb in 'issue --kind reset --user a' rotate; do
	# shellcheck disable=SC2086 # several words
	{
		asked "$verb: url_without_place" 'takes one %s' $verb --url https://x/
		asked "$verb: url_with_two_places" 'takes one %s' $verb --url https://x/%s%s
		asked "$verb: url_by_http" 'begins with https://' $verb --url http://x/%s
		asked "$verb: url_of_another_scheme" 'begins with https:// or http://' \
			$verb --allow-http --url javascript:%s
		asked "$verb: url_with_the_token_in_the_host" 'takes a host' \
			$verb --url https://%s.x/
		asked "$verb: url_too_long" 'up to 8192' \
			$verb --url "https://x/%s$(head -c 8192 /dev/zero | tr '\0' x)"
		asked "$verb: http_of_no_url" 'is for --url' $verb --allow-http
	}
done
asked csrf_token_in_a_link '--url is for the token' rotate --csrf --url https://x/%s
asked token_fd_of_no_number '--token-fd takes a number' verify --token-fd x
refused token_fd_that_is_closed 3 'cannot read the token' \
	credmint token verify --token-fd 77
asked id_of_letters 'an id is a number' revoke 1 x
asked id_zero 'an id is a number' revoke 0
asked id_over_the_limit 'an id is a number' revoke 9223372036854775808
# Somebody may have typed it there.
for words in "verify $t" "redeem $t" "rotate $t" "revoke $t" "revoke -s $t" \
	"revoke --token-fd $t" "verify --kind $t" "issue --kind $t --user a" \
	"issue --kind reset --user a --url $t" "list --kind $t" "list $t" \
	"issue --kind reset --user a --ttl $t"; do
	status=0
	# shellcheck disable=SC2086 # several words
	credmint token $words >"$TMP/out" 2>"$TMP/err" </dev/null || status=$?
	if [ $status -eq 2 ] && [ "$(wc -l <"$TMP/err")" -eq 1 ] &&
		! cat "$TMP/out" "$TMP/err" | grep -q "${t#reset_}"; then
		pass "not_repeated: ${words%%"$t"*}"
	else
		fail "not_repeated: ${words%%"$t"*}" "exit $status: $(cat "$TMP/err")"
	fi
done
as_before nothing_was_issued

# ---- tokens that cannot be handed over do not live ----
live() {
	credmint token list --json | wc -l
}
before=$(live)
refused full_output 3 'No space left' sh -c \
	'credmint token issue --kind reset --user bob >/dev/full'
refused closed_output 3 'cannot write' sh -c \
	'credmint token issue --kind reset --user bob >&-'
refused existing_file 3 'exists' credmint token issue --kind reset --user bob -o "$TMP/t"
refused many_into_a_full_output 3 'No space left' sh -c \
	'credmint token issue --kind reset --user bob -n 150 --csrf >/dev/full'
# The reader goes after 100 of them.
status=0
(
	credmint token issue --kind reset --user bob -n 20000 2>"$TMP/err"
	echo $? >"$TMP/status"
) | head -n 100 >"$TMP/some"
check reader_that_goes_is_3 [ "$(cat "$TMP/status")" -eq 3 ]
check reader_that_goes_is_said [ "$(wc -l <"$TMP/err")" -eq 1 ]
check none_of_them_lives [ "$(live)" -eq "$before" ]
refused what_a_reader_got_is_dead 1 'was revoked' sh -c \
	"head -n 1 '$TMP/some' | credmint token verify"
# A file on a disk that is full after half of them.
mkdir "$TMP/disk"
mount -t tmpfs -o size=64k none "$TMP/disk"
refused many_onto_a_full_disk 3 'No space left' credmint token issue \
	--kind reset --user bob -n 2000 -o "$TMP/disk/tokens"
check file_on_a_full_disk_is_gone [ ! -e "$TMP/disk/tokens" ]
umount "$TMP/disk"
check none_of_these_lives [ "$(live)" -eq "$before" ]
# Its process dies before anything is on disk.
strace -f -o "$TMP/trace" -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=1 \
	credmint token issue --kind reset --user bob -o "$TMP/half" >"$TMP/out" 2>"$TMP/err"
check killed_process_is_3 [ $? -eq 3 ]
check killed_process_is_said grep -qx \
	"credmint: the registry's process died; see the system log" "$TMP/err"
check killed_process_leaves_no_file [ ! -e "$TMP/half" ]
check killed_process_issued_nothing [ "$(live)" -eq "$before" ]
# Told to end in the middle of many.
credmint token issue --kind reset --user bob -n 100000 -o "$TMP/none" 2>"$TMP/err" &
issuer=$!
n=0
while [ "$(live)" -eq "$before" ] && [ $n -lt 200 ]; do
	n=$((n + 1))
done
kill -TERM $issuer
wait $issuer 2>"$TMP/err"
check told_to_end_ends_by_the_signal [ $? -eq 143 ]
check told_to_end_leaves_no_file [ ! -e "$TMP/none" ]
check told_to_end_leaves_no_token [ "$(live)" -eq "$before" ]

# A rotation that nobody got: the old one is dead, and so is the record.
issued r --kind session --user carol
refused rotation_into_a_full_output 3 'No space left' sh -c \
	"credmint token rotate <'$TMP/r' >/dev/full"
refused rotated_is_unknown 1 'there is no such token' credmint token verify <"$TMP/r"
check what_nobody_has_does_not_live [ "$(credmint token list --user carol --json | wc -l)" -eq 0 ]
refused csrf_into_a_full_output 3 'No space left' sh -c \
	"head -n 1 '$TMP/s' | credmint token rotate --csrf >/dev/full"
refused csrf_before_that_is_dead 1 'the CSRF token' credmint token verify --csrf <"$TMP/s"
check session_lives_on sh -c "head -n 1 '$TMP/s' | credmint token verify"
for c in 'verify' list; do
	refused "$c: closed_output" 3 'cannot write' sh -c \
		"credmint token $c <'$TMP/t' >&-"
done
refused revoke_into_a_full_output 3 'No space left' sh -c \
	"credmint token revoke --json -s <'$TMP/u' >/dev/full"
refused it_is_revoked_all_the_same 1 'was revoked' credmint token verify <"$TMP/u"

# ---- no memory for a secret: each of the maps of a command fails once ----
for c in 'issue --kind reset --user dora' 'issue --kind reset --user dora --url https://x/%s' \
	'redeem' rotate 'verify --csrf' 'revoke -s'; do
	maps=0
	wrong=
	yes=0
	i=1
	while [ $i -le 100 ]; do
		status=0
		# shellcheck disable=SC2086 # several words
		strace -f -o "$TMP/trace" -e trace=madvise \
			-e inject=madvise:error=ENOMEM:when=$i \
			credmint token $c <"$TMP/t" >"$TMP/out" 2>"$TMP/err" || status=$?
		[ $status -ne 0 ] || yes=$((yes + 1))
		grep -q INJECTED "$TMP/trace" || break
		i=$((i + 1))
		# Other advice may not be taken.
		grep -q 'MADV_DONTDUMP.*INJECTED' "$TMP/trace" || continue
		maps=$((maps + 1))
		[ $status -eq 3 ] && [ ! -s "$TMP/out" ] &&
			grep -qxE 'credmint: (out of|no) memory.*' "$TMP/err" &&
			[ "$(wc -l <"$TMP/err")" -eq 1 ] ||
			wrong="$wrong $maps: exit $status, $(cat "$TMP/err");"
	done
	if [ $maps -ge 2 ] && [ $i -lt 100 ] && [ -z "$wrong" ]; then
		pass "out_of_memory: $c"
	else
		fail "out_of_memory: $c" "$maps maps;$wrong"
	fi
	# Those that failed did nothing: the one use was there for one that did not.
	case $c in
	issue*) wanted=$(credmint token list --user dora --json | wc -l) ;;
	verify*) wanted=0 ;;
	*) wanted=1 ;;
	esac
	check "out_of_memory_does_nothing: $c" [ $yes -eq "$wanted" ]
	credmint token revoke --user dora >"$TMP/out" 2>&1
	issued t --kind reset --user emil
done

# ---- it is on standard output, and nowhere else ----
strace -f -s 100000 -o "$TMP/trace" \
	-e trace=write,writev,pwrite64,pwritev,sendto,sendmsg,execve,openat \
	credmint token issue --kind session --user traced --csrf >"$TMP/pair" 2>"$TMP/err"
cut -d _ -f 2 "$TMP/pair" | cut -c 11- >"$TMP/secrets"
check secrets_are_written_once [ "$(grep -cFf "$TMP/secrets" "$TMP/trace")" -eq 1 ]
check secrets_are_written_to_stdout sh -c "grep -Ff '$TMP/secrets' '$TMP/trace' |
	grep -qE 'write\\(1, \"session_$digit+.ncsrf_$digit+.n\"'"
check secrets_are_in_no_words sh -c "! grep -qFf '$TMP/secrets' '$TMP/err'"
for verb in verify 'verify --csrf' redeem 'rotate --csrf' 'revoke -s'; do
	input=$TMP/pair
	[ "$verb" = 'verify --csrf' ] || {
		head -n 1 "$TMP/pair" >"$TMP/one"
		input=$TMP/one
	}
	# shellcheck disable=SC2086 # several words
	strace -f -s 100000 -o "$TMP/trace" \
		-e trace=write,writev,pwrite64,pwritev,sendto,sendmsg,execve,openat \
		credmint token $verb <"$input" >"$TMP/out" 2>"$TMP/err"
	check "secrets_are_not_written: $verb" sh -c "[ -s '$TMP/trace' ] &&
		! grep -qFf '$TMP/secrets' '$TMP/trace'"
done
check secrets_are_in_no_file sh -c \
	"! grep -rqaFf '$TMP/secrets' /var/lib/credmint /etc/credmint /run/syslog"

# Root itself opens nothing in the registry's directory.
strace -ff -o "$TMP/files" -e trace=%file credmint token list >"$TMP/out" 2>&1
parent=$(find "$TMP" -name 'files.*' | sort -t . -k 3n | head -n 1)
check registry_was_opened sh -c "cat '$TMP'/files.* | grep -q 'registry.db'"
check root_opens_nothing_of_it sh -c "! grep -q '/var/lib/credmint' '$parent'"

finish
