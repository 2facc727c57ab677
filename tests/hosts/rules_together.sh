#!/bin/sh
# What holds where several sections are about one login: a no ends exemptions,
# and who has no way in is let in by nothing.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

groupadd crew
groupadd ops
useradd -G crew,ops alice
useradd -G ops bob
check init credmint init
mkdir "$TMP/pam"
# Whoever is passed over is in.
for door in door hall; do
	printf '%s\n' "auth required pam_credmint.so" \
		'auth required pam_permit.so' 'account required pam_permit.so' \
		>"$TMP/pam/$door"
done
sed -i '1s/$/ nullok/' "$TMP/pam/hall"
for user in alice bob; do
	credmint code issue --uses 50 $user >"$TMP/$user" 2>/dev/null
done
gid=$(getent group crew | cut -d : -f 3)

# enter SERVICE USER: "asked" or "passed", and what PAM says, with a code
enter() {
	"$BUILD/tests/peers/drive_peer" "$TMP/pam" "$1" "$2" 192.0.2.7 \
		<"$TMP/$2" >"$TMP/said" 2>/dev/null
	if grep -q '^ask ' "$TMP/said"; then
		printf 'asked '
	else
		printf 'passed '
	fi
	sed -n 's/^auth PAM_//p' "$TMP/said"
}
# are NAME SERVICE ALICE BOB LINE...: what becomes of both, by these lines
are() {
	name=$1 service=$2 alice=$3 bob=$4
	shift 4
	printf '%s\n' 'deny = 0' 'deny_user = 0' "$@" \
		>/etc/credmint/credmint.conf
	said="$(enter "$service" alice), $(enter "$service" bob)"
	if [ "$said" = "$alice, $bob" ]; then
		pass "$name"
	else
		fail "$name" "$said"
	fi
}

# ---- exempt = no ----
are exempt_at_a_door door 'passed SUCCESS' 'passed SUCCESS' \
	'[login door]' 'exempt = yes'
are a_no_of_a_narrower_section door 'asked SUCCESS' 'passed SUCCESS' \
	'[login door]' 'exempt = yes' '[login door @crew]' 'exempt = no'
are beside_ways_that_it_has_not door 'asked AUTH_ERR' 'passed SUCCESS' \
	'[login door]' 'exempt = yes' \
	'[login door @crew]' 'exempt = no' 'ways = authenticator'
are a_no_of_the_wider_section door 'asked SUCCESS' 'asked SUCCESS' \
	'[login door]' 'exempt = no' '[login door @crew]' 'exempt = yes' \
	'[login @ops]' 'exempt = yes'
are a_no_ends_exemptions_of_any_kind door 'asked SUCCESS' 'passed SUCCESS' \
	'exempt_users = alice bob' 'exempt_groups = ops' \
	'exempt_networks = 192.0.2.0/24' '[login @crew]' 'exempt = no'
are a_no_elsewhere_is_none_here door 'passed SUCCESS' 'passed SUCCESS' \
	'exempt_users = alice bob' '[login hall]' 'exempt = no'

# ---- no way in ----
are nullok_passes_who_is_not_enrolled hall 'passed SUCCESS' 'passed SUCCESS' \
	'[login @crew]' 'ways = issued'
are not_who_has_no_way_in hall 'asked AUTH_ERR' 'passed SUCCESS' \
	'[login @crew]' 'ways = issued' '[login @ops]' 'ways = recovery'

# ---- one group, by its name and its number ----
are ways_of_one_end_exempt_of_the_other door 'asked AUTH_ERR' 'asked SUCCESS' \
	'[login @crew]' 'exempt = yes' "[login @$gid]" 'ways = recovery'
are whichever_comes_first door 'asked AUTH_ERR' 'asked SUCCESS' \
	"[login @$gid]" 'ways = recovery' '[login @crew]' 'exempt = yes'
are a_way_is_of_both door 'asked AUTH_ERR' 'asked SUCCESS' \
	"[login @$gid]" 'ways = issued' '[login @crew]' 'ways = recovery'
credmint doctor >"$TMP/doctor" 2>&1
check the_doctor_says_so grep -q "^note *rules *\[login @$gid\] and \[login @crew\] are about one group" "$TMP/doctor"
finish
