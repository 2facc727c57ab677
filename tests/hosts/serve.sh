#!/bin/sh
# What credmint serve does for its clients, and what it refuses, as it is
# installed and with sanitizers.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/serve.inc

check init credmint init
for program in credmint ${BUILD_ASAN:+"$BUILD_ASAN/credmint"}; do
	check "serve_begins: $program" serve_begin "$program"
	for what in issue_tells_all_of_a_token verify_uses_nothing_up \
		redeem_is_a_yes_once rotate_replaces_the_secret \
		rotate_csrf_replaces_it_alone revoke_by_id_and_by_token \
		revoke_all_of_a_user_with_a_label revoke_all_of_a_kind \
		list_comes_in_pages kinds_bind \
		answers_come_in_order a_line_sees_what_those_before_it_did \
		half_closed_clients_are_answered \
		bad_lines_are_errors_and_the_connection_stays \
		bad_requests_are_errors_that_repeat_nothing \
		any_token_that_is_none_is_unknown; do
		check $what asks $what
	done
	check it_ends_well serve_end
	check it_says_nothing [ ! -s "$TMP/serve.err" ]
	check its_socket_is_gone [ ! -e "$socket" ]
	userdel credmint
	rm -rf /var/lib/credmint /etc/credmint/key
	credmint init 2>"$TMP/err"
done
finish
