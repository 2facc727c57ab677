#!/bin/sh
# credmint doctor on a host that is well: what it says, in which forms, to whom,
# and that it changes nothing.
# shellcheck disable=SC2119

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/doctor.inc

# everything: owners, modes and contents of what a look could change. The index
# of a log in memory is made anew by whoever opens a registry.
everything() {
	find /etc /home/alice /run /usr/libexec/credmint /var/lib/credmint \
		/var/log -xdev \( -type f -o -type d -o -type s \) \
		! -name '*-shm' ! -path '/run/systemd/*' \
		-printf '%p %y %U:%G %m %s\n' | LC_ALL=C sort
	find /etc /home/alice /run /var/lib/credmint /var/log -xdev -type f \
		! -name '*-shm' -exec sha256sum {} + | LC_ALL=C sort
}

# The first look makes what a start makes once.
credmint code issue alice >/dev/null 2>&1
doctor
everything >"$TMP/before"
check a_healthy_host_has_nothing_bad is_well
for what in configuration 'conf files' entropy 'hash method' 'service user' key \
	directory programs credmint-auth delivery clock registry room events \
	'registry clock' sweep rules; do
	check "says_how_it_stands: $what" said ok "$what" .
done
doctor --user alice
check a_user_is_looked_at [ $status -eq 0 ]
doctor --json
everything >"$TMP/after"
check nothing_was_changed diff "$TMP/before" "$TMP/after"
check nothing_was_logged sh -c '! grep -q credmint-auth /run/syslog'
check no_event_was_written sh -c '! credmint log | grep -q doctor'

check json_is_one_object_a_line python3 - "$TMP/out" <<'END'
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
assert len(lines) > 15
assert all(l["state"] in ("ok", "note", "bad") for l in lines)
assert all(l["what"] and l["finding"] for l in lines)
END
conf 'deny = 0'
doctor --json
check json_has_the_mend python3 - "$TMP/out" <<'END'
import json, sys
bad = [l for l in map(json.loads, open(sys.argv[1])) if l["state"] == "bad"]
assert len(bad) == 1 and bad[0]["what"] == "lockout"
assert bad[0]["mend"].startswith("write deny = 5"), bad
assert ";" not in bad[0]["finding"]
END
conf ''

check goes_to_a_file credmint doctor -o "$TMP/file"
check the_file_has_all_of_it grep -q '^ok    rules' "$TMP/file"
conf 'deny = 0'
ends a_file_stays_when_something_is_bad 1 credmint doctor -o "$TMP/file2"
check it_has_the_bad_line grep -q '^bad   lockout' "$TMP/file2"
conf ''
for how in '' '--user alice' --json; do
	refused "a_full_device_is_a_failure: $how" 3 \
		'cannot write to standard output: No space left' \
		sh -c "credmint doctor $how >/dev/full"
done
refused a_service_is_of_a_user 2 '--service needs --user' credmint doctor --service sshd
conf "exempt_users = $(printf 'e\302\2332J\2332J\303\266')"
doctor
check no_control_reaches_a_terminal sh -c '! LC_ALL=C grep -q "$1" "$2"' \
	sh "$(printf '[\200-\237]2J')" "$TMP/out"
conf ''
ends operands_are_wrong_usage 2 credmint doctor alice

# On a narrow terminal the text goes on below its own column.
script -qec 'stty cols 60 && credmint doctor' /dev/null </dev/null |
	tr -d '\r' >"$TMP/narrow"
check narrow_lines_fit awk 'length > 60 { exit 1 }' "$TMP/narrow"
check they_go_on_below_the_text grep -qE '^ {22}[^ ]' "$TMP/narrow"
tr -d '\033' <"$TMP/narrow" >"$TMP/plain"
check no_colour cmp "$TMP/narrow" "$TMP/plain"

# However narrow: all of it, no line too long but a command that is to be copied,
# and that whole. In a pipe each is one line.
chmod 0644 /etc/credmint/key
conf '[login sshd]' 'exempt_users = alicÃ©'
doctor
key='chmod 0440 /etc/credmint/key'
check in_a_pipe_each_is_one_line [ "$(grep -cE '^(ok|note|bad) ' "$TMP/out")" -eq \
	"$(wc -l <"$TMP/out")" ]
tr -d ' \n' <"$TMP/out" >"$TMP/all"
for width in 1 20 30 40 43 60 80 200; do
	script -qec "stty cols $width && credmint doctor" /dev/null </dev/null |
		tr -d '\r' >"$TMP/narrow"
	[ $width -gt 1 ] || width=16
	tr -d ' \n' <"$TMP/narrow" >"$TMP/narrow.all"
	check "nothing_is_left_out: $width" cmp "$TMP/all" "$TMP/narrow.all"
	[ $width -lt 20 ] || check "lines_fit: $width" sh -c "! grep -v '^  $key\$' '$TMP/narrow' |
		LC_ALL=C.UTF-8 grep -E '^.{$((width + 1))}'"
	check "a_command_is_whole: $width" grep -q "$key\$" "$TMP/narrow"
	check "words_have_room: $width" sh -c "awk '{ n += length(\$0); k++ }
		END { exit n / k < ($width < 60 ? $width / 2 : 30) }' '$TMP/narrow'"
done
chmod 0440 /etc/credmint/key
conf ''

# Others see what they can, and are told of the rest.
status=0
setpriv --reuid alice --regid alice --clear-groups credmint doctor \
	>"$TMP/out" 2>"$TMP/err" || status=$?
check others_are_told_to_be_root said note registry 'run this as root'
check others_see_what_they_can said ok entropy .
check what_could_not_be_looked_at_is_no_success [ $status -eq 3 ]
finish
