# run - every check of form, of the analysers, and of the project's own rules
#
#	sh tests/lint/run.sh [CHECK ...]
#
# From the top of the tree, after make. One line for each check, its findings
# above it; the last line counts. BUILD names the build directory.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
export BUILD
# Called by make: its jobs and variables are not those of the builds in here.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

# The quick ones first.
ALL="form shell spelling manuals names paths version layers headers libraries
	one_rng one_clock environment sql exports commands calls errors settings
	cppcheck clang analyzer tidy"

passed=0
failed=0
# shellcheck disable=SC2086 # a list of names
[ $# -gt 0 ] || set -- $ALL
for check; do
	begin=$(date +%s)
	if output=$(sh "tests/lint/$check" 2>&1 </dev/null); then
		word="ok"
		passed=$((passed + 1))
	else
		word="not ok"
		failed=$((failed + 1))
	fi
	[ -z "$output" ] || printf '%s\n' "$output" | sed 's/^/    /'
	echo "$word $check ($(($(date +%s) - begin)) s)"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
