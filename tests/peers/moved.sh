#!/bin/sh
# What credmint-moving(7) puts in the place of words of the other modules lets
# the same people in and keeps the same ones out.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/page.inc
. tests/peers/peers.inc

peers_start
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
config() {
	sed -i "/^${1%% *} /d" /etc/credmint/credmint.conf
	echo "$1" >>/etc/credmint/credmint.conf
}
# told NAME WORDS: the page says so
page_read man/credmint-moving.7 | tr -s ' \n' ' ' >"$TMP/page"
told() {
	check "the_page_tells_of_$1" grep -qF -e "$2" "$TMP/page"
}

# ---- who is not in pam_oath's file ----
told user_unknown 'nullok, [user_unknown=ignore ...] required, and nullok'
brackets='auth [user_unknown=ignore success=ok]'
line='pam_oath.so usersfile=/etc/users.oath window=20'
rest='auth required pam_permit.so
account required pam_permit.so'
stack some "$brackets $line" "$rest"
stack all "auth required $line" "$rest"
stack moved 'auth required pam_credmint.so nullok' "$rest"
stack strict 'auth required pam_credmint.so' "$rest"
credmint authenticator import /etc/users.oath 2>"$TMP/err"
for service in some moved; do
	equals "$service: bob_passes" SUCCESS "$(echo 000000 | verdict $service bob)"
	equals "$service: alice_has_to_have_a_code" AUTH_ERR \
		"$(echo 000000 | verdict $service alice)"
	equals "$service: alices_code_is_good" SUCCESS \
		"$(oathtool -c 7 $seed | verdict $service alice)"
done
for service in all strict; do
	check "$service: bob_fails" [ "$(echo 000000 | verdict $service bob)" != SUCCESS ]
done

# ---- windows: as far as the number says, and not further ----
# far NAME SERVICE USER OFF WORD: a code of a clock that is OFF steps away
far() {
	equals "$1" "$5" "$(oathtool --totp --now="@$((now + $4 * 30))" "$key" |
		verdict "$2" "$3")"
}
own=/home/alice/.google_authenticator
stack_of g google_authenticator
told window_size 'WINDOW_SIZE N totp_window = N/2 and hotp_window = N-1'
told window 'window=N (pam_oath) totp_window = N and hotp_window = N'
# another: a secret of its own; what was used of one stays used
n=0
another() {
	n=$((n + 1))
	key=$(printf '%s%02x' "${seed%??}" $((n + 64)))
	written=$(printf %s "$key" | basenc --base16 -d | base32)
	credmint authenticator remove --all alice 2>"$TMP/err"
	credmint authenticator remove --all bob 2>"$TMP/err"
}
# What was used lies far back; a step that ends meanwhile changes nothing, but
# for a window of none.
for size in 1 3 17; do
	another
	now=$(date +%s)
	if [ $size = 1 ] && [ $((now % 30)) -gt 25 ]; then
		sleep 5
		now=$(date +%s)
	fi
	printf '%s\n' "$written" "\" DISALLOW_REUSE $((now / 30 - 99))" '" TOTP_AUTH' \
		"\" WINDOW_SIZE $size" >$own
	chown alice: $own
	chmod 600 $own
	config "totp_window = $((size / 2))"
	config 'totp_drift = 0'
	credmint authenticator import --user alice $own 2>"$TMP/err"
	for service in g credmint; do
		far "$service: $((size / 2 + 2))_of_$size" $service alice $((size / 2 + 2)) AUTH_ERR
		far "$service: $((size / 2))_of_$size" $service alice $((size / 2)) SUCCESS
	done
done

# pam_oath's: the same number.
config 'totp_window = 4'
another
printf 'HOTP/T30 alice - %s\n' "$key" >/etc/users.oath
stack_of o oath 'usersfile=/etc/users.oath window=4'
credmint authenticator import /etc/users.oath 2>"$TMP/err"
now=$(date +%s)
for service in o credmint; do
	far "$service: 6_of_4" $service alice 6 AUTH_ERR
	far "$service: 4_of_4" $service alice 4 SUCCESS
done
# Counters: the last one that is good, and the next.
config 'hotp_window = 4'
another
for service in o credmint; do
	printf 'HOTP bob - %s\n' "$key" >/etc/users.oath
	credmint authenticator import /etc/users.oath 2>"$TMP/err"
	equals "$service: hotp_5_of_4" AUTH_ERR "$(oathtool -c 5 "$key" | verdict $service bob)"
	equals "$service: hotp_4_of_4" SUCCESS "$(oathtool -c 4 "$key" | verdict $service bob)"
done
another
config 'hotp_window = 2'
for service in g credmint; do
	printf '%s\n' "$written" '" HOTP_COUNTER 1' '" WINDOW_SIZE 3' >~bob/.google_authenticator
	chown bob: ~bob/.google_authenticator
	chmod 600 ~bob/.google_authenticator
	credmint authenticator import --user bob ~bob/.google_authenticator 2>"$TMP/err"
	equals "$service: hotp_4_of_3" AUTH_ERR "$(oathtool -c 4 "$key" | verdict $service bob)"
	printf '%s\n' "$written" '" HOTP_COUNTER 1' '" WINDOW_SIZE 3' >~bob/.google_authenticator
	equals "$service: hotp_3_of_3" SUCCESS "$(oathtool -c 3 "$key" | verdict $service bob)"
done
finish
