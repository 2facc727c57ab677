#!/bin/sh
# Who asks may die, be stopped or be slow: nobody else's login waits for him.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
useradd bob
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
mkfifo "$TMP/keyboard"
boot=/proc/sys/kernel/random/boot_id

# login USER CODE [COMMAND...]: through real PAM, under a command.
login() {
	user=$1
	code=$2
	shift 2
	echo "$code" | "$@" "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door \
		"$user" 1 192.0.2.7 2>/dev/null
}
issue() {
	credmint code issue "$1" 2>/dev/null
}
# at SIGNAL N: a command under which credmint-auth gets it in its Nth
# transaction, which reads the clock once, while it alone may write.
at() {
	echo "strace -D -f -qq -o $TMP/trace -P $boot -e inject=openat:signal=$1:when=$2"
}
# next_login NAME: another one's, at once.
next_login() {
	start=$(date +%s)
	said=$(login bob "$(issue bob)" timeout 30)
	took=$(($(date +%s) - start))
	if [ "$said" = 'yes 1 no 0 other 0' ] && [ $took -le 2 ]; then
		pass "$1"
	else
		fail "$1" "$said after $took seconds"
	fi
}

# Killed before the attempt counts, before the code is used up, and after.
for step in '1 no 1 yes' '2 no 1 yes' '3 yes 1 no'; do
	# shellcheck disable=SC2086
	set -- $step
	code=$(issue alice)
	# shellcheck disable=SC2046
	said=$(login alice "$code" $(at SIGKILL "$1"))
	case $said in
	*"$2 $3"*) pass "r18_killed_in_transaction_$1_is_$2" ;;
	*) fail "r18_killed_in_transaction_$1_is_$2" "$said" ;;
	esac
	next_login "r02_next_login_after_a_kill_in_transaction_$1"
	said=$(login alice "$code")
	case $said in
	*"$4 1"*) pass "r18_the_same_code_after_a_kill_in_transaction_$1" ;;
	*) fail "r18_the_same_code_after_a_kill_in_transaction_$1" "$said" ;;
	esac
done

# Stopped while it alone may write: it ends with the login it was for.
# shellcheck disable=SC2046
said=$(login alice "$(issue alice)" $(at SIGSTOP 3))
check login_whose_service_is_stopped_was_decided \
	[ "$said" = 'yes 1 no 0 other 0' ]
check it_was_stopped grep -q 'stopped by SIGSTOP' "$TMP/trace"
next_login r02_a_stopped_service_holds_up_nobody
check no_stopped_service_is_left sh -c '! pgrep credmint-auth'

# Started with the lowest priorities there are, it has the usual ones.
echo "@$TMP/keyboard" | chrt -i 0 nice -n 19 ionice -c 3 \
	"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 192.0.2.7 \
	>"$TMP/said" 2>/dev/null &
asking() {
	service=$(pgrep -x credmint-auth) &&
		grep -q '^Uid:.'"$(id -u credmint)" "/proc/$service/status"
}
tries=0
until asking || [ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
# Where root itself may not raise one (a container without the capability).
expected='TS 0 none: prio 0'
[ "$(nice -n 19 nice -n -19 nice 2>/dev/null || echo 1)" -le 0 ] || expected='IDL 19 idle'
found="$(ps -o cls=,ni= -p "$service" | xargs) $(ionice -p "$service")"
if [ "$found" = "$expected" ]; then
	pass r02_nobody_makes_the_service_slow
else
	fail r02_nobody_makes_the_service_slow "$found"
fi
echo BBBB-BBBB | timeout 10 tee "$TMP/keyboard" >/dev/null
wait $!
check login_of_low_priority_was_decided \
	[ "$(cat "$TMP/said")" = 'yes 0 no 1 other 0' ]
finish
