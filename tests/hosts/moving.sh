#!/bin/sh
# credmint-moving(7) on hosts where the other modules are at work: its commands,
# typed as the page has them, between logins at a real sshd and sudo. The same
# apps go on, and what was used there is not good here.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sshd.inc
. tests/utils/page.inc

page=man/credmint-moving.7
# follow NAME SECTION [FIRST LAST]: its commands as a person types them, or some
follow() {
	page_read $page | sed -n "/^   $2/,/^ \{0,3\}[^ ]/{/^   $2/d;p;}" |
		page_commands '#' "$TMP/commands"
	n=0
	for file in "$TMP/commands"/*; do
		check "$1: the_page_has_commands" test -s "$file"
		n=$((n + 1))
		if [ $n -lt "${3:-1}" ] || [ $n -gt "${4:-99}" ]; then
			continue
		fi
		if sh "$file" >"$TMP/out" 2>"$TMP/err" </dev/null; then
			pass "$1: $(head -n 1 "$file")"
		else
			fail "$1: $(head -n 1 "$file")" "$(cat "$TMP/out" "$TMP/err")"
		fi
	done
}
said() {
	check "$1" grep -qE "$2" "$TMP/out" "$TMP/err"
}

useradd -m -s /bin/sh alice
useradd -m -s /bin/sh bob
seed=3132333435363738393031323334353637383930
seed2=3132333435363738393031323334353637383931

# ---- a host with pam_oath at sshd and google-authenticator at sudo ----
printf 'HOTP/T30\talice\t-\t%s\n# spare\nHOTP\tbob\t-\t%s\n' $seed $seed2 \
	>/etc/users.oath
chmod 600 /etc/users.oath
check sshd_starts sshd_start
{
	echo 'auth required pam_oath.so usersfile=/etc/users.oath window=20'
	sed '/^auth/d; /credmint/d; /pwquality/d' etc/pam.d/credmint-sshd
} >/etc/pam.d/sshd
{
	echo 'auth required pam_google_authenticator.so'
	sed '/^auth/d; /credmint/d; /pwquality/d' etc/pam.d/credmint-sudo
} >/etc/pam.d/sudo
printf 'Defaults !mail_badpass, lecture=never, timestamp_timeout=0\n%s\n' \
	'alice ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test
as alice google-authenticator -t -d -f -q -Q NONE -u -w 3 --no-confirm \
	-s /home/alice/.google_authenticator
own=/home/alice/.google_authenticator

totp() {
	oathtool --totp "$@" $seed
}
hotp() {
	oathtool -c "$1" $seed2
}
google() {
	head -n 1 $own | oathtool -b --totp "$@" -
}
scratch() {
	grep -xE '[0-9]{8}' "$TMP/scratch" | sed -n "$1p"
}
grep -xE '[0-9]{8}' $own >"$TMP/scratch"
by_ssh() {
	check "$1" [ "$(sshd_login "$2" "$3" id -un)" = "$2" ]
}
not_by_ssh() {
	check "$1" [ -z "$(sshd_login "$2" "$3" id -un)" ]
}
# by_sudo NAME PROMPT CODE
by_sudo() {
	typist_as alice "? $2
! $3" sudo id -un
	saw "$1" 0 root
}
not_by_sudo() {
	typist_as alice "? $2
! $3
? $2
^ C" sudo id -un
	saw_not "$1" root
}

alices=$(totp)
googles=$(google)
by_ssh alice_by_pam_oath alice "$alices"
by_ssh bob_by_pam_oath bob "$(hotp 2)"
by_sudo sudo_by_google 'Verification code: ' "$googles"
by_sudo sudo_by_a_scratch_code_of_google 'Verification code: ' "$(scratch 1)"
cp -p /etc/users.oath $own "$TMP/"

# ---- moved, by the page ----
follow before Before
# For a third code of hers within a minute.
echo 'totp_window = 3' >/etc/credmint/credmint.conf
follow pam_oath 'From pam_oath'
said alices_and_bobs_are_listed '^2 +bob +pam_oath +hotp'
check the_stack_asks_credmint grep -qx 'auth required pam_credmint.so' /etc/pam.d/sshd
follow google 'From google-authenticator'
said four_scratch_codes_are_left '^4$'
for file in /etc/users.oath $own; do
	check "$file: is_as_it_was" cmp "$file" "$TMP/${file##*/}"
done

not_by_ssh alices_used_code_is_spent alice "$alices"
second=$(totp --now=now+30seconds)
by_ssh alices_next_code_is_good alice "$second"
by_ssh bobs_next_code_is_good bob "$(hotp 3)"
not_by_sudo googles_used_code_is_spent 'One-time code: ' "$googles"
by_sudo googles_next_code_is_good 'One-time code: ' \
	"$(google --now=now+30seconds)"
by_sudo another_scratch_code_is_good 'One-time code: ' "$(scratch 2)"

# ---- and back ----
follow back Back 1 2
by_ssh bob_by_pam_oath_again bob "$(hotp 4)"
by_sudo sudo_by_google_again 'Verification code: ' "$(scratch 3)"
# What the old module took meanwhile is said, and the page says what to do.
credmint authenticator import /etc/users.oath >"$TMP/out" 2>&1
said codes_used_since_are_warned_of 'users.oath:3: it is there already, and was used elsewhere since'
follow forth Back 3 3
check alice_has_none [ "$(credmint authenticator list --json alice | wc -l)" -eq 0 ]
follow forth 'From pam_oath'
not_by_ssh what_was_used_here_stays_used alice "$second"
by_ssh alice_is_in_once_more alice "$(totp --now=now+90seconds)"
check no_seed_is_anywhere said_nowhere "$seed" "$(head -n 1 $own)"
sshd_stop

# ---- a password and a code in one answer ----
credmint authenticator remove --all alice 2>"$TMP/err"
echo alice:hunter2 | chpasswd
as alice google-authenticator -t -d -f -q -Q NONE -u -w 3 --no-confirm -s $own
grep -xE '[0-9]{8}' $own >"$TMP/scratch"
{
	echo 'auth required pam_google_authenticator.so forward_pass grace_period=60'
	echo 'auth required pam_unix.so use_first_pass'
	sed '/^auth/d; /credmint/d; /pwquality/d' etc/pam.d/credmint-sudo
} >/etc/pam.d/sudo
both='Password & verification code: '
by_sudo google_takes_password_and_code "$both" "hunter2$(google)"
by_sudo google_takes_password_and_scratch_code "$both" "hunter2$(scratch 1)"
not_one_answer() {
	typist_as alice "? Password and one-time code: 
! $2
? Password and one-time code: 
^ C" sudo id -un
	saw_not "$1" root
}
# two_answers NAME CODE PASSWORD
two_answers() {
	typist_as alice "? One-time code: 
! $2
? [sudo] password for alice: 
! $3" sudo id -un
	saw "$1" 0 root
}

# With the old words a scratch code is none, as the page has it.
credmint authenticator import --user alice $own >"$TMP/out" 2>&1
cp -p /etc/pam.d/sudo "$TMP/sudo"
sed -i 's/pam_google.*/pam_credmint.so forward_pass=6/' /etc/pam.d/sudo
not_one_answer with_6_no_scratch_code_can_be_typed "hunter2$(scratch 2)"
by_sudo with_6_a_code_can 'Password and one-time code: ' \
	"hunter2$(google --now=now+30seconds)"
sed -i 's/forward_pass=6/forward_pass=8/' /etc/pam.d/sudo
by_sudo with_8_a_scratch_code_can 'Password and one-time code: ' "hunter2$(scratch 2)"
not_one_answer with_8_no_code_can_be_typed "hunter2$(google --now=now+60seconds)"
cp -p "$TMP/sudo" /etc/pam.d/sudo
follow one_answer 'Password and code in one answer'
two_answers two_questions_take_a_code "$(google --now=now+60seconds)" hunter2
two_answers two_questions_take_a_scratch_code "$(scratch 3)" hunter2
typist_as alice "? One-time code: 
! $(scratch 4)
? [sudo] password for alice: 
! hunter3
? One-time code: 
^ C" sudo id -un
saw_not both_are_needed root

# grace goes with two questions, and not with forward_pass.
printf 'totp_window = 4\ngrace = 8h\n' >/etc/credmint/credmint.conf
typist_as alice "? One-time code: 
! $(scratch 5)
? [sudo] password for alice: 
! hunter2
? [sudo] password for alice: 
! hunter2" sh -c 'sudo id -un; sudo id -gn'
saw grace_asks_for_the_password_alone 0 root
check the_code_was_asked_for_once asked_times 1
sed -i 's/pam_credmint.so$/pam_credmint.so forward_pass=6/; s/^\(auth.*pam_unix.so\).*/\1 use_first_pass/' /etc/pam.d/sudo
typist_as alice '' sudo id -un
saw_not forward_pass_beside_grace_lets_nobody_in root
check and_the_log_says_so syslog_has 'sudo: .*grace period.*forward_pass'
page_read $page | sed -n '/^ *\[login sudo\]/,/^ *$/p' >>/etc/credmint/credmint.conf
by_sudo with_the_section_of_the_page_it_does 'Password and one-time code: ' \
	"hunter2$(google --now=now+90seconds)"
finish
