#!/bin/sh
# credmint_client.py, copied by somebody, and a real serve.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

example=tests/examples/credmint_client.py
socket=/run/serve.socket
useradd web
useradd stranger
credmint init 2>"$TMP/err"
cat >/etc/credmint/credmint.conf <<'END'
[serve web]
kinds = reset
verbs = issue verify redeem
END
credmint serve --socket $socket 2>"$TMP/serve.err" &
keeper=$!
i=0
until [ -S $socket ] || [ $i -gt 200 ]; do
	sleep 0.05
	i=$((i + 1))
done
worker=$(cat "/proc/$keeper/task/$keeper/children")
worker=${worker% }

check is_40_lines_at_most [ "$(wc -l <$example)" -le 40 ]
check lines_are_short [ "$(wc -L <$example)" -le 100 ]
check needs_nothing_else [ "$(grep -E '^(import|from)' $example | tr '\n' ' ')" = \
	'import json import socket ' ]

# does NAME WHAT ARG...: as root
does() {
	name=$1
	shift
	check "$name" timeout 60 python3 -B "$TMP/client.py" "$@"
}
# does_as USER NAME WHAT ARG...
does_as() {
	user=$1
	name=$2
	shift 2
	check "$name" timeout 60 setpriv --reuid "$user" --regid "$user" \
		--clear-groups /usr/bin/python3 -B "$TMP/client.py" "$@"
}
cp $example tests/examples/client.py "$TMP"
does reset_link_is_redeemed_once reset $socket
does session_with_a_csrf_token session $socket
does all_of_a_list many $socket
does odd_texts_are_a_no_and_mistakes_raise strange $socket
does_as web web_does_what_it_may web $socket
does_as stranger stranger_may_nothing stranger $socket
does answer_after_a_timeout_is_nobodys late $socket "${worker:-$keeper}" timeout
does answer_after_an_alarm_is_nobodys late $socket "${worker:-$keeper}" alarm
does server_that_is_gone_raises gone $socket "${worker:-$keeper}"
wait $keeper
finish
