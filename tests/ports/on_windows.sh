# on_windows.sh - the library and its tests on Windows, as Wine plays it
#
# Compiled by Debian's mingw. Debian has no cmocka, libcrypt or Nettle for it:
# tests/ports/cmocka stands in for the first, the calls that need the others
# are left out.
# shellcheck shell=sh
. tests/tap.sh
. tests/ports/outcome.inc

# Tests that are not for Windows, by what they need; any other must compile.
NOT_HERE='
core/test_clock*           the machine of Linux
core/test_entropy          wraps the doors of Linux
core/test_entropy_filter   seccomp
core/test_entropy_urandom  wraps the doors of Linux
core/test_mac*             Nettle
core/test_secret           mmap, fork
secrets/test_hash*         crypt(3)
secrets/test_method        crypt(3)
secrets/test_otp*          Nettle
secrets/test_pbkdf2        Nettle
secrets/test_salt*         crypt(3)
secrets/test_signed*       Nettle
secrets/test_source_*      fork
secrets/test_threads       Nettle
secrets/test_unique        fork
secrets/test_token_pattern regex.h
secrets/test_public        all calls'

# is_here ROOM/NAME
is_here() {
	for pattern in $(echo "$NOT_HERE" | cut -d ' ' -f 1); do
		# shellcheck disable=SC2254 # a pattern
		case $1 in $pattern) return 1 ;; esac
	done
}

# made GOAL...
made() {
	sh tests/ports/room.sh make -s -j2 CI=1 CC=x86_64-w64-mingw32-gcc \
		BUILD=/build/windows CPPFLAGS=-Itests/ports/cmocka HARDEN_LD= \
		LIBS_CRYPT=-lbcrypt LIBS_NETTLE= LIBS_SQLITE= LIBS_ECONF= \
		LIBS_SECCOMP= LIBS_PAM= LDFLAGS=-static \
		LIBS_CMOCKA=/build/windows/obj/tests/ports/cmocka/cmocka.o "$@"
}

# All of the library is there when all of it is linked.
linked() {
	sh tests/ports/room.sh x86_64-w64-mingw32-gcc -shared \
		-fstack-protector-strong \
		-o /build/windows/all.dll -Wl,--whole-archive \
		/build/windows/portable/libcredmint.a -Wl,--no-whole-archive -lbcrypt
}

programs=tests/ports/drive_windows
for source in tests/core/test_*.c tests/secrets/test_*.c; do
	name=${source#tests/}
	is_here "${name%.c}" && programs="$programs ${source%.c}"
done

outcome_counter_test windows
check windows/compiles made all
check windows/needs_nothing_more linked
made /build/windows/obj/tests/ports/cmocka/cmocka.o
rm -rf "$BUILD/ports/windows/log"
mkdir -p "$BUILD/ports/windows/log"
: >"$BUILD/ports/windows/programs"
for program in $programs; do
	check "windows/$(basename "$program")_compiles" made "/build/windows/$program"
	echo "$program" >>"$BUILD/ports/windows/programs"
done
# One Wine for all; its server ends with this namespace.
# shellcheck disable=SC2016 # expanded inside
sh tests/ports/room.sh sh -c '
	export WINEPREFIX=/build/windows/wine WINEDEBUG=-all
	export WINEDLLOVERRIDES="mscoree,mshtml=" HOME=/build/windows
	wine=/usr/lib/wine/wine64
	[ -x $wine ] || wine=wine
	xargs -P 2 -n 1 sh -c '\''
		log=/build/windows/log/$(basename "$2")
		timeout 600 "$1" "/build/windows/$2.exe" >"$log" 2>&1 </dev/null
		echo "exit $?" >>"$log"'\'' sh "$wine" </build/windows/programs'
for program in $programs; do
	log=$BUILD/ports/windows/log/$(basename "$program")
	name=windows/$(basename "$program")
	if outcome_is_whole "$log" && ! grep -q '^not ok ' "$log"; then
		pass "$name ($(grep -c '^ok ' "$log"))"
	else
		fail "$name"
		grep -av '^ok ' "$log" | head -n 20 | sed 's/^/    /'
	fi
done
finish
