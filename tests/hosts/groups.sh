#!/bin/sh
# Whom the kernel has in a group at a login, by whatever source, line or name of
# its number, is of that group for the configuration too.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
useradd bob
check init credmint init
mkdir -p "$TMP/pam" /var/lib/extrausers
printf '%s\n' 'auth required pam_credmint.so' \
	'account required pam_permit.so' >"$TMP/pam/door"
printf '%s\n' 'deny = 0' 'deny_user = 0' '[login @admins]' 'ways = recovery' \
	>/etc/credmint/credmint.conf
for user in alice bob; do
	credmint code issue --uses 50 $user >"$TMP/$user" 2>/dev/null
done
cp /etc/group "$TMP/group"

# enter USER: what PAM says, with a code that members of the group have not.
enter() {
	"$BUILD/tests/peers/drive_peer" "$TMP/pam" door "$1" 192.0.2.7 \
		<"$TMP/$1" 2>/dev/null | sed -n 's/^auth //p'
}
# sources WORDS FILES EXTRA: of groups, and what these say beside the host's own
sources() {
	sed -i "s/^group:.*/group: $1/" /etc/nsswitch.conf
	{
		cat "$TMP/group"
		printf '%b' "$2"
	} >/etc/group
	printf '%b' "$3" >/var/lib/extrausers/group
}
# are NAME ALICE BOB: what becomes of them
are() {
	said="$(enter alice) $(enter bob)"
	if [ "$said" = "PAM_$2 PAM_$3" ]; then
		pass "$1"
	else
		fail "$1" "$said: $(id alice)"
	fi
}
# member NAME: alice is one for the kernel, and for the configuration
member() {
	if id -G alice | tr ' ' '\n' | grep -qx 5000; then
		are "$1" AUTH_ERR SUCCESS
	else
		fail "$1" "not of the group: $(id alice)"
	fi
}

sources files 'admins:x:5000:\n' ''
are nobody_is_of_an_empty_group SUCCESS SUCCESS
sources files 'admins:x:5000:alice\n' ''
member listed
sources files 'admins:x:5000:\nstaff:x:5000:alice\n' ''
member by_another_name_of_its_number
sources files 'admins:x:5000:carol\nadmins:x:5000:alice\n' ''
member by_a_second_line
sources 'files extrausers' 'admins:x:5000:carol\n' 'admins:x:5000:alice\n'
member by_a_second_source
sources 'files extrausers' 'admins:x:5000:carol\n' 'others:x:5000:alice\n'
member by_a_second_source_under_another_name
sources 'files extrausers' '' 'admins:x:5000:alice\n'
member by_the_second_source_alone
usermod -g 100 alice
sources files 'admins:x:100:\n' ''
are by_the_primary_group AUTH_ERR SUCCESS
sources 'files nosuchsource' 'admins:x:5000:bob\n' ''
are source_that_is_not_installed_is_none SUCCESS AUTH_ERR

# One that is there and cannot tell is passed over by getgrouplist(3).
sources 'files extrausers' 'admins:x:5000:carol\n' ''
are both_sources_tell SUCCESS SUCCESS
rm /var/lib/extrausers/group
are source_that_cannot_tell_refuses AUTHINFO_UNAVAIL AUTHINFO_UNAVAIL
check the_log_tells_why grep -q 'check nsswitch.conf(5)' /run/syslog
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
are where_no_group_is_named_it_is_not_asked SUCCESS SUCCESS
finish
