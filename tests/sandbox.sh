#!/bin/sh
# sandbox.sh COMMAND ARG... - a machine of its own, with credmint installed
#
# Runs the command as root in private mount, process and network namespaces.
# /etc, /home, /root, /usr and /var are writable overlays, /run and /dev are
# new; what is done to them is gone at the end. The loopback interface is up and nothing
# else. What is logged to /dev/log stands in /run/syslog, a line each. /tmp
# and the tree are the machine's.

set -eu

if [ "${CREDMINT_SANDBOX:-}" != inside ]; then
	[ "$(id -u)" -eq 0 ] || {
		echo "sandbox.sh: must be root" >&2
		exit 1
	}
	CREDMINT_SANDBOX=inside exec unshare -mnp --fork --kill-child \
		--mount-proc --propagation private "$0" "$@"
fi

top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-build}
case $build in
/*) ;;
*) build=$top/$build ;;
esac

# -n: mount(8) keeps notes in /run, and this one is the machine's yet.
mount -n -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/sshd /run/lock
: >/run/sandbox # tap.sh looks for it

# A place for the overlays that none of them covers, nor the tree.
store=/mnt
case $top/ in $store/*) store=/media ;; esac
mount -t tmpfs -o mode=755 tmpfs $store
for d in etc home root usr var; do
	mkdir $store/$d $store/$d/upper $store/$d/work
	mount -t overlay overlay \
		-o "lowerdir=/$d,upperdir=$store/$d/upper,workdir=$store/$d/work" /$d
done

mkdir $store/dev
mount -t tmpfs -o mode=755 tmpfs $store/dev
for d in null zero full random urandom tty; do
	[ -e /dev/$d ] || continue
	: >$store/dev/$d
	mount --bind /dev/$d $store/dev/$d
done
mkdir $store/dev/pts $store/dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=600 devpts $store/dev/pts
mount -t tmpfs tmpfs $store/dev/shm
ln -s pts/ptmx $store/dev/ptmx
ln -s /proc/self/fd $store/dev/fd
ln -s fd/0 $store/dev/stdin
ln -s fd/1 $store/dev/stdout
ln -s fd/2 $store/dev/stderr
mount --move $store/dev /dev
ip link set lo up

# One at a time: what is not up to date is built first. flock(1) would make a
# file of that name.
mkdir -p "$build"
flock "$build" make -s -C "$top" install BUILD="$build" >/run/install.log 2>&1 || {
	cat /run/install.log >&2
	exit 1
}
python3 "$top/tests/syslog.py" /dev/log /run/syslog </dev/null &
i=0
while [ ! -e /run/syslog ] && [ $i -lt 200 ]; do
	sleep 0.02
	i=$((i + 1))
done

unset CREDMINT_SANDBOX
status=0
"$@" || status=$?
exit $status
