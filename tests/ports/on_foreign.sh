# on_foreign.sh - the library's tests on other processors
#
# s390x has the other order of bytes and an unsigned char, aarch64 an unsigned
# char, i386 a size_t of 32 bits. Compiled by Debian's cross compilers against
# Debian's libraries, run by qemu-user.
# shellcheck shell=sh
. tests/tap.sh
. tests/ports/outcome.inc

# What an emulator of one process does not have, and the tests of it.
NOT_EMULATED='test_device_serves_when_the_call_is_not_permitted seccomp
test_device_serves_when_the_call_is_missing seccomp
test_mapped_memory_is_kept_from_dumps_forks_and_swap madvise'

# on MACHINE COMPILER
on() {
	# What gcc guesses of a cut text depends on the machine.
	check "$1/compiles" sh tests/ports/room.sh make -s -j2 CI=1 CC="$2" \
		CFLAGS=-Wno-format-truncation BUILD="/build/$1" \
		LIBS_SQLITE= LIBS_ECONF= LIBS_SECCOMP= LIBS_PAM= library-tests
	rm -rf "$BUILD/ports/$1/log"
	mkdir -p "$BUILD/ports/$1/log"
	# Bound late, a library's call leaves all registers on the stack, where
	# other tests look for what is left there.
	# shellcheck disable=SC2016 # expanded inside
	sh tests/ports/room.sh sh -c 'find /build/$1/tests -type f \
		-name "test_*" | sort | xargs -P 2 -n 1 sh -c '\''
			log=/build/$1/log/$(basename "$2")
			CMOCKA_MESSAGE_OUTPUT=TAP timeout 900 \
				qemu-$1 -E LD_BIND_NOW=1 -L / "$2" >"$log" 2>&1 </dev/null
			echo "exit $?" >>"$log"'\'' sh "$1"' sh "$1"
	outcome "$1"
}

# A test for each program that there is a source of.
outcome() {
	for source in tests/core/test_*.c tests/secrets/test_*.c tests/wire/test_*.c; do
		name=$(basename "$source" .c)
		log=$BUILD/ports/$1/log/$name
		if runs_well "$log"; then
			pass "$1/$name ($(grep -c '^ok ' "$log"))"
		else
			fail "$1/$name"
			[ ! -e "$log" ] || grep -v '^ok ' "$log" |
				head -n 20 | sed 's/^/    /'
		fi
	done
}

# runs_well LOG: all tests passed, but those that need what is not emulated.
runs_well() {
	outcome_is_whole "$1" || return 1
	known=$(echo "$NOT_EMULATED" | cut -d ' ' -f 1)
	! sed -n 's/^not ok [0-9]* - //p' "$1" | grep -qvxF "$known"
}

outcome_counter_test foreign
on s390x s390x-linux-gnu-gcc
on aarch64 aarch64-linux-gnu-gcc
on i386 i686-linux-gnu-gcc
finish
