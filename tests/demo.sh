#!/bin/sh
# demo.sh [--no-install] - the main job, end to end, as a person would type it
#
# Installs what is needed by package name, builds, and in a machine of its own
# (private /etc, /usr, /var, network) mints a password, hashes it, verifies the
# hash, issues a one-time code for a throw-away user, logs in with it through a
# real sshd on loopback, and offers the same code again.

set -eu
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" -eq 0 ] || {
		echo "demo.sh: must be root (namespaces, a real login)" >&2
		exit 1
	}
	[ "${1:-}" = --no-install ] || sh tests/packages.sh build test
	make -s all
	exec sh tests/sandbox.sh sh tests/demo.sh inside
fi

. tests/tap.sh
. tests/hosts/sshd.inc

bold=""
plain=""
[ -t 1 ] && bold=$(printf '\033[1m') plain=$(printf '\033[0m')

say() {
	printf '\n%s# %s%s\n' "$bold" "$*" "$plain"
}

# type COMMAND: show it behind a prompt, then do it.
type() {
	printf '%s$ %s%s\n' "$bold" "$1" "$plain"
	typed=0
	eval "$1" || typed=$?
}

# want STATUS NAME: what the last command had to end with.
want() {
	if [ "$typed" -eq "$1" ]; then
		tap_passed=$((tap_passed + 1))
	else
		printf '%s\n' "demo.sh: $2: exit $typed instead of $1" >&2
		exit 1
	fi
}

cd "$TMP"
umask 077

say "A machine that has just been given credmint, and a throw-away user."
type "credmint init"
want 0 init
useradd -m alice

say "A temporary password, into a file nobody else can read."
type "credmint password --show-entropy -o pw"
want 0 password
type "cat pw"

say "Its salted hash, and whether the hash is that password's."
type "credmint hash -s -o hash <pw"
want 0 hash
type "cat hash"
type "credmint hash verify --hash-file hash -s <pw && echo yes"
want 0 verify
type "echo another | credmint hash verify --hash-file hash -s"
want 1 "verify of another password"

say "A code for one login of alice, within 15 minutes, through sshd only."
type "code=\$(credmint code issue alice --ttl 15m --service sshd)"
want 0 issue
type "echo \$code"
type "credmint code list"
want 0 list

cd "$OLDPWD"
sshd_start "LogLevel QUIET" || {
	cat "$TMP/sshd.log" >&2
	exit 1
}
cd "$TMP"
cat >"$TMP/alice" <<'EOF'
set timeout 30
log_user 1
spawn -noecho ssh -F none -p $env(PORT) -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o NumberOfPasswordPrompts=1 alice@127.0.0.1 id
expect {
	"One-time code:" { send "$env(ANSWER)\r" }
	timeout { exit 9 }
	eof { exit 9 }
}
expect {
	timeout { exit 9 }
	eof {}
}
exit [lindex [wait] 3]
EOF
ssh_as_alice() {
	PORT=$sshd_port ANSWER=${code:?} expect -f "$TMP/alice"
}

say "alice logs in with it, from another terminal, through a real sshd."
printf '%s$ ssh alice@127.0.0.1 id%s\n' "$bold" "$plain"
typed=0
ssh_as_alice || typed=$?
want 0 "the login"

say "The same code again."
printf '%s$ ssh alice@127.0.0.1 id%s\n' "$bold" "$plain"
typed=0
ssh_as_alice || typed=$?
want 255 "the second login"

say "What the log says of both."
type "credmint log --user alice"
want 0 log
credmint log | grep -q 'sshd.*login *yes'
credmint log | grep -q 'sshd.*login *no'
sshd_stop
tap_finished=yes
