#!/bin/sh
# No code is left in the memory of a process that ends: the commands that make
# codes, credmint-deliver, and credmint-passwd with a password that looks like
# one, whatever becomes of them.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

useradd -u 4001 alice
check init credmint init
mkdir "$TMP/pam"
echo 'auth required pam_credmint.so' >"$TMP/pam/door"
deliver=/usr/share/credmint/deliver/append-file
left=/run/left_codes
# Of everyone's processes: they have no environment of ours.
cp "$BUILD/tests/utils/left_codes.so" /usr/lib/left_codes.so
echo /usr/lib/left_codes.so >/etc/ld.so.preload

# begin: from here on is looked.
begin() {
	: >"$left"
	chmod 666 "$left"
}

# clean NAME PROGRAM PROCESSES: as many of them ended, and nothing was left.
clean() {
	i=0
	while [ "$(grep -c "^$2 " "$left")" -lt "$3" ] && [ $i -lt 200 ]; do
		sleep 0.05
		i=$((i + 1))
	done
	grep "^$2 " "$left" >"$TMP/seen"
	rm -f "$left"
	if [ "$(wc -l <"$TMP/seen")" -ge "$3" ] &&
		! grep -v ' 0$' "$TMP/seen"; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/seen")"
	fi
}

begin
sh -c 'x=BCDF-GHJK; :'
check what_is_left_is_seen grep -q '^sh [1-9]' "$left"
begin
sh -c 'x=BCDF-GHJK-LMNP; :'
check what_is_left_of_a_longer_one_is_seen grep -q '^sh [1-9]' "$left"
begin
sh -c 'x=BCDFGHJKLMNP; :'
check what_is_left_without_hyphens_is_seen grep -q '^sh [1-9]' "$left"
begin
sh -c :
check where_nothing_is_left_nothing_is_seen grep -q '^sh 0$' "$left"

begin
credmint code issue alice >"$TMP/code" 2>/dev/null
check code_was_issued grep -q '^....-....$' "$TMP/code"
clean issued_code_is_not_left credmint 2
begin
credmint code issue --json alice >"$TMP/code" 2>/dev/null
check code_was_issued_as_json grep -q '"code":"....-...."' "$TMP/code"
clean issued_code_in_json_is_not_left credmint 2
begin
credmint code issue --uses 2 alice >/dev/full 2>"$TMP/err"
check code_could_not_be_written grep -q 'No space left' "$TMP/err"
clean code_that_nobody_reads_is_not_left credmint 2

# delivered NAME PROGRAM WORDS: a login with that delivery program; then the
# log has these words.
delivered() {
	echo "delivery_program = $2" >/etc/credmint/credmint.conf
	begin
	echo BBBB-BBBB | "$BUILD/tests/hosts/drive_pam" "$TMP/pam" door alice \
		1 192.0.2.1 >/dev/null 2>&1
	clean "$1" credmint-deliver 2
	check "${1}_was_what_happened" grep -q "$3" /run/syslog
}
printf '#!/bin/sh\ncat >/dev/null\nexit 3\n' >/usr/local/bin/failing
chmod 755 /usr/local/bin/failing
delivered delivered_code_is_not_left "$deliver" 'a code for alice was handed'
delivered code_of_a_program_that_fails_is_not_left /usr/local/bin/failing \
	'failed with exit status 3'
credmint code revoke --user alice >/dev/null 2>&1
delivered code_of_a_program_that_is_not_there_is_not_left /usr/local/bin/none \
	'nothing delivered'

# changed NAME PASSWORD: alice chooses it after a code that leads to one.
: >/etc/credmint/credmint.conf
printf '%s required pam_credmint.so\n' auth password >/etc/pam.d/door
changed() {
	credmint code issue --must-change alice >"$TMP/code" 2>/dev/null
	begin
	printf '%s\n%s\n%s\n' "$(cat "$TMP/code")" "$2" "$2" |
		pamtester door alice authenticate \
			'chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)' \
			>"$TMP/check.out" 2>&1
	clean "$1" credmint-passwd 1
}
changed new_password_is_not_left BCDF-GHJK
check it_was_set eval "getent shadow alice | grep -q '^alice:.y'"
mv /usr/sbin/chpasswd /usr/sbin/away
changed new_password_that_could_not_be_set_is_not_left BCDF-GHJK
check it_was_not_set grep -q 'a new password for alice was refused' /run/syslog
finish
