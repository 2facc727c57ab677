#!/bin/sh
# Advisories about what a login takes from its caller or leaves to it:
# environment, descriptors, memory, names of hosts.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
conf=/etc/credmint/credmint.conf
printf 'deny = 0\ndeny_user = 0\n' >$conf
append=/usr/share/credmint/deliver/append-file

# DUO-PSA-2017-002, pam_u2f 1.0.4, CVE-2010-3853: what stood in a person's
# environment decided where the answer came from. Here is a registry of bob's,
# in which his code is good for alice.
mkdir -p "$TMP/bobs/credmint/credmint.conf.d"
cp -a /var/lib/credmint "$TMP/bobs/registry"
printf 'registry = %s\ndeny = 0\n' "$TMP/bobs/registry/registry.db" \
	>"$TMP/bobs/credmint/credmint.conf"
cp "$TMP/bobs/credmint/credmint.conf" "$TMP/bobs/.credmint.conf"
bobs=$(credmint --config "$TMP/bobs/credmint/credmint.conf" code issue alice \
	2>/dev/null)
check duo_psa_2017_002_there_is_a_code_of_bobs expr "$bobs" : '....-....$'
hostile() {
	env http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 \
		HTTP_PROXY=http://127.0.0.1:9 ALL_PROXY=socks://127.0.0.1:9 \
		no_proxy= XDG_CONFIG_HOME="$TMP/bobs" XDG_CONFIG_DIRS="$TMP/bobs" \
		XDG_DATA_HOME="$TMP/bobs" HOME="$TMP/bobs" \
		CREDMINT_CONFIG="$TMP/bobs/credmint/credmint.conf" \
		CREDMINT_REGISTRY="$TMP/bobs/registry/registry.db" \
		SQLITE_TMPDIR="$TMP/bobs" TMPDIR="$TMP/bobs" PATH="$TMP/bobs" \
		LOCALDOMAIN=example.com RES_OPTIONS=ndots:15 \
		HOSTALIASES="$TMP/bobs/hosts" GETCONF_DIR="$TMP/bobs" \
		TZ=:/etc/gshadow LC_ALL=xx_XX NLSPATH="$TMP/bobs/%N" \
		ECONF_UPDATEDIR="$TMP/bobs" USER=root LOGNAME=root \
		SSH_CONNECTION='198.51.100.1 1 198.51.100.2 22' "$@"
}
for module in $append /bin/true; do
	echo "$bobs" | hostile "$D" "$TMP/pam" credmint alice >"$TMP/said"
	check "duo_psa_2017_002_nothing_fails_open" \
		grep -q 'auth PAM_AUTH_ERR' "$TMP/said"
	right credmint | hostile "$D" "$TMP/pam" credmint alice >"$TMP/said"
	check "pam_u2f_1_0_4_xdg_config_home_is_ignored" \
		grep -q 'auth PAM_SUCCESS' "$TMP/said"
	printf 'deny = 0\ndeny_user = 0\ndelivery_program = %s\n' "$module" >$conf
done
right credmint >"$TMP/code"
hostile /usr/bin/strace -f -qq -v -s 4096 -e trace=execve,openat,stat,newfstatat \
	-o "$TMP/trace" "$D" "$TMP/pam" credmint alice <"$TMP/code" >"$TMP/said"
check cve_2010_3853_the_traced_login_was_a_yes grep -q 'auth PAM_SUCCESS' "$TMP/said"
grep -o 'execve("/usr/libexec.*\|execve("/bin/true.*' "$TMP/trace" >"$TMP/execs"
check cve_2010_3853_programs_were_run grep -q deliver "$TMP/execs"
made='PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C'
check cve_2010_3853_helpers_get_an_environment_made_for_them sh -c \
	"! grep -v -e '\], \[\]\()\| <unf\)' -e '\], \[\"$made\"\]\()\| <unf\)' \
	'$TMP/execs'"
sed -n '/execve("\/usr\/libexec/,$p' "$TMP/trace" >"$TMP/after"
check cve_2010_3853_nothing_it_names_is_looked_at \
	sh -c "! grep -e '$TMP/bobs' -e /etc/gshadow '$TMP/after'"

# CVE-2024-10963: a word in a rule was looked up as a name of a host. No host is
# looked up, nothing speaks to the network, but for what libpam's own audit does
# with the host whichever module runs.
stack nothing 'auth required pam_deny.so'
lookups() {
	strace -f -qq -e trace=network,openat -o "$TMP/trace" \
		"$D" "$TMP/pam" "$1" alice "$2" >"$TMP/said"
	grep -c -e 'socket(AF_[IN]' -e /etc/hosts -e resolv.conf "$TMP/trace"
}
echo '192.0.2.5 trusted trusted.example' >>/etc/hosts
for rhost in trusted trusted.example localhost 192.0.2.5. '192.0.2.5 ' \
	0xc0.0.2.5 3221225989 192.0.517; do
	code=$(credmint code issue --network 192.0.2.0/24 alice 2>/dev/null)
	own=$(echo "$code" | lookups credmint "$rhost")
	check "cve_2024_10963_'$rhost'_is_in_no_network" \
		grep -q '^auth PAM_AUTH_ERR' "$TMP/said"
	equals "cve_2024_10963_'$rhost'_is_not_looked_up" \
		"$(lookups nothing "$rhost" </dev/null)" "$own"
	equals "cve_2024_10963_code_for_'$rhost'_is_whole" SUCCESS \
		"$(echo "$code" | verdict credmint alice 192.0.2.5)"
done

# CVE-2019-12210, CVE-2018-9275: a descriptor was left to the application.
printf 'deny = 0\ndeny_user = 0\ndelivery_program = %s\n' $append >$conf
for answer in "$(right credmint)" BBBB-BBBB @null @none @error @65537 resend; do
	equals "cve_2019_12210_no_descriptor_is_left_after_'$answer'" 'left 0' \
		"$(echo "$answer" | "$D" "$TMP/pam" credmint alice | grep '^left')"
done
mv /etc/credmint/key /etc/credmint/away
equals cve_2019_12210_nor_after_a_fault 'left 0' \
	"$(echo x | "$D" "$TMP/pam" credmint alice | grep '^left')"
mv /etc/credmint/away /etc/credmint/key
# Nor is one of the application's left to us.
printf 'deny = 0\ndeny_user = 0\n' >$conf
mkfifo "$TMP/keyboard"
echo secret >"$TMP/secret"
echo "@run cat $TMP/keyboard" | "$D" "$TMP/pam" credmint alice \
	>"$TMP/said" 7<"$TMP/secret" 8>>"$TMP/said.too" 9</etc/shadow &
driver=$!
until_true pgrep -u credmint -x credmint-auth
auth=$(pgrep -u credmint -x credmint-auth)
# It has closed what it was given, and opened what it needs.
until_true sh -c "ls -l '/proc/$auth/fd' | grep -q registry.db"
ls -l "/proc/$auth/fd" >"$TMP/fds"
check cve_2018_9275_no_descriptor_of_the_caller_s_is_taken \
	sh -c "grep -q 'registry.db' '$TMP/fds' &&
	! grep -e shadow -e /secret -e said -e pipe: '$TMP/fds'"

# CVE-2010-3430, CVE-2010-3431: groups or ids of root were left, or of the user.
check cve_2010_3430_it_gains_no_privileges until_true \
	grep -qx 'NoNewPrivs:.1' "/proc/$auth/status"
id=$(id -u credmint)
gid=$(id -g credmint)
tr '\t' ' ' <"/proc/$auth/status" | tr -s ' ' | sed 's/ $//' >"$TMP/status"
for line in "Uid: $id $id $id $id" "Gid: $gid $gid $gid $gid" "Groups: $gid" \
	'CapPrm: 0000000000000000' 'CapEff: 0000000000000000' \
	'CapInh: 0000000000000000' 'CapAmb: 0000000000000000'; do
	check "cve_2010_3430_it_has_$(echo "$line" | tr ' ' _)" \
		grep -qx "$line" "$TMP/status"
done

# CVE-2024-10041: what a login is checked against lay in the memory of the
# process that asks. The key and its registry stay on the other side.
cat >"$TMP/holds" <<'END'
import re, sys
wanted = open(sys.argv[2], "rb").read()
found = 0
with open(f"/proc/{sys.argv[1]}/maps") as maps, \
        open(f"/proc/{sys.argv[1]}/mem", "rb") as memory:
    for line in maps:
        start, end = (int(n, 16) for n in line.split()[0].split("-"))
        if " rw" not in line and " r-" not in line or "[v" in line:
            continue
        memory.seek(start)
        found += memory.read(end - start).count(wanted)
sys.exit(0 if found else 1)
END
printf 'pam_authenticate' >"$TMP/control"
caller=$(pgrep -P $$ -x drive_peer || echo $driver)
check cve_2024_10041_memory_can_be_searched \
	python3 "$TMP/holds" "$caller" "$TMP/control"
equals cve_2024_10041_the_caller_never_holds_the_key 1 \
	"$(python3 "$TMP/holds" "$caller" /etc/credmint/key; echo $?)"
check cve_2024_10041_nor_maps_the_registry \
	sh -c "! grep registry '/proc/$caller/maps'"
echo BBBB-BBBB >"$TMP/keyboard"
wait $driver
finish
