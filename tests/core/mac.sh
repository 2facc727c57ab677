#!/bin/sh
# mac - HMAC-SHA-256 and HKDF agree with Python's hmac and hashlib
. tests/tap.sh

drive=${BUILD:-build}/tests/core/drive_mac

cat >"$TMP/peer.py" <<'EOF'
import hashlib, hmac, sys

label, message = (a.encode() for a in sys.argv[1:])
key = bytes(range(32))
print(hmac.new(key, message, hashlib.sha256).hexdigest())
prk = hmac.new(b"", key, hashlib.sha256).digest()
print(hmac.new(prk, label + b"\x01", hashlib.sha256).hexdigest())
EOF

# Messages around the block of SHA-256, 64 bytes.
agrees() {
	"$drive" "$1" "$2" >"$TMP/ours" && python3 "$TMP/peer.py" "$1" "$2" \
		>"$TMP/theirs" && cmp -s "$TMP/ours" "$TMP/theirs"
}

for n in 0 1 55 56 63 64 65 300; do
	text=$(printf '%*s' "$n" '' | tr ' ' x)
	check "a_message_and_a_label_of_${n}_bytes" agrees "$text" "$text"
done
finish
