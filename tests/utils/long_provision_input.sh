# long_provision_input.sh - a million accounts
# shellcheck shell=sh
. tests/tap.sh
. tests/utils/provision_input.inc

many 1000000
finish
