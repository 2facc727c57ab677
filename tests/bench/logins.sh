#!/bin/sh
# logins - a whole PAM transaction beside those of peers, wall time
#
#	sh tests/bench/logins.sh [--no-install] [ROUNDS]
#
# After make and make tests; as root, in a machine of its own. Each transaction
# is a process that starts PAM, gives the right answer and ends; pam_permit is
# what that costs by itself. The registry lies in memory here: what a disk takes
# to sync twice comes on top. Shows how things are; nothing passes or fails.

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

DIR=$(mktemp -d "${TMPDIR:-/tmp}/credmint-bench.XXXXXX")
trap 'rm -rf "$DIR"' EXIT
trap 'exit 1' HUP INT TERM

useradd alice
echo alice:correct-horse-battery | chpasswd -c YESCRYPT
credmint init 2>/dev/null
seed=3132333435363738393031323334353637383930
printf 'HOTP alice - %s\n' $seed >/etc/users.oath
chmod 600 /etc/users.oath
oathtool -w $((EACH * ROUNDS)) $seed >"$DIR/oath"
mkdir "$DIR/pam"
for module in pam_permit pam_unix pam_credmint; do
	echo "auth required $module.so" >"$DIR/pam/$module"
done
echo 'auth required pam_oath.so usersfile=/etc/users.oath window=20' \
	>"$DIR/pam/pam_oath"

# answer MODULE N: what is right for the Nth login.
answer() {
	case $1 in
	pam_unix) echo correct-horse-battery ;;
	pam_oath) sed -n "$2p" "$DIR/oath" ;;
	pam_credmint) echo "$code" ;;
	*) echo ;;
	esac
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
		"$BUILD/tests/hosts/drive_pam" "$DIR/pam" "$1" alice 1 \
			<"$DIR/answer.$n" >>"$DIR/said.$1" 2>/dev/null
	done
	echo $((($(date +%s%N) - from) / EACH / 1000))
}

modules='pam_credmint pam_permit pam_oath pam_unix'
turn=0
while [ $turn -lt "$ROUNDS" ]; do
	code=$(credmint code issue --uses $EACH alice 2>/dev/null)
	for module in $modules; do
		round "$module" >>"$DIR/us.$module"
	done
	turn=$((turn + 1))
done

printf '%-24s %14s %12s\n' "Wall, median of $ROUNDS" cost "x credmint"
printf '\nOne PAM transaction with its process, microseconds\n'
own=
for module in $modules; do
	if [ "$(grep -c 'yes 1' "$DIR/said.$module")" -ne $((EACH * ROUNDS)) ]; then
		echo "logins: $module did not let everybody in" >&2
		exit 1
	fi
	median=$(sort -n "$DIR/us.$module" | sed -n "$(((ROUNDS + 1) / 2))p")
	: "${own:=$median}"
	awk -v name="$module" -v cost="$median" -v own="$own" \
		'BEGIN { printf "  %-22s %14d %12.2f\n", name, cost, cost / own }'
done
