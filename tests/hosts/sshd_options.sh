#!/bin/sh
# The arguments of a PAM line, beside pam_unix in a real sshd.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc

useradd -m -s /bin/sh alice
word='Correct horse 7'
echo "alice:$word" | chpasswd -c YESCRYPT
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
check sshd_starts sshd_start
issue alice >/dev/null

# stack LINE...: what sshd asks from now on.
stack() {
	{
		printf 'auth %s\n' "$@"
		echo 'account required pam_permit.so'
		echo 'session required pam_permit.so'
	} >/etc/pam.d/sshd
}
# tries NAME WANTED PROMPTS ANSWERS
tries() {
	: >"$TMP/prompts"
	said=no
	[ "$(sshd_login alice "$4" id -un)" != alice ] || said=yes
	prompts=$(sed 's/^(alice@127.0.0.1) //' "$TMP/prompts" | paste -sd '|')
	if [ "$said" = "$2" ] && [ "$prompts" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$said after $prompts"
	fi
}

stack 'required pam_credmint.so [authtok_prompt=Token of today: ]'
tries a_prompt_of_ones_own yes 'Token of today: ' "$(issue alice)"
tries and_refused_the_same no 'Token of today: ' BBBB-BBBB

# Two fields, or one.
stack 'required pam_unix.so' 'required pam_credmint.so'
tries password_then_code yes 'Password: |One-time code: ' "$word
$(issue alice)"
stack '[success=2 default=ignore] pam_unix.so' \
	'[success=1 default=ignore] pam_credmint.so use_first_pass' \
	'requisite pam_deny.so' 'required pam_permit.so'
tries use_first_pass_takes_a_password yes 'Password: ' "$word"
code=$(issue alice)
tries use_first_pass_takes_a_code yes 'Password: ' "$code"
tries use_first_pass_once no 'Password: ' "$code"
tries r09_use_first_pass_never_asks no 'Password: ' "neither of them
$(issue alice)"
logged r09_a_wrong_password_is_no_try_of_a_code 1 'no: not a code'

stack '[success=2 default=ignore] pam_unix.so' \
	'[success=1 default=ignore] pam_credmint.so try_first_pass' \
	'requisite pam_deny.so' 'required pam_permit.so'
tries try_first_pass_takes_a_code yes 'Password: ' "$(issue alice)"
tries r09_try_first_pass_asks_otherwise yes 'Password: |One-time code: ' \
	"neither of them
$(issue alice)"

# A password with a code at its end.
stack 'required pam_credmint.so forward_pass' \
	'required pam_unix.so use_first_pass'
code=$(issue alice | tr -d -)
: >"$TMP/prompts"
sshd_login alice "$word$code" id -un >"$TMP/out"
check r23_password_and_code_in_one grep -qx alice "$TMP/out"
one=$(sed 's/^(alice@127.0.0.1) //' "$TMP/prompts")
check r23_one_prompt [ "$(wc -l <"$TMP/prompts")" = 1 ]
tries r23_the_code_is_spent no "$one" "$word$code"
tries r23_wrong_password no "$one" "wrong$(issue alice | tr -d -)"
tries r23_wrong_code no "$one" "${word}BBBBBBBB"
tries r23_code_alone no "$one" "$(issue alice | tr -d -)"
stack 'required pam_credmint.so forward_pass=9' \
	'required pam_unix.so use_first_pass'
tries r23_nine_with_the_hyphen yes "$one" "$word$(issue alice)"

# debug tells each step, and nothing that was typed.
stack 'required pam_unix.so' 'required pam_credmint.so debug try_first_pass'
syslog_settle
: >/run/syslog
code=$(issue alice)
tries with_debug yes 'Password: |One-time code: ' "$word
$code"
tries with_debug_and_wrong no 'Password: |One-time code: ' "another word
WRNG-WRNG"
check debug_logs_steps syslog_has 'pam_credmint(sshd:auth): '
check debug_logs_nothing_typed said_nowhere "$word" "$code" \
	"$(echo "$code" | tr -d -)" 'another word' WRNG-WRNG WRNGWRNG
check nor_does_sshd sh -c \
	"! grep -e '$word' -e '$code' -e 'another word' '$TMP/sshd.log'"

# nullok: who was never enrolled goes on without a code.
stack 'required pam_unix.so' 'required pam_credmint.so nullok'
tries r19_nullok_asks_only_the_password yes 'Password: ' "$word"
tries r19_nullok_needs_the_password no 'Password: ' 'another word'
mv /var/lib/credmint /var/lib/away
tries r19_no_registry_is_not_absence no 'Password: ' "$word"
mv /var/lib/away /var/lib/credmint

# What is wrong in a line refuses, and is told in the log.
stack 'required pam_unix.so' 'required pam_credmint.so nulok'
tries an_unknown_argument_refuses no 'Password: ' "$word"
check and_the_log_says_which syslog_has "argument 'nulok'"
sshd_stop
finish
