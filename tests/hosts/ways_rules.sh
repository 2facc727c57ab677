#!/bin/sh
# Sections of the configuration with real programs: networks and a service that
# are asked no code, and ways in of a group alone.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc
. tests/hosts/enrolled.inc

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
useradd -m carol
groupadd guests
usermod -aG guests carol
check init credmint init
word='Correct horse 7'
printf '%s\n' "alice:$word" "bob:$word" "carol:$word" | chpasswd -c YESCRYPT
conf=/etc/credmint/credmint.conf
always='deny = 0
deny_user = 0'

# ---- networks, at sshd: the password, and a code unless one comes from there ----
sshd_stack=credmint-sshd-password
check sshd_starts sshd_start 'ListenAddress ::1'
# from ADDRESS ANSWERS: who came in, and how often a code was asked
from() {
	sshd_host=$1
	: >"$TMP/prompts"
	came=$(sshd_login bob "$2" id -un)
	came="${came:-nobody} $(grep -c 'One-time code' "$TMP/prompts")"
}
is() {
	if [ "$came" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$came: $(cat "$TMP/ssh.err")"
	fi
}
printf '%s\n' "$always" '[login sshd]' 'exempt_networks = 127.0.0.0/8' >$conf
from 127.0.0.1 "$word"
is exempt_network_needs_the_password_alone 'bob 0'
check the_log_tells_why syslog_has \
	'sshd: exempt by network, left to other modules: bob from 127.0.0.1'
from 127.0.0.1 wrong
is and_needs_it 'nobody 0'
from ::1 "$word
$(issue bob)"
is other_networks_are_asked 'bob 1'
printf '%s\n' "$always" '[login su]' 'exempt_networks = 127.0.0.0/8' >$conf
from 127.0.0.1 "$word
$(issue bob)"
is network_of_another_service_is_none 'bob 1'
sshd_stop

# ---- a service ----
cp etc/pam.d/credmint-su /etc/pam.d/su
cp etc/pam.d/credmint-sudo /etc/pam.d/sudo
printf 'Defaults !mail_badpass, lecture=never, timestamp_timeout=0\n%s\n' \
	'alice ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test
printf '%s\n' "$always" '[login su]' 'exempt = yes' >$conf
typist_as alice "? Password: 
! $word" su bob -c 'id -un'
saw exempt_service_needs_the_password_alone 0 bob
check no_code_was_asked asked_times 0
check the_log_tells_of_the_service syslog_has \
	'su: exempt by service, left to other modules: bob from local'
typist_as alice "? One-time code: 
! $(issue alice)" sudo id -un
saw other_services_are_asked 0 root
check once asked_times 1

# ---- ways of a group ----
sed '/^auth.*pam_unix/d' etc/pam.d/credmint-su >/etc/pam.d/su
printf '%s\n' "$always" '[login @guests]' 'ways = recovery' >$conf
# by USER CODE: su to that user
by() {
	typist_as alice "? One-time code: 
! $2" su "$1" -c 'id -un'
}
enrol carol type=hotp
sheet carol 2
by carol "$(hotp "$secret" 0)"
saw guests_have_no_authenticator 1 'su: '
check the_log_says_the_way_is_not_allowed sh -c \
	"credmint log --user carol | grep -q 'no: way not allowed'"
by carol "$(paper 2)"
saw guests_have_their_sheet 0 carol
enrol bob type=hotp
by bob "$(hotp "$secret" 0)"
saw others_have_all_ways 0 bob
finish
