#!/bin/sh
# credmint doctor where hardly anything is there, or little can be seen: what it
# says is true, once, and has a mend.
# shellcheck disable=SC2119

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

# Before init there is one thing to do.
doctor() {
	status=0
	credmint doctor "$@" >"$TMP/out" 2>"$TMP/err" || status=$?
}
doctor
check no_init_is_said_once [ "$(grep -c 'run: credmint init' "$TMP/out")" -eq 1 ]
check nothing_follows_from_it sh -c "! grep -qE '^bad +(credmint-auth|key|registry)' $TMP/out"
eval "$(sed -n 's/^bad  *service user .*run: //p' "$TMP/out")" 2>/dev/null
. tests/utils/doctor.inc
check then_it_is_well is_well

as_alice() {
	status=0
	setpriv --reuid alice --regid alice --clear-groups credmint doctor \
		>"$TMP/out" 2>"$TMP/err" || status=$?
}
chgrp credmint /etc/credmint/credmint.conf
chmod 0640 /etc/credmint/credmint.conf
as_alice
check what_others_may_not_read_is_not_bad said note configuration 'run this as root'
check that_is_no_success [ $status -eq 3 ]
check nothing_is_bad sh -c "! grep '^bad' $TMP/out"
check root_sees_that_it_is_well is_well
chmod 0644 /etc/credmint/credmint.conf

conf 'denny = 5'
sick a_configuration_that_is_broken configuration \
	"every login is refused, and what goes by it is not looked at: /etc/credmint/credmint.conf:1: no key is called 'denny'" \
	': >/etc/credmint/credmint.conf'

# A way that the service user cannot go.
chown root:root /var/lib/credmint
doctor
check a_directory_of_root_s said bad registry \
	'user credmint cannot get to /var/lib/credmint/registry.db; .*namei -l /var'
check is_said_once [ "$(grep -cE '^bad +registry' "$TMP/out")" -eq 1 ]
sick a_directory_of_root directory '/var/lib/credmint is of uid 0' run

printf 'auth [success=ok pam_credmint.so\n' >/etc/pam.d/odd
sick a_stack_that_does_not_parse pam "/etc/pam.d/odd:1: a '.' is not closed" \
	'rm /etc/pam.d/odd'
finish
