#!/bin/sh
# One kept token wanted by many at once, of the program and of serve; kill -9
# and power cuts of both: no redeem is doubled, and none that was told is lost.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

credmint init 2>"$TMP/err"
echo 'event_rows = 1000000' >/etc/credmint/credmint.conf

# went NAME WORDS...: and what it said of it
went() {
	name=$1
	shift
	start=$(date +%s)
	check "$name" timeout 200 python3 -B tests/utils/crowd_races.py "$@"
	sed 's/^/# /' "$TMP/check.out"
	echo "# $(($(date +%s) - start)) s"
}
# The program, killed at each step of a redeem: at first nothing has been told.
# used: how many uses of the token the log tells of
used() {
	credmint log --json | python3 -c '
import json, sys
print(sum(e["count"] for e in map(json.loads, sys.stdin)
          if e["what"] == "token-redeem" and e["code"] == int(sys.argv[1])
          and not e["outcome"].startswith("no")))' "$id"
}
# judge WHERE: what came of it, and of redeeming once more, and again.
judge() {
	told=no
	[ ! -s "$TMP/told" ] || told=yes
	used=$(used)
	second=yes
	credmint token redeem <"$TMP/token" >"$TMP/out" 2>&1 || second=no
	third=yes
	credmint token redeem <"$TMP/token" >"$TMP/out" 2>&1 || third=no
	case "$told $used $second $third" in
	'yes 1 no no') yes=$((yes + 1)) ;;
	'no 1 no no') spent=$((spent + 1)) ;;
	'no 0 yes no') whole=$((whole + 1)) ;;
	*) odd="$odd $1: told $told, used $used, then $second, $third;" ;;
	esac
}
for call in openat fcntl pwrite64 fdatasync write exit_group; do
	steps=0
	odd=
	yes=0
	spent=0
	whole=0
	while [ $steps -lt 60 ]; do
		credmint token issue --kind reset --user alice --json \
			-o "$TMP/issued" 2>"$TMP/err"
		sed 's/.*"token":"\([^"]*\)".*/\1/' "$TMP/issued" >"$TMP/token"
		id=$(sed 's/.*"id":\([0-9]*\).*/\1/' "$TMP/issued")
		rm "$TMP/issued"
		: >"$TMP/trace"
		strace -f -qq -o "$TMP/trace" -e "trace=$call" \
			-e "inject=$call:signal=KILL:when=$((steps + 1))" \
			"$(command -v credmint)" token redeem <"$TMP/token" \
			>"$TMP/told" 2>"$TMP/err"
		grep -q 'killed by SIGKILL' "$TMP/trace" || break
		steps=$((steps + 1))
		judge "$call $steps"
	done
	if [ $steps -gt 0 ] && [ -z "$odd" ]; then
		pass "redeem_killed_at_each_$call"
		echo "# of $steps: $yes told, $spent spent without, $whole whole"
	else
		fail "redeem_killed_at_each_$call" "$steps steps:$odd"
	fi
done

went one_token_by_16_processes_is_one_yes_in_12_rounds processes 12
went one_token_by_64_clients_is_one_yes_in_100_rounds clients 100
went kill_9_of_serve_loses_and_doubles_nothing_in_25_rounds kill 25

# A file system of its own for the registry, in a file in memory.
mknod /dev/loop-control c 10 237
i=0
while [ $i -lt 64 ]; do
	mknod /dev/loop$i b 7 $i
	i=$((i + 1))
done
truncate -s 96M /run/image
mkfs.ext4 -q -b 4096 /run/image
mkdir /run/disk
mount -n -o loop /run/image /run/disk
rmdir /run/disk/lost+found
chown --reference=/var/lib/credmint /run/disk
chmod --reference=/var/lib/credmint /run/disk
cp -a /var/lib/credmint/. /run/disk/
umount -n /run/disk
mount -n -o loop /run/image /var/lib/credmint
went power_cuts_under_serve_lose_and_double_nothing_in_15_rounds \
	cut 15 /run/image
finish
