#!/bin/sh
# credmint authenticator import of many lines: some hundred a transaction, none
# of which keeps a login waiting, and whole lines wherever it is killed.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd -m alice
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
credmint init 2>/dev/null
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
python3 - <<'END'
import os
with open('/etc/passwd', 'a') as f:
    for i in range(2000):
        f.write(f'u{i}:x:{20000 + i}:{20000 + i}::/nonexistent:/bin/false\n')
os.umask(0o77)
with open('/etc/users.oath', 'w') as f:
    for i in range(10000):
        f.write(f'HOTP u{i % 2000} - {os.urandom(20).hex()} {i}\n')
END

import() {
	credmint authenticator import "$@"
}
# sql STATEMENT
sql() {
	runuser -u credmint -- sqlite3 /var/lib/credmint/registry.db "$1"
}
milliseconds() {
	echo $(($(date +%s%N) / 1000000))
}
# login USER CODE: "yes N no N other N"
login() {
	echo "$2" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door "$1" 1 \
		192.0.2.7 2>/dev/null
}

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2"
	fi
}

# ---- a disk of 10 ms a sync, and somebody who logs in all the while ----
code=$(credmint code issue --uses 1000 alice 2>/dev/null)
strace -f -ttt -o "$TMP/trace" -e trace=fcntl,fdatasync,fsync \
	-e inject=fdatasync,fsync:delay_exit=10000 \
	credmint authenticator import /etc/users.oath >"$TMP/said" 2>&1 &
importer=$!
began=$(milliseconds)
logins=0
slowest=0
yes=0
while kill -0 $importer 2>/dev/null && [ $logins -lt 1000 ]; do
	before=$(milliseconds)
	[ "$(login alice "$code")" != 'yes 1 no 0 other 0' ] || yes=$((yes + 1))
	took=$(($(milliseconds) - before))
	[ $took -le $slowest ] || slowest=$took
	logins=$((logins + 1))
done
wait $importer
check ten_thousand_are_imported [ $? = 0 ]
echo "# in $(($(milliseconds) - began)) ms, with $logins logins"
check ten_thousand_are_said grep -qx \
	'credmint: authenticators: 10000 taken' "$TMP/said"
check ten_thousand_are_there [ "$(credmint authenticator list --json | wc -l)" -eq 10000 ]
check no_bar_in_a_file [ "$(wc -l <"$TMP/said")" -eq 1 ]
syncs=$(grep -c 'sync(.*= 0' "$TMP/trace")
check "10000_lines_are_${syncs}_syncs" [ "$syncs" -ge 40 -a "$syncs" -le 400 ]
check "r02_${yes}_of_${logins}_logins_are_a_yes" \
	[ "$yes" -eq "$logins" -a "$logins" -gt 5 ]
check "r02_slowest_login_took_${slowest}_ms" [ "$slowest" -lt 2000 ]
among=$(sql "SELECT count(*) FROM event WHERE act = 'login' AND id BETWEEN
	(SELECT min(id) FROM event WHERE act = 'import') AND
	(SELECT max(id) FROM event WHERE act = 'import')")
check "r02_${among}_logins_are_let_in_between" [ "${among:-0}" -ge 2 ]
# The lock of the one who writes is byte 120 of the log's index.
cat >"$TMP/held.py" <<'END'
import re
import sys

begun, longest, times = {}, 0, 0
for line in open(sys.argv[1]):
    found = re.match(r'(\d+) +([\d.]+) fcntl\(\d+, F_(?:OFD_)?SETLK, '
                     r'{l_type=F_(\w+), l_whence=SEEK_SET, l_start=120, '
                     r'l_len=1}\) = 0', line)
    if not found:
        continue
    pid, when, what = found.groups()
    if what == 'WRLCK':
        begun[pid] = float(when)
    elif pid in begun:
        longest = max(longest, float(when) - begun.pop(pid))
        times += 1
print(times, int(longest * 1000))
END
python3 "$TMP/held.py" "$TMP/trace" >"$TMP/held"
read -r times longest <"$TMP/held"
check "r02_${times}_transactions" [ "$times" -ge 40 -a "$times" -le 500 ]
check "r02_longest_lasted_${longest}_ms" [ "$longest" -lt 1000 ]

# ---- killed anywhere: whole ones, and importing again goes on from there ----
grep -E '^HOTP u1?[0-9]?[0-9] ' /etc/users.oath >/etc/few.oath
chmod 600 /etc/few.oath
few() {
	sql "SELECT account.name, authenticator.next + 9223372036854775807 + 1
		FROM authenticator
		JOIN account ON account.id = authenticator.account" | LC_ALL=C sort
}
sql "DELETE FROM authenticator"
ends few 0 import /etc/few.oath
few >"$TMP/all"
check few_are_a_thousand [ "$(wc -l <"$TMP/all")" -eq 1000 ]
halfway=0
for place in fdatasync:2 fdatasync:4 pwrite64:50 pwrite64:300 pwrite64:400; do
	sql "DELETE FROM authenticator"
	strace -f -o "$TMP/trace" -e trace="${place%:*}" \
		-e inject="${place%:*}:signal=KILL:when=${place#*:}" \
		credmint authenticator import /etc/few.oath >"$TMP/out" 2>&1
	few >"$TMP/few"
	n=$(wc -l <"$TMP/few")
	check "killed_at_$place" grep -q 'killed by SIGKILL' "$TMP/trace"
	check "killed_at_$place: ${n}_are_whole" \
		[ "$n" -lt 1000 -a -z "$(LC_ALL=C comm -23 "$TMP/few" "$TMP/all")" ]
	check "killed_at_$place: none_is_said" eval '! grep -q taken "$TMP/out"'
	if [ "$n" -gt 0 ]; then
		halfway=$((halfway + 1))
		# The first of all is used before it goes on.
		seed=$(sed -n 's/^HOTP u0 - \([0-9a-f]*\) 0$/\1/p' /etc/few.oath)
		is "killed_at_$place: a_code_is_good" \
			"$(login u0 "$(oathtool -c 0 "$seed")")" \
			'yes 1 no 0 other 0'
	fi
	ends "killed_at_$place: goes_on" 0 import /etc/few.oath
	few >"$TMP/few"
	if [ "$n" -gt 0 ]; then
		check "killed_at_$place: says_what_was_there" grep -q \
			"authenticators: $((1000 - n)) taken, $n already there$" \
			"$TMP/said.err"
		is "killed_at_$place: used_code_stays_used" \
			"$(login u0 "$(oathtool -c 0 "$seed")")" \
			'yes 0 no 1 other 0'
		few | sed 's/^u0|1$/u0|0/' | LC_ALL=C sort >"$TMP/few"
	fi
	check "killed_at_$place: all_are_there" cmp "$TMP/few" "$TMP/all"
done
check "killed_halfway_${halfway}_times" [ $halfway -ge 2 ]

# ---- one line that the registry refuses undoes no other ----
# u5 has seven while the file is looked through, and eight when it is taken.
few_of() {
	grep -E "^HOTP u[$1] " /etc/users.oath >/etc/few.oath
}
db=/var/lib/credmint/registry.db
# held [OPTION]: import what others hold up until u5 has one more
held() {
	sql "DELETE FROM authenticator"
	few_of 5
	seq -f 'HOTP u5 - 31323334353637383930%02g' 3 >>/etc/few.oath
	import /etc/few.oath 2>/dev/null
	sql "ATTACH '/var/lib/credmint/aside' AS aside;
		DROP TABLE IF EXISTS aside.one;
		CREATE TABLE aside.one AS SELECT * FROM authenticator
			ORDER BY id DESC LIMIT 1;
		DELETE FROM authenticator WHERE id IN (SELECT id FROM aside.one);"
	few_of 3-7
	echo 'HOTP u5 - 313233343536373839304142' >>/etc/few.oath
	: >"$TMP/trace"
	rm -f "$TMP/sql"
	mkfifo "$TMP/sql"
	runuser -u credmint -- sqlite3 $db <"$TMP/sql" &
	exec 9>"$TMP/sql"
	echo "ATTACH '/var/lib/credmint/aside' AS aside; BEGIN IMMEDIATE;
		INSERT INTO authenticator SELECT * FROM aside.one;
		SELECT 'begun';" >&9
	sleep 0.3
	strace -f -o "$TMP/trace" -e trace=fcntl credmint authenticator import \
		"$@" /etc/few.oath >"$TMP/said.out" 2>"$TMP/said.err" 9>&- &
	importer=$!
	tries=0
	until grep -q 'l_start=120.*EAGAIN' "$TMP/trace"; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || break
		sleep 0.05
	done
	echo 'COMMIT;' >&9
	exec 9>&-
	wait $importer
	held=$?
	check "held_up${1:-}" grep -q 'l_start=120.*EAGAIN' "$TMP/trace"
	check "held_up${1:-}: is_3" [ $held -eq 3 ]
}
held
check refused_line_is_named grep -q \
	'^credmint: /etc/few.oath:26: u5 has 8 authenticators already: .*; what is taken by now stays' "$TMP/said.err"
check what_was_taken_is_said grep -q 'authenticators: 10 taken, 5 already there' "$TMP/said.err"
check what_was_said_is_there [ "$(few | grep -cE '^u[34]\|')" -eq 10 ]
held --keep-going
check keep_going_names_it grep -q \
	'^credmint: /etc/few.oath:26: u5 has 8 authenticators already: ' "$TMP/said.err"
check keep_going_takes_the_others grep -q \
	'authenticators: 20 taken, 5 already there, 1 refused$' "$TMP/said.err"
check keep_going_they_are_there [ "$(few | grep -cE '^u[3467]\|')" -eq 20 ]

# ---- a bar ----
# at_terminal OPTION...: what it shows there, each sync 150 ms
grep -E '^HOTP u1?[0-9]?[0-9] ' /etc/users.oath >/etc/few.oath
at_terminal() {
	sql "DELETE FROM authenticator"
	script -qec "strace -f -o /dev/null -e trace=fdatasync \
		-e inject=fdatasync:delay_exit=150000 \
		credmint authenticator import $* /etc/few.oath" /dev/null |
		tr '\r\033' '\n@' >"$TMP/terminal"
}
at_terminal
check bar_is_shown_on_a_terminal grep -qE '^\[[#.]*\] .*% +[0-9]+/1000 ' "$TMP/terminal"
check it_says_how_many_at_the_end grep -q '1000 taken' "$TMP/terminal"
at_terminal --json
check no_bar_between_the_data eval '! grep -q "^\[" "$TMP/terminal" &&
	[ "$(grep -c "\"outcome\":\"taken\"" "$TMP/terminal")" -eq 1000 ]'
finish
