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
shows json_with_url '\{"token":"([0-9a-f]{64})","url":"https://x/\1"\}' \
	credmint token --json -f hex --url https://x/%s
shows json_of_raw '\{"token_base64":"[A-Za-z0-9+\\/]{43}="\}' \
	credmint token --json -f raw

credmint token -f raw -b 100 -n 10 >"$TMP/raw"
check raw_is_bytes_and_nothing_else [ "$(wc -c <"$TMP/raw")" -eq 1000 ]
credmint token -n 500 >"$TMP/many"
check all_differ [ "$(sort -u "$TMP/many" | wc -l)" -eq 500 ]
credmint token -n 300 -f base64 --url 'https://x/%s' >"$TMP/urls"
check base64_is_escaped_in_urls [ \
	"$(grep -cxE 'https://x/([A-Za-z0-9]|%2B|%2F)+%3D' "$TMP/urls")" -eq 300 ]
check escapes_are_both_seen sh -c "grep -q %2B '$TMP/urls' && grep -q %2F '$TMP/urls'"

# ---- keys and webhooks ----
shows key 'acme_[0-9A-Za-z]{36}' credmint token -f key --prefix acme
shows key_of_32_bytes 'a_b_[0-9A-Za-z]{49}' credmint token -f key --prefix a_b -b 32
shows key_in_a_url 'https://x/acme_[0-9A-Za-z]{36}' \
	credmint token -f key --prefix acme --url https://x/%s
shows json_of_a_key '\{"token":"acme_[0-9A-Za-z]{36}"\}' \
	credmint token --json -f key --prefix acme
shows webhook 'whsec_[A-Za-z0-9+/]{43}=' credmint token -f webhook
shows webhook_is_escaped_in_urls 'https://x/whsec_([A-Za-z0-9]|%2B|%2F)+%3D' \
	credmint token -f webhook --url https://x/%s
# Another program computes the checksums, as GitHub describes its format, and
# knows the example that was published with it.
cat >"$TMP/check.py" <<'END'
import string, sys, zlib

digits = string.digits + string.ascii_uppercase + string.ascii_lowercase


def good(key):
    body, number, crc = key[:-6].rpartition("_")[2], "", zlib.crc32
    rest = crc(body.encode())
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        number = digits[digit] + number
    return key[-6:] == number


keys = sys.stdin.read().split("\n")[:-1]
assert good("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")
assert len(set(keys)) == int(sys.argv[1]), "they do not differ"
for key in keys:
    assert good(key), "not the checksum of another program"
END
for b in 1 22 32 128; do
	n=1000
	[ $b -ne 1 ] || n=20
	credmint token -f key --prefix acme_x -b $b -n $n | sort -u >"$TMP/keys"
	check "checksums_are_those_of_zlib_$b" python3 "$TMP/check.py" \
		"$(wc -l <"$TMP/keys")" <"$TMP/keys"
done
check many_keys_differ [ "$(wc -l <"$TMP/keys")" -eq 1000 ]

refused key_without_prefix 2 'needs what it begins with: --prefix' \
	credmint token -f key
refused prefix_of_no_key 2 '--prefix is for -f key' credmint token --prefix a
refused key_of_too_many_bytes 2 'from 1 to 128' \
	credmint token -f key --prefix a -b 129
refused webhook_of_other_bytes 2 'not for -f webhook' \
	credmint token -f webhook -b 24
for prefix in '' _a a_ 0a a-b 'a b' ä a.b abcdefghijklmnopqrstuvwxyz0123456; do
	refused "prefix_refused: $prefix" 2 '--prefix takes 1 to 32' \
		credmint token -f key --prefix "$prefix"
done

refused bytes_zero 2 '-b takes a number from 1 to 65536' credmint token -b 0
refused bytes_over_the_limit 2 'from 1 to 65536' credmint token -b 65537
refused count_over_the_limit 2 'to 1000000000' credmint token -n 1000000001
refused unknown_format 2 '-f takes' credmint token -f keys
refused url_without_place 2 '--url takes one %s' credmint token --url https://x/
refused url_with_two_places 2 '--url takes one %s' \
	credmint token --url 'https://x/%s%s'
refused url_with_a_newline 2 'no space' credmint token --url 'https://x/%s
'
refused url_too_long 2 '8192' credmint token \
	--url "https://x/%s$(head -c 8192 /dev/zero | tr '\0' x)"
refused url_of_http 2 'begins with https://' credmint token --url 'http://x/%s'
shows url_of_http_where_allowed 'http://x/[A-Za-z0-9_-]{43}' \
	credmint token --url 'http://x/%s' --allow-http
refused http_of_no_url 2 'is for --url' credmint token --allow-http
for url in %s x:%s 'javascript://x/%s' 'file:///%s' '//x/%s' 'https:/x/%s' \
	' https://x/%s'; do
	refused "url_of_another_scheme: $url" 2 'begins with https://' \
		credmint token --url "$url"
	refused "not_allowed_with_http_either: $url" 2 'begins with https://' \
		credmint token --allow-http --url "$url"
done
for url in 'https://%s' 'https://%s.x/' 'https:///%s' 'https://x%s/' \
	'https://u:p@x/%s' 'https://x\@y/%s' 'https://ä/%s' 'https://:/x?%s' \
	'https://[[[/%s' 'https://user@/x?%s' 'https://x:0/%s'; do
	refused "url_without_a_host_before_it: $url" 2 'takes a host' \
		credmint token --url "$url"
done
for url in 'https://x/ %s' 'https://x/%d/%s' 'https://x/%%s' 'https://x/%s%' \
	'https://x/%s%4' 'https://x/%s?ä' 'https://x/"%s' 'https://x/\%s'; do
	refused "url_written_otherwise: $url" 2 'written with' \
		credmint token --url "$url"
done
refused url_of_raw_bytes 2 'cannot hold raw' credmint token -f raw --url %s
refused raw_has_no_ends 2 'raw bytes have no ends' credmint token -f raw -0

finish
