# runner - tests/run.sh finds the tests, counts them, and believes no silence
. tests/tap.sh

# A tree of shell tests alone.
export TMP
TREE=$TMP/tree
mkdir -p "$TREE/tests/a" "$TREE/tests/b"
# The machine that must stay as it is is played, too.
mkdir "$TMP/machine"
sed "s|/etc /var/lib /run|$TMP/machine|" tests/run.sh >"$TREE/tests/run.sh"
printf 'all tests:\n\t@mkdir -p $(BUILD)/tests\n' >"$TREE/Makefile"
echo 'echo "ok - one"; echo "ok - two"' >"$TREE/tests/a/good.sh"
echo 'echo "ok - long"' >"$TREE/tests/a/long_good.sh"
echo 'echo "ok - one"; echo "not ok - two"; exit 1' >"$TREE/tests/b/bad.sh"
echo 'echo "ok - one"; exit 1' >"$TREE/tests/b/dies.sh"
echo 'exit 0' >"$TREE/tests/b/silent.sh"
echo 'read -r x && exit 1; echo "ok - end of file"' >"$TREE/tests/b/reads.sh"

# says NAME STATUS LINE ARGUMENT ...: what run.sh ends with. One thing more
# is shown each time: that nothing on the machine has changed.
says() {
	name=$1
	want="$2 $3"
	shift 3
	BUILD=build sh "$TREE/tests/run.sh" --no-install "$@" >"$TMP/out" 2>&1
	got="$? $(tail -n 1 "$TMP/out")"
	if [ "$got" = "$want" ]; then
		pass "$name"
	else
		fail "$name" "'$got'"
		sed 's/^/    /' "$TMP/out"
	fi
}

says a_name_picks_its_tests 0 '3 passed, 0 failed' good
says several_names_pick_the_tests_of_each 0 '4 passed, 0 failed' a/good reads
says a_name_of_no_test_is_a_failure 1 '0 passed, 1 failed' attic
says failures_are_counted 1 '2 passed, 1 failed' bad
says a_test_that_dies_after_its_last_word_failed 1 '2 passed, 1 failed' dies
says a_test_that_shows_nothing_failed 1 '1 passed, 1 failed' silent
echo 'echo "ok - one"; echo x >>"$TMP/machine/x"' >"$TREE/tests/b/writes.sh"
says a_test_that_changes_the_machine_is_a_failure 1 '1 passed, 1 failed' writes
rm "$TREE/tests/b/writes.sh"
says all_but_the_long_ones_run 1 '6 passed, 3 failed'
says the_long_ones_run_alone 0 '2 passed, 0 failed' --long
says an_unknown_option_is_none 2 'run.sh: unknown option --short' --short
printf 'all tests:\n\t@exit 1\n' >"$TREE/Makefile"
says a_build_that_fails_is_a_failure 1 '0 passed, 1 failed' good
finish
