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

finish
