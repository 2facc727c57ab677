#!/bin/sh
# Where data goes: a new file, a descriptor, a pipe; and when it cannot.
. tests/tap.sh
. tests/utils/said.inc

# ---- good ----
check o_writes_a_file credmint password -o "$TMP/file"
check o_is_private [ "$(stat -c %a "$TMP/file")" = 600 ]
check o_has_the_data grep -qE '^.{16}$' "$TMP/file"
(umask 0 && credmint password -o "$TMP/open")
check o_is_private_whatever_the_umask [ "$(stat -c %a "$TMP/open")" = 600 ]
credmint password --output-fd 7 7>"$TMP/seven" >"$TMP/out"
check output_fd_has_the_data grep -qE '^.{16}$' "$TMP/seven"
check output_fd_leaves_stdout_alone [ ! -s "$TMP/out" ]
(cd "$TMP" && credmint token -o here)
check o_takes_a_bare_name [ -s "$TMP/here" ]

# ---- refused ----
cp "$TMP/file" "$TMP/before"
refused o_overwrites_nothing 3 'exists' credmint password -o "$TMP/file"
check o_left_the_old_file cmp -s "$TMP/file" "$TMP/before"
ln -s "$TMP/target" "$TMP/link"
refused o_follows_no_link 3 'exists' credmint password -o "$TMP/link"
check o_made_nothing_behind_the_link [ ! -e "$TMP/target" ]
refused o_in_no_directory 3 'No such file' credmint password -o "$TMP/none/x"
refused o_without_a_name 2 'name of a file' credmint password -o ''
refused o_is_a_directory 2 'name of a file' credmint password -o "$TMP/"

# ---- a command that fails leaves no file ----
printf 'a\0b' >"$TMP/nul"
refused failing_command_says_why 3 'NUL' credmint hash -s -o "$TMP/gone" <"$TMP/nul"
check failing_command_leaves_no_file [ ! -e "$TMP/gone" ]
refused usage_says_why 2 'from 1 to 256' credmint password -l 0 -o "$TMP/gone"
check usage_leaves_no_file [ ! -e "$TMP/gone" ]

# ---- outputs that fail ----
for c in password 'token -f raw' salt 'random shuffle a b' entropy 'password --json' help --version; do
	name=$(echo "$c" | tr -c 'a-z\n' _)
	# shellcheck disable=SC2086 # several words
	{
		refused "${name}_closed_stdout" 3 'cannot write to standard output' \
			sh -c 'exec "$@" >&-' sh credmint $c
		refused "${name}_full_device" 3 'No space left' \
			sh -c 'exec "$@" >/dev/full' sh credmint $c
	}
done
# The whole of descriptors 0 to 2 closed: nothing goes into another file.
ends all_standard_descriptors_closed 3 sh -c 'exec "$@" <&- >&- 2>&-' sh credmint password
ends closed_stdout_is_not_the_file 0 sh -c 'exec "$@" >&-' sh \
	credmint password -o "$TMP/closed"
check data_is_in_the_file grep -qE '^.{16}$' "$TMP/closed"

{
	credmint password -n 1000000 2>"$TMP/pipe.err"
	echo $? >"$TMP/pipe.status"
} | head -n 1 >"$TMP/pipe.out"
check pipe_closed_early_is_3 [ "$(cat "$TMP/pipe.status")" -eq 3 ]
check pipe_closed_early_says_so grep -qx \
	'credmint: cannot write to standard output: Broken pipe' "$TMP/pipe.err"

# A full disk: in namespaces of its own.
cat >"$TMP/disk.sh" <<'END'
mount -n -t tmpfs -o size=1m tmpfs "$1" || exit 99
credmint password -n 1000000 -o "$1/file"
echo $? $(ls "$1" | wc -l)
END
mkdir "$TMP/disk"
unshare -m --propagation private sh "$TMP/disk.sh" "$TMP/disk" \
	>"$TMP/out" 2>"$TMP/err"
check full_disk_is_3_and_leaves_nothing [ "$(cat "$TMP/out")" = '3 0' ]
check full_disk_says_so grep -q '^credmint: .*No space left' "$TMP/err"

# A limit of the caller's: 512 or 1024 bytes a file.
refused file_size_limit_is_3 3 'File too large' sh -c 'ulimit -f 1; exec "$@"' sh \
	credmint password -n 100000 -o "$TMP/limited"
check file_size_limit_leaves_nothing [ ! -e "$TMP/limited" ]

# A bar on a terminal, while it takes long; the output knows nothing of it.
script -qec 'timeout 3 credmint password -n 1000000000 >/dev/null' /dev/null \
	>"$TMP/terminal" 2>&1
check bar_is_shown_on_a_terminal grep -q '\[[#.]*\] .*% .*/1000000000' "$TMP/terminal"
# bars COLUMNS: what a terminal of so many shows, a line each drawing
bars() {
	script -qec "stty cols $1; timeout 3 credmint password -n 1000000000 >/dev/null" \
		/dev/null 2>&1 | tr '\r\033' '\n@' | sed 's/@\[K//g' | grep '%'
}
for columns in 72 40 12; do
	bars $columns >"$TMP/bars"
	check "bar_is_within_$columns" sh -c "[ -s '$TMP/bars' ] &&
		! grep -E '.{$columns}' '$TMP/bars'"
done
script -qec 'timeout 3 credmint password -n 1000000000' /dev/null |
	grep -c '\[[#.]*\]' >"$TMP/terminal"
check no_bar_between_the_passwords [ "$(cat "$TMP/terminal")" -eq 0 ]
timeout 3 credmint password -n 1000000000 >/dev/null 2>"$TMP/err"
check no_bar_elsewhere [ ! -s "$TMP/err" ]

# Told to end in the middle.
for signal in INT TERM HUP; do
	credmint password -n 1000000000 -o "$TMP/stopped" 2>"$TMP/err" &
	pid=$!
	i=0
	while [ ! -s "$TMP/stopped" ] && [ $i -lt 200 ]; do
		sleep 0.02
		i=$((i + 1))
	done
	check "${signal}_comes_in_the_middle" [ -s "$TMP/stopped" ]
	# A background job of sh has SIGINT ignored; TERM ends it then.
	kill -$signal $pid
	[ $signal != INT ] || kill -TERM $pid
	status=0
	wait $pid || status=$?
	check "${signal}_ends_by_the_signal" [ $status -gt 128 ]
	check "${signal}_leaves_no_file" [ ! -e "$TMP/stopped" ]
done

finish
