#!/bin/sh
# Every system call of a login fails once: no wrong yes, and the next one works.
#
# Those of credmint-auth first, then those of the application with the module
# in it. Each call gets, each time it is made, the errors it can have, and is
# missing altogether once; a right and a wrong code are tried under each.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd alice
check init credmint init
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf
mkdir "$TMP/pam"
# A login that is ignored counts as a yes here.
cat >"$TMP/pam/door" <<-END
	auth [success=ok ignore=ignore default=die] pam_credmint.so
	auth required pam_permit.so
END
auth=/usr/libexec/credmint/credmint-auth

# credmint-auth under strace where something is to be injected.
mv $auth $auth.real
cat >$auth <<-END
	#!/bin/sh
	read -r inject </run/inject
	[ -n "\$inject" ] || exec $auth.real
	exec /usr/bin/strace -qq -o /run/trace \$inject $auth.real
END
chmod 755 $auth

# The right code is good for more logins than one: what is left of its uses
# tells how many a yes has cost.
issued=0
issue() {
	credmint code issue --json --uses 1000 alice >"$TMP/code" 2>/dev/null
	code=$(sed 's/.*"code": *"\([^"]*\)".*/\1/' "$TMP/code")
	issued=$((issued + 1000))
}
left() {
	credmint code list --json alice |
		sed 's/.*"uses": *\([0-9]*\).*/\1/' |
		awk '{ n += $1 } END { print n + 0 }'
}

# log_in CODE [COMMAND...]
log_in() {
	typed=$1
	shift
	# The shell tells of what dies before its main(), too.
	said=$({
		echo "$typed" | timeout 60 "$@" "$BUILD/tests/hosts/drive_pam" \
			"$TMP/pam" door alice 0 192.0.2.7
	} 2>/dev/null)
	case $said in
	'yes 1 '*) echo yes ;;
	*) echo no ;;
	esac
}
# Under the fault that $inject says.
faulty() {
	rm -f /run/trace
	if [ "$side" = credmint-auth ]; then
		echo "$inject" >/run/inject
		log_in "$1"
		echo >/run/inject
	else
		# shellcheck disable=SC2086 # words
		log_in "$1" strace -qq -o /run/trace $inject
	fi
}
# errors CALL: what it can fail with. A call that never was cannot be hit.
errors() {
	case $1 in
	execve | exit* | arch_prctl | set_tid_address | set_robust_list) ;;
	rt_sigreturn | wait4 | waitid) ;;
	open* | socket* | dup* | pipe*) echo EMFILE EIO ENOSYS ;;
	pwrite64 | write | ftruncate | fallocate) echo ENOSPC EIO ENOSYS ;;
	mmap | brk | mprotect | mlock | madvise | munmap) echo ENOMEM ENOSYS ;;
	clone* | fork | vfork) echo EAGAIN ENOSYS ;;
	*) echo EIO ENOSYS ;;
	esac
}
# places ERROR TIMES: at each time, or for good.
places() {
	if [ "$1" = ENOSYS ]; then
		echo 1+
	else
		seq "$2"
	fi
}
attempt() {
	tried=$((tried + 1))
	inject="-e inject=$call:error=$error:when=$when"
	[ "$(faulty BBBB-BBBB)" = no ] || odd="$odd $call:$error:$when:wrong"
	! grep -qs INJECTED /run/trace || hit=$((hit + 1))
	[ "$(faulty "$code")" = no ] || yes=$((yes + 1))
	if [ "$(log_in "$code")" = yes ]; then
		yes=$((yes + 1))
	else
		odd="$odd $call:$error:$when:next"
	fi
	[ $((tried % 400)) -ne 0 ] || issue
}
campaign() {
	side=$1
	inject='-e trace=all'
	check "${side}_watched_login" [ "$(faulty "$code")" = yes ]
	yes=$((yes + 1))
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' /run/trace | sort | uniq -c >"$TMP/calls"
	odd=
	hit=0
	tried=0
	while read -r times call <&3; do
		for error in $(errors "$call"); do
			for when in $(places "$error" "$times"); do
				attempt
			done
		done
	done 3<"$TMP/calls"
	check "${side}_many_faults_were_tried" [ $tried -gt 100 ]
	check "${side}_${hit}_of_${tried}_faults_were_hit" \
		[ $((hit * 10)) -ge $((tried * 9)) ]
	if [ -z "$odd" ]; then
		pass "${side}_no_wrong_yes_and_the_next_login_works"
	else
		fail "${side}_no_wrong_yes_and_the_next_login_works" "$odd"
	fi
}
echo >/run/inject
issue
yes=0
campaign credmint-auth
campaign application
spent=$((issued - $(left)))
check "r18_${yes}_yes_have_spent_${spent}_uses" [ "$spent" -ge "$yes" ]
finish
