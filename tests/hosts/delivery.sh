#!/bin/sh
# Codes minted at a login and delivered: the real module, the real programs.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
useradd bob
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
mkfifo "$TMP/keyboard"
append=/usr/share/credmint/deliver/append-file
delivered=/var/lib/credmint/delivered/alice
programs=/usr/local/deliver
mkdir $programs

# configure PROGRAM [LINE...]
configure() {
	echo "delivery_program = $1" >/etc/credmint/credmint.conf
	shift
	for line; do
		echo "$line" >>/etc/credmint/credmint.conf
	done
}

# forget: no code pending, no failure counted, nothing logged.
forget() {
	rm -rf /var/lib/credmint /etc/credmint/key
	credmint init 2>/dev/null
	: >/run/syslog
}

# program NAME: a delivery program of root's from standard input.
program() {
	cat >"$programs/$1"
	chmod 755 "$programs/$1"
}

# Start a login that reads its answers from the keyboard; end it.
begin() {
	echo "@$TMP/keyboard" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door \
		"$1" 1 192.0.2.7 >"$TMP/said" 2>"$TMP/shown" &
	login=$!
}
# answer TEXT: once the prompt stands there.
answer() {
	printf '%s\n' "$1" | timeout 10 tee "$TMP/keyboard" >/dev/null
}
# outcome NAME yes|no
outcome() {
	wait $login
	case "$2 $(cat "$TMP/said")" in
	'yes yes 1 no 0 other 0' | 'no yes 0 no 1 other 0') pass "$1" ;;
	*) fail "$1" "$(cat "$TMP/said" "$TMP/shown")" ;;
	esac
}

# until_true COMMAND...: within five seconds.
until_true() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.05
	done
}

# The newest code in the delivered file, once N have come.
letters() {
	[ "$(grep -c '^To: ' "$delivered")" -ge "$1" ]
}
newest() {
	until_true letters "$1"
	sed -n 's/^Your one-time code is \(.*\)\.$/\1/p' $delivered | tail -n 1
}
words='If this account can receive codes, one is on its way.'

# The main road.
configure $append
begin alice
code=$(newest 1)
answer "$code"
outcome r11_delivered_code_logs_in yes
check r12_the_words_are_shown [ "$(cat "$TMP/shown")" = "$words" ]
check file_is_0600_of_credmint \
	[ "$(stat -c '%a %U' $delivered)" = '600 credmint' ]
check directory_is_0700_of_credmint \
	[ "$(stat -c '%a %U' ${delivered%/*})" = '700 credmint' ]
check message_is_the_documented_one sh -c "sed -e 's/[0-9T:-]*Z/TIME/' \
	-e 's/is [A-Z-]*\.$/is CODE./' $delivered >'$TMP/letter' &&
	printf '%s\n' 'To: alice' 'Service: door' 'From: 192.0.2.7' \
	'Expires: TIME' '' 'Your one-time code is CODE.' \
	'It is good once, for the login that asked for it, until TIME.' \
	'Nobody will ask you for it. If you are not logging in now, somebody else is' \
	'trying to: tell your administrator.' | diff - '$TMP/letter'"
check log_says_it_was_handed_over until_true \
	grep -q "credmint-deliver.*a code for alice was handed to $append" /run/syslog
check no_code_in_the_log sh -c "! grep -q -e '$code' /run/syslog"

begin alice
newest 2 >/dev/null
answer "$code"
outcome r12_it_logs_in_once no

# A resend kills the code before it.
forget
begin alice
first=$(newest 1)
answer resend
second=$(newest 2)
answer "$first"
outcome r12_code_before_a_resend_is_dead no
begin alice
newest 3 >/dev/null
answer Resend
answer "$(newest 4)"
outcome r12_code_after_a_resend_logs_in yes
check each_code_is_another [ "$first" != "$second" ]

# Somebody unknown, and one who has three pending: words, and no letter.
forget
begin nobody-here
answer BBBB-BBBB
outcome r12_unknown_name_is_refused no
check r12_unknown_name_sees_the_words [ "$(cat "$TMP/shown")" = "$words" ]
for _ in 1 2 3 4 5; do
	begin alice
	answer BBBB-BBBB
	wait $login
done
until_true letters 3
sleep 0.2
check r12_three_pending_at_most \
	[ "$(grep -c '^To: ' $delivered)" = 3 ]

# Two at once, before there is a directory.
rm -rf ${delivered%/*}
for n in 1 2 3 4 5 6 7 8; do
	echo "To: $n" | setpriv --reuid credmint --regid credmint \
		--clear-groups $append alice &
done
until_true letters 8
check deliveries_at_once_all_arrive [ "$(grep -c '^To: ' $delivered)" = 8 ]

# What the program is given, and what it is not.
program look <<'END'
#!/bin/sh
out=$(readlink /proc/$$/fd/1)
err=$(readlink /proc/$$/fd/2)
{
	tr '\0' '\n' </proc/$$/environ
	echo "argc=$# argv=$1 pwd=$(pwd) umask=$(umask) uid=$(id -un) gid=$(id -Gn)"
	echo "out=$out err=$err"
	grep -E '^(CapInh|CapEff|CapPrm|CapAmb|SigIgn|SigBlk|NoNewPrivs):' /proc/self/status
	echo "leader=$(($(cut -d ' ' -f 6 /proc/$$/stat) - $$))"
	echo "lines=$(wc -l)"
	ls /proc/self/fd
} >/var/lib/credmint/look.new 2>&1
mv /var/lib/credmint/look.new /var/lib/credmint/look
END
forget
configure $programs/look
SECRET=of-the-caller begin alice
answer x
wait $login
until_true [ -e /var/lib/credmint/look ]
cat >"$TMP/look" <<'END'
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
argc=1 argv=alice pwd=/ umask=0077 uid=credmint gid=credmint
out=/dev/null err=/dev/null
SigBlk:	0000000000000000
SigIgn:	0000000000000000
CapInh:	0000000000000000
CapPrm:	0000000000000000
CapEff:	0000000000000000
CapAmb:	0000000000000000
NoNewPrivs:	0
leader=0
lines=9
0
1
2
3
END
# grep is asked about itself: a shell that starts it blocks all signals for a
# moment. Descriptor 3 is that of the directory that ls itself reads.
check r11_program_is_given_what_is_documented_and_nothing_else \
	diff "$TMP/look" /var/lib/credmint/look

# not_run NAME: the login has the same words, the program does not run.
not_run() {
	forget
	begin alice
	answer BBBB-BBBB
	outcome "r11_${1}_login_goes_on" no
	if ! [ "$(cat "$TMP/shown")" = "$words" ]; then
		fail "r11_${1}_is_not_run" "words: $(cat "$TMP/shown")"
	elif ! until_true grep -q 'credmint-deliver.*nothing delivered: ' /run/syslog; then
		fail "r11_${1}_is_not_run" "$(cat /run/syslog)"
	elif [ -e /run/ran/ran ]; then
		fail "r11_${1}_is_not_run" 'it ran'
	else
		pass "r11_${1}_is_not_run"
	fi
}
mkdir -m 777 /run/ran
program trusted <<'END'
#!/bin/sh
: >/run/ran/ran
END
configure $programs/trusted
begin alice
answer BBBB-BBBB
wait $login
check r11_trusted_program_runs until_true [ -e /run/ran/ran ]
rm -f /run/ran/ran

cp $programs/trusted $programs/bobs
chown bob $programs/bobs
configure $programs/bobs
not_run program_of_another
cp $programs/trusted $programs/writable
chmod 777 $programs/writable
configure $programs/writable
not_run writable_program
mkdir $programs/open
cp $programs/trusted $programs/open/program
chmod 777 $programs/open
configure $programs/open/program
not_run program_in_a_writable_directory
configure $programs/absent
not_run absent_program

# A slow one holds up nobody, and is ended with all it started.
program slow <<'END'
#!/bin/sh
sleep 61.25 &
sleep 61.25
END
forget
configure $programs/slow 'delivery_timeout = 2s'
code=$(credmint code issue alice 2>/dev/null)
start=$(date +%s%N)
begin alice
answer "$code"
outcome r11_slow_program_does_not_delay_a_login yes
took=$((($(date +%s%N) - start) / 1000000))
check "r11_slow_login_took_${took}_ms" [ $took -lt 1500 ]
check r11_slow_program_runs_on until_true pgrep -fx 'sleep 61.25'
check r11_slow_program_is_killed_and_logged until_true \
	grep -q "credmint-deliver.*$programs/slow: killed, took longer than 2 seconds" \
	/run/syslog
no_sleeper() {
	! pgrep -lfx 'sleep 61.25'
}
check r11_its_process_group_is_killed until_true no_sleeper

# One that fails is logged.
program failing <<'END'
#!/bin/sh
exit 7
END
forget
configure $programs/failing
begin alice
answer x
wait $login
check failing_program_is_logged until_true \
	grep -q "credmint-deliver.*$programs/failing: failed with exit status 7" /run/syslog

# The program that is installed, by itself.
append_refuses() {
	! echo x | runuser -u credmint -- "$append" "$@"
}
for name in '' . .. .x -x a/b "a
b"; do
	check "append_file_refuses_$(printf %s "$name" | tr '\n/' '__')" \
		append_refuses "$name"
done
check append_file_refuses_no_name append_refuses
runuser -u credmint -- mkdir ${delivered%/*}
runuser -u credmint -- ln -s "$TMP/elsewhere" ${delivered%/*}/link
check append_file_follows_no_link append_refuses link

no_process() {
	! pgrep -l credmint && ! pgrep -l drive_pam && ! pgrep -l -r Z .
}
check no_process_is_left until_true no_process
finish
