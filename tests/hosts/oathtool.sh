#!/bin/sh
# Codes that oathtool computes, through PAM and the installed programs: every
# algorithm, number of digits and step. Each is typed in two sessions at once,
# and is good in one of them. TIMES: how many codes of each.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

times=${TIMES:-3}
drive=$(realpath "$BUILD/tests/hosts/drive_pam")
enrol=$(realpath "$BUILD/tests/hosts/drive_enrol")
digests='sha1 sha256 sha512'

# A clock that stands, all but for the time a test takes, far from an end of
# each step; and later, in the year of RFC 6238's last vector.
clock_is() {
	echo $(($1 - $(date +%s) + $(cat /etc/clock-shift))) >/etc/clock-shift
}
echo 0 >/etc/clock-shift
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
now=1767225607
clock_is $now
check the_clock_is_shifted [ $(($(date +%s) - now)) -le 1 ]

check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"

# key NAME: of 20 to 64 bytes, the same each time, in hexadecimal
key() {
	sum=$(echo "$1" | sha512sum)
	case $1 in
	*sha1*) echo "$sum" | cut -c 1-40 ;;
	*sha256*) echo "$sum" | cut -c 1-64 ;;
	*) echo "$sum" | cut -c 1-128 ;;
	esac
}
# has USER NAME WORD...: an authenticator of that key
has() {
	key "$2" | tr a-f A-F | basenc --base16 -d | base32 -w 0 | tr -d = |
		setpriv --reuid credmint --regid credmint --clear-groups \
			"$enrol" "$1" label="$2" "$3" "$4" "$5"
}
for digest in $digests; do
	for digits in 6 7 8; do
		user=$digest.$digits
		useradd "$user"
		for step in 15 30 60 90; do
			has "$user" "$user.$step" "algorithm=$digest" \
				"digits=$digits" step=$step
		done
		has "$user" "$user.hotp" "algorithm=$digest" "digits=$digits" \
			type=hotp
	done
done >"$TMP/ids"
check "there_are_$(wc -l <"$TMP/ids")_authenticators" \
	[ "$(wc -l <"$TMP/ids")" -eq 45 ]

# code NAME DIGEST DIGITS STEP SECOND. One of HOTP is that of a step of a second.
code() {
	oathtool --totp="$2" -d "$3" -s "$4s" -N "@$5" "$(key "$1")"
}
# typed NAME CODE: in two sessions at once
typed() {
	said=$(echo "$2" | "$drive" "$TMP/pam" door "${1%.*}" 2 spread 2>&1)
	echo "$1 $said" >>"$TMP/said.$digest"
}
# All of a digest, at this time and for this counter.
round() {
	for digits in 6 7 8; do
		user=$digest.$digits
		for step in 15 30 60 90; do
			typed "$user.$step" "$(code "$user.$step" "$digest" \
				$digits $step "$now")"
		done
		typed "$user.hotp" \
			"$(code "$user.hotp" "$digest" $digits 1 "$counter")"
	done
}
time=0
counter=0
while [ $time -lt "$times" ]; do
	[ $time -ne $((times - 1)) ] || now=20000000047
	clock_is $now
	for digest in $digests; do
		round &
	done
	wait
	time=$((time + 1))
	now=$((now + 90))
	# Up to the last that is looked at.
	counter=$((counter + 1 + (time * 7) % 11))
done
for digest in $digests; do
	for kind in 15 30 60 90 hotp; do
		for digits in 6 7 8; do
			all=$(grep -c "^$digest.$digits.$kind " "$TMP/said.$digest")
			good=$(grep -cx "$digest.$digits.$kind yes 1 no 1 other 0" \
				"$TMP/said.$digest")
			check "oathtool_s_${digest}_of_${digits}_digits_${kind}_is_good_once_${good}_times" \
				[ "$good" -eq "$times" -a "$all" -eq "$times" ]
		done
	done
done
sort "$TMP"/said.* | grep -v 'yes 1 no 1 other 0' | sed 's/^/# /'
finish
