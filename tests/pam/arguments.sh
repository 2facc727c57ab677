#!/bin/sh
# The arguments of a PAM line with the real module, the real credmint-auth and
# pam_unix beside it.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/enrolled.inc

useradd -m alice
useradd -m bob
printf 'alice:correct horse\nbob:battery staple\n' | chpasswd
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf

# stack NAME AUTH-LINE...
stack() {
	name=$1
	shift
	for line; do
		echo "auth $line"
	done >"/etc/pam.d/$name"
	echo 'account required pam_permit.so' >>"/etc/pam.d/$name"
}
stack try '[default=ignore] pam_unix.so' 'required pam_credmint.so try_first_pass'
stack use '[default=ignore] pam_unix.so' 'required pam_credmint.so use_first_pass'
stack use-alone 'required pam_credmint.so use_first_pass'
stack forward 'required pam_credmint.so forward_pass' \
	'required pam_unix.so use_first_pass'
stack forward-hyphen 'required pam_credmint.so forward_pass=9' \
	'required pam_unix.so use_first_pass'
stack forward-six 'required pam_credmint.so forward_pass=6' \
	'required pam_unix.so use_first_pass'
stack first-forward '[default=ignore] pam_unix.so' \
	'required pam_credmint.so use_first_pass forward_pass' \
	'required pam_unix.so use_first_pass'
stack nullok 'required pam_unix.so' 'required pam_credmint.so nullok'
stack nullok-alone 'required pam_credmint.so nullok'
stack nullok-forward 'required pam_credmint.so nullok forward_pass' \
	'required pam_unix.so try_first_pass'
stack prompt 'required pam_credmint.so [authtok_prompt=Code from the card: ]'
stack talks 'required pam_credmint.so debug forward_pass' \
	'required pam_unix.so use_first_pass'
stack plain 'required pam_credmint.so'

code() {
	credmint code issue "${1:-alice}" 2>/dev/null
}
plain() {
	code | tr -d -
}
# log_in SERVICE USER PASSWORD CODE: what was said lies in $TMP/said.
log_in() {
	"$BUILD/tests/pam/drive_stack" "$@" >"$TMP/said" 2>&1
}
# said NAME LINES: exactly these, "|" between them.
said() {
	if [ "$(paste -sd '|' "$TMP/said")" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/said")"
	fi
}
# logged PATTERN: in the log, which is written by another process.
logged() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		grep -q -e "$1" /run/syslog && return
		sleep 0.1
	done
	return 1
}
yes='PAM_SUCCESS PAM_SUCCESS'
no='PAM_AUTH_ERR PAM_AUTH_ERR'
both='1:Password and one-time code: '
password='1:Password: '

# ---- try_first_pass and use_first_pass ----

log_in try alice "$(code)" -
said r09_code_at_the_password_prompt_is_enough "$password|$yes"
log_in try alice "$(plain)" -
said r09_also_without_its_hyphen "$password|$yes"
log_in try alice 'correct horse' "$(code)"
said r09_password_there_and_the_code_is_asked_for \
	"$password|1:One-time code: |$yes"
log_in try alice 'correct horse' XXXX-XXXX
said r09_and_a_wrong_one_is_refused "$password|1:One-time code: |$no"
log_in use alice "$(code)" -
said r09_use_first_pass_takes_it "$password|$yes"
log_in use alice 'correct horse' "$(code)"
said r09_use_first_pass_never_asks "$password|$no"
log_in use-alone alice - "$(code)"
said r09_use_first_pass_without_one_is_refused "$no"

# ---- forward_pass ----

log_in forward alice 'correct horse' "$(plain)"
said r23_pam_unix_takes_the_forwarded_password "$both|$yes"
log_in forward alice 'correct horse' XXXXXXXX
said r23_right_password_and_wrong_code "$both|$no"
log_in forward alice 'wrong horse' "$(plain)"
said r23_wrong_password_and_right_code "$both|$no"
spare=$(plain)
log_in forward alice "correct horse$spare" ''
said r23_code_goes_last "$both|$yes"
log_in forward alice "${spare}correct horse" ''
said r23_and_not_first "$both|$no"
log_in forward alice "correct horse$spare" ''
said r23_and_once "$both|$no"
log_in forward-hyphen alice 'correct horse' "$(code)"
said r23_length_is_that_of_the_line "$both|$yes"
log_in forward-hyphen alice 'correct horse' "$(plain)"
said r23_and_no_other "$both|$no"
log_in first-forward alice 'correct horse' "$(plain)"
said r23_first_pass_is_split "$password|$no"
log_in first-forward alice "correct horse$(plain)" -
said r23_first_pass_is_split_and_forwarded "$password|$yes"

# ---- nullok ----

log_in nullok alice 'correct horse' -
said r19_who_was_never_enrolled_is_left_to_the_stack "$password|$yes"
check r19_and_the_log_says_so logged \
	'not enrolled, left to other modules: alice'
log_in nullok alice wrong -
said r19_whose_word_it_is "$password|$no"
code >/dev/null
log_in nullok alice 'correct horse' -
said r19_issued_codes_do_not_enroll "$password|$yes"
log_in nullok-alone alice - -
said r19_nothing_else_is_no_yes 'PAM_PERM_DENIED PAM_PERM_DENIED'
log_in nullok-forward alice 'correct horse' ''
said r19_nothing_is_asked_then_nor_split "$password|$yes"
log_in nullok nobody-here 'correct horse' XXXX-XXXX
said r19_unknown_names_are_asked \
	"$password|1:One-time code: |PAM_USER_UNKNOWN PAM_USER_UNKNOWN"
enrol bob type=hotp
log_in nullok bob 'battery staple' XXXX-XXXX
said r19_who_was_enrolled_is_asked "$password|1:One-time code: |$no"
log_in nullok bob 'battery staple' "$(code bob)"
said r19_and_let_in_with_a_code "$password|1:One-time code: |$yes"
mv /etc/credmint/key /etc/credmint/away
log_in nullok alice 'correct horse' -
said r19_an_error_is_no_absence \
	"$password|PAM_AUTHINFO_UNAVAIL PAM_AUTHINFO_UNAVAIL"
mv /etc/credmint/away /etc/credmint/key

# ---- what the configuration says beside the line ----

configure() {
	printf 'deny = 0\ndeny_user = 0\n%s\n' "$1" \
		>/etc/credmint/credmint.conf
}
log_in forward-six bob 'battery staple' "$(hotp "$secret" 1)"
said r23_six_digits_of_an_authenticator_go_last "$both|$yes"
log_in try bob "$(hotp "$secret" 2)" -
said r09_they_are_enough_at_the_password_prompt "$password|$yes"
log_in use bob "$(hotp "$secret" 2)" -
said r09_and_once "$password|$no"
configure 'nullok_until = 2020-01-01'
log_in nullok alice 'correct horse' XXXX-XXXX
said r19_nullok_is_over "$password|1:One-time code: |$no"
configure 'nullok_until = 2200-01-01'
log_in nullok alice 'correct horse' -
said r19_nullok_is_not_over_yet "$password|$yes"
configure 'exempt_users = bob'
log_in nullok bob 'battery staple' -
said exempt_needs_the_rest_of_the_stack "$password|$yes"
log_in plain bob - -
said exempt_alone_is_no_yes 'PAM_PERM_DENIED PAM_PERM_DENIED'
configure 'grace = 8h'
log_in forward alice 'correct horse' "$(plain)"
said r23_forward_pass_and_grace_refuse \
	'PAM_AUTHINFO_UNAVAIL PAM_AUTHINFO_UNAVAIL'
configure 'ways = authenticator delivered
delivery_program = /usr/share/credmint/deliver/append-file'
log_in plain bob - "$(hotp "$secret" 3)"
said r12_code_is_sent_when_it_is_asked_for \
	"1:One-time code, or \"send\" for one to be sent: |$yes"
log_in plain bob - "$(code bob)"
said other_ways_are_closed \
	"1:One-time code, or \"send\" for one to be sent: |$no"
configure ''

# ---- authtok_prompt=, debug ----

log_in prompt alice - "$(code)"
said prompt_of_the_line_is_shown "1:Code from the card: |$yes"
spare=$(plain)
: >/run/syslog
log_in talks alice 'correct horse' "$spare"
said line_with_debug_lets_in "$both|$yes"
for step in 'started .*/credmint-auth' 'sending HELLO' 'received ASK (hidden)' \
	'sending ANSWER' 'received FINISH (yes)' 'authenticate: 0'; do
	check "debug_tells_$(echo "$step" | tr -c 'a-zA-Z\n' _)" \
		logged "pam_credmint(talks:auth): $step"
done
log_in talks nobody-here-either "$spare" 'correct horse'
check debug_tells_the_end logged 'authenticate: 7'
for typed in "$spare" 'correct horse' nobody-here-either; do
	grep pam_credmint /run/syslog >"$TMP/lines"
	check "debug_says_nothing_that_was_typed" sh -c \
		"! grep -q '$typed' '$TMP/lines' && test -s '$TMP/lines'"
done
: >/run/syslog
log_in plain alice - "$(code)"
check without_debug_no_step_is_logged sh -c "! grep -q 'sending' /run/syslog"

# ---- a program that is not root's ----

: >/run/syslog
spare=$(code)
setpriv --reuid alice --regid alice --clear-groups \
	"$BUILD/tests/pam/drive_stack" plain alice - "$spare" \
	>"$TMP/said" 2>&1
said r03_others_need_a_listener 'PAM_AUTHINFO_UNAVAIL PAM_AUTHINFO_UNAVAIL'
check r03_and_the_log_says_what_to_enable logged \
	'nobody listens at /run/credmint/self.socket.*systemctl enable --now credmint-self.socket'
log_in plain alice - "$spare"
said r03_nothing_was_spent "1:One-time code: |$yes"

finish
