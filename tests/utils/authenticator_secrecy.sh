#!/bin/sh
# Where the secret of an authenticator is, while its code is asked for, and is
# not: memory of secrets alone, no argument, environment, log or other file; and
# recovery codes the same.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
credmint init 2>"$TMP/err"

# until_true COMMAND...: within some seconds
until_true() {
	tries=0
	until "$@"; do
		[ $((tries += 1)) -lt 300 ] || return 1
		sleep 0.02
	done
}

# ---- memory of all of its processes ----
mkfifo "$TMP/codes"
credmint authenticator enroll alice --qr "$TMP/png" -o "$TMP/secret" \
	--code-fd 3 3<>"$TMP/codes" 2>"$TMP/err" &
started=$!
until_true test -s "$TMP/secret"
sleep 0.1
secret=$(head -n 1 "$TMP/secret")
n=0
for pid in $(pgrep -x credmint); do
	n=$((n + 1))
	mkdir -p "$TMP/memory"
	check "process_${n}_may_not_be_looked_at" [ "$(stat -c %u "/proc/$pid/mem")" = 0 ]
	check "process_${n}_leaves_no_core" grep -q '^Max core file size *0 ' "/proc/$pid/limits"
	check "process_${n}_is_read" python3 tests/hosts/memory_of.py "$pid" "$TMP/memory/$n"
	tr '\0' '\n' <"/proc/$pid/cmdline" >"$TMP/said.$n"
	tr '\0' '\n' <"/proc/$pid/environ" >>"$TMP/said.$n"
done
check there_are_three_processes [ $n -eq 3 ]
cat >"$TMP/look.py" <<'END_OF_LOOK'
import base64, glob, sys
folder, secret = sys.argv[1:]
seed = base64.b32decode(secret)
kept = 0
for path in glob.glob(folder + "/*/*"):
    with open(path, "rb") as file:
        memory = file.read()
    # A piece of it is as bad.
    pieces = [secret[i:i + 10].encode() for i in range(len(secret) - 9)]
    pieces += [seed[i:i + 8] for i in range(len(seed) - 7)]
    found = sum(piece in memory for piece in pieces)
    if path.endswith("/kept"):
        kept += found == len(pieces)
    elif found:
        sys.exit(f"{path}: {found} of {len(pieces)} pieces")
sys.exit(kept != 1 and f"{kept} processes have it")
END_OF_LOOK
check secret_is_in_one_memory_of_secrets python3 "$TMP/look.py" "$TMP/memory" "$secret"
check secret_is_no_argument_and_in_no_environment sh -c "! grep -qF '$secret' $TMP/said.*"
# The counter-test: what looks, finds it elsewhere.
mkdir "$TMP/other"
cp -r "$TMP/memory"/* "$TMP/other/"
echo "x${secret}x" >"$TMP/other/1/plain"
check what_looks_finds_it sh -c "! python3 '$TMP/look.py' '$TMP/other' '$secret'"
echo "$secret" | oathtool -b --totp - >"$TMP/codes"
wait $started
check it_was_enrolled grep -q 'of alice enrolled' "$TMP/err"

# ---- what is written where ----
mkfifo "$TMP/again"
strace -f -s 100000 -o "$TMP/trace" -e trace=execve,write,writev,pwrite64,pwritev,sendto,sendmsg,linkat,openat \
	credmint authenticator enroll alice -o "$TMP/shown" --code-fd 3 \
	3<>"$TMP/again" 2>"$TMP/err" &
started=$!
until_true test -s "$TMP/shown"
secret=$(head -n 1 "$TMP/shown")
echo "$secret" | oathtool -b --totp - >"$TMP/again"
wait $started
check it_was_traced grep -q 'of alice enrolled' "$TMP/err"
# To the file, as asked for; nothing else is written that holds it.
check written_once [ "$(grep -cF "$secret" "$TMP/trace")" -eq 1 ]
check written_to_the_file sh -c "grep -F '$secret' '$TMP/trace' | grep -q ' write('"
check registry_has_no_secret sh -c "! grep -qaF '$secret' /var/lib/credmint/*"
python3 -c 'import base64, sys; sys.stdout.buffer.write(base64.b32decode(sys.argv[1]))' \
	"$secret" >"$TMP/seed"
check registry_has_no_seed python3 -c '
import glob, sys
seed = open(sys.argv[1], "rb").read()
sys.exit(any(seed in open(path, "rb").read() for path in glob.glob("/var/lib/credmint/*")))
' "$TMP/seed"
check syslog_has_no_secret sh -c "! grep -qF '$secret' /run/syslog"

# ---- what is left in memory at the end ----
left=/run/left_codes
cp "$BUILD/tests/utils/left_codes.so" /usr/lib/left_codes.so
echo /usr/lib/left_codes.so >/etc/ld.so.preload
# clean NAME: none of at least two processes left what looks like a code
clean() {
	grep '^credmint ' "$left" >"$TMP/seen"
	: >"$left"
	if [ "$(wc -l <"$TMP/seen")" -ge 2 ] && ! grep -v ' 0$' "$TMP/seen"; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/seen")"
	fi
}
: >"$left"
chmod 666 "$left"
credmint recovery issue alice >"$TMP/out" 2>"$TMP/err"
clean recovery_codes_are_not_left
credmint recovery issue alice -f sheet -n 200 >"$TMP/out" 2>"$TMP/err"
clean recovery_codes_of_a_sheet_are_not_left
credmint recovery issue alice --json -n 20 >"$TMP/out" 2>"$TMP/err"
clean recovery_codes_in_json_are_not_left
credmint recovery issue alice >/dev/full 2>"$TMP/err"
clean recovery_codes_that_nobody_reads_are_not_left
credmint code issue alice --enroll >"$TMP/out" 2>"$TMP/err"
clean code_to_enroll_with_is_not_left
finish
