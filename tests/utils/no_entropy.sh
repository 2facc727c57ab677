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
		'salt --raw 16' 'salt -m bcrypt -n 2' 'salt -m pbkdf2-sha256' \
		'hash -s' 'hash -m pbkdf2-sha256 -c 1000 -s' \
		'password --bits 90' 'password --no-repeat' \
		'password --first-letter' 'password -l 24 --classes 2:abcdefghijkl' \
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

# What draws nothing goes on as before.
head -c 16 /dev/zero >"$TMP/salt"
credmint token -o "$TMP/keys"
credmint hash -m bcrypt -c 4 -s -o "$TMP/hash" <"$TMP/pw"
credmint signed --key-file "$TMP/keys" -o "$TMP/signed" <"$TMP/pw"
cp "$TMP/pw" "$TMP/payload"
# goes_on NAME INPUT WHAT COMMAND...: with that input it says WHAT.
goes_on() {
	name=$1
	input=$2
	what=$3
	shift 3
	shows "$name" "$what" unshare -m --propagation private \
		sh "$TMP/without.sh" EIO "$@" <"$input"
}
# The same as Python's hashlib.pbkdf2_hmac("sha256", b"pw", bytes(16), 1000).
goes_on derive_goes_on "$TMP/pw" \
	05299649fdddee1583e386857260903da7b25c82c062c38e9af35d8f4f4df51b \
	credmint derive -s --iterations 1000 --salt-file "$TMP/salt"
goes_on signed_goes_on "$TMP/payload" 'cm1\..*' \
	credmint signed --key-file "$TMP/keys"
goes_on signed_verify_goes_on "$TMP/signed" pw \
	credmint signed verify --key-file "$TMP/keys"
goes_on hash_verify_goes_on "$TMP/pw" '\{"match":true\}' \
	credmint hash verify --json -s --hash-file "$TMP/hash"

# A generator that fails part-way: what has been made until then is not shown.
case $BUILD in
/*) rigged=$BUILD/tests/utils/rigged_generator.so ;;
*) rigged=$PWD/$BUILD/tests/utils/rigged_generator.so ;;
esac
# good CALLS COMMAND...: so many calls are good, all later ones fail.
good() {
	good_calls=$1
	shift
	env RIGGED_GOOD="$good_calls" LD_PRELOAD="$rigged" "$@"
}
# part_way NAME CALLS COMMAND...
part_way() {
	name=$1
	calls=$2
	shift 2
	refused "$name" 3 'random generator fails' good "$calls" "$@"
}
part_way passwords_part_way 2 credmint password -n 1000
part_way passwords_of_a_file_part_way 20 credmint password -n 100000 \
	-o "$TMP/gone"
check no_file_is_left_part_way [ ! -e "$TMP/gone" ]
part_way a_sample_part_way 2 credmint entropy -b 200000
part_way a_sample_in_json_part_way 2 credmint entropy --json -b 200000

# More than 64 KiB on standard output: what is there is whole, and the exit
# status says that it is not all.
good 199 credmint password -n 100000 >"$TMP/many" 2>"$TMP/err"
check many_part_way_is_3 [ $? -eq 3 ]
check many_part_way_says_why grep -q 'random generator fails' "$TMP/err"
check many_part_way_are_some sh -c \
	'[ -s "$0" ] && [ "$(wc -l <"$0")" -lt 100000 ]' "$TMP/many"
check many_part_way_are_whole sh -c \
	'! grep -vqxE ".{16}" "$0" && [ "$(tail -c 1 "$0" | wc -l)" -eq 1 ]' \
	"$TMP/many"
good 49 credmint password --json -n 100000 >"$TMP/many" 2>"$TMP/err"
check many_in_json_part_way_is_3 [ $? -eq 3 ]
check many_in_json_part_way_are_whole python3 -c '
import json, sys
lines = sys.stdin.read().split("\n")
assert len(lines) > 1000 and lines.pop() == "", "cut short"
assert all(len(json.loads(line)["password"]) == 16 for line in lines)' <"$TMP/many"

# Where getrandom(2) is missing or filtered, /dev/urandom serves.
for error in ENOSYS EPERM; do
	shows "$error: device_takes_over" '.{16}' strace -f -o "$TMP/trace" \
		-e trace=getrandom -e inject=getrandom:error=$error credmint password
done

finish
