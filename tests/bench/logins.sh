#!/bin/sh
# logins - a whole PAM transaction beside those of peers, wall time
#
#	sh tests/bench/logins.sh [--no-install] [ROUNDS]
#
# After make and make tests; as root, in a machine of its own. Each transaction
# is a process that starts PAM, gives the right answer and ends; pam_permit is
# what that costs by itself. The registry lies in memory here: what a disk takes
# to sync comes on top, so the syncs of one login are counted. Shows how things
# are; nothing passes or fails.

set -eu
BUILD=${BUILD:-build}

if [ "${1:-}" != inside ]; then
	cd "$(dirname "$0")/../.."
	if [ "${1:-}" = --no-install ]; then
		shift
	else
		sh tests/packages.sh bench
	fi
	exec sh tests/sandbox.sh sh tests/bench/logins.sh inside "${1:-5}"
fi
ROUNDS=$2
EACH=40
MANY=100000

DIR=$(mktemp -d "${TMPDIR:-/tmp}/credmint-bench.XXXXXX")
trap 'rm -rf "$DIR"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$DIR/pam"
# stack NAME LINE
stack() {
	echo "auth required $2" >"$DIR/pam/$1"
}

useradd -m alice
echo alice:correct-horse-battery | chpasswd -c YESCRYPT
stack pam_unix pam_unix.so
stack pam_permit pam_permit.so

# One registry with a code, and one where many others lie beside it.
credmint init 2>/dev/null
stack pam_credmint pam_credmint.so
many=/etc/credmint/many.conf
echo 'registry = /var/lib/credmint/many.db' >$many
credmint --config $many init 2>/dev/null
stack "pam_credmint, $MANY" "pam_credmint.so conf=$many"
setpriv --reuid credmint --regid credmint --clear-groups \
	"$BUILD/tests/registry/drive_fill" $many $MANY

# The same counter for pam_oath alone and as the last of many.
seed=3132333435363738393031323334353637383930
oathtool -w $((EACH * ROUNDS)) $seed >"$DIR/oath"
cp "$DIR/oath" "$DIR/oath_many"
printf 'HOTP alice - %s\n' $seed >/etc/users.oath
{
	awk -v n=$MANY 'BEGIN { for (i = 1; i < n; i++)
		printf "HOTP user%06d - %040x\n", i, i }'
	cat /etc/users.oath
} >/etc/users.many
chmod 600 /etc/users.oath /etc/users.many
stack pam_oath 'pam_oath.so usersfile=/etc/users.oath window=20'
stack "pam_oath, $MANY" 'pam_oath.so usersfile=/etc/users.many window=20'

base32=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
oathtool -b -c 1 -w $((EACH * ROUNDS)) $base32 >"$DIR/google"
printf '%s\n" HOTP_COUNTER 1\n' $base32 >/home/alice/.google_authenticator
chown alice /home/alice/.google_authenticator
chmod 600 /home/alice/.google_authenticator
stack google_authenticator pam_google_authenticator.so

# answer NAME N: what is right for the Nth login.
answer() {
	case $1 in
	pam_unix) echo correct-horse-battery ;;
	pam_oath*) sed -n "$2p" "$DIR/oath" ;;
	google*) sed -n "$2p" "$DIR/google" ;;
	pam_credmint) echo "$code" ;;
	pam_credmint*) echo "$code_among_many" ;;
	*) echo ;;
	esac
}
# log_in NAME FILE [COMMAND...]: once, with what the file says.
log_in() {
	name=$1
	file=$2
	shift 2
	"$@" "$BUILD/tests/hosts/drive_pam" "$DIR/pam" "$name" alice 1 \
		<"$file" 2>/dev/null
}

# Microseconds of one transaction, the mean of EACH.
round() {
	n=0
	while [ $n -lt $EACH ]; do
		n=$((n + 1))
		answer "$1" $((n + EACH * turn)) >"$DIR/answer.$n"
	done
	from=$(date +%s%N)
	n=0
	while [ $n -lt $EACH ]; do
		n=$((n + 1))
		log_in "$1" "$DIR/answer.$n" >>"$DIR/said.$1"
	done
	echo $((($(date +%s%N) - from) / EACH / 1000))
}

printf '%s\n' pam_credmint "pam_credmint, $MANY" pam_permit pam_oath \
	"pam_oath, $MANY" google_authenticator pam_unix >"$DIR/names"
turn=0
while [ $turn -lt "$ROUNDS" ]; do
	[ ! -t 2 ] || printf '\rround %d of %d' $((turn + 1)) "$ROUNDS" >&2
	code=$(credmint code issue --uses $EACH alice 2>/dev/null)
	code_among_many=$(credmint --config $many code issue --uses $EACH \
		alice 2>/dev/null)
	while read -r name <&3; do
		round "$name" >>"$DIR/us.$name"
	done 3<"$DIR/names"
	turn=$((turn + 1))
done
[ ! -t 2 ] || printf '\r\033[K' >&2

printf '%-24s %14s %12s\n' "Wall, median of $ROUNDS" cost "x credmint"
printf '\nOne PAM transaction with its process, microseconds\n'
own=
while read -r name <&3; do
	if [ "$(grep -c 'yes 1' "$DIR/said.$name")" -ne $((EACH * ROUNDS)) ]; then
		echo "logins: $name did not let everybody in" >&2
		exit 1
	fi
	median=$(sort -n "$DIR/us.$name" | sed -n "$(((ROUNDS + 1) / 2))p")
	: "${own:=$median}"
	awk -v name="$name" -v cost="$median" -v own="$own" \
		'BEGIN { printf "  %-22s %14d %12.2f\n", name, cost, cost / own }'
done 3<"$DIR/names"

code=$(credmint code issue alice 2>/dev/null)
answer pam_credmint 0 >"$DIR/answer"
log_in pam_credmint "$DIR/answer" strace -f -qq -o "$DIR/trace" \
	-e trace=fdatasync,fsync >/dev/null
printf '\n%-24s %14d\n' 'Syncs of one login' "$(grep -c 'sync(' "$DIR/trace")"
