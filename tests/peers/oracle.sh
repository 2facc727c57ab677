#!/bin/sh
# Advisories about what a refusal tells, and how many of them there may be.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc
. tests/hosts/sshd.inc

peers_start
conf=/etc/credmint/credmint.conf
refusal=$(printf '%s\n' 'ask One-time code: ' 'auth PAM_AUTH_ERR' 'left 0')
# seen USER ANSWER [RHOST]: all that a stranger sees.
seen() {
	echo "$2" | "$D" "$TMP/pam" credmint "$1" "${3:-192.0.2.7}" 2>&1
}
# lock USER RHOST
lock() {
	for _ in 1 2 3 4 5; do
		echo BBBB-BBBB | verdict credmint "$1" "$2" >/dev/null
	done
}

# CVE-2007-2768, CVE-2007-2243: whom there is, who has what, who is locked.
expired=$(credmint code issue --ttl 1s alice 2>/dev/null)
bound=$(credmint code issue --service sshd alice 2>/dev/null)
near=$(credmint code issue --network 10.0.0.0/8 alice 2>/dev/null)
later=$(credmint code issue --not-before 10m alice 2>/dev/null)
used=$(right credmint)
equals cve_2007_2768_a_code_is_used SUCCESS \
	"$(echo "$used" | verdict credmint alice 192.0.2.1)"
lock bob 192.0.2.7
until_true sh -c "credmint code list | grep -c alice | grep -qx 3"
n=20
while read -r name user answer; do
	n=$((n + 1))
	equals "cve_2007_2768_${name}_is_seen_as_all_are" "$refusal" \
		"$(seen "$user" "$answer" "192.0.2.$n")"
done <<END
wrong_code alice BBBB-BBBB
used_code alice $used
expired_code alice $expired
code_for_another_service alice $bound
code_for_another_network alice $near
code_of_later alice $later
code_of_another bob $bound
somebody_without_a_code bob BBBB-BBBB
root_without_a_code root BBBB-BBBB
nobody nobody-here BBBB-BBBB
a_system_account daemon BBBB-BBBB
no_code_at_all alice hello
END
equals cve_2007_2768_the_locked_is_seen_as_all_are "$refusal" \
	"$(seen bob BBBB-BBBB 192.0.2.7)"
# The same writes and the same waits for the disk, whoever it is.
cost() {
	echo BBBB-BBBB | strace -f -qq -e trace=pwrite64,fdatasync,fsync,unlink \
		-o "$TMP/trace" "$D" "$TMP/pam" credmint "$1" "$2" >"$TMP/said"
	sed -n 's/^[0-9]* *\([a-z0-9]*\)(.*/\1/p' "$TMP/trace" | sort | uniq -c |
		tr -s ' \n' ' '
}
wanted=$(cost alice 192.0.2.91)
check "cve_2007_2768_a_refusal_costs$(echo "$wanted" | tr ' ' _)" \
	expr "$wanted" : '.*fdatasync'
equals cve_2007_2768_nobody_costs_the_same "$wanted" \
	"$(cost nobody-here 192.0.2.92)"
equals cve_2007_2768_without_a_code_costs_the_same "$wanted" \
	"$(cost daemon 192.0.2.93)"
equals cve_2007_2768_locked_costs_the_same "$wanted" "$(cost bob 192.0.2.7)"

# keycloak 71: locked, it still said whether a code was right.
whole=$(right credmint)
lock alice 192.0.2.8
equals keycloak_71_locked_gives_no_hint "$(seen alice BBBB-BBBB 192.0.2.8)" \
	"$(seen alice "$whole" 192.0.2.8)"
equals keycloak_71_locked_spends_no_code SUCCESS \
	"$(echo "$whole" | verdict credmint alice 192.0.2.9)"

# privacyIDEA 471: the failures of one counted on all.
whole=$(right credmint)
credmint code issue root >"$TMP/of.root" 2>/dev/null
lock alice 192.0.2.10
lock nobody-here 192.0.2.11
credmint code issue bob >"$TMP/of.bob" 2>/dev/null
equals privacyidea_471_hers_lock_nobody_else SUCCESS \
	"$(verdict credmint bob 192.0.2.10 <"$TMP/of.bob")"
equals privacyidea_471_nor_her_from_elsewhere SUCCESS \
	"$(echo "$whole" | verdict credmint alice 192.0.2.12)"
equals privacyidea_471_nor_those_of_nobody SUCCESS \
	"$(right credmint | verdict credmint alice 192.0.2.11)"

# privacyIDEA 171: one kind of token was good again and again.
again() {
	equals "privacyidea_171_$1_is_good_once" 'SUCCESS AUTH_ERR' \
		"$(echo "$2" | verdict credmint alice 192.0.2.13) $(echo "$2" |
			verdict credmint alice 192.0.2.14)"
}
again a_code "$(right credmint)"
again a_code_of_digits "$(credmint code issue --numeric alice 2>/dev/null)"
again a_code_for_a_service \
	"$(credmint code issue --service credmint alice 2>/dev/null)"
again a_code_for_a_network \
	"$(credmint code issue --network 192.0.2.0/24 alice 2>/dev/null)"
append=/usr/share/credmint/deliver/append-file
echo "delivery_program = $append" >$conf
cat >"$TMP/read-code" <<'END'
file=/var/lib/credmint/delivered/alice
tries=0
until [ -s $file ] || [ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
sed -n 's/^Your one-time code is \(.*\)\.$/\1/p' $file | tail -n 1 | tee "$1"
END
equals privacyidea_171_a_delivered_code_is_good SUCCESS "$(
	echo "@run sh $TMP/read-code $TMP/delivered" |
		verdict credmint alice 192.0.2.13)"
equals privacyidea_171_and_that_once AUTH_ERR \
	"$(verdict credmint alice 192.0.2.14 <"$TMP/delivered")"
rm $conf

# google-authenticator 55, FreeIPA 7554, duo_unix 240: "not enrolled" was a yes,
# or a code that had ended was taken for it. Here an ignore is told by PAM.
fresh_registry
for service in nullok oath-null google-null; do
	case $service in
	nullok) module='credmint.so nullok' ;;
	oath-null) module='oath.so usersfile=/etc/users.oath' ;;
	*) module='google_authenticator.so nullok secret=/etc/google/${USER}' ;;
	esac
	stack $service "auth required pam_$module"
done
stack nullok.deny 'auth required pam_credmint.so nullok' \
	'auth required pam_deny.so'
stack nullok.permit 'auth required pam_credmint.so nullok' \
	'auth required pam_permit.so'
# Past the line, PAM_PERM_DENIED is what is left: no other line said a word.
equals ga_55_nullok_alone_is_no_success PERM_DENIED \
	"$(verdict nullok bob </dev/null)"
equals ga_55_nullok_is_ignore_never_success 'AUTH_ERR SUCCESS' \
	"$(verdict nullok.deny bob </dev/null) $(verdict nullok.permit bob \
		</dev/null)"
equals ga_55_nobody_is_asked_as_ever "$refusal" "$(echo x | "$D" "$TMP/pam" \
	nullok nobody-here)"
row 'GA 55, not enrolled and nullok' ignore "$(echo x |
	verdict oath-null bob)" "$(verdict google-null bob </dev/null)"
expired=$(credmint code issue --ttl 1s alice 2>/dev/null)
right credmint >"$TMP/code"
mark_enrolled alice
equals freeipa_7554_enrolled_with_a_right_code SUCCESS \
	"$(verdict nullok alice 192.0.2.1 <"$TMP/code")"
equals freeipa_7554_used_is_not_absent AUTH_ERR \
	"$(verdict nullok alice 192.0.2.1 <"$TMP/code")"
until_true sh -c '! credmint code list | grep -q alice'
equals freeipa_7554_expired_is_not_absent AUTH_ERR \
	"$(echo "$expired" | verdict nullok alice 192.0.2.1)"
lock alice 192.0.2.2
equals freeipa_7554_locked_is_not_absent AUTH_ERR \
	"$(echo x | verdict nullok alice 192.0.2.2)"
credmint code revoke --user alice >/dev/null 2>&1
equals freeipa_7554_without_any_code_is_not_absent AUTH_ERR \
	"$(echo x | verdict nullok alice 192.0.2.3)"
for fault in 'chmod 0 /etc/credmint/key' 'mv /etc/credmint/key /etc/credmint/away' \
	'mv /var/lib/credmint/registry.db /var/lib/credmint/away' \
	'chown root /var/lib/credmint' 'echo nonsense >/etc/credmint/credmint.conf'; do
	cp -a /var/lib/credmint "$TMP/registry"
	cp -a /etc/credmint "$TMP/etc"
	eval "$fault"
	for user in alice bob; do
		equals "cve_2020_24612_${user}_after_'$fault'_is_not_absent" \
			AUTHINFO_UNAVAIL "$(echo x | verdict nullok $user)"
	done
	rm -rf /var/lib/credmint /etc/credmint
	mv "$TMP/registry" /var/lib/credmint
	mv "$TMP/etc" /etc/credmint
done
stack nullok.away \
	'auth required pam_credmint.so nullok conf=/etc/credmint/not-there'
equals duo_unix_240_missing_conf_is_not_success AUTHINFO_UNAVAIL \
	"$(echo x | verdict nullok.away bob)"

# CVE-2015-5600: one connection to sshd asked as often as it was told to. The
# limit is in the registry: it holds over many devices, prompts, connections.
fresh_registry
check cve_2015_5600_sshd_starts sshd_start 'MaxAuthTries 100' \
	'LoginGraceTime 60'
code=$(right credmint)
cat >"$TMP/askpass" <<END
#!/bin/sh
echo asked >>$TMP/asked
echo BBBB-BBBB
END
chmod 755 "$TMP/askpass"
devices=pam$(printf ',pam%.0s' $(seq 100))
for _ in 1 2 3; do
	SSH_ASKPASS=$TMP/askpass SSH_ASKPASS_REQUIRE=force timeout 60 setsid -w \
		ssh -F none -p "$sshd_port" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=100 \
		-o PreferredAuthentications=keyboard-interactive \
		-o KbdInteractiveDevices="$devices" alice@127.0.0.1 true \
		>/dev/null 2>&1 </dev/null &
done
wait_for_tries() {
	[ "$(wc -l <"$TMP/asked")" -gt 10 ]
}
tries=0
until wait_for_tries 2>/dev/null || [ $tries -gt 400 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
check "cve_2015_5600_more_than_ten_were_asked_for" wait_for_tries
check cve_2015_5600_limit_is_in_the_registry sh -c \
	"! printf '%s\n' '$code' | '$D' '$TMP/pam' credmint alice 127.0.0.1 |
	grep -q PAM_SUCCESS"
if sshd_login alice "$code" true; then
	fail cve_2015_5600_another_connection_is_no_new_start
else
	pass cve_2015_5600_another_connection_is_no_new_start
fi
equals cve_2015_5600_other_sources_are_open SUCCESS \
	"$(echo "$code" | verdict credmint alice 192.0.2.3)"
sshd_stop
table
finish
