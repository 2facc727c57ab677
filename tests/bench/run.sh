# run - credmint beside its peers on this machine, as ratios
#
#	sh tests/bench/run.sh [--no-install] [ROUNDS]
#
# After make. Every row is measured ROUNDS times (5), the rows taking turns,
# and its median of CPU time is printed, with how many times credmint's own
# that is; and, where there is a limit, how many times it must be at least, and
# whether it is. Shows how things are; nothing passes or fails.

set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
if [ "${1:-}" = --no-install ]; then
	shift
else
	sh tests/packages.sh bench
fi
ROUNDS=${1:-5}

DIR=$(mktemp -d "${TMPDIR:-/tmp}/credmint-bench.XXXXXX")
trap 'rm -rf "$DIR"' EXIT
trap 'exit 1' HUP INT TERM

echo 'correct horse battery staple' >"$DIR/password"
${CC:-cc} -O2 -D_GNU_SOURCE -o "$DIR/bench_run" tests/bench/bench_run.c
${CC:-cc} -O2 -D_GNU_SOURCE -o "$DIR/bench_limit" tests/bench/bench_limit.c
${CC:-cc} -O2 -D_GNU_SOURCE -o "$DIR/bench_peers" tests/bench/bench_peers.c \
	-lsodium
${CC:-cc} -O2 -Ilib -o "$DIR/bench_draws" tests/bench/bench_draws.c \
	"$BUILD/libcredmint.a" -lnettle -lcrypt -lm

# What is measured: a title for a group; then "how|name|command", or
# "how|name|command|least" with a limit. The first of a group is credmint's. How: the number of starts of a program (the result is
# microseconds), "peak" (KiB), or "own" for a program that measures itself
# (nanoseconds).
rows() {
	python='python3 tests/bench/draws.py'
	c=$BUILD/credmint
	cat <<-EOF
	A million passwords of 16 characters, microseconds
	1|credmint|$c password -n 1000000
	1|the limit|$DIR/bench_limit 1000000|1/3
	1|pwgen -s -y -c -n|pwgen -s -y -c -n -1 16 1000000
	Memory for that, the most at any time, KiB
	peak|credmint, a million|$c password -n 1000000
	peak|credmint, one|$c password
	peak|pwgen, a million|pwgen -s -y -c -n -1 16 1000000
	Start of one process, one password or token, microseconds
	100|credmint password|$c password
	100|credmint token|$c token
	100|pwgen -s|pwgen -s -1 16 1
	100|openssl rand|openssl rand -hex 32
	5|python3 secrets|python3 -c import~secrets;print(secrets.token_urlsafe())
	One sha512crypt hash, 656000 rounds, microseconds
	1|credmint hash|$c hash -m sha512crypt -c 656000 -s
	1|mkpasswd|mkpasswd -m sha512crypt -R 656000 -s
	1|openssl passwd|openssl passwd -6 -salt rounds=656000\$abcdefghijklmnop -stdin
	One sha512crypt hash, 5000 rounds, microseconds
	50|credmint hash|$c hash -m sha512crypt -c 5000 -s
	50|mkpasswd|mkpasswd -m sha512crypt -R 5000 -s
	50|openssl passwd|openssl passwd -6 -salt abcdefghijklmnop -stdin
	One yescrypt hash, usual cost, microseconds
	10|credmint hash|$c hash -m yescrypt -s
	10|mkpasswd|mkpasswd -m yescrypt -s
	EOF
	cat <<-EOF
	32 bytes without a source, nanoseconds
	own|credmint_random_bytes|$DIR/bench_draws bytes-os
	own|getrandom(2)|$DIR/bench_peers getrandom|1/1.05
	A number below 100, nanoseconds
	own|with a source|$DIR/bench_draws small
	own|libsodium's uniform|$DIR/bench_peers uniform|20
	own|python3 secrets|$python small
	The order of 52 cards, nanoseconds
	own|with a source|$DIR/bench_draws deck
	own|without|$DIR/bench_draws deck-os
	own|python3 secrets|$python deck|100
	EOF
	for draw in below bytes hex urlsafe shuffle sample; do
		cat <<-EOF
		One draw, $draw, nanoseconds
		own|with a source|$DIR/bench_draws $draw
		own|without|$DIR/bench_draws $draw-os
		own|python3 secrets|$python $draw
		EOF
	done
}

# One measurement, pinned where that can be.
PIN=
taskset -c 0 true 2>/dev/null && PIN='taskset -c 0'
# The words of a command are separated by spaces; ~ stands for one inside.
measure() {
	IFS=' '
	# shellcheck disable=SC2086 # words
	set -- "$1" $2
	for word; do
		shift
		set -- "$@" "$(printf '%s' "$word" | sed 's/~/ /g')"
	done
	how=$1
	shift
	if [ "$how" = own ]; then
		$PIN "$@"
	else
		$PIN "$DIR/bench_run" "$how" "$DIR/password" "$@"
	fi
}

rows >"$DIR/rows"
round=0
while [ "$round" -lt "$ROUNDS" ]; do
	round=$((round + 1))
	[ -t 2 ] && printf '\rround %d of %d' "$round" "$ROUNDS" >&2
	row=0
	while IFS='|' read -r how _ command _ <&3; do
		row=$((row + 1))
		[ -z "$command" ] || measure "$how" "$command" >>"$DIR/row.$row"
	done 3<"$DIR/rows"
done
[ -t 2 ] && printf '\r\033[K' >&2

printf '%-24s %14s %12s %9s %4s\n' "CPU, median of $ROUNDS" cost "x credmint" \
	"at least" met
row=0
while IFS='|' read -r how name command least <&3; do
	row=$((row + 1))
	if [ -z "$command" ]; then
		printf '\n%s\n' "$how"
		own=
		continue
	fi
	median=$(sort -n "$DIR/row.$row" | sed -n "$(((ROUNDS + 1) / 2))p")
	[ -n "$own" ] || own=$median
	awk -v name="$name" -v cost="$median" -v own="$own" -v least="$least" '
		BEGIN {
			printf "  %-22s %14.0f %12.2f", name, cost, cost / own
			if (least != "") {
				split(least "/1", part, "/")
				least = part[1] / part[2]
				printf " %9.2f %4s", least,
				    (cost / own >= least ? "yes" : "no")
			}
			printf "\n"
		}'
done 3<"$DIR/rows"
