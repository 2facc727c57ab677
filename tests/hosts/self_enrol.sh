#!/bin/sh
# Users who enrol themselves, by self.socket: by which codes, nobody else, and
# nothing is left of an enrolment that ends early.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc
. tests/hosts/sockets.inc
. tests/hosts/self_enrol.inc

check made self_enrol_make
word='Correct horse 7'
echo "alice:$word" | chpasswd -c YESCRYPT

# Where nobody listens, and where another than root does.
enrol alice "$(for_alice)"
saw r03_nobody_listens_is_told 3 'systemctl enable --now credmint-self.socket' \
	'credmint authenticator enroll alice'
mkdir -p /run/credmint
python3 -c '
import os, socket, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.bind("/run/credmint/self.socket")
os.chmod("/run/credmint/self.socket", 0o666)
os.setuid(int(sys.argv[1]))
s.listen()
c, _ = s.accept()
print(len(c.recv(4096)))' "$(id -u bob)" >"$TMP/heard" 2>&1 &
impostor=$!
waited=0
until [ -S /run/credmint/self.socket ] || [ $((waited += 1)) -gt 200 ]; do
	sleep 0.02
done
sleep 0.1
enrol alice "$(for_alice)"
saw r03_a_listener_that_is_not_roots_hears_nothing 3 'is not root'
wait $impostor
check r03_not_a_byte [ "$(cat "$TMP/heard")" = 0 ]
rm -f /run/credmint/self.socket
check self_socket_listens sockets_start self

# By a code from the administrator.
code=$(for_alice)
enrol alice "$code" --label phone
saw r16_a_code_for_it_enrols 0 'the authenticator of alice is enrolled; the code just typed is used, the next one lets in'
check r16_uri_has_the_issuer grep -q '^otpauth://hotp/Example:alice?' "$TMP/out"
first=$secret
old() {
	echo "$first" | oathtool --hotp -b -c "$1" -
}
check r16_one_is_there [ "$(listed alice)" = 1 ]
at_door alice "$(old 1)"
saw r16_the_next_lets_in 0 'successfully authenticated'
check the_log_says_so syslog_has "self:enroll: authenticator [0-9]* enrolled for alice from uid $(id -u alice)"
enrol alice "$code"
saw r16_the_code_for_it_has_ended 1 'refused: nothing is enrolled'
cp "$TMP/screen" "$TMP/wrong"
fresh=$(for_alice)
at_door alice "$fresh"
saw r16_and_lets_nobody_in 1 pamtester

# What the administrator ends while the person looks at the secret.
again=$(for_alice)
begin alice "$again"
check r16_revoked_meanwhile credmint code revoke --user alice
end "$(press 0)"
saw r16_is_told_that_it_has_ended 1 'This enrolment has been ended; ask your administrator' \
	'nothing is enrolled, and what was before stays'
saw_not r16_and_nothing_of_wrong_codes 'none of the codes'
check r16_none_was_added [ "$(listed alice)" = 1 ]
begin bob "$(credmint code issue --enroll bob 2>/dev/null)"
check r16_removed_meanwhile credmint authenticator remove --all bob
end "$(press 0)"
saw r16_all_removed_ends_it 1 'This enrolment has been ended'
check r16_none_is_there [ "$(listed bob)" = 0 ]
check the_log_says_that_it_ended syslog_has 'self:enroll: no authenticator enrolled, it was ended meanwhile, for bob'

# By what one has; each once. Not by what is no proof.
enrol alice "$(old 2)" --label tablet
saw r16_a_code_of_the_app_enrols 0 'is enrolled'
enrol alice "$(old 2)"
saw r16_once 1 refused
check r16_wrong_looks_like_used cmp "$TMP/screen" "$TMP/wrong"
sheet=$(credmint recovery issue --count 2 alice 2>/dev/null | head -n 1)
enrol alice "$sheet"
saw r16_a_recovery_code_enrols 0 'is enrolled' '1 recovery code is left'
enrol alice "$sheet"
saw r16_once_as_well 1 refused
enrol alice "$word"
saw r16_a_password_does_not_do 1 refused
enrol alice 'BBBB-BBBB'
saw r16_nor_does_a_wrong_code 1 refused
fresh=$(for_alice)
enrol alice "$fresh"
saw r10_three_failures_lock_it 1 refused
check r16_locked_looks_like_wrong cmp "$TMP/screen" "$TMP/wrong"
at_door alice "$(old 3)"
saw r05_and_nothing_of_roots 0 'successfully authenticated'
check r16_three_are_there [ "$(listed alice)" = 3 ]

# Others.
"$BUILD"/tests/hosts/drive_hello /run/credmint/self.socket \
	user=alice options=256 patience=1 >"$TMP/screen" 2>&1
check r05_root_enrols_nobody_here grep -qx no "$TMP/screen"
for who in bob root nobody-here; do
	as alice "$BUILD"/tests/hosts/drive_hello /run/credmint/self.socket \
		user=$who options=256 answer="$(old 4)" >"$TMP/screen" 2>&1
	check "r05_alice_is_not_$who" [ "$(cat "$TMP/screen")" = no ]
done
check r05_bob_has_none [ "$(listed bob)" = 0 ]
enrol bob "$(old 4)"
saw r16_her_code_is_not_his 1 refused
enrol bob "$(for_alice)"
saw r16_nor_is_the_code_for_her 1 refused
enrol bob "$(credmint code issue --enroll bob 2>/dev/null)"
saw r16_he_has_his_own 0 'the authenticator of bob is enrolled'
check r05_and_she_as_many_as_before [ "$(listed alice)" = 3 ]

# What only root may say.
for option in --replace=1 --issuer=Mine; do
	enrol alice x $option
	saw "r16_${option%%=*}_is_roots" 2 "${option%%=*} is for root"
done
credmint authenticator enroll </dev/null >"$TMP/screen" 2>&1
status=$?
saw root_names_the_user 2 'credmint authenticator enroll USER'

# As many at once as other logins of his.
mkfifo "$TMP/idle"
as bob "$BUILD"/tests/hosts/drive_hello /run/credmint/self.socket user=bob \
	service=lock idle=8 <"$TMP/idle" >"$TMP/waiting" 2>&1 &
idle=$!
exec 8>"$TMP/idle"
waited=0
until grep -q '^waiting' "$TMP/waiting" || [ $((waited += 1)) -gt 200 ]; do
	sleep 0.02
done
enrol bob "$(credmint code issue --enroll bob 2>/dev/null)"
saw r03_eight_at_once_are_all 3 'no question came'
exec 8>&-
wait $idle
waited=0
until ! pgrep -x credmint-auth >/dev/null || [ $((waited += 1)) -gt 200 ]; do
	sleep 0.02
done

# A picture is there when it counts, and only then.
enrol bob wrong --qr /home/bob/code.png
saw r16_refused_with_a_picture 1 refused
check r16_there_is_none [ ! -e /home/bob/code.png ]
enrol bob "$(credmint code issue --enroll bob 2>/dev/null)" --qr /home/bob/code.png
saw r16_enrolled_with_a_picture 0 'is enrolled'
check r16_the_picture_says_the_same sh -c \
	"zbarimg -q --raw /home/bob/code.png | grep -qxF -f - $TMP/out"

# By standard input where there is no terminal, and at one.
fresh=$(credmint code issue --enroll bob 2>/dev/null)
printf '%s\n' "$fresh" x y z | as bob setsid -w credmint authenticator enroll \
	>"$TMP/out" 2>"$TMP/screen"
status=$?
saw by_standard_input 1 'none of the codes was right; nothing is enrolled'
check it_was_told_twice [ "$(grep -cx 'credmint: that is not the code of 6 digits; [21] tr.* left' "$TMP/screen")" = 2 ]
as bob credmint authenticator enroll --code-fd 3 3<&- >"$TMP/out" 2>"$TMP/screen"
status=$?
saw a_descriptor_of_its_own_is_not_read 2 '--code-fd 3: no descriptor of this number is open'
typist_as bob "? Enrolment code, or a code you have: 
! $fresh
? Code shown by the app: 
! x
? Code shown by the app: 
! y
? Code shown by the app: 
! z
? none of the codes was right" credmint authenticator enroll
saw at_a_terminal 1 'otpauth://totp/Example:bob?'
saw_not the_proof_is_not_echoed "$fresh"
typist_as bob "? Enrolment code, or a code you have: 
! $fresh
? Code shown by the app: 
^ D
? the code was not typed" credmint authenticator enroll
saw an_end_is_no_answer 3 'the code was not typed; nothing is done'
saw_not and_no_wrong_code 'left'

: >"$TMP/screen"
check nothing_secret_is_logged said_nowhere "$code" "$fresh" "$secret" "$sheet" \
	"$word" otpauth
check nothing_secret_is_kept sh -c "! grep -rqaF -e '$secret' -e '$code' \
	/var/lib/credmint /etc/credmint"
check nothing_is_left_running no_service
finish
