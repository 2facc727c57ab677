#!/bin/sh
# LDIF: loaded by slapadd into a database with the usual schemas, where everybody
# binds with the password.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/formats/accounts.inc

base='ou=people,dc=example,dc=org'
socket=ldapi://%2Frun%2Fformats.ldapi
mkdir "$TMP/db"
cat >"$TMP/slapd.conf" <<END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $TMP/slapd.pid
database mdb
suffix dc=example,dc=org
directory $TMP/db
rootdn cn=admin,dc=example,dc=org
access to attrs=userPassword by anonymous auth by self write
access to * by * read
END
cat >"$TMP/top" <<'END'
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

END

# A group's name is no number.
sed -i 's/^last,4001,users/last,4001,100/' "$accounts"
# What a login needs is nothing without a uid.
cp "$accounts" "$TMP/all.csv"
printf '%s\n' d_gid,,100,,,,, d_home,,,,/home/d,,, d_shell,,,,,/bin/sh,, \
	>>"$accounts"
provisioned -f ldif --set base=$base -m yescrypt -c 1
check what_needs_a_uid_is_refused [ $? -eq 3 ]
check and_each_line_is_named [ "$(grep -c \
	'accounts.csv:\(11\|24\|25\|26\): uid is not given' "$TMP/said")" -eq 4 ]
sed 's|^\(c_jinja,.*,\)/home/c {{ 1 }},|\1,|' "$TMP/all.csv" >"$accounts"
# Paths of the schema are ASCII.
cp "$accounts" "$TMP/all.csv"
printf '%s\n' 'e_home,4003,100,,/home/é,,,' 'e_shell,4004,100,,,/bin/é,,' \
	>>"$accounts"
provisioned -f ldif --set base=$base -m yescrypt -c 1
check a_path_that_is_not_ascii_is_refused [ $? -eq 3 ]
check and_said grep -q 'accounts.csv:24: home has .* not ASCII' "$TMP/said"
check for_each grep -q 'accounts.csv:25: shell has .* not ASCII' "$TMP/said"
cp "$TMP/all.csv" "$accounts"
check ldif_format provisioned -f ldif --set base=$base -m yescrypt -c 1
cat "$TMP/top" "$out" >"$TMP/all"
check slapadd_has_no_fault_to_find slapadd -f "$TMP/slapd.conf" \
	-o value-check=yes -u -l "$TMP/all"
for wrong in /^homeDirectory/d /^sn/d 's/^objectClass: posix.*/&X/' \
	's,^homeDirectory.*,homeDirectory:: L2hvbWUvw6k=,'; do
	sed "$wrong" "$TMP/all" >"$TMP/wrong"
	check it_would_see_one eval \
		"! slapadd -f '$TMP/slapd.conf' -o value-check=yes -u -l '$TMP/wrong'"
done
check slapadd_loads_it slapadd -f "$TMP/slapd.conf" -l "$TMP/all"

slapd -f "$TMP/slapd.conf" -h "$socket" -d 0 >"$TMP/slapd.log" 2>&1 &
slapd=$!
for _ in $(seq 100); do
	ldapsearch -x -H $socket -b '' -s base >/dev/null 2>&1 && break
	sleep 0.05
done

# binds NAME PASSWORD
binds() {
	printf '%s' "$2" >"$TMP/word"
	ldapwhoami -x -H $socket -D "uid=$1,$base" -y "$TMP/word" >/dev/null 2>&1
}
check everybody_binds each_password binds
binds alice wrong
check nobody_binds_with_another [ $? -eq 49 ]
# The texts are what they were.
check the_names_are_as_asked python3 - "$accounts" "$socket" <<'END'
import csv, subprocess, sys, base64
said = subprocess.run(["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H",
    sys.argv[2], "-b", "ou=people,dc=example,dc=org", "(uid=*)"], text=True,
    capture_output=True, check=True).stdout
found = {}
for entry in said.strip().split("\n\n"):
    got = {}
    for line in entry.split("\n"):
        name, value = line.split(":", 1)
        if value[:1] == ":":
            value = base64.b64decode(value[2:]).decode()
        else:
            value = value[1:]
        got.setdefault(name, []).append(value)
    found[got["uid"][0]] = got
days = {"2031-05-06": "22405"}
n = 0
for row in csv.DictReader(open(sys.argv[1], newline="")):
    got = found[row["name"]]
    assert got["cn"] == got["sn"] == [row["gecos"] or row["name"]], got
    assert got["shadowLastChange"] == ["0"], got
    assert got.get("shadowExpire") == ([days[row["expiry"]]]
        if row["expiry"] else None), got
    if row["uid"]:
        assert got["uidNumber"] == [row["uid"]], got
        assert got["gidNumber"] == [row["gid"]], got
        assert got["homeDirectory"] == [row["home"]], got
        assert got["loginShell"] == [row["shell"]], got
    else:
        assert "posixAccount" not in got["objectClass"], got
    n += 1
assert n == 22, n
END
kill $slapd
wait $slapd

finish
