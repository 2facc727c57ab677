#!/bin/sh
# Without random numbers nothing is minted, nobody let in by it, nothing lost.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
check init credmint init
# refuses NAME COMMAND...: without random numbers it ends with 3, says so, and
# writes nothing on standard output. EIO is the system call's own failure; with
# the others it is the device that is missing.
refuses() {
	name=$1
	shift
	for error in EIO ENOSYS EPERM; do
		got=0
		unshare -m --propagation private sh -c '
			mount -n -t tmpfs tmpfs /dev || exit 99
			exec strace -f -qq -o "$0" -e trace=getrandom "$@"' \
			"$TMP/trace" -e inject=getrandom:error=$error "$@" \
			>"$TMP/out" 2>"$TMP/why" || got=$?
		check "$error: ${name}_is_refused" [ "$got" -eq 3 ]
		check "$error: ${name}_shows_nothing" [ ! -s "$TMP/out" ]
		check "$error: ${name}_says_why" grep -q 'no random numbers' \
			"$TMP/why"
	done
}
# A key of its own, for a registry that is not there yet.
rm -f /etc/credmint/key /var/lib/credmint/registry.db*
find /etc/credmint /var/lib/credmint >"$TMP/before"
refuses init credmint init
check no_half_made_key_is_left sh -c \
	'find /etc/credmint /var/lib/credmint | cmp - "$0"' "$TMP/before"
check init_makes_it_afterwards credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
echo 'delivery_program = /usr/share/credmint/deliver/append-file' \
	>/etc/credmint/credmint.conf
letters=/var/lib/credmint/delivered/alice

# log_in CODE [COMMAND...]
log_in() {
	typed=$1
	shift
	echo "$typed" | "$@" "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door \
		alice 1 192.0.2.7 2>"$TMP/words"
}
# Neither the system call nor a device.
starved() {
	log_in "$1" strace -f -qq -o "$TMP/trace" \
		-e inject=getrandom:error=ENOSYS:when=1+
}
# delivered: whether a letter comes within two seconds.
delivered() {
	tries=0
	until [ -s $letters ] || [ $tries -ge 20 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	[ -s $letters ]
}
log_in BBBB-BBBB >/dev/null
check with_random_numbers_a_code_is_delivered delivered
rm -f $letters

code=$(credmint code issue alice 2>/dev/null)
umount /dev/random /dev/urandom
rm /dev/random /dev/urandom

wrong=$(starved BBBB-BBBB)
check it_was_hit grep -q INJECTED "$TMP/trace"
check wrong_code_is_no [ "$wrong" = 'yes 0 no 1 other 0' ]
check words_are_the_same grep -q 'one is on its way' "$TMP/words"
if delivered; then
	fail nothing_is_delivered_without "$(cat $letters)"
else
	pass nothing_is_delivered_without
fi
check fault_is_logged grep -q 'no random numbers' /run/syslog
refuses code_issue credmint code issue alice
check issued_code_still_is_one_yes \
	[ "$(starved "$code")" = 'yes 1 no 0 other 0' ]
check and_one_alone [ "$(log_in "$code")" = 'yes 0 no 1 other 0' ]
finish
