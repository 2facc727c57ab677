#!/bin/sh
# credmint doctor --user: where every login is refused, it says so of each service,
# why, and what to do; and what it says to do helps. Each is tried by a login.
# shellcheck disable=SC2119,SC2154

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/doctor.inc
. tests/hosts/enrolled.inc

# door [ARGUMENT...]: the stack of a service that asks for a code alone
door() {
	printf 'auth required pam_credmint.so %s\naccount required pam_permit.so\n' \
		"$*" >/etc/pam.d/door
}

# lets ANSWER: a login that is asked for one answer
lets() {
	"$BUILD/tests/pam/drive_stack" "${service:-door}" alice of-a-Person-1 "$1" \
		>/dev/null 2>&1
}

# refused_is NAME ANSWER
refused_is() {
	if lets "$2"; then
		fail "$1" "it lets in"
	else
		pass "$1"
	fi
}

# tells NAME ANSWER TEXT: a right answer is refused, and the service's line says
# why, with a mend; no line says that it has a way in.
tells() {
	refused_is "$1: a login is refused" "$2"
	doctor --user alice --service "${service:-door}"
	line=$(grep -E "^bad +${service:-door} +.*$3.*; " "$TMP/out" | head -n 1)
	echo "$line" >"$TMP/told"
	if [ $status -eq 1 ] && [ -n "$line" ] && ! grep -q 'ways in' "$TMP/out"; then
		pass "$1"
	else
		fail "$1" "exit $status: $(cat "$TMP/out" "$TMP/err")"
	fi
}

# mended NAME ANSWER: what was told last is typed, and then it is as it says.
mended() {
	mend=$(sed -n 's/.*; .*run: //p' "$TMP/told")
	sh -c "${mend:-false}" >"$TMP/mend" 2>&1 || fail "$1: the mend runs" \
		"$mend: $(cat "$TMP/mend")"
	opens "$1: the mend mends" "$2"
}

# opens NAME ANSWER: doctor says there is a way in, and there is.
opens() {
	doctor --user alice --service "${service:-door}"
	if said ok "${service:-door}" 'ways in' && lets "$2"; then
		pass "$1"
	else
		fail "$1" "exit $status: $(cat "$TMP/out" "$TMP/err")"
	fi
}

door
credmint code issue --uses 900 alice >"$TMP/code" 2>/dev/null
code=$(tr -d - <"$TMP/code")
opens a_host_that_is_well "$code"

# ---- the registry can only be read ----
registry=/var/lib/credmint/registry.db
for end in '' -wal; do
	chmod 0400 $registry$end
	tells "registry_that_is_read_only$end" "$code" 'the registry cannot be written'
	check "it_is_told_once_more$end" said bad registry 'every login is refused'
	doctor
	check "the_host_tells_it$end" said bad registry "(mode 0400|cannot be written).*; run: chmod 0600"
	check "and_not_that_it_is_well$end" unsaid ok registry opens
	mended "registry_that_is_read_only$end" "$code"
done
mount --bind /var/lib/credmint /var/lib/credmint
mount -o remount,bind,ro /var/lib/credmint
doctor
check the_host_tells_of_the_mount said bad registry \
	'every login is refused.*Read-only file system; run: .*mount -o remount,rw'
check and_not_that_it_is_well unsaid ok registry opens
tells registry_on_a_read_only_mount "$code" 'the registry cannot be written'
mended registry_on_a_read_only_mount "$code"
umount /var/lib/credmint
credmint log --json >"$TMP/log1"
cksum $registry $registry-wal >"$TMP/sum1"
doctor
doctor --user alice
credmint log --json >"$TMP/log2"
cksum $registry $registry-wal >"$TMP/sum2"
check looking_writes_nothing sh -c 'cmp "$1/log1" "$1/log2" && cmp "$1/sum1" "$1/sum2"' sh "$TMP"

# ---- credmint-auth ----
auth=$(find /usr/lib /usr/libexec -name credmint-auth -type f | head -n 1)
mv "$auth" "$auth.away"
tells program_that_is_gone "$code" 'credmint-auth cannot be started: No such file'
check it_is_said_once_for_all said bad credmint-auth 'every login is refused'
printf '#!/bin/sh\nexit 1\n' >"$auth"
chmod 0755 "$auth"
tells program_that_ends_at_once "$code" 'no answer comes from credmint-auth'
chmod 0644 "$auth"
tells program_that_cannot_be_run "$code" 'credmint-auth cannot be started: Permission denied'
mv "$auth.away" "$auth"
opens a_program_that_is_back "$code"
mkdir -p /run/credmint
python3 -c 'import os, socket, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.bind("/run/credmint/root.socket")
os.setuid(65534)
s.listen()
print("ready", flush=True)
time.sleep(60)' >"$TMP/ready" 2>&1 &
other=$!
for i in 1 2 3 4 5 6 7 8 9 10; do
	grep -q . "$TMP/ready" && break
	sleep 0.1
done
tells socket_of_another "$code" '/run/credmint/root.socket cannot be reached: who listens there is not root'
kill $other
wait $other 2>/dev/null
opens a_socket_that_nobody_listens_on "$code"
rm /run/credmint/root.socket

# ---- the line ----
door wrong_word
tells argument_that_there_is_not "$code" 'there is no argument wrong_word at /etc/pam.d/door:1'
door forward_pass=17
tells forward_pass_that_is_too_long "$code" 'by forward_pass=17'
door try_first_pass use_first_pass
tells arguments_that_exclude_each_other "$code" 'try_first_pass and use_first_pass'
door forward_pass=8 forward_pass=9
tells arguments_that_contradict "$code" 'forward_pass=8 and forward_pass=9'
doctor
check the_host_tells_of_arguments said bad 'pam door' 'door:1: every login is refused, forward_pass=8 and forward_pass=9'
door forward_pass
opens forward_pass_alone "$code"
conf '[login door]' 'grace = 8h'
tells forward_pass_beside_grace "$code" 'forward_pass at /etc/pam.d/door:1 and grace exclude'
conf '[login elsewhere]' 'grace = 8h'
opens grace_elsewhere "$code"
groupadd team-of-it
conf '[login @team-of-it]' 'grace = 8h'
tells grace_of_others "$code" 'forward_pass at /etc/pam.d/door:1 and grace exclude'
conf '[login @team-of-it]' 'grace = 8h' '[login door @team-of-it]' 'grace ='
opens grace_that_does_not_hold_here "$code"
conf ''
credmint recovery issue --count 3 alice >"$TMP/sheet" 2>/dev/null
paper=$(sed -n 1p "$TMP/sheet" | tr -d -)
door forward_pass=6
tells codes_that_do_not_fit "$paper" \
	'recovery codes of 12 characters do not fit into forward_pass=6'
check none_fits said bad door 'issued codes of 8 characters do not fit'
door forward_pass=8
opens what_fits "$code"
check what_does_not_is_told said ok door 'ways in: issued .recovery codes of 12 characters do not fit'
door forward_pass=12
doctor --user alice --service door
check with_room_for_all said ok door 'ways in: issued, recovery .3.$'
check it_has_room lets "$paper"
door
credmint authenticator remove --all alice >/dev/null 2>&1

# ---- the stack, and the host ----
service=gate
gate() {
	printf '%s\n' "$@" >/etc/pam.d/gate
}
gate 'auth required pam_credmint.so' 'account required pam_unix.so'
chage -E 2020-01-01 alice
tells account_that_has_expired "$code" 'alice is refused whatever the code: the account has expired'
service=door opens where_nobody_asks_for_that "$code"
service=gate
mended account_that_has_expired "$code"
chage -d 2020-01-01 -M 30 -I 7 alice
tells password_that_is_too_old "$code" 'the password has expired'
mended password_that_is_too_old "$code"
gate 'auth required pam_nologin.so' 'auth required pam_credmint.so' 'account required pam_unix.so'
touch /etc/nologin
tells nologin "$code" 'there is a nologin file, and its auth lines ask'
mended nologin "$code"
gate 'auth required pam_credmint.so' 'account required pam_nologin.so' 'account required pam_unix.so'
touch /etc/nologin
tells nologin_of_the_account_lines "$code" 'there is a nologin file, and its account lines ask'
rm /etc/nologin
gate 'auth required pam_shells.so' 'auth required pam_credmint.so' 'account required pam_unix.so'
cp /bin/sh /usr/local/bin/her-shell
usermod --shell /usr/local/bin/her-shell alice
tells shell_that_is_not_listed "$code" 'the shell is not in /etc/shells'
mended shell_that_is_not_listed "$code"
gate 'auth sufficient pam_unix.so' 'auth required pam_credmint.so' 'account required pam_unix.so'
usermod --lock alice
doctor --user alice --service gate
check a_password_that_is_not_needed said ok gate 'ways in'
gate 'auth required pam_unix.so' 'auth required pam_credmint.so' 'account required pam_unix.so'
doctor --user alice --service gate
check a_password_that_is said bad gate 'the password is locked, and its auth lines ask for that; run: usermod --unlock alice'
usermod --unlock alice
gate 'auth required pam_credmint.so' 'auth required pam_deny.so' 'account required pam_unix.so'
tells stack_that_nobody_gets_through "$code" 'no answer leads through its auth lines'
gate 'auth required pam_credmint.so' 'account required pam_deny.so'
tells account_lines_that_refuse_all "$code" 'no answer leads through its account lines'
service=door

# ---- modules that let in, or do not, with nothing asked ----
# beside NAME LINE STATE TEXT: what a line before a code makes of a wrong one
beside() {
	printf '%s\n' "$2" 'auth required pam_credmint.so' \
		'account required pam_permit.so' >/etc/pam.d/beside
	if "$BUILD/tests/pam/drive_stack" beside alice - XXXX-XXXX >/dev/null 2>&1; then
		lets_in=yes
	else
		lets_in=no
	fi
	doctor
	if [ "$3" = $lets_in ] && said "$4" 'pam beside' "$5"; then
		pass "$1"
	else
		fail "$1" "lets in: $lets_in; $(grep 'pam beside' "$TMP/out")"
	fi
}
conf 'deny = 20'
for module in shells localuser; do
	beside "sufficient_$module" "auth sufficient pam_$module.so" yes bad \
		"lets in with nothing asked nearly everybody, by 'sufficient' of pam_$module.so at /etc/pam.d/beside:1; write 'required' there"
	beside "required_$module" "auth required pam_$module.so" no ok 'credmint is asked'
done
for module in env faildelay warn group; do
	beside "sufficient_$module" "auth sufficient pam_$module.so" no ok 'credmint is asked'
done
rm /etc/pam.d/beside
conf ''

# ---- where a value stands ----
conf 'deny = 5'
printf '# why\ndeny = 0\ntotp_window = 20\n' >/etc/credmint/credmint.conf.d/50-site.conf
doctor
check the_place_of_a_limit said bad lockout 'write deny = 5 in /etc/credmint/credmint.conf.d/50-site.conf:2'
check the_place_of_a_window said note windows 'write totp_window = 1 in /etc/credmint/credmint.conf.d/50-site.conf:3'
rm /etc/credmint/credmint.conf.d/50-site.conf
conf ''

# ---- sshd ----
ssh-keygen -A >/dev/null 2>&1
mkdir -p /run/sshd
service=sshd
printf 'auth required pam_credmint.so\naccount required pam_permit.so\n' >/etc/pam.d/sshd
# sshd_conf LINE...: what it goes by
sshd_conf() {
	printf '%s\n' 'UsePAM yes' 'KbdInteractiveAuthentication yes' "$@" >/etc/ssh/sshd_config
}
# keeps_out NAME WORD LINE: both lines say so, and where that stands
keeps_out() {
	sshd_conf "$3"
	doctor --user "${4:-alice}" --service sshd
	if [ "$(grep -cE "^bad  *sshd .*$2.*; change ${2%% *} at /etc/ssh/sshd_config:3" "$TMP/out")" -eq 2 ] &&
		! grep -q '^ok *sshd' "$TMP/out"; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/out" "$TMP/err")"
	fi
}
keeps_out deny_users 'DenyUsers names that user' 'DenyUsers bob al*'
keeps_out allow_users 'AllowUsers has not that user' 'AllowUsers bob'
keeps_out deny_groups 'DenyGroups names a group' 'DenyGroups alice'
keeps_out allow_groups 'AllowGroups has not a group' 'AllowGroups team-of-it'
keeps_out root_at_all 'PermitRootLogin no' 'PermitRootLogin no' root
keeps_out root_by_a_code 'PermitRootLogin without-password' 'PermitRootLogin prohibit-password' root
sshd_conf 'AllowUsers alice@192.0.2.*' 'DenyUsers alice@198.51.100.1'
doctor --user alice --service sshd
check let_in_from_somewhere said ok sshd 'ways in: issued'
sshd_conf
usermod --shell /bin/nothing alice 2>/dev/null
doctor --user alice --service sshd
check no_shell_is_refused_by_sshd said bad sshd 'the shell cannot be run; run: usermod --shell /bin/sh alice'
usermod --shell /bin/bash alice
service=door

# ---- a login that is only claimed ----
. tests/hosts/sockets.inc
doctor --user alice --service self:door
check nobody_listens said bad self:door 'nobody answers at /run/credmint/self.socket'
sockets_start root self
# locker CODE: a program of alice's own asks
locker() {
	setpriv --reuid alice --regid alice --clear-groups \
		"$BUILD/tests/pam/drive_stack" door alice - "$1" >/dev/null 2>&1
}
doctor --user alice --service self:door
check claimed_logins_are_explained said note self:door \
	'for some networks and those that lead to a new password are refused'
check and_have_their_ways said ok self:door 'ways in: issued'
check which_let_in locker "$code"
credmint code revoke --user alice >/dev/null 2>&1
bound=$(credmint code issue --network 127.0.0.0/8 alice 2>/dev/null)
doctor --user alice --service self:door
check a_code_for_networks_is_none said bad self:door 'no way in: a code is for some networks'
if locker "$bound"; then
	fail which_is_refused "it lets in"
else
	pass which_is_refused
fi
sockets_stop
credmint code revoke --user alice >/dev/null 2>&1
credmint code issue --uses 900 alice >"$TMP/code" 2>/dev/null
code=$(tr -d - <"$TMP/code")

# ---- words that are none ----
refused empty_user 2 '--user needs the name of an account' credmint doctor --user ''
refused user_with_a_blank 2 '--user needs the name of an account' credmint doctor --user 'a b'
refused empty_service 2 '--service needs the name of a PAM service' \
	credmint doctor --user alice --service ''

# ---- more services than a few ----
i=0
while [ $i -lt 70 ]; do
	i=$((i + 1))
	cp /etc/pam.d/door /etc/pam.d/a-door-$i
done
doctor --user alice --service door
check the_last_of_many said ok door 'ways in: issued'
doctor --user alice
check all_of_many [ "$(grep -c 'ways in: issued' "$TMP/out")" -ge 71 ]
rm /etc/pam.d/a-door-*

# ---- an app, and the clock ----
credmint code revoke --user alice >/dev/null 2>&1
conf 'ways = authenticator'
enrol alice step=30
echo 86400 >/etc/clock-shift
check app_of_a_clock_that_is_ahead lets "$(totp "$secret")"
echo 0 >/etc/clock-shift
credmint clock reset >/dev/null 2>&1
tells app_that_was_used_ahead_of_now "$(totp "$secret")" \
	'no way in: codes of authenticator [0-9]* are refused until'
check until_when_and_what_helps said bad authenticator \
	"$id .*its codes are refused until .*T.*Z, because one was used when the clock was ahead.*; wait until then, .*run: credmint authenticator enroll --replace $id alice"
until=$(sed -n 's/^bad *authenticator .*refused until \([^,]*\),.*/\1/p' "$TMP/out")
until=$(($(date -d "${until:-1970-01-01}" +%s) - $(date +%s)))
check the_time_is_right [ $until -gt 86280 ]
echo $((until - 35)) >/etc/clock-shift
refused_is before_it_is_refused "$(totp "$secret")"
echo $((until + 1)) >/etc/clock-shift
opens then_it_is_good "$(totp "$secret")"
echo 0 >/etc/clock-shift
credmint clock reset >/dev/null 2>&1
credmint authenticator remove --all alice >/dev/null 2>&1
conf ''

# ---- a seed that cannot be read ----
conf 'ways = authenticator'
enrol alice
whole=$secret
enrol alice
sqlite3() {
	setpriv --reuid credmint --regid credmint --clear-groups sqlite3 "$@"
}
sqlite3 $registry "UPDATE authenticator SET sealed = zeroblob(length(sealed)) WHERE id = $id"
doctor --user alice --service door
check one_of_two_counts said ok door 'ways in: authenticator$'
check it_is_told said bad authenticator "$id cannot be read"
check and_lets_in lets "$(totp "$whole")"
credmint authenticator remove alice $((id - 1)) >/dev/null 2>&1
tells seed_that_is_damaged "$(totp "$secret")" 'alice has no way in'
conf ''
finish
