#!/bin/sh
# What we say libpam makes of a stack is what libpam makes of it: stacks made at
# random, of every control word, brackets, jumps, substacks, continued lines and
# mistakes, with modules that answer what they are told to.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

# Each writes two lines to the log, where somebody reads them.
"$BUILD/tests/pam/drive_dispatch" "${2:-1}" "${3:-1500}" >"$TMP/said"
check "every stack ends as libpam has it" grep -qE \
	'^[0-9]+ alike, 0 different' "$TMP/said"
tail -n 5 "$TMP/said" | sed 's/^/# /'
# Neither yes nor no is rare among them, or little would be shown.
yes=$(sed -n 's/.* \([0-9]*\) yes$/\1/p' "$TMP/said")
all=$(sed -n 's/^\([0-9]*\) alike.*/\1/p' "$TMP/said")
check "a tenth of them end in a yes" [ $((yes * 10)) -ge "$all" ]
check "a tenth of them do not" [ $(((all - yes) * 10)) -ge "$all" ]

finish
