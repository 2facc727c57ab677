#!/bin/sh
# PostgreSQL: roles are made from the template's statements, and a login over TCP
# by scram-sha-256 takes each password.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/formats/accounts.inc

for bin in /usr/lib/postgresql/*/bin; do :; done
mkdir /run/formats
chown postgres /run/formats
# as COMMAND...: the server's user, who owns what it has.
as() {
	(cd / && exec setpriv --reuid postgres --regid postgres --clear-groups \
		env -i PATH="$bin:/usr/bin:/bin" LC_ALL=C.UTF-8 "$@")
}
check initdb as initdb -D /run/formats/db -E UTF8 --locale C.UTF-8 -N
cat >/run/formats/db/pg_hba.conf <<'END'
local all postgres peer
host all all 127.0.0.1/32 scram-sha-256
END
cat >>/run/formats/db/postgresql.conf <<'END'
fsync = off
listen_addresses = '127.0.0.1'
unix_socket_directories = '/run/formats'
password_encryption = scram-sha-256
standard_conforming_strings = off
backslash_quote = on
client_encoding = latin1
END
# What such a server would take for the end of a text.
printf '%s\n' "inject,,,\\'; CREATE ROLE pwned SUPERUSER; --,,,," >>"$accounts"
accounts_n=$((accounts_n + 1))
check the_server_starts as pg_ctl -D /run/formats/db -l /run/formats/log \
	-w start
# told FILE [OPTION...]: what the administrator's psql says of its statements.
told() {
	told_file=$1
	shift
	as psql -X -q "$@" -h /run/formats -d postgres -f - <"$told_file"
}
# asked STATEMENT
asked() {
	as env PGCLIENTENCODING=UTF8 psql -X -A -t -h /run/formats -d postgres -c "$1"
}

check postgres_template provisioned --template postgres
check no_password_is_told eval "! grep -v \
	'SCRAM-SHA-256[\$]4096:[^\$]*[\$][^:]*:\|^COMMENT ON\|^SET ' '$out'"
check the_server_takes_it told "$out" -v ON_ERROR_STOP=1
check nothing_of_an_account_is_a_statement [ "$(asked "select count(*)
	from pg_roles where rolname = 'pwned'")" -eq 0 ]
# logs_in NAME PASSWORD
logs_in() {
	[ "$(PGPASSWORD="$2" psql -X -A -t -h 127.0.0.1 -d postgres -U "$1" \
		-c 'select current_user')" = "$1" ]
}
check everybody_logs_in each_password logs_in
check nobody_logs_in_by_another_word eval '! logs_in alice wrong'
asked "select rolname || ' ' || coalesce(shobj_description(oid, 'pg_authid'),
	'') from pg_roles where rolcanlogin and rolname <> 'postgres'
	order by oid" >"$TMP/roles"
python3 - "$accounts" >"$TMP/ought" <<'END'
import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="")):
    print(row["name"], row["gecos"])
END
check the_comments_are_as_asked diff "$TMP/ought" "$TMP/roles"
check the_passwords_die_in_a_week [ "$(asked "select count(*) from pg_roles
	where rolvaliduntil between now() + interval '6 days 23 hours' and
	now() + interval '7 days 1 hour'")" -eq $accounts_n ]
# A role that is there is refused as a whole, and does not keep others from it.
comment_of() {
	asked "select shobj_description(oid, 'pg_authid') from pg_roles
		where rolname = '$1'"
}
asked "comment on role alice is 'Somebody Else'" >/dev/null
asked 'drop role last' >/dev/null
check who_exists_is_refused eval "! told '$out' -v ON_ERROR_STOP=1"
check and_ends_one_transaction eval "! told '$out' -1 -v ON_ERROR_STOP=1"
check without_anybody_made [ -z "$(comment_of last)" ]
told "$out" 2>"$TMP/told"
check who_exists_is_said grep -q 'role "alice" already exists' "$TMP/told"
check who_exists_is_not_changed [ "$(comment_of alice)" = 'Somebody Else' ]
check the_others_are_made [ "$(comment_of last)" = 'Doe, Jane, 1, 2' ]
# What the method is not of would be a password in plain.
provisioned --template postgres -m yescrypt -c 1
check another_method_is_refused [ $? -ne 0 ]
check and_nothing_is_made [ ! -s "$out" ]
as pg_ctl -D /run/formats/db -m immediate stop >/dev/null

finish
