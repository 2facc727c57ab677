#!/bin/sh
# A login's process is closed in while it waits; what delivers is not.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sockets.inc

useradd alice
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
mkfifo "$TMP/keyboard"
cat >/usr/local/libexec-mail <<'MAIL'
#!/bin/sh
{
	cat
	grep -E '^(NoNewPrivs|Seccomp|CapEff|Uid)' /proc/self/status
} >/var/lib/credmint/letter.new
mv /var/lib/credmint/letter.new /var/lib/credmint/letter
MAIL
chmod 755 /usr/local/libexec-mail
echo 'delivery_program = /usr/local/libexec-mail' >/etc/credmint/credmint.conf
user=$(id -u credmint)

# What a process has in its status; of its name the first 15 letters.
of() {
	sed -n "s/^$2:[	 ]*//p" "/proc/$(pgrep -x "$1" | head -n 1)/status" | tr '\t' ' '
}
ours=$(sed -n 's/^Seccomp_filters:[	 ]*//p' /proc/self/status)
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2, not $3"
	fi
}
waits_for() {
	tries=0
	until "$@" 2>/dev/null || [ "$tries" -gt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	[ "$tries" -le 200 ]
}
asks() {
	[ "$(of credmint-auth Seccomp)" = 2 ] && pgrep -x credmint-delive >"$TMP/pid"
}

# confined NAME: a login with a delivered code, looked at while it waits.
confined() {
	rm -f /var/lib/credmint/letter
	echo "@$TMP/keyboard" | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door \
		alice 1 192.0.2.7 >"$TMP/said" 2>/dev/null &
	login=$!
	check "r04_a_login_waits_for_its_answer_$1" waits_for asks
	is "r04_it_is_in_the_sandbox_$1" "$(of credmint-auth NoNewPrivs) $(of \
		credmint-auth Seccomp) $(of credmint-auth Seccomp_filters)" \
		"1 2 $((ours + 1))"
	is "r04_it_has_nothing_of_root_$1" "$(of credmint-auth Uid) $(of \
		credmint-auth CapEff) $(of credmint-auth CapPrm)" \
		"$user $user $user $user 0000000000000000 0000000000000000"
	is "r11_what_delivers_is_not_in_it_$1" "$(of credmint-delive \
		NoNewPrivs) $(of credmint-delive Seccomp_filters)" "0 $ours"
	check "r11_a_code_was_delivered_$1" waits_for [ -s /var/lib/credmint/letter ]
	check "r11_the_program_may_gain_rights_$1" grep -q '^NoNewPrivs:.0' \
		/var/lib/credmint/letter
	sed -n 's/^Your one-time code is \(.*\)\.$/\1/p' /var/lib/credmint/letter |
		timeout 10 tee "$TMP/keyboard" >/dev/null
	wait $login
	is "r12_the_delivered_code_is_good_$1" "$(cat "$TMP/said")" \
		'yes 1 no 0 other 0'
	check "no_process_is_left_$1" waits_for sh -c '! pgrep -x credmint-auth'
}
confined started_by_a_relay
sockets_start root deliver
confined activated

# Without a deliverer the login goes on, and the log says what is missing.
sockets_stop deliver
: >/run/syslog
is r11_login_goes_on_without_a_deliverer "$(credmint code issue alice \
	2>/dev/null | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 \
	2>/dev/null)" 'yes 1 no 0 other 0'
check r11_and_the_log_says_what_to_start waits_for grep -q \
	'deliver.socket: .*start credmint-deliver.socket' /run/syslog
# Only user credmint may hand codes over.
sockets_start deliver
is r11_deliver_socket_is_not_for_others "$(setpriv --reuid alice --regid alice \
	--clear-groups "$BUILD/tests/hosts/drive_hello" \
	/run/credmint/deliver.socket)" 'cannot connect: Permission denied'
is r11_nor_for_root "$("$BUILD/tests/hosts/drive_hello" \
	/run/credmint/deliver.socket)" closed
sockets_stop
finish
