#!/bin/sh
# The stacks we ship and those of the manual, with the real module.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd -m alice
echo 'alice:correct horse' | chpasswd
check init credmint init
cp etc/pam.d/credmint-* /etc/pam.d/

# Failures are many and on purpose.
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf

cat >/etc/pam.d/code-or-password <<'STACK'
auth  [success=2 default=ignore]  pam_credmint.so
auth  [success=1 default=ignore]  pam_unix.so
auth  requisite                   pam_deny.so
auth  required                    pam_permit.so
STACK
cat >/etc/pam.d/code-first <<'STACK'
auth  [success=ok ignore=ignore default=die]  pam_credmint.so
auth  required                                pam_unix.so
STACK
echo 'auth required pam_credmint.so conf=/etc/credmint/other.conf' \
	>/etc/pam.d/other
echo 'auth required pam_credmint.so alwaysok' >/etc/pam.d/unknown-argument

# said SERVICE ANSWERS CALL...: what the application was told; its status.
said() {
	service=$1
	answers=$2
	shift 2
	printf '%b' "$answers" |
		pamtester "$service" alice "$@" >"$TMP/said" 2>&1
}

# yes NAME SERVICE ANSWERS [CALL...]
yes() {
	name=$1
	shift
	[ $# -gt 2 ] || set -- "$1" "$2" authenticate
	if said "$@"; then
		pass "$name"
	else
		fail "$name" "$(cat "$TMP/said")"
	fi
}

# no NAME SERVICE ANSWERS WORDS: refused, and these words were said.
no() {
	if said "$2" "$3" authenticate; then
		fail "$1" "logged in"
	elif ! grep -q "$4" "$TMP/said"; then
		fail "$1" "$(cat "$TMP/said")"
	else
		pass "$1"
	fi
}

code() {
	credmint code issue alice 2>/dev/null
}

used=$(code)
yes sshd_lets_in_with_a_code credmint-sshd "$used\n" authenticate acct_mgmt
no sshd_refuses_it_a_second_time credmint-sshd "$used\n" 'One-time code:'
yes sshd_account_goes_on_without_a_code credmint-sshd '' acct_mgmt
yes sudo_lets_in_with_a_code credmint-sudo "$(code)\n" authenticate acct_mgmt

yes password_and_code_let_in credmint-sshd-password \
	"correct horse\n$(code)\n" authenticate acct_mgmt
no wrong_password_is_refused_after_the_code credmint-sshd-password \
	"wrong\n$(code)\n" 'One-time code:'
no wrong_code_is_refused_after_the_password credmint-sshd-password \
	"correct horse\nXXXX-XXXX\n" 'One-time code:'

yes code_alone_is_enough_where_either_is code-or-password "$(code)\n"
yes password_alone_is_enough_where_either_is code-or-password \
	"\ncorrect horse\n"
no neither_is_refused_where_either_is code-or-password "\nwrong\n" 'Password:'
no end_of_input_is_refused code-or-password '' 'One-time code:'

yes code_and_password_let_in code-first "$(code)\ncorrect horse\n"
no wrong_code_ends_the_questions code-first "XXXX-XXXX\ncorrect horse\n" \
	'One-time code:'
check no_password_was_asked_then sh -c "! grep -q Password: '$TMP/said'"

no named_configuration_must_exist other "$(code)\n" \
	'cannot retrieve authentication info'
no unknown_argument_is_refused unknown-argument "$(code)\n" \
	'Authentication failure'

# Where nothing can be decided nobody gets in.
spare=$(code)
mv /etc/credmint/key /etc/credmint/away
no without_a_key_nobody_is_let_in credmint-sshd "$spare\n" \
	'cannot retrieve authentication info'
mv /etc/credmint/away /etc/credmint/key
mv /usr/libexec/credmint/credmint-auth /usr/libexec/credmint/away
no without_credmint_auth_nobody_is_let_in credmint-sshd "$spare\n" \
	'cannot retrieve authentication info'
check the_log_says_why grep -q \
	'cannot run /usr/libexec/credmint/credmint-auth' /run/syslog
mv /usr/libexec/credmint/away /usr/libexec/credmint/credmint-auth
yes nothing_was_spent_meanwhile credmint-sshd "$spare\n"

finish
