#!/bin/sh
# run.sh [NAME] - the library for other systems and processors
#
# As root, with Debian's mirror in reach: what is needed goes into a tree of
# its own, BUILD/ports/root. NAME is part of a test's name: compile, foreign or
# windows. The last line is 'N passed, N failed'; the logs lie in BUILD/ports.

set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
export BUILD
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

sh tests/packages.sh build ports || exit 1
dpkg-query -W clang >/dev/null 2>&1 || sh tests/packages.sh test || exit 1
mkdir -p "$BUILD/ports/log"
rm -f "$BUILD"/ports/log/*
for test in tests/ports/compile.sh tests/ports/on_*.sh; do
	name=${test##*/}
	case $name in *"${1:-}"*) ;; *) continue ;; esac
	sh "$test" 2>&1 | tee "$BUILD/ports/log/$name"
	# A test that does not say how many it made ended early.
	grep -q '^1\.\.' "$BUILD/ports/log/$name" ||
		echo "not ok - $name ended early" | tee -a "$BUILD/ports/log/$name"
done
passed=$(cat "$BUILD"/ports/log/* | grep -c '^ok ')
failed=$(cat "$BUILD"/ports/log/* | grep -c '^not ok ')
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
