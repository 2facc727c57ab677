#!/bin/sh
# Clients of credmint serve that misbehave harm themselves alone: as installed,
# and with sanitizers.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/serve.inc

check init credmint init
# rss: KiB of memory of its own in the process that serves
rss() {
	awk '/^RssAnon:/ { print $2 }' \
		/proc/"$(ps -o pid= --ppid "$server" | tr -d ' ')"/status
}
for program in credmint ${BUILD_ASAN:+"$BUILD_ASAN/credmint"}; do
	check "serve_begins: $program" serve_begin "$program"
	# These come first: they fill what the registry may keep in memory.
	for what in a_big_revoke_keeps_nobody_waiting \
		a_revoke_goes_on_without_its_client \
		who_is_gone_amid_a_revoke_has_no_place; do
		check $what asks $what
	done
	before=$(rss)
	for what in a_line_too_long_ends_its_connection_alone \
		100_mib_without_a_newline_are_not_taken \
		a_half_line_keeps_nobody_waiting \
		who_does_not_read_is_not_read_from sudden_deaths_harm_nobody \
		a_token_that_nobody_got_is_revoked \
		64_clients_redeem_one_token_once \
		one_who_asks_much_keeps_nobody_waiting \
		many_who_are_gone_amid_revokes_harm_nobody \
		the_1025th_waits_until_one_ends; do
		check $what asks $what
	done
	check everybody_has_a_turn asks everybody_has_a_turn \
		"$(ps -o pid= --ppid "$server" | tr -d ' ')"
	after=$(rss)
	echo "# $before KiB before, $after KiB after"
	# Sanitizers keep what was freed for a while.
	[ "$program" != credmint ] ||
		check memory_is_given_back [ $((after - before)) -lt 8192 ]
	check it_ends_well serve_end
	check it_says_nothing [ ! -s "$TMP/serve.err" ]
done
finish
