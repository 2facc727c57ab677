# tap.sh - what every shell test starts with: . tests/tap.sh
#
# Run from the top of the tree. BUILD names the build folder, TMP is a fresh
# private directory, removed at the end. A test says pass, fail or check for
# each thing it shows and ends with finish; one that ends without it failed.
# shellcheck shell=sh disable=SC2034

set -u
# The second half of a test that needs the sandbox would change this machine.
if [ "${1:-}" = inside ] && [ ! -e /run/sandbox ]; then
	echo "$0: runs in tests/sandbox.sh alone: leave out \"inside\"" >&2
	exit 1
fi
BUILD=${BUILD:-build}
umask 022
TMP=$(mktemp -d "${TMPDIR:-/tmp}/credmint-test.XXXXXX") || exit 1
chmod 755 "$TMP"
tap_passed=0
tap_failed=0
tap_finished=no

tap_end() {
	rm -rf "$TMP"
	[ "$tap_finished" = yes ] && return
	echo "not ok - ended early"
	exit 1
}
trap tap_end EXIT
trap 'exit 1' HUP INT TERM

# pass NAME
pass() {
	tap_passed=$((tap_passed + 1))
	echo "ok - $1"
}

# fail NAME [WHY]
fail() {
	tap_failed=$((tap_failed + 1))
	echo "not ok - $1${2:+: $2}"
}

# check NAME COMMAND ARG...: passes when the command succeeds.
check() {
	tap_name=$1
	shift
	if "$@" >"$TMP/check.out" 2>&1; then
		pass "$tap_name"
	else
		fail "$tap_name" "$* (exit $?)"
		sed 's/^/    /' "$TMP/check.out"
	fi
}

# finish: the last line of a test.
finish() {
	tap_finished=yes
	echo "1..$((tap_passed + tap_failed))"
	[ "$tap_failed" -eq 0 ] && [ "$tap_passed" -gt 0 ]
	exit $?
}
