# token.sh - one kept token wanted by many at once, and kill -9
#
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR
drive=$BUILD/tests/registry/drive_token

# went NAME WORDS: and what it said of it.
went() {
	name=$1
	shift
	check "$name" "$drive" "$@"
	sed 's/^/# /' "$TMP/check.out"
}
went one_token_by_16_processes_is_one_yes_in_30_rounds race 30 16
went one_token_by_16_threads_is_one_yes_in_30_rounds threads 30 16
went one_token_by_8_processes_is_rotated_once_in_30_rounds rotate 30 8
went kill_9_loses_no_token_and_redeems_none_twice_in_100_rounds kill 100
finish
