# token_constant_time.sh - no branch and no index depends on a key or a token
#
# Whatever two compilers make of it at three levels. The counter-tests among
# what is looked at must be reported, or nothing here shows anything.
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR
sources="tests/secrets/drive_token_constant_time.c lib/core/encode.c
	lib/core/mac.c lib/core/secret.c lib/secrets/token_key.c
	lib/secrets/signed.c"
wraps='-Wl,--wrap=secret_equal -Wl,--wrap=strnlen'

# watch PROGRAM: what it says under valgrind, in $TMP/said.
watch() {
	valgrind -q --error-limit=no --log-file="$TMP/errors" "$1" \
		>"$TMP/said" 2>&1
}

# look NAME PROGRAM
look() {
	check "run_to_its_end_$1" watch "$2"
	if awk '
		/^leaky_/ { next }
		{ seen++ }
		$2 != 0 || $3 != "shown" { print; bad = 1 }
		END { exit bad || seen != 26 }
	' "$TMP/said" >"$TMP/bad"; then
		pass "nothing_depends_on_a_secret_$1"
	else
		fail "nothing_depends_on_a_secret_$1" \
			"$(cat "$TMP/bad" "$TMP/errors")"
	fi
	leaks=$(awk '/^leaky_/ && $2 > 0' "$TMP/said" | wc -l)
	check "what_leaks_is_reported_$1" [ "$leaks" -eq 3 ]
}

look as_installed "$BUILD/tests/secrets/drive_token_constant_time"
for compiler in gcc clang; do
	for level in O0 O2 O3; do
		name=${compiler}_$level
		# shellcheck disable=SC2086 # lists of names
		check "built_by_$name" $compiler -std=c17 -$level -g -gdwarf-4 \
			-Ilib -I. -D_GNU_SOURCE -fPIC -pie -o "$TMP/$name" \
			$sources $wraps "$BUILD/lib/secrets.a" \
			"$BUILD/lib/core.a" -lnettle -lcrypt -lm
		look "$name" "$TMP/$name"
	done
done
finish
