#!/bin/sh
# What is enrolled under a name that is another's now, or nobody's: nullok lets
# nobody in by it, credmint doctor says so, and its mend mends.
# shellcheck disable=SC2119,SC2154

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/doctor.inc

mkdir "$TMP/pam"
cat >"$TMP/pam/door" <<END
auth [success=done ignore=ignore default=die] pam_credmint.so nullok
auth required pam_permit.so
END
# lets_in USER: without a code
lets_in() {
	echo wrong | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door "$1" 1 \
		>"$TMP/let" 2>&1 && grep -q '^yes 1 ' "$TMP/let"
}
lets_nobody_in() {
	! lets_in "$1" && grep -q '^yes 0 no 1 ' "$TMP/let"
}
# enroll USER: by the line of a file of pam_oath's
enroll() {
	(
		umask 077
		echo "HOTP $1 - 3132333435363738393031323334353637383930" >"$TMP/oath"
	)
	credmint authenticator import "$TMP/oath" >"$TMP/imported" 2>&1
}
nothing_is_enrolled() {
	credmint authenticator list >"$TMP/list" && ! grep -q "$1" "$TMP/list"
}

check nullok_lets_in_who_is_not_enrolled lets_in alice
check enrols enroll alice
check nullok_does_not_let_in_who_is lets_nobody_in alice
check is_well_at_first is_well
check its_names_are_well said ok 'enrolled names' 'each with the uid'

# ---- renamed ----
uid=$(id -u alice)
usermod -l alicia alice
doctor
check a_renamed_account_is_told_of said bad 'enrolled names' \
	"alicia has uid $uid, which is enrolled as alice: .*; enrol it anew: credmint authenticator enroll alicia, .* remove --all alice"
check that_is_one_line [ "$(grep -c 'enrolled names' "$TMP/out")" -eq 1 ]
doctor --user alicia
check doctor_tells_of_her_as_well said bad 'enrolled names' 'is enrolled as alice'
check nullok_does_not_let_her_in lets_nobody_in alicia
check she_enrols_anew enroll alicia
doctor
check the_old_name_is_still_told_of said bad 'enrolled names' 'is enrolled as alice'
check the_old_name_goes credmint authenticator remove --all alice
check nothing_of_it_is_left nothing_is_enrolled ' alice '
check is_well_again is_well
doctor --user alicia
check she_is_well_too unsaid bad 'enrolled names' ''

# ---- gone ----
userdel alicia
doctor
check who_is_gone_is_told_of said note 'enrolled names' \
	'alicia is enrolled, and nobody is called so; run: credmint authenticator remove --all alicia'
mend=$(sed -n 's/^note.*nobody is called so; run: //p' "$TMP/out")
check its_mend_runs sh -c "$mend"
check nothing_is_left nothing_is_enrolled alicia
doctor
check nothing_is_said_of_it said ok 'enrolled names' ' 0, each'
finish
