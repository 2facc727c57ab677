#!/bin/sh
# credmint doctor reads sshd's configuration as sshd does: what keeps it from
# asking for a code, who gets in beside that, and by which line.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

echo 'root:a-Password-0f-root' | chpasswd 2>/dev/null
useradd -m alice
credmint init 2>/dev/null
# Each has a way in.
credmint code issue alice >/dev/null 2>&1
credmint code issue root >/dev/null 2>&1
mkdir -p /etc/ssh/sshd_config.d
[ -e /etc/ssh/ssh_host_ed25519_key ] ||
	ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
main=/etc/ssh/sshd_config
drop=/etc/ssh/sshd_config.d/10-credmint.conf
late=/etc/ssh/sshd_config.d/20-late.conf

# config LINES: the main file, which includes drop-ins first as Debian's does
config() {
	rm -f /etc/ssh/sshd_config.d/*
	printf '%s\n' 'Include /etc/ssh/sshd_config.d/*.conf' "$@" >$main
	echo 'PidFile /run/sshd.pid' >>$main
}
drop() {
	printf '%s\n' "$@" >$drop
}
right='UsePAM yes
KbdInteractiveAuthentication yes
PasswordAuthentication no
AuthenticationMethods keyboard-interactive'

doctor() {
	credmint doctor "$@" | grep -E '^[a-z]+ +sshd ' >"$TMP/out"
}
said() {
	grep -qE "^$1 +sshd +.*$2.*${3:-}" "$TMP/out"
}
unsaid() {
	! said "$@"
}
well() {
	said ok 'can ask for a code' && ! grep -q '^bad' "$TMP/out"
}

# told NAME STATE WORDS PLACE MEND: a line of that state that says so, and where;
# MEND, a command that does what was printed, and it is not said any more.
told() {
	doctor
	check "$1" said "$2" "$3"
	check "$1: by its line" said "$2" "$3" "$4"
	eval "$5"
	doctor
	check "$1: the mend mends it" unsaid "$2" "$3"
	check "$1: and it is well then" well
}
change() {
	sed -i "$2" "$1"
}

config "$right"
doctor
check a_stack_without_credmint_is_told said note 'asks for no code'
check and_it_is_no_harm sh -c "! grep -q ^bad '$TMP/out'"
cp etc/pam.d/credmint-sshd /etc/pam.d/sshd
doctor
check right_is_well well
check right_has_nothing_beside [ "$(wc -l <"$TMP/out")" -eq 1 ]

config "$right"
change $main 's/UsePAM yes/UsePAM no/'
told pam_is_off bad 'UsePAM is off' "'UsePAM yes' at $main:2" \
	"change $main '2s/no/yes/'"
config "$right"
drop 'UsePAM=no'
told pam_is_off_in_a_drop_in bad 'UsePAM is off' "'UsePAM yes' at $drop:1" \
	"change $drop s/no/yes/"
config "$right"
change $main /KbdInter/s/yes/no/
told no_prompts bad 'KbdInteractiveAuthentication is off' "at $main:3" \
	"change $main 3s/no/yes/"
config 'UsePAM yes' 'KbdInteractiveAuthentication no'
told no_prompts_but_a_password bad 'nobody can be asked' "at $main:3" \
	"change $main 3s/no/yes/"
config 'UsePAM yes' 'ChallengeResponseAuthentication no'
told no_prompts_by_the_old_word bad 'KbdInteractiveAuthentication is off' \
	"at $main:3" "change $main 's/^Chall.*/KbdInteractiveAuthentication yes/'"
config "$right" 'PermitEmptyPasswords yes'
told empty_passwords bad PermitEmptyPasswords "at $main:6" \
	"change $main 6s/yes/no/"
config 'UsePAM yes' 'KbdInteractiveAuthentication yes'
told a_second_door note 'PasswordAuthentication is a second door' \
	"at the top of $main" "change $main '1i PasswordAuthentication no'"
config "$right" 'PermitRootLogin yes'
told root note 'PermitRootLogin lets root in' "at $main:6" \
	"change $main 6s/yes/prohibit-password/"
config "$right" 'UseDNS yes'
told names_that_strangers_pick note 'UseDNS gives credmint names' "at $main:6" \
	"change $main 6s/yes/no/"
config "$right"
change $main /^AuthenticationMethods/d
told a_key note 'a key lets in without a code' "at the top of $main" \
	"change $main '1i AuthenticationMethods publickey,keyboard-interactive'"
config "$right"
change $main '5s/$/ publickey/'
told a_key_is_an_alternative note 'publickey lets in without a code' \
	"at $main:5" \
	"change $main '5s/ [a-z-]* publickey/ publickey,keyboard-interactive/'"

# The first word counts.
config "$right"
drop 'PasswordAuthentication no'
printf 'Port 22\n\n passwordauthentication "yes" # why not\n' >$late
told a_late_drop_in note "at $late:3 does not count" "at $drop:1" "rm $late"
config 'UsePAM yes'
drop 'KbdInteractiveAuthentication no'
printf 'KbdInteractiveAuthentication yes\n' >$late
doctor
check the_first_decides said bad "off: .*at $drop:1"
check the_late_one_is_told said note "at $late:1 does not count" "$drop:1"

# Match blocks.
config "$right"
printf 'Match User alice\n\tKbdInteractiveAuthentication no\n' >$late
doctor
check a_match_block_is_told said note "Match block .*$late:2" '--user'
check others_are_well well
doctor --user alice
check her_block_is_seen said bad 'KbdInteractiveAuthentication is off' "$late:2"
sed -i 's/no$/yes/' $late
doctor --user alice
check her_block_is_mended well
config 'UsePAM yes' 'KbdInteractiveAuthentication yes' 'PermitRootLogin yes'
printf 'Match User root\n\tPasswordAuthentication no\n' >$late
drop 'UsePAM yes'
printf 'UsePAM no\n' >/etc/ssh/sshd_config.d/30-later.conf
doctor
check the_host_has_its_notes [ "$(grep -c ^note "$TMP/out")" -ge 4 ]
doctor --user alice
check hers_are_not_the_hosts [ "$(grep -vc 'ways in' "$TMP/out")" -eq 1 ]
check hers_is_well well
printf 'Match User alice\n\tAuthenticationMethods publickey\n' >>$late
doctor --user alice
check hers_alone_is_told said note 'publickey lets in without a code'
doctor --user root
check root_is_well said ok 'for root'

# What cannot be asked.
config "$right" 'NoSuchWord yes'
told a_word_that_is_none bad 'does not start' NoSuchWord "change $main 6d"
printf '#!/bin/sh\necho UsePAM; kill -9 $$\n' >"$TMP/sshd"
printf '#!/bin/sh\nsleep 60 & sleep 60\n' >"$TMP/slow"
chmod 755 "$TMP/sshd" "$TMP/slow"
mv /usr/sbin/sshd "$TMP/real"
doctor
check not_installed_is_a_note said note 'is not installed'
cp "$TMP/sshd" /usr/sbin/sshd
doctor
check one_that_dies_is_told said bad 'does not start'
cp "$TMP/slow" /usr/sbin/sshd
start=$(date +%s)
doctor
check one_that_hangs_is_not_waited_for [ $(($(date +%s) - start)) -lt 15 ]
check and_told said note 'could not look.*timed out'
rm /usr/sbin/sshd
mv "$TMP/real" /usr/sbin/sshd
rmdir /run/sshd
doctor
check one_that_never_ran_is_a_note said note 'not set up'
mkdir /run/sshd

# A daemon that has read something else.
config "$right"
cp "$(command -v sleep)" "$TMP/sshd"
"$TMP/sshd" 600 &
daemon=$!
echo $daemon >/run/sshd.pid
doctor
touch -d '1 minute ago' $main
doctor
check a_daemon_of_now_is_no_matter unsaid note 'has not read'
touch -d '1 hour ago' /run/sshd.pid
doctor
check an_old_daemon_is_told said note "has not read $main" "kill -HUP $daemon"
sleep 600 &
other=$!
echo $other >/run/sshd.pid
touch -d '1 hour ago' /run/sshd.pid
doctor
check another_process_of_its_number_is_not unsaid note 'has not read'
kill $other
wait $other 2>/dev/null
echo $daemon >/run/sshd.pid
touch -d '1 hour ago' /run/sshd.pid
kill $daemon
wait $daemon 2>/dev/null
doctor
check a_dead_one_is_not unsaid note 'has not read'

finish
