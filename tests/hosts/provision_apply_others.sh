#!/bin/sh
# credmint provision --apply --resume: accounts, groups and homes that it has not
# made are left as they are, whatever the secrets and the file say of them; what
# is there in part is said with what to do.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/provision.inc

credmint init 2>"$TMP/err"
tomorrow=$(date -u -d tomorrow +%FT00:00:00Z)
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2, not $3"
	fi
}
# secret LINE...: the file, and secrets of all its names from a run elsewhere
secret() {
	listed "$@"
	tail -n +2 "$list" | cut -d , -f 1 |
		sed "s/.*/\"&\",\"Abcdefgh12345678\",\"$tomorrow\"/" |
		sed '1i name,password,expires' >"$secrets"
	chmod 600 "$secrets"
}
ends_with() {
	ends_with=$1
	shift
	provision "$@"
	[ $? -eq "$ends_with" ]
}
said() {
	grep -qxF "credmint: $1" "$TMP/err"
}
# untouched WHAT NAME: --resume changes nothing and says that it exists
untouched() {
	before=$(state_of_accounts)
	check "$1_ends_well" ends_with 0 --resume
	is "$1_is_not_changed" "$(state_of_accounts)" "$before"
	check "$1_is_said" said "$2 exists, not changed"
}

# ---- accounts of others ----
secret name,uid backup,34
untouched system_account_with_its_uid backup
secret name daemon
untouched system_account daemon
groupadd proj
useradd -M -c 'mine, key logins' -d /var/lib/dave dave
usermod -aG proj dave
secret name,groups dave,staff
untouched account_of_an_administrator dave
useradd -m -p '*' eve
echo work >/home/eve/file
secret name,groups eve,audio
untouched account_without_a_password eve
is its_home_is_there "$(cat /home/eve/file)" work
useradd -m fay
passwd -l fay >/dev/null 2>&1
secret name fay
untouched locked_account fay
useradd -m -p '!credmint-provisions' kim
secret name kim
untouched account_with_another_mark kim

# ---- those that are done, and what became of them ----
rm -f "$secrets"
listed name left gone stay
check three_are_made provision
check they_are_whole whole left gone stay
usermod -p '*' left
userdel -r gone 2>"$TMP/out"
before=$(state_of_accounts)
check one_that_is_gone_is_a_failure ends_with 3 --resume
is closed_and_removed_stay_so "$(state_of_accounts)" "$before"
check closed_one_is_said said 'left exists, not changed'
check removed_one_is_said said "$list:3: gone: it was made and has been removed \
since; to have it again, take it out of the secrets"
check untouched_one_is_not_said eval '! grep -q stay "$TMP/err"'
# Between the look and its useradd, by somebody else.
tool useradd <<'END'
"$real" -m -c other -- "$(for last; do :; done; echo "$last")"
exec "$real" "$@"
END
rm -f "$secrets"
listed name finn
check made_by_another_meanwhile ends_with 3
tool_back useradd
untouched and_stays_the_others finn

# ---- the registry knows the name, and another password ----
rm -f "$secrets"
listed name zed
check it_is_made_once provision
userdel -r zed 2>"$TMP/out"
rm -f "$secrets"
tool chage <<'END'
kill -KILL "$PPID"
END
provision
tool_back chage
sleep 0.2
check old_record_does_not_count ends_with 0 --resume
check made_again_it_is_whole whole zed

# ---- there in part ----
# part LINE NAME REASON: it is refused by its line, the others are made
part() {
	printf '%s\n' "$4" >>/etc/passwd
	before=$(grep -v "^also$1:" /etc/passwd | sha256sum)
	stat -c '%i %a %U %F' "/home/shared$1" >"$TMP/home" 2>/dev/null
	check "$1_is_a_failure" ends_with 3 --resume
	is "$1_leaves_passwd" "$(grep -v "^also$1:" /etc/passwd | sha256sum)" "$before"
	check "$1_is_said" said "$list:2: $2: it is there in part, without $3"
	is "$1_leaves_the_home" "$(stat -c '%i %a %U %F' "/home/shared$1" \
		2>/dev/null)" "$(cat "$TMP/home")"
	check "$1_others_are_made" eval "secret_of also$1 >'$TMP/pw' &&
		is_password also$1 '$TMP/pw'"
}
mkdir /home/shareda
chmod 711 /home/shareda
secret name,home carl,/home/shareda alsoa,
part a carl 'a line in shadow: remove it (userdel carl) and its empty home (rmdir /home/shareda) and go on with --resume' \
	'carl:x:2002:100::/home/shareda:/bin/sh'
groupadd -g 5000 bob
secret name,gid bob,bob alsob,
part b bob 'a line in shadow: remove it (userdel bob), which takes the group of that name as well, and go on with --resume' \
	'bob:x:2001:5000::/home/bob:/bin/sh'
is group_of_another_is_there "$(getent group bob)" 'bob:x:5000:'

# ---- homes ----
mkdir /home/erin
chown 1234:1234 /home/erin
rm -f "$secrets"
listed name erin
check with_a_strangers_home_it_is_made provision
check and_that_is_said said '/home/erin, the home of erin, belongs to uid 1234: see to it unless that is meant'
is home_is_left_alone "$(stat -c %u /home/erin)" 1234

# ---- a uid at the end of the range ----
rm -f "$secrets"
listed name,uid high,59999 low1, next, low2,
next=$(($(awk -F: '$3 >= 1000 && $3 < 60000 && $3 > m { m = $3 } END { print m }' /etc/passwd) + 2))
sed -i "s/^next,/next,$next/" "$list"
check high_uid_starves_nobody provision
check they_are_all_whole whole high low1 next low2
is uids_of_the_file_are_left_to_it "$(id -u low1) $(id -u next) $(id -u low2)" \
	"$((next - 1)) $next $((next + 1))"

# ---- chpasswd does it, and fails ----
# fails NAME COMMAND: after it has set them
fails() {
	tool chpasswd <<END
"\$real" "\$@"
$2
END
	rm -f "$secrets"
	listed name "$1a" "$1b"
	check "$1_is_a_success" provision
	tool_back chpasswd
	check "$1_they_are_whole" whole "$1a" "$1b"
}
fails failing 'exit 1'
fails killed 'kill -KILL $$'
fails busy 'echo "cannot lock /etc/passwd" >&2; exit 1' 2>/dev/null

# ---- the end of a password, and one that the method does not read ----
# ends NAME: of the registry's record less that of the secrets, within a second
ends() {
	ends_there=$(sqlite3 -readonly /var/lib/credmint/registry.db "select expires
		from credential c join account a on a.id = c.account
		where a.name = '$1' and c.kind = 3 and c.state = 1")
	ends_here=$(date -d "$(grep "^\"$1\"," "$secrets" | cut -d '"' -f 6)" +%s)
	[ $((ends_there - ends_here)) -ge -1 ] && [ $((ends_there - ends_here)) -le 1 ]
}
rm -f "$secrets"
listed name hal
check made_for_an_hour provision --ttl 1h
check its_end_is_that_of_the_secrets ends hal
secret name iva joe ken lea
sed -i -e '/^"joe"/s/202[0-9]/2001/' -e '/^"lea"/s/2[^"]*Z//' \
	-e "/^\"ken\"/s/Abcdefgh/$(printf '%080d' 0)&/" "$secrets"
check others_of_that_are_made ends_with 3 --resume --ttl 10d
check resumed_end_is_that_of_the_secrets ends iva
check dead_one_is_said said "$list:3: joe: its password in the secrets is dead by \
now: take it out there to have another"
check too_long_one_is_said said "$list:4: ken: the password in the secrets is of \
96 bytes, and bcrypt reads fewer: choose another method (-m)"
check these_are_not_made no_such joe ken
is one_without_an_end_gets_one "$(records_of lea 1)" 1

rm -f "$secrets"
listed name,method,length max,descrypt,8 nell,,
before=$(state_of_accounts)
check policy_asks_for_more_than_the_method_reads ends_with 3
check it_is_named_by_its_line said "$list:2: the host's policy makes passwords \
of 16 characters, and descrypt reads fewer: choose another method"
is and_nothing_is_made "$(state_of_accounts)" "$before"

# ---- what the registry's process may read ----
rm -f "$secrets"
listed name gina
check traced_is_a_success strace -f -qq -o "$TMP/calls" \
	-e trace=close_range,openat,setresuid credmint provision --apply \
	-m bcrypt -c 4 --secrets "$secrets" "$list"
check it_has_no_file_of_roots awk '
	/setresuid\(/ && !/setresuid\(0/ { child[$1] = 1 }
	/close_range\(3, (4294967295|~0U|UINT_MAX), 0\) += 0/ { closed[$1] = 1 }
	END {
		for (pid in child) {
			n++
			if (!closed[pid])
				exit 1
		}
		exit n < 1
	}' "$TMP/calls"
finish
