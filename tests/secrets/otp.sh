#!/bin/sh
# otp - codes agree with oathtool's, and others read the URIs
. tests/tap.sh

drive=$BUILD/tests/secrets/drive_keyed
peers=tests/secrets/otp_peers.py

codes_agree() {
	/usr/bin/python3 "$peers" codes >"$TMP/codes" || return 1
	[ "$(wc -l <"$TMP/codes")" -eq 1500 ] || return 1
	sed 's/ [^ ]*$//' "$TMP/codes" | "$drive" >"$TMP/ours" || return 1
	sed 's/.* //' "$TMP/codes" >"$TMP/theirs"
	cmp "$TMP/ours" "$TMP/theirs"
}
check "codes_agree_with_oathtool" codes_agree

# A thousand by time; of each digest and each number of digits a good part.
codes_are_many() {
	grep '^totp ' "$TMP/codes" >"$TMP/totp"
	[ "$(wc -l <"$TMP/totp")" -eq 1000 ] || return 1
	for digest in 1 256 512; do
		for digits in 6 7 8; do
			[ "$(grep -c "^totp $digest $digits " "$TMP/totp")" -gt 80 ] ||
				return 1
		done
	done
}
check "a_thousand_of_them_are_by_time_and_of_all_digests" codes_are_many

uris_are_read() {
	/usr/bin/python3 "$peers" ask >"$TMP/asked" || return 1
	"$drive" <"$TMP/asked" >"$TMP/uris" || return 1
	paste "$TMP/asked" "$TMP/uris" | /usr/bin/python3 "$peers" read
}
check "five_hundred_uris_are_read_as_they_were_meant" uris_are_read

pyotp_reads() {
	/usr/bin/python3 "$peers" plain >"$TMP/plain" || return 1
	"$drive" <"$TMP/plain" >"$TMP/read" || return 1
	paste "$TMP/plain" "$TMP/read" | /usr/bin/python3 "$peers" pyotp
}
check "pyotp_reads_them_too" pyotp_reads

# Those that came from elsewhere are not taken for right.
uris_are_told_apart() {
	paste "$TMP/asked" "$TMP/uris" | sed '7s/digits=[678]/digits=9/' |
		/usr/bin/python3 "$peers" read >"$TMP/said"
	[ $? -eq 1 ] && [ "$(grep -c differs "$TMP/said")" -eq 1 ]
}
check "a_uri_that_differs_is_seen" uris_are_told_apart
finish
