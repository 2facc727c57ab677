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
# as_before NAME: nothing of it is left
as_before() {
	until_true ended
	check "$1: no_process" [ ! -s "$TMP/left" ]
	check "$1: no_picture" [ -z "$(ls "$TMP/q")" ]
	check "$1: the_old_one_alone" [ "$(credmint authenticator list --json)" = "$old" ]
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
# there. Those of each process are counted by a run that ends well.
calls=write,openat,fork,clone,clone3,linkat,pwrite64,fdatasync,close,socketpair,pipe2
run() {
	rm -f "$TMP/secret" "$TMP/q/png" "$TMP/fifo"
	mkfifo "$TMP/fifo"
	# Three that are none: a run that was not killed enrolls nothing, either.
	setsid -w "$@" credmint authenticator enroll alice --qr "$TMP/q/png" \
		--replace 1 -o "$TMP/secret" --code-fd 3 3<>"$TMP/fifo" \
		>"$TMP/out" 2>&1 &
	runs=$!
	printf '1\n2\n3\n' >"$TMP/fifo"
	wait $runs 2>/dev/null
}
run strace -f -e trace=$calls -o "$TMP/trace"
for call in write openat clone socketpair linkat pipe2 close; do
	most=$(grep -oE "^[0-9]+ +$call\(" "$TMP/trace" | sort | uniq -c |
		sort -rn | awk '{ print $1; exit }')
	n=1
	while [ $n -le "${most:-0}" ]; do
		run strace -f -o "$TMP/trace.$call" -e trace=$call \
			-e inject=$call:signal=KILL:when=$n
		[ -z "$(ls "$TMP/q")" ] || echo "$call $n: a picture" >>"$TMP/bad"
		[ "$(credmint authenticator list --json)" = "$old" ] ||
			echo "$call $n: not as it was" >>"$TMP/bad"
		rm -f "$TMP/q/png"
		n=$((n + 1 + n / 3))
	done
	check "killed_at_each_$call" [ ! -s "$TMP/bad" ]
	cat "$TMP/bad" 2>/dev/null
	rm -f "$TMP/bad"
done

# And the old one is good.
head -n 1 "$TMP/shown" | oathtool -b --hotp -c $counter - |
	"$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 192.0.2.1 \
		>"$TMP/verdict" 2>"$TMP/err"
check old_one_is_good grep -q '^yes 1 ' "$TMP/verdict"
# Once the code was right, a signal comes too late: it is enrolled, whole.
python3 tests/utils/app.py -o "$TMP/shown" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp --replace 1 --qr "$TMP/q/png" \
	2>"$TMP/err"
check it_can_be_replaced sh -c "! credmint authenticator list --json | grep -q '^{\"id\":1,'"
check kept_picture_is_there [ -s "$TMP/q/png" ]
finish
