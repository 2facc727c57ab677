# ci - .ci/run adds up what tests and lint say, and believes no silence
. tests/tap.sh

TREE=$TMP/tree
mkdir -p "$TREE/.ci" "$TREE/tests"
cp .ci/run "$TREE/.ci/run"
printf 'exit 0\n' >"$TREE/tests/packages.sh"

# ci TESTS LINT: run it where those two are such scripts.
ci() {
	printf '%s\n' "$1" >"$TREE/tests/run.sh"
	printf '%s\n' "$2" >"$TREE/tests/lint.sh"
	printf 'lint:\n\t@sh tests/lint.sh\n' >"$TREE/Makefile"
	"$TREE/.ci/run" >"$TMP/out" 2>&1
	status=$?
	last=$(tail -n 1 "$TMP/out")
}

# says NAME STATUS LINE TESTS LINT
says() {
	ci "$4" "$5"
	if [ "$status" -eq "$2" ] && [ "$last" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "exit $status, '$last'"
		sed 's/^/    /' "$TMP/out"
	fi
}

says sum_of_both 0 '15 passed, 0 failed' \
	'echo 12 passed, 0 failed' 'echo 3 passed, 0 failed'
says failures_of_tests_count 1 '14 passed, 2 failed' \
	'echo 11 passed, 2 failed; exit 1' 'echo 3 passed, 0 failed'
says failures_of_lint_count 1 '13 passed, 1 failed' \
	'echo 12 passed, 0 failed' 'echo 1 passed, 1 failed; exit 1'
says tests_that_die_are_a_failure 1 '3 passed, 1 failed' \
	'echo half a word; exit 3' 'echo 3 passed, 0 failed'
says status_counts_when_the_line_is_good 1 '15 passed, 1 failed' \
	'echo 12 passed, 0 failed; exit 1' 'echo 3 passed, 0 failed'
says silence_is_no_pass 1 '0 passed, 2 failed' 'exit 0' 'exit 0'
says last_line_of_a_kind_decides 0 '5 passed, 0 failed' \
	'echo 9 passed, 9 failed; echo 2 passed, 0 failed' \
	'echo 3 passed, 0 failed'
says stdin_is_closed_to_them 0 '4 passed, 0 failed' \
	'read -r x && exit 1; echo 1 passed, 0 failed' 'echo 3 passed, 0 failed'

finish
