#!/bin/sh
# Advisories about user names: long, blank, alike, or words for a shell.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
conf=/etc/credmint/credmint.conf
printf 'deny = 0\ndeny_user = 0\n' >$conf
refusal=$(printf '%s\n' 'ask One-time code: ' 'auth PAM_AUTH_ERR' 'left 0')

# CVE-2010-1938, CVE-2011-2489: off by one at the edges of a buffer. The peers
# see the same names; a crash of theirs is shown as "died".
lengths='0 1 31 32 33 63 64 65 127 128 255 256 257 511 512 513 1023 1024 1025
	4096 65535 65536'
for service in oath google otpw; do
	keep died $service 'no crash'
done
for n in $lengths; do
	advisory=cve_2010_1938
	[ "$n" -ne 32 ] || advisory=cve_2011_2489
	equals "${advisory}_user_names_of_${n}_bytes" "$refusal" \
		"$(echo BBBB-BBBB | "$D" "$TMP/pam" credmint "@$n" 2>&1)"
	for service in oath google otpw; do
		echo 123456 | "$D" "$TMP/pam" $service "@$n" >"$TMP/said" 2>&1
		[ $? -lt 128 ] || keep died $service "died at $n"
	done
done
equals cve_2010_1938_the_next_login_is_well SUCCESS \
	"$(right credmint | verdict credmint alice)"
row 'CVE-2010-1938 names of any length' refused "$(kept died oath)" \
	"$(kept died google)" "$(kept died otpw)"
# The longest that an account may have, and one more.
for n in 256 257; do
	long=$(printf "%0${n}d" 0 | tr 0 a)
	echo "$long:x:$((3000 + n)):100::/:/bin/sh" >>/etc/passwd
	credmint code issue "$long" >"$TMP/code.$n" 2>/dev/null
	echo $? >"$TMP/status.$n"
done
equals cve_2010_1938_longest_name_is_issued_a_code 0 "$(cat "$TMP/status.256")"
equals cve_2010_1938_longest_name_logs_in SUCCESS \
	"$(verdict credmint @256 <"$TMP/code.256")"
check cve_2010_1938_one_longer_is_none [ "$(cat "$TMP/status.257")" != 0 ]

# CVE-2018-1000809: a blank name was enough to stop a service.
# CVE-2026-44712: a name reached a shell. Accounts of such names, with codes
# issued and delivered; what a shell made of them would be in /run/ran.
mkdir -m 777 /run/ran
mkdir /usr/local/deliver
cat >/usr/local/deliver/count <<'END'
#!/bin/sh
cat >>/var/lib/credmint/letters
printf '%s' "$1" >/var/lib/credmint/new
mv /var/lib/credmint/new /var/lib/credmint/last
END
chmod 755 /usr/local/deliver/count
echo 'delivery_program = /usr/local/deliver/count' >>$conf
# In the file of accounts: no colon, no slash. ${0%%...} makes slashes.
cat >"$TMP/names" <<'END'
$(touch ${PWD}run${PWD}ran${PWD}a)
`touch ${PWD}run${PWD}ran${PWD}b`
a;touch ${PWD}run${PWD}ran${PWD}c
a&touch ${PWD}run${PWD}ran${PWD}d
a|touch ${PWD}run${PWD}ran${PWD}e
'; touch ${PWD}run${PWD}ran${PWD}f; '
"; touch ${PWD}run${PWD}ran${PWD}g; "
a > ${PWD}run${PWD}ran${PWD}h
*
?
%s%n%n%n
a b
!a
~root
\
a\nb
END
check cve_2026_44712_a_shell_would_have_run_it sh -c \
	'cd / && eval "a;touch \${PWD}run\${PWD}ran\${PWD}z" 2>/dev/null; rm /run/ran/z'
n=0
while IFS= read -r name; do
	n=$((n + 1))
	printf '%s:x:%d:100:%s:/:/bin/sh\n' "$name" $((4000 + n)) "$name" \
		>>/etc/passwd
	rm -f /var/lib/credmint/last
	cd / || exit 1
	code=$(credmint code issue "$name" 2>/dev/null)
	cd "$OLDPWD" || exit 1
	equals "cve_2026_44712_name_${n}_logs_in_with_an_issued_code" SUCCESS \
		"$(cd / && echo "$code" | verdict credmint "$name")"
	check "cve_2026_44712_name_${n}_is_the_program_s_one_argument" \
		until_true test -e /var/lib/credmint/last
	equals "cve_2026_44712_name_${n}_is_whole" "$name" \
		"$(cat /var/lib/credmint/last)"
done <"$TMP/names"
equals cve_2026_44712_user_names_never_reach_a_shell '' "$(ls -A /run/ran)"
control=$(printf 'a\nb')
for name in ' ' '  ' '	' "$control" . .. / a/b a:b -n --help; do
	equals "cve_2018_1000809_name_'$(printf %s "$name" | tr '\n\t/' 'ntS')'_is_nobody" \
		"auth PAM_AUTH_ERR" \
		"$(printf 'x\n' | "$D" "$TMP/pam" credmint "$name" | grep ^auth)"
done
equals cve_2018_1000809_and_the_next_login_is_well SUCCESS \
	"$(right credmint | verdict credmint alice)"
check cve_2026_44712_the_log_is_in_lines sh -c \
	"! credmint log | LC_ALL=C grep '[[:cntrl:]]' && ! credmint log | grep '^b '"

# CVE-2026-27855: a name written in another way was another key, and a used
# code was good again. An account is what NSS says, whole, or it is none.
printf 'deny = 2\n' >$conf
fresh_registry
echo 'Alice:x:5001:100::/:/bin/sh' >>/etc/passwd
others='Alice ALICE alice@host alice@ @alice aliceX alic DOMAIN\alice +alice
	аlice ａlice alice\0x ålice'
used=$(right credmint)
whole=$(right credmint)
equals cve_2026_27855_code_is_used_as_alice SUCCESS \
	"$(echo "$used" | verdict credmint alice 192.0.2.1)"
n=0
for name in $others 'alice ' ' alice' "alice$(printf '\t')" 'alice\0'; do
	n=$((n + 1))
	[ "$name" != aliceX ] || name="alice$(printf '\r')"
	equals "cve_2026_27855_used_code_as_other_name_$n" AUTH_ERR \
		"$(echo "$used" | verdict credmint "$name" 192.0.2.1)"
	equals "cve_2026_27855_whole_code_as_other_name_$n" AUTH_ERR \
		"$(echo "$whole" | verdict credmint "$name" 192.0.2.1)"
done
equals cve_2026_27855_their_failures_are_not_hers SUCCESS \
	"$(echo "$whole" | verdict credmint alice 192.0.2.1)"
equals cve_2026_27855_nor_the_other_way SUCCESS "$(
	for _ in 1 2 3; do
		echo BBBB-BBBB | verdict credmint alice 192.0.2.1 >/dev/null
	done
	credmint code issue Alice 2>/dev/null | verdict credmint Alice 192.0.2.1
)"
check cve_2026_27855_alice_was_locked_then [ AUTH_ERR = \
	"$(right credmint | verdict credmint alice 192.0.2.1)" ]
for name in alice@host 'alice ' ' alice' 'DOMAIN\alice'; do
	check "cve_2026_27855_no_code_is_issued_to_'$name'" sh -c \
		"! credmint code issue '$name'"
done
table
finish
