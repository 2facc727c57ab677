#!/bin/sh
# Where a code, the password it leads to, and hashes show while somebody logs in
# so, and while a sweep locks an account: on pipes, and in shadow.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/secrecy.inc

person alice bob
credmint init 2>"$TMP/err"
printf '%s required pam_credmint.so\n' auth password >/etc/pam.d/door
touch "$TMP/stamp"
calls=$(python3 tests/hosts/files_of.py calls),execve,execveat
# traced COMMAND...: all it does, by umask 0
traced() {
	(
		umask 0
		exec strace -f -v -s 100000 -y -o "$TMP/trace" -e trace="$calls" \
			"$@"
	)
}
# leads CODE PASSWORD [WRAPPER...]: a login that ends in a new password
leads() {
	leads_answers="$1
$2
$2"
	shift 2
	printf '%s\n' "$leads_answers" | "$@" pamtester door alice authenticate \
		'chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)' >"$TMP/said" 2>&1
}
# kept_to_itself NAME: what was traced shows nothing where it may not. A sweep
# has its list in memory with a descriptor, and usermod writes passwd anew.
kept_to_itself() {
	grep -E '^[0-9]+ +execve' "$TMP/trace" >"$TMP/execs"
	check "$1_ran_a_tool" grep -qE 'execve\("[^"]*/(chpasswd|usermod)"' \
		"$TMP/execs"
	nowhere "$1_shows_no_argument_or_environment" "$TMP/execs"
	python3 tests/hosts/files_of.py "$TMP/trace" "$TMP/words.parts" >"$TMP/files"
	check "$1_is_seen_to_write_the_hash" grep -qE '^held /etc/n?shadow' \
		"$TMP/files"
	check "$1_writes_hashes_to_pipes_and_shadow" eval "! grep '^held' \
		'$TMP/files' | grep -vE '^held (pipe:|/etc/n?shadow[-+]?)'"
	check "$1_makes_nothing_for_all" eval \
		"! grep -v '^made /etc/passwd ' '$TMP/files' | grep '0..[1-7]\$'"
	check "$1_makes_no_file_elsewhere" eval "! grep '^made' '$TMP/files' |
		grep -vE -e '^made /etc/(passwd|shadow)(\.[0-9]+|\.lock|-|\+|) ' \
		-e '^made /etc/(\.pwd\.lock|nshadow|subuid|subgid|g?shadow)' \
		-e '^made (/run/credmint-reset\.lock|/var/lib/credmint/|credmint-sweep -)'"
	rm -f "$TMP/trace" "$TMP/execs"
	nowhere "$1_is_not_in_the_system_log" /run/syslog
	credmint log --json >"$TMP/log"
	nowhere "$1_is_not_in_the_log" "$TMP/log"
	rm -f "$TMP/log"
	holders "$TMP/stamp" >"$TMP/found"
	check "$1_is_in_shadow_alone" eval "grep -qx /etc/shadow '$TMP/found' &&
		! grep -vE '^/etc/shadow-?\$' '$TMP/found'"
}

# ---- a code that leads to a new password ----
learn alice old-Secret-of-alice
traced credmint reset --code alice >"$TMP/code" 2>"$TMP/err"
code=$(cat "$TMP/code")
learn alice "$code" "$(tr -d - <"$TMP/code")"
python3 tests/hosts/files_of.py "$TMP/trace" "$TMP/words.pw" >"$TMP/files"
check code_is_written_to_the_output_alone eval \
	"[ \"\$(grep '^held' '$TMP/files')\" = 'held $TMP/code -' ]"
leads "$code" new-Secret-of-alice traced
check it_led_to_a_new_password [ $? -eq 0 ]
learn alice new-Secret-of-alice
check the_system_log_tells_of_it grep -q 'password changed for alice' /run/syslog
python3 tests/hosts/files_of.py "$TMP/trace" "$TMP/words.pw" >"$TMP/files"
check password_goes_over_sockets eval "grep -q '^held socket:' '$TMP/files' &&
	! grep '^held' '$TMP/files' | grep -v '^held socket:'"
kept_to_itself change

# chpasswd says what it was told, and is not repeated; who runs it leaves no core.
tool chpasswd <<END
cat >"$TMP/input"
cat "$TMP/input" >&2
logger "chpasswd was here"
cat /proc/\$PPID/comm >"$TMP/who"
awk '/core file size/ { print \$5, \$6 }' /proc/\$PPID/limits >"$TMP/held"
stat -c %u /proc/\$PPID/mem >>"$TMP/held"
exit 1
END
credmint reset --code alice >"$TMP/code" 2>"$TMP/err"
: >/run/syslog
remember
leads "$(cat "$TMP/code")" other-Secret-of-alice env
check a_tool_that_fails_is_a_refusal [ $? -ne 0 ]
tool_back chpasswd
cut -d : -f 2 "$TMP/input" | tr '$' '\n' | awk 'length($0) >= 8' >>"$TMP/words.parts"
learn alice other-Secret-of-alice "$(cat "$TMP/code")"
check it_was_credmint_passwd grep -q '^credmint-passwd' "$TMP/who"
check it_leaves_no_core [ "$(tr '\n' ' ' <"$TMP/held")" = '0 0 0 ' ]
check the_system_log_tells_of_the_failure grep -q 'chpasswd failed' /run/syslog
rm -f "$TMP/input"
nowhere failure_is_not_in_the_system_log /run/syslog
nowhere failure_is_not_said "$TMP/said"
check failure_changed_nothing kept

# ---- a temporary password that nobody used, and a sweep ----
forget
credmint reset --ttl 1s bob >"$TMP/out" 2>"$TMP/err"
learn bob "$(cat "$TMP/out")"
sleep 2
traced credmint sweep >"$TMP/said" 2>"$TMP/err"
check sweep_locked_bob grep -q '1 locked' "$TMP/err"
nowhere sweep_says_nothing "$TMP/said" "$TMP/err"
kept_to_itself sweep
finish
