#!/bin/sh
# A machine with systemd, booted: installed credmint, its sockets and units.
#
# The tree is bootstrapped once, of the running release, and kept in
# BUILD/machine; what the test does to it lies in memory. What runs inside is
# tests/hosts/booted.inc, booted_serve.inc and booted_secrecy.inc, and before
# each end of it booted_waiting.inc: logins that wait for an answer.

if [ "${1:-}" != apart ]; then
	# systemd-nspawn leaves notes in /run.
	exec unshare -mp --fork --kill-child --mount-proc --propagation private sh "$0" apart
fi
. tests/tap.sh

case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
base=$BUILD/machine/$release
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
	sed -nE 's/^(deb|URIs:).*[[:space:]](https?:\/\/[^[:space:]]+\/debian)\/?([[:space:]].*)?$/\2/p' |
	head -n 1)

# libraries: the packages that what we built needs
libraries() {
	ldd "$BUILD/credmint" "$BUILD/credmint-auth" "$BUILD/credmint-deliver" |
		sed -n 's/^[[:space:]]*\(lib[^ ]*\) =>.*/\1/p' | sort -u |
		while read -r name; do
			dpkg-query -S "*/$name" | sed 's/[:,].*//' | head -n 1
		done | sort -u | tr '\n' ','
}

if [ ! -e "$base/.done" ] || [ ! -e "$base/usr/bin/oathtool" ]; then
	rm -rf "$base"
	mkdir -p "${base%/*}"
	include=$(libraries)systemd,systemd-sysv,dbus,pamtester,sudo
	include=$include,openssh-server,util-linux,passwd,login,procps,dma,oathtool
	debootstrap --variant=minbase --include="$include" "$release" "$base" \
		"${mirror:-http://deb.debian.org/debian}" >"$TMP/debootstrap" 2>&1 || {
		tail -n 5 "$TMP/debootstrap"
		fail a_machine_can_be_made
		finish
	}
	: >"$base/.done"
fi

mount -n -t tmpfs -o mode=755 tmpfs /run
mount -n -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/machine
mount -n -t overlay overlay -o \
	"lowerdir=$base,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/machine
machine=/mnt/machine
check installs make -s BUILD="$BUILD" DESTDIR=$machine install
mkdir $machine/test
cp tests/tap.sh tests/hosts/booted.inc tests/hosts/booted_secrecy.inc \
	tests/hosts/booted_serve.inc tests/hosts/booted_waiting.inc \
	tests/hosts/secrecy.inc "$BUILD/tests/hosts/drive_connections" \
	"$BUILD/tests/hosts/drive_pam" "$BUILD/tests/hosts/drive_temporary" \
	"$BUILD/tests/hosts/shifted_clock.so" $machine/test/
cat >$machine/etc/systemd/system/test.service <<'END'
[Unit]
Description=what is tested
After=multi-user.target
[Service]
Type=oneshot
WorkingDirectory=/
ExecStart=/bin/sh /test/run
StandardOutput=append:/test/out
StandardError=append:/test/err
TimeoutStartSec=900
ExecStopPost=/bin/sh -c 'journalctl --no-pager -b -o short-precise >>/test/journal'
ExecStopPost=/bin/sh -c 'date +%%s >/test/off; exec systemctl poweroff --no-block $(cat /test/how)'
[Install]
WantedBy=multi-user.target
END
systemctl --root=$machine enable test.service credmint-root.socket \
	credmint-self.socket credmint-deliver.socket credmint-serve.socket \
	credmint-sweep.timer \
	>/dev/null 2>&1
check sockets_are_enabled [ "$(cd $machine/etc/systemd/system/sockets.target.wants &&
	echo credmint-*)" = \
	'credmint-deliver.socket credmint-root.socket credmint-self.socket credmint-serve.socket' ]

# groups: the control groups that systemd-nspawn makes, and leaves
groups() {
	find /sys/fs/cgroup -depth -type d \
		\( -path '*/payload' -o -path '*/payload/*' -o -path '*/supervisor' \)
}
groups >"$TMP/groups"
# boot SCRIPT HOW: run it, and then end; how long that takes is in $off.
boot() {
	start=$(date +%s)
	cp "$machine/test/$1" $machine/test/run
	echo "$2" >$machine/test/how
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0 timeout -k 5 1000 systemd-nspawn -b -q \
		--register=no --keep-unit --private-network -D $machine \
		</dev/null >>"$TMP/console" 2>&1
	end=$(date +%s)
	off=$((end - $(cat $machine/test/off)))
	echo "# $1 ran for $((end - start)) s, $off of them to its end"
}
boot booted.inc ''
check "shutdown_took_${off}_s" [ "$off" -le 12 ]
boot booted_waiting.inc --force
check "shutdown_by_force_took_${off}_s" [ "$off" -le 12 ]
groups | grep -vxF -f "$TMP/groups" | xargs -r rmdir
check no_control_group_is_left eval 'groups | cmp -s - "$TMP/groups"'
# What was shown inside is shown here.
while read -r line; do
	case $line in
	'ok - '*) pass "${line#ok - }" ;;
	'not ok - '*) fail "${line#not ok - }" ;;
	*) printf '    %s\n' "$line" ;;
	esac
done <$machine/test/out
[ -s $machine/test/err ] && sed 's/^/    err: /' $machine/test/err
check it_ran_to_its_end_twice [ "$(grep -c '^1\.\.[0-9]' $machine/test/out)" = 2 ]
[ "$tap_failed" -eq 0 ] || tail -n 30 "$TMP/console" $machine/test/journal
finish
