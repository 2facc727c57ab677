# long_hash_each.sh - ten million lines: every one comes out, in flat memory
# shellcheck shell=sh
. tests/tap.sh
. tests/utils/said.inc

peak() {
	python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)' "$@"
}
echo secret | peak credmint hash --each -m nt >"$TMP/one" 2>"$TMP/few"
# Without a salt all hashes are the same.
yes secret | head -n 10000000 | peak credmint hash --each -m nt 2>"$TMP/much" |
	uniq -c >"$TMP/counted"
check every_line_is_hashed [ "$(awk '{ print $1, $2 }' "$TMP/counted")" = \
	"10000000 $(cat "$TMP/one")" ]
check memory_is_flat [ "$(cat "$TMP/much")" -le $(($(cat "$TMP/few") + 1024)) ]
finish
