#!/bin/sh
# ansible: a playbook that ansible-playbook reads, and that makes the accounts.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/formats/accounts.inc

pam_stack
ANSIBLE_NOCOWS=1 ANSIBLE_PIPELINING=1 ANSIBLE_LOCAL_TEMP=$TMP/ansible ANSIBLE_PYTHON_INTERPRETER=$(
	command -v python3)
export ANSIBLE_NOCOWS ANSIBLE_PIPELINING ANSIBLE_LOCAL_TEMP ANSIBLE_PYTHON_INTERPRETER

# play FILE OPTION...
play() {
	play_file=$1
	shift
	ansible-playbook -i localhost, -c local "$@" "$play_file" \
		>"$TMP/play" 2>&1
}

# A second for each account, so only those that are hard for it.
only alice bob c_jinja true null back
check ansible_format provisioned -f ansible -m yescrypt -c 1
check it_is_a_playbook play "$out" --syntax-check
sed 's/^    - name: /    - nome: /' "$out" >"$TMP/wrong.yaml"
check what_is_wrong_is_seen eval "! play '$TMP/wrong.yaml' --syntax-check"

play "$out"
check it_makes_the_accounts [ $? -eq 0 ]
# The module looks at hashes and warns of what is none.
check and_has_nothing_to_warn_of eval "! grep -i warning '$TMP/play'"
check no_hash_is_shown eval "! grep -F '\$y\$' '$TMP/play'"
check the_accounts_are_as_asked as_asked
check everybody_logs_in each_password logs_in
check and_must_change each_password must_change
cat /etc/passwd /etc/shadow /etc/group >"$TMP/before"
play "$out"
check again_is_well [ $? -eq 0 ]
cat /etc/passwd /etc/shadow /etc/group >"$TMP/after"
check who_exists_is_not_changed cmp "$TMP/before" "$TMP/after"
check and_is_said grep -q 'msg.*alice bob c_jinja true null back' "$TMP/play"

# ---- what fails ----
# An account that cannot be made, or has no password yet, is none that anybody
# logs in to; the others are as asked. The next run does the rest.
cannot_log_in() {
	pamtester formats "$1" authenticate acct_mgmt <"$TMP/word" \
		>"$TMP/tried" 2>&1 && return 1
	grep -q "$2" "$TMP/tried"
}
for name in alice bob c_jinja true null back; do
	userdel -f -r "$name" >/dev/null 2>&1
done
only alice bob true back
provisioned -f ansible -m yescrypt -c 1
sed 's/^        groups: .*audio.*/        groups: [nosuchgroup]/' "$out" \
	>"$TMP/group.yaml"
# Called by its name: chpasswd of the play, that refuses one.
mkdir "$TMP/bin"
cat >"$TMP/bin/chpasswd" <<'END'
#!/bin/sh
line=$(cat)
case $line in back:*) echo 'no space left' >&2; exit 1 ;; esac
printf '%s\n' "$line" | /usr/sbin/chpasswd "$@"
END
# ... and one whose end is not taken away.
cat >"$TMP/bin/chage" <<'END'
#!/bin/sh
case "$*" in *true) exit 1 ;; esac
exec /usr/bin/chage "$@"
END
chmod +x "$TMP/bin/chpasswd" "$TMP/bin/chage"
(PATH=$TMP/bin:$PATH play "$TMP/group.yaml" -v)
check some_fail [ $? -ne 0 ]
check who_fails_is_said grep -q 'msg.*alice true back no space left' "$TMP/play"
check no_hash_is_shown_of_them eval "! grep -F '\$y\$' '$TMP/play'"
check who_cannot_be_made_is_not_there eval '! id alice'
# finished NAME
finished() {
	logs_in "$1" "$(password_of "$1")" && must_change "$1"
}
check who_did_not_fail_is_made finished bob
password_of true >"$TMP/word"
check without_a_change_nobody_logs_in cannot_log_in true expired
password_of back >"$TMP/word"
check without_a_password_nobody_logs_in cannot_log_in back failure
# Another one's account, that is to end on that day.
useradd -e 1970-01-03 alice
echo 'alice:$6$salt$other' | chpasswd -e
grep ^alice: /etc/shadow >"$TMP/before"
play "$out"
check the_rest_is_made [ $? -eq 0 ]
grep ^alice: /etc/shadow >"$TMP/after"
check but_of_another_nothing_is_changed cmp "$TMP/before" "$TMP/after"
check and_who_existed_is_said grep -q 'msg.*"alice bob"' "$TMP/play"
check without_a_change_is_finished finished true
check without_a_password_is_finished finished back

finish
