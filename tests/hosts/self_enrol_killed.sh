#!/bin/sh
# An enrolment of oneself whose one side or other is killed at any step leaves
# what was there, and no secret where it can be found.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sockets.inc
. tests/hosts/self_enrol.inc

check made self_enrol_make
check self_socket_listens sockets_start self
enrol alice "$(for_alice)"
saw an_authenticator 0 'is enrolled'
first=$secret
n=0
same() {
	check "r16_${1}_leaves_what_was" [ "$(listed alice)" = 1 ]
	n=$((n + 1))
	at_door alice "$(echo "$first" | oathtool --hotp -b -c $n -)"
	saw "r16_${1}_and_it_lets_in" 0 'successfully authenticated'
	check "r16_${1}_nothing_runs_on" no_service
}
server() {
	pgrep -x credmint-auth
}
client() {
	pgrep -x -P "$self" credmint || echo "$self"
}

proof=$(for_alice)
for side in client server; do
	begin alice ''
	kill -9 "$($side)"
	check "${side}_is_gone" no_service
	end "$proof"
	[ $side = client ] || saw r16_killed_at_the_first_question 3 \
		'nothing is enrolled'
	same ${side}_killed_at_the_first_question
	begin alice "$(for_alice)"
	check "${side}_has_the_secret" [ ${#secret} = 32 ]
	kill -9 "$($side)"
	check "${side}_is_gone" no_service
	end "$(press 0)"
	[ $side = client ] || saw r16_killed_at_the_second_question 3 \
		'nothing is enrolled'
	same ${side}_killed_at_the_second_question
	begin alice "$(for_alice)"
	echo wrong >&9
	waited=0
	until grep -q 'not the code' "$TMP/screen" ||
		[ $((waited += 1)) -gt 200 ]; do
		sleep 0.02
	done
	kill -9 "$($side)"
	check "${side}_is_gone" no_service
	end "$(press 0)"
	same ${side}_killed_after_a_wrong_code
done
begin alice "$(for_alice)"
kill -TERM "$(client)"
end
check r16_told_to_end [ $status = 143 ]
same told_to_end

# What both sides hold while they wait for the code.
begin alice "$(for_alice)"
python3 tests/hosts/memory_of.py "$(server)" "$TMP/server"
python3 tests/hosts/memory_of.py "$(client)" "$TMP/client"
check the_client_was_read [ -s "$TMP/client/plain" ]
# holds FILE: the seed, as bytes or as text.
holds() {
	SECRET=$secret python3 -c '
import base64, os, sys
text = os.environ["SECRET"].encode()
data = open(sys.argv[1], "rb").read()
there = text in data or base64.b32decode(text) in data
sys.exit(there != (sys.argv[2] == "holds"))' "$1" "${2:-holds}"
}
lacks() {
	holds "$1" lacks
}
check r16_the_seed_is_in_locked_memory holds "$TMP/server/kept"
for file in server/plain server/shared client/plain client/shared client/kept; do
	check "r16_the_seed_is_not_in_${file%/*}_${file#*/}" lacks "$TMP/$file"
done
end "$(press 0)"
saw and_it_goes_on 0 'is enrolled'
check r16_two_are_there [ "$(listed alice)" = 2 ]
check nothing_secret_is_logged said_nowhere "$secret" "$proof" otpauth
check nothing_is_left_running no_service
finish
