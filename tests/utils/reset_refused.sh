#!/bin/sh
# credmint reset: who is refused, and why.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/utils/reset_said.inc

# ---- who is refused ----
useradd -r daemonic
useradd locked
echo 'locked:old-Secret' | chpasswd -c SHA512
usermod -L locked
echo 'nss:x:4444:4444::/:/bin/sh' >"$TMP/entry"
whole unknown 1 'there is no account nobody-here' credmint reset nobody-here
whole root 1 'root is uid 0; when it must be, insist by --force' credmint reset root
whole system 1 'daemonic is a system account' credmint reset daemonic
whole nobody 1 'nobody is a system account' credmint reset nobody
whole locked 1 'the password of locked is locked' credmint reset locked
whole with_a_colon 2 'cannot be an account name' credmint reset 'al:ice'
whole with_a_newline 2 'cannot be an account name' credmint reset 'alice
bob'
whole with_a_hyphen 2 'cannot be an account name' credmint reset -- -alice
whole empty 2 'cannot be an account name' credmint reset ''
whole nobody_at_all 2 'takes: user ...' credmint reset
whole twice 2 'alice is named twice' credmint reset alice bob alice
whole ttl_over_30d 2 'over 30d' credmint reset --ttl 31d alice
whole ttl_that_is_none 2 '--ttl takes' credmint reset --ttl 1w alice
whole ttl_zero 2 '--ttl takes' credmint reset --ttl 0 alice
whole not_root 3 'run this as root' setpriv --reuid 65534 --regid 65534 \
	--clear-groups credmint reset alice
remember
ends several_refused 1 credmint reset alice nobody-here root bob
check each_refusal_is_a_line [ "$(wc -l <"$TMP/said.err")" -eq 2 ]
check none_is_touched kept
whole refused_into_a_file 1 'there is no account nobody-here' \
	credmint reset -o "$TMP/none" alice nobody-here
check refusal_leaves_no_file [ ! -e "$TMP/none" ]
for name in root daemonic locked; do
	shows "$name: by_force" "$visible" credmint reset --force $name
	cp "$TMP/said.out" "$TMP/forced"
	check "$name: is_set" is_password $name "$TMP/forced"
done

# An account that has expired, which a new password does not let in.
useradd gone
echo 'gone:old-Secret' | chpasswd -c SHA512
tomorrow=$(($(date +%s) / 86400 + 1))
chage -E 0 gone
for how in '' --code --dry-run; do
	whole "expired$how" 1 'the account of gone has expired: chage -E -1 gone lets it in again; when it must be, insist by --force' \
		credmint reset ${how:+"$how"} gone
done
ends expired_by_force_in_a_dry_run 0 credmint reset --dry-run --force gone
says expired_is_said_in_a_dry_run \
	'the account of gone has expired: chage -E -1 gone lets it in again'
ends expired_and_a_code_by_force 0 credmint reset --code --force gone
says expired_is_said_with_a_code \
	'the account of gone has expired: chage -E -1 gone lets it in again'
credmint code revoke --user gone 2>/dev/null
shows expired_by_force "$visible" credmint reset --force gone
cp "$TMP/said.out" "$TMP/forced"
says expired_is_said \
	'the account of gone has expired: chage -E -1 gone lets it in again'
check expired_is_said_once [ "$(grep -c expired "$TMP/said.err")" -eq 1 ]
check expired_is_set is_password gone "$TMP/forced"
check expired_stays_expired grep -q '^gone:.*:0:$' /etc/shadow
chage -E $((tomorrow - 1)) gone
refused expired_today 1 'the account of gone has expired' \
	credmint reset --dry-run gone
for day in $tomorrow -1; do
	chage -E "$day" gone
	ends "not_expired_by_$day" 0 credmint reset --dry-run gone
	check "not_expired_by_${day}_and_no_word" sh -c "! grep expired '$TMP/said.err'"
done

# An account of another source, by a real one.
mkdir -p /var/lib/extrausers
echo 'elsa:x:4321:4321::/home/elsa:/bin/sh' >/var/lib/extrausers/passwd
echo 'alice:x:4322:4321::/home/alice:/bin/sh' >>/var/lib/extrausers/passwd
echo 'elsa:$6$abcdefgh$x:19000:0:99999:7:::' >/var/lib/extrausers/shadow
cp /etc/nsswitch.conf "$TMP/nsswitch"
sed -i 's/^passwd:.*/passwd: files extrausers/' /etc/nsswitch.conf
check elsa_is_found getent passwd elsa
whole not_local 1 'elsa is not a local account: NSS finds it, /etc/passwd does not; reset it where it is kept' \
	credmint reset elsa
whole not_local_by_force 1 'elsa is not a local account' credmint reset --force elsa
sed -i 's/^passwd:.*/passwd: extrausers files/' /etc/nsswitch.conf
whole two_uids 1 'alice has one uid in /etc/passwd and another by NSS' \
	credmint reset alice
cp "$TMP/nsswitch" /etc/nsswitch.conf

finish
