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
	bsdi_crypt des_crypt bigcrypt pbkdf2_sha256 nthash scram bcrypt openssl \
	scrypt; do
	check "hashes_agree_with_$who" agrees "$who"
done

# The other way: salts of any length, made and hashed here.
passlib_verifies() {
	for n in 0 1 55 56 63 64 65 511; do
		for rounds in 1000 1001 4321; do
			head -c "$n" /dev/zero | tr '\0' "\305" >"$TMP/pw"
			setting=$("$BUILD/credmint" salt -m pbkdf2-sha256 \
				-c "$rounds") || return 1
			"$drive" make "$setting" <"$TMP/pw" >"$TMP/hash" ||
				return 1
			/usr/bin/python3 - "$TMP/pw" "$TMP/hash" <<-'END' || return 1
				import sys
				from passlib.hash import pbkdf2_sha256
				pw = open(sys.argv[1], "rb").read()
				text = open(sys.argv[2]).read().strip()
				yes = pbkdf2_sha256.verify(pw, text)
				no = pbkdf2_sha256.verify(pw + b"x", text)
				same = pbkdf2_sha256.from_string(text).to_string()
				sys.exit(not (yes and not no and same == text))
			END
		done
	done
}
check "passlib_verifies_pbkdf2_sha256" passlib_verifies

# mkpasswd knows the same methods, by the same names: settings of ours, and
# hashes of its own.
mkpasswd_agrees() {
	printf 'caf\303\251 10' >"$TMP/pw"
	setting=$("$BUILD/credmint" salt -m "$1" -c "$2") || return 1
	ours=$("$drive" make "$setting" <"$TMP/pw") || return 1
	# It takes no setting that starts with another sign than this.
	if [ "$1" != bsdicrypt ]; then
		theirs=$(mkpasswd -m "$1" -S "$setting" -s <"$TMP/pw")
		[ "$ours" = "$theirs" ] || return 1
	fi
	theirs=$(mkpasswd -m "$1" -s <"$TMP/pw") || return 1
	"$drive" verify "$theirs" <"$TMP/pw"
}
while read -r method cost; do
	check "mkpasswd_agrees_on_$method" mkpasswd_agrees "$method" "$cost"
done <<'END'
yescrypt 2
gost-yescrypt 1
scrypt 6
bcrypt 4
bcrypt-a 4
sha512crypt 1000
sha256crypt 1000
sunmd5 4096
md5crypt 0
bsdicrypt 1
descrypt 0
nt 0
END

# passlib reads the settings made here, and verifies the hashes.
passlib_takes() {
	printf 'caf\303\251 10' >"$TMP/pw"
	setting=$("$BUILD/credmint" salt -m "$1" -c "$2") || return 1
	"$drive" make "$setting" <"$TMP/pw" >"$TMP/hash" || return 1
	/usr/bin/python3 - "$3" "$TMP/pw" "$TMP/hash" <<-'END'
		import sys
		from passlib import hash as passlib
		method = getattr(passlib, sys.argv[1])
		if "builtin" in (getattr(method, "backends", None) or ()):
		    method.set_backend("builtin")
		pw = open(sys.argv[2], "rb").read()
		text = open(sys.argv[3]).read().strip()
		sys.exit(not method.verify(pw, text) or
		         method.verify(pw + b"x", text))
	END
}
while read -r method cost theirs; do
	check "passlib_takes_$method" passlib_takes "$method" "$cost" "$theirs"
done <<'END'
sha512crypt 1000 sha512_crypt
sha256crypt 1000 sha256_crypt
sha1crypt 4 sha1_crypt
sunmd5 4096 sun_md5_crypt
md5crypt 0 md5_crypt
bsdicrypt 1 bsdi_crypt
END

# crypt(3) itself calls this an invalid setting.
says_no_memory() {
	out=$(echo x | prlimit --as=400000000 \
		"$drive" make "\$y\$jFT\$abcdefghijklmnopqrst0.")
	[ $? -eq 1 ] && [ "$out" = -12 ]
}
check "one_gigabyte_that_is_not_there_is_no_memory" says_no_memory

cut -d ' ' -f 1 "$TMP/peers" | sort | uniq -c | sed 's/^/# /'
finish
