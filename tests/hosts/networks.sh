#!/bin/sh
# Codes for a network, for later and for several times, through a real sshd.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc

useradd -m -s /bin/sh alice
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
check sshd_starts sshd_start 'ListenAddress ::1'

# from ADDRESS CODE: alice logs in over that address.
from() {
	sshd_host=$1
	if [ "$(sshd_login alice "$2" id -un)" = alice ]; then
		said=yes
	else
		said=no
	fi
}
# says NAME WANTED ADDRESS CODE
says() {
	from "$3" "$4"
	if [ "$said" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$said: $(cat "$TMP/ssh.err")"
	fi
}

code=$(issue alice --network 127.0.0.0/8)
says r10_not_over_IPv6 no ::1 "$code"
says r10_inside_an_IPv4_network yes 127.0.0.1 "$code"
code=$(issue alice --network ::1,192.0.2.0/24)
says r10_outside_of_all_of_them no 127.0.0.1 "$code"
says r10_inside_an_IPv6_network yes ::1 "$code"
code=$(issue alice --network 10.0.0.0/8,2001:db8::/32)
says r10_outside_over_IPv4 no 127.0.0.1 "$code"
says r10_outside_over_IPv6 no ::1 "$code"
code=$(issue alice --network ::ffff:127.0.0.1)
says r10_a_mapped_network_is_IPv4 yes 127.0.0.1 "$code"
sshd_options="$sshd_options -b 127.8.9.10"
says r10_from_another_address_of_it yes 127.0.0.1 \
	"$(issue alice --network 127.8.0.0/16)"
sshd_options='-o NumberOfPasswordPrompts=1'

# Nobody but a login over the network comes from one.
cp etc/pam.d/credmint-sudo /etc/pam.d/sudo
echo 'alice ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test
code=$(issue alice --network 0.0.0.0/0,::/0)
echo "$code" | as alice sudo -S -k id -un >"$TMP/screen" 2>/dev/null
check r10_sudo_is_in_no_network [ ! -s "$TMP/screen" ]
says r10_everywhere_is_every_address yes ::1 "$code"

# An IPv4 connection that arrives at an IPv6 socket.
sshd_stop
cat >"$TMP/both.py" <<'EOT'
import socket, subprocess, sys
server = socket.create_server(("::", 2223), family=socket.AF_INET6,
                              dualstack_ipv6=True)
open(sys.argv[1], "w").close()
while True:
    one, address = server.accept()
    print(address[0], flush=True)
    subprocess.Popen(["/usr/sbin/sshd", "-i", "-e", "-f", sys.argv[2]],
                     stdin=one, stdout=one)
    one.close()
EOT
python3 "$TMP/both.py" "$TMP/listens" "$TMP/sshd_config" \
	>"$TMP/addresses" 2>"$TMP/both.log" &
both=$!
tries=0
until [ -e "$TMP/listens" ] || [ $((tries += 1)) -gt 100 ]; do
	sleep 0.05
done
sshd_port=2223
says r10_mapped_is_in_an_IPv4_network yes 127.0.0.1 \
	"$(issue alice --network 127.0.0.1)"
check it_was_mapped grep -qx ::ffff:127.0.0.1 "$TMP/addresses"
says r10_mapped_is_in_no_IPv6_network no 127.0.0.1 \
	"$(issue alice --network ::/0)"
kill $both
sshd_port=2222

# A name is no address, whatever it stands for.
echo '127.0.0.1 localhost' >/etc/hosts
check sshd_with_names_starts sshd_start 'UseDNS yes'
code=$(issue alice --network 127.0.0.0/8)
says r10_a_name_is_in_no_network no 127.0.0.1 "$code"
check r10_the_log_has_the_name sh -c 'credmint log | grep -q localhost'
says a_name_is_no_hindrance_otherwise yes 127.0.0.1 "$(issue alice)"
sshd_stop
check sshd_without_names_starts sshd_start
says r10_the_address_is yes 127.0.0.1 "$code"

# Later, several times, listed, revoked.
code=$(issue alice --not-before 4s --ttl 10m)
says not_before_its_time no 127.0.0.1 "$code"
sleep 4
says from_then_on yes 127.0.0.1 "$code"
code=$(issue alice --uses 2 --network 127.0.0.0/8)
says first_of_two yes 127.0.0.1 "$code"
check one_is_left sh -c "credmint code list | grep -q '127.0.0.0/8'"
says second_of_two yes 127.0.0.1 "$code"
says third_of_two no 127.0.0.1 "$code"
code=$(issue alice)
numeric=$(issue alice --numeric)
check all_of_alice_are_revoked credmint code revoke --user alice
says revoked no 127.0.0.1 "$code"
says revoked_as_well no 127.0.0.1 "$numeric"
check none_is_listed sh -c '! credmint code list | grep alice'
says a_new_one yes 127.0.0.1 "$(issue alice --numeric)"
sshd_stop
finish
