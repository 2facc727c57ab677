#!/bin/sh
# The examples, as somebody builds them who has credmint installed: by
# pkg-config, with the shared library and with the static one.
. tests/tap.sh

case $BUILD in
/*) build=$BUILD ;;
*) build=$PWD/$BUILD ;;
esac
dest=$TMP/dest
make -s BUILD="$build" DESTDIR="$dest" install || exit 1
libdir=$(dirname "$(find "$dest" -name libcredmint.a)")

# flags OPTION...: what pkg-config says of the library below $dest
flags() {
	PKG_CONFIG_PATH=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest \
		PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
		pkg-config "$@" credmint
}

mkdir "$TMP/shared" "$TMP/static"
for source in tests/examples/*.c; do
	name=$(basename "$source" .c)
	check "$name: is_short" [ "$(wc -l <"$source")" -le 110 ]
	# shellcheck disable=SC2046 # several words
	check "$name: is_built_with_the_shared_library" cc -std=c99 -O2 -Wall \
		-Wextra -Wpedantic -Werror -o "$TMP/shared/$name" "$source" \
		$(flags --cflags --libs)
	# shellcheck disable=SC2046 # several words
	check "$name: is_built_with_the_static_library" cc -std=c99 -static \
		-o "$TMP/static/$name" "$source" $(flags --static --cflags --libs)
done
LD_LIBRARY_PATH=$libdir
export LD_LIBRARY_PATH

# The lottery: each ticket once, the number that was asked for.
lottery() {
	printf 'Ann\nBen\nAnn\nCy\n' | "$1/lottery" 4 >"$TMP/out" &&
		[ "$(sed 's/^[1-4]\. //' "$TMP/out" | sort | tr '\n' ' ')" = \
			'Ann Ann Ben Cy ' ]
}
no_lottery() {
	printf 'Ann\n' | "$1/lottery" 2 2>/dev/null
	[ $? -eq 1 ]
}

# Keys: theirs is told, another one or an altered one is nobody's.
keys() {
	rm -f "$TMP/keys"
	one=$("$1/api_key" issue "$TMP/keys" 'Ann of A') &&
		two=$("$1/api_key" issue "$TMP/keys" 'Ben of B') &&
		[ "$one" != "$two" ] && [ "${one%_*}" = example ] &&
		[ "$(echo "$one" | "$1/api_key" check "$TMP/keys")" = 'Ann of A' ] &&
		[ "$(echo "$two" | "$1/api_key" check "$TMP/keys")" = 'Ben of B' ]
}
keys_are_kept_as_digests() {
	keys "$1" && ! grep -qF -e "${one#*_}" -e "${two#*_}" "$TMP/keys" &&
		[ "$(stat -c %a "$TMP/keys")" = 600 ]
}
no_key() {
	keys "$1" || return 1
	for key in "${one}0" "${one%?}" '' "another_${one#*_}" \
		"$("$1/api_key" issue "$TMP/other" Cy)"; do
		got=0
		echo "$key" | "$1/api_key" check "$TMP/keys" >"$TMP/out" || got=$?
		[ "$got" -eq 1 ] && [ ! -s "$TMP/out" ] || return 1
	done
}

# The last line was cut short before its name: it is nobody's, not that of the
# line before.
key_of_a_torn_line() {
	keys "$1" && head -c -10 "$TMP/keys" >"$TMP/torn" &&
		[ "$(tail -n 1 "$TMP/torn" | wc -c)" -eq 64 ] || return 1
	got=0
	echo "$two" | "$1/api_key" check "$TMP/torn" >"$TMP/out" || got=$?
	[ "$got" -eq 1 ] && [ ! -s "$TMP/out" ]
}
# A key that could not be noted is not shown, and it is said why.
no_key_without_its_note() {
	for file in /dev/full "$TMP/none/keys"; do
		got=0
		"$1/api_key" issue "$file" Ann >"$TMP/out" 2>"$TMP/err" || got=$?
		[ "$got" -eq 3 ] && [ ! -s "$TMP/out" ] &&
			grep -qE '^(api_key|/).*: (No space|No such)' "$TMP/err" ||
			return 1
	done
}

sessions() {
	"$1/session" >"$TMP/out" &&
		grep -qE '^Set-Cookie: session=[A-Za-z0-9_-]{43};' "$TMP/out" &&
		grep -qx "alice's cookie: 1, after 8 h: 0, a wrong one: 0" "$TMP/out" &&
		grep -qx "her form: 1, bob's form with her cookie: 0" "$TMP/out"
}

# The file: the data, for its owner alone, and gone afterwards.
tempfile() {
	mkdir -p "$TMP/t" || return 1
	# shellcheck disable=SC2016 # for the other shell
	echo data | TMPDIR=$TMP/t "$1/tempfile" sh -c \
		'stat -c %a "$1" && cat "$1"' sh >"$TMP/out"
	[ "$(tr '\n' ' ' <"$TMP/out")" = '600 data ' ] &&
		[ -z "$(ls -A "$TMP/t")" ]
}
# By the flags of the call: the mode is not the umask's doing.
tempfile_is_opened_as_a_new_one() {
	(umask 0 && TMPDIR=$TMP/t strace -f -o "$TMP/trace" -e trace=openat,open \
		"$1/tempfile" true </dev/null) &&
		[ "$(grep -c '/tempfile-' "$TMP/trace")" -eq 1 ] &&
		grep -qE '"[^"]*/t/tempfile-[A-Za-z0-9_-]{22}", .*O_CREAT\|O_EXCL\|O_NOFOLLOW.*, 0600\) = [0-9]' \
			"$TMP/trace"
}
tempfile_has_a_name_of_its_own() {
	for run in 1 2; do
		TMPDIR=$TMP/t "$1/tempfile" echo </dev/null >"$TMP/name.$run" ||
			return 1
		grep -qxE ".*/t/tempfile-[A-Za-z0-9_-]{22}" "$TMP/name.$run" || return 1
	done
	! cmp -s "$TMP/name.1" "$TMP/name.2"
}
tempfile_leaves_the_umask_alone() {
	[ "$(umask 27 && TMPDIR=$TMP/t "$1/tempfile" sh -c umask </dev/null)" = 0027 ]
}
# What was ignored stays ignored, as nohup wants it.
tempfile_runs_on_under_nohup() {
	# shellcheck disable=SC2016 # for the other shell
	echo data | (trap '' HUP && TMPDIR=$TMP/t exec "$1/tempfile" sh -c \
		'kill -HUP $PPID && cat "$1"' sh) >"$TMP/out" &&
		[ "$(cat "$TMP/out")" = data ]
}
# A signal for the child, before it has become the command: the file is not
# the child's to remove. It looks in two folders before that.
tempfile_is_removed_by_the_parent_alone() {
	got=0
	TMPDIR=$TMP/t PATH=$TMP/none:$TMP/nothing:$PATH strace -f -o "$TMP/trace" \
		-e trace=execve,unlink,unlinkat -e inject=execve:signal=TERM:when=2 \
		"$1/tempfile" true </dev/null 2>"$TMP/err" || got=$?
	[ "$got" -eq 143 ] && grep -q 'SIGTERM' "$TMP/trace" &&
		[ "$(grep -c 'unlink' "$TMP/trace")" -eq 1 ] &&
		[ -z "$(ls -A "$TMP/t")" ]
}
tempfile_says_what_failed() {
	got=0
	TMPDIR=$TMP/t strace -o "$TMP/trace" -e trace=getrandom \
		-e inject=getrandom:error=EIO \
		"$1/tempfile" true </dev/null 2>"$TMP/err" || got=$?
	[ "$got" -eq 3 ] && grep -qx 'tempfile: Input/output error' "$TMP/err" ||
		return 1
	got=0
	TMPDIR=/$(printf '%05000d' 0) "$1/tempfile" true </dev/null \
		2>"$TMP/err" || got=$?
	[ "$got" -eq 3 ] && grep -qx 'tempfile: File name too long' "$TMP/err" &&
		[ -z "$(ls -A "$TMP/t")" ]
}
tempfile_gives_the_status() {
	TMPDIR=$TMP/t "$1/tempfile" sh -c 'exit 7' sh </dev/null
	[ $? -eq 7 ]
}
tempfile_is_gone_after_a_signal() {
	mkfifo "$TMP/data"
	TMPDIR=$TMP/t "$1/tempfile" cat <"$TMP/data" &
	pid=$!
	exec 5>"$TMP/data"
	i=0
	while [ -z "$(ls -A "$TMP/t")" ] && [ "$i" -lt 200 ]; do
		i=$((i + 1))
		sleep 0.02
	done
	ls -A "$TMP/t" >"$TMP/seen"
	kill "$pid"
	wait "$pid"
	got=$?
	exec 5>&-
	rm "$TMP/data"
	[ -s "$TMP/seen" ] && [ "$got" -eq 143 ] && [ -z "$(ls -A "$TMP/t")" ]
}

for kind in shared static; do
	for show in lottery no_lottery keys keys_are_kept_as_digests no_key \
		key_of_a_torn_line no_key_without_its_note sessions tempfile \
		tempfile_is_opened_as_a_new_one tempfile_has_a_name_of_its_own \
		tempfile_leaves_the_umask_alone tempfile_runs_on_under_nohup \
		tempfile_is_removed_by_the_parent_alone \
		tempfile_says_what_failed tempfile_gives_the_status \
		tempfile_is_gone_after_a_signal; do
		check "$kind: $show" $show "$TMP/$kind"
	done
done

finish
