#!/bin/sh
# Where passwords of credmint provision must not show: in the output, on
# standard error, in arguments, in other files, in memory that a core could
# have.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

top=$PWD
cd "$TMP" || exit 1
{
	echo name,gecos
	seq -f 'u%04g,Person' 1 200
} >users.csv
# passwords SECRETS: of CSV
passwords() {
	sed 1d "$1" | cut -d'"' -f4
}

# ---- what is written where ----
for form in csv json slips; do
	rm -f s h
	strace -f -y -s 400000 -o trace -e trace=write,writev,pwrite64,sendto,sendmsg,execve \
		credmint provision -m bcrypt -c 4 -j 2 --secrets s \
		--secrets-format $form -o h users.csv >out 2>err
	case $form in
	csv) passwords s ;;
	json) sed 's/.*"password":"\([^"]*\)".*/\1/' s ;;
	slips) sed -n 's/^   Password     //p' s ;;
	esac >words
	check "$form: there_are_passwords" [ "$(grep -cE '^[!-~]{16}$' words)" -eq 200 ]
	check "$form: the_secrets_are_traced" \
		grep -qF -e "$(head -n 1 words)" trace
	grep -v "pwrite64([0-9]*<$TMP/s>" trace >others
	check "$form: written_to_the_secrets_alone" sh -c '! grep -qF -f words others'
	check "$form: in_no_output" sh -c '! grep -qF -f words h out err'
done
# The names of an earlier run lie in a temporary file; their passwords do not.
rm -f h
cp s none
rm -f s
credmint provision -m bcrypt -c 4 --secrets s -o h users.csv
rm -f h
seq -f 'v%04g,' 1 20 >>users.csv
strace -f -s 400000 -o trace -e trace=write,writev,pwrite64 \
	credmint provision -m bcrypt -c 4 --resume --secrets s -o h users.csv 2>err
passwords s | head -n 200 >words
check "resumed: it_was_traced" grep -q 'u0200\|v0020' trace
check "resumed: old_passwords_are_written_nowhere" sh -c '! grep -qF -f words trace'

# ---- what is in memory ----
# Stopped by its first write to the secrets: all passwords are there.
rm -f s h
strace -f -o trace -e trace=pwrite64 -e inject=pwrite64:signal=STOP:when=1 \
	credmint provision -m bcrypt -c 4 -j 2 --secrets s -o h users.csv 2>err &
tracer=$!
tries=0
until pid=$(sed -nE 's/^([0-9]+) +--- stopped by SIGSTOP ---$/\1/p' trace 2>/dev/null | head -n 1) &&
	[ -n "$pid" ]; do
	[ $((tries += 1)) -lt 500 ] || break
	sleep 0.02
done
/usr/bin/python3 "$top/tests/hosts/memory_of.py" "$pid" memory
kill -CONT "$pid"
wait $tracer
passwords s >words
check "memory: it_was_stopped_with_passwords" [ "$(wc -l <words)" -eq 220 ]
check "memory: the_kept_part_has_them" [ "$(grep -aoF -f words memory/kept | sort -u | wc -l)" -ge 200 ]
check "memory: no_other_part_has_any" sh -c '! grep -aqF -f words memory/plain memory/shared'

# ---- no memory for them ----
maps=0
wrong=
i=1
while [ $i -le 60 ]; do
	rm -f s h
	status=0
	strace -f -o trace -e trace=madvise \
		-e inject=madvise:error=ENOMEM:when=$i \
		credmint provision -m bcrypt -c 4 -j 1 --secrets s -o h users.csv \
		>out 2>err || status=$?
	grep -q INJECTED trace || break
	i=$((i + 1))
	grep -q 'MADV_DONTDUMP.*INJECTED' trace || continue
	maps=$((maps + 1))
	[ $status -eq 3 ] && [ ! -s out ] && [ ! -e s ] && [ ! -e h ] &&
		grep -q '^credmint: out of memory' err ||
		wrong="$wrong $maps: exit $status, $(cat err);"
done
if [ $maps -ge 3 ] && [ -z "$wrong" ]; then
	pass out_of_memory
else
	fail out_of_memory "$maps maps;$wrong"
fi

finish
