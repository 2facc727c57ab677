#!/bin/sh
# Who may ask credmint serve for what: the kernel's word of who connects, and
# the configuration.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/serve.inc

groupadd web
for user in www other both empty; do
	useradd $user
done
useradd -G web member
usermod -aG web both
check init credmint init
cat >/etc/credmint/credmint.conf.tail <<-END
	[serve www]
	kinds = reset
	verbs = issue verify redeem
	[serve @web]
	kinds = *
	verbs = verify list
	[serve both]
	kinds = session
	verbs = list revoke
	[serve empty]
	verbs = issue verify redeem rotate revoke list
END
cat /etc/credmint/credmint.conf.tail >>/etc/credmint/credmint.conf
credmint token issue --kind session --user alice -o /run/session 2>"$TMP/err"
chmod 644 /run/session
credmint token issue --kind session --user kim -o "$TMP/kim" 2>"$TMP/err"
credmint token issue --kind reset --user kim -o "$TMP/kim2" 2>"$TMP/err"

check serve_begins serve_begin
check who_has_no_section_may_nothing as other may_nothing
check the_service_user_has_none_either as credmint may_nothing
check a_user_may_what_his_section_says as www may_as_www
check a_member_of_a_group_may_what_its_section_says as member may_as_member
check two_sections_together as both may_as_both
check one_user_leaves_room_for_others as www one_user_leaves_room_for_others
check a_section_without_kinds_is_for_nothing as empty may_as_empty
check root_may_all asks revoke_by_id_and_by_token
check the_log_knows_who_asked sh -c "credmint log --json | grep '\"what\":\"token-issue\"' |
	grep '\"by\":\"www\"' | grep -q '\"from\":\"uid $(id -u www)\"'"
check who_was_turned_away_is_said grep -q "uid $(id -u other) has no" "$TMP/serve.err"
# A group that he left since he connects anew counts no more.
check groups_are_those_of_the_process setpriv --reuid member --regid member \
	--clear-groups python3 tests/hosts/serve.py "$socket" may_nothing
check it_ends_well serve_end

# Names that are nobody's.
for who in nobody-here @nobody-here; do
	printf '[serve %s]\nkinds = *\nverbs = list\n' $who \
		>>/etc/credmint/credmint.conf
	credmint serve --socket "$socket" 2>"$TMP/err"
	status=$?
	check "refused_$who" [ $status -eq 3 ]
	check "said_$who" grep -q "$who.*there is no" "$TMP/err"
	check "no_socket_$who" [ ! -e "$socket" ]
	sed -i '/nobody-here/,$d' /etc/credmint/credmint.conf
done
check nobody_else_starts_it sh -c \
	"setpriv --reuid www --regid www --clear-groups credmint serve \
		--socket '$TMP/s' 2>&1 | grep -q 'run this as root'"
finish
