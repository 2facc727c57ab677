#!/bin/sh
# credmint init: what it makes, that it may be repeated, what it refuses.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

conf=/etc/credmint/credmint.conf
key=/etc/credmint/key
db=/var/lib/credmint/registry.db

# is NAME PATH "MODE OWNER:GROUP"
is() {
	check "$1" [ "$(stat -c '%a %U:%G' "$2")" = "$3" ]
}

# ---- fresh ----
refused not_root 3 'run this as root' setpriv --reuid 65534 --regid 65534 \
	--clear-groups credmint init
check nothing_was_made [ ! -e $key ]
rmdir /etc/credmint 2>/dev/null || rm -r /etc/credmint
ends fresh_init 0 credmint init
check fresh_init_says_five_lines [ "$(wc -l <"$TMP/said.err")" -eq 5 ]
cp "$TMP/said.err" "$TMP/words"
check stdout_is_empty [ ! -s "$TMP/said.out" ]
for made in 'user credmint' 'directory /etc/credmint' \
	'directory /var/lib/credmint' "key $key" "registry $db"; do
	check "says_made: $made" grep -qx "credmint: $made made" "$TMP/words"
done
is key_directory /etc/credmint '755 root:root'
is registry_directory /var/lib/credmint '700 credmint:credmint'
is r13_key_file $key '440 root:credmint'
is registry_file $db '600 credmint:credmint'
check key_has_32_bytes [ "$(stat -c %s $key)" -eq 32 ]
check user_is_a_system_user [ "$(id -u credmint)" -lt 1000 ]
check user_cannot_log_in sh -c 'getent passwd credmint | grep -q nologin$'
check user_has_a_group_of_its_own [ "$(id -gn credmint)" = credmint ]
check user_has_no_other_group [ "$(id -Gn credmint)" = credmint ]

# ---- again ----
cp $key "$TMP/key"
ends again 0 credmint init
check again_makes_nothing [ \
	"$(grep -c 'is already there$' "$TMP/said.err")" -eq 5 ]
check again_keeps_the_key cmp -s $key "$TMP/key"
credmint init --json >"$TMP/json" 2>"$TMP/err"
check json_is_one_object_a_part [ \
	"$(grep -cE '^\{"what":"[a-z]+","name":"[^"]+","made":false\}$' \
		"$TMP/json")" -eq 5 ]
check json_leaves_stderr_empty diff "$TMP/err" /dev/null

# ---- wrong owners and modes: told, not mended, mended as told ----
# wrong NAME COMMAND: spoil by COMMAND; init names what mends it.
wrong() {
	eval "$2"
	refused "wrong_$1_is_told" 3 'run: ' credmint init
	mend=$(sed 's/.*run: //' "$TMP/said.err")
	refused "wrong_$1_is_not_mended" 3 'run: ' credmint init
	eval "$mend"
	ends "wrong_$1_is_mended_as_told" 0 credmint init
}
wrong r13_key_mode "chmod 444 $key"
wrong r13_key_owner "chown credmint $key"
wrong key_group "chgrp root $key"
wrong key_directory_mode 'chmod 777 /etc/credmint'
wrong key_directory_owner 'chown credmint /etc/credmint'
wrong registry_directory_mode 'chmod 755 /var/lib/credmint'
wrong registry_directory_owner 'chown root:root /var/lib/credmint'

# ---- what an interruption leaves ----
rm -r /var/lib/credmint
ends without_the_registry 0 credmint init
is registry_is_made_again $db '600 credmint:credmint'
rm -r $key /var/lib/credmint
ends without_key_and_registry 0 credmint init
check key_is_another [ "$(cmp -s $key "$TMP/key"; echo $?)" -eq 1 ]
userdel credmint
groupadd --system credmint
rm -r $key /var/lib/credmint
ends group_without_user 0 credmint init
check user_has_that_group [ "$(id -gn credmint)" = credmint ]

rm -r $key /var/lib/credmint
# Killed while the key is filled, thrice: no key that is none is left.
for step in write:signal=SIGKILL:when=1 fchmod:signal=SIGKILL:when=2 \
	fsync:signal=SIGKILL:when=3; do
	rm -rf /var/lib/credmint $key
	strace -qq -o "$TMP/trace" -e inject="$step" credmint init >"$TMP/out" 2>&1
	check "killed_at_$step" grep -q 'killed by SIGKILL' "$TMP/trace"
	ends "after_a_kill_at_$step" 0 credmint init
done

# ---- three at once, from nothing ----
rm -r $key /var/lib/credmint
userdel credmint
for n in 1 2 3; do
	{
		status=0
		credmint init 2>"$TMP/at_once.$n" || status=$?
		echo "ended $status" >>"$TMP/at_once.$n"
	} &
done
wait
at_once() {
	! cat "$TMP"/at_once.* | grep -E '^ended [^0]|fault|cannot' &&
		[ "$(cat "$TMP"/at_once.* | grep -c 'key .* made$')" -eq 1 ]
}
check three_at_once_make_it_once at_once

# ---- a key is not made beside a registry with records ----
useradd alice
credmint code issue alice >"$TMP/code" 2>"$TMP/err"
mv $key "$TMP/key"
refused r13_no_key_beside_records 3 'has records' credmint init
check r13_no_key_was_made [ ! -e $key ]
printf short >$key
chown root:credmint $key
chmod 440 $key
refused short_key 3 'no key of 32 bytes' credmint init
rm $key
mkdir $key
refused key_is_a_directory 3 'no key of 32 bytes' credmint init
rmdir $key
mv "$TMP/key" $key
ends key_brought_back 0 credmint init

# ---- places and users that will not do ----
mkdir -m 777 /var/open
mkdir -m 755 /var/real /var/alices
chown alice /var/alices
ln -s /var/real /var/linked
# placed NAME TEXT LINE: with LINE as configuration
placed() {
	echo "$3" >$conf
	refused "$1" 3 "$2" credmint init
	: >$conf
}
placed below_a_directory_of_all 'others than root can change' \
	'registry = /var/open/credmint/registry.db'
placed below_a_users_directory 'others than root can change' \
	'registry = /var/alices/credmint/registry.db'
placed below_a_link 'no symbolic link' \
	'registry = /var/linked/credmint/registry.db'
placed below_nothing 'on the way to' 'registry = /var/none/credmint/registry.db'
placed on_top_of_a_link 'no directory of its own' \
	'registry = /var/linked/registry.db'
placed in_the_root_directory 'full path' 'registry = /registry.db'
placed key_below_a_directory_of_all 'others than root can change' \
	'key = /var/open/credmint/key'
placed user_root 'is root' 'user = root'
placed user_with_a_common_group 'is not its own' 'user = nobody'
placed user_that_cannot_be 'useradd' 'user = no,such'
check nothing_was_made_there [ \
	-z "$(find /var/open /var/real /var/alices -mindepth 1)" ]

# ---- full disk ----
rm -r /var/lib/credmint
mkdir /var/lib/credmint
mount -t tmpfs -o "size=64k,mode=700,uid=$(id -u credmint),gid=$(id -g credmint)" \
	tmpfs /var/lib/credmint
status=0
credmint init >"$TMP/out" 2>"$TMP/err" || status=$?
check full_disk_is_3 [ $status -eq 3 ]
check full_disk_is_said_in_one_line [ \
	"$(grep -cv 'is already there$' "$TMP/err")" -eq 1 ]
mount -o remount,size=32m /var/lib/credmint
ends with_room_again 0 credmint init
umount /var/lib/credmint

finish
