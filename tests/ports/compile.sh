# compile.sh - the library compiles for the systems that nobody here runs
#
# By clang, with headers that stand in for theirs: every warning is an error.
# shellcheck shell=sh
. tests/tap.sh
. tests/ports/targets.inc

unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

# compiles TARGET FOLDER: and what it makes is for TARGET. ar and the libc of
# this machine have no part in it.
compiles() {
	make -s -j2 CI=1 CC="clang $(target_flags "$1" "$2")" AR=: V=0 \
		CFLAGS=-O1 BUILD="$TMP/$1" portable >"$TMP/log" 2>&1 || {
		grep -m 5 -E 'error|warning' "$TMP/log"
		return 1
	}
	[ "$(find "$TMP/$1" -name 'entropy_table_*.o' | sed 's|.*/||')" = \
		"entropy_table_$2.o" ] || return 1
	[ -e "$TMP/$1/obj/lib/secrets/source.o" ]
}

echo "$TARGETS" >"$TMP/targets"
while read -r target folder; do
	check "compiles_for_$target" compiles "$target" "$folder"
done <"$TMP/targets"

# The check sees what is wrong: a call that a system does not have.
mkdir -p "$TMP/tree/tests"
cp -r Makefile lib "$TMP/tree/"
cp -r tests/ports tests/wrap.mk "$TMP/tree/tests/"
sed -i 's/^	int error;/	int error = (int)getpid();/' "$TMP/tree/lib/secrets/source.c"
fails_elsewhere() {
	cd "$TMP/tree" || return 1
	! compiles x86_64-unknown-openbsd7.0 bsd && grep -q getpid "$TMP/log"
}
check a_call_that_is_not_there_is_seen fails_elsewhere
finish
