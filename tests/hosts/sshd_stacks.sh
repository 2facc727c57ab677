#!/bin/sh
# sshd with a code beside something else: a password before it, a key before it.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
word='Correct horse 7'
echo "alice:$word" | chpasswd -c YESCRYPT
check init credmint init

# login USER ANSWERS [COMMAND]: afterwards $status, and $TMP/screen has the
# prompts, a line each, and what the command printed.
login() {
	: >"$TMP/prompts"
	sshd_login "$1" "$2" "${3:-id -un}" >"$TMP/printed"
	status=$?
	cat "$TMP/prompts" "$TMP/printed" >"$TMP/screen"
}
# prompts NAME TEXT...: exactly these were seen.
prompts() {
	prompts_name=$1
	shift
	printf "(%s@127.0.0.1) %s\n" "$@" >"$TMP/expected"
	check "$prompts_name" diff "$TMP/expected" "$TMP/prompts"
}

# A password and a code after it; both are asked, whatever the first was.
sshd_stack=credmint-sshd-password
check sshd_with_passwords_starts sshd_start
code=$(issue alice)
login alice "$word
$code"
saw password_and_code 0 alice
prompts both_are_asked alice 'Password: ' alice 'One-time code: '
check neither_is_logged said_nowhere "$word" "$code"
login alice "$word
BBBB-BBBB"
saw password_and_wrong_code 255 Password
prompts both_are_asked_of_a_wrong_code \
	alice 'Password: ' alice 'One-time code: '
login alice "wrong
BBBB-BBBB"
saw wrong_password_and_wrong_code 255 Password
prompts both_are_asked_of_a_wrong_password \
	alice 'Password: ' alice 'One-time code: '
code=$(issue alice --uses 2)
login alice "wrong
$code"
saw wrong_password_and_code 255 Password
login alice "$word
$code"
saw and_the_second_use_of_that_code 0 alice
login nobody-here "$word
BBBB-BBBB"
saw nobody_of_that_name 255 Password
prompts nobody_is_asked_both \
	nobody-here 'Password: ' nobody-here 'One-time code: '
check neither_was_logged said_nowhere "$word" "$code" BBBB-BBBB
check nobody_is_not_named_by_us syslog_lacks 'credmint-auth.*nobody-here'

# A password that ran out: a new one is chosen in the same dialogue.
chage -d 0 alice
new='Battery staple 9'
login alice "$word
$(issue alice)
$word
$new
$new"
saw a_new_password_is_chosen_on_the_way 0 alice
check it_is_the_new_one grep -q 'New password:' "$TMP/prompts"
login alice "$new
$(issue alice)"
saw the_new_password_and_a_code 0 alice
check no_password_is_logged said_nowhere "$word" "$new"
sshd_stop

# A key and a code after it.
mkdir -m 700 /home/alice/.ssh
ssh-keygen -q -t ed25519 -N '' -f "$TMP/key"
install -o alice -m 600 "$TMP/key.pub" /home/alice/.ssh/authorized_keys
chown alice: /home/alice/.ssh
sshd_stack=credmint-sshd
check sshd_with_keys_starts sshd_start 'PubkeyAuthentication yes' \
	'AuthenticationMethods publickey,keyboard-interactive'
sshd_options="-o NumberOfPasswordPrompts=1 -i $TMP/key"
code=$(issue alice)
login alice "$code"
saw key_and_code 0 alice
prompts only_the_code_is_asked alice 'One-time code: '
login alice "$code"
saw key_and_spent_code 255 'One-time code'
code=$(issue alice)
sshd_options='-o NumberOfPasswordPrompts=1 -o PubkeyAuthentication=no'
login alice "$code"
check code_without_key_is_refused [ "$status" = 255 ]
check code_without_key_is_not_asked [ ! -s "$TMP/prompts" ]
sshd_options="-o NumberOfPasswordPrompts=1 -i $TMP/key"
login bob "$(issue bob)"
check someone_elses_key_is_refused [ "$status" = 255 ]
check someone_elses_key_is_not_asked [ ! -s "$TMP/prompts" ]
login alice "$code"
saw the_code_is_still_good 0 alice
sshd_stop

# A key instead of a code: the account stage alone, which lets it pass.
check sshd_with_either_starts sshd_start 'PubkeyAuthentication yes' \
	'AuthenticationMethods publickey keyboard-interactive'
login alice BBBB-BBBB
saw r14_a_key_alone_passes_the_account_stage 0 alice
check a_key_alone_is_asked_nothing [ ! -s "$TMP/prompts" ]
rm -rf /var/lib/credmint
login alice BBBB-BBBB
saw r14_a_key_needs_no_registry 0 alice
fresh_host
sshd_stop
finish
