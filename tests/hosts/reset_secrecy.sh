#!/bin/sh
# Where the password and the hash of credmint reset show: on the output, and in
# shadow, and nowhere else. Processes are looked at while they run.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/secrecy.inc

person alice bob
credmint init 2>"$TMP/err"
mkfifo "$TMP/went"

# words_of FILE: what must not show: alice's password and the hash
words_of() {
	forget
	learn alice "$(sed -n 1p "$1")"
}

# ---- system calls ----
strace -f -v -s 100000 -o "$TMP/execs" -e trace=execve,execveat \
	credmint reset alice >"$TMP/out" 2>"$TMP/err"
words_of "$TMP/out"
check it_was_set is_password alice "$TMP/out"
check tools_were_traced sh -c \
	"grep -q 'execve.*chpasswd' '$TMP/execs' && grep -q 'execve.*chage' '$TMP/execs'"
nowhere no_argument_or_environment "$TMP/execs"
grep -E 'execve.*(chpasswd|chage)' "$TMP/execs" >"$TMP/tools"
check tools_get_an_environment_of_their_own eval "[ \"\$(wc -l <'$TMP/tools')\" -ge 2 ] &&
	! grep -vF '[\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\", \"LC_ALL=C\"]' '$TMP/tools'"
nowhere no_words_to_the_person "$TMP/err"

# Whatever the umask; what an administrator made narrower stays so.
mount -n -t tmpfs -o mode=1777 tmpfs /var/tmp
places() {
	find /etc /var/tmp /run /dev/shm /root /home -xdev ! -type d \
		! -path /run/syslog \
		-printf '%p %m %U %G\n' | sort
}
chmod 600 /etc/shadow /etc/shadow-
places >"$TMP/before"
touch "$TMP/stamp"
(
	umask 0
	SECRET=of-the-caller strace -f -v -s 100000 -y -o "$TMP/trace" \
		-e trace="$(python3 tests/hosts/files_of.py calls)" \
		credmint reset alice >"$TMP/out" 2>"$TMP/err"
)
places >"$TMP/after"
words_of "$TMP/out"
# strace writes what a shell would have to quote with a backslash.
python3 - "$TMP/trace" "$TMP/words.pw" <<'END' >"$TMP/where"
import re, sys
trace = open(sys.argv[1], errors="replace").read().splitlines()
password = open(sys.argv[2]).read().strip()
written = password.replace("\\", "\\\\").replace('"', '\\"')
for line in trace:
    if written in line:
        print(re.sub(r"^\d+ +(\w+)\((\d+).*", r"\1 \2", line))
END
check password_is_written_once_and_to_the_output [ "$(cat "$TMP/where")" = 'write 1' ]
grep -aF -f "$TMP/words.hash" "$TMP/trace" |
	sed -E 's/^[0-9]+ +([a-z0-9]+)\([0-9]+<([^>]*)>.*/\1 \2/' >"$TMP/where"
check hash_is_written_to_a_pipe_and_to_shadow sh -c "
	grep -q '^write pipe:' '$TMP/where' &&
	! grep -vE '^write (pipe:|/etc/(shadow|nshadow))' '$TMP/where'"
python3 tests/hosts/files_of.py "$TMP/trace" "$TMP/words.hash" >"$TMP/files"
check files_are_seen grep -qE '^held /etc/n?shadow' "$TMP/files"
check no_file_is_made_elsewhere eval "! grep '^made' '$TMP/files' | grep -vE \
	-e '^made /etc/(passwd|shadow)(\.[0-9]+|\.lock|-|\+|) ' \
	-e '^made /etc/(\.pwd\.lock|nshadow) ' \
	-e '^made /run/credmint-reset\.lock 0600\$' \
	-e '^made /var/lib/credmint/registry\.db-(wal|shm) 0600\$'"
check none_is_there_for_all eval \
	"! grep -E '^(made|held) .* 0..[1-7]\$' '$TMP/files'"
check no_file_is_left sh -c "! diff '$TMP/before' '$TMP/after' |
	grep '^[<>]' | grep -vx '> /run/credmint-reset.lock 600 0 0'"

# ---- files ----
words_of "$TMP/out"
nowhere not_in_the_registry /var/lib/credmint
nowhere not_in_the_system_log /run/syslog
credmint log --json --user alice >"$TMP/log"
nowhere not_in_the_log "$TMP/log"
rm -f "$TMP/log" "$TMP/trace" "$TMP/execs"
holders "$TMP/stamp" >"$TMP/found"
check only_shadow_has_the_hash sh -c "! grep -vE '^/etc/shadow-?$' '$TMP/found'"
check shadow_is_not_for_all_to_read sh -c \
	'[ -z "$(find /etc/shadow /etc/shadow- -perm /077)" ]'
chmod 640 /etc/shadow /etc/shadow-

# ---- processes, in the middle of it ----
# While chage runs: arguments and environments of all, and whether root's own
# process and the tools could be dumped or read.
tool chage <<END
for p in /proc/[0-9]*; do
	tr '\\\\0' '\\\\n' <\$p/cmdline >>"$TMP/cmdlines"
	tr '\\\\0' '\\\\n' <\$p/environ >>"$TMP/environs"
done 2>/dev/null
cat /proc/\$PPID/limits >"$TMP/limits"
ls -l /proc/\$\$/fd >"$TMP/fds"
exec "\$real" "\$@"
END
SECRET=of-the-caller credmint reset alice >"$TMP/out" 2>"$TMP/err"
tool_back chage
words_of "$TMP/out"
check all_were_looked_at grep -q '^credmint$' "$TMP/cmdlines"
nowhere no_process_shows_it "$TMP/cmdlines" "$TMP/environs"
check no_core [ "$(awk '/core file size/ { print $5 }' "$TMP/limits")" = 0 ]
check tool_has_no_descriptor_of_ours_but_the_lock sh -c \
	"grep -q 'credmint-reset.lock' '$TMP/fds' &&
	! grep -E 'lib/credmint|shadow|socket|memfd' '$TMP/fds'"
rm -f "$TMP/cmdlines" "$TMP/environs"

# As a person who looks at /proc all the time.
(
	while [ ! -e "$TMP/done" ]; do
		cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ \
			/proc/[0-9]*/comm 2>/dev/null
	done
) >"$TMP/watched" &
watcher=$!
# And one without rights, at files.
setpriv --reuid nobody --regid nogroup --clear-groups sh -c '
	while [ ! -e "$1" ]; do
		cat /etc/* /etc/.[!.]* /run/* /dev/shm/* /var/tmp/* 2>/dev/null
	done | grep -aoF -e "nobody:" -e "\$y\$" | sort -u' sh "$TMP/done" >"$TMP/read" &
reader=$!
forget
for i in 1 2 3 4 5; do
	credmint reset alice >"$TMP/out.$i" 2>/dev/null
	learn alice "$(cat "$TMP/out.$i")"
done
: >"$TMP/done"
wait $watcher $reader
check somebody_looked grep -qa chpasswd "$TMP/watched"
nowhere who_watches_sees_nothing "$TMP/watched"
check who_reads_sees_no_hash [ "$(cat "$TMP/read")" = nobody: ]

# A process that crashes in the middle leaves no core: root's and the child's.
mkdir -m 777 "$TMP/cores"
prlimit --core=unlimited:unlimited --pid $$
tool chage <<END
kill -SEGV \$PPID
sleep 0.2
exec "\$real" "\$@"
END
(cd "$TMP/cores" && credmint reset bob >"$TMP/out" 2>"$TMP/err")
check it_crashed [ $? -ge 128 ]
tool_back chage
check no_core_is_left sh -c "[ -z \"\$(ls '$TMP/cores')\" ]"

# Faults and refusals do not tell either.
tool chpasswd <<'END'
input=$(cat)
echo "$input" >&2
exit 1
END
remember
refused tool_that_tells_the_hash 3 'chpasswd failed' credmint reset alice
tool_back chpasswd
cp "$TMP/said.err" "$TMP/told"
check tool_that_tells_the_hash_is_not_repeated sh -c \
	"! grep -E 'alice:|[\$]y[\$]' '$TMP/told'"
check tool_that_tells_the_hash_changed_nothing kept

# ---- what is left in memory ----
# A code, and a password that the test knows by its letter.
cp "$BUILD/tests/utils/left_codes.so" /usr/lib/left_codes.so
echo /usr/lib/left_codes.so >/etc/ld.so.preload
left=/run/left_codes
: >$left
chmod 666 $left
credmint reset --code alice >"$TMP/code" 2>/dev/null
sleep 0.2
grep '^credmint ' $left >"$TMP/seen"
rm -f $left /etc/ld.so.preload
check code_was_made grep -q '^....-....$' "$TMP/code"
check code_is_left_in_no_process sh -c \
	"[ \$(wc -l <'$TMP/seen') -ge 2 ] && ! grep -v ' 0\$' '$TMP/seen'"
finish
