#!/bin/sh
# credmint salt, hash and hash verify.
. tests/tap.sh
. tests/utils/said.inc

# ---- salts ----
b='[./A-Za-z0-9]'
shows salt_default_is_yescrypt "[$]y[$]j9T[$]$b{22}" credmint salt
shows salt_gost "[$]gy[$]j9T[$]$b{22}" credmint salt -m gost-yescrypt
shows salt_scrypt "[$]7[$]$b{11,}" credmint salt -m scrypt
shows salt_bcrypt_with_cost "[$]2b[$]05[$]$b{22}" credmint salt -m bcrypt -c 5
shows salt_sha512 "[$]6[$]rounds=656000[$]$b{16}" credmint salt -m sha512crypt
shows salt_sha256 "[$]5[$]rounds=1000[$]$b{16}" credmint salt -m sha256crypt -c 1000
shows salt_pbkdf2 "[$]pbkdf2-sha256[$]600000[$]$b{21}[AQgw]" \
	credmint salt -m pbkdf2-sha256
shows salt_pbkdf2_with_most_rounds "[$]pbkdf2-sha256[$]4294967295[$]$b{22}" \
	credmint salt -m pbkdf2-sha256 -c 4294967295
shows salt_json "\{\"salt\":\"[$]y[$]j9T[$]$b{22}\"\}" sh -c \
	'credmint salt --json | sed "s|\\\\/|/|g"'
shows salt_raw_json '\{"salt_base64":"[A-Za-z0-9+\\/]{22}=="\}' \
	credmint salt --raw 16 --json
credmint salt -n 200 >"$TMP/many"
check salts_differ [ "$(sort -u "$TMP/many" | wc -l)" -eq 200 ]
credmint salt --raw 48 -n 5 >"$TMP/raw"
check salt_raw_is_bytes_only [ "$(wc -c <"$TMP/raw")" -eq 240 ]

refused salt_method_unknown 2 '-m takes yescrypt' credmint salt -m md5
refused salt_yescrypt_cost 2 '-c is out of' credmint salt -c 12
refused salt_bcrypt_cost_low 2 '-c is out of' credmint salt -m bcrypt -c 3
refused salt_bcrypt_cost_high 2 '-c is out of' credmint salt -m bcrypt -c 32
refused salt_sha_cost_low 2 '-c is out of' credmint salt -m sha512crypt -c 999
refused salt_sha_cost_high 2 '-c is out of' credmint salt -m sha512crypt -c 1000000000
refused salt_pbkdf2_cost_low 2 '-c is out of' credmint salt -m pbkdf2-sha256 -c 999
refused salt_cost_too_big 2 '-c takes a number' credmint salt -m pbkdf2-sha256 -c 4294967296
refused salt_raw_too_long 2 '--raw takes a number' credmint salt --raw 65537
refused salt_raw_with_method 2 '--raw has no method' credmint salt --raw 9 -m bcrypt
refused salt_raw_with_nul 2 'no ends' credmint salt --raw 9 -0

# ---- hashing and verifying ----
printf 'correct horse\n' >"$TMP/pw"
printf 'correct horse' >"$TMP/bare"
printf 'wrong horse\n' >"$TMP/wrong"
for m in yescrypt gost-yescrypt 'scrypt -c 6' 'bcrypt -c 4' \
	'sha512crypt -c 1000' 'sha256crypt -c 1000' 'pbkdf2-sha256 -c 1000'; do
	name=$(echo "$m" | tr -c 'a-z0-9\n' _)
	# shellcheck disable=SC2086 # method and cost
	credmint hash -m $m -s <"$TMP/pw" >"$TMP/hash"
	ends "${name}_matches" 0 credmint hash verify \
		--hash-file "$TMP/hash" -s <"$TMP/bare"
	refused "${name}_wrong_is_no" 1 'no: not the password' \
		credmint hash verify --hash-file "$TMP/hash" -s <"$TMP/wrong"
done
credmint hash -s -m bcrypt -c 4 <"$TMP/pw" >"$TMP/hash"
ends password_by_descriptor 0 credmint hash verify --hash-file "$TMP/hash" \
	--password-fd 5 5<"$TMP/pw"
ends hash_by_descriptor 0 credmint hash verify --hash-fd 6 -s 6<"$TMP/hash" <"$TMP/pw"
shows verify_json_yes '\{"match":true\}' credmint hash verify --json \
	--hash-file "$TMP/hash" -s <"$TMP/pw"
credmint hash verify --json --hash-file "$TMP/hash" -s <"$TMP/wrong" >"$TMP/out"
check verify_json_no [ "$? $(cat "$TMP/out")" = '1 {"match":false}' ]
check hash_json sh -c "credmint hash -m bcrypt -c 4 -s --json <'$TMP/pw' |
	grep -qE '^\{\"hash\":\"[$]2b[$]04[$].{53,}\"\}$'"
# Hashes that other programs made.
openssl passwd -6 -in "$TMP/pw" >"$TMP/hash"
ends hash_of_another_program 0 credmint hash verify --hash-file "$TMP/hash" -s <"$TMP/pw"

# ---- bad input ----
long() {
	head -c "$1" /dev/zero | tr '\0' x
}
long 72 >"$TMP/72"
long 73 >"$TMP/73"
long 511 >"$TMP/511"
long 512 >"$TMP/512"
long 65536 >"$TMP/65536"
long 65537 >"$TMP/65537"
printf 'secretword\0rest' >"$TMP/nul"
printf 'secretword\nsecond\n' >"$TMP/lines"
: >"$TMP/empty"
ends bcrypt_takes_72_bytes 0 credmint hash -m bcrypt -c 4 -s <"$TMP/72"
refused bcrypt_refuses_73_bytes 3 'longer than the method' \
	credmint hash -m bcrypt -c 4 -s <"$TMP/73"
ends sha512_takes_511_bytes 0 credmint hash -m sha512crypt -c 1000 -s <"$TMP/511"
for m in yescrypt gost-yescrypt scrypt sha512crypt sha256crypt \
	pbkdf2-sha256; do
	refused "${m}_refuses_512_bytes" 3 'longer than the method' \
		credmint hash -m $m -s <"$TMP/512"
done
refused line_at_the_limit_is_read 3 'longer than the method' credmint hash -s <"$TMP/65536"
refused line_over_the_limit 3 'longer than 65536' credmint hash -s <"$TMP/65537"
printf 'abJnggxhB/yWI' >"$TMP/des"
refused descrypt_refuses_9_bytes 3 'longer than the method' \
	credmint hash verify --hash-file "$TMP/des" -s <"$TMP/73"
refused nul_in_a_password 3 'NUL' credmint hash -s <"$TMP/nul"
check nul_line_has_no_secret sh -c "! grep -q secretword '$TMP/said.err'"
refused two_lines 3 'more than one line' credmint hash -s <"$TMP/lines"
refused empty_password 3 'is empty' credmint hash -s <"$TMP/empty"
refused password_fd_not_open 3 'cannot read the password' credmint hash --password-fd 77
refused password_fd_is_a_directory 3 'cannot read the password' \
	credmint hash --password-fd 5 5<"$TMP"
refused stdin_closed 3 'cannot read the password' credmint hash -s <&-
refused both_ways_in 2 'cannot both be given' credmint hash -s --password-fd 5
refused method_before_password 2 '-m takes' credmint hash -m md5 -s <"$TMP/empty"
refused verify_without_hash 2 'give the hash' credmint hash verify -s <"$TMP/pw"
refused verify_with_two_hashes 2 'give the hash' \
	credmint hash verify -s --hash-fd 5 --hash-file x <"$TMP/pw"
refused verify_one_descriptor_for_both 2 'the same descriptor' \
	credmint hash verify -s --hash-fd 0 <"$TMP/pw"
refused hash_file_missing 3 'cannot open' credmint hash verify \
	--hash-file "$TMP/none" -s <"$TMP/pw"
refused hash_file_is_a_directory 3 "cannot read the hash in $TMP: Is a directory" \
	credmint hash verify --hash-file "$TMP" -s <"$TMP/pw"
refused hash_file_has_two_lines 3 "the hash in $TMP/lines has more than one line" \
	credmint hash verify --hash-file "$TMP/lines" -s <"$TMP/pw"
refused hash_fd_is_a_directory 3 'cannot read the hash: Is a directory' \
	credmint hash verify --hash-fd 6 -s 6<"$TMP" <"$TMP/pw"
n=0
for bad in '' '!' '*' '!$6$abcdefghijklmnop$xxxx' '$6$$' 'plain text' \
	'$argon2id$v=19$m=65536,t=2,p=1$abc$def'; do
	n=$((n + 1))
	printf '%s' "$bad" >"$TMP/bad"
	refused "unusable_hash_$n" 3 'the hash is none' credmint hash verify \
		--hash-file "$TMP/bad" -s <"$TMP/pw"
done


# ---- told to end while it computes ----
# ends_at_once NAME ARG...: by a signal of a terminal, with nothing left
ends_at_once() {
	name=$1
	shift
	rm -f "$TMP/half"
	printf x | timeout -s INT -k 5 1 credmint "$@" -s -o "$TMP/half" \
		>"$TMP/out" 2>"$TMP/err"
	check "$name" [ "$? $(cat "$TMP/out" "$TMP/err")" = '124 ' ]
	check "${name}_without_a_file" [ ! -e "$TMP/half" ]
}
ends_at_once hash_ends_at_once hash -m sha512crypt -c 900000000
# shellcheck disable=SC2016 # of crypt(5)
printf '$6$rounds=900000000$abcdefgh$%086d' 0 >"$TMP/years"
ends_at_once verify_ends_at_once hash verify --hash-file "$TMP/years"
printf x | credmint hash -m sha512crypt -c 900000000 -s >"$TMP/out" 2>"$TMP/err" &
pid=$!
i=0
until kids=$(cat "/proc/$pid/task/$pid/children") && [ -n "$kids" ] || [ $i -ge 100 ]; do
	sleep 0.05
	i=$((i + 1))
done
kill -TERM $pid
wait $pid
check its_process_ends_too [ "$? $(for kid in $kids; do
	ls -d "/proc/$kid" 2>"$TMP/none"
done)" = '143 ' ]
finish
