#!/bin/sh
# tokens - kept tokens beside SQLite, and beside themselves where there are few
#
#	sh tests/bench/tokens.sh [--no-install] [ROUNDS]
#
# After make; as root. Takes some minutes and 2 GB in TMPDIR, which should lie
# on a disk: syncs are a part of what is measured. MANY=1000000 makes do with a
# tenth. Each line is ours, what it stands beside, how many times ours that is
# (or ours is that, where less is better), and the limit. Shows how things are;
# nothing passes or fails.

set -eu
BUILD=${BUILD:-build}

if [ "${1:-}" != inside ]; then
	cd "$(dirname "$0")/../.."
	if [ "${1:-}" = --no-install ]; then
		shift
	else
		sh tests/packages.sh bench
	fi
	exec sh tests/sandbox.sh sh tests/bench/tokens.sh inside "${1:-5}"
fi
ROUNDS=$2
MANY=${MANY:-10000000}
SOME=${SOME:-1000000}
FEW=1000

# A place that only root can have made: what lies there is on the disk of TMPDIR.
DISK=$(mktemp -d "${TMPDIR:-/tmp}/credmint-bench.XXXXXX")
DIR=/var/bench
served=
trap '[ -z "$served" ] || kill "$served"; umount -l $DIR; rm -rf "$DISK"' EXIT
trap 'exit 1' HUP INT TERM
credmint init 2>/dev/null
mkdir $DIR
mount --bind "$DISK" $DIR
chown credmint:credmint $DIR
chmod 700 $DIR

# shellcheck disable=SC2046 # words
build() {
	${CC:-cc} -O2 -D_GNU_SOURCE -Ilib -I. "$@" -lsqlite3 \
		$(pkg-config --libs libeconf nettle) -lcrypt -lm
}
build -o $DIR/token tests/bench/bench_token.c tests/bench/bench_token_*.c \
	"$BUILD"/lib/registry.a "$BUILD"/lib/host.a "$BUILD"/lib/secrets.a \
	"$BUILD"/lib/core.a
build -o $DIR/serve tests/bench/bench_serve.c
build -o $DIR/run tests/bench/bench_run.c
chmod 755 $DIR/token

# new NAME ROWS REAL live|dead: a registry, and the texts of its good tokens.
new() {
	echo "registry = $DIR/$1.db" >"$DIR/$1.conf"
	credmint --config "$DIR/$1.conf" init 2>/dev/null
	part fill "$1" "$2" "$3" "$4" >"$DIR/$1.txt"
}
# part PART NAME ARG...: a part of bench_token, as the owner of the registry.
part() {
	part=$1
	name=$2
	shift 2
	setpriv --reuid credmint --regid credmint --clear-groups \
		$DIR/token "$part" "$DIR/$name.conf" "$@"
}
# copy NAME OTHER: a registry that nobody has open, once more.
copy() {
	cp -p "$DIR/$1.db" "$DIR/$2.db"
	cp -p "$DIR/$1.db-lock" "$DIR/$2.db-lock"
	sed "s/$1/$2/" "$DIR/$1.conf" >"$DIR/$2.conf"
}
# serve NAME: for a registry; and its end.
serve() {
	"$BUILD/credmint" --config "$DIR/$1.conf" serve \
		--socket /run/bench.socket &
	served=$!
	i=0
	while [ ! -S /run/bench.socket ] && [ $i -lt 100 ]; do
		sleep 0.05
		i=$((i + 1))
	done
}
stop() {
	kill $served
	wait $served || :
	served=
}
median() {
	sort -n "$1" | sed -n "$(((ROUNDS + 1) / 2))p"
}
# row NAME OURS OTHER more|less LIMIT: what OTHER / OURS is, or OURS / OTHER.
row() {
	awk -v name="$1" -v ours="$2" -v other="$3" -v how="$4" -v limit="$5" '
		BEGIN {
			times = how == "more" ? other / ours : ours / other
			printf "  %-30s %13.0f %13.0f %7.2f", name, ours,
			    other, times
			more = how == "more"
			met = more ? times >= limit + 0 : times <= limit + 0
			if (limit != "-")
				printf " %7s %3s", (more ? ">=" : "<=") limit,
				    (met ? "yes" : "no")
			print ""
		}'
}
field() {
	echo "$1" | cut -d'|' -f"$2"
}
printf '%-32s %13s %13s %7s %7s %3s\n' "" ours beside times limit met

printf '\nCPU of one verify, ns: %s tokens beside %s\n' "$MANY" $FEW
new few $FEW $FEW live
new many "$MANY" $((MANY / 250)) live
round=0
while [ $round -lt "$ROUNDS" ]; do
	round=$((round + 1))
	for kind in key reset; do
		for name in few many; do
			part verify $name $DIR/$name.txt ${kind}_ 20000 \
				>>$DIR/$name.$kind
		done
	done
done
for kind in key reset; do
	row "a token of kind $kind" "$(median $DIR/many.$kind)" \
		"$(median $DIR/few.$kind)" less 1.5
done
printf '\nOne verify through serve, ns: %s tokens beside %s\n' "$MANY" $FEW
for name in few many; do
	part verify "$name" "$DIR/$name.txt" key_ 1 >"$DIR/seen"
	serve "$name"
	verify=$("$DIR/serve" /run/bench.socket "$DIR/$name.txt" verify 1 \
		$((ROUNDS * 10)) 200)
	stop
	field "$verify" 2 >"$DIR/$name.median"
	field "$verify" 4 >"$DIR/$name.least"
done
row "wall, medians of turns" "$(cat "$DIR/many.median")" \
	"$(cat "$DIR/few.median")" less 1.5
row "wall, minima of turns" "$(cat "$DIR/many.least")" \
	"$(cat "$DIR/few.least")" less 1.5
rm -f $DIR/many.*

# Ours takes one use, writes an event, and says that the answer was handed over;
# it stands beside one conditional UPDATE, committed as durably on a file that
# is the same, and beside the same UPDATE with a row in the log.
printf '\nOne durable redeem, ns: ours beside one UPDATE by SQLite alone\n'
new base 100000 60000 live
copy base ours
copy base theirs
part redeem ours $DIR/base.txt $DIR/theirs.db 200 50 >$DIR/redeem
wall=$(grep '^wall' $DIR/redeem)
cpu=$(grep '^cpu' $DIR/redeem)
row "wall, medians of turns" "$(field "$wall" 2)" "$(field "$wall" 3)" more 0.9
row "wall, minima of turns" "$(field "$wall" 5)" "$(field "$wall" 6)" more 0.9
row "... with an event, medians" "$(field "$wall" 2)" "$(field "$wall" 4)" \
	more -
row "... with an event, minima" "$(field "$wall" 5)" "$(field "$wall" 7)" \
	more -
row "CPU, medians of turns" "$(field "$cpu" 2)" "$(field "$cpu" 3)" more -

printf '\nOne redeem through serve, ns: 16 clients beside one\n'
copy base serve
serve serve
serve=$($DIR/serve /run/bench.socket $DIR/base.txt redeem 16 40 40)
stop
row "wall, medians of turns" "$(field "$serve" 3)" "$(field "$serve" 2)" more 4
row "wall, minima of turns" "$(field "$serve" 5)" "$(field "$serve" 4)" more 4
row "16 clients; one UPDATE, alone" "$(field "$serve" 3)" \
	"$(field "$wall" 3)" more 0.9

# A thousand are less than what either takes at once.
printf '\nPeak of memory, KiB: %s tokens beside %s\n' "$SOME" 10000
new some "$SOME" 5000 dead
new dead 10000 1 dead
copy some swept
# peak NAME COMMAND...
peak() {
	conf=$DIR/$1.conf
	shift
	$DIR/run peak /dev/null "$BUILD/credmint" --config "$conf" "$@"
}
row "token list" "$(peak some token list --all)" \
	"$(peak dead token list --all)" less 1.5
row "sweep" "$(peak swept sweep)" "$(peak dead sweep)" less 1.5

printf '\nLongest wait of a login, ns: a sweep of %s beside 100 use-ups\n' "$SOME"
part wait some $DIR/some.txt >$DIR/wait
uses=$(sed -n 's/^uses|//p' $DIR/wait)
row "no sweep" "$(field "$(grep ^alone $DIR/wait)" 5)" "$uses" less 1
row "a sweep" "$(field "$(grep ^beside $DIR/wait)" 5)" "$uses" less 1
row "a sweep, all but 1 in 1000" "$(field "$(grep ^beside $DIR/wait)" 4)" \
	"$uses" less 1
