#!/bin/sh
# Programs that leave odd things behind, and logins that are stopped anywhere:
# a refusal or a right yes, never a wrong one, and nobody else waits for long.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
useradd bob
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
boot=/proc/sys/kernel/random/boot_id

# A library that shows where it was loaded.
cat >"$TMP/evil.c" <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
__attribute__((constructor)) static void here(void)
{
	char path[64];
	snprintf(path, sizeof(path), "/var/tmp/evil.%d", (int)getpid());
	close(open(path, O_CREAT | O_WRONLY, 0600));
}
C
cc -shared -fPIC -o "$TMP/evil.so" "$TMP/evil.c"
EVIL=$TMP/evil.so
export EVIL
chmod 1777 /var/tmp

issue() {
	credmint code issue "$1" 2>/dev/null
}
now() {
	date +%s%3N
}
# hostile KIND CODE
hostile() {
	printf '%s\n' "$2" | timeout 60 "$BUILD/tests/hosts/drive_hostile" \
		"$TMP/pam" door alice "$1" 2>/dev/null
}
# login USER CODE: by a program that leaves nothing behind.
login() {
	printf '%s\n' "$2" | timeout 60 "$BUILD/tests/hosts/drive_pam" \
		"$TMP/pam" door "$1" 1 192.0.2.8 2>/dev/null
}
# next: why bob's login was not right, or took longer than three seconds.
next() {
	code=$(issue bob)
	start=$(now)
	said=$(login bob "$code")
	took=$(($(now) - start))
	[ "$said" = 'yes 1 no 0 other 0' ] || echo " next: $said"
	[ $took -lt 3000 ] || echo " next: $took ms"
}

"$BUILD/tests/hosts/drive_hostile" list >"$TMP/kinds"
while read -r kind expected; do
	: >/run/syslog
	code=$(issue alice)
	wrong=$(hostile "$kind" BBBB-BBBB)
	first=$(hostile "$kind" "$code")
	waited=$(next)
	second=$(login alice "$code")
	why=$waited
	[ "$wrong" = no ] || [ "$expected:$wrong" = any:other ] ||
		[ "$expected:$wrong" = no:other ] || why="$why wrong code: $wrong"
	case $expected:$first:$second in
	yes:yes:*'no 1'* | any:yes:*'no 1'*) ;;
	# Refused: the code is spent or good, and the log says why it was.
	no:no:* | no:other:* | any:no:* | any:other:*)
		tries=0
		until grep -q credmint /run/syslog || [ $tries -gt 100 ]; do
			tries=$((tries + 1))
			sleep 0.05
		done
		[ $tries -le 100 ] || why="$why $first without a line in the log"
		;;
	*) why="$why first: $first, second: $second" ;;
	esac
	if [ -z "$why" ]; then
		pass "r04_$kind"
		echo "# $first"
	else
		fail "r04_$kind" "$why"
	fi
done <"$TMP/kinds"
check r04_kinds_were_tried [ "$(wc -l <"$TMP/kinds")" -gt 30 ]
check r04_registry_is_as_it_was sh -c \
	'[ "$(find /var/lib/credmint -type f ! -perm 0600 | wc -l)" -eq 0 ]'
LD_PRELOAD=$EVIL /bin/true
check r04_the_library_shows_where_it_is_loaded sh -c 'rm /var/tmp/evil.*'
hostile environment "$(issue alice)" >/dev/null
check r04_nothing_of_the_environment_is_loaded sh -c '! ls /var/tmp/evil.*'

# stopped NAME CODE STRACE-OPTION...: a login that is stopped where strace says,
# while others log in. They wait as long as it takes until it is ended.
stopped() {
	name=$1
	code=$2
	shift 2
	printf '%s\n' "$code" | timeout 60 strace -D -f -qq -o "$TMP/trace" "$@" \
		"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 192.0.2.7 \
		>"$TMP/said" 2>/dev/null &
	stopped_pid=$!
	tries=0
	until grep -q 'stopped by SIGSTOP' "$TMP/trace" 2>/dev/null ||
		[ $tries -gt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	start=$(now)
	said=
	until [ "$said" = 'yes 1 no 0 other 0' ] || [ $(($(now) - start)) -gt 10000 ]; do
		said=$(login bob "$(issue bob)")
	done
	took=$(($(now) - start))
	wait $stopped_pid
	second=$(login alice "$code")
	why=
	[ $tries -le 100 ] || why=' was not stopped'
	[ $took -lt 6500 ] || why="$why another login after $took ms"
	case "$(cat "$TMP/said") $second" in
	'yes 1'*'yes 1'*) why="$why two yes" ;;
	*'yes 1'* | *'no 1'*) ;;
	*) why="$why $(cat "$TMP/said") $second" ;;
	esac
	if [ -z "$why" ]; then
		pass "r02_$name"
		echo "# others wait $took ms, $(cat "$TMP/said"), then $second"
	else
		fail "r02_$name" "$why"
	fi
	rm -f "$TMP/trace"
}
# A person's time is nobody's: stopped, or frozen, while it waits for him.
mkfifo "$TMP/keyboard"
# waits NAME STOP GO: commands that stop it and let it go on, given its pid.
waits() {
	code=$(issue alice)
	printf '@%s\n' "$TMP/keyboard" | timeout 60 \
		"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 192.0.2.7 \
		>"$TMP/said" 2>/dev/null &
	login_pid=$!
	tries=0
	until pid=$(pgrep -x credmint-auth) &&
		grep -q '^Seccomp:.2' "/proc/$pid/status" || [ $tries -gt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	$2 "$pid"
	waited=$(next)
	$3 "$pid"
	printf '%s\n' "$code" | timeout 10 tee "$TMP/keyboard" >/dev/null
	wait $login_pid
	if [ -z "$waited" ] && [ "$(cat "$TMP/said")" = 'yes 1 no 0 other 0' ]; then
		pass "r02_$1"
	else
		fail "r02_$1" "$waited $(cat "$TMP/said")"
	fi
}
waits stopped_while_a_person_is_awaited 'kill -STOP' 'kill -CONT'
freezer=/sys/fs/cgroup/freezer/credmint-test.$$
freeze() {
	echo "$1" >"$freezer/cgroup.procs"
	echo FROZEN >"$freezer/freezer.state"
}
thaw() {
	echo THAWED >"$freezer/freezer.state"
	echo "$1" >"${freezer%/*}/cgroup.procs"
}
if mkdir "$freezer" 2>/dev/null; then
	waits frozen_by_its_control_group_while_a_person_is_awaited freeze thaw
	rmdir "$freezer"
else
	echo '# this kernel shows no freezer of control groups, version 1'
fi

for n in 1 2 3; do
	stopped "stopped_in_transaction_$n" "$(issue alice)" \
		-P $boot -e "inject=openat:signal=SIGSTOP:when=$n"
done
for n in 1 2 3; do
	stopped "stopped_at_sync_$n" "$(issue alice)" \
		-e trace=fdatasync -e "inject=fdatasync:signal=SIGSTOP:when=$n"
done
stopped stopped_at_the_key "$(issue alice)" \
	-P /etc/credmint/key -e inject=openat:signal=SIGSTOP:when=1
check no_process_is_left sh -c '! pgrep -x credmint-auth'
finish
