#!/bin/sh
# pbkdf2 - keys from passwords agree with Python's hashlib
. tests/tap.sh

drive=$BUILD/tests/secrets/drive_keyed

# Lines for the driver, and what hashlib says.
cat >"$TMP/peer.py" <<'END'
import hashlib
import random

r = random.Random(8018)
digests = {"1": "sha1", "256": "sha256", "512": "sha512"}
sizes = (0, 1, 20, 32, 63, 64, 65, 127, 128, 129, 255, 1000)
asked = [(d, r.randbytes(r.choice(sizes)), r.randbytes(r.choice(sizes)),
          r.randint(1, 50), r.randint(1, 300))
         for d in digests for _ in range(200)]
asked += [(d, b"p" * 2000, b"s" * 2000, 3, 2000) for d in digests]
for digest, pw, salt, rounds, n in asked:
    key = hashlib.pbkdf2_hmac(digests[digest], pw, salt, rounds, n)
    print("pbkdf2", digest, "x" + pw.hex(), "x" + salt.hex(), rounds, n,
          key.hex())
END

agrees() {
	/usr/bin/python3 "$TMP/peer.py" >"$TMP/asked" || return 1
	[ "$(wc -l <"$TMP/asked")" -eq 603 ] || return 1
	sed 's/ [^ ]*$//' "$TMP/asked" | "$drive" >"$TMP/ours" || return 1
	sed 's/.* //' "$TMP/asked" | cmp - "$TMP/ours"
}
check "keys_agree_with_hashlib" agrees

# RFC 6070, the fourth case: some seconds.
many_rounds() {
	key=$(echo pbkdf2 1 x70617373776f7264 x73616c74 16777216 20 | "$drive")
	[ "$key" = eefe3d61cd4da4e4e9945b3d6ba2158c2634e984 ]
}
check "sixteen_million_rounds_of_rfc_6070" many_rounds
finish
