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
		child=$(stopped $stops)
		grep -q "^Uid:[[:space:]]*$credmint[[:space:]]*$credmint" \
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
crash="strace -f -o $TMP/trace -e trace=fdatasync
	-e inject=fdatasync:signal=SEGV:when=1"
case $(cat /proc/sys/kernel/core_pattern) in
'|'*) dumped=' ?(\(core dumped\) )?' ;; # it is up to that program
*) dumped=' \(core dumped\) ' ;;
esac
(
	cd "$TMP/cores" || exit
	# shellcheck disable=SC2086
	echo "bob:$(hash_of bob)" | $crash setpriv --reuid credmint \
		--regid credmint --clear-groups \
		"$BUILD/tests/hosts/drive_temporary" intend 60
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
finish
