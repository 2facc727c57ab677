#!/bin/sh
# Each format for an account with every column, one with the name alone, and one
# between; and the methods that its reader does not take.

. tests/tap.sh
. tests/formats/accounts.inc
PATH=$BUILD:$PATH

cat >"$accounts" <<'END'
name,uid,gid,gecos,home,shell,groups,expiry,length,method
ann,1501,1600,"Ann O'Hara, 7",/srv/ann,/bin/bash,"adm,users",2031-05-06,20,
bob,,,,,,,,,
cy,1502,1601,,,/bin/sh,adm,,,
END

# Hashes and times are other ones each time.
leveled() {
	sed 's/[$]\(y\|2y\|6\)[$][^ "'\'',:]*/HASH/
		s/SCRAM-SHA-256[$][^'\'']*/HASH/
		s/20[0-9-]*T[0-9:]*Z/EXPIRES/g' "$1"
}

# is NAME OPTION...: what comes of it is standard input.
is() {
	is_name=$1
	shift
	cat >"$TMP/ought"
	if provisioned "$@" && leveled "$out" >"$TMP/leveled" &&
		diff "$TMP/ought" "$TMP/leveled" >"$TMP/diff"; then
		pass "$is_name"
	else
		fail "$is_name"
		cat "$TMP/said" "$TMP/diff" 2>/dev/null | sed 's/^/    /'
	fi
}

# built_in FORMAT [OPTION...] and template NAME [OPTION...]
built_in() {
	is "$1" -f "$@"
}
template() {
	template_name=$1
	shift
	is "${template_name}_template" \
		--template "etc/templates/$template_name.template" "$@"
}
cheap='-m yescrypt -c 1'

# shellcheck disable=SC2086 # options
{
built_in chpasswd $cheap <<'END'
ann:HASH
bob:HASH
cy:HASH
END
built_in shadow $cheap <<'END'
ann:HASH:0:0:99999:7::22405:
bob:HASH:0:0:99999:7:::
cy:HASH:0:0:99999:7:::
END
built_in htpasswd -c 4 <<'END'
ann:HASH
bob:HASH
cy:HASH
END
built_in csv $cheap <<'END'
name,uid,gid,gecos,home,shell,groups,expiry,method,hash,expires
ann,1501,1600,"Ann O'Hara, 7",/srv/ann,/bin/bash,"adm,users",2031-05-06,yescrypt,HASH,EXPIRES
bob,,,,,,,,yescrypt,HASH,EXPIRES
cy,1502,1601,,,/bin/sh,adm,,yescrypt,HASH,EXPIRES
END
built_in json $cheap <<'END'
{"name": "ann", "uid": 1501, "gid": "1600", "gecos": "Ann O'Hara, 7", "home": "/srv/ann", "shell": "/bin/bash", "groups": ["adm", "users"], "expiry": "2031-05-06", "method": "yescrypt", "hash": "HASH", "expires": "EXPIRES"}
{"name": "bob", "uid": null, "gid": null, "gecos": null, "home": null, "shell": null, "groups": [], "expiry": null, "method": "yescrypt", "hash": "HASH", "expires": "EXPIRES"}
{"name": "cy", "uid": 1502, "gid": "1601", "gecos": null, "home": null, "shell": "/bin/sh", "groups": ["adm"], "expiry": null, "method": "yescrypt", "hash": "HASH", "expires": "EXPIRES"}
END
built_in cloud-init $cheap <<'END'
#cloud-config
chpasswd:
  expire: true
  users:
    - name: 'ann'
      type: hash
      password: 'HASH'
    - name: 'bob'
      type: hash
      password: 'HASH'
    - name: 'cy'
      type: hash
      password: 'HASH'
users:
  - name: 'ann'
    uid: 1501
    primary_group: '1600'
    create_groups: false
    gecos: 'Ann O''Hara, 7'
    homedir: '/srv/ann'
    shell: '/bin/bash'
    groups: ['adm', 'users']
    expiredate: '2031-05-06'
  - name: 'bob'
  - name: 'cy'
    uid: 1502
    primary_group: '1601'
    create_groups: false
    shell: '/bin/sh'
    groups: ['adm']
END
built_in ldif $cheap --set base=ou=people,dc=example,dc=org <<'END'
dn: uid=ann,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: shadowAccount
objectClass: posixAccount
uidNumber: 1501
gidNumber: 1600
homeDirectory: /srv/ann
loginShell: /bin/bash
uid: ann
cn: Ann O'Hara, 7
sn: Ann O'Hara, 7
shadowLastChange: 0
shadowExpire: 22405
userPassword: {CRYPT}HASH

dn: uid=bob,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: shadowAccount
uid: bob
cn: bob
sn: bob
shadowLastChange: 0
userPassword: {CRYPT}HASH

dn: uid=cy,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: shadowAccount
objectClass: posixAccount
uidNumber: 1502
gidNumber: 1601
homeDirectory: /home/cy
loginShell: /bin/sh
uid: cy
cn: cy
sn: cy
shadowLastChange: 0
userPassword: {CRYPT}HASH

END
template dovecot $cheap <<'END'
ann:{CRYPT}HASH:1501:1600:Ann O'Hara, 7:/srv/ann:/bin/bash:
bob:{CRYPT}HASH::::::
cy:{CRYPT}HASH:1502:1601:::/bin/sh:
END
template kickstart $cheap <<'END'
user --name=ann --iscrypted --password=HASH --uid=1501 --gid=1600 --gecos='Ann O'\''Hara, 7' --homedir='/srv/ann' --shell='/bin/bash' --groups='adm,users'
user --name=bob --iscrypted --password=HASH
user --name=cy --iscrypted --password=HASH --uid=1502 --gid=1601 --shell='/bin/sh' --groups='adm'
%post
chage -d 0 'ann'
chage -E '2031-05-06' 'ann'
chage -d 0 'bob'
chage -d 0 'cy'
%end
END
template ignition $cheap <<'END'
{
  "ignition": {"version": "3.3.0"},
  "passwd": {
    "users": [
      {
        "name": "ann",
        "uid": 1501,
        "primaryGroup": "1600",
        "gecos": "Ann O'Hara, 7",
        "homeDir": "/srv/ann",
        "shell": "/bin/bash",
        "groups": ["adm", "users"],
        "passwordHash": "HASH"
      },
      {
        "name": "bob",
        "passwordHash": "HASH"
      },
      {
        "name": "cy",
        "uid": 1502,
        "primaryGroup": "1601",
        "shell": "/bin/sh",
        "groups": ["adm"],
        "passwordHash": "HASH"
      }
    ]
  }
}
END
template butane $cheap <<'END'
variant: fcos
version: 1.4.0
passwd:
  users:
    - name: 'ann'
      password_hash: 'HASH'
      uid: 1501
      primary_group: '1600'
      gecos: 'Ann O''Hara, 7'
      home_dir: '/srv/ann'
      shell: '/bin/bash'
      groups: ['adm', 'users']
    - name: 'bob'
      password_hash: 'HASH'
    - name: 'cy'
      password_hash: 'HASH'
      uid: 1502
      primary_group: '1601'
      shell: '/bin/sh'
      groups: ['adm']
END
template postgres <<'END'
SET standard_conforming_strings = on;
SET client_encoding = 'UTF8';
CREATE ROLE "ann" LOGIN PASSWORD 'HASH' VALID UNTIL 'EXPIRES' \;
COMMENT ON ROLE "ann" IS 'Ann O''Hara, 7';
CREATE ROLE "bob" LOGIN PASSWORD 'HASH' VALID UNTIL 'EXPIRES';
CREATE ROLE "cy" LOGIN PASSWORD 'HASH' VALID UNTIL 'EXPIRES';
END
}

# ---- as Python reads them ----
provisioned -f csv -m yescrypt -c 1
check python_reads_csv python3 -c 'import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline=""), strict=True))
assert [r["name"] for r in rows] == ["ann", "bob", "cy"]
assert rows[0]["gecos"] == "Ann O'\''Hara, 7"
assert all(None not in r and r["hash"].startswith("$y$") for r in rows)' "$out"
provisioned -f json -m yescrypt -c 1
check python_reads_json python3 -c 'import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert [r["groups"] for r in rows] == [["adm", "users"], [], ["adm"]]' "$out"

# ---- methods ----
# refuses METHOD COST OPTION...: as wrong usage, and nothing is made.
refuses() {
	refuses_method=$1 refuses_cost=$2
	shift 2
	provisioned -m "$refuses_method" -c "$refuses_cost" "$@"
	if [ $? -eq 2 ] && [ ! -e "$out" ] && [ ! -e "$secrets" ] &&
		grep -q "no hashes of $refuses_method; it takes [a-z]" \
			"$TMP/said" && [ "$(wc -l <"$TMP/said")" -eq 1 ]; then
		pass "refuses_${refuses_method}_$2"
	else
		fail "refuses_${refuses_method}_$2" "$(cat "$TMP/said")"
	fi
}
for format in chpasswd useradd cloud-init ansible; do
	refuses scrypt 6 -f $format
	refuses scram-sha-256 4096 -f $format
done
refuses yescrypt 1 -f htpasswd
refuses pbkdf2-sha256 1000 -f shadow
refuses scram-sha-256 4096 -f ldif --set base=dc=example
refuses yescrypt 1 --template etc/templates/postgres.template
refuses pbkdf2-sha256 1000 --template etc/templates/dovecot.template
for template in kickstart preseed ignition butane; do
	refuses scram-sha-256 4096 --template etc/templates/$template.template
done
provisioned -f htpasswd -m yescrypt
check what_it_takes_is_said grep -q \
	'takes bcrypt-y, sha512crypt and sha256crypt$' "$TMP/said"
# ... and by the line that asks for it.
printf 'name,method\nann,\nbob,md5crypt\n' >"$accounts"
provisioned -f chpasswd -c 5
check who_asks_for_one_is_named eval "[ $? -eq 3 ] &&
	grep -q 'accounts.csv:3: .*md5crypt' '$TMP/said' && [ ! -e '$out' ]"
# Where that is everybody, nobody stands in the way of the next run.
printf 'name,method\nann,nt\nbob,md5crypt\n' >"$accounts"
provisioned -f chpasswd --keep-going
check nobody_is_left eval "[ $? -eq 3 ] && [ ! -e '$secrets' ] &&
	[ ! -e '$out' ] && grep -q 'none of 2 accounts' '$TMP/said'"

# ---- what a format has no place for ----
cat >"$accounts" <<'END'
name,uid,gid,gecos,home,shell,groups,expiry,length,method
ann,1501,1600,Ann,/srv/ann,/bin/bash,adm,2031-05-06,20,sha512crypt
bob,,,,,,,,20,sha512crypt
END
# says WORDS OPTION...: in one line, of ann; "" : nothing is said.
says() {
	says_what=$1
	shift
	provisioned "$@" || return 1
	[ "$(cat "$TMP/said")" = "${says_what:+credmint: the format has no \
place for $says_what: left out of 1 account}" ]
}
most='uid, gid, gecos, home, shell, groups'
check chpasswd_says says "$most and expiry" -f chpasswd
check shadow_says says 'uid, gid, gecos, home, shell and groups' -f shadow
check htpasswd_says says "$most and expiry" -f htpasswd
check ldif_says says groups -f ldif --set base=dc=example
for format in useradd cloud-init ansible csv json; do
	check ${format}_has_nothing_to_say says '' -f $format
done
check kickstart_has_nothing_to_say says '' \
	--template etc/templates/kickstart.template
check ignition_says says expiry --template etc/templates/ignition.template
check butane_says says expiry --template etc/templates/butane.template
check dovecot_says says 'groups and expiry' \
	--template etc/templates/dovecot.template
sed -i /^bob/d "$accounts"
check preseed_says says 'gid, home, shell and expiry' \
	--template etc/templates/preseed.template
sed -i 's/,sha512crypt/,/' "$accounts"
check postgres_says says 'uid, gid, home, shell, groups and expiry' \
	--template etc/templates/postgres.template
check a_dry_run_says_so eval "credmint provision --dry-run '$accounts' 2>&1 |
	grep -q 'no place for uid'"

finish
