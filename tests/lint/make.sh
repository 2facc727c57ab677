# make - what the Makefile makes anew, from where, and for which compiler
. tests/tap.sh

# Flags of whoever runs the tests are not ours.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CFLAGS LDFLAGS

# compiled_for FILE: what make would compile if that file were new.
compiled_for() {
	make -n V=1 BUILD="$BUILD" -W "$1" all tests 2>/dev/null |
		sed -n 's/.* -c -o [^ ]* \([^ ]*\.c\)$/\1/p' | sort -u
}
anew() {
	compiled_for lib/core/entropy_door.h >"$TMP/anew"
	grep -qx lib/core/entropy.c "$TMP/anew" &&
		grep -qx lib/core/entropy_urandom.c "$TMP/anew" &&
		! grep -q wire "$TMP/anew"
}
check a_header_makes_those_that_include_it_anew anew

relinked() {
	make -n V=1 BUILD="$BUILD" -W tests/wrap.mk tests >"$TMP/anew" &&
		grep -q -e '-o [^ ]*/test_fault ' "$TMP/anew"
}
check other_replaced_symbols_link_the_tests_anew relinked

case $BUILD in
/*) build=$BUILD ;;
*) build=$PWD/$BUILD ;;
esac
from_elsewhere() {
	tree=$PWD
	(cd / && make -s -C "$tree" BUILD="$build" all) >"$TMP/said" 2>&1 &&
		[ ! -s "$TMP/said" ]
}
check make_from_another_directory_finds_all_made from_elsewhere

# Distributions compile like this; what is installed holds code all the same.
optimised() {
	make -s -j2 BUILD="$TMP/lto" CFLAGS='-flto -ffat-lto-objects' \
		"$TMP/lto/libcredmint.a" &&
		echo 'int main(void) { return credmint_version()[0] != 48; }' |
		cc -include lib/credmint.h -flto -x c -o "$TMP/version" - \
			-x none "$TMP/lto/libcredmint.a" -lnettle -lcrypt -lm &&
		"$TMP/version"
}
check static_library_of_a_link_time_optimised_build optimised

finish
