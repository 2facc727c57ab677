#!/bin/sh
# What the filters of templates write, read by the programs that read such files;
# and the example of their manual page.
. tests/tap.sh

driver=$BUILD/tests/utils/test_template_filters
if /usr/bin/python3 tests/utils/template_filters.py "$driver" 2000 >"$TMP/out" 2>&1; then
	pass each_text_is_read_back_or_refused
	sed 's/^/# /' "$TMP/out"
else
	fail each_text_is_read_back_or_refused "$(cut -c1-300 "$TMP/out" | tail -20)"
fi

# block N: the page's literal text of that number
block() {
	awk -v n="$1" '/^\.Ed/ { on = 0 } on; /^\.Bd/ { on = ++i == n }' \
		man/credmint-template.5
}
block 1 >"$TMP/people.template"
block 2 >"$TMP/wanted"
cat >"$TMP/users.csv" <<'END'
name,uid,gecos,groups
alice,2001,Alice O'Neill,"audio,video"
bob,2002,,
END
"$BUILD/credmint" provision --template "$TMP/people.template" --set site=Bonn \
	--ttl 7d -c 1 --secrets "$TMP/secrets" "$TMP/users.csv" 2>"$TMP/err" |
	sed -E "s/(y\\\$)[^']*/\\1j9T\$.../; s/'20[0-9T:-]*Z'/'2027-01-15T08:00:00Z'/" \
		>"$TMP/made"
check the_example_makes_what_the_page_says cmp "$TMP/wanted" "$TMP/made"
check the_example_has_something_in_it [ "$(wc -l <"$TMP/wanted")" -eq 13 ]
finish
