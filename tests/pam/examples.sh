#!/bin/sh
# Every stack that is shipped: who gets in, and that no fault, no interrupted
# conversation and no missing part ever ends in a yes.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/sockets.inc

useradd -m alice
echo 'alice:correct horse' | chpasswd
check init credmint init
# Failures are many and on purpose.
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
for file in etc/pam.d/*; do
	cp "$file" "/etc/pam.d/x-${file##*/credmint-}"
	# The account lines of a session of its own are not looked at here.
	check "${file##*/} says how not to lock oneself out" grep -qE \
		'^#.*(root shell|root$|way back|locks nobody out|the way)' "$file"
done

code() {
	credmint code issue alice 2>/dev/null
}

# ask STACK ANSWERS [CALL...]: as su and sudo are, root who acts for alice; the
# screen locker is alice's own.
ask() {
	stack=$1
	answers=$2
	shift 2
	[ $# -gt 0 ] || set -- authenticate
	who='--ruid alice'
	[ "$stack" != screen ] || who='--reuid alice --regid alice --init-groups'
	# shellcheck disable=SC2086
	printf '%b' "$answers" | timeout 20 setpriv $who \
		pamtester "x-$stack" alice "$@" >"$TMP/said.$stack" 2>&1
}

# all yes|no NAME ANSWERS...: of every stack, at the same time, because a refusal
# takes a while. In ANSWERS PASSWORD stands for what else is asked.
all() {
	wanted=$1
	name=$2
	shift 2
	for stack in $stacks; do
		case $stack in
		sshd-password | su | login) given=$1 ;;
		*) given=${1#PASSWORD} ;;
		esac
		case $given in
		*CODE*) given=${given%CODE*}$(eval "echo \$code_$(echo "$stack" |
			tr - _)")${given##*CODE} ;;
		esac
		case $given in
		PASSWORD*) given="correct horse\n${given#PASSWORD}" ;;
		esac
		{
			outcome=no
			ask "$stack" "$given" && outcome=yes
			echo $outcome >"$TMP/outcome.$stack"
		} &
		eval "pid_$(echo "$stack" | tr - _)=$!"
	done
	for stack in $stacks; do
		eval "wait \$pid_$(echo "$stack" | tr - _)"
		if [ "$(cat "$TMP/outcome.$stack")" = "$wanted" ]; then
			pass "$stack: $name"
		else
			fail "$stack: $name" "$(cat "$TMP/said.$stack")"
		fi
	done
}
# codes: a new one for each
codes() {
	for stack in $stacks; do
		eval "code_$(echo "$stack" | tr - _)=$(code)"
	done
}

stacks=$(cd etc/pam.d && printf '%s\n' credmint-* | sed 's/^credmint-//')
sockets_start self
codes
all yes "lets in who has all" 'PASSWORDCODE\n'
all no "a used code is refused" 'PASSWORDCODE\n'
all no "a wrong code is refused" 'PASSWORDBBBB-BBBB\n'
all no "empty answers are refused" '\n\n\n'
all no "an interrupted conversation is refused" ''

codes
mv /etc/credmint/key /etc/credmint/away
all no "without a key no code is good" 'PASSWORDCODE\n'
mv /etc/credmint/away /etc/credmint/key
mv /var/lib/credmint/registry.db /var/lib/credmint/away
all no "without a registry no code is good" 'PASSWORDCODE\n'
mv /var/lib/credmint/away /var/lib/credmint/registry.db
mv /usr/libexec/credmint/credmint-auth /usr/libexec/credmint/away
all no "without credmint-auth no code is good" 'PASSWORDCODE\n'
mv /usr/libexec/credmint/away /usr/libexec/credmint/credmint-auth
all yes "nothing was spent meanwhile" 'PASSWORDCODE\n'

# yes NAME STACK ANSWERS; no NAME STACK ANSWERS
yes() {
	if ask "$2" "$3"; then
		pass "$2: $1"
	else
		fail "$2: $1" "$(cat "$TMP/said.$2")"
	fi
}
no() {
	if ask "$2" "$3"; then
		fail "$2: $1" "$(cat "$TMP/said.$2")"
	else
		pass "$2: $1"
	fi
}
# What is particular to one.
stacks='sshd-password su login'
codes
all no "a wrong password is refused" 'wrong\nCODE\n'
all no "an end after the password is refused" 'PASSWORD'
# Either of two in one field.
stacks='screen login-either sshd-either su-either sudo-either'
codes
all yes "a password is enough, too" 'correct horse\n'
all no "both in one are neither" 'correct horseCODE\n'
all no "a wrong one is refused, and nothing asked after it" \
	'wrong\ncorrect horse\n'
for stack in $stacks; do
	check "$stack: it asked once" [ "$(grep -c 'Password: ' \
		"$TMP/said.$stack")" -eq 1 ]
	check "$stack: it asked for no code beside it" \
		sh -c "! grep -i code '$TMP/said.$stack'"
done
mv /etc/credmint/key /etc/credmint/away
all yes "without a key a password is enough" 'correct horse\n'
mv /etc/credmint/away /etc/credmint/key
for stack in $stacks; do
	check "$stack: says that it is one factor" sh -c \
		"[ $stack = screen ] || grep -q '^# One factor, either of two' \
		'etc/pam.d/credmint-$stack'"
done
sockets_stop self
no "without the socket a code is not" screen "$(code)\n"
yes "without the socket a password is enough" screen 'correct horse\n'
for stack in su su-either; do
	check "${stack}_of_root_asks_nothing" \
		pamtester "x-$stack" alice authenticate
done
# Whoever copies one without pam_pwquality reads why nothing can be changed.
for file in etc/pam.d/*; do
	grep -q '^password.*pam_pwquality' "$file" || continue
	check "${file##*/} says where pam_pwquality is" grep -q \
		'^# pam_pwquality.so is in the package libpam-pwquality' "$file"
done
for stack in sshd-key su login su-either login-either; do
	check "$stack: account goes on without a code" ask $stack '' acct_mgmt
done
finish
