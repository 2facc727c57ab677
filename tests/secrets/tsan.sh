# tsan.sh - the library and kept tokens in threads, under ThreadSanitizer: no race
# shellcheck shell=sh
. tests/tap.sh
. tests/secrets/tsan.inc

unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
tsan_counter_test
programs=$(grep -l pthread_create tests/core/test_*.c tests/secrets/test_*.c |
	sed 's|^tests/||; s|\.c$||')
# shellcheck disable=SC2086 # a list of names
tsan $programs
# Threads with a handle each want one token that is kept.
check kept_tokens_build make -s -j2 BUILD="$tree" SANITIZE=thread \
	"$tree/tests/registry/drive_token"
export TMPDIR="$TMP"
check kept_tokens tsan_run "$tree/tests/registry/drive_token" threads 5 16
finish
