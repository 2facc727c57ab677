#!/bin/sh
# The fail2ban filter on what real logins wrote: refusals give the address they
# came from, nothing else does, and nobody can name another's.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd -m alice
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
filter=/etc/fail2ban/filter.d/credmint.conf

# login SERVICE USER RHOST ANSWER
login() {
	printf '%s\n' "$4" | timeout 20 "$BUILD/tests/hosts/drive_pam" \
		"$TMP/pam" "$1" "$2" 1 "$3" 2>/dev/null
}

# lines: what credmint-auth wrote since the last time, as syslogd writes it
lines() {
	sed -n 's/^<[0-9]*>\(.\{15\}\) \(credmint-auth.*\)/\1 host \2/p' /run/syslog
	: >/run/syslog
}

# addresses FILE: each address that fail2ban would count, a line
addresses() {
	fail2ban-regex --print-all-matched -o '<ip>' "$1" "$filter" 2>"$TMP/err"
}

# bans NAME FILE ADDRESS...: counted are these, in any order
bans() {
	name=$1
	file=$2
	shift 2
	[ -s "$file" ] || fail "$name" 'nothing was logged'
	[ $# -eq 0 ] || printf '%s\n' "$@" | sort >"$TMP/wanted"
	[ $# -ne 0 ] || : >"$TMP/wanted"
	addresses "$file" | sort >"$TMP/found"
	if cmp -s "$TMP/wanted" "$TMP/found"; then
		pass "$name"
	else
		fail "$name" "found: $(cat "$TMP/found" "$TMP/err")"
		sed 's/^/    /' "$file"
	fi
}

# ---- refusals ----
login door alice 192.0.2.7 BBBB-BBBB >/dev/null
login door alice 2001:db8::7 BBBB-BBBB >/dev/null
login door nobody-here 192.0.2.8 BBBB-BBBB >/dev/null
login door alice 192.0.2.9 '' >/dev/null
lines >"$TMP/refused"
bans refusals_give_their_address "$TMP/refused" \
	192.0.2.7 2001:db8::7 192.0.2.8 192.0.2.9

printf 'deny = 1\n' >/etc/credmint/credmint.conf
login door alice 192.0.2.10 BBBB-BBBB >/dev/null
login door alice 192.0.2.10 BBBB-BBBB >/dev/null
lines >"$TMP/locked"
check one_of_these_is_locked grep -q 'refused, locked' "$TMP/locked"
bans locked_ones_count_too "$TMP/locked" 192.0.2.10 192.0.2.10
: >/etc/credmint/credmint.conf

# ---- what is no refusal, or from nowhere ----
code=$(credmint code issue alice 2>/dev/null)
: >/run/syslog
check a_code_is_accepted [ "$(login door alice 192.0.2.11 "$code")" = \
	'yes 1 no 0 other 0' ]
lines >"$TMP/accepted"
check it_is_logged grep -q 'one-time code accepted' "$TMP/accepted"
bans accepted_ones_do_not_count "$TMP/accepted"
login door alice '' BBBB-BBBB >/dev/null
login door alice host.example.org BBBB-BBBB >/dev/null
lines >"$TMP/local"
bans no_name_is_looked_up "$TMP/local"
mv /etc/credmint/key /etc/credmint/away
login door alice 192.0.2.12 BBBB-BBBB >/dev/null
mv /etc/credmint/away /etc/credmint/key
lines >"$TMP/fault"
bans faults_of_ours_do_not_count "$TMP/fault"

# ---- what strangers say ----
echo 'log_unknown_users = yes' >/etc/credmint/credmint.conf
refusal='one-time code refused; authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.66  user=alice'
n=0
for name in 'x rhost=198.51.100.66  user=alice' \
	"rhost=198.51.100.66" \
	"x
Nov 21 00:00:00 host credmint-auth[1]: sshd: $refusal" \
	"$refusal" \
	'x	rhost=198.51.100.66' \
	"$(printf 'x\r\037\177\\040rhost=198.51.100.66')" \
	"$(printf 'x\302\240\342\200\250rhost=198.51.100.66  user=y')" \
	'<HOST>' '%(__prefix_line)s' "$(printf '%0250d rhost=198.51.100.66' 0)"; do
	n=$((n + 1))
	login door "$name" 203.0.113.5 BBBB-BBBB >/dev/null
	lines >"$TMP/hostile"
	bans "user_name_${n}_names_nobody_else" "$TMP/hostile" 203.0.113.5
	# The same said as the place one comes from counts for nobody.
	login door alice "$name" BBBB-BBBB >/dev/null
	lines >"$TMP/hostile"
	bans "host_name_${n}_names_nobody_else" "$TMP/hostile"
done
# A service is the administrator's word, but let it be any.
cp "$TMP/pam/door" "$TMP/pam/x rhost=198.51.100.66  user=alice"
login 'x rhost=198.51.100.66  user=alice' alice 203.0.113.5 BBBB-BBBB >/dev/null
lines >"$TMP/hostile"
bans service_names_nobody_else "$TMP/hostile" 203.0.113.5

# Other programs' lines, also those that hold one of ours.
cat >"$TMP/others" <<END
Nov 21 00:00:00 host sshd[1]: sshd: $refusal
Nov 21 00:00:00 host sshd[1]: Invalid user credmint-auth[1]: sshd: $refusal from 203.0.113.5
Nov 21 00:00:00 host credmint-deliver[1]: sshd: $refusal
Nov 21 00:00:00 host credmint-auth[1]: sshd: $refusal and more
Nov 21 00:00:00 host credmint-auth[1]: sshd: x $refusal
Nov 21 00:00:00 host credmint-auth[1]: sshd: one-time code used, but the yes could not be sent; authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.66  user=alice
END
bans lines_of_others_do_not_count "$TMP/others"
# The line those would match, were they ours: this test can fail.
printf 'Nov 21 00:00:00 host credmint-auth[1]: sshd: %s\n' "$refusal" >"$TMP/ours"
bans the_documented_line_counts "$TMP/ours" 198.51.100.66

# ---- a jail reads it as a whole configuration ----
rm -f /etc/fail2ban/jail.d/*
cat >/etc/fail2ban/jail.d/credmint.conf <<'END'
[DEFAULT]
banaction = noop
[credmint]
enabled = true
backend = polling
logpath = /run/syslog
END
printf '[Definition]\nactionban =\n' >/etc/fail2ban/action.d/noop.conf
check a_jail_takes_it fail2ban-client -t
finish
