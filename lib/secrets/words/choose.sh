#!/bin/sh
# choose.sh - make the table of words from the list it is chosen from
#
#	sh lib/secrets/words/choose.sh >lib/secrets/passphrase_words.c
#
# eff_large.txt is as its authors published it; ORIGIN says who they are.
# Taken are 4096 words of 3 to 8 letters a-z that left_out.txt does not name.
# Of words that differ in one letter, that lack or have one, or in which two
# neighbours changed places, the first stays: shorter ones come first. So are
# verbs in -ize left out, which half of the world spells otherwise. Of the
# rest those go that begin like a shorter one, the longest first: they are
# mixed up from memory.
set -eu
cd "$(dirname "$0")"
LC_ALL=C
export LC_ALL

awk '
FILENAME == "left_out.txt" {
	if ($1 !~ /^#/)
		for (i = 1; i <= NF; i++)
			left_out[$i] = 1
	next
}
$2 ~ /^[a-z]+$/ && length($2) >= 3 && length($2) <= 8 &&
    $2 !~ /[^s]iz(e|ed|ing)$/ && !($2 in left_out) {
	print length($2), $2
}' left_out.txt eff_large.txt | sort -k 1,1n -k 2,2 | awk '
# Whether a word is one letter away from one that was taken.
function near(w,	i, n) {
	n = length(w)
	if (w in shorter)
		return 1
	for (i = 1; i <= n; i++)
		if ((without(w, i, "") in taken) || (without(w, i, "*") in hole) ||
		    (i < n && (substr(w, 1, i - 1) substr(w, i + 1, 1) \
		    substr(w, i, 1) substr(w, i + 2)) in taken))
			return 1
	return 0
}
function without(w, i, with) {
	return substr(w, 1, i - 1) with substr(w, i + 1)
}
!near($2) {
	taken[$2] = 1
	for (i = 1; i <= length($2); i++) {
		hole[without($2, i, "*")] = 1
		shorter[without($2, i, "")] = 1
	}
	begin = substr($2, 1, 5)
	print (begin in begun), length($2), $2
	begun[begin] = 1
}' | sort -k 1,1n -k 2,2n -k 3,3 | head -n 4096 | awk '{ print $3 }' | sort |
	awk '
BEGIN {
	print "/*"
	print " * passphrase_words - the shipped list of words"
	print " *"
	print " * Made by lib/secrets/words/choose.sh. Adapted from the large word list"
	print " * of the Electronic Frontier Foundation; ORIGIN there says how."
	print " *"
	print " * SPDX-License-Identifier: CC-BY-3.0"
	print " */"
	print ""
	print "#include \"secrets/passphrase_words.h\""
	print ""
	print "/* clang-format off */"
	print "const char passphrase_words[PASSPHRASE_WORDS][PASSPHRASE_WORD_SIZE] = {"
	line = "\t"
}
{
	item = "\"" $1 "\","
	if (length(line) + length(item) > 70) {
		print line
		line = "\t"
	}
	line = line (line == "\t" ? "" : " ") item
}
END {
	print line
	print "};"
	print "/* clang-format on */"
}'
