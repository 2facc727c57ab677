#!/bin/sh
# reset_link.sh - from a forgotten password to a new one, by a link
#
#   reset_link.sh begin USER DIRECTORY	somebody is on the phone: a temporary
#					password and a link, in files there
#   reset_link.sh open <TOKEN		the page behind the link is opened
#   reset_link.sh send <FORM		its form is sent: the token, and below
#					it the new password
#
# As root. A web application asks `credmint serve` what `credmint token` is
# asked here, and leaves to root only the last step. No secret is ever an
# argument of a program, where others could read it.

set -eu
umask 077

fail() {
	echo "reset_link.sh: $1" >&2
	exit 1
}

# The old password is void at once and the temporary one dies unused in an hour,
# as the link does. Where anybody can ask for a link, leave the first line out.
begin() {
	credmint reset --ttl 1h -o "$2/password" "$1"
	credmint token issue --kind reset --ttl 1h --user "$1" \
		--url 'https://www.example.org/reset?token=%s' -o "$2/link"
}

# Programs that look at mail open links, too: this uses nothing up.
open() {
	credmint token verify --kind reset
}

# Whose password it is the registry says, not the form. What can fail does so
# before the link is used up. Afterwards other links are dead, and who was in
# has to come in again.
send() {
	{ IFS= read -r token && IFS= read -r password; } ||
		fail 'two lines are wanted'
	[ ${#password} -ge 12 ] || fail 'the new password has under 12 characters'
	user=$(printf '%s\n' "$token" | open | sed -n 's/^user  *//p')
	[ -n "$user" ] || exit 1
	case $(passwd -S "$user") in
	"$user P "*) ;;
	*) fail "$user: no account, or its password is locked" ;;
	esac
	hash=$(printf '%s\n' "$password" | credmint hash -s)
	printf '%s\n' "$token" | credmint token redeem --kind reset >/dev/null
	printf '%s:%s\n' "$user" "$hash" | chpasswd -e
	for kind in reset session; do
		credmint token revoke --user "$user" --kind $kind >/dev/null ||
			[ $? -eq 1 ] # there was none
	done
	echo "$user has a new password"
}

case ${1-} in
begin) begin "$2" "$3" ;;
open) open ;;
send) send ;;
*) fail 'begin USER DIRECTORY, open or send' ;;
esac
