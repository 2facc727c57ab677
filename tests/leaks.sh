# leaks.sh - no branch and no index depends on a secret: . tests/leaks.sh
#
# Whatever two compilers make of it at three levels. A program tests/ROOM/drive_*
# on tests/leaks.h, run by valgrind, prints a line for each thing it looks at;
# its counter-tests must be reported, or nothing here shows anything.
# shellcheck shell=sh

TMPDIR=$TMP
export TMPDIR

# watch PROGRAM: what it says under valgrind, in $TMP/said.
watch() {
	valgrind -q --error-limit=no --log-file="$TMP/errors" "$1" \
		>"$TMP/said" 2>&1
}

# look NAME PROGRAM THINGS LEAKY
look() {
	check "run_to_its_end_$1" watch "$2"
	if awk -v things="$3" '
		/^leaky_/ { next }
		{ seen++ }
		$2 != 0 || $3 != "shown" { print; bad = 1 }
		END { exit bad || seen != things }
	' "$TMP/said" >"$TMP/bad"; then
		pass "nothing_depends_on_a_secret_$1"
	else
		fail "nothing_depends_on_a_secret_$1" \
			"$(cat "$TMP/bad" "$TMP/errors")"
	fi
	leaks=$(awk '/^leaky_/ && $2 > 0' "$TMP/said" | wc -l)
	check "what_leaks_is_reported_$1" [ "$leaks" -eq "$4" ]
}

# no_leaks ROOM/PROGRAM THINGS LEAKY "WRAPPED..." ARG...: THINGS are looked at
# and LEAKY counter-tests; ARG are the other sources, objects and libraries.
no_leaks() {
	program=$1
	things=$2
	leaky=$3
	wraps=
	for name in $4; do
		wraps="$wraps -Wl,--wrap=$name"
	done
	shift 4
	look as_installed "$BUILD/tests/$program" "$things" "$leaky"
	for compiler in gcc clang; do
		for level in O0 O2 O3; do
			name=${compiler}_$level
			# shellcheck disable=SC2086 # a list of options
			check "built_by_$name" $compiler -std=c17 -$level -g \
				-gdwarf-4 -Ilib -I. -D_GNU_SOURCE -fPIC -pie \
				-o "$TMP/$name" "tests/$program.c" "$@" $wraps \
				-lnettle -lcrypt -lm
			look "$name" "$TMP/$name" "$things" "$leaky"
		done
	done
}
