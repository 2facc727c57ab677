#!/bin/sh
# One-time codes through a real sshd: the main job, and every refusal of it.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sshd.inc

useradd -m alice
useradd -m bob
check init credmint init
check sshd_starts sshd_start

# refused NAME USER CODE
refused() {
	if sshd_login "$2" "$3" echo in >"$TMP/out"; then
		fail "$1" "logged in"
	elif [ -s "$TMP/out" ]; then
		fail "$1" "output: $(cat "$TMP/out")"
	else
		pass "$1"
	fi
}

# accepted NAME USER CODE
accepted() {
	if sshd_login "$2" "$3" id -un >"$TMP/out" &&
		[ "$(cat "$TMP/out")" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/ssh.err")"
	fi
}

# fresh_host: as if nobody had failed yet, so that no lockout hides a verdict.
fresh_host() {
	rm -rf /var/lib/credmint /etc/credmint/key
	credmint init 2>/dev/null
}

code=$(credmint code issue alice 2>/dev/null)
case $code in
[BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ]-[BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ])
	pass code_is_four_and_four_letters ;;
*) fail code_is_four_and_four_letters "$code" ;;
esac
accepted good_code_logs_in alice "$code"
check prompt_is_the_documented_one grep -q 'One-time code:' "$TMP/prompts"
refused second_use_is_refused alice "$code"
refused wrong_code_is_refused alice BBBB-BBBB
refused empty_answer_is_refused alice ''

code=$(credmint code issue --numeric alice 2>/dev/null)
case $code in
[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9] | [0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9])
	pass numeric_code_is_eight_digits ;;
*) fail numeric_code_is_eight_digits "$code" ;;
esac
accepted numeric_code_logs_in alice "$code"

code=$(credmint code issue alice 2>/dev/null)
typed=$(echo "$code" | tr 'A-Z-' 'a-z ' | sed 's/^/ /; s/\(..\)/\1 /2')
accepted case_spaces_and_hyphens_are_forgiven alice "$typed"

fresh_host
code=$(credmint code issue --ttl 1s alice 2>/dev/null)
sleep 2.1
refused expired_code_is_refused alice "$code"
code=$(credmint code issue --service sudo alice 2>/dev/null)
refused code_for_another_service_is_refused alice "$code"
code=$(credmint code issue --service sshd alice 2>/dev/null)
accepted code_for_this_service_logs_in alice "$code"
code=$(credmint code issue alice 2>/dev/null)
refused code_of_another_user_is_refused bob "$code"
accepted and_is_still_good_for_its_own alice "$code"
refused unknown_user_is_refused nobody-here BBBB-BBBB

code=$(credmint code issue --uses 2 alice 2>/dev/null)
accepted first_of_two_uses alice "$code"
accepted second_of_two_uses alice "$code"
refused third_of_two_uses alice "$code"

code=$(credmint code issue --json alice 2>/dev/null)
id=$(echo "$code" | python3 -c 'import json,sys; print(json.load(sys.stdin)["id"])')
code=$(echo "$code" | python3 -c 'import json,sys; print(json.load(sys.stdin)["code"])')
check revoke credmint code revoke "$id"
refused revoked_code_is_refused alice "$code"

# Five wrong ones close the door to this source, and the right code does not
# open it.
fresh_host
code=$(credmint code issue alice 2>/dev/null)
for _ in 1 2 3 4 5; do
	sshd_login alice BBBB-BBBB true
done
refused r10_five_failures_lock_this_source alice "$code"

# A delivered code.
fresh_host
deliver=/usr/share/credmint/deliver/append-file
echo "delivery_program = $deliver" >/etc/credmint/credmint.conf
cat >"$TMP/read-code" <<'EOF'
#!/bin/sh
# The answer of somebody who waits for the code to arrive.
printf '%s\n' "$1" >>"${0%/*}/prompts"
i=0
while [ $i -lt 100 ]; do
	c=$(sed -n 's/.*\([B-DF-HJ-NP-TV-XZ]\{4\}-[B-DF-HJ-NP-TV-XZ]\{4\}\).*/\1/p' \
		/var/lib/credmint/delivered/alice 2>/dev/null | tail -n 1)
	[ -n "$c" ] && break
	sleep 0.05
	i=$((i + 1))
done
echo "$c"
EOF
chmod 755 "$TMP/read-code"
delivered_login() {
	SSH_ASKPASS=$TMP/read-code SSH_ASKPASS_REQUIRE=force setsid -w \
		ssh -F none -p $sshd_port -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
		alice@127.0.0.1 id -un 2>"$TMP/ssh.err" </dev/null
}
if [ "$(delivered_login)" = alice ]; then
	pass r11_delivered_code_arrives_and_logs_in
else
	fail r11_delivered_code_arrives_and_logs_in "$(cat "$TMP/ssh.err")"
fi
check r12_the_words_are_the_same grep -q \
	'If this account can receive codes, one is on its way.' "$TMP/prompts"
check delivered_file_is_private test \
	"$(stat -c %a /var/lib/credmint/delivered/alice)" = 600
code=$("$TMP/read-code")
refused r12_delivered_code_is_good_in_its_conversation_only alice "$code"

# The log tells all of it and holds no code.
credmint log >"$TMP/log" 2>&1
check log_tells_a_yes grep -q 'alice.*sshd.*127.0.0.1.*yes' "$TMP/log"
check log_tells_a_no grep -q 'alice.*sshd.*127.0.0.1.*no' "$TMP/log"
if grep -q -e "$code" "$TMP/log" /run/syslog "$TMP/sshd.log"; then
	fail no_code_in_any_log
else
	pass no_code_in_any_log
fi
check system_log_has_the_usual_tail grep -q \
	'authentication failure; logname=.* uid=.* euid=.* tty=.* ruser=.* rhost=127.0.0.1 .*user=alice' \
	/run/syslog
sshd_stop
finish
