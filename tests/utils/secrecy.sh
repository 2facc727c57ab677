#!/bin/sh
# Where secrets must not show: arguments, environment, other descriptors,
# core dumps; and what the stateless commands never touch.
. tests/tap.sh
. tests/utils/said.inc

printf 'Zebra-77-quagga' >"$TMP/pw"

# Every word of every write is either output or words.
strace -f -s 200000 -o "$TMP/trace" -e trace=write,writev,pwrite64,sendto,sendmsg \
	credmint hash -m bcrypt -c 4 -s <"$TMP/pw" >"$TMP/hash" 2>"$TMP/err"
check hash_was_traced grep -q 'write(1' "$TMP/trace"
check password_is_written_nowhere sh -c "! grep -q Zebra '$TMP/trace'"
strace -f -s 200000 -o "$TMP/trace" -e trace=write,writev,pwrite64,sendto,sendmsg \
	credmint password >"$TMP/out" 2>"$TMP/err"
check password_goes_to_stdout_only sh -c \
	"! grep -v 'write(1' '$TMP/trace' | grep -q 'write'"

strace -f -s 4096 -v -o "$TMP/trace" -e trace=execve \
	credmint hash -m bcrypt -c 4 -s <"$TMP/pw" >"$TMP/out"
check password_is_in_no_argument_or_environment sh -c \
	"grep -q execve '$TMP/trace' && ! grep -q Zebra '$TMP/trace'"

# A process that holds a password: no core, and nobody but root looks in.
mkfifo "$TMP/fifo"
credmint hash -s <"$TMP/fifo" >"$TMP/out" 2>"$TMP/err" &
pid=$!
exec 7>"$TMP/fifo"
printf Zebra-77 >&7
i=0
while [ $i -lt 100 ]; do
	limit=$(sed -n 's/^Max core file size *\([^ ]*\).*/\1/p' "/proc/$pid/limits")
	[ "$limit" = 0 ] && break
	sleep 0.02
	i=$((i + 1))
done
check core_limit_is_zero [ "$limit" = 0 ]
check process_is_not_dumpable [ "$(stat -c %u "/proc/$pid/mem")" = 0 ]
exec 7>&-
wait $pid
# As another user, /proc shows a dumpable process as its own, this one as root's.
# Before it is the program it is a shell of root's, which would lose the signal.
mkfifo "$TMP/fifo2"
chmod 666 "$TMP/fifo2"
setpriv --reuid 65534 --regid 65534 --clear-groups \
	"$(command -v credmint)" hash -s <>"$TMP/fifo2" >"$TMP/out" 2>&1 &
pid=$!
i=0
while [ $i -lt 100 ]; do
	owner=$(stat -c %u "/proc/$pid/mem")
	limit=$(sed -n 's/^Max core file size *\([^ ]*\).*/\1/p' "/proc/$pid/limits")
	[ "$limit" = 0 ] && [ "$owner" = 0 ] &&
		[ "$(cat "/proc/$pid/comm")" = credmint ] && break
	sleep 0.02
	i=$((i + 1))
done
check process_of_a_user_is_closed_to_the_user [ "$owner" = 0 ]
kill $pid
wait $pid 2>/dev/null

# Stateless commands: no configuration, no registry, no key, no socket.
for c in password passphrase token 'random choice' 'entropy -b 2000' salt \
	'hash -m bcrypt -c 4 -s' help; do
	name=$(echo "$c" | cut -d ' ' -f 1)
	# shellcheck disable=SC2086 # several words
	strace -f -o "$TMP/trace" -e trace=%file,%network credmint $c \
		<"$TMP/pw" >"$TMP/out" 2>"$TMP/err"
	check "${name}_opens_no_state" sh -c \
		"grep -q execve '$TMP/trace' && ! grep -E 'credmint.conf|registry|/var/lib|/etc/(passwd|nsswitch|credmint)|socket\\(' '$TMP/trace'"
done

finish
