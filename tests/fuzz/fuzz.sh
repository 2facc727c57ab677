# fuzz.sh - frames, files, codes and arguments of any bytes, for a while
# shellcheck shell=sh
. tests/fuzz/fuzz.inc

fuzz_build
fuzz_all 5
finish
