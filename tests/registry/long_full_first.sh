# long_full_first.sh - full_first.sh, of as many people as a university has
#
# shellcheck shell=sh
export PEOPLE=25000 SIZE=1g
. tests/registry/full_first.sh
