#!/bin/sh
# packages.sh PART... - install what the named parts of tests/packages need
#
# Asks dpkg first, so that a machine which has everything needs no network.

set -eu
cd "$(dirname "$0")/.."

missing=
for part; do
	# shellcheck disable=SC2013 # one name a line
	for package in $(sed -n "/^\[$part\]/,/^\[/s/^[a-z].*/&/p" tests/packages); do
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -qx installed || missing="$missing $package"
	done
done
[ -n "$missing" ] || exit 0
[ "$(id -u)" -eq 0 ] || {
	echo "packages.sh: missing:$missing; run as root" >&2
	exit 1
}

# Packages must not start their daemons here.
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod 755 $policy
	made=yes
fi
trap '[ -z "$made" ] || rm -f $policy' EXIT

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086 # a list of names
{
	apt-get -q update &&
		apt-get -q -y --no-install-recommends install $missing
} >"$log" 2>&1 || {
	tail -n 20 "$log" >&2
	rm -f "$log"
	echo "packages.sh: cannot install:$missing" >&2
	exit 1
}
rm -f "$log"
