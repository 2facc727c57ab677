#!/bin/sh
# credmint hash advise.
. tests/tap.sh
. tests/utils/said.inc

printf 'pencil' >"$TMP/pw"
# made METHOD COST: a hash on standard output.
made() {
	credmint hash -m "$1" -c "$2" -s <"$TMP/pw"
}
while read -r verdict method cost becomes; do
	case $method in
	-) ;;
	*) made "$method" "$cost" >>"$TMP/hashes" ;;
	esac
	case $cost in
	0) cost=- ;;
	esac
	echo "$verdict $method $cost $becomes" >>"$TMP/want"
done <<'END'
good yescrypt 5 -
cheap yescrypt 4 yescrypt 5
cheap gost-yescrypt 1 yescrypt 5
cheap scrypt 6 yescrypt 5
cheap bcrypt 9 yescrypt 5
good bcrypt 10 -
cheap bcrypt-y 9 yescrypt 5
legacy bcrypt-a 10 yescrypt 5
good sha512crypt 100000 -
cheap sha512crypt 99999 yescrypt 5
cheap sha512crypt 5000 yescrypt 5
legacy sha256crypt 100000 yescrypt 5
legacy sha1crypt 4 yescrypt 5
legacy sunmd5 4096 yescrypt 5
legacy md5crypt 0 yescrypt 5
legacy nt 0 yescrypt 5
legacy bsdicrypt 725 yescrypt 5
legacy descrypt 0 yescrypt 5
cheap pbkdf2-sha256 599999 pbkdf2-sha256 600000
good scram-sha-256 4096 -
END
credmint hash advise <"$TMP/hashes" >"$TMP/got" 2>"$TMP/err"
check some_are_not_good [ $? -eq 1 ]
check nothing_else_is_said [ ! -s "$TMP/err" ]
tr -s ' ' <"$TMP/got" | cmp - "$TMP/want" >"$TMP/cmp" 2>&1
check each_has_its_verdict [ ! -s "$TMP/cmp" ]
cut -c 1-34 "$TMP/got" | grep -c '  $' >"$TMP/columns"
check in_columns [ "$(cat "$TMP/columns")" -eq 20 ]
head -n 1 "$TMP/hashes" >"$TMP/good"
sed -n 6p "$TMP/hashes" >>"$TMP/good"
ends all_good_is_0 0 credmint hash advise --hash-file "$TMP/good"
ends by_descriptor 0 credmint hash advise --hash-fd 5 5<"$TMP/good"
printf %s "$(cat "$TMP/good")" >"$TMP/open"
credmint hash advise <"$TMP/open" >"$TMP/out"
check last_line_needs_no_end [ "$(wc -l <"$TMP/out")" -eq 2 ]

# ---- what can never match ----
while IFS= read -r hash; do
	printf '%s\n' "$hash" >"$TMP/bad"
	credmint hash advise <"$TMP/bad" >"$TMP/out" 2>"$TMP/err"
	check "invalid: $hash" [ "$?:$(cut -d ' ' -f 1 "$TMP/out"):$(cat "$TMP/err")" = 1:invalid: ]
done <<'END'

!
*
!!
x
*LK*
!$6$abcdefghijklmnop$xxxx
$6$abcdefghijklmnop
$2b$03$abcdefghijklmnopqrstuuCPlCnAKPjFFk.EhPYmU8PqIbPkkWqvi
$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaA
{SSHA}abcdefgh
$apr1$abcdefgh$irWbblnpmw.5z7wgBnprh0
md500000000000000000000000000000000
md5aab3238922bcc25a6f606eb525ffdc56
END
# A list that Windows wrote, and lines of shadow(5).
{
	printf '\357\273\277'
	sed 's/$/\r/' "$TMP/hashes"
} >"$TMP/windows"
credmint hash advise <"$TMP/windows" >"$TMP/out" 2>"$TMP/err"
check cr_and_bom_are_no_part [ "$(cat "$TMP/err"; cmp "$TMP/got" "$TMP/out")" = '' ]
{
	head -n 1 "$TMP/hashes"
	sed 's/^/alice:/; s/$/:20778:0:99999:7:::/' "$TMP/hashes"
} >"$TMP/shadow"
credmint hash advise <"$TMP/shadow" >"$TMP/out" 2>"$TMP/err"
check names_are_no_part [ "$? $(grep -c '^invalid  - ' "$TMP/out") $(cat "$TMP/err")" = \
	'1 20 credmint: line 2: only the hash belongs in a line; take off the name (cut -d : -f 2)' ]
# Cut off, grown, or with what no hash has.
damaged() {
	while IFS= read -r hash; do
		printf '%s\n' "${hash%?}" "${hash}x" "${hash%?}-" "$hash "
		printf '%s\r\r\n' "$hash"
	done <"$TMP/hashes" >"$TMP/damaged"
	credmint hash advise <"$TMP/damaged" >"$TMP/out"
	[ "$(wc -l <"$TMP/out")" -eq 100 ] && ! grep -v '^invalid ' "$TMP/out"
}
check damaged_hashes_are_invalid damaged
printf '%s' "$(head -c 400 /dev/zero | tr '\0' a)" >"$TMP/long"
check long_line_is_invalid sh -c "credmint hash advise <'$TMP/long' |
	grep -q '^invalid  -'"
head -c 200000 /dev/zero | tr '\0' a >"$TMP/longer"
cat "$TMP/good" >>"$TMP/longer"
check longer_line_is_one_line sh -c "[ \$(credmint hash advise <'$TMP/longer' |
	wc -l) -eq 2 ]"
printf 'a\0b\n' >"$TMP/nul"
check line_with_nul_is_invalid sh -c "credmint hash advise <'$TMP/nul' |
	grep -q '^invalid  -'"
: >"$TMP/empty"
ends no_hashes_are_all_good 0 credmint hash advise <"$TMP/empty"
# A cost that would take days is judged at once.
sed -n 's/^.2b.10/$2b$31/p' "$TMP/hashes" >"$TMP/days"
check days_of_work_are_not_done sh -c "timeout 10 credmint hash advise \
	<'$TMP/days' | grep -q '^good  *bcrypt  *31'"

# Nor is one that nobody has, or that crypt(3) reads without looking closely.
some=abcdefghijkl\$0123456789012345678901234567890123456789012
cat >"$TMP/absurd" <<END
\$sha1\$04294967295\$abcdefgh\$0123456789012345678901234567
\$sha1\$+4294967295\$abcdefgh\$0123456789012345678901234567
\$sha1\$-1\$abcdefgh\$0123456789012345678901234567
\$y\$j75/wzzz\$$some
\$7\$6U....zz1..$some
\$7\$zzzzzzzzzzz$some
END
timeout -s KILL 10 credmint hash advise <"$TMP/absurd" >"$TMP/out"
check absurd_costs_are_not_computed [ "$? $(cut -d ' ' -f 1 "$TMP/out" | tr '\n' ' ')" = \
	'1 invalid invalid invalid cheap cheap invalid ' ]
# 256 MiB: where they are not there, that is no fault of the hash.
echo "\$7\$FE..../....$some" >"$TMP/big"
check little_memory_is_no_verdict sh -c "prlimit --as=200000000 \
	credmint hash advise <'$TMP/big' | grep -q '^good  *scrypt  *9 '"
refused little_memory_is_said 3 'not enough memory for this method' \
	prlimit --as=200000000 credmint hash verify -s --hash-file "$TMP/big" <"$TMP/pw"

# ---- json, and where things are ----
head -n 3 "$TMP/hashes" >"$TMP/three"
echo '!' >>"$TMP/three"
credmint hash advise --json <"$TMP/three" >"$TMP/out"
cat >"$TMP/json" <<'END'
{"verdict":"good","method":"yescrypt","cost":5}
{"verdict":"cheap","method":"yescrypt","cost":4,"becomes":"yescrypt","becomes_cost":5}
{"verdict":"cheap","method":"gost-yescrypt","cost":1,"becomes":"yescrypt","becomes_cost":5}
{"verdict":"invalid"}
END
check json cmp "$TMP/json" "$TMP/out"
awk 'length > 50 { print substr($0, 20, 30) }' "$TMP/hashes" >"$TMP/parts"
check no_hash_is_shown sh -c "! grep -F -f '$TMP/parts' '$TMP/got' '$TMP/out'"
refused file_missing 3 'cannot open' credmint hash advise --hash-file "$TMP/none"
refused file_is_a_directory 3 "cannot read the hashes in $TMP: Is a directory" \
	credmint hash advise --hash-file "$TMP"
refused descriptor_not_open 3 'cannot read the hashes' credmint hash advise --hash-fd 77
refused two_places 2 'cannot both be given' \
	credmint hash advise --hash-fd 5 --hash-file x
# What comes slowly is answered meanwhile.
mkfifo "$TMP/in"
credmint hash advise <"$TMP/in" >"$TMP/slow" &
exec 7>"$TMP/in"
cat "$TMP/good" >&7
tries=0
until [ "$(wc -l <"$TMP/slow")" -eq 2 ] || [ $tries -ge 50 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
check answers_do_not_wait_for_the_end [ $tries -lt 50 ]
exec 7>&-
wait $!
check ends_with_its_input [ $? -eq 0 ]
finish
