#!/bin/sh
# header - programs of others: the header in older C and in C++, the libraries
# as they are linked, and the examples of the manual pages
. tests/tap.sh

CC=${CC:-cc}
strict='-Ilib -Wall -Wextra -Wpedantic -Werror'

# shellcheck disable=SC2086 # flags are words
compiles() {
	"$@" $strict -fsyntax-only
}

cat >"$TMP/use.c" <<'EOF'
#include <credmint.h>

int
main(void)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	struct credmint_source *source;
	char text[CREDMINT_TOKEN_HEX_SIZE(CREDMINT_TOKEN_BYTES)];
	int bad = policy.size == 0 || credmint_version()[0] != '0';

	if (credmint_source_new(&source) != 0)
		return 1;
	bad |= credmint_token_hex(source, CREDMINT_TOKEN_BYTES, text,
		   sizeof(text)) != 0;
	credmint_source_free(source);
	return bad;
}
EOF
cp "$TMP/use.c" "$TMP/use.cc"

for std in c99 c11 c17; do
	check "header_compiles_as_$std" compiles "$CC" -std=$std "$TMP/use.c"
done
for std in c++11 c++17; do
	for cxx in g++ clang++; do
		check "header_compiles_as_${std}_by_$cxx" \
			compiles $cxx -std=$std "$TMP/use.cc"
	done
done

# links NAME SOURCE: with the shared library and with the static one; both run.
# A build with sanitizers is linked with what it needs.
# shellcheck disable=SC2086
links() {
	san=${SANITIZE:+-fsanitize=$SANITIZE}
	"$CC" $san $strict -o "$TMP/shared" "$1" -L"$BUILD" -lcredmint &&
		LD_LIBRARY_PATH=$BUILD "$TMP/shared" >"$TMP/out" &&
		"$CC" $san $strict -o "$TMP/static" "$1" \
			"$BUILD/libcredmint.a" -lnettle -lcrypt -lm &&
		"$TMP/static" >"$TMP/out"
}
check "program_links_with_both_libraries" links "$TMP/use.c"

# What is not in the map cannot be reached.
printf 'int entropy_fill(void *, unsigned long);\n%s\n' \
	'int main(void) { char c; return entropy_fill(&c, 1); }' >"$TMP/inside.c"
hidden() {
	! "$CC" -o "$TMP/inside" "$1" -L"$BUILD" -lcredmint &&
		! "$CC" -o "$TMP/inside" "$1" "$BUILD/libcredmint.a" -lnettle -lcrypt -lm
}
check "rooms_are_hidden_in_both_libraries" hidden "$TMP/inside.c"

# Each literal display of EXAMPLES is a whole file; one with a main() is run.
for page in man/credmint*.3; do
	name=$(basename "$page" .3)
	awk -v prefix="$TMP/$name-" '
		/^\.Sh / { examples = /EXAMPLES/ }
		examples && /^\.Bd -literal/ { file = prefix (++n) ".c"; next }
		/^\.Ed/ { if (file) close(file); file = ""; next }
		file { gsub(/\\e/, "\\"); print >file }
	' "$page"
	for example in "$TMP/$name"-*.c; do
		if ! grep -qs '^#include <credmint.h>' "$example"; then
			fail "example_of_${name}_is_a_whole_file" "$example"
		elif grep -q '^main(' "$example"; then
			check "example_of_${name}_runs" links "$example"
		else
			check "example_of_${name}_compiles" \
				compiles "$CC" -std=c17 "$example"
		fi
	done
done
finish
