#!/bin/sh
# credmint-auth, or the application, is killed at every step of a login: no
# second yes, nothing left behind, and the next login is as ever.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sockets.inc

useradd alice
useradd bob
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"

# login USER CODE [COMMAND...]: through real PAM, under a command.
login() {
	user=$1
	code=$2
	shift 2
	echo "$code" | timeout 30 "$@" "$BUILD/tests/hosts/drive_pam" \
		"$TMP/pam" door "$user" 1 192.0.2.7 2>/dev/null
}
# next_login: another one's, at once.
next_login() {
	start=$(date +%s)
	next=$(login bob "$bobs")
	[ "$next" = 'yes 1 no 0 other 0' ] &&
		[ $(($(date +%s) - start)) -le 2 ]
}
# used_up: how many uses of alice's codes the log tells of.
used_up() {
	credmint log --json --user alice | python3 -c '
import json, sys
events = [json.loads(line) for line in sys.stdin]
print(sum(e["count"] for e in events if e["what"] == "login"
          and e["outcome"] in ("yes", "used, not delivered")))'
}
# judge WHERE FIRST: what the first login of $code said, and what came of it:
# the code is as the log says, and who was let in is in it.
judge() {
	no_service || odd="$odd $1: left running;"
	used=$(($(used_up) - told))
	next_login || odd="$odd $1: the next one: $next;"
	again=$(login alice "$code")
	case "$2, $used, $again" in
	'yes 1'*', 1, yes 0'*) yes=$((yes + 1)) ;;
	'yes 0'*', 1, yes 0'*) spent=$((spent + 1)) ;;
	'yes 0'*', 0, yes 1'*) ;;
	*) odd="$odd $1: $2, used $used, $again;" ;;
	esac
}
# told_all NAME: at all steps it was as it should be.
told_all() {
	if [ "$steps" -gt 0 ] && [ -z "$odd" ]; then
		pass "$1"
		echo "# of $steps: $yes yes, $spent spent without one"
	else
		fail "$1" "$steps steps:$odd"
	fi
}
# each_step CALL FUNCTION: FUNCTION N kills at the Nth such call, and says how
# the login went; until there is none. Calls after the verdict are few.
each_step() {
	steps=0
	odd=
	yes=0
	spent=0
	while [ $steps -lt 40 ]; do
		code=$(issue alice)
		told=$(used_up)
		: >"$TMP/trace"
		"$2" "$1" $((steps + 1)) >"$TMP/said"
		grep -q 'killed by SIGKILL' "$TMP/trace" || break
		steps=$((steps + 1))
		judge "$1 $steps" "$(cat "$TMP/said")"
	done
	credmint code revoke --user alice >/dev/null 2>&1
}
bobs=$(issue bob --uses 900)

# The service: each frame is waited for with poll(2), taken with recvmsg(2) and
# sent with sendto(2). Its transactions are killed in caller.sh.
kill_service() {
	sockets_under="strace -f -qq -o $TMP/trace -e trace=$1
		-e inject=$1:signal=KILL:when=$2"
	sockets_start root
	login alice "$code"
	sockets_stop root
}
for call in poll recvmsg sendto exit_group; do
	each_step $call kill_service
	told_all "r18_service_killed_in_$call"
done

# The application, with a service of its own and by the socket: it never says
# yes, so the code is good afterwards, or the log tells that it was used.
kill_host() {
	echo "$code" >"$TMP/typed"
	strace -qq -o "$TMP/trace" -e "trace=$1" \
		-e "inject=$1:signal=KILL:when=$2" \
		"$BUILD/tests/hosts/drive_host" "$TMP/pam" door alice \
		<"$TMP/typed" >"$TMP/host" 2>/dev/null
	echo 'yes 0'
}
for way in started socket; do
	sockets_under=
	[ $way = started ] || sockets_start root
	for call in poll sendto; do
		each_step $call kill_host
		told_all "r18_${way}_host_killed_in_$call"
	done
	sockets_stop root
done

# At the prompt: the service, and who keeps it, are killed from outside.
mkfifo "$TMP/keyboard"
for victim in service keeper; do
	code=$(issue alice)
	told=$(used_up)
	login alice "@$TMP/keyboard" >"$TMP/said" &
	tries=0
	until grep -q "^Uid:.$(id -u credmint)" \
		"/proc/$(pgrep -nx credmint-auth)/status" 2>/dev/null ||
		[ $((tries += 1)) -gt 100 ]; do
		sleep 0.05
	done
	pid=$(pgrep -nx credmint-auth)
	[ $victim = service ] || pid=$(ps -o ppid= -p "$pid" | tr -d " ")
	kill -KILL "$pid"
	echo "$code" | timeout 10 tee "$TMP/keyboard" >/dev/null
	wait $!
	steps=1
	odd=
	yes=0
	spent=0
	judge prompt "$(cat "$TMP/said")"
	told_all "r18_${victim}_killed_at_the_prompt"
done
finish
