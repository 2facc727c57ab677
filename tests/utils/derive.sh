#!/bin/sh
# credmint derive.
. tests/tap.sh
. tests/utils/said.inc

printf 'Password\n' >"$TMP/pw"
printf 'Password' >"$TMP/bare"
printf NaCl >"$TMP/salt"

derive() {
	credmint derive --salt-file "$TMP/salt" "$@"
}

# ---- keys: RFC 7914, section 11 ----
want=4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56
rest=a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d
shows known_answer "$want" derive --iterations 80000 -s <"$TMP/pw"
shows known_answer_of_64_bytes "$want$rest" \
	derive --iterations 80000 -l 64 -s <"$TMP/bare"
shows password_by_descriptor "$want" \
	derive --iterations 80000 --password-fd 5 5<"$TMP/pw"
shows json "\{\"key\":\"$want\"\}" \
	derive --iterations 80000 -s --json <"$TMP/pw"

# hashlib DIGEST ROUNDS LENGTH: the key in hex
hashlib() {
	/usr/bin/python3 -c 'import hashlib, sys
print(hashlib.pbkdf2_hmac(sys.argv[1], b"Password",
    open(sys.argv[2], "rb").read(), int(sys.argv[3]), int(sys.argv[4])).hex())' \
		"$1" "$TMP/salt" "$2" "$3"
}
shows default_is_sha256_of_600000_rounds "$(hashlib sha256 600000 32)" \
	derive -s <"$TMP/pw"
for digest in sha1 sha256 sha512; do
	shows "${digest}_agrees_with_hashlib" "$(hashlib $digest 77 100)" \
		derive --digest $digest --iterations 77 -l 100 -s <"$TMP/pw"
done
hashlib sha512 1 65536 >"$TMP/theirs"
derive --digest sha512 --iterations 1 --length 65536 -s <"$TMP/pw" >"$TMP/ours"
check longest_key cmp "$TMP/ours" "$TMP/theirs"

# ---- formats ----
derive --iterations 3 -s -f raw <"$TMP/pw" >"$TMP/raw"
check raw_is_the_bytes [ "$(xxd -p -c 99 "$TMP/raw" 2>/dev/null ||
	od -An -v -tx1 "$TMP/raw" | tr -d ' \n')" = "$(hashlib sha256 3 32)" ]
for f in base64 base32 urlsafe; do
	theirs=$(/usr/bin/python3 -c 'import base64, sys
code = {"base64": base64.b64encode, "base32": base64.b32encode,
        "urlsafe": base64.urlsafe_b64encode}[sys.argv[1]]
text = code(open(sys.argv[2], "rb").read()).decode()
print(text if sys.argv[1] == "base64" else text.rstrip("="))' $f "$TMP/raw")
	check "format_$f" [ "$(derive --iterations 3 -s -f $f <"$TMP/pw")" = "$theirs" ]
done
check format_raw_in_json [ "$(derive --iterations 3 -s -f raw --json <"$TMP/pw" |
	sed 's|\\/|/|g')" = "{\"key_base64\":\"$(base64 -w 0 "$TMP/raw")\"}" ]
derive --iterations 3 -s -0 <"$TMP/pw" >"$TMP/nul"
check nul_ends_the_key [ "$(tr '\0' x <"$TMP/nul")" = "$(hashlib sha256 3 32)x" ]

# ---- salts of any bytes ----
for salt in '\0' 'a\n' '\377\0\n\n' '%%b'; do
	# shellcheck disable=SC2059 # bytes
	printf "$salt" >"$TMP/salt"
	shows "salt_of_any_bytes" "$(hashlib sha256 2 32)" \
		derive --iterations 2 -s <"$TMP/pw"
done
head -c 65536 /dev/zero >"$TMP/salt"
shows longest_salt "$(hashlib sha256 2 32)" derive --iterations 2 -s <"$TMP/pw"
printf x >>"$TMP/salt"
refused salt_too_long 3 "the salt in $TMP/salt is longer than 65536" \
	derive -s <"$TMP/pw"
: >"$TMP/salt"
refused salt_empty 3 'is empty' derive -s <"$TMP/pw"
printf NaCl >"$TMP/salt"
refused salt_missing 3 'cannot open' \
	credmint derive --salt-file "$TMP/none" -s <"$TMP/pw"
refused salt_is_a_directory 3 "cannot read the salt in $TMP: Is a directory" \
	credmint derive --salt-file "$TMP" -s <"$TMP/pw"
refused no_salt 2 'give the salt by --salt-file' credmint derive -s <"$TMP/pw"

# ---- what is refused ----
refused digest_unknown 2 '--digest takes' derive --digest md5 -s <"$TMP/pw"
refused digest_in_capitals 2 '--digest takes' derive --digest SHA256 -s <"$TMP/pw"
refused format_unknown 2 '-f takes' derive -f key -s <"$TMP/pw"
for n in 0 4294967296 -1 1x '' ' 1'; do
	refused "iterations_of_$n" 2 '--iterations takes a number' \
		derive "--iterations=$n" -s <"$TMP/pw"
done
for n in 0 65537 18446744073709551617; do
	refused "length_of_$n" 2 '-l takes a number' derive -l "$n" -s <"$TMP/pw"
done
refused raw_has_no_end 2 'no ends' derive -f raw -0 -s <"$TMP/pw"
refused password_empty 3 'is empty' derive -s </dev/null
printf 'secretword\0x' >"$TMP/bad"
refused password_with_nul 3 'NUL' derive -s <"$TMP/bad"
printf 'secretword\nsecond\n' >"$TMP/bad"
refused password_of_two_lines 3 'more than one line' derive -s <"$TMP/bad"
refused both_ways_in 2 'cannot both be given' derive -s --password-fd 5
refused no_terminal 3 'no terminal to ask' setsid -w \
	credmint derive --salt-file "$TMP/salt" </dev/null
refused operands 2 'derive' derive -s Password <"$TMP/pw"
refused output_is_there 3 'exists' derive -s -o "$TMP/salt" <"$TMP/pw"
derive --iterations 1 -s <"$TMP/bad" -o "$TMP/gone" 2>/dev/null
check failing_leaves_no_file [ ! -e "$TMP/gone" ]
derive --iterations 1 -s -o "$TMP/key" <"$TMP/pw"
check key_file_is_for_its_owner [ "$(stat -c %a "$TMP/key")" = 600 ]

# Told to end while the key is made: nothing is written, the file is gone.
(
	trap - INT
	exec credmint derive --salt-file "$TMP/salt" -s -o "$TMP/late" \
		--iterations 5000000 <"$TMP/pw"
) &
pid=$!
for _ in $(seq 100); do
	[ -e "$TMP/late" ] && break
	sleep 0.05
done
sleep 0.3
kill -TERM $pid
wait $pid
check interrupted_ends_by_the_signal [ $? -eq 143 ]
check interrupted_leaves_no_file [ ! -e "$TMP/late" ]
finish
