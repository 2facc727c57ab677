#!/bin/sh
# No memory for a secret: nothing is made, and it is said in so many words.
. tests/tap.sh
. tests/utils/said.inc

printf 'pw\n' >"$TMP/pw"
printf NaCl >"$TMP/salt"
credmint token -o "$TMP/keys"

# Each of the maps that a command makes fails once.
for c in 'password' 'password -n 2' 'passphrase' 'passphrase -n 2 --digit' \
	'token' 'token -n 2' 'token -n 2 -f key --prefix a' 'token --url https://x/%s' \
	'salt -n 2' 'salt --raw 16' 'salt --raw 16 -n 2 --json' 'hash -s -m bcrypt -c 4' \
	"derive -s --iterations 1 --salt-file $TMP/salt" \
	"signed --key-file $TMP/keys" 'random below 5 -n 2' 'random bits 9' \
	'random choices -k 2 a b' 'random shuffle a b' 'entropy -b 2000'; do
	maps=0
	wrong=
	i=1
	while [ $i -le 100 ]; do
		status=0
		# shellcheck disable=SC2086 # several words
		strace -f -o "$TMP/trace" -e trace=madvise \
			-e inject=madvise:error=ENOMEM:when=$i \
			credmint $c <"$TMP/pw" >"$TMP/out" 2>"$TMP/err" || status=$?
		grep -q INJECTED "$TMP/trace" || break
		i=$((i + 1))
		# Other advice may not be taken.
		grep -q 'MADV_DONTDUMP.*INJECTED' "$TMP/trace" || continue
		maps=$((maps + 1))
		[ $status -eq 3 ] && [ ! -s "$TMP/out" ] &&
			[ "$(cat "$TMP/err")" = 'credmint: out of memory' ] ||
			wrong="$wrong $maps: exit $status, $(cat "$TMP/err");"
	done
	if [ $maps -ge 1 ] && [ $i -lt 100 ] && [ -z "$wrong" ]; then
		pass "out_of_memory: $c"
	else
		fail "out_of_memory: $c" "$maps maps;$wrong"
	fi
done

finish
