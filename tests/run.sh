#!/bin/sh
# run.sh [--no-install] [--long] [NAME...] - every test, on a fresh machine
#
# Installs what is needed by package name (unless --no-install), builds, and
# runs the tests, some at a time. NAME is part of a test's path: only those that
# hold one of the NAMEs are run. --long runs the long proofs (tests/*/long_*) and nothing else.
# The last line is 'N passed, N failed'; the logs lie in BUILD/log.

set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
export BUILD

# One test, its outcome appended to BUILD/log/outcome as "passed failed name".
if [ "${1:-}" = --one ]; then
	test=$2
	log=$BUILD/log/$(echo "${test#"$BUILD"/}" | tr / _).log
	limit=600
	case $test in */long_*) limit=3000 ;; esac
	start=$(date +%s)
	case $test in
	*.sh) set -- sh "$test" ;;
	# The sanitizers' libraries are bound late: at the first call of each
	# libc function the linker leaves all registers on the stack, and what
	# a copy left in them, where tests look for secrets.
	"$BUILD"/asan/*) set -- env LD_BIND_NOW=1 "$test" ;;
	*) set -- "$test" ;;
	esac
	CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 5 $limit "$@" \
		>"$log" 2>&1 </dev/null
	status=$?
	passed=$(grep -a -c '^ok ' "$log")
	failed=$(grep -a -c '^not ok ' "$log")
	# A test that fails without saying where, or shows nothing, failed.
	if [ $status -ne 0 ] || [ $((passed + failed)) -eq 0 ]; then
		[ "$failed" -gt 0 ] || failed=1
	fi
	echo "$passed $failed $test" >>"$BUILD/log/outcome"
	mark=ok
	[ "$failed" -eq 0 ] || mark=FAILED
	printf '%-6s %4d passed %3d failed %4ds  %s\n' $mark "$passed" \
		"$failed" $(($(date +%s) - start)) "$test"
	[ "$failed" -eq 0 ] || {
		grep -a -v '^ok ' "$log" | tail -n 25 | sed 's/^/        /'
	}
	exit 0
fi

install=yes
long=no
while [ $# -gt 0 ]; do
	case $1 in
	--no-install) install=no ;;
	--long) long=yes ;;
	--) shift; break ;;
	-*) echo "run.sh: unknown option $1" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done

[ "$(id -u)" -eq 0 ] || {
	echo "run.sh: must be root (namespaces, real logins)" >&2
	exit 1
}
if [ $install = yes ]; then
	sh tests/packages.sh build test || exit 1
	[ $long = no ] || sh tests/packages.sh long || exit 1
fi

# What lies where tests must change nothing.
fingerprint() {
	{
		find /etc /var/lib /run -xdev -type f -exec sha256sum {} +
		find /etc /var/lib /run -xdev -printf '%p %y %m %U %G %l\n'
	} 2>/dev/null | LC_ALL=C sort
}

mkdir -p "$BUILD/log"
rm -f "$BUILD"/log/*
: >"$BUILD/log/outcome"
CI=1
export CI
make -s -j2 all tests || {
	echo "0 passed, 1 failed"
	exit 1
}
# The same programs under AddressSanitizer and UBSan: tests/*/*.sh that name
# BUILD_ASAN use it, and every cmocka program runs there as well.
BUILD_ASAN=$BUILD/asan
export BUILD_ASAN
make -s -j2 BUILD="$BUILD_ASAN" SANITIZE=address,undefined all tests || {
	echo "0 passed, 1 failed"
	exit 1
}

fingerprint >"$BUILD/log/before"
{
	if [ $long = yes ]; then
		find tests -name 'long_*.sh'
	else
		find tests -mindepth 2 -name '*.sh' ! -name 'long_*' \
			! -path tests/lint/run.sh ! -path 'tests/bench/*' \
			! -path tests/examples/reset_link.sh \
			! -path 'tests/ports/r*.sh' ! -path 'tests/ports/on_*.sh'
		find tests -name 'test_*.c' | sed -n "s|\.c\$||
			s|.*|$BUILD/&\n$BUILD_ASAN/&|p"
	fi
} | sort >"$BUILD/log/list"
if [ $# -gt 0 ]; then
	printf '%s\n' "$@" >"$BUILD/log/names"
	grep -F -f "$BUILD/log/names" "$BUILD/log/list" >"$BUILD/log/named"
	mv "$BUILD/log/named" "$BUILD/log/list"
	[ -s "$BUILD/log/list" ] || {
		echo "run.sh: no test is called so: $*" >&2
		echo "0 passed, 1 failed"
		exit 1
	}
fi
# Much of a test is waiting: for a disk, a delay of PAM's, another process. The
# long ones are work, and some measure time.
jobs=$(nproc)
[ $long = yes ] || jobs=$((jobs + 2))
xargs -r -P "${JOBS:-$jobs}" -n 1 sh tests/run.sh --one <"$BUILD/log/list"

passed=0
failed=0
while read -r p f _; do
	passed=$((passed + p))
	failed=$((failed + f))
done <"$BUILD/log/outcome"
if [ "$(wc -l <"$BUILD/log/outcome")" -ne "$(wc -l <"$BUILD/log/list")" ]; then
	echo "FAILED some tests left no outcome"
	failed=$((failed + 1))
fi
fingerprint >"$BUILD/log/after"
if diff "$BUILD/log/before" "$BUILD/log/after" >"$BUILD/log/changed"; then
	passed=$((passed + 1))
else
	echo "FAILED /etc, /var/lib or /run is not as it was before:"
	head -n 20 "$BUILD/log/changed" | sed 's/^/        /'
	failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 1 ]
