#!/bin/sh
# credmint reset: what it makes, sets, writes down, hands over, and what fails.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/utils/reset_said.inc
. tests/hosts/sockets.inc

# ---- one account ----
shows password "$visible" credmint reset alice
cp "$TMP/said.out" "$TMP/alices"
says words_of_a_password \
	"password [0-9]+ for alice, to be changed at the next login, dead after $time"
check password_is_set is_password alice "$TMP/alices"
check hash_is_of_the_hosts_method sh -c \
	"grep -E '^alice:\\\$y\\\$' /etc/shadow"
check change_is_due [ "$(changed_of alice)" = 0 ]
check others_are_left_alone [ "$(changed_of bob)" = 20458 ]
check files_are_well pwck -rq
check log_tells_of_it [ "$(events alice reset yes)" -eq 1 ]
check log_tells_who grep -q "$(asker)" <<END
$(credmint log --user alice)
END
check look_alikes_are_left_out sh -c "! grep -q '[0O1lI|]' '$TMP/alices'"
shows password_again "$visible" credmint reset alice --ttl 90s
check password_is_another sh -c "! cmp -s '$TMP/said.out' '$TMP/alices'"
hash_of alice >"$TMP/hash"
check password_of_before_is_none sh -c \
	'! head -n 1 "$1" | credmint hash verify --hash-file "$2" -s' sh \
	"$TMP/alices" "$TMP/hash"
check new_password_is_set is_password alice "$TMP/said.out"

# life_of TEXT JSON-COMMAND...: seconds from now
life_of() {
	"$@" 2>/dev/null | python3 -c '
import datetime, json, sys
end = json.load(sys.stdin)["expires"]
end = datetime.datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ")
left = (end - datetime.datetime.utcnow()).total_seconds()
print(int((left + 59) // 60))' 2>/dev/null
}
check usual_life_is_a_day [ "$(life_of credmint reset --json alice)" = 1440 ]
check life_as_told [ "$(life_of credmint reset --json --ttl 2h alice)" = 120 ]
check life_over_30d_by_force \
	[ "$(life_of credmint reset --json --ttl 31d --force alice)" = 44640 ]

# ---- what it looks like ----
remember
shows json "\{\"user\":\"alice\",\"uid\":$(id -u alice),\"password\":\".{12,70}\",\"id\":[0-9]+,\"expires\":\"$time\"\}" \
	credmint reset --json alice
python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["password"])' "$TMP/said.out" >"$TMP/pw"
check json_is_the_password is_password alice "$TMP/pw"
credmint reset alice bob >"$TMP/two" 2>"$TMP/err"
check two_are_two_lines [ "$(wc -l <"$TMP/two")" -eq 2 ]
check two_stand_behind_their_names sh -c "
	sed -n 1p '$TMP/two' | grep -qxE 'alice	$visible' &&
	sed -n 2p '$TMP/two' | grep -qxE 'bob	$visible'"
sed -n 's/^bob	//p' "$TMP/two" >"$TMP/pw"
check second_is_set is_password bob "$TMP/pw"
sed -n 's/^alice	//p' "$TMP/two" >"$TMP/pw"
check first_is_set is_password alice "$TMP/pw"
check two_lines_of_words [ "$(grep -c '^credmint: password ' "$TMP/err")" -eq 2 ]
for columns in 20 80; do
	script -qec "stty cols $columns; credmint reset alice bob 2>/dev/null" \
		/dev/null </dev/null | tr -d '\r' >"$TMP/screen"
	check "aligned_on_a_terminal_of_$columns" sh -c "
		[ \$(wc -l <'$TMP/screen') -eq 2 ] &&
		grep -qxE 'alice  $visible' '$TMP/screen' &&
		grep -qxE 'bob    $visible' '$TMP/screen'"
done
script -qec 'stty cols 10; credmint reset alice 2>/dev/null' /dev/null \
	</dev/null | tr -d '\r' >"$TMP/screen"
check one_is_whole_on_a_narrow_terminal is_password alice "$TMP/screen"
credmint reset -0 alice bob 2>/dev/null | tr '\0' '\n' >"$TMP/two"
check two_end_with_nul [ "$(grep -c '	' "$TMP/two")" -eq 2 ]
ends into_a_file 0 credmint reset -o "$TMP/file" alice
check file_is_private [ "$(stat -c %a "$TMP/file")" = 600 ]
check file_has_it is_password alice "$TMP/file"
ends into_a_descriptor 0 sh -c "credmint reset --output-fd 7 alice 7>'$TMP/seven'"
check nothing_beside_it [ ! -s "$TMP/said.out" ]
check descriptor_has_it is_password alice "$TMP/seven"
check through_a_pipe sh -c "credmint reset alice 2>/dev/null | cat >'$TMP/pipe'"
check pipe_has_it is_password alice "$TMP/pipe"

# ---- a code instead ----
remember
shows code "$letter{4}-$letter{4}" credmint reset --code alice
says words_of_a_code \
	"code [0-9]+ for alice, good 3 times until $time, leads to a new password"
check code_leaves_the_password_alone kept
shows code_json "\{\"user\":\"alice\",\"uid\":$(id -u alice),\"code\":\"$letter{4}-$letter{4}\",\"id\":[0-9]+,\"expires\":\"$time\"\}" \
	credmint reset --code --json alice
shows code_in_the_list '\{.*"kind":"must-change","user":"alice",.*"uses":3,.*' \
	sh -c 'credmint code list --json alice | tail -n 1'
whole code_over_a_day 2 'over 24h for a code' credmint reset --code --ttl 25h alice
ends code_over_a_day_by_force 0 credmint reset --code --ttl 25h --force alice
ends codes_are_revoked 0 credmint code revoke --user alice
credmint code revoke --user alice 2>/dev/null
remember
refused code_that_nobody_reads 3 'No space left' sh -c \
	'credmint reset --code alice >/dev/full'
check code_that_nobody_reads_is_revoked \
	[ "$(credmint code list --json alice | wc -l)" -eq 0 ]

# ---- what would be done ----
remember
sha256sum /var/lib/credmint/* >"$TMP/registry.kept"
ends dry_run 0 credmint reset --dry-run alice bob
check dry_run_writes_nothing [ ! -s "$TMP/said.out" ]
says dry_run_says_each "would set a password for bob by the policy of .*, [0-9]+ characters, hashed by yescrypt, to be changed at the next login, dead after $time"
check dry_run_says_two [ "$(wc -l <"$TMP/said.err")" -eq 2 ]
ends dry_run_of_a_code 0 credmint reset --dry-run --code alice
says dry_run_of_a_code_says \
	"would issue a code for alice, good 3 times until $time, that leads to a new password"
shows dry_run_json "\{\"user\":\"alice\",\"uid\":$(id -u alice),\"policy\":\".*, [0-9]+ characters\",\"method\":\"yescrypt\",\"expires\":\"$time\"\}" \
	credmint reset --dry-run --json alice
refused dry_run_refuses 1 'there is no account nobody-here' \
	credmint reset --dry-run nobody-here alice
check dry_run_changes_nothing kept
check dry_run_leaves_the_registry sh -c "sha256sum /var/lib/credmint/* |
	cmp - '$TMP/registry.kept'"

# ---- an image ----
image=/var/lib/image
mkdir -p $image/etc/pam.d
cat >$image/etc/passwd <<'END'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1::/:/usr/sbin/nologin
dora:x:1000:1000::/home/dora:/bin/sh
END
printf '%s\n' 'root:*:19000:0:99999:7:::' 'daemon:*:19000:0:99999:7:::' \
	'dora:$6$abcdefgh$x:19000:0:99999:7:::' >$image/etc/shadow
printf 'dora:x:1000:\n' >$image/etc/group
chmod 640 $image/etc/shadow
echo 'ENCRYPT_METHOD SHA512' >$image/etc/login.defs
cp $image/etc/shadow "$TMP/image.shadow"
remember
shows root_password "$visible" credmint reset --root $image dora
cp "$TMP/said.out" "$TMP/doras"
says root_words \
	"password for dora in $image, to be changed at the next login; nothing else ends it"
check root_password_is_set is_password dora "$TMP/doras" $image/etc
check root_method_is_the_images grep -q '^dora:\$6\$' $image/etc/shadow
check root_change_is_due [ "$(changed_of dora $image/etc)" = 0 ]
check root_leaves_this_host kept
check root_is_not_in_the_log [ "$(events dora reset '')" -eq 0 ]
shows root_json '\{"user":"dora","uid":1000,"password":".*"\}' \
	credmint reset --json --root $image dora
shows root_relative "$visible" sh -c "cd /var/lib && credmint reset --root image dora"
cp $image/etc/shadow "$TMP/image.shadow"
refused root_unknown 1 "there is no account alice in $image" \
	credmint reset --root $image alice
refused root_system 1 'daemon is a system account' \
	credmint reset --root $image daemon
refused root_root 1 'root is uid 0' credmint reset --root $image root
chage -R $image -E 1 dora
refused root_expired 1 "the account of dora has expired: chage -R $image -E -1 dora lets it in again" \
	credmint reset --root $image dora
chage -R $image -E -1 dora
cp $image/etc/shadow "$TMP/image.shadow"
refused root_with_ttl 2 '--root goes without' credmint reset --root $image --ttl 1h dora
refused root_with_code 2 '--root goes without' credmint reset --root $image --code dora
refused root_with_deliver 2 '--root goes without' \
	credmint reset --root $image --deliver dora
refused root_absent 2 '--root /nowhere' credmint reset --root /nowhere dora
refused root_of_this_host 2 'leave it out' credmint reset --root / alice
refused root_to_a_full_output 3 'No space left' sh -c \
	"credmint reset --root $image dora >/dev/full 2>'$TMP/both'
	status=\$?; tail -n 1 '$TMP/both' >&2; exit \$status"
check root_is_taken_back cmp $image/etc/shadow "$TMP/image.shadow"

# ---- delivered ----
append=/usr/share/credmint/deliver/append-file
delivered=/var/lib/credmint/delivered/alice
whole deliver_without_a_program 3 'nothing delivers' credmint reset --deliver alice
echo "delivery_program = $append" >/etc/credmint/credmint.conf
ends deliver 0 credmint reset --deliver alice
check delivered_is_not_shown [ ! -s "$TMP/said.out" ]
says words_of_a_delivery \
	"password [0-9]+ for alice, to be changed at the next login, dead after $time; handed to $append"
sed -n '/^Your temporary password is the next line:$/{n;p}' $delivered >"$TMP/pw"
check delivered_password_is_set is_password alice "$TMP/pw"
check letter_calls_it_no_code sh -c "! grep -qi code $delivered"
ends deliver_a_code 0 credmint reset --deliver --code alice
check letter_of_the_code sh -c \
	"grep -qxE 'Your one-time code is $letter{4}-$letter{4}\.' $delivered"
shows deliver_json "\{\"user\":\"alice\",\"uid\":[0-9]+,\"id\":[0-9]+,\"expires\":\"$time\"\}" \
	credmint reset --deliver --json alice
check deliver_is_logged grep -q "a password for alice was handed to $append" /run/syslog
refused deliver_into_a_file 2 'leave out -o' credmint reset --deliver -o "$TMP/x" alice
check no_file_is_left [ ! -e "$TMP/x" ]
sockets_start deliver
ends deliver_by_the_socket 0 credmint reset --deliver alice
sed -n '/^Your temporary password is the next line:$/{n;p}' $delivered |
	tail -n 1 >"$TMP/pw"
check delivered_by_the_socket_is_set is_password alice "$TMP/pw"
sockets_stop deliver
mkdir /usr/local/deliver
printf '#!/bin/sh\ncat >/dev/null\nexit 3\n' >/usr/local/deliver/failing
chmod 755 /usr/local/deliver/failing
echo 'delivery_program = /usr/local/deliver/failing' >/etc/credmint/credmint.conf
remember
ends deliver_that_fails 3 credmint reset --deliver alice
check deliver_that_fails_is_said grep -qx \
	'credmint: /usr/local/deliver/failing did not deliver it; the system log says why' \
	"$TMP/said.err"
check deliver_that_fails_is_taken_back kept
check it_is_in_the_log [ "$(events alice reset 'no: taken back')" -ge 1 ]
chmod 777 /usr/local/deliver/failing
whole program_that_others_can_write 3 '/usr/local/deliver/failing' \
	credmint reset --deliver alice
rm /etc/credmint/credmint.conf

# ---- what fails ----
# failing NAME STATUS TEXT COMMAND...: in one line, and nothing has changed
failing() {
	whole "$@"
	check "$1: no_lock_is_left" sh -c \
		'! ls /etc/passwd.lock /etc/shadow.lock /etc/group.lock 2>/dev/null'
}
chpasswd=$(command -v chpasswd)
mv "$chpasswd" "$chpasswd.away"
failing no_chpasswd 3 'chpasswd' credmint reset alice
mv "$chpasswd.away" "$chpasswd"
chage=$(command -v chage)
mv "$chage" "$chage.away"
failing no_chage 3 'chage' credmint reset alice
mv "$chage.away" "$chage"
printf 'minlen = 300\n' >/etc/security/pwquality.conf
failing policy_that_nothing_satisfies 3 'polic' credmint reset alice
rm /etc/security/pwquality.conf
failing full_output 3 'No space left' sh -c \
	"credmint reset alice >/dev/full 2>'$TMP/both'
	status=\$?; tail -n 1 '$TMP/both' >&2; exit \$status"
check full_output_is_taken_back grep -qx \
	'credmint: alice has the password back that it had' "$TMP/both"
failing closed_output 3 'cannot write' sh -c \
	"credmint reset alice >&- 2>'$TMP/both'
	status=\$?; tail -n 1 '$TMP/both' >&2; exit \$status"
failing file_that_is_there 3 'exists' credmint reset -o "$TMP/file" alice
failing file_nowhere 3 'cannot make' credmint reset -o /nowhere/file alice
failing both_outputs 2 'cannot both' credmint reset -o "$TMP/x" --output-fd 1 alice
mkdir "$TMP/small"
mount -t tmpfs -o size=4k tmpfs "$TMP/small"
head -c 4096 /dev/zero >"$TMP/small/fill" 2>/dev/null
failing file_on_a_full_disk 3 '' sh -c \
	"credmint reset -o '$TMP/small/x' alice 2>'$TMP/both'
	status=\$?; tail -n 1 '$TMP/both' >&2; exit \$status"
check no_half_file_is_left [ ! -e "$TMP/small/x" ]
umount "$TMP/small"
mv /etc/credmint/key "$TMP/key"
failing no_key 3 'key' credmint reset alice
mv "$TMP/key" /etc/credmint/key
mv /var/lib/credmint /var/lib/credmint.away
failing no_registry 3 'run "credmint init"' credmint reset alice
mv /var/lib/credmint.away /var/lib/credmint
mount --bind /etc /etc
mount -o remount,ro,bind /etc
failing read_only_etc 3 'read-only' credmint reset alice
umount /etc
# /etc on a file system of its own, that is full.
mkdir "$TMP/etc"
mount -t tmpfs -o size=8m tmpfs "$TMP/etc"
cp -a /etc/. "$TMP/etc/"
mount --bind "$TMP/etc" /etc
head -c 100m /dev/zero >/etc/fill 2>/dev/null
failing full_etc 3 'pace' credmint reset alice
umount /etc
umount "$TMP/etc"
tool chage <<'END'
exit 7
END
remember
ends chage_that_fails 3 credmint reset alice
tool_back chage
check chage_that_fails_gives_the_password_back \
	[ "$(hash_of alice)" = "$(awk -F: '$1 == "alice" { print $2 }' "$TMP/shadow.kept")" ]

# Odd accounts get back what they had: no password, a locked one, no password at
# all yet, no day of a last change.
useradd none
passwd -d none >/dev/null
useradd -p '!' never
person nodate half
chage -d -1 nodate
usermod -L half
for name in none never nodate half; do
	remember
	credmint reset --force $name >/dev/full 2>"$TMP/err"
	check "$name: has_back_what_it_had" kept
	shows "$name: is_reset" "$visible" credmint reset --force $name
	cp "$TMP/said.out" "$TMP/odd"
	check "$name: is_set" is_password $name "$TMP/odd"
done

# A reader that does not read is waited for, until somebody interrupts it.
remember
python3 - >"$TMP/waited" 2>&1 <<'END'
import fcntl, os, signal, subprocess, time
reading, writing = os.pipe()
fcntl.fcntl(writing, fcntl.F_SETFL, os.O_NONBLOCK)
try:
    while True:
        os.write(writing, b"x")
except BlockingIOError:
    pass
fcntl.fcntl(writing, fcntl.F_SETFL, 0)
run = subprocess.Popen(["env", "--default-signal=INT", "credmint", "reset",
                        "alice"], stdout=writing, stderr=subprocess.PIPE)
time.sleep(1)
print("waits" if run.poll() is None else "has ended")
run.send_signal(signal.SIGINT)
words = run.communicate(timeout=20)[1].decode()
print("signal", -run.returncode)
print(words, end="")
END
check a_reader_is_waited_for grep -qx waits "$TMP/waited"
check waiting_can_be_interrupted grep -qx 'signal 2' "$TMP/waited"
check what_nobody_read_is_taken_back grep -qx \
	'credmint: alice has the password back that it had' "$TMP/waited"
check and_it_is kept
# Nobody who could read.
remember
python3 - >"$TMP/pipe" 2>&1 <<'END'
import os, subprocess
reading, writing = os.pipe()
os.close(reading)
print(subprocess.run(["credmint", "reset", "alice"], stdout=writing,
                     stderr=subprocess.DEVNULL).returncode)
END
check no_reader_is_a_failure grep -qx 3 "$TMP/pipe"
check no_reader_and_nothing_changed kept

# The second of two: the first is done and handed over, also in a file.
tool chpasswd <<'END'
input=$(cat)
case $input in
*:*:* | *nothing) ;;
bob:*) echo 'cannot do it' >&2; exit 1 ;;
esac
printf '%s\n' "$input" | "$real" "$@"
END
hash_of bob >"$TMP/bobs"
ends second_fails 3 credmint reset -o "$TMP/kept" alice bob carol
check first_stays_in_the_file sh -c \
	"sed -n 's/^alice	//p' '$TMP/kept' >'$TMP/pw' && [ \$(wc -l <'$TMP/kept') -eq 1 ]"
check first_is_set_all_the_same is_password alice "$TMP/pw"
check what_was_done_is_said grep -qx \
	'credmint: 1 of 3 accounts were reset, the last was alice' "$TMP/said.err"
check second_is_as_it_was [ "$(hash_of bob)" = "$(cat "$TMP/bobs")" ]
tool_back chpasswd

# Being told to end waits until the account is whole, and takes it back.
for signal in INT TERM HUP QUIT; do
	tool chage <<END
kill -$signal \$PPID
exec "\$real" "\$@"
END
	remember
	# A job in the background of a shell has SIGINT ignored.
	env --default-signal=$signal credmint reset alice >"$TMP/out" 2>"$TMP/err"
	status=$?
	check "SIG$signal: ends_by_it" [ "$(kill -l $status)" = $signal ]
	check "SIG$signal: nothing_was_made" [ ! -s "$TMP/out" ]
	check "SIG$signal: account_is_as_it_was" kept
	tool_back chage
done

# ---- children and files ----
# Root itself opens nothing in the registry's directory.
strace -ff -o "$TMP/trace" -e trace=%file credmint reset alice >"$TMP/out" 2>&1
parent=$(find "$TMP" -name 'trace.*' | sort -t . -k 3n | head -n 1)
check r22_registry_was_opened sh -c "cat '$TMP'/trace.* | grep -q 'registry.db'"
check r22_root_opens_nothing_of_it sh -c "! grep -q '/var/lib/credmint' '$parent'"
check lock_is_roots [ "$(stat -c '%a %U' /run/credmint-reset.lock)" = '600 root' ]

finish
