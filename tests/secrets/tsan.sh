# tsan.sh - the library in threads, under ThreadSanitizer: no race
# shellcheck shell=sh
. tests/tap.sh
. tests/secrets/tsan.inc

unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
tsan_counter_test
programs=$(grep -l pthread_create tests/core/test_*.c tests/secrets/test_*.c |
	sed 's|^tests/||; s|\.c$||')
# shellcheck disable=SC2086 # a list of names
tsan $programs
finish
