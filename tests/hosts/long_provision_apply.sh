#!/bin/sh
# credmint provision --apply, killed at every step of many kinds, and locked out
# of the account files by another program for as long as the tools wait.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/provision.inc
. tests/hosts/provision_killed.inc

for call in clone wait4 munmap fdatasync; do
	kills $call
	judged "killed_at_any_$call" 1
done
for call in rename link unlink fsync mkdir chown fchown chmod fchmod; do
	cuts useradd $call
	judged "useradd_killed_at_any_$call" 1
done
for name in chpasswd chage; do
	for call in rename link unlink fsync; do
		cuts $name $call
		judged "${name}_killed_at_any_$call" 1
	done
done

# A lock of a program that lives: the tools give up, and nothing is half-made.
sleep 600 &
holder=$!
two
printf "%s\\0" "$holder" >/etc/passwd.lock
before=$(state_of_accounts)
refused another_program_holds_the_lock 3 'another program has the account files locked' \
	sh -c 'credmint provision --apply -m bcrypt -c 4 --secrets "$1" "$2" 2>&1 |
		grep -v " of 2 accounts" >&2; exit 3' sh "$secrets" "$list"
check it_changes_nothing [ "$(state_of_accounts)" = "$before" ]
kill $holder
resumed another_program
judged it_is_gone_on_with_when_that_is_done 1
finish
