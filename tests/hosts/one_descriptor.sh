#!/bin/sh
# The registry file is opened by SQLite and nobody beside it: closing a second
# descriptor would drop its locks.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
db=/var/lib/credmint/registry.db

# opens COMMAND...: for each process that opens the registry file, how often,
# and how often by another call than SQLite's.
opens() {
	strace -f -qq -s 256 -o "$TMP/trace" \
		-e trace=open,openat,openat2,creat,execve,open_by_handle_at "$@" \
		>"$TMP/said" 2>&1
	grep -F "\"$db\"" "$TMP/trace" | grep -v 'execve(' >"$TMP/opens"
	cat "$TMP/opens"
}
# once NAME PROCESSES COMMAND...: that many processes, each of them once.
once() {
	name=$1
	processes=$2
	shift 2
	opens "$@" >"$TMP/seen"
	each=$(cut -d' ' -f1 "$TMP/opens" | sort | uniq -c |
		awk '{ print $1 }' | tr '\n' ' ')
	wanted=
	while [ "$processes" -gt 0 ]; do
		wanted="${wanted}1 "
		processes=$((processes - 1))
	done
	if [ "$each" = "$wanted" ] &&
		! grep -v 'O_RDWR|O_NOFOLLOW|O_CLOEXEC' "$TMP/opens"; then
		pass "$name"
	else
		fail "$name" "opened '$each', not '$wanted': $(cat "$TMP/opens")"
	fi
}

once r02_issuing_opens_the_registry_once 1 credmint code issue alice
credmint code issue alice >"$TMP/code" 2>/dev/null
cat >"$TMP/login" <<-END
	#!/bin/sh
	exec "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice 1 192.0.2.7 \
		<"$TMP/code"
END
once r02_login_opens_the_registry_once 1 sh "$TMP/login"
check the_traced_login_was_a_yes grep -q 'yes 1' "$TMP/said"
once r02_refused_login_opens_the_registry_once 1 sh "$TMP/login"
check the_traced_login_was_a_no grep -q 'no 1' "$TMP/said"
once r02_code_list_opens_the_registry_once 1 credmint code list
once r02_log_opens_the_registry_once 1 credmint log
once r02_revoking_opens_the_registry_once 1 credmint code revoke 1

# No lock of SQLite's is let go of while a statement runs: every descriptor of
# the file is closed at its end.
closes() {
	strace -f -qq -y -o "$TMP/trace" -e trace=close,fcntl sh "$TMP/login" \
		>/dev/null 2>&1
	grep -c "close([0-9]*<$db>" "$TMP/trace" | tee "$TMP/closes"
	[ "$(cat "$TMP/closes")" = 1 ] &&
		! sed "1,/close([0-9]*<$(echo "$db" | sed 's:/:\\/:g')>/d" "$TMP/trace" |
		grep -q "fcntl([0-9]*<$db>"
}
check r02_its_only_descriptor_is_closed_last closes
finish
