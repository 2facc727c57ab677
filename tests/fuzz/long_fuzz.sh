# long_fuzz.sh - frames, files, codes and arguments of any bytes, for long
# shellcheck shell=sh
. tests/fuzz/fuzz.inc

fuzz_build
fuzz_all 60
finish
