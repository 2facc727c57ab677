#!/bin/sh
# What README.md and credmint(7) say of guessing is what the code makes of it: the
# limits of the configuration, the windows, the letters and digits of codes.
. tests/tap.sh

program=$BUILD/tests/registry/drive_guesses
[ -x "$program" ] || make -s BUILD="$BUILD" "$program" >"$TMP/make" 2>&1
"$program" >"$TMP/code" || fail drive_guesses

# in_words: chances, as they are written
awk '
function commas(n, s) {
	s = sprintf("%d", n)
	while (s ~ /[0-9][0-9][0-9][0-9]/)
		sub(/[0-9][0-9][0-9]($|,)/, ",&", s)
	return s
}
function three(x, scale) {
	scale = 1
	while (x >= 1000 * scale)
		scale *= 10
	if (scale > 1 || x >= 100)
		return int(x / scale + 0.5) * scale
	return sprintf(x >= 10 ? "%.1f" : "%.2f", x) + 0
}
function one_in(x) {
	if (x >= 1e12)
		return "1 in " three(x / 1e12) " million million"
	if (x >= 1e6)
		return "1 in " three(x / 1e6) " million"
	return "1 in " commas(three(x))
}
function row(what, good, all) {
	printf "| %s | %s | %s |\n", what, one_in(all / good / v["unknown"]),
		one_in(all / good / v["local"])
}
{ v[$1] = $2 }
END {
	if (v["names"] != v["unknown"] || v["asker"] != v["unknown"])
		print "not equal"
	printf "| against | elsewhere: %d a day | `local`, a known address: %d a day |\n",
		v["unknown"], v["local"]
	print "|---|---|---|"
	row("one live code of " v["code"] " letters", 1, v["letters"] ^ v["code"])
	row("one live code of 8 digits (`--numeric`)", 1, 1e8)
	row("a recovery sheet, 10 codes of " v["recovery"] " letters", 10,
		v["letters"] ^ v["recovery"])
	row("10 recovery codes of 8 digits, imported", 10, 1e8)
	row("a TOTP app, 6 digits, " v["totp"] " good at once", v["totp"], 1e6)
	row("a TOTP app, 8 digits", v["totp"], 1e8)
	row("an HOTP device, 6 digits, " v["hotp"] " good at once", v["hotp"], 1e6)
	row("eight TOTP apps, 6 digits", v["devices"] * v["totp"], 1e6)
	row("eight HOTP devices, 6 digits", v["devices"] * v["hotp"], 1e6)
	print one_in(v["letters"] ^ v["code"] / (40 * 86400)) >root
}' root="$TMP/root" "$TMP/code" >"$TMP/rows"

check the_code_was_asked [ "$(wc -l <"$TMP/rows")" -eq 11 ]
while IFS= read -r row; do
	name=$(echo "$row" | cut -d'|' -f2 | tr -cs 'a-zA-Z0-9\n' _)
	check "readme$name" grep -qxF -e "$row" README.md
done <"$TMP/rows"
check readme_roots_letters grep -qF "$(cat "$TMP/root")" README.md

# The same in the manual's words, in its order.
tr '\n' ' ' <man/credmint.7 >"$TMP/manual"
for column in 3 4; do
	sed 1,2d "$TMP/rows" | cut -d'|' -f$column | sed 's/ *$//; s/^ *//' |
		while IFS= read -r chance; do
			grep -qF "$chance" "$TMP/manual" || echo "$chance"
		done
done >"$TMP/lacking"
check manual_has_them_all [ ! -s "$TMP/lacking" ]
cat "$TMP/lacking"
finish
