#!/bin/sh
# Advisories about files: links, FIFOs, what others can write or read.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/peers/peers.inc

peers_start
db=/var/lib/credmint/registry.db
conf=/etc/credmint/credmint.conf

# CVE-2013-7322: with lines it did not count pam_oath updated a wrong one. Other
# people's codes, dead ones and twins around the one that is used.
printf 'HOTP bob - %s\n' $seed >"$TMP/first"
printf '# %s\nODD bob - 00\nHOTP alice - %s\nHOTP alice - 00\n' c $seed |
	cat "$TMP/first" - >/etc/users.oath
code=$(oathtool $seed)
oath="$(echo "$code" | verdict oath alice) $(echo "$code" | verdict oath alice)"
issue() {
	credmint code issue "$@" 2>/dev/null
}
revoked=$(credmint code issue --json alice 2>/dev/null |
	sed 's/.*"id": *\([0-9]*\).*/\1/')
issue bob >"$TMP/of.bob"
issue --ttl 1s alice >/dev/null
issue alice >"$TMP/other.1"
used=$(issue alice)
issue alice >"$TMP/other.2"
issue --service credmint alice >"$TMP/other.3"
credmint code revoke "$revoked" >/dev/null 2>&1
equals cve_2013_7322_update_by_identity 'SUCCESS AUTH_ERR' \
	"$(echo "$used" | verdict credmint alice) $(echo "$used" |
		verdict credmint alice)"
for other in 1 2 3; do
	equals "cve_2013_7322_other_code_${other}_is_whole" SUCCESS \
		"$(verdict credmint alice <"$TMP/other.$other")"
done
equals cve_2013_7322_nor_that_of_another SUCCESS \
	"$(verdict credmint bob <"$TMP/of.bob")"
row 'CVE-2013-7322 one code twice' 'SUCCESS AUTH_ERR' "$oath" -

# CVE-2024-47191, CVE-2024-22365: something else lies at a path. It is not
# followed, not written, not waited for.
mkdir -p /var/lib/elsewhere /etc/elsewhere "$conf.d"
echo '# nothing' >"$conf"
echo '# nothing' >"$conf.d/own.conf"
state_of() {
	sha256sum "$1" && stat -c '%a %U %G %Y %s' "$1"
}
# place KIND PATH: puts it there, its victim in $victim.
place() {
	victim=$(echo "$2" | cut -d / -f 1-3 | sed 's|/credmint||;s|/lib$|/lib|')
	victim=$victim/elsewhere/victim
	rm -f "$victim"
	echo '# victim' >"$victim"
	case $1 in
	symlink)
		# The thing itself, so that following the link would do.
		[ -d "$2.away" ] || cp -a "$2.away" "$victim"
		ln -s "$victim" "$2"
		;;
	hardlink) ln "$victim" "$2" ;;
	fifo)
		mkfifo -m 600 "$2"
		chown credmint "$2"
		;;
	directory) mkdir -m 700 "$2" && chown credmint "$2" ;;
	file) : >"$2" ;;
	esac
}
# In five seconds each, or it waited.
soon() {
	timeout 10 "$@" >"$TMP/soon" 2>&1 </dev/null
}
# planted KIND PATH [WANTED]
planted() {
	name=$1_at_$(basename "$2")
	code=$(right credmint)
	mv "$2" "$2.away"
	place "$1" "$2"
	state_of "$victim" >"$TMP/before"
	started=$(date +%s)
	said=$(echo "$code" | verdict credmint alice)
	check "cve_2024_22365_${name}_does_not_block" \
		[ $(($(date +%s) - started)) -le 10 ]
	for command in 'code list' 'code issue alice' init; do
		# shellcheck disable=SC2086
		soon credmint $command
		[ $? -ne 124 ] || fail "cve_2024_22365_$name" "$command"
	done
	state_of "$victim" >"$TMP/after"
	check "cve_2024_47191_${name}_is_not_followed" \
		cmp "$TMP/before" "$TMP/after"
	if expr "$said" : "${3:-AUTH}" >/dev/null; then
		pass "cve_2024_47191_${name}_lets_nobody_in"
	else
		fail "cve_2024_47191_${name}_lets_nobody_in" "$said"
	fi
	rm -rf "$2"
	mv "$2.away" "$2"
	equals "cve_2024_47191_${name}_away_all_is_well" SUCCESS \
		"$(right credmint | verdict credmint alice)"
	credmint code list >"$TMP/list"
	sed -n 's/^\([0-9][0-9]*\) .*/\1/p' "$TMP/list" |
		while read -r id; do
			credmint code revoke "$id" >/dev/null 2>&1
		done
}
for path in $db $db-wal /etc/credmint/key $conf $conf.d/own.conf; do
	for kind in symlink fifo directory; do
		planted $kind "$path"
	done
done
for path in $db $db-wal /etc/credmint/key; do
	planted hardlink "$path"
done
# One name more of a file of root's with nothing but a comment is just that.
planted hardlink $conf SUCCESS
# The log's index holds nothing: without it a login may still be decided.
for kind in symlink hardlink fifo directory; do
	planted $kind $db-shm '\(AUTH\|SUCCESS\)'
done
for kind in symlink fifo file; do
	planted $kind $conf.d
done
# What init would make lies elsewhere, or is something else.
rm -rf "$conf.d"
mv /var/lib/credmint /var/lib/credmint.away
for kind in symlink fifo file; do
	place $kind /var/lib/credmint
	[ $kind != symlink ] || {
		rm /var/lib/credmint
		ln -s /var/lib/elsewhere /var/lib/credmint
	}
	soon credmint init
	equals "cve_2024_47191_init_refuses_a_${kind}_for_a_directory" 3 $?
	check "cve_2024_47191_init_made_nothing_beyond_the_$kind" \
		[ "$(ls /var/lib/elsewhere)" = victim ]
	rm -f /var/lib/credmint
done
mv /var/lib/credmint.away /var/lib/credmint

# An output that exists is never opened, whatever it is.
ln -s "$TMP/made" "$TMP/out.dangling"
echo victim >"$TMP/victim"
ln -s "$TMP/victim" "$TMP/out.symlink"
ln "$TMP/victim" "$TMP/out.hardlink"
mkfifo "$TMP/out.fifo"
mkdir "$TMP/out.directory"
for kind in dangling symlink hardlink fifo directory; do
	soon credmint password -o "$TMP/out.$kind"
	equals "cve_2024_47191_output_${kind}_is_refused" 3 $?
done
check cve_2024_47191_output_followed_nothing sh -c \
	"[ ! -e '$TMP/made' ] && [ \"\$(cat '$TMP/victim')\" = victim ]"

# The delivery program is a link of bob's, a FIFO or a directory.
mkdir /usr/local/deliver
printf '#!/bin/sh\n: >/var/lib/credmint/ran\n' >/usr/local/deliver/own
chmod 755 /usr/local/deliver/own
ln -s own /usr/local/deliver/symlink
chown -h bob /usr/local/deliver/symlink
mkfifo -m 755 /usr/local/deliver/fifo
mkdir /usr/local/deliver/directory
for kind in symlink fifo directory; do
	echo "delivery_program = /usr/local/deliver/$kind" >"$conf"
	fresh_registry
	: >/run/syslog
	equals "cve_2024_22365_login_beside_a_$kind" SUCCESS \
		"$(right credmint | verdict credmint alice)"
	check "cve_2024_47191_${kind}_delivers_nothing" until_true \
		grep -q 'nothing delivered: /usr/local/deliver' /run/syslog
done
check cve_2024_47191_no_program_ran [ ! -e /var/lib/credmint/ran ]
append=/usr/share/credmint/deliver/append-file
runuser -u credmint -- mkdir /var/lib/credmint/delivered
runuser -u credmint -- mkfifo /var/lib/credmint/delivered/alice
soon runuser -u credmint -- $append alice
equals cve_2024_22365_append_file_waits_for_no_fifo 1 $?
rm -f "$conf"

# CVE-2011-3148, CVE-2011-3149: long words ran over the end of a parser's room.
for line in "key = /$(printf 'x%.0s' $(seq 4096))" \
	"$(printf 'x%.0s' $(seq 8192)) = 1" "deny = $(printf '0%.0s' $(seq 70000))" \
	"$(printf '\\%.0s' $(seq 3000))"; do
	echo "$line" >"$conf"
	: >/run/syslog
	equals "cve_2011_3149_line_of_${#line}_bytes_lets_nobody_in" \
		AUTHINFO_UNAVAIL "$(echo x | verdict credmint alice)"
	check "cve_2011_3149_line_of_${#line}_bytes_is_logged" until_true \
		grep -q "credmint-auth.*$conf" /run/syslog
done
rm -f "$conf"

# CVE-2012-6140: a person could read what he is asked for.
fresh_registry
right credmint >/dev/null
as_alice() {
	runuser -u alice -- "$@" >"$TMP/read" 2>&1
}
for path in $db $db-wal $db-shm /etc/credmint/key /var/lib/credmint; do
	check "cve_2012_6140_there_is_a_$(basename "$path")" [ -e "$path" ]
	check "cve_2012_6140_user_cannot_read_own_$(basename "$path")" \
		sh -c "! runuser -u alice -- head -c 1 $path"
done
check cve_2012_6140_nor_ask_the_program_for_it \
	sh -c '! runuser -u alice -- credmint code list'
# While a login of his is under way, credmint-auth is not his to look into.
mkfifo "$TMP/keyboard"
echo "@run cat $TMP/keyboard" | "$D" "$TMP/pam" credmint alice >"$TMP/said" &
until_true pgrep -u credmint -x credmint-auth
auth=$(pgrep -u credmint -x credmint-auth)
for what in mem environ maps fd auxv; do
	check "cve_2012_6140_user_cannot_read_its_$what" sh -c \
		"! runuser -u alice -- sh -c 'ls -l /proc/$auth/$what/ ||
		head -c 1 /proc/$auth/$what' 2>/dev/null | grep ."
done
echo BBBB-BBBB >"$TMP/keyboard"
wait $!
su alice -c "printf '%s\n\" TOTP_AUTH\n10000000\n' $base32 \
	>~/.google_authenticator; chmod 600 ~/.google_authenticator"
stack_of google-home google_authenticator
row 'CVE-2012-6140 user reads his own' no no \
	"$(echo 10000000 | verdict google-home alice >"$TMP/home" &&
		as_alice cat /home/alice/.google_authenticator &&
		echo "yes, $(cat "$TMP/home")")"

# CVE-2025-6020, CVE-2019-12209: nothing that belongs to a person is opened,
# and what is written lies where he has no say.
ln -s /etc/shadow /home/alice/.credmint
right credmint >"$TMP/code"
strace -f -qq -e trace=openat,open,creat,renameat,rename,unlink,unlinkat,mkdir,link,linkat,symlink \
	-o "$TMP/trace" "$D" "$TMP/pam" credmint alice <"$TMP/code" >"$TMP/said"
check cve_2025_6020_the_traced_login_was_a_yes grep -q 'auth PAM_SUCCESS' "$TMP/said"
check cve_2025_6020_and_opened_the_registry grep -q "$db" "$TMP/trace"
check cve_2025_6020_nothing_of_the_users_is_opened \
	sh -c "! grep -e '\"/home' -e '\"/tmp/[^c]' -e '\"/root' '$TMP/trace'"
check cve_2025_6020_only_the_registry_is_written sh -c "! grep -e O_WRONLY \
	-e O_RDWR -e O_CREAT -e '^[0-9]* *[rulms][a-z]*(' '$TMP/trace' |
	grep -v -e '\"$db' -e '\"/dev/null' -e '\"/run/credmint'"

# CVE-2019-12209: what is no configuration is not quoted in the log.
echo 'alice:correct horse' | chpasswd
sed -n 's/^alice:\([^:]*\):.*/\1/p' /etc/shadow >"$TMP/hashes"
check cve_2019_12209_there_is_a_hash grep -q '^.y' "$TMP/hashes"
stack shadow 'auth required pam_credmint.so conf=/etc/shadow'
: >/run/syslog
echo x | verdict shadow alice >/dev/null
check cve_2019_12209_refusal_is_logged until_true \
	grep -q '/etc/shadow' /run/syslog
check cve_2019_12209_no_content_is_logged \
	sh -c "! grep -F -f '$TMP/hashes' /run/syslog"
check cve_2019_12209_a_user_reads_no_file_through_it sh -c \
	"! CREDMINT_CONFIG=/etc/shadow runuser -u alice -- credmint code list 2>&1 |
	grep -F -f '$TMP/hashes'"

# CVE-2024-47191 where the peer's file lies in a person's own directory.
# shellcheck disable=SC2016 # the module's own variable
stack_of oath-home oath 'usersfile=${HOME}/users.oath window=20'
printf 'HOTP alice - %s\n' $seed >/home/alice/users.oath
chown alice:alice /home/alice/users.oath
chmod 600 /home/alice/users.oath
echo victim >/etc/victim
runuser -u alice -- ln -s /etc/victim /home/alice/users.oath.new
state_of /etc/victim >"$TMP/before"
oath_home=$(oathtool $seed | verdict oath-home alice)
state_of /etc/victim >"$TMP/after"
cmp -s "$TMP/before" "$TMP/after" || oath_home="$oath_home, overwrote it"
rm -f /home/alice/users.oath.*
check cve_2024_47191_oath_works_without_a_link \
	[ "$(oathtool $seed | verdict oath-home alice)" = SUCCESS ]
row 'CVE-2024-47191 link in its way' 'not followed' "$oath_home" -

table
finish
