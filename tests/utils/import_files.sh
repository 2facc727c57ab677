#!/bin/sh
# credmint authenticator import: what is no file of a tool, or may be somebody
# else's, is refused before it is opened.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd -m alice
useradd -m bob
credmint init 2>/dev/null
seed=3132333435363738393031323334353637383930
line="HOTP alice - $seed 5"
secret='GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
" TOTP_AUTH'
home=/home/alice
own=$home/.google_authenticator

import() {
	timeout 20 credmint authenticator import "$@"
}
# root FILE, alices FILE: made anew, right
root() {
	rm -rf "$1"
	(umask 077 && echo "$line" >"$1")
}
alices() {
	rm -rf "$1"
	(umask 077 && echo "$secret" >"$1")
	chown alice: "$1"
}
as_alice() {
	refused "$1" 3 "$2" import --user alice "${3:-$own}"
}
of_root() {
	refused "$1" 3 "$2" import "${3:-/etc/users.oath}"
}

# ---- what it is ----
of_root absent 'cannot open /etc/users.oath: No such file'
mkdir /etc/users.oath
of_root directory '/etc/users.oath is a directory, not a regular file'
of_root directory_by_a_slash '/etc/users.oath/ is a directory' /etc/users.oath/
rmdir /etc/users.oath
mkfifo -m 600 /etc/users.oath
of_root fifo '/etc/users.oath is a FIFO, not a regular file'
rm /etc/users.oath
of_root device '/dev/zero is a device, not a regular file' /dev/zero
root /root/there
ln -s /root/there /etc/users.oath
of_root symbolic_link '/etc/users.oath is a symbolic link; name the file it leads to'
rm /etc/users.oath
ln /root/there /root/again
of_root hard_link '/root/there has 2 names (hard links); remove the others' /root/there
rm /root/again
truncate -s 1G /root/there
of_root one_gib '/root/there has more than 64 MiB' /root/there
: >/root/there
of_root empty '/root/there is empty' /root/there
refused empty_name 2 'the name of the file is empty' import ''
of_root long_name 'cannot open' "/$(printf %05000d 1)"
of_root long_part 'cannot open' "/$(printf %0300d 1)/x"

# ---- whose it is ----
root /etc/users.oath
chown bob /etc/users.oath
of_root strangers 'belongs to uid'
refused strangers_for_alice 3 "it is to be root's, or the user's" \
	import --user alice /etc/users.oath
for mode in 0640 0604 0660 0602 0644 0666 0610 0601; do
	root /etc/users.oath
	chmod $mode /etc/users.oath
	of_root "mode_$mode" "mode $mode lets others than its owner have it; run chmod 0600"
done
for mode in 0600 0400; do
	root /etc/users.oath
	chmod $mode /etc/users.oath
	ends "mode_$mode" 0 import --dry-run /etc/users.oath
done
mkdir -m 777 /root/open
root /root/open/users.oath
of_root in_a_folder_of_all "others than root can change /root/open, where /root/open/users.oath lies" \
	/root/open/users.oath
chmod 1777 /root/open
ends in_a_sticky_folder 0 import --dry-run /root/open/users.oath
root $home/users.oath
of_root of_root_in_a_users_folder "others than root can change $home," $home/users.oath
chmod 755 /root/open
ln -s /root/open /root/way
ends by_a_link_of_roots 0 import --dry-run /root/way/users.oath
ln -s open /root/way2
ends by_a_relative_link_of_roots 0 import --dry-run /root/way2/../way2/./users.oath
ln -s /root/open $home/way
chown -h alice $home/way
of_root by_a_link_of_a_user "leads through a symbolic link in $home, which others can change" \
	$home/way/users.oath
ln -s loop /root/loop
of_root by_a_link_to_itself 'Too many levels' /root/loop/users.oath
ends relative 0 sh -c 'cd /root/open && credmint authenticator import --dry-run users.oath'

# ---- a user's own ----
alices $own
ends users_own 0 import --dry-run --user alice $own
chmod 0700 $home
ends in_a_folder_that_only_she_reads 0 import --dry-run --user alice $own
refused own_without_a_user 3 'belongs to uid' import $own
chown bob: $own
as_alice of_bobs "it is to be root's, or the user's"
alices $own
chmod 0640 $own
as_alice own_mode_0640 'mode 0640 lets others'
rm $own
echo "$secret" >/root/secret
chmod 600 /root/secret
ln -s /root/secret $own
as_alice link_to_roots 'is a symbolic link; name the file'
rm $own
cp -p /root/secret /home/secret
ln /home/secret $own
as_alice link_to_roots_hard 'others than root can change /home/alice'
rm $own
mkfifo -m 600 $own
chown alice $own
as_alice own_fifo "$own is a FIFO, not a regular file"
rm $own
alices $own
truncate -s 65537 $own
as_alice own_64_kib "$own has more than 65536 bytes"
truncate -s 1G $own
as_alice own_one_gib "$own has more than 64 MiB"
# A file of hers says nothing of others.
alices $home/oath
printf 'HOTP alice - %s\nHOTP bob - %s\nHOTP root - %s\n' $seed $seed $seed >$home/oath
ends own_oath_of_others 3 import --keep-going --user alice $home/oath
check own_oath_is_said grep -q "$home/oath:2: a file of alice's own says nothing of other users" "$TMP/said.err"
check own_oath_is_of_her_alone [ "$(credmint authenticator list --json | grep -c '"user":"alice"')$(credmint authenticator list --json | wc -l)" = 11 ]
refused nobodys 3 'no such account: nobody-here' import --user nobody-here $own
refused no_name 2 'cannot be an account name' import --user a:b $own
refused format_that_is_none 2 '-f takes oath or google' import -f otpw $own
alices $own
refused not_root 3 'run this as root' setpriv --reuid alice --regid alice \
	--clear-groups credmint authenticator import --user alice $own

# Who opens it: root looks at hers, and opens nothing but /proc, /etc, ...
alices $own
strace -f -e trace=openat,open,read,setresuid,setuid -o "$TMP/trace" \
	credmint authenticator import --dry-run --user alice $own 2>/dev/null
check roots_process_never_reads_it sh -c "
	first=\$(awk '{ print \$1; exit }' '$TMP/trace')
	grep \"^\$first .*google_auth\" '$TMP/trace' | grep -v O_PATH | grep -q . && exit 1
	! grep \"^\$first .*read(.*GEZD\" '$TMP/trace'"
check the_trace_has_the_file grep -q 'google_authenticator.*O_PATH' "$TMP/trace"

# Changed while it is read: between the first read and the last.
root /etc/users.oath
strace -f -o "$TMP/trace" -P /etc/users.oath -e trace=read \
	-e inject=read:delay_exit=1500000:when=1 \
	credmint authenticator import /etc/users.oath 2>"$TMP/err" &
reader=$!
# Again and again: one of them falls between the two.
while kill -0 $reader 2>/dev/null; do
	echo '# more' >>/etc/users.oath
	sleep 0.2
done
wait $reader
check changed_while_it_is_read grep -q \
	'was changed while it was read; nothing is imported: try again' "$TMP/err"

# ---- much ----
# Lines that are nothing, and 64 MiB of one: bounded, and no hang.
(umask 077 && rm /etc/users.oath && yes 'HOTP' | head -c 200000 >/etc/users.oath)
ends much_of_nothing 3 import /etc/users.oath
check each_line_is_said [ "$(wc -l <"$TMP/said.err")" -eq 40001 ]
(umask 077 && truncate -s 64M /etc/users.oath)
check zeros_are_one_line sh -c "timeout 20 credmint authenticator import /etc/users.oath 2>&1 | tail -n 2 | grep -q NUL"
check no_seed_is_said sh -c "! grep -qE '$seed|GEZD' /run/syslog"
finish
