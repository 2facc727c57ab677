# valgrind.sh - the quick rooms under valgrind: no error, no leak
# shellcheck shell=sh
. tests/core/valgrind.inc

counter_test
clean_rooms core wire
# Of logins and enrolments those that go everywhere; long_valgrind.sh has all.
for test in enroll login ways; do
	clean auth/test_$test
done
finish
