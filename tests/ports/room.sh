#!/bin/sh
# room.sh COMMAND ARG... - a Debian with the compilers and libraries of others
#
# Runs the command as root in a tree of its own, BUILD/ports/root, made at the
# first call: Debian of the machine's release with the packages [foreign] of
# tests/packages, so that nothing of them comes onto the machine. This tree is
# /src there, read-only, and BUILD/ports is /build. Private namespaces.

set -eu
cd "$(dirname "$0")/../.."

if [ "${CREDMINT_ROOM:-}" != inside ]; then
	[ "$(id -u)" -eq 0 ] || {
		echo "room.sh: must be root" >&2
		exit 1
	}
	BUILD=$(mkdir -p "${BUILD:-build}/ports" && cd "${BUILD:-build}" && pwd)
	export BUILD
	CREDMINT_ROOM=inside exec unshare -mp --fork --kill-child \
		--propagation private sh "$0" "$@"
fi

root=$BUILD/ports/root
packages=$(sed -n '/^\[foreign\]/,/^\[/s/^[a-z].*/&/p' tests/packages)

# in_root COMMAND ARG...
in_root() {
	chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		DEBIAN_FRONTEND=noninteractive "$@"
}

# What the tree must be like; another list makes it anew.
# shellcheck disable=SC2086 # a list of names
install() {
	mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
		sed -nE 's/^(deb|URIs:).*[[:space:]](https?:\/\/[^[:space:]]+\/debian)\/?([[:space:]].*)?$/\2/p' |
		head -n 1)
	# shellcheck disable=SC1091 # the machine's
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	rm -rf "$root"
	debootstrap --variant=minbase "$release" "$root" \
		"${mirror:-http://deb.debian.org/debian}" || return 1
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	for f in /etc/apt/apt.conf.d/*; do
		if grep -qiE 'proxy|check-date' "$f" 2>/dev/null; then
			cp "$f" "$root/etc/apt/apt.conf.d/"
		fi
	done
	mounted
	for machine in s390x arm64 i386; do
		in_root dpkg --add-architecture $machine || return 1
	done
	in_root apt-get -q update &&
		in_root apt-get -q -y --no-install-recommends install $packages &&
		in_root apt-get clean
}

mounted() {
	mkdir -p "$root/src" "$root/build"
	mount -t proc proc "$root/proc"
	mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
	mount -t tmpfs -o mode=755 tmpfs "$root/dev"
	for d in null zero full random urandom tty; do
		: >"$root/dev/$d"
		mount --bind "/dev/$d" "$root/dev/$d"
	done
	mkdir "$root/dev/shm"
	mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
	mount --bind . "$root/src"
	mount -o remount,bind,ro "$root/src"
	mount --bind "$BUILD/ports" "$root/build"
}

if [ "$(cat "$root/.done" 2>/dev/null)" = "$packages" ]; then
	mounted
else
	install >"$BUILD/ports/install.log" 2>&1 || {
		tail -n 20 "$BUILD/ports/install.log" >&2
		echo "room.sh: cannot make $root" >&2
		exit 1
	}
	echo "$packages" >"$root/.done"
fi
in_root sh -c 'cd /src && exec "$@"' sh "$@"
