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

# Secrets lie in memory that is locked and left out of dumps, not on the stack:
# a look at a process that waits for its reader, by what it then writes.
cat >"$TMP/stack.py" <<'END'
import array, fcntl, subprocess, sys, termios, time

BLOCK = 65536
full = array.array("i", [0])
child = subprocess.Popen(["credmint"] + sys.argv[1:], stdout=subprocess.PIPE)
proc = f"/proc/{child.pid}"
# The pipe has one block, of whole items; the next one is being written.
for _ in range(500):
    fcntl.ioctl(child.stdout, termios.FIONREAD, full)
    if full[0] > BLOCK - 4096 and open(proc + "/stat").read().split()[2] == "S":
        break
    time.sleep(0.02)
else:
    child.kill()
    sys.exit("it never waited")
place = [m for m in open(proc + "/maps") if m.endswith("[stack]\n")][0]
start, end = (int(n, 16) for n in place.split()[0].split("-"))
with open(proc + "/mem", "rb") as memory:
    memory.seek(start)
    stack = memory.read(end - start)
made = child.stdout.read(3 * BLOCK)
child.kill()
child.wait()
assert len(made) == 3 * BLOCK and len(stack) > 4096
# Those that the end of the second block is within, or near.
near = made[2 * BLOCK - 300:2 * BLOCK + 300].split(b"\n")[1:-1]
assert len(near) > 2
assert not any(secret in stack for secret in near), "it is on the stack"
END
for c in password passphrase token 'token -f key --prefix a'; do
	# shellcheck disable=SC2086 # several words
	check "not_on_the_stack: $c" python3 "$TMP/stack.py" $c -n 100000
done

# Stateless commands: no configuration, no registry, no key, no socket.
head -c 16 /dev/zero >"$TMP/salt"
credmint token -o "$TMP/keys"
credmint hash -m bcrypt -c 4 -s <"$TMP/pw" -o "$TMP/old"
credmint signed --key-file "$TMP/keys" <"$TMP/pw" -o "$TMP/signed"
for c in password passphrase token 'random choice' 'entropy -b 2000' salt \
	'hash -m bcrypt -c 4 -s' "hash verify -s --hash-file $TMP/old" \
	"derive -s --iterations 1000 --salt-file $TMP/salt" \
	"signed --key-file $TMP/keys" "signed verify --key-file $TMP/keys" \
	help; do
	name=$(echo "$c" | sed 's/ -.*//' | tr ' ' _)
	from=$TMP/pw
	[ "$name" != signed_verify ] || from=$TMP/signed
	# shellcheck disable=SC2086 # several words
	check "${name}_is_traced" strace -f -o "$TMP/trace" \
		-e trace=%file,%network credmint $c <"$from"
	check "${name}_opens_no_state" sh -c \
		"grep -q execve '$TMP/trace' && ! grep -E 'credmint.conf|registry|/var/lib|/etc/(passwd|nsswitch|credmint)|socket\\(' '$TMP/trace'"
done

finish
