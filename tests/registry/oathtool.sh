# oathtool.sh - the codes that oathtool computes are good, each once
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR
drive=$BUILD/tests/registry/drive_shown
short=00112233445566778899aabbccddeeff01234567
long=$short$short$short$short

times=59

# totp DIGEST DIGITS STEP KEY [NAME]: 60 codes from 2026 on
totp() {
	oathtool --totp="$1" -d "$2" -s "$3s" -N '2026-01-01 00:00:00 UTC' \
		-w $times "$4" >"$TMP/codes" 2>"$TMP/errors" ||
		fail "oathtool_computes_totp_$1_$2_$3" "$TMP/errors"
	check "oathtool_s_totp_$1_of_$2_digits_every_$3_s${5:-}" \
		"$drive" totp "$1" "$2" "$3" "$4" $((1767225600 / $3)) \
		<"$TMP/codes"
	sed 's/^/# /' "$TMP/check.out"
}

# hotp DIGEST DIGITS KEY [NAME]: 60 codes from counter 7 on. Those of SHA-256 and
# SHA-512 are what oathtool calls the codes of steps of a second from 7 s on.
hotp() {
	digest=$1
	digits=$2
	key=$3
	name=${4:-}
	case $1 in
	sha1) set -- --hotp -c 7 ;;
	*) set -- "--totp=$1" -s 1s -N @7 ;;
	esac
	oathtool "$@" -d "$digits" -w $times "$key" >"$TMP/codes" \
		2>"$TMP/errors" ||
		fail "oathtool_computes_hotp_${digest}_$digits" "$(cat "$TMP/errors")"
	check "oathtool_s_hotp_${digest}_of_${digits}_digits$name" \
		"$drive" hotp "$digest" "$digits" 30 "$key" 7 <"$TMP/codes"
	sed 's/^/# /' "$TMP/check.out"
}

totp sha1 6 30 $short
totp sha1 8 60 $long
totp sha256 7 30 $long
totp sha512 8 30 $short
hotp sha1 6 $short
hotp sha1 7 $long
hotp sha1 8 $short
hotp sha256 6 $long
hotp sha256 8 $short
hotp sha512 6 $short
hotp sha512 7 $long

# Keys longer than a block of their digest, of 64 or of 128 bytes, and keys that
# fill it.
bytes() {
	python3 -c 'import sys
print(bytes(i * 37 % 251 for i in range(int(sys.argv[1]))).hex())' "$1"
}
times=9
for n in 64 65 128 129 1024; do
	key=$(bytes $n)
	for digest in sha1 sha256 sha512; do
		totp $digest 6 30 "$key" "_by_a_key_of_$n"
		hotp $digest 8 "$key" "_by_a_key_of_$n"
	done
done
finish
