#!/bin/sh
# The operating system's generator fails: nothing is made, and it is said.
. tests/tap.sh
. tests/utils/said.inc

printf 'pw' >"$TMP/pw"

# without ERROR COMMAND...: every getrandom(2) fails; /dev is empty.
cat >"$TMP/without.sh" <<'END'
error=$1
shift
mount -n -t tmpfs tmpfs /dev || exit 99
exec strace -f -o "$TRACE" -e trace=getrandom -e inject=getrandom:error="$error" "$@"
END
said="the system's random generator fails, nothing can be made: "
TRACE=$TMP/trace
export TRACE
# EINVAL, EOVERFLOW: what weights that are wrong would be, too.
for error in EIO ENOSYS EPERM EINVAL EOVERFLOW; do
	for c in password 'password -n 3' passphrase 'passphrase -n 3 --digit' token 'token -f raw' \
		'token -f key --prefix a' 'token -f webhook' 'salt' \
		'salt --raw 16' 'salt -m bcrypt -n 2' 'hash -s' \
		'password --json' 'random below 10' 'random int -5 5 -n 3' \
		'random range 1 9 2' 'random bits 64' 'random real --json' \
		'random uniform 0 1' 'random choice a b' 'random choices a b' \
		'random choices -k 100000 a b' 'random choices --weights 1,2 a b' \
		'random choices --weights 1,2.5 a b' \
		'random sample -k 2 a b c' 'random sample --counts 3,4 a b' \
		'random shuffle a b c' 'random shuffle --json a b c' entropy \
		'entropy -b 5000' 'entropy --json'; do
		# shellcheck disable=SC2086 # several words
		refused "$error: $c" 3 "$said" unshare -m --propagation private \
			sh "$TMP/without.sh" $error credmint $c <"$TMP/pw"
		grep -q INJECTED "$TMP/trace" || fail "$error: $c" "nothing failed"
	done
	unshare -m --propagation private sh "$TMP/without.sh" $error \
		credmint token -o "$TMP/file" 2>"$TMP/err"
	check "$error: no_file_is_left" [ ! -e "$TMP/file" ]
done

# Where getrandom(2) is missing or filtered, /dev/urandom serves.
for error in ENOSYS EPERM; do
	shows "$error: device_takes_over" '.{16}' strace -f -o "$TMP/trace" \
		-e trace=getrandom -e inject=getrandom:error=$error credmint password
done

finish
