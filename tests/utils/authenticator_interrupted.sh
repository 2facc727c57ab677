#!/bin/sh
# credmint authenticator enroll, ended at every step: what was before is as it
# was, and good, nothing is enrolled, and no picture of the secret stays.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
credmint init 2>"$TMP/err"
mkdir "$TMP/pam" "$TMP/q"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
python3 tests/utils/app.py -o "$TMP/shown" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp 2>"$TMP/err"
old=$(credmint authenticator list --json)
counter=1

# until_true COMMAND...: within some seconds
until_true() {
	tries=0
	until "$@"; do
		[ $((tries += 1)) -lt 300 ] || return 1
		sleep 0.02
	done
}
ended() {
	! pgrep -x credmint >"$TMP/left"
}
# lets_in SECRETS COUNTER: at a real login
lets_in() {
	head -n 1 "$1" | oathtool -b --hotp -c "$2" - |
		"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 192.0.2.1 \
			2>"$TMP/err" | grep -q '^yes 1 '
}
# still_lets_in: the one that was there does, by its next code, once
still_lets_in() {
	lets_in "$TMP/shown" $counter || return
	counter=$((counter + 1))
	old=$(credmint authenticator list --json)
}
# as_before NAME: nothing of it is left
as_before() {
	until_true ended
	check "$1: no_process" [ ! -s "$TMP/left" ]
	check "$1: no_picture" [ -z "$(ls "$TMP/q")" ]
	check "$1: the_old_one_alone" [ "$(credmint authenticator list --json)" = "$old" ]
	check "$1: the_old_one_lets_in" still_lets_in
}

# A person is asked, and does something else, or something else happens.
for how in INT TERM HUP KILL CLOSE; do
	for more in '' "--replace 1"; do
		# shellcheck disable=SC2086 # an option and its value
		python3 tests/utils/person.py -s $how credmint authenticator enroll \
			alice --qr "$TMP/q/png" $more >"$TMP/out" 2>&1
		as_before "asked, $how $more"
	done
done

# Whoever of its processes is killed: the one that was started, the registry's,
# the one that keeps the picture, or all at once but that.
waiting() {
	rm -f "$TMP/fifo"
	mkfifo "$TMP/fifo"
	setsid credmint authenticator enroll alice --qr "$TMP/q/png" --replace 1 \
		-o "$TMP/secret" --code-fd 3 3<>"$TMP/fifo" >"$TMP/out" 2>&1 &
	started=$!
	until_true test -s "$TMP/secret"
	registrys=$(pgrep -x credmint -u credmint)
	keeper=$(pgrep -x credmint | grep -vx -e "$started" -e "$registrys")
	[ "$(echo "$registrys" | wc -w) $(echo "$keeper" | wc -w)" = '1 1' ]
}
for who in started registrys keeper both; do
	check "$who: it_waits" waiting
	check "$who: there_is_a_picture" [ -s "$TMP/q/png" ]
	case $who in
	started) kill -KILL "$started" ;;
	registrys) kill -KILL "$registrys" ;;
	both) kill -KILL "$started" "$registrys" ;;
	keeper)
		kill -KILL "$keeper"
		printf '1\n2\n3\n' >"$TMP/fifo"
		;;
	esac
	wait "$started" 2>/dev/null
	as_before "$who is killed"
	rm -f "$TMP/secret"
done

# At each system call that writes, opens, asks or makes a process: as if killed
# there. Those of each process are counted by a run that ends well. The code is
# the right one, so that some die when all is done: then the new one is there in
# place of the old one, whole. STEPS=all: each of many calls, too.
calls=write,openat,fork,clone,clone3,linkat,pwrite64,fdatasync,close,socketpair,pipe2
# id: that of the one there is
id() {
	echo "$old" | sed 's/.*"id":\([0-9]*\),.*/\1/'
}
# types_code PID: what the app shows, once there is a secret
types_code() {
	tries=0
	until [ -s "$TMP/secret" ]; do
		if [ $((tries += 1)) -gt 200 ] || ! kill -0 "$1" 2>/dev/null; then
			return
		fi
		sleep 0.01
	done
	cp "$TMP/secret" "$TMP/app"
	head -n 1 "$TMP/app" | oathtool -b --hotp -c 0 - >"$TMP/fifo"
}
run() {
	until_true ended
	rm -f "$TMP/secret" "$TMP/q/png" "$TMP/fifo"
	mkfifo "$TMP/fifo"
	exec 4<>"$TMP/fifo"
	setsid -w "$@" credmint authenticator enroll alice --type hotp \
		--qr "$TMP/q/png" --replace "$(id)" -o "$TMP/secret" \
		--code-fd 3 3<&4 4<&- >"$TMP/out" 2>&1 &
	runs=$!
	types_code $runs
	wait $runs 2>/dev/null
	exec 4<&-
	until_true ended
}
# whole WHERE: as it was, good, and no picture; or the new one alone, and good
whole() {
	is=$(credmint authenticator list --json)
	if [ "$is" = "$old" ]; then
		[ -z "$(ls "$TMP/q")" ] || echo "$1: a picture" >>"$TMP/bad"
		still_lets_in || echo "$1: the old one lets nobody in" >>"$TMP/bad"
		kept=$((kept + 1))
		return
	fi
	if [ "$(echo "$is" | grep -c .)" -ne 1 ] || ! lets_in "$TMP/app" 1; then
		echo "$1: neither as it was nor whole: $is" >>"$TMP/bad"
	fi
	old=$(credmint authenticator list --json)
	counter=2
	cp "$TMP/app" "$TMP/shown"
	made=$((made + 1))
}
kept=0
made=0
rm -f "$TMP/secret"
run strace -f -e trace=$calls -o "$TMP/trace"
whole 'not killed'
check not_killed_it_is_enrolled [ $made -eq 1 -a ! -s "$TMP/bad" ]
for call in write openat clone socketpair linkat pipe2 fdatasync close; do
	most=$(grep -oE "^[0-9]+ +$call\(" "$TMP/trace" | sort | uniq -c |
		sort -rn | awk '{ print $1; exit }')
	n=1
	steps=0
	while [ $n -le "${most:-0}" ]; do
		run strace -f -o "$TMP/trace.$call" -e trace=$call \
			-e inject=$call:signal=KILL:when=$n
		whole "$call $n"
		steps=$((steps + 1))
		n=$((n + 1))
		[ $n -lt 9 ] || [ "${STEPS:-}" = all ] || n=$((n + n / 3))
	done
	check "killed_at_each_$call" [ $steps -gt 0 -a ! -s "$TMP/bad" ]
	echo "# $call: $steps of ${most:-0}"
	cat "$TMP/bad" 2>/dev/null
	rm -f "$TMP/bad"
done
check some_were_killed_before_it_counts [ $kept -gt 10 ]
check some_were_killed_after_it_counts [ $made -gt 1 ]
echo "# $kept as before, $made enrolled"

# And the last one is good.
check last_one_is_good lets_in "$TMP/shown" $counter
# Once the code was right, a signal comes too late: it is enrolled, whole.
python3 tests/utils/app.py -o "$TMP/shown" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp --replace "$(id)" --qr "$TMP/q/png" \
	2>"$TMP/err"
check it_can_be_replaced [ "$(credmint authenticator list --json | grep -c .)" -eq 1 -a \
	"$(credmint authenticator list --json)" != "$old" ]
check kept_picture_is_there [ -s "$TMP/q/png" ]
finish
