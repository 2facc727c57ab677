#!/bin/sh
# What credmint reset, its children that are the service user, credmint-deliver
# and credmint-passwd hold in memory, and that none of it can come into a core.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/secrecy.inc

person alice bob
credmint init 2>"$TMP/err"
prlimit --core=unlimited:unlimited --pid $$

# until_true COMMAND...: within ten seconds
until_true() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		[ $((tries += 1)) -lt 500 ] || return 1
		sleep 0.02
	done
}

# rules MODULE: the host's rules for passwords
rules() {
	printf 'password requisite %s\n%s\n' "$1" \
		'password required pam_unix.so yescrypt use_authtok' \
		>/etc/pam.d/common-password
}

# ---- while it works ----
# Each child that writes to the registry is stopped before its first sync: the
# first tells it what is going to be set, the second that it was handed over.
stopped() {
	sed -nE 's/^([0-9]+) +--- stopped by SIGSTOP ---$/\1/p' "$TMP/trace" |
		sed -n "$1p"
}
is_stopped() {
	[ -n "$(stopped "$1")" ]
}
credmint=$(id -u credmint)
# next_child: the next one of the service user's; tools sync as well, and go on.
next_child() {
	while until_true is_stopped $((stops += 1)); do
		child=$(stopped "$stops")
		grep -q "^Uid:[[:space:]]*${credmint}[[:space:]]*$credmint" \
			"/proc/$child/status" && return
		kill -CONT "$child"
	done
	return 1
}
# begin COMMAND...
begin() {
	: >"$TMP/trace"
	stops=0
	strace -f -o "$TMP/trace" -e trace=fdatasync \
		-e inject=fdatasync:signal=STOP:when=1 \
		"$@" >"$TMP/out" 2>"$TMP/err" &
	tracer=$!
}
# held PID: why it would leave no core
held() {
	awk '/core file size/ { print $5, $6 }' "/proc/$1/limits"
	stat -c %u "/proc/$1/mem"
}
# watch MODULE: a reset by these rules
watch() {
	rules "pam_$1.so"
	forget
	learn alice
	cp "$TMP/words.hash" "$TMP/old"
	begin credmint reset alice
	for i in 1 2; do
		check "${1}_child_${i}_stops" next_child || break
		parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$child/status")
		python3 tests/hosts/memory_of.py "$child" "$TMP/child.$i"
		python3 tests/hosts/memory_of.py "$parent" "$TMP/parent.$i"
		held "$child" >"$TMP/held.child.$i"
		held "$parent" >"$TMP/held.parent.$i"
		kill -CONT "$child"
	done
	wait $tracer
	check "${1}_goes_on" is_password alice "$TMP/out"
	learn alice "$(cat "$TMP/out")"
	hash_of alice >"$TMP/new"
	for i in 1 2; do
		check "${1}_child_${i}_has_what_it_needs" grep -qaF \
			-f "$TMP/new" "$TMP/child.$i/shared"
		check "${1}_child_${i}_has_no_password" eval \
			"! grep -rlaF -f '$TMP/words.pw' '$TMP/child.$i'"
		check "${1}_child_${i}_has_no_older_hash" eval \
			"! grep -rlaF -f '$TMP/old' '$TMP/child.$i'"
		nowhere "${1}_child_${i}_has_no_copies" "$TMP/child.$i/plain"
		check "${1}_parent_${i}_has_it_where_it_is_kept" grep -qaF \
			-f "$TMP/words.pw" "$TMP/parent.$i/kept"
		nowhere "${1}_parent_${i}_has_it_nowhere_else" \
			"$TMP/parent.$i/plain"
		for who in child parent; do
			check "${1}_${who}_${i}_leaves_no_core" [ "$(tr '\n' ' ' \
				<"$TMP/held.$who.$i")" = '0 0 0 ' ]
		done
	done
	check "${1}_parent_has_the_old_hash_where_it_is_kept" grep -qaF \
		-f "$TMP/old" "$TMP/parent.2/kept"
	check "${1}_password_is_shared_with_nobody" eval "! grep -laF \
		-f '$TMP/words.pw' '$TMP/parent.1/shared' '$TMP/parent.2/shared'"
	rm -rf "$TMP"/child.? "$TMP"/parent.?
}
watch pwquality
watch passwdqc

# ---- a child that crashes ----
# The service user may write where it is, and there is no limit on cores. A
# program without what forbids them leaves one, by the same signal.
mkdir -m 777 "$TMP/cores"
driver=$(realpath "$BUILD/tests/hosts/drive_temporary")
# Who writes to the registry does so by pwrite(2), and tools do not.
crash="strace -f -o $TMP/trace -e trace=pwrite64
	-e inject=pwrite64:signal=SEGV:when=1"
case $(cat /proc/sys/kernel/core_pattern) in
'|'*) dumped=' ?(\(core dumped\) )?' ;; # it is up to that program
*) dumped=' \(core dumped\) ' ;;
esac
(
	cd "$TMP/cores" || exit
	# shellcheck disable=SC2086
	echo "bob:$(hash_of bob)" | $crash setpriv --reuid credmint \
		--regid credmint --clear-groups \
		"$driver" intend 60
) >"$TMP/out" 2>"$TMP/err"
check a_driver_that_crashes_leaves_a_core grep -qE \
	"killed by SIGSEGV$dumped" "$TMP/trace"
rm -f "$TMP/cores"/*
remember
(
	cd "$TMP/cores" || exit
	# shellcheck disable=SC2086
	$crash credmint reset bob
) >"$TMP/out" 2>"$TMP/err"
check child_that_crashes_ends_reset grep -q 'process died' "$TMP/err"
check child_leaves_no_core eval "grep -q 'killed by SIGSEGV ' '$TMP/trace' &&
	! grep 'core dumped' '$TMP/trace' && [ -z \"\$(ls '$TMP/cores')\" ]"
check nothing_was_set kept

# ---- when they end ----
report=/run/left_codes
copies=/run/left_memory
cp "$BUILD/tests/utils/left_codes.so" /usr/lib/left_codes.so
# copying: from here on, programs leave a copy of their memory when they end.
copying() {
	rm -rf $copies
	mkdir -m 1777 $copies
	: >$report
	chmod 666 $report
	echo /usr/lib/left_codes.so >/etc/ld.so.preload
}
# ended PROGRAM PROCESSES: so many have; then no more are copied.
ended() {
	[ "$(grep -c "^$1 " "$report")" -ge "$2" ]
}
copied() {
	until_true ended "$@"
	copied_all=$?
	rm -f /etc/ld.so.preload
	return "$copied_all"
}
# clean NAME: none has any of it left, and root's process none that is shared.
clean() {
	nowhere "$1_is_left_in_no_process" "$copies"/credmint*
	# shellcheck disable=SC2046 # names of files
	nowhere "$1_is_left_in_nothing_shared_of_root" "$TMP/err" \
		$(find $copies -name 'shared.*' -user root)
	rm -rf $copies $report
}
rules pam_pwquality.so
forget
learn alice old-Secret-of-alice
copying
printf '%s\n' "$(hash_of alice)" | sh -c 'read -r x && read -r y; :'
check what_is_left_is_seen eval 'copied sh 1 &&
	grep -qaF -f "$TMP/words.parts" $copies/sh.*'

learn alice
copying
credmint reset alice >"$TMP/out" 2>"$TMP/err"
check reset_ended copied credmint 3
learn alice "$(cat "$TMP/out")"
clean password_of_a_reset

learn alice
copying
credmint reset alice >/dev/full 2>"$TMP/err"
check reset_that_cannot_say_ended copied credmint 3
check it_was_taken_back grep -q 'has the password back' "$TMP/err"
clean old_hash_that_was_put_back

deliver=/usr/share/credmint/deliver/append-file
echo "delivery_program = $deliver" >/etc/credmint/credmint.conf
copying
credmint reset --deliver bob 2>"$TMP/err"
check reset_that_delivers_ended copied credmint 4
check deliverer_ended ended credmint-deliver 2
delivered=/var/lib/credmint/delivered/bob
sed -n '/the next line:$/ { n; p; q; }' $delivered >"$TMP/out"
check it_was_delivered is_password bob "$TMP/out"
learn bob "$(cat "$TMP/out")"
clean delivered_password

printf '%s required pam_credmint.so\n' auth password >/etc/pam.d/door
credmint reset --code alice >"$TMP/code" 2>"$TMP/err"
copying
printf '%s\n' "$(cat "$TMP/code")" new-Secret-of-alice new-Secret-of-alice |
	pamtester door alice authenticate \
		'chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)' >"$TMP/said" 2>&1
check change_ended copied credmint-passwd 1
echo new-Secret-of-alice >"$TMP/new"
check it_was_changed is_password alice "$TMP/new"
learn alice new-Secret-of-alice "$(cat "$TMP/code")"
clean new_password

credmint reset --ttl 1s alice >"$TMP/out" 2>"$TMP/err"
learn alice "$(cat "$TMP/out")"
sleep 2
copying
credmint sweep 2>"$TMP/err"
check sweep_ended copied credmint 4
check it_locked_her grep -q '1 locked' "$TMP/err"
learn alice
clean hash_of_who_did_not_come
finish
