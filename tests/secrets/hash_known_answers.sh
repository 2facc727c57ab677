#!/bin/sh
# hash_known_answers - hashes agree with implementations that are not crypt(3)'s
. tests/tap.sh

drive=$BUILD/tests/secrets/drive_hash

# The peers are packages of the system's own Python.
if ! /usr/bin/python3 tests/secrets/hash_peers.py >"$TMP/peers"; then
	fail "the_peers_run"
	finish
fi

# typed PASSWORD: its bytes, on standard output.
typed() {
	[ "$1" = - ] || printf '%b' "$1"
}

# agrees WHO: makes and verifies every hash of a peer.
agrees() {
	grep "^$1 " "$TMP/peers" >"$TMP/peer" || return 1
	while read -r _ setting password hash; do
		ours=$(typed "$password" | "$drive" make "$setting") || return 1
		if [ "$ours" != "$hash" ]; then
			echo "$setting $password: $ours, not $hash"
			return 1
		fi
		typed "$password" | "$drive" verify "$hash" || return 1
		typed "${password}x" | "$drive" verify "$hash" >/dev/null &&
			return 1
	done <"$TMP/peer"
	return 0
}

for who in sha512_crypt sha256_crypt md5_crypt sha1_crypt sun_md5_crypt \
	bsdi_crypt des_crypt bigcrypt bcrypt openssl scrypt; do
	check "hashes_agree_with_$who" agrees "$who"
done

# crypt(3) itself calls this an invalid setting.
says_no_memory() {
	out=$(echo x | prlimit --as=400000000 \
		"$drive" make "\$y\$jFT\$abcdefghijklmnopqrst0.")
	[ $? -eq 1 ] && [ "$out" = -12 ]
}
check "one_gigabyte_that_is_not_there_is_no_memory" says_no_memory

cut -d ' ' -f 1 "$TMP/peers" | sort | uniq -c | sed 's/^/# /'
finish
