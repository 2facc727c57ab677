# valgrind.sh - the quick rooms under valgrind: no error, no leak
# shellcheck shell=sh
. tests/core/valgrind.inc

counter_test
clean_rooms core wire auth
finish
