#!/bin/sh
# credmint doctor says by which doors root gets in when no code can be checked:
# what it says of sshd is what a real sshd does, and the printed mend opens it.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

echo 'root:a-Password-0f-root' | chpasswd 2>/dev/null
useradd -m alice
# Nothing of the registry is needed to say it.
[ -e /etc/ssh/ssh_host_ed25519_key ] ||
	ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
ssh-keygen -q -t ed25519 -N '' -f "$TMP/key"
cp -a /etc/pam.d "$TMP/pam.d"
for name in login sshd su sudo; do
	cp etc/pam.d/credmint-$name /etc/pam.d/$name
done
mkdir -p /root/.ssh /etc/ssh/sshd_config.d
chmod 0700 /root/.ssh
rm -f /etc/ssh/sshd_config.d/*
main=/etc/ssh/sshd_config
keys=/root/.ssh/authorized_keys
cp "$TMP/key.pub" $keys
mkdir -p /run/sshd

config() {
	printf '%s\n' 'UsePAM yes' 'KbdInteractiveAuthentication yes' \
		'HostKey /etc/ssh/ssh_host_ed25519_key' "$@" >$main
}
# Where DOCTOR_ROOT is "all" each is tried, else those named so.
tries() {
	case ${DOCTOR_ROOT:-}:$1 in
	all:* | :permit_no | :permit_no:* | :a_key_and_a_code* | \
		:denied | :keys_with_a_command* | :others_can_write_it) ;;
	*) return 1 ;;
	esac
}
# enters: root gets a shell by a real sshd with the key
enters() {
	[ "$(timeout 10 ssh -F none -i "$TMP/key" -o BatchMode=yes \
		-o IdentitiesOnly=yes -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=QUIET \
		-o ProxyCommand="/usr/sbin/sshd -i -f $main" root@127.0.0.1 \
		'echo $((40 + 2))' 2>/dev/null)" = 42 ]
}
shuts() {
	! enters
}
doctor() {
	credmint doctor | grep -E '^[a-z]+ +root ' >"$TMP/out"
}
said() {
	grep -qE "^$1 +root +.*$2" "$TMP/out"
}
# opened NAME: root gets in, and that is said
opened() {
	doctor
	check "$1: said" said ok 'without a code by sshd, should'
	! tries "$1" || check "$1: so it is" enters
}
# shut NAME WHY MEND COMMAND: root does not, and why is said with the mend, which
# COMMAND does
shut() {
	doctor
	check "$1: said" said bad "is shut out .*$2.*; .*$3"
	! tries "$1" || check "$1: so it is" shuts
	eval "$4"
	opened "$1: the mend mends"
}
# sign OPTIONS: a line of authorized_keys with them
sign() {
	echo "$1 $(cat "$TMP/key.pub")" >$keys
}

config
opened as_it_is
config 'PermitRootLogin without-password'
opened prohibit_password
config 'PermitRootLogin no'
shut permit_no 'PermitRootLogin no' \
	"write 'PermitRootLogin prohibit-password' at $main:4" \
	"sed -i '4s/no/prohibit-password/' $main"
config 'PermitRootLogin forced-commands-only'
shut permit_forced 'PermitRootLogin forced-commands-only' "at $main:4" \
	"sed -i '4s/forced-commands-only/prohibit-password/' $main"
config 'Match User root' 'PermitRootLogin no'
shut permit_no_for_root 'PermitRootLogin no' "at $main:5" \
	"sed -i '5s/no/prohibit-password/' $main"
config 'PubkeyAuthentication no'
shut no_keys 'PubkeyAuthentication no' "'PubkeyAuthentication yes' at $main:4" \
	"sed -i '4s/no/yes/' $main"
config 'AuthenticationMethods publickey,keyboard-interactive'
shut a_key_and_a_code 'AuthenticationMethods, by which a key is not enough' \
	"'AuthenticationMethods publickey' for root at $main:4" \
	"printf 'Match User root\nAuthenticationMethods publickey\n' >>$main"
config 'AuthenticationMethods publickey,publickey'
shut two_keys 'a key is not enough' "at $main:4" "sed -i '4s/,publickey//' $main"
config 'AuthenticationMethods keyboard-interactive publickey'
opened one_of_two
config 'DenyUsers alice r??t@*'
shut denied DenyUsers "take root out of DenyUsers at $main:4" \
	"sed -i '4s/ r.*//' $main"
config 'AllowUsers alice' 'AllowUsers roo'
shut not_allowed 'AllowUsers, which root is not in' \
	"add root to AllowUsers at $main:4" "sed -i '4s/$/ root/' $main"
config 'DenyGroups adm ro*'
shut denied_by_group 'DenyGroups, which root is in a group of' \
	"DenyGroups at $main:4" "sed -i '4s/ ro.*//' $main"
config 'AllowGroups adm'
shut not_allowed_by_group 'AllowGroups, which root is in no group of' \
	"AllowGroups at $main:4" "sed -i '4s/$/ root/' $main"
config 'ForceCommand /bin/false'
shut a_command_for_all 'a ForceCommand' "ForceCommand at $main:4" \
	"sed -i 4d $main"

# Files of keys.
config 'AuthorizedKeysFile none'
shut no_file 'AuthorizedKeysFile none' 'take AuthorizedKeysFile none out' \
	"sed -i 4d $main"
config 'AuthorizedKeysFile /etc/ssh/keys.%u %h/.ssh/more'
shut another_file 'there is no key in /etc/ssh/keys.root' \
	'put a key of yours into /etc/ssh/keys.root' \
	"cp $TMP/key.pub /etc/ssh/keys.root"
rm /etc/ssh/keys.root
cp "$TMP/key.pub" /root/.ssh/more
opened the_second_file
config
: >$keys
shut an_empty_file "there is no key in $keys" "put a key of yours into $keys" \
	"echo '# mine' >$keys; cat $TMP/key.pub >>$keys"
echo "#$(cat "$TMP/key.pub")" >$keys
echo 'ssh-ed25519' >>$keys
shut no_key_in_it "there is no key in $keys" 'put a key' "cp $TMP/key.pub $keys"
sign 'no-pty,command="echo \"Please, log in as debian\"",no-user-rc'
shut keys_with_a_command "every key in $keys has a command" \
	'without command=' 'sign "no-pty,environment=\"A=, command=b\""'
cp "$TMP/key.pub" $keys
chmod 0777 /root/.ssh
shut others_can_write_it 'others can write /root/.ssh' 'chmod go-w /root/.ssh' \
	'chown root /root/.ssh; chmod go-w /root/.ssh'
chmod 0777 /root/.ssh
config 'StrictModes no'
opened without_strict_modes
chmod 0700 /root/.ssh
config
chown alice $keys
shut a_file_of_somebody "others can write $keys" "chown root $keys" \
	"chown root $keys"

# What cannot be looked at, and from where.
rm $keys
config 'AuthorizedKeysCommand /usr/bin/true' 'AuthorizedKeysCommandUser nobody'
doctor
check a_program_may_have_keys said note 'cannot be seen from here: AuthorizedKeysCommand'
cp "$TMP/key.pub" $keys
config 'PermitRootLogin no' 'Match Address 127.0.0.1' \
	'PermitRootLogin prohibit-password'
doctor
check from_this_host_alone said note 'by sshd alone, .*only from this host; .*PermitRootLogin'
config 'PermitRootLogin no' 'NoSuchWord yes'
doctor
check an_sshd_that_does_not_start said bad 'sshd keeps root out: it does not start'

# By a password, and by the console.
config 'PermitRootLogin yes' 'PubkeyAuthentication no'
cp "$TMP/pam.d/sshd" /etc/pam.d/sshd
doctor
check a_password_by_sshd said ok 'by sshd, should'
config 'PermitRootLogin yes' 'AuthenticationMethods publickey'
rm $keys
doctor
check no_password_there said bad "sshd keeps root out: there is no key in $keys"
cp "$TMP/key.pub" $keys
config 'PermitRootLogin no'
cp "$TMP/pam.d/login" /etc/pam.d/login
doctor
check the_console said ok 'by login, should'
passwd -q -l root 2>/dev/null || usermod --lock root
doctor
check a_locked_password said bad 'root has no password.*; give root a password, or write .PermitRootLogin'
usermod -p x root
doctor
check what_is_no_hash said bad 'root has no password'
echo 'root:a-Password-0f-root' | chpasswd 2>/dev/null
usermod --shell /usr/sbin/nologin root
doctor
check no_shell said bad 'root has no shell.*; run: usermod --shell /bin/sh root'
usermod --shell /bin/sh root
chage -E 1 root
doctor
check an_account_that_has_expired said bad "root's account has expired.*; run: chage -E -1 root"
sh -c "$(sed -n 's/.*run: //p' "$TMP/out")"
doctor
check and_has_not_then said ok 'by login, should'

# No byte is read that is none of its own. Without sanitizers, where there are none.
credmint init 2>/dev/null
asan=${BUILD_ASAN:+$BUILD_ASAN/credmint}
for args in '' '--user alice' '--user root'; do
	status=0
	# shellcheck disable=SC2086 # two words
	"${asan:-credmint}" doctor $args >"$TMP/out" 2>"$TMP/err" || status=$?
	check "it_keeps_to_its_bytes: doctor $args" sh -c "
		cat $TMP/err; [ -s $TMP/out ] && [ ! -s $TMP/err ] &&
		[ $status -le 1 ]"
done
finish
