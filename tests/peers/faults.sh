#!/bin/sh
# Advisories about calls that fail: never a yes, never "not enrolled".

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
conf=/etc/credmint/credmint.conf
db=/var/lib/credmint/registry.db
printf 'deny = 0\ndeny_user = 0\n' >$conf
: >"$TMP/nothing"

# Here a yes and an "ignore me" both let in, and all else does not.
stack open 'auth [success=1 ignore=1 default=die] pam_credmint.so' \
	'auth requisite pam_deny.so' 'auth required pam_permit.so' \
	'account required pam_permit.so'
equals cve_2025_23013_the_stack_lets_in SUCCESS \
	"$(right credmint | verdict open alice)"
sed 's/credmint.so/& nullok/' "$TMP/pam/open" >"$TMP/pam/nullok"
mark_enrolled alice
# traced COMMAND...: what strace is told to, around a login.
traced() {
	timeout 20 strace -f -qq -o "$TMP/trace" "$@"
}

# CVE-2025-23013, CVE-2025-24531: an error became PAM_IGNORE. Each system call
# of a login with a wrong code fails, in whichever process makes it; with nullok
# for one who is enrolled.
echo BBBB-BBBB | traced "$D" "$TMP/pam" nullok alice >"$TMP/said"
check cve_2025_23013_the_traced_login_was_a_no grep -q 'auth PAM_AUTH_ERR' \
	"$TMP/said"
# The most that one process makes of each, from the trace "PID CALL(...".
sed -n 's/^\([0-9]* *[a-z0-9_]*\)(.*/\1/p' "$TMP/trace" | sort | uniq -c |
	awk '$3 !~ /^exit|^rt_sigreturn|^execve/ && $1 > n[$3] { n[$3] = $1 }
		END { for (call in n) print call, n[call] }' >"$TMP/calls"
check cve_2025_23013_many_calls_are_known \
	[ "$(wc -l <"$TMP/calls")" -gt 30 ]
errors_of() {
	case $1 in
	openat) echo EACCES ENOENT ;;
	mmap | brk) echo ENOMEM ;;
	set* | cap* | prctl) echo EPERM ;;
	*) echo EIO ;;
	esac
}
injected=0
odd=
while read -r call most; do
	n=1
	while [ $n -le "$most" ]; do
		for error in $(errors_of "$call"); do
			said=$(echo BBBB-BBBB | traced \
				-e "inject=$call:error=$error:when=$n" \
				"$D" "$TMP/pam" nullok alice 2>/dev/null |
				sed -n 's/^auth PAM_//p')
			grep -q INJECTED "$TMP/trace" || continue
			injected=$((injected + 1))
			[ "$said" != SUCCESS ] || odd="$odd $call:$error:$n"
		done
		# Each of the first ten, then fewer and fewer.
		n=$((n + 1 + n / 10))
	done
done <"$TMP/calls"
equals cve_2025_23013_cve_2025_24531_no_failing_call_is_a_yes_or_an_ignore '' "$odd"
check "cve_2025_23013_${injected}_calls_failed" [ $injected -gt 100 ]
equals cve_2025_23013_the_next_login_is_well SUCCESS \
	"$(right credmint | verdict open alice)"

# CVE-2011-2490: an unchecked setuid() went on as root. Whatever of this fails,
# a right code is refused and the registry stays closed.
for call in setgroups setresgid setresuid capset; do
	code=$(right credmint)
	n=0
	while :; do
		n=$((n + 1))
		said=$(echo "$code" | traced \
			-e "inject=$call:error=EAGAIN:when=$n" "$D" "$TMP/pam" \
			open alice | sed -n 's/^auth PAM_//p')
		grep -q INJECTED "$TMP/trace" || break
		check "cve_2011_2490_${call}_${n}_is_checked" expr "$said" : AUTH
		check "cve_2011_2490_${call}_${n}_opens_no_registry" \
			sh -c "! grep -q '$db' '$TMP/trace'"
	done
	check "cve_2011_2490_${call}_is_called" [ $n -gt 1 ]
	equals "cve_2011_2490_after_${call}_the_code_is_whole" SUCCESS "$said"
done
# No process more for user credmint: he is not root for that.
code=$(right credmint)
echo 'delivery_program = /bin/true' >>$conf
strace -f -qq -e trace=setresuid,openat -o "$TMP/trace" prlimit --nproc=0:0 \
	"$D" "$TMP/pam" open alice <<END >"$TMP/said"
$code
END
check cve_2011_2490_at_the_limit_of_processes_it_became_credmint \
	grep -q "setresuid($(id -u credmint), .* = 0" "$TMP/trace"
check cve_2011_2490_at_the_limit_it_is_decided grep -q '^auth PAM_' "$TMP/said"
printf 'deny = 0\ndeny_user = 0\n' >$conf

# CVE-2020-27743: no random bytes, and what was in the buffer was used.
without_random() {
	strace -f -qq -o "$TMP/trace" -e inject=getrandom:error=EIO "$@" \
		2>"$TMP/said"
}
fresh_registry
without_random credmint code issue alice >"$TMP/out"
equals cve_2020_27743_no_code_without_random_bytes '3 0' \
	"$? $(wc -c <"$TMP/out")"
check cve_2020_27743_getrandom_failed grep -q INJECTED "$TMP/trace"
check cve_2020_27743_and_none_is_kept sh -c "! credmint code list | grep alice"
echo 'delivery_program = /usr/share/credmint/deliver/append-file' >>$conf
told=$(echo BBBB-BBBB | without_random "$D" "$TMP/pam" credmint alice)
check cve_2020_27743_login_goes_on expr "$told" : \
	'.*If this account can receive.*One-time code.*auth PAM_AUTH'
check cve_2020_27743_no_code_is_delivered \
	[ ! -e /var/lib/credmint/delivered/alice ]
printf 'deny = 0\ndeny_user = 0\n' >$conf
rm -rf /var/lib/credmint /etc/credmint/key
without_random credmint init
equals cve_2020_27743_no_key_without_random_bytes 3 $?
check cve_2020_27743_no_half_key_is_left \
	[ "$(ls /etc/credmint)" = credmint.conf ]
credmint init 2>/dev/null

# OTPW let in although it could not write that a password was used.
code=$(right credmint)
mount --bind /var/lib/credmint /var/lib/credmint
mount -o remount,ro,bind /var/lib/credmint
equals otpw_used_mark_that_cannot_be_written_is_a_no AUTHINFO_UNAVAIL \
	"$(echo "$code" | verdict credmint alice)"
umount /var/lib/credmint
told=$(echo "$code" | traced -P $db-wal -e inject=fdatasync:error=EIO \
	"$D" "$TMP/pam" credmint alice | sed -n 's/^auth PAM_//p')
check otpw_fdatasync_failed grep -q INJECTED "$TMP/trace"
equals otpw_used_mark_that_is_not_on_disk_is_a_no AUTHINFO_UNAVAIL "$told"
for path in /home/alice/.otpw /etc/google; do
	mount --bind $path $path
	mount -o remount,ro,bind $path
done
otpw=$(right otpw | verdict otpw alice)
google=$(right google | verdict google alice)
umount /home/alice/.otpw /etc/google
row 'OTPW, used-mark cannot be written' refused - "$google" "$otpw"

# CVE-2020-24612, duo_unix 240: a file that may not be read, or is not where it
# was said to be, was taken for nobody's. Only a clear answer is absence.
code=$(right credmint)
# unreadable NAME COMMAND UNDO
unreadable() {
	eval "$2"
	equals "cve_2020_24612_$1_is_no_absence" AUTHINFO_UNAVAIL \
		"$(echo "$code" | verdict credmint alice)"
	check "cve_2020_24612_$1_lets_nobody_in" expr \
		"$(echo "$code" | verdict open alice)" : AUTH
	eval "$3"
}
unreadable registry "chown root $db; chmod 600 $db" "chown credmint $db"
unreadable registry_directory "chmod 0 /var/lib/credmint; chown root /var/lib/credmint" \
	"chown credmint /var/lib/credmint; chmod 700 /var/lib/credmint"
unreadable registry_gone "mv $db $db.away" "mv $db.away $db"
unreadable key 'chmod 0 /etc/credmint/key' 'chmod 440 /etc/credmint/key'
unreadable key_gone 'mv /etc/credmint/key /etc/credmint/away' \
	'mv /etc/credmint/away /etc/credmint/key'
stack away 'auth [success=1 ignore=1 default=die] pam_credmint.so conf=/etc/credmint/away' \
	'auth requisite pam_deny.so' 'auth required pam_permit.so'
equals duo_unix_240_a_configuration_that_is_not_there_is_no_yes \
	AUTHINFO_UNAVAIL "$(echo "$code" | verdict away alice)"
equals cve_2020_24612_nothing_was_spent SUCCESS \
	"$(echo "$code" | verdict credmint alice)"
stack_of u2f u2f 'authfile=/root/u2f nouserok'
: >/root/u2f
u2f=$(chmod 700 /root && setpriv --reuid alice --clear-groups \
	"$D" "$TMP/pam" u2f alice </dev/null | sed -n 's/^auth PAM_//p')
echo "# pam_u2f $(peer_version libpam-u2f), nouserok, a file it may not read: $u2f" >>"$TMP/table"
mv /etc/users.oath /etc/users.away
row 'duo_unix 240, no file' refused "$(echo x | verdict oath alice)" -
table
finish
