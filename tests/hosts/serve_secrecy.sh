#!/bin/sh
# What credmint serve was sent and has said stays nowhere: not in its memory,
# not in the log, not in a line on standard error.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/serve.inc

check init credmint init
check serve_begins serve_begin
check tokens_come_and_go asks come_and_go "$TMP/secrets"
check some_were_told [ "$(wc -l <"$TMP/secrets")" -ge 100 ]
served=$(ps -o pid= --ppid "$server" | tr -d ' ')
# found DIR: how many of the secrets are there
found() {
	LC_ALL=C grep -aohFf "$TMP/secrets" "$1"/* | sort -u | wc -l
}
check its_memory_is_read python3 tests/hosts/memory_of.py "$served" "$TMP/memory"
check no_secret_is_in_its_memory [ "$(found "$TMP/memory")" -eq 0 ]
# Of one that waits to be whole it must have been found.
asks half_a_request "$TMP/half" &
waiting=$!
tries=0
while [ ! -s "$TMP/half" ] && [ $tries -lt 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
check its_memory_is_read_again python3 tests/hosts/memory_of.py "$served" "$TMP/again"
check what_waits_is_in_its_memory grep -qaFf "$TMP/half" "$TMP/again/kept"
check what_waits_is_in_no_other_memory sh -c \
	"! grep -qaFf '$TMP/half' '$TMP/again/plain'"
: >"$TMP/half.seen"
check the_rest_of_it_is_answered wait $waiting
check it_ends_well serve_end
mkdir "$TMP/said"
cp "$TMP/serve.err" /run/syslog "$TMP/said/"
credmint log --json >"$TMP/said/log"
check no_secret_is_in_what_it_says [ "$(found "$TMP/said")" -eq 0 ]
mkdir "$TMP/kept"
cp /var/lib/credmint/* "$TMP/kept/"
check no_secret_is_in_the_registry [ "$(found "$TMP/kept")" -eq 0 ]
finish
