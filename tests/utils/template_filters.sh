#!/bin/sh
# What the filters of templates write, read by the programs that read such files.
. tests/tap.sh

driver=$BUILD/tests/utils/test_template_filters
if /usr/bin/python3 tests/utils/template_filters.py "$driver" 2000 >"$TMP/out" 2>&1; then
	pass each_text_is_read_back_or_refused
	sed 's/^/# /' "$TMP/out"
else
	fail each_text_is_read_back_or_refused "$(cut -c1-300 "$TMP/out" | tail -20)"
fi
finish
