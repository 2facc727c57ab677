#!/bin/sh
# Key, registry and configuration in every bad state: one line, exit 3, and
# nothing is changed.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

conf=/etc/credmint/credmint.conf
key=/etc/credmint/key
db=/var/lib/credmint/registry.db

useradd alice
refused before_init 3 'credmint init' credmint code list
credmint init 2>"$TMP/err"
credmint code issue alice >"$TMP/code" 2>"$TMP/err"
credmint code list >"$TMP/good"
cp -a /etc/credmint "$TMP/etc"
cp -a /var/lib/credmint "$TMP/var"

# broken NAME TEXT COMMAND: spoil by COMMAND, see every command refuse, and
# put things back.
broken() {
	eval "$3"
	refused "$1: list" 3 "$2" credmint code list
	refused "$1: issue" 3 "$2" credmint code issue alice
	refused "$1: issue_to_a_file" 3 "$2" credmint code issue alice -o "$TMP/file"
	check "$1: no_file_is_left" [ ! -e "$TMP/file" ]
	refused "$1: revoke" 3 "$2" credmint code revoke 1
	refused "$1: log" 3 "$2" credmint log
	rm -rf /etc/credmint /var/lib/credmint
	cp -a "$TMP/etc" /etc/credmint
	cp -a "$TMP/var" /var/lib/credmint
	credmint code list >"$TMP/after" 2>&1
	check "$1: good_again" cmp "$TMP/after" "$TMP/good"
}

broken key_missing $key "rm $key"
broken key_unreadable $key "chmod 400 $key"
broken key_writable_by_all $key "chmod 666 $key"
broken key_readable_by_all $key "chmod 444 $key"
broken key_of_a_stranger $key "chown alice $key"
broken key_too_short $key "printf short >$key"
broken key_too_long $key "printf x >>$key"
broken key_a_directory $key "rm $key; mkdir $key"
broken key_a_link $key "mv $key /etc/other; ln -s /etc/other $key"
broken key_of_another_registry key \
	"head -c 32 /dev/urandom >$TMP/k; cat $TMP/k >$key"

broken registry_missing $db "rm $db*"
broken registry_unreadable $db "chown root:root $db"
broken registry_readable_by_all $db "chmod 644 $db"
broken registry_writable_by_all $db "chmod 666 $db"
broken registry_no_database $db "rm $db*; printf %4096s x >$db; chown credmint:credmint $db; chmod 600 $db"
broken registry_empty $db "rm $db*; : >$db; chown credmint:credmint $db; chmod 600 $db"
broken registry_damaged $db "rm -f $db-*; dd if=/dev/zero of=$db bs=4096 seek=1 count=60 conv=notrunc status=none"
broken registry_newer 'newer' "sqlite3 $db 'PRAGMA user_version = 99'"
broken registry_directory_missing /var/lib/credmint 'rm -r /var/lib/credmint'
broken registry_directory_open /var/lib/credmint 'chmod 777 /var/lib/credmint'

broken conf_writable_by_all $conf "chmod 666 $conf"
broken conf_of_a_stranger $conf "chown alice $conf"
broken conf_unknown_key "$conf:" "echo 'frobnicate = yes' >$conf"
broken conf_key_twice "$conf:" "printf 'deny = 5\ndeny = 6\n' >$conf"
broken conf_no_number "$conf:" "echo 'deny = 3abc' >$conf"
broken conf_binary $conf "head -c 4096 /dev/urandom >$conf"
broken conf_a_directory $conf "rm $conf; mkdir $conf"
broken conf_drop_in_bad credmint.conf.d \
	"mkdir /etc/credmint/credmint.conf.d; echo 'deny = x' >/etc/credmint/credmint.conf.d/a.conf"
broken conf_other_user 'credmint init' "echo 'user = nobody-here' >$conf"

rm -f $conf
ends conf_missing_means_defaults 0 credmint code list
check conf_missing_is_no_word_worth cmp "$TMP/said.err" /dev/null
refused conf_named_but_missing 3 /etc/none.conf credmint --config /etc/none.conf code list
echo 'registry = /var/lib/credmint/other.db' >/etc/named.conf
refused conf_named_is_used 3 other.db credmint --config /etc/named.conf code list
CREDMINT_CONFIG=/etc/named.conf
export CREDMINT_CONFIG
refused conf_of_the_environment_is_used 3 other.db credmint code list
echo >/etc/plain.conf
ends conf_named_comes_first 0 credmint --config /etc/plain.conf code list
unset CREDMINT_CONFIG

# ---- full disk ----
mv /var/lib/credmint /var/kept
mkdir /var/lib/credmint
mount -t tmpfs -o "size=32m,mode=700,uid=$(id -u credmint),gid=$(id -g credmint)" \
	tmpfs /var/lib/credmint
cp -a /var/kept/. /var/lib/credmint/
dd if=/dev/zero of=/var/lib/credmint/ballast bs=64k 2>/dev/null
dd if=/dev/zero of=/var/lib/credmint/ballast2 bs=1k 2>/dev/null
status=0
i=0
# What the registry holds in reserve is used up first: most of it at once.
credmint token issue --kind session --user alice -n 20000 >"$TMP/out" 2>"$TMP/err"
while [ $status -eq 0 ] && [ $i -lt 4000 ]; do
	id=$(credmint code issue alice --json 2>"$TMP/err" |
		sed 's/.*"id":\([0-9]*\).*/\1/')
	[ -n "$id" ] || status=3
	[ $status -ne 0 ] || credmint code revoke "$id" 2>"$TMP/err" || status=$?
	i=$((i + 1))
done
echo "# $i codes until the disk was full"
check full_disk_is_a_failure [ $status -eq 3 ]
check full_disk_is_one_line sh -c \
	'cat "$1"; [ "$(wc -l <"$1")" -eq 1 ]' sh "$TMP/err"
ends full_disk_can_be_read 0 credmint code list
rm /var/lib/credmint/ballast /var/lib/credmint/ballast2
ends room_again_issues_again 0 credmint code issue alice
umount /var/lib/credmint
rmdir /var/lib/credmint
mv /var/kept /var/lib/credmint

# ---- a limit of the file size ----
# shellcheck disable=SC2016 # $0 is the inner shell's
refused file_size_limit 3 'raise it (ulimit -f)' \
	sh -c 'ulimit -f 4; exec "$0" "$@"' credmint code issue alice
ends without_it_issues_again 0 credmint code issue alice

finish
