# long_valgrind.sh - every cmocka program under valgrind: no error, no leak
# shellcheck shell=sh
. tests/core/valgrind.inc

counter_test
clean_rooms core wire secrets host registry auth pam
finish
