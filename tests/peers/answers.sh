#!/bin/sh
# Advisories about what is answered: nothing, an end, too much.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
echo 'alice:correct horse' | chpasswd
asks() {
	echo "$told" | grep -c '^ask '
}

# CVE-2021-31924, CVE-2011-4120: an answer that is none was a yes, alone or in
# a stack where one module is enough; or it was asked for ever.
stack alone 'auth required pam_credmint.so'
stack enough 'auth sufficient pam_credmint.so' 'auth required pam_deny.so'
stack jump 'auth [success=1 default=ignore] pam_credmint.so' \
	'auth requisite pam_deny.so' 'auth required pam_permit.so'
for answer in @null @none @error '' ' ' - --; do
	for service in alone enough jump; do
		for user in alice bob nobody-here root; do
			told=$(printf '%s\n%s\n%s\n' "$answer" "$answer" "$answer" |
				"$D" "$TMP/pam" $service $user)
			name="'$answer'_in_${service}_as_$user"
			case $told in
			*'auth PAM_SUCCESS'* | *PAM_IGNORE*)
				fail "cve_2021_31924_$name" "$told" ;;
			*'auth PAM_'*)
				equals "cve_2021_31924_${name}_is_asked_once" 1 \
					"$(asks)" ;;
			*) fail "cve_2021_31924_$name" "$told" ;;
			esac
		done
	done
done
equals cve_2011_4120_null_is_a_wrong_code AUTH_ERR \
	"$(echo @null | verdict alone alice)"
equals cve_2011_4120_the_right_code_is_enough_there SUCCESS \
	"$(right credmint | verdict enough alice)"
mkdir -p /home/alice/.yubico
echo alice:cccccccfhcbe >/etc/yubikeys
stack yubico 'auth sufficient pam_yubico.so id=1 authfile=/etc/yubikeys' \
	'auth required pam_deny.so'
yubico=$(printf '@null\n' | verdict yubico alice)
check cve_2011_4120_yubico_answered expr "$yubico" : .
row 'CVE-2011-4120 no answer' AUTH_ERR "$(echo @null | verdict oath alice)" \
	"$(echo @null | verdict google alice)" "$(echo @null | verdict otpw alice)"
echo "# pam_yubico $(peer_version libpam-yubico): $yubico" >>"$TMP/table"

# puppet-duo_unix 8: an interrupted conversation in a stack that forgives. Each
# stack that we ship or document, broken off at its first and second question.
cp etc/pam.d/credmint-* /etc/pam.d/
for page in man/*.8; do
	awk -v to=/etc/pam.d/page- '/^\.Bd/ { n++; on = 1; next }
		/^\.Ed/ { on = 0 }
		on && /^(auth|account|session|password|@include)/ {
			print > to n }' "$page"
done
# Who asks is root here, whom some let in for that.
sed -i '/pam_rootok/d' /etc/pam.d/credmint-* /etc/pam.d/page-*
stacks=$(grep -l '^auth.*pam_credmint' /etc/pam.d/credmint-* /etc/pam.d/page-*)
check "puppet_duo_8_there_are_$(echo "$stacks" | wc -l)_documented_stacks" \
	[ "$(echo "$stacks" | wc -l)" -ge 6 ]
right credmint >/dev/null
mark_enrolled alice
for file in $stacks; do
	service=${file##*/}
	n=0
	for answers in '@error @error' 'x @error' 'horse @error' '@null @null' \
		'@error x' '@none @error'; do
		n=$((n + 1))
		# Where a password is enough, a right one is.
		case $answers in
		horse*) ! grep -q '^auth.*success=.*pam_unix' "$file" || continue ;;
		esac
		said=$(echo "$answers" | tr ' ' '\n' | sed 's/horse/correct horse/' |
			"$D" /etc/pam.d "$service" alice | sed -n 's/^auth //p')
		case $said in
		PAM_SUCCESS | PAM_IGNORE | '')
			fail "puppet_duo_8_${service}" "$answers: $said" ;;
		*) pass "puppet_duo_8_${service}_is_broken_off_in_way_$n" ;;
		esac
	done
done

# CVE-2015-3238: a large password blocked the pipe to the helper, for those who
# exist alone. Known and unknown, there is no difference and no wait.
for n in 511 512 513 4096 65536 65537 1048576; do
	for user in alice bob nobody-here; do
		start=$(date +%s)
		told=$(echo "@$n" | timeout 20 "$D" "$TMP/pam" credmint $user)
		took=$(($(date +%s) - start))
		equals "cve_2015_3238_answer_of_${n}_bytes_as_$user" \
			"$(printf '%s\n' 'ask One-time code: ' 'auth PAM_AUTH_ERR' \
				'left 0')" "$told"
		check "cve_2015_3238_${n}_bytes_as_${user}_do_not_hang" \
			[ "$took" -le 10 ]
	done
done
code=$(right credmint)
for pad in $(printf 'x%.0s' 1) $(printf '0%.0s' $(seq 505)); do
	equals "cve_2015_3238_a_right_code_and_${#pad}_more_is_wrong" AUTH_ERR \
		"$(echo "$code$pad" | verdict credmint alice)"
done
equals cve_2015_3238_nothing_was_spent SUCCESS \
	"$(echo "$code" | verdict credmint alice)"

# CVE-2020-27780: an unknown user was checked against root's blank password.
passwd -d root >/dev/null
for answer in '' @null BBBB-BBBB 00000000 0000-0000 "$code" "$(right credmint)"; do
	for user in nobody-here root ''; do
		equals "cve_2020_27780_'$answer'_as_'$user'_is_refused" AUTH_ERR \
			"$(echo "$answer" | verdict credmint "$user")"
	done
done
table
finish
