# oathtool.sh - the codes that oathtool computes are good, each once
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR
drive=$BUILD/tests/registry/drive_shown
short=00112233445566778899aabbccddeeff01234567
long=$short$short$short$short

# totp DIGEST DIGITS STEP KEY: 60 codes from 2026 on
totp() {
	oathtool --totp="$1" -d "$2" -s "$3s" -N '2026-01-01 00:00:00 UTC' \
		-w 59 "$4" >"$TMP/codes" 2>"$TMP/errors" ||
		fail "oathtool_computes_totp_$1_$2_$3" "$TMP/errors"
	check "oathtool_s_totp_$1_of_$2_digits_every_$3_s" \
		"$drive" totp "$1" "$2" "$3" "$4" $((1767225600 / $3)) \
		<"$TMP/codes"
	sed 's/^/# /' "$TMP/check.out"
}

# hotp DIGITS KEY: 60 codes from counter 7 on
hotp() {
	oathtool --hotp -d "$1" -c 7 -w 59 "$2" >"$TMP/codes" \
		2>"$TMP/errors" ||
		fail "oathtool_computes_hotp_$1" "$TMP/errors"
	check "oathtool_s_hotp_of_$1_digits" \
		"$drive" hotp sha1 "$1" 30 "$2" 7 <"$TMP/codes"
	sed 's/^/# /' "$TMP/check.out"
}

totp sha1 6 30 $short
totp sha1 8 60 $long
totp sha256 7 30 $long
totp sha512 8 30 $short
hotp 6 $short
hotp 7 $long
hotp 8 $short
finish
