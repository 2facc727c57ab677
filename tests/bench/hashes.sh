#!/bin/sh
# hashes - credmint_hash_make(3) over crypt_rn(3), CPU; many accounts, time
#
#	sh tests/bench/hashes.sh [ROUNDS]
#
# After make; as root, who may lock the memory of yescrypt. One setting a row;
# both hash the same password with it, taking turns ROUNDS times (61). Then
# COUNT accounts (400; 10000 take half an hour), hashed in every way in
# turn, MANY times (5): the median of the time that passes, how many times that
# of the first row of its table it is, credmint on all processors, and how many
# times it must be at least. Shows how things are; nothing passes or fails.

set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
ROUNDS=${1:-${ROUNDS:-61}}
COUNT=${COUNT:-400}
MANY=${MANY:-5}

DIR=$(mktemp -d "${TMPDIR:-/tmp}/credmint-bench.XXXXXX")
trap 'rm -rf "$DIR"' EXIT
trap 'exit 1' HUP INT TERM
${CC:-cc} -O2 -Ilib -o "$DIR/bench_hash" tests/bench/bench_hash.c \
	"$BUILD/libcredmint.a" -lnettle -lcrypt -lm
PIN=
taskset -c 0 true 2>/dev/null && PIN='taskset -c 0'

printf '%-24s %14s %14s %12s\n' "CPU us, median of $ROUNDS" hash_make \
	crypt_rn ratio
for method in yescrypt bcrypt:5 sha512crypt:5000; do
	name=${method%:*}
	cost=${method#"$name"}
	setting=$("$BUILD/credmint" salt -m "$name" -c "${cost#:}" 2>/dev/null ||
		"$BUILD/credmint" salt -m "$name")
	printf '  %-22s ' "$name ${cost#:}"
	$PIN "$DIR/bench_hash" "$setting" "$ROUNDS"
done

# ---- many accounts ----
${CC:-cc} -O2 -D_GNU_SOURCE -o "$DIR/bench_crypt" tests/bench/bench_crypt.c -lcrypt
cores=$(nproc)
CREDMINT=$BUILD/credmint
salt=abcdefghijklmnop

# The ways, each a function of the method's rounds; input and output are set.
each_yescrypt() { "$CREDMINT" hash --each -m yescrypt; }
# As many accounts, of a file of their own, with their passwords in another.
provision_yescrypt() {
	awk 'BEGIN { print "name" } { print "u" NR }' >"$DIR/users.csv"
	rm -f "$DIR/secrets.csv"
	"$CREDMINT" provision -f chpasswd --secrets "$DIR/secrets.csv" \
		"$DIR/users.csv"
}
crypt_yescrypt() { "$DIR/bench_crypt" "$yescrypt"; }
mkpasswd_yescrypt() {
	while read -r word; do
		mkpasswd -m yescrypt "$word"
	done
}
each_sha512() { "$CREDMINT" hash --each -m sha512crypt -c "$1"; }
crypt_sha512() { "$DIR/bench_crypt" "\$6\$rounds=$1\$$salt"; }
mkpasswd_sha512() {
	while read -r word; do
		mkpasswd -m sha512crypt -R "$1" "$word"
	done
}
openssl_sha512() {
	while read -r word; do
		openssl passwd -6 -salt "rounds=$1\$$salt" "$word"
	done
}
openssl1_sha512() { openssl passwd -6 -salt "rounds=$1\$$salt" -stdin; }
yescrypt=$("$CREDMINT" salt -m yescrypt)

# way|rounds|accounts|name|least
rows() {
	few=$((COUNT / 20 + 2))
	once=$(awk "BEGIN { printf \"%.3f\", $cores / 1.05 }")
	loop=$(awk "BEGIN { printf \"%.3f\", $cores * 0.95 }")
	cat <<-EOF
	$COUNT accounts, yescrypt, ms
	provision_yescrypt||$COUNT|credmint provision
	each_yescrypt||$COUNT|credmint hash --each
	crypt_yescrypt||$COUNT|crypt_rn(3), one thread|$once
	mkpasswd_yescrypt||$COUNT|mkpasswd in a loop|$loop
	$COUNT accounts, sha512crypt, 5000 rounds, ms
	each_sha512|5000|$COUNT|credmint hash --each
	crypt_sha512|5000|$COUNT|crypt_rn(3), one thread
	mkpasswd_sha512|5000|$COUNT|mkpasswd in a loop|$loop
	openssl_sha512|5000|$COUNT|openssl in a loop|$loop
	openssl1_sha512|5000|$COUNT|openssl passwd -stdin|$loop
	$few accounts, sha512crypt, 656000 rounds, ms
	each_sha512|656000|$few|credmint hash --each
	crypt_sha512|656000|$few|crypt_rn(3), one thread
	mkpasswd_sha512|656000|$few|mkpasswd in a loop|$loop
	openssl1_sha512|656000|$few|openssl passwd -stdin|$loop
	EOF
}

rows >"$DIR/rows"
seq -f 'Password-%06g' 1 "$COUNT" >"$DIR/accounts"
round=0
while [ "$round" -lt "$MANY" ]; do
	round=$((round + 1))
	row=0
	while IFS='|' read -r way hard accounts _ <&3; do
		row=$((row + 1))
		[ -n "$accounts" ] || continue
		head -n "$accounts" "$DIR/accounts" >"$DIR/in"
		began=$(date +%s%N)
		"$way" "$hard" <"$DIR/in" >"$DIR/out"
		echo $(($(date +%s%N) - began)) >>"$DIR/row.$row"
		[ "$(wc -l <"$DIR/out")" -eq "$accounts" ]
	done 3<"$DIR/rows"
done

printf '\n%-26s %12s %12s %9s %4s\n' "Time, median of $MANY, $cores cores" \
	ms 'x credmint' 'at least' met
row=0
while IFS='|' read -r way hard accounts name least <&3; do
	row=$((row + 1))
	if [ -z "$accounts" ]; then
		printf '\n%s\n' "$way"
		own=
		continue
	fi
	median=$(sort -n "$DIR/row.$row" | sed -n "$(((MANY + 1) / 2))p")
	own=${own:-$median}
	awk -v name="$name" -v cost="$median" -v own="$own" -v least="$least" '
		BEGIN {
			printf "  %-24s %12.0f %12.3f", name, cost / 1e6, cost / own
			if (least != "")
				printf " %9.3f %4s", least,
				    (cost / own >= least ? "yes" : "no")
			printf "\n"
		}'
done 3<"$DIR/rows"
