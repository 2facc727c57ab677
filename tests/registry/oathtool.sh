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

# hotp DIGEST DIGITS KEY: 60 codes from counter 7 on. Those of SHA-256 and
# SHA-512 are what oathtool calls the codes of steps of a second from 7 s on.
hotp() {
	case $1 in
	sha1) set -- "$@" --hotp -c 7 ;;
	*) set -- "$@" "--totp=$1" -s 1s -N @7 ;;
	esac
	digest=$1
	digits=$2
	key=$3
	shift 3
	oathtool "$@" -d "$digits" -w 59 "$key" >"$TMP/codes" \
		2>"$TMP/errors" ||
		fail "oathtool_computes_hotp_${digest}_$digits" "$(cat "$TMP/errors")"
	check "oathtool_s_hotp_${digest}_of_${digits}_digits" \
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
finish
