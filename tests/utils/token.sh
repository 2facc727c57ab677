#!/bin/sh
# credmint token: formats, URLs, and what is refused.
. tests/tap.sh
. tests/utils/said.inc

shows default_is_32_bytes_urlsafe '[A-Za-z0-9_-]{43}' credmint token
shows hex '[0-9a-f]{32}' credmint token -f hex -b 16
shows base32 '[A-Z2-7]{26}' credmint token -f base32 -b 16
shows base64 '[A-Za-z0-9+/]{22}==' credmint token -f base64 -b 16
check longest sh -c \
	'[ "$(credmint token -f hex -b 65536 | tr -d "\n" | wc -c)" -eq 131072 ]'
shows url 'https://x/\?a=%20&t=[0-9a-f]{64}#z' \
	credmint token -f hex --url 'https://x/?a=%20&t=%s#z'
shows json '\{"token":"[0-9a-f]{64}"\}' credmint token --json -f hex
shows json_with_url '\{"token":"([0-9a-f]{64})","url":"x:\1"\}' \
	credmint token --json -f hex --url x:%s
shows json_of_raw '\{"token_base64":"[A-Za-z0-9+\\/]{43}="\}' \
	credmint token --json -f raw

credmint token -f raw -b 100 -n 10 >"$TMP/raw"
check raw_is_bytes_and_nothing_else [ "$(wc -c <"$TMP/raw")" -eq 1000 ]
credmint token -n 500 >"$TMP/many"
check all_differ [ "$(sort -u "$TMP/many" | wc -l)" -eq 500 ]
credmint token -n 300 -f base64 --url 'http://x/%s' >"$TMP/urls"
check base64_is_escaped_in_urls [ \
	"$(grep -cxE 'http://x/([A-Za-z0-9]|%2B|%2F)+%3D' "$TMP/urls")" -eq 300 ]
check escapes_are_both_seen sh -c "grep -q %2B '$TMP/urls' && grep -q %2F '$TMP/urls'"

refused bytes_zero 2 '-b takes a number from 1 to 65536' credmint token -b 0
refused bytes_over_the_limit 2 'from 1 to 65536' credmint token -b 65537
refused count_over_the_limit 2 'to 1000000000' credmint token -n 1000000001
refused unknown_format 2 '-f takes' credmint token -f key
refused url_without_place 2 '--url takes one %s' credmint token --url http://x/
refused url_with_two_places 2 '--url takes one %s' credmint token --url %s%s
refused url_with_a_newline 2 'no space or control' credmint token --url '%s
'
refused url_too_long 2 '8192' credmint token \
	--url "%s$(head -c 8192 /dev/zero | tr '\0' x)"
refused url_of_raw_bytes 2 'cannot hold raw' credmint token -f raw --url %s
refused raw_has_no_ends 2 'raw bytes have no ends' credmint token -f raw -0

finish
