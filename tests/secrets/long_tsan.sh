# long_tsan.sh - every test of the library under ThreadSanitizer
# shellcheck shell=sh
. tests/tap.sh
. tests/secrets/tsan.inc

unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
tsan_counter_test
# The runtime wants more room than there is where a test gives a thread its
# stack, to look at it afterwards; and it keeps signals back until a call.
programs=$(find tests/core tests/secrets -name 'test_*.c' \
	-exec grep -LE 'secrets/traces\.h|attr_setstack|setitimer' {} + | sort |
	sed 's|^tests/||; s|\.c$||')
# shellcheck disable=SC2086 # a list of names
tsan $programs
finish
