#!/bin/sh
# credmint doctor judges a service whose PAM line names another configuration by
# that one, read as a login reads it, and says which.
# shellcheck disable=SC2119

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/doctor.inc

own=/etc/credmint/door.conf
cat >/etc/pam.d/door <<END
auth required pam_credmint.so conf=$own
account required pam_permit.so
END
cat >/etc/pam.d/gate <<END
auth required pam_credmint.so
account required pam_permit.so
END
own() {
	printf '%s\n' "$@" >$own
}
# tells NAME STATE WHAT TEXT: of alice there is such a line
tells() {
	doctor --user alice
	if said "$2" "$3" "$4"; then
		pass "$1"
	else
		fail "$1" "exit $status: $(grep -v '^ok' "$TMP/out" "$TMP/err")"
	fi
}
# comes SERVICE ANSWER: a login by PAM
comes() {
	printf '%s\n' "$2" | pamtester "$1" alice authenticate >/dev/null 2>&1
}

credmint code issue --uses 20 alice >"$TMP/code" 2>/dev/null
code=$(cat "$TMP/code")
own 'ways = issued'
tells the_file_is_said ok door "ways in by $own: issued"
tells and_the_usual_one_is_not ok gate 'ways in: issued'
check no_file_beside_is_told_of unsaid ok configuration .
own 'ways = recovery'
tells its_ways_count bad door "alice has no way in by $own: what it has is not allowed here: issued; run: credmint --config $own recovery issue alice"
check and_not_for_others said ok gate 'ways in: issued'
check and_at_the_gate comes gate "$code"
mend=$(sed -n 's/^bad  *door .*run: //p' "$TMP/out")
check the_mend_runs sh -c "${mend:-false}"
tells the_mend_mends ok door "ways in by $own: recovery"
doctor --user alice --service door
check that_service_alone said ok door "by $own: recovery"
check and_no_other unsaid ok gate .

# Limits of its own.
conf 'deny = 5' 'unlock_time = 10m'
own 'ways = issued' 'deny = 1'
comes door BBBB-BBBB
tells its_limits_count bad lockout 'locked for logins from local until .*deny = 1'
check they_are_told_as_its_own said ok configuration "$own: from here on by this one"
check at_the_gate_it_is_not_so [ "$(grep -c '^bad' "$TMP/out")" -eq 1 ]
check a_right_code_is_refused_there sh -c "! printf '%s\n' $code | pamtester door alice authenticate"
own 'ways = issued'

# A registry of its own.
mkdir /var/lib/other && chown credmint:credmint /var/lib/other && chmod 0700 /var/lib/other
own 'registry = /var/lib/other/registry.db' 'ways = issued'
tells a_registry_that_is_not_there bad door \
	"door:1: every login is refused by conf=: .*/var/lib/other/registry.db"
credmint --config $own init 2>/dev/null
tells its_registry_counts bad door "alice has no way in by $own; run: credmint --config $own code issue alice"
check it_is_told_which said ok configuration "$own: from here on .*/var/lib/other/registry.db"
mend=$(sed -n 's/^bad  *door .*run: //p' "$TMP/out")
check the_mend_issues_there sh -c "${mend:-false} >$TMP/there"
tells then_there_is_a_way ok door "ways in by $own: issued"
check by_that_code comes door "$(cat "$TMP/there")"

# As a login reads it.
own 'ways = issued'
chmod 0600 $own
tells what_logins_cannot_read bad door "door:1: every login is refused by conf=: $own: Permission denied"
check logins_cannot_read_it sh -c "! printf '%s\n' $code | pamtester door alice authenticate"
doctor
check the_host_tells_it said bad 'pam door' "every login is refused, $own: Permission denied; let the group of the service user read it"
chgrp credmint $own && chmod 0640 $own
tells the_groups_is_read ok door "ways in by $own: issued"
check and_it_lets_in comes door "$code"
chmod 0666 $own
tells what_others_can_write bad door "every login is refused by conf=: $own"
chmod 0644 $own
own 'wayss = issued'
tells what_is_misspelt bad door "every login is refused by conf=: $own:1: no key is called 'wayss'"
rm $own
tells what_is_gone bad door "every login is refused by conf=: $own: No such file"
check the_gate_is_open said ok gate 'ways in: issued'
conf 'denny = 5'
ln -s /etc/credmint/credmint.conf $own
tells the_usual_one_that_is_broken bad configuration denny
conf ''
rm $own

# Several lines, several files.
own 'ways = recovery'
printf 'ways = issued\n' >/etc/credmint/second.conf
cat >/etc/pam.d/door <<END
auth sufficient pam_credmint.so conf=$own
auth required pam_credmint.so conf=/etc/credmint/second.conf nullok
account required pam_permit.so
END
credmint code issue alice >/dev/null 2>&1
tells the_first_line ok door "by $own: recovery"
tells the_second_line ok door "by /etc/credmint/second.conf: issued"
printf 'nullok_until = 2020-01-01\n' >/etc/credmint/second.conf
doctor
check nullok_goes_by_its_own_line said note nullok 'door:2 says nullok, which ended at 2020'
finish
