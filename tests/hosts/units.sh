#!/bin/sh
# The units, the system user and the directories, as systemd's own programs
# read them: no boot is needed. long_systemd.sh boots them.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

units=/usr/lib/systemd/system

# ---- what the files say ----
for socket in root self deliver; do
	unit=$units/credmint-$socket.socket
	service=$units/credmint-$socket@.service
	accept='Accept=yes MaxConnections=1024'
	if [ $socket = self ]; then
		service=$units/credmint-self.service
		accept=Accept=no
	fi
	# The manual pages are not looked up: "man" may not be there.
	sed -i '/^Documentation=/d' "$unit" "$service"
	check "r03_${socket}_socket_is_well_formed" \
		sh -c "systemd-analyze verify '$unit' >'$TMP/out' 2>&1 && [ ! -s '$TMP/out' ]"
	check "r03_${socket}_service_is_well_formed" \
		sh -c "systemd-analyze verify '$service' >'$TMP/out' 2>&1 && [ ! -s '$TMP/out' ]"
	for line in $accept TriggerLimitIntervalSec=0 DirectoryMode=0755 \
		"ListenSequentialPacket=/run/credmint/$socket.socket"; do
		check "r03_${socket}: $line" grep -qx "$line" "$unit"
	done
	for line in StandardInput=null User=credmint LimitCORE=0 \
		StartLimitIntervalSec=0 CollectMode=inactive-or-failed; do
		check "${socket}: $line" grep -qx "$line" "$service"
	done
	# It does not listen to a kinder signal, or has something to finish.
	stop=KillSignal=SIGKILL
	[ $socket != deliver ] || stop=TimeoutStopSec=5s
	check "${socket}: $stop keeps no shutdown waiting" grep -qx "$stop" "$service"
	# credmint-auth refuses to run under these (or its SQLite would fail).
	check "r04_${socket}_sets_no_limit_that_is_refused" \
		sh -c "! grep -E '^Limit(FSIZE|NOFILE|AS|DATA|CPU)=' '$service'"
done
check self_ends_with_its_socket grep -qx Requires=credmint-self.socket \
	$units/credmint-self.service
for unit in credmint-serve.socket credmint-serve.service \
	credmint-sweep.timer credmint-sweep.service; do
	sed -i '/^Documentation=/d' "$units/$unit"
done
for unit in credmint-serve.socket credmint-serve.service \
	credmint-sweep.timer credmint-sweep.service; do
	check "$unit: is_well_formed" \
		sh -c "systemd-analyze verify '$units/$unit' >'$TMP/out' 2>&1 && [ ! -s '$TMP/out' ]"
done
for line in OnCalendar='*:0/15' Persistent=yes WantedBy=timers.target; do
	check "sweep: $line" grep -qxF "$line" $units/credmint-sweep.timer
done
check sweep_is_every_quarter_of_an_hour [ "$(systemd-analyze calendar --iterations=3 \
	--base-time='2026-01-31 08:01:00 UTC' '*:0/15' | grep -o '08:[0-9]*:00 UTC' |
	sort -u | tr '\n' ' ')" = '08:15:00 UTC 08:30:00 UTC 08:45:00 UTC ' ]
# mode_and_owner SOCKET MODE OWNER
mode_and_owner() {
	grep -qx "SocketMode=$2" "$units/credmint-$1.socket" &&
		grep -qx "SocketUser=$3" "$units/credmint-$1.socket"
}
check r03_root_socket_is_roots mode_and_owner root 0600 root
check r03_self_socket_is_everybodys mode_and_owner self 0666 root
check r11_deliver_socket_is_credmints mode_and_owner deliver 0600 credmint
check r05_the_kernels_word_is_not_mapped sh -c \
	"! grep '^PrivateUsers=' $units/credmint-*"
check r06_no_directory_is_made_on_a_full_disk sh -c \
	"! grep '^PrivateTmp=' $units/credmint-root@.service $units/credmint-self.service"

# Each of these makes no_new_privs for a user other than root, systemd.exec(5).
check r11_delivery_can_gain_privileges sh -c "! grep -E '^(NoNewPrivileges|\
DynamicUser|LockPersonality|MemoryDenyWriteExecute|PrivateDevices|ProtectClock|\
ProtectHostname|ProtectKernelLogs|ProtectKernelModules|ProtectKernelTunables|\
RestrictAddressFamilies|RestrictNamespaces|RestrictRealtime|RestrictSUIDSGID|\
SystemCallArchitectures|SystemCallFilter|SystemCallLog)=' \
$units/credmint-deliver@.service"

# exposure SERVICE: tenths, as systemd sees it; 100 is the worst
exposure() {
	systemd-analyze security --offline=true --no-pager \
		"$units/credmint-$1.service" 2>"$TMP/err" |
		sed -n 's/.*Overall exposure level[^:]*: \([0-9]*\)\.\([0-9]\).*/\1\2/p'
}
for service in root@ self; do
	level=$(exposure $service)
	check "r03_${service}_is_hardened_to_${level:-?}_tenths" \
		[ "${level:-100}" -le 15 ]
done
level=$(exposure serve)
check "serve_is_hardened_to_${level:-?}_tenths" [ "${level:-100}" -le 15 ]
for line in ListenStream=/run/credmint/serve.socket Accept=no; do
	check "serve: $line" grep -qx "$line" $units/credmint-serve.socket
done
for line in User=credmint LimitCORE=0 StandardInput=null TimeoutStopSec=10s; do
	check "serve: $line" grep -qx "$line" $units/credmint-serve.service
done
check serve_socket_is_everybodys mode_and_owner serve 0666 root
# It changes accounts as root, and stays on the host.
level=$(exposure sweep)
check "sweep_is_hardened_to_${level:-?}_tenths" [ "${level:-100}" -le 30 ]

# ---- the user and the directories ----
before=$(getent passwd credmint)
check there_is_no_user_yet [ -z "$before" ]
check sysusers_makes_the_user systemd-sysusers
check the_user_cannot_log_in [ "$(getent passwd credmint | cut -d : -f 6,7)" = \
	/nonexistent:/usr/sbin/nologin ]
check the_user_is_a_system_one [ "$(id -u credmint)" -lt 1000 ]
check the_group_is_its_own [ "$(id -Gn credmint)" = credmint ]
check tmpfiles_makes_the_directories \
	systemd-tmpfiles --create /usr/lib/tmpfiles.d/credmint.conf
check run_directory_is_roots [ "$(stat -c '%a %U %G' /run/credmint)" = '755 root root' ]
check state_directory_is_credmints \
	[ "$(stat -c '%a %U %G' /var/lib/credmint)" = '700 credmint credmint' ]
getent passwd credmint >"$TMP/passwd"
getent group credmint >>"$TMP/passwd"
check init_is_content credmint init
sed 's/^/    /' "$TMP/check.out"
check init_made_only_key_and_registry sh -c "! grep -v -e ' is already there' \
	-e '^credmint: key .* made' -e '^credmint: registry .* made' '$TMP/check.out'"
check the_user_is_the_same sh -c \
	"{ getent passwd credmint; getent group credmint; } | cmp - '$TMP/passwd'"
find /var/lib/credmint /run/credmint /etc/credmint -printf '%p %m %U %G\n' |
	sort >"$TMP/tree"
check sysusers_again systemd-sysusers
check tmpfiles_again systemd-tmpfiles --create --remove --clean \
	/usr/lib/tmpfiles.d/credmint.conf
check nothing_changed sh -c "find /var/lib/credmint /run/credmint /etc/credmint \
	-printf '%p %m %U %G\n' | sort | cmp - '$TMP/tree'"

# The other way round: what init makes suits both.
userdel credmint
rm -rf /var/lib/credmint /etc/credmint/key /run/credmint
check init_makes_all credmint init
getent passwd credmint >"$TMP/passwd"
find /var/lib/credmint /etc/credmint -printf '%p %m %U %G\n' | sort >"$TMP/tree"
check sysusers_takes_it systemd-sysusers
check tmpfiles_takes_it systemd-tmpfiles --create /usr/lib/tmpfiles.d/credmint.conf
check the_user_is_left_alone sh -c "getent passwd credmint | cmp - '$TMP/passwd'"
check init_s_tree_is_left_alone sh -c "find /var/lib/credmint /etc/credmint \
	-printf '%p %m %U %G\n' | sort | cmp - '$TMP/tree'"
finish
