#!/bin/sh
# How long a refusal takes does not tell what it is for: the medians of many
# real logins, their kinds interleaved, lie within a tenth of each other.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

times=200
useradd -u 4001 alice
useradd -u 4002 bob
useradd -u 4003 carol
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
# Hundreds of failures of one name are not what is looked at.
printf 'deny_user = 0\nunlock_time = 1d\n' >/etc/credmint/credmint.conf
# A second source, which is loaded for names that the first does not know.
check a_second_source_of_names_is_there \
	sh -c \
	'ls /usr/lib/*/libnss_systemd.so.2'
sed -i 's/^passwd:.*/passwd: files systemd/' /etc/nsswitch.conf

# issue [OPTION...]: a code for alice.
issue() {
	credmint code issue --ttl 24h "$@" alice 2>/dev/null
}
good=$(credmint code issue --ttl 24h carol 2>/dev/null)
{
	echo wrong alice fresh BBBB-BBBB
	echo unknown mallory fresh BBBB-BBBB
	echo not_enrolled bob fresh BBBB-BBBB
	echo no_code alice fresh password
	echo other_service alice fresh "$(issue --service sudo)"
	echo other_network alice fresh "$(issue --network 10.0.0.0/8)"
	echo not_yet alice fresh "$(issue --not-before 12h --ttl 2h)"
	echo locked carol 192.0.2.6 BBBB-BBBB
	echo right_while_locked carol 192.0.2.6 "$good"
} >"$TMP/cases"
for _ in 1 2 3 4 5; do
	echo BBBB-BBBB | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door carol \
		1 192.0.2.6 >/dev/null 2>&1
done

# A machine that does other things as well may need a second look.
measure() {
	for try in 1 2 3; do
		"$BUILD/tests/hosts/drive_timing" "$TMP/pam" door "$times" \
			<"$TMP/cases" >"$TMP/medians" || return 1
		sed "s/^/# $try: /" "$TMP/medians" >&3
		sort -n -k 2 "$TMP/medians" | awk '
			NR == 1 { least = $2 }
			{ most = $2 }
			END { exit !(NR == 9 && most <= least * 1.1) }
		' && return 0
	done
	return 1
}
exec 3>&1
check no_oracle_in_the_medians_of_200_logins_each measure
credmint log >"$TMP/log" 2>/dev/null
for outcome in wrong unknown 'no live code' 'other service' 'other network' \
	'not yet' locked; do
	check "there_are_refusals_for_$(echo "$outcome" | tr ' ' _)" \
		grep -q "no: $outcome" "$TMP/log"
done
check good_code_is_good_yet sh -c "echo '$good' | $BUILD/tests/hosts/drive_pam \
	'$TMP/pam' door carol 1 192.0.2.7 | grep 'yes 1'"
finish
