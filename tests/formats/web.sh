#!/bin/sh
# htpasswd and Dovecot: every line is one that htpasswd -v and doveadm take the
# password for.

. tests/tap.sh
. tests/formats/accounts.inc
PATH=$BUILD:$PATH

check htpasswd_format provisioned -f htpasswd -c 4
check it_is_bcrypt_as_apache_writes_it eval "! grep -v ':[\$]2y[\$]' '$out'"
# takes NAME PASSWORD
takes() {
	printf '%s' "$2" | htpasswd -i -v "$out" "$1"
}
check htpasswd_takes_everybody each_password takes
check and_no_other_word eval "! takes alice wrong"
only alice bob last
for method in sha512crypt sha256crypt; do
	check htpasswd_format_$method provisioned -f htpasswd -m $method -c 1000
	check htpasswd_takes_$method each_password takes
done

# The passwd-file of Dovecot.
# knows NAME PASSWORD: the scheme and the hash are in the second field.
knows() {
	doveadm -c "$TMP/dovecot.conf" pw -p "$2" \
		-t "$(sed -n "s/^$1:\([^:]*\):.*/\1/p" "$out")"
}
if dovecot --version | grep -q '^2\.3\.'; then
	echo 'ssl = no' >"$TMP/dovecot.conf"
else
	printf '%s\n' 'dovecot_config_version = 2.4.0' \
		'dovecot_storage_version = 2.4.0' 'ssl = no' >"$TMP/dovecot.conf"
fi
for method in yescrypt bcrypt sha512crypt; do
	case $method in
	yescrypt) cost=1 ;; sha512crypt) cost=1000 ;; *) cost=4 ;;
	esac
	check dovecot_template_$method provisioned \
		--template etc/templates/dovecot.template -m $method -c $cost
	check doveadm_takes_$method each_password knows
done
check doveadm_takes_no_other_word eval "! knows alice wrong"
check the_fields_are_those_of_passwd [ \
	"$(sed -n 's/^alice:[^:]*//p' "$out")" = \
	":4002:100:$(python3 -c "import csv, sys
print(next(csv.DictReader(open(sys.argv[1], newline='')))['gecos'])" \
	"$accounts"):/home/alice:/bin/sh:" ]
check who_has_but_a_name_has_empty_ones grep -q '^bob:[^:]*::::::$' "$out"

finish
