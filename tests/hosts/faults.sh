#!/bin/sh
# Faults of the system under a login: never a yes without a code, never two.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
db=/var/lib/credmint/registry.db

# login CODE [COMMAND...]
login() {
	code=$1
	shift
	echo "$code" | "$@" "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door \
		alice 1 192.0.2.7 2>/dev/null
}
# The calls of credmint-auth on files that it alone opens.
traced() {
	strace -f -qq -o "$TMP/trace" -P "$db" -P "$db-wal" -P "$db-shm" \
		-P /var/lib/credmint -P /etc/credmint/key \
		-P /proc/sys/kernel/random/boot_id "$@"
}
# faults CALL ERROR: at each time the call is made in a login, once.
faults() {
	credmint code issue alice >"$TMP/code" 2>/dev/null
	login "$(cat "$TMP/code")" traced >"$TMP/said"
	last=$(grep -c "^[0-9]* *$1(" "$TMP/trace")
	n=0
	hit=0
	odd=
	while [ $n -lt "$last" ]; do
		n=$((n + 1))
		credmint code issue --json --ttl 5s alice >"$TMP/code" 2>/dev/null
		code=$(sed 's/.*"code": *"\([^"]*\)".*/\1/' "$TMP/code")
		case $code in
		????-????) ;;
		*) odd="$odd $n: issued '$code'" ;;
		esac
		wrong=$(login BBBB-BBBB traced -e "inject=$1:error=$2:when=$n")
		! grep -q INJECTED "$TMP/trace" || hit=$((hit + 1))
		first=$(login "$code" traced -e "inject=$1:error=$2:when=$n")
		second=$(login "$code")
		case "$wrong $first $second" in
		'yes 1'* | *'yes 1'*'yes 1'*) odd="$odd $n: $wrong, $first, $second" ;;
		esac
		id=$(sed 's/.*"id": *\([0-9]*\).*/\1/' "$TMP/code")
		credmint code revoke "$id" >/dev/null 2>&1
	done
	if [ "$last" -gt 0 ] && [ $hit -gt 0 ] && [ -z "$odd" ]; then
		pass "r18_$2_of_${1}_at_${last}_places_is_never_two_yes"
	else
		fail "r18_$2_of_${1}_at_${last}_places_is_never_two_yes" "$hit hit$odd"
	fi
}
faults fdatasync EIO
faults pwrite64 ENOSPC
faults pwrite64 EIO
faults pread64 EIO
faults openat EMFILE
faults mmap ENOMEM
faults ftruncate EIO
finish
