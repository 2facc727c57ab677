#!/bin/sh
# The stacks of the manual and those we ship, answered in every way: with what
# is right, wrong, empty, an interrupt (PAM_CONV_ERR) or an end of file (NULL).

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd -m alice
echo 'alice:correct horse' | chpasswd
check init credmint init
# Failures are many and on purpose.
printf 'deny = 0\ndeny_user = 0\n' >/etc/credmint/credmint.conf

# Each block of the manual's EXAMPLES that begins with a PAM line.
awk -v to=/etc/pam.d/manual- '
	/^\.Sh/ { on = $2 == "EXAMPLES" }
	/^\.Bd/ { getline; if (on && $1 == "auth") open = to (++n) }
	/^\.Ed/ { open = "" }
	open { print > open }
	END { print n + 0 }' man/pam_credmint.8 >"$TMP/blocks"
cp etc/pam.d/credmint-* /etc/pam.d/
# A stack without an account line has nothing to say of it.
for file in /etc/pam.d/manual-*; do
	grep -q '^account' "$file" ||
		printf 'account required pam_permit.so\n' >>"$file"
done

# What lets in, stack by stack: the code, both, either of them, the password
# (and a code of those alone who have an authenticator, which alice has not),
# either of them in one field.
stacks="credmint-sshd=code credmint-sudo=code credmint-sshd-password=both
	manual-1=code manual-2=both manual-3=either manual-4=both
	manual-5=together manual-6=password manual-7=field manual-8=code
	credmint-login-either=field credmint-sshd-either=field
	credmint-sudo-either=field"
count=0
for stack in $stacks; do
	case $stack in manual-*) count=$((count + 1)) ;; esac
done
check every_stack_of_the_manual_is_here test "$(cat "$TMP/blocks")" = $count

typed() {
	case $1 in
	right | code) echo "$2" ;;
	empty) echo '' ;;
	interrupt) echo '^C' ;;
	end) echo '^D' ;;
	*) echo XXXXXXXX ;;
	esac
}

# A code of its own for each login; in one field it is typed without a hyphen.
code_for() {
	credmint code revoke --user alice >/dev/null 2>&1
	made=$(credmint code issue alice 2>/dev/null)
	[ "$1" = together ] && made=$(echo "$made" | tr -d -)
	echo "$made"
}

# expected KIND PASSWORD CODE
expected() {
	case $1:$2:$3 in
	code:*:right | both:right:right | together:right:right | \
		either:right:* | either:*:right | password:right:* | \
		field:right:* | field:code:*) echo yes ;;
	*) echo no ;;
	esac
}

# Every combination of answers in one stack; prints those that came out wrong.
# Where there is one field a code is typed there, and nothing else is asked.
try_stack() {
	passwords='right wrong empty interrupt end'
	codes=$passwords
	[ "$2" != field ] || { passwords="$passwords code" codes=right; }
	for password in $passwords; do
		for code in $codes; do
			spare=-
			[ "$code" != right ] || spare=$(code_for "$2")
			word='correct horse'
			[ "$password" != code ] || word=$spare
			said=no
			"$BUILD/tests/pam/drive_stack" "$1" alice \
				"$(typed "$password" "$word")" \
				"$(typed "$code" "$spare")" \
				>"$TMP/talk" 2>&1 && said=yes
			[ $said = "$(expected "$2" "$password" "$code")" ] || {
				echo "password $password, code $code: $said"
				cat "$TMP/talk"
			}
			# Something was asked, or the stack is broken.
			grep -q '^[12]:' "$TMP/talk" || echo "nothing asked"
		done
	done
}

for stack in $stacks; do
	try_stack "${stack%=*}" "${stack#*=}" >"$TMP/wrong"
	if [ -s "$TMP/wrong" ]; then
		fail "${stack%=*}_lets_in_with_${stack#*=}" "$(cat "$TMP/wrong")"
	else
		pass "${stack%=*}_lets_in_with_${stack#*=}"
	fi
done
check no_line_was_refused sh -c '! grep -q "argument .*see pam_credmint" /run/syslog'
check nothing_was_missing sh -c '! grep -q -i "unable to\|faulty" /run/syslog'

finish
