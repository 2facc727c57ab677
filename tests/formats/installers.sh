#!/bin/sh
# What installers read: preseed by debconf, Ignition by ignition-validate. Nothing
# in Debian reads kickstart and Butane: those are taken apart as their readers
# do, into words and as YAML.

. tests/tap.sh
. tests/formats/accounts.inc
PATH=$BUILD:$PATH

# made TEMPLATE: of etc/templates
made() {
	provisioned --template "etc/templates/$1.template" -m yescrypt -c 1
}
# has_it_all TEMPLATE
has_it_all() {
	python3 tests/formats/installers.py "$1" "$out" "$accounts" \
		>"$TMP/hashes"
}
# fits NAME PASSWORD: the hash there is of the password.
fits() {
	sed -n "s/^$1 //p" "$TMP/hashes" >"$TMP/hash"
	echo "$2" | credmint hash verify -s --hash-file "$TMP/hash"
}

for template in ignition butane kickstart; do
	check ${template}_template made $template
	check ${template}_has_it_all has_it_all $template
	check ${template}_has_everybodys_hash each_password fits
	cp "$out" "$TMP/$template"
done
check nobody_has_another eval '! fits alice wrong'

check ignition_validate_takes_it ignition-validate "$TMP/ignition"
sed 's/"name":/"nome":/' "$TMP/ignition" >"$TMP/wrong"
check it_would_see_what_is_wrong eval "! ignition-validate '$TMP/wrong'"

# Behind the commands, what forces a change.
sed -n '/^%post/,/^%end/p' "$TMP/kickstart" | sed '1d;$d' >"$TMP/post"
check kickstarts_script_is_one sh -n "$TMP/post"
check it_leads_everybody_to_a_change [ \
	"$(grep -c "^chage -d 0 '" "$TMP/post")" -eq $accounts_n ]
check it_ends_the_account grep -qx "chage -E '2031-05-06' 'alice'" "$TMP/post"
check nothing_stands_behind_it [ "$(tail -n 1 "$TMP/kickstart")" = %end ]

# ---- preseed: Debian's installer makes one account ----
cp "$accounts" "$TMP/given.csv"
only bob c_umlauts
made preseed
check preseed_refuses_many [ $? -eq 3 ]
check and_says_why grep -q 'takes 1 account' "$TMP/said"
check and_nothing_is_made [ ! -e "$out" ]
sed 's/ \\n ü/ ü/' "$TMP/given.csv" >"$TMP/all.csv"
printf '%s\n' 'Config: all' 'Templates: all' '' 'Name: all' 'Driver: File' \
	"Filename: $TMP/debconf" >"$TMP/debconf.conf"
DEBCONF_SYSTEMRC=$TMP/debconf.conf
export DEBCONF_SYSTEMRC
# preset KEY...: what debconf then has of it.
preset() {
	for key; do
		echo "GET passwd/$key"
	done | debconf-communicate d-i | sed 's/^0 //'
}
for name in alice c-dash c_jinja c_umlauts last; do
	cp "$TMP/all.csv" "$accounts"
	only "$name"
	check preseed_template made preseed
	check debconf_set_selections_takes_it debconf-set-selections -c "$out"
	rm -f "$TMP/debconf"
	debconf-set-selections "$out"
	preset make-user username user-fullname user-uid \
		user-default-groups >"$TMP/has"
	python3 - "$accounts" >"$TMP/ought" <<-'END'
		import csv, sys
		row = next(csv.DictReader(open(sys.argv[1], newline="")))
		print("true", row["name"], row["gecos"], sep="\n")
		print(row["uid"] or "10 passwd/user-uid doesn't exist")
		print(row["groups"].replace(",", " ") or
		      "10 passwd/user-default-groups doesn't exist")
	END
	check debconf_has_it_all diff "$TMP/ought" "$TMP/has"
	echo "$name $(preset user-password-crypted)" >"$TMP/hashes"
	check and_the_hash each_password fits
done
# What debconf would read as something else.
for name in back c_trail c_blank; do
	cp "$TMP/all.csv" "$accounts"
	only $name
	made preseed
	check preseed_refuses_$name [ $? -eq 3 ]
done
printf 'd-i passwd/username\n' >"$TMP/wrong"
check debconf_would_see_what_is_wrong eval \
	"! debconf-set-selections -c '$TMP/wrong'"

finish
