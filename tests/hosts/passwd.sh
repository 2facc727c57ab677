#!/bin/sh
# passwd(1) goes on as before with our line in its stack.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc

useradd -m alice
word='Correct horse 7'
new='Battery staple 9'
echo "alice:$word" | chpasswd -c YESCRYPT
check init credmint init

# changed NAME FROM TO LINE...: alice changes it, with this stack.
changed() {
	changed_name=$1
	changed_from=$2
	changed_to=$3
	shift 3
	printf '%s\n' "$@" >/etc/pam.d/passwd
	typist_as alice "? Current password: 
! $changed_from
? New password: 
! $changed_to
? Retype new password: 
! $changed_to" passwd
	saw "$changed_name" 0 'password updated successfully'
	before=$(getent shadow alice)
	typist_as alice "? Current password: 
! $changed_from
- 100
^ C" passwd
	check "${changed_name}_needs_the_present_one" [ "$status" -ne 0 ]
	check "${changed_name}_or_nothing_changes" \
		[ "$(getent shadow alice)" = "$before" ]
}
unix='password required pam_unix.so yescrypt'
changed before_pam_unix "$word" "$new" \
	'password [success=1 ignore=ignore default=die] pam_credmint.so' "$unix"
changed optional "$new" "$word" 'password optional pam_credmint.so' "$unix"
changed after_pam_unix "$word" "$new" "$unix" \
	'password required pam_credmint.so'
changed with_its_arguments "$new" "$word" \
	'password required pam_credmint.so debug nullok' "$unix"

# Root, who is not asked for the present one.
typist "? New password: 
! $new
? Retype new password: 
! $new" passwd alice
saw root_changes_alices 0 'password updated successfully'
check r14_nothing_is_asked_of_the_registry syslog_lacks credmint-auth
rm -rf /var/lib/credmint
changed r14_without_a_registry "$new" "$word" \
	'password required pam_credmint.so' "$unix"

# Our line alone changes nothing, and does not say it did.
before=$(getent shadow alice)
echo 'password required pam_credmint.so' >/etc/pam.d/passwd
typist_as alice '' passwd
check alone_it_is_a_refusal [ "$status" -ne 0 ]
saw_not alone_it_claims_nothing successfully
check alone_it_changes_nothing [ "$(getent shadow alice)" = "$before" ]
check nothing_typed_is_logged said_nowhere "$word" "$new"
finish
