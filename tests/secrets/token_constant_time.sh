# token_constant_time.sh - no branch and no index depends on a key or a token
# shellcheck shell=sh
. tests/tap.sh
. tests/leaks.sh

no_leaks secrets/drive_token_constant_time 27 3 "secret_equal strnlen" \
	lib/core/encode.c lib/core/mac.c lib/core/secret.c \
	lib/secrets/token_key.c lib/secrets/signed.c \
	"$BUILD/lib/secrets.a" "$BUILD/lib/core.a"

# No instrument sees how long a division takes: none may be there. Compilers
# make a multiplication of one by a constant only where they are told to hurry.
# parameter_fits() divides what is public.
divides() {
	awk '
		/^[A-Za-z_].*:/ { in_what = $1 }
		/^[ \t]+[a-z]*div[a-z]*[ \t]/ && in_what != "parameter_fits:" {
			print in_what, $0
			found = 1
		}
		END { exit !found }
	' "$1" >"$TMP/divisions"
}
printf 'unsigned f(unsigned v);\nunsigned f(unsigned v) { return v / 62; }\n' \
	>"$TMP/leaky.c"
for how in gcc_Os gcc_O2 clang_O0 clang_O2; do
	for source in "$TMP/leaky.c" lib/secrets/token_key.c; do
		"${how%_*}" -std=c17 "-${how#*_}" -Ilib -D_GNU_SOURCE -S \
			-o "$TMP/$how-$(basename "$source" .c).s" "$source" ||
			fail "compiled_$source" "$how"
	done
	if divides "$TMP/$how-token_key.s"; then
		fail "checksum_is_made_without_division_$how" \
			"$(cat "$TMP/divisions")"
	else
		pass "checksum_is_made_without_division_$how"
	fi
done
check "division_is_seen_gcc" divides "$TMP/gcc_Os-leaky.s"
check "division_is_seen_clang" divides "$TMP/clang_O0-leaky.s"
finish
