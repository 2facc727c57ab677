#!/bin/sh
# Codes by local mail: etc/deliver/mail and a real mailer, whose set-group-ID
# queue and set-user-ID helper for mailboxes must work below credmint-deliver.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sockets.inc

for user in alice bob u1 u2 u3 u4 u5 u6 u7; do
	useradd -m $user
done
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
mkfifo "$TMP/keyboard"
program=/usr/share/credmint/deliver/mail
box=/var/mail/alice
words='If this account can receive codes, one is on its way.'

# configure PROGRAM [LINE...]
configure() {
	echo "delivery_program = $1" >/etc/credmint/credmint.conf
	shift
	for line; do
		echo "$line" >>/etc/credmint/credmint.conf
	done
}

# forget: no code pending, no failure counted, no mail, nothing logged.
forget() {
	rm -rf /var/lib/credmint /etc/credmint/key /var/mail/*
	credmint init 2>/dev/null
	: >/run/syslog
}

# begin USER [SOURCE]: a login that reads its answers from the keyboard
begin() {
	echo "@$TMP/keyboard" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door \
		"$1" 1 "${2:-192.0.2.7}" >"$TMP/said" 2>"$TMP/shown" &
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

# mails USER: how many have come
mails() {
	sed -n '/^Subject: For your next login$/p' "/var/mail/$1" 2>/dev/null | wc -l
}
# come USER N: whether N have come, and are written to the end
come() {
	[ "$(grep -c '^trying to: tell your administrator\.$' "/var/mail/$1" \
		2>/dev/null)" = "$2" ]
}
# newest USER N: the code in the N-th mail
newest() {
	until_true come "$1" "$2"
	sed -n 's/^Your one-time code is \(.*\)\.$/\1/p' "/var/mail/$1" | tail -n 1
}
no_mailer() {
	! pgrep -x dma && ! pgrep -x mail && ! pgrep credmint
}
# quiet: until no mailer is at work
quiet() {
	until_true no_mailer
}

check the_mailer_is_set_id eval '[ -g /usr/sbin/dma ] && [ -u /usr/lib/dma/dma-mbox-create ]'

# road NAME: a code arrives by mail, and logs in once
road() {
	forget
	configure $program
	begin alice
	code=$(newest alice 1)
	answer "$code"
	outcome "r11_mailed_code_logs_in$1" yes
	check "r12_the_words_are_shown$1" [ "$(cat "$TMP/shown")" = "$words" ]
	begin alice
	newest alice 2 >/dev/null
	answer "$code"
	outcome "r12_it_logs_in_once$1" no
	quiet
}
road ''
[ -s $box ] || finish
check mailbox_is_the_persons [ "$(stat -c '%U' $box)" = alice ]
check mail_is_for_the_person grep -qx 'To: alice' $box
check mail_is_no_ones_to_answer grep -qx 'Auto-Submitted: auto-generated' $box
check mail_says_what_for grep -qx 'Service: door' $box
check mail_says_from_where grep -qx 'From: 192.0.2.7' $box
check subject_holds_no_code [ "$(grep '^Subject:' $box | sort -u)" = 'Subject: For your next login' ]
check no_code_in_the_log eval "! grep -e '$code' /run/syslog"
check nothing_is_left_in_the_queue [ -z "$(ls /var/spool/dma)" ]

# The same where systemd listens: the process that decides is in its sandbox
# from the start, and hands the code over to another.
check systemd_listens sockets_start root deliver
road _through_sockets
check the_code_went_through_its_socket eval \
	"! grep -q 'credmint-deliver.socket' /run/syslog"
sockets_stop deliver
forget
begin alice
sleep 0.5
answer BBBB-BBBB
outcome r11_without_its_socket_the_login_goes_on no
check r12_the_words_stay [ "$(cat "$TMP/shown")" = "$words" ]
check r11_no_mail_comes_then [ ! -e $box ]
check the_log_says_why grep -q 'start credmint-deliver.socket' /run/syslog
sockets_stop

# The login is over long before a slow mailer is.
forget
cat >/usr/local/bin/slow-mail <<'END'
#!/bin/sh
sleep 2
exec /usr/share/credmint/deliver/mail "$1"
END
chmod 755 /usr/local/bin/slow-mail
configure /usr/local/bin/slow-mail
code=$(credmint code issue alice 2>/dev/null)
start=$(date +%s%N)
begin alice
answer "$code"
outcome r11_login_does_not_wait_for_the_mail yes
took=$((($(date +%s%N) - start) / 1000000))
check "r11_it_took_${took}_ms" [ $took -lt 1500 ]
check r11_the_mail_comes_all_the_same until_true come alice 1
quiet

# Where the code can be seen on the way: a mailer that tells what it is given.
mv /usr/sbin/dma /usr/sbin/dma.real
cat >/usr/sbin/dma <<'END'
#!/bin/sh
{
	tr '\0' ' ' </proc/$$/cmdline
	tr '\0' '\n' </proc/$$/environ
	cat
} >/var/lib/credmint/mailer
END
chmod 755 /usr/sbin/dma
forget
configure $program
begin alice
until_true [ -s /var/lib/credmint/mailer ]
quiet
answer x
wait $login
code=$(sed -n 's/^Your one-time code is \(.*\)\.$/\1/p' /var/lib/credmint/mailer)
check mailer_is_handed_the_code [ -n "$code" ]
check code_is_on_its_standard_input_alone \
	[ "$(grep -c -e "$code" /var/lib/credmint/mailer)" = 1 ]
check mailer_is_called_with_the_person grep -q -- 'sendmail -i -- alice ' \
	/var/lib/credmint/mailer
mv /usr/sbin/dma.real /usr/sbin/dma

# refused NAME USER: the program takes no such name, and no mail leaves it
refused() {
	echo x | runuser -u credmint -- $program "$2" 2>/dev/null
	status=$?
	check "program_refuses_$1" [ $status -eq 2 ]
}
refused an_option -oQ/tmp
refused an_address alice@example.org
refused a_route 'example.org!alice'
refused a_pipe '|/bin/sh'
refused a_file /var/mail/bob
refused a_hidden_name .forward
refused a_list alice,bob
refused a_line 'alice
bob'
refused nothing ''

# not_run NAME: the login goes on with the same words, and no mail comes.
not_run() {
	forget
	begin alice
	answer BBBB-BBBB
	outcome "r11_${1}_login_goes_on" no
	if ! [ "$(cat "$TMP/shown")" = "$words" ]; then
		fail "r11_${1}_is_not_run" "words: $(cat "$TMP/shown")"
	elif ! until_true grep -q 'credmint-deliver.*nothing delivered: ' /run/syslog; then
		fail "r11_${1}_is_not_run" "$(cat /run/syslog)"
	elif [ -e $box ]; then
		fail "r11_${1}_is_not_run" 'it ran'
	else
		pass "r11_${1}_is_not_run"
	fi
}
mkdir -p /usr/local/a/b
for at in /usr/local/mail /usr/local/a/b/mail; do
	cp $program $at
done
configure /usr/local/mail
forget
begin alice
answer BBBB-BBBB
wait $login
check r11_a_copy_of_roots_runs until_true come alice 1
quiet
chown credmint /usr/local/mail
not_run program_of_credmint
chown root /usr/local/mail
chmod g+w /usr/local/mail
not_run program_of_a_group
configure /usr/local/a/b/mail
chmod o+w /usr/local/a
not_run program_below_a_writable_directory
chmod o-w /usr/local/a
chown bob /usr/local/a
not_run program_below_a_directory_of_another
chown root /usr/local/a
ln -s a /usr/local/by-root
configure /usr/local/by-root/b/mail
forget
begin alice
answer BBBB-BBBB
wait $login
check r11_a_link_of_roots_is_followed until_true come alice 1
quiet

# Somebody unknown: the same words, and no mail.
forget
configure $program
begin nobody-here
answer BBBB-BBBB
outcome r12_unknown_name_is_refused no
check r12_unknown_name_sees_the_words [ "$(cat "$TMP/shown")" = "$words" ]
check r12_nobody_is_mailed [ -z "$(ls /var/mail)" ]

# Three pending.
for n in 1 2 3 4 5; do
	begin alice 198.51.100.$n
	answer BBBB-BBBB
	wait $login
	cat "$TMP/shown" >>"$TMP/all_shown"
done
quiet
check r12_three_pending_at_most [ "$(mails alice)" = 3 ]
check r12_the_words_stay_the_same \
	[ "$(sort "$TMP/all_shown" | uniq -c | sed 's/^ *//')" = "5 $words" ]

# Five an hour, though each was used.
forget
for n in 1 2 3 4 5; do
	begin alice
	answer "$(newest alice $n)"
	outcome "r12_code_${n}_of_an_hour_logs_in" yes
done
begin alice
sleep 0.3
answer BBBB-BBBB
outcome r12_sixth_has_the_same_prompt no
quiet
check r12_five_an_hour_at_most [ "$(mails alice)" = 5 ]
check r12_sixth_sees_the_words [ "$(cat "$TMP/shown")" = "$words" ]

# Twenty an hour from one source, whoever they are for.
forget
for user in u1 u2 u3 u4 u5 u6 u7; do
	for n in 1 2 3; do
		begin $user 203.0.113.9
		answer BBBB-BBBB
		wait $login
	done
done
quiet
check r12_twenty_an_hour_from_a_source_at_most \
	[ "$(cat /var/mail/u* | grep -c '^Subject: ')" = 20 ]
begin bob 203.0.113.10
answer BBBB-BBBB
wait $login
check r12_another_source_is_free until_true come bob 1
quiet

# And what would be without it: no new privileges, no mail.
forget
printf 'To: alice\n\nx\n' >"$TMP/letter"
check mailer_works_for_credmint runuser -u credmint -- sh -c \
	"$program alice <'$TMP/letter'"
check r11_it_cannot_under_no_new_privs eval \
	"! runuser -u credmint -- setpriv --no-new-privs $program alice <'$TMP/letter'"
cat >/usr/local/bin/look <<'END'
#!/bin/sh
grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status >/var/lib/credmint/look
END
chmod 755 /usr/local/bin/look
configure /usr/local/bin/look
begin alice
answer x
wait $login
until_true [ -s /var/lib/credmint/look ]
check r11_delivery_is_not_in_the_sandbox [ "$(tr -d '\t' </var/lib/credmint/look |
	tr '\n' ' ')" = 'NoNewPrivs:0 Seccomp:0 ' ]
finish
