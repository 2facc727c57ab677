#!/bin/sh
# hashes - credmint_hash_make(3) over crypt_rn(3), CPU
#
#	sh tests/bench/hashes.sh [ROUNDS]
#
# After make. One setting a row; both hash the same password with it, taking
# turns ROUNDS times (61). Shows how things are; nothing passes or fails.

set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
ROUNDS=${1:-61}

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
