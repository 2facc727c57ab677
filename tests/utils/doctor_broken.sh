#!/bin/sh
# credmint doctor on hosts that are broken: each is diagnosed by a line with the
# mend, and well again once the mend was run.
# shellcheck disable=SC2119

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/doctor.inc
. tests/hosts/sockets.inc

libexec=/usr/libexec/credmint
state=/var/lib/credmint
check is_well_at_first is_well

# ---- owners and modes ----
chmod 0644 /etc/credmint/key
sick key_that_all_can_read key 'key has mode 0644' run
chown root:root /etc/credmint/key
sick key_of_the_wrong_group key 'key is of uid 0 and gid 0' run
chown alice:alice /etc/credmint/key && chmod 0600 /etc/credmint/key
sick key_of_a_person key 'is of uid .* and has mode 0600' run
chmod 0777 /etc/credmint
sick directory_that_all_can_write '.*' 'others can write /etc/credmint' run
chown alice /etc/credmint
sick directory_of_a_person '.*' '/etc/credmint on the way is of uid' run
chmod 0666 /etc/credmint/credmint.conf
sick configuration_that_all_can_write 'conf files' 'credmint.conf has mode 0666' run
chmod 0600 /etc/credmint/credmint.conf
sick configuration_that_logins_cannot_read 'conf files' 'has mode 0600' run
: >/etc/credmint/credmint.conf.d/10-a.conf
chown alice /etc/credmint/credmint.conf.d/10-a.conf
sick drop_in_of_a_person 'conf files' '10-a.conf is of uid' run
chmod 0755 $state
sick registry_directory_that_all_can_read directory 'has mode 0755' run
chmod 0644 $state/registry.db
sick registry_that_all_can_read registry 'registry.db has mode 0644' run
chown root:root $state/registry.db-wal
sick log_of_root registry 'registry.db-wal is of uid 0' run
chmod 4755 $libexec/credmint-auth
sick helper_that_is_set_user_id programs 'credmint-auth has mode 4755' run
chmod 0775 $libexec
sick directory_of_the_helper programs 'others can write /usr/libexec/credmint' run
module=$(find /usr/lib -name pam_credmint.so | head -n 1)
chown alice "$module"
sick module_of_a_person programs 'pam_credmint.so is of uid' run
mv $libexec/credmint-auth "$TMP/kept"
sick helper_that_is_gone programs 'credmint-auth: No such file' \
	"mv '$TMP/kept' $libexec/credmint-auth"
mkdir "/etc/with space" && cp $libexec/credmint-auth "/etc/with space/deliver me"
conf "delivery_program = /etc/with space/deliver me"
chmod 0777 "/etc/with space"
sick directory_of_the_delivery_program delivery "others can write /etc/with space" run
chmod 0755 "/etc/with space" && chmod 0757 "/etc/with space/deliver me"
sick delivery_program_that_all_can_write delivery 'has mode 0757' run
conf 'delivery_program = /etc/nothing'
sick delivery_program_that_is_gone delivery '/etc/nothing' ": >$TMP/n; conf=/etc/credmint/credmint.conf; : >\$conf"

chgrp credmint /etc/credmint/credmint.conf && chmod 0640 /etc/credmint/credmint.conf
check configuration_for_its_group_alone_is_well is_well
chgrp root /etc/credmint/credmint.conf
sick configuration_for_another_group 'conf files' 'has mode 0640' run

# ---- configuration ----
conf 'denny = 5'
sick key_that_is_misspelt configuration "credmint.conf:1: no key is called 'denny'" \
	'sed -i d /etc/credmint/credmint.conf'
conf 'deny = 0'
sick guessing_without_end lockout 'deny = 0' \
	"sed -i 's/deny = 0/deny = 5/' /etc/credmint/credmint.conf"
conf 'exempt_users = alice, root'
sick exempt_root exemptions 'the top level exempts root' \
	"sed -i 's/, root//' /etc/credmint/credmint.conf"
conf '[login sshd]' 'exempt_networks = 0.0.0.0/0'
sick exempt_world exemptions 'login sshd. exempts 0.0.0.0/0' \
	"sed -i 's|0.0.0.0/0|10.0.0.0/8|' /etc/credmint/credmint.conf"
conf '[login @operators]' 'ways = authenticator'
sick group_that_is_not rules 'group operators, which there is not' run
conf '[serve nobody-at-all]' 'kinds = *' 'verbs = verify'
sick serve_nobody rules 'serve nobody-at-all.* nobody is' \
	'sed -i d /etc/credmint/credmint.conf'
conf 'grace = 12h' 'trusted_askers = 4242' 'deny_user = 0' \
	'log_unknown_users = yes' 'totp_window = 20' 'hotp_window = 100' \
	'totp_drift = 100' '[login su]' 'grace = 1h' '[login sshhd]' \
	'grace = 1h' '[login self:su]' 'grace =' '[login self:enroll]' 'grace ='
doctor
check notes_are_not_bad [ $status -eq 0 ]
for text in '12h 0m after a code' 'uid 4242' 'deny_user = 0' 'log_unknown_users' \
	'41 codes of an app are good at any time' \
	'101 codes of a device are good at any time' \
	'totp_drift = 100' \
	'login sshhd. is about a PAM service that has no file'; do
	check "noted: $text" said note '.*' "$text"
done
check services_with_a_file_are_not_noted [ "$(grep -c 'has no file in' "$TMP/out")" = 1 ]
rm /etc/credmint/credmint.conf
doctor
check without_a_file_it_says_so said ok configuration \
	'there is no /etc/credmint/credmint.conf'
conf ''

# ---- the service user ----
usermod --shell /bin/bash credmint
sick user_with_a_shell 'service user' 'has the shell /bin/bash' run
usermod --append --groups adm credmint
sick user_in_another_group 'service user' 'is in group adm' run
gpasswd -a alice credmint >/dev/null
sick person_in_its_group 'service user' 'alice is in group credmint' run
# shellcheck disable=SC2016 # as in shadow
usermod -p '$6$abcdefgh$IAmNotReallyAHashButLookLikeOne' credmint
sick user_with_a_password 'service user' 'credmint has a password' run

# ---- the registry ----
mv /etc/credmint/key "$TMP/key"
head -c 32 "$TMP/key" | tr '\000-\377' '\001-\377\000' >/etc/credmint/key
chown root:credmint /etc/credmint/key && chmod 0440 /etc/credmint/key
sick key_of_another_registry registry 'not the key of the registry' \
	"mv -f '$TMP/key' /etc/credmint/key"
mv /etc/credmint/key "$TMP/key"
sick key_that_is_gone key 'key: No such file' "mv '$TMP/key' /etc/credmint/key"
cp -p $state/registry.db "$TMP/whole.db"
credmint sweep 2>/dev/null
cp -p $state/registry.db "$TMP/whole.db"
head -c 16384 /dev/zero | tr '\000' 'x' |
	dd of=$state/registry.db bs=4096 seek=5 conv=notrunc 2>/dev/null
sick registry_that_is_damaged registry 'damaged' \
	"cat '$TMP/whole.db' >$state/registry.db"
mv $state "$state.away"
sick registry_that_is_gone directory '/var/lib/credmint: No such file' \
	"mv $state.away $state"

# ---- clocks ----
echo no >/etc/clock-steered
sick clock_that_nobody_steers clock 'not synchronised' 'echo yes >/etc/clock-steered'
echo no >/etc/clock-steered
: >/usr/sbin/chronyd && chmod 0755 /usr/sbin/chronyd
doctor
check no_mend_needs_a_systemd_that_is_not said bad clock '; run: service chrony start$'
mkdir -p /run/systemd/system
doctor
check a_mend_uses_systemd_where_it_is said bad clock '; run: systemctl enable --now chrony$'
rm -r /run/systemd /usr/sbin/chronyd
touch /run/.containerenv
echo no >/etc/clock-steered
doctor
check clock_of_a_container_is_another_s said note clock 'timedatectl there'
check clock_of_a_container_is_not_bad [ $status -eq 0 ]
rm /run/.containerenv
echo yes >/etc/clock-steered
echo 7200 >/etc/clock-shift
sick clock_that_jumped 'registry clock' 'jumped ahead' \
	'credmint code issue alice && credmint clock accept'
echo 0 >/etc/clock-shift
sick clock_that_was_put_right 'registry clock' '2h 0m behind|1h 59m behind' run
rm /etc/cron.d/credmint
sick nothing_that_sweeps sweep 'nothing locks' run
# no_sweep NAME FILE LINE [COMMAND...]: that is no sweep.
rm -f /etc/cron.d/credmint
no_sweep() {
	mkdir -p "${2%/*}"
	echo "$3" >"$2"
	no_name=$1 no_file=$2
	shift 3
	"$@"
	doctor
	check "no_sweep: $no_name" said bad sweep 'nothing locks'
	rm -f "$no_file"
}
every='*/15 * * * *'
no_sweep of_a_person /var/spool/cron/crontabs/alice "$every credmint sweep" \
	chown alice /var/spool/cron/crontabs/alice
no_sweep called_root_by_a_person /var/spool/cron/crontabs/root \
	"$every credmint sweep" chown alice /var/spool/cron/crontabs/root
no_sweep as_a_person /etc/cron.d/credmint "$every alice credmint sweep" :
no_sweep that_is_said_alone /etc/cron.d/credmint \
	"$every root echo credmint sweep" :
no_sweep in_a_comment /etc/cron.d/credmint "# $every root credmint sweep" :
no_sweep in_a_backup /etc/cron.d/credmint.dpkg-old "$every root credmint sweep" :
no_sweep that_others_can_write /etc/cron.d/credmint \
	"$every root credmint sweep" chmod 0666 /etc/cron.d/credmint
no_sweep in_a_script_that_is_no_program /etc/cron.hourly/credmint \
	'credmint sweep' chmod 0644 /etc/cron.hourly/credmint

# a_sweep NAME FILE LINE [COMMAND...]: that is one.
a_sweep() {
	mkdir -p "${2%/*}"
	echo "$3" >"$2"
	a_name=$1 a_file=$2
	shift 3
	"$@"
	doctor
	check "a_sweep: $a_name" said ok sweep "$a_file runs it"
	rm -f "$a_file"
}
cp -p /etc/crontab "$TMP/crontab" 2>/dev/null
a_sweep of_root /var/spool/cron/crontabs/root "$every /usr/bin/credmint sweep" :
a_sweep in_crontab /etc/crontab "@hourly root credmint sweep --quiet" :
[ ! -e "$TMP/crontab" ] || cp -p "$TMP/crontab" /etc/crontab
a_sweep after_a_test /etc/cron.d/credmint \
	"$every	root	test -x /usr/bin/credmint && exec credmint sweep" :
a_sweep in_a_script /etc/cron.hourly/credmint 'LC_ALL=C credmint sweep' \
	chmod 0755 /etc/cron.hourly/credmint
echo '*/15 * * * * root credmint sweep' >/etc/cron.d/credmint

credmint reset --ttl 60s alice >/dev/null 2>&1
echo 3500 >/etc/clock-shift
sick password_that_is_late sweep '1 temporary password is dead' run
echo 0 >/etc/clock-shift
credmint clock reset >/dev/null 2>&1

# ---- methods ----
cp -p /etc/pam.d/common-password "$TMP/common"
sed -i '/pam_unix/s/yescrypt/md5/' /etc/pam.d/common-password
sick method_that_is_broken 'hash method' 'says md5' \
	"cp -p '$TMP/common' /etc/pam.d/common-password"

# ---- without systemd ----
mv $libexec/credmint-auth "$TMP/kept"
printf '#!/bin/sh\n' >$libexec/credmint-auth
chmod 0755 $libexec/credmint-auth
doctor
check its_log_is_that_of_a_host_without_systemd said bad credmint-auth \
	'; see: grep credmint-auth /var/log/auth.log, '
sick helper_that_says_nothing credmint-auth 'no answer from credmint-auth' \
	"mv '$TMP/kept' $libexec/credmint-auth"
sockets_start root
# One that is being started has the socket as well.
for pid in $(ss -xlpH | grep root.socket | grep -o 'pid=[0-9]*'); do
	pid=${pid#pid=}
	kill -9 "$pid"
done
sick socket_left_behind root.socket 'nobody listens there' run

# ---- where systemd listens ----
mkdir -p /run/systemd/system /etc/systemd/system/timers.target.wants
cat >/usr/bin/systemctl <<END
#!/bin/sh
. tests/hosts/sockets.inc
TMP=$TMP
for name in root self deliver; do
	case \$* in *\$name.socket) rm -f /run/credmint/\$name.socket ;; esac
done
case \$* in
*root.socket) sockets_start root ;;
*self.socket) sockets_start self ;;
*deliver.socket) sockets_start deliver ;;
esac
case \$*  in *sweep.timer) ln -s /usr/lib/systemd/system/credmint-sweep.timer \
	/etc/systemd/system/timers.target.wants/ ;; esac
END
chmod 0755 /usr/bin/systemctl
sockets_start root self deliver
sleep 0.2
check sockets_are_well is_well
check root_socket_answers said ok root.socket 'answers, and can read the registry'
check self_socket_answers said ok self.socket 'answers, and can read the registry'
chmod 0666 /run/credmint/root.socket
sick socket_for_everybody root.socket 'has mode 0666' run
chmod 0600 /run/credmint/self.socket
sick socket_for_nobody self.socket 'has mode 0600' run
sockets_stop root
sick socket_that_is_gone root.socket 'No such file' run
for pid in $(ss -xlpH | sed -n 's/.*root.socket .*pid=\([0-9]*\).*/\1/p'); do
	kill -9 "$pid"
done
sick socket_nobody_listens_at root.socket 'nobody listens there' run
mv $libexec/credmint-auth "$TMP/kept"
sick helper_that_does_not_start root.socket 'no answer' \
	"mv '$TMP/kept' $libexec/credmint-auth"
conf "delivery_program = /usr/share/credmint/deliver/append-file"
chown root /run/credmint/deliver.socket
sick socket_of_deliveries deliver.socket 'is of uid 0' run
rm /etc/cron.d/credmint
sick timer_that_is_not_enabled sweep 'nothing locks' run
chmod 0666 /usr/lib/systemd/system/credmint-root.socket
sick unit_that_all_can_write units 'credmint-root.socket has mode 0666' run
for pid in $(ss -xlpH | sed -n 's/.*\/run\/credmint\/.*pid=\([0-9]*\).*/\1/p'); do
	kill -9 "$pid"
done
finish
