#!/bin/sh
# credmint doctor reads PAM stacks: each that lets in without a code, or keeps
# root out, is told by its line, and the mend that is printed mends it. What is
# said to let in does let in, by the real libpam.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

echo 'root:a-Password-0f-root' | chpasswd 2>/dev/null
useradd -m alice
echo 'alice:correct horse' | chpasswd 2>/dev/null
credmint init 2>/dev/null
cp -a /etc/pam.d "$TMP/well"
# A key of root's, and what sshd -T needs.
ssh-keygen -q -t ed25519 -N '' -f "$TMP/key"
[ -e /etc/ssh/ssh_host_ed25519_key ] ||
	ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key

# A service of its own, so that nothing else is in the way.
demo=/etc/pam.d/demo
tail='account required pam_credmint.so
account required pam_unix.so'

# doctor: what it says of PAM and of root
doctor() {
	credmint doctor | grep -E '^[a-z]+ +(pam|root) ' >"$TMP/out"
}

# stack LINES: the lines of demo
stack() {
	printf '%s\n' "$@" "$tail" >$demo
}

# said STATE WORDS...: a line of this state that holds these words in order
said() {
	state=$1
	shift
	grep -qE "^$state .*$1.*${2:-}" "$TMP/out"
}

well() {
	! grep -q '^bad' "$TMP/out"
}

# sick NAME PLACE WORDS MEND: bad at this place, its words and "; " and a mend
# among them; MEND, a command that does what was printed, makes it well.
sick() {
	doctor
	check "$1" said bad "$3"
	check "$1: by its line" said bad "$2"
	check "$1: with a mend" said bad '; [a-z]'
	eval "$4"
	doctor
	check "$1: the mend mends it" well
	rm -f $demo
}

# change NUMBER EXPRESSION: a line of demo, by sed
change() {
	sed -i "$1$2" "$demo"
}

# opens PASSWORD: alice gets in by demo with that and a wrong code
opens() {
	"$BUILD/tests/pam/drive_stack" demo alice "$1" XXXX-XXXX >/dev/null
}

shuts() {
	! opens "$@"
}

doctor
check a_host_without_credmint_is_told said note 'no service of /etc/pam.d'

# Every example, as what it is for.
for file in etc/pam.d/*; do
	name=${file##*/credmint-}
	service=${name%%-*}
	[ "$service" != screen ] || service=i3lock
	cp "$file" "/etc/pam.d/$service"
	doctor
	check "$name is well" well
	check "$name is seen" said ok "pam $service .*/etc/pam.d/$service:"
	case $name in
	*-either | screen) check "$name is one factor, and said so" said \
		note "pam $service .*yes of pam_unix.so .*either of two" ;;
	*) check "$name has nothing beside" [ "$(grep -c "pam $service " \
		"$TMP/out")" -eq 1 ] ;;
	esac
	rm -f "/etc/pam.d/$service"
	[ ! -e "$TMP/well/$service" ] ||
		cp -a "$TMP/well/$service" "/etc/pam.d/$service"
done

stack 'auth sufficient pam_unix.so' 'auth required pam_credmint.so'
check sufficient_before_it_opens opens 'correct horse'
sick sufficient_before_it '/etc/pam.d/demo:1 nobody is asked .*demo:2' \
	'lets in without a code' 'change 1 s/sufficient/required/'

stack 'auth [success=1 default=ignore] pam_unix.so' \
	'auth required pam_credmint.so' 'auth required pam_permit.so'
check a_jump_over_it_opens opens 'correct horse'
sick a_jump_over_it 'pam_unix.so at /etc/pam.d/demo:1' \
	'lets in without a code' 'change 1 "s/\[.*\]/required/"'

stack 'auth required pam_unix.so' 'auth optional pam_credmint.so'
check optional_opens opens 'correct horse'
sick optional /etc/pam.d/demo:2 'a wrong code is ignored' \
	'change 2 s/optional/required/'

stack 'auth required pam_unix.so' \
	'auth [success=ok auth_err=ignore default=die] pam_credmint.so'
check an_ignored_no_opens opens 'correct horse'
sick an_ignored_no /etc/pam.d/demo:2 'a wrong code is ignored' \
	'change 2 "s/\[.*\]/required/"'

stack 'auth [success=1 default=ignore] pam_unix.so' \
	'auth [default=ignore] pam_credmint.so' 'auth required pam_permit.so'
check no_no_at_all_opens opens wrong
sick no_no_at_all 'line 2' 'lets everybody in' \
	'change 2 "s/\[.*\]/required/; 1s/\[.*\]/required/"'

outage='auth [success=ok authinfo_unavail=ignore default=die] pam_credmint.so'
stack 'auth required pam_unix.so' "$outage"
mv /etc/credmint/key /etc/credmint/away
check an_ignored_outage_opens opens 'correct horse'
mv /etc/credmint/away /etc/credmint/key
sick an_ignored_outage /etc/pam.d/demo:2 'where the registry cannot be read' \
	'change 2 "s/\[.*\]/required/"'

stack 'auth required pam_unix.so' \
	'-auth [success=ok module_unknown=ignore default=die] pam_credmint.so'
sick a_module_that_may_go /etc/pam.d/demo:2 'cannot be loaded' \
	'change 2 "s/\[.*\]/required/"'

stack 'auth requisite pam_deny.so' 'auth required pam_credmint.so'
sick never_asked /etc/pam.d/demo:2 'is never asked' \
	'printf "%s\n" "$(tail -n +2 $demo)" >$demo'

stack 'auth required pam_securetty.so' 'auth optional pam_credmint.so'
sick a_condition_is_no_proof 'line 2' 'lets everybody in' \
	'change 2 s/optional/required/'

stack 'auth required pam_permit.so' 'auth required pam_credmint.so nullok'
check nullok_alone_opens opens wrong
sick nullok_alone /etc/pam.d/demo:2 'nullok .* who never enrolled' \
	'change 2 s/nullok//'

stack 'auth required pam_credmint.so alwaysok'
sick unknown_argument 'demo:1: .*alwaysok' 'no argument' 'change 1 s/alwaysok//'
stack 'auth required pam_credmint.so try_first_pass use_first_pass'
sick contradicting_arguments demo:1 'exclude each other' \
	'change 1 s/try_first_pass//'
stack 'auth required pam_credmint.so forward_pass=3'
sick a_length_that_cannot_be demo:1 'forward_pass=3' 'change 1 s/=3/=8/'
stack 'auth required pam_credmint.so conf=/etc/credmint/gone.conf'
sick conf_that_is_missing demo:1 gone.conf 'change 1 "s/conf=.*//"'
stack 'auth required pam_credmint.so conf=/etc/credmint/his.conf'
: >/etc/credmint/his.conf
chown alice /etc/credmint/his.conf
sick conf_of_somebody_else demo:1 his.conf 'chown root /etc/credmint/his.conf'
stack 'auth required /usr/lib/security/pam_credmint.so'
sick a_module_that_is_missing demo:1 'there is no module' \
	'change 1 s,/usr/lib/security/,,'
stack 'auth require pam_credmint.so'
sick a_word_that_is_none demo:1 'PAM cannot read the line' \
	'change 1 s/require/required/'
stack 'auth required pam_credmint.so' '@include gone'
sick an_include_that_is_gone demo:2 'is not there' 'change 2 d'
stack 'auth [success=ok pam_credmint.so'
sick a_bracket_that_is_open demo:1 'not closed' \
	'change 1 "s/.success=ok/required/"'

printf '[login demo]\ngrace = 8h\n' >/etc/credmint/credmint.conf
stack 'auth required pam_credmint.so forward_pass' \
	'auth required pam_unix.so use_first_pass'
sick forward_pass_and_grace demo:1 'exclude each other' \
	'change 1 s/forward_pass//'
: >/etc/credmint/credmint.conf

# What the service says of grace holds before what all have.
printf 'grace = 8h\n[login demo]\ngrace =\nnullok_until = 2099-01-31\n' \
	>/etc/credmint/credmint.conf
stack 'auth required pam_unix.so' 'auth required pam_credmint.so forward_pass nullok'
doctor
check grace_of_others_is_no_matter well
check nullok_of_the_service_has_its_end sh -c "! grep -q 'has no end' '$TMP/out'"
printf '[login @staff]\ngrace = 1h\n[login demo @staff]\ngrace =\n' \
	>/etc/credmint/credmint.conf
doctor
check grace_of_a_group_elsewhere_is_no_matter well
sed -i '3,$d' /etc/credmint/credmint.conf
sick grace_of_a_group_and_forward_pass demo:2 'exclude each other' \
	'change 2 s/forward_pass//'
: >/etc/credmint/credmint.conf

# Account and password lines.
lines() {
	printf '%s\n' 'auth required pam_credmint.so' "$@" >$demo
}
lines '@include common-account' 'account required pam_credmint.so'
sick account_after_pam_unix 'common-account:[0-9]+ .*demo:3' \
	'temporary passwords have no end' \
	'change 2 "{h;d};3G"'
lines 'account optional pam_credmint.so' 'account required pam_unix.so'
sick account_that_is_ignored demo:2 'came too late' \
	'change 2 s/optional/required/'
lines "$tail" 'password [success=1 default=ignore] pam_credmint.so' \
	'password required pam_unix.so'
sick a_failed_change_that_goes_on demo:4 'goes on to the next module' \
	'change 4 "s/\[.*\]/[success=1 ignore=ignore default=die]/
		\$a password required pam_permit.so"'
lines "$tail" 'password requisite pam_credmint.so' \
	'password required pam_unix.so'
sick a_change_that_asks_twice demo:4 'is asked for the old one' \
	'change 4 "s/requisite/[success=done ignore=ignore default=die]/"'

# Notes, which are no harm.
note() {
	doctor
	check "$1" said note "$2"
	check "$1 is not bad" well
}
stack 'auth required pam_unix.so' 'auth required pam_credmint.so nullok'
note nullok_without_end 'nullok at /etc/pam.d/demo:2 has no end'
echo 'nullok_until = 2099-01-31' >/etc/credmint/credmint.conf
doctor
check nullok_with_an_end sh -c "! grep -q nullok '$TMP/out'"
stack 'auth required pam_credmint.so nullok'
note nullok_that_opens_nothing 'nullok at /etc/pam.d/demo:1 opens nothing'
stack 'auth [success=ok default=die] pam_credmint.so nullok' \
	'auth required pam_unix.so'
check a_die_refuses_who_is_ignored shuts 'correct horse'
note nullok_that_dies 'opens nothing, because .*at /etc/pam.d/demo:1 takes an ignored line for a no; .*ignore=ignore'
change 1 's/success=ok/& ignore=ignore/'
check the_mend_lets_the_others_decide opens 'correct horse'
doctor
check nullok_that_does_not_die sh -c "! grep -q 'opens nothing' '$TMP/out'"
printf '[login demo]\nexempt_users = alice\n' >/etc/credmint/credmint.conf
change 1 's/ ignore=ignore//; 1s/ nullok//'
check a_die_refuses_who_is_exempt shuts 'correct horse'
note exempt_that_dies 'exempt is refused, because .*at /etc/pam.d/demo:1 takes an ignored line for a no; .*ignore=ignore'
change 1 's/success=ok/& ignore=ignore/'
check the_mend_lets_who_is_exempt_in opens 'correct horse'
stack 'auth required pam_credmint.so'
note exempt_without_another_line 'who is exempt is refused'
: >/etc/credmint/credmint.conf
stack 'auth [success=1 default=ignore] pam_succeed_if.so user ingroup staff' \
	'auth required pam_credmint.so' 'auth required pam_permit.so'
note a_condition_that_lets_in 'pam_succeed_if.so at /etc/pam.d/demo:1 lets in'
printf 'auth required pam_credmint.so\naccount required pam_unix.so\n' >$demo
note no_account_line 'no account line of credmint'
rm $demo

# Root's ways in.
cp etc/pam.d/credmint-login /etc/pam.d/login
cp etc/pam.d/credmint-sudo /etc/pam.d/sudo
doctor
check root_gets_in_by_su said ok 'root .*without a code by su,'
setpriv --reuid alice --regid alice --clear-groups credmint doctor >"$TMP/out"
check others_cannot_tell_of_root said note 'root .*could not look: run this as root'
check and_call_nothing_bad sh -c "! grep -q '^bad  *root' '$TMP/out'"
cp etc/pam.d/credmint-su /etc/pam.d/su
sick root_is_shut_out 'login, su, sudo' 'root .*is shut out' \
	'cp "$TMP/well/login" /etc/pam.d/login'
cp etc/pam.d/credmint-login /etc/pam.d/login
sick root_is_shut_out_without_a_key 'login, su, sudo' 'root .*is shut out' \
	'mkdir -p /root/.ssh && cp "$TMP/key.pub" /root/.ssh/authorized_keys'

finish
