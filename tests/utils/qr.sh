#!/bin/sh
# QR codes of credmint authenticator: on terminals, and as pictures, read back
# by zbarimg.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
credmint init 2>"$TMP/err"

# seen OPTION... -- OPTION...: a person enrolls a counter of alice, the first
# options are of person.py
seen() {
	person=
	while [ "$1" != -- ]; do
		person="$person $1"
		shift
	done
	shift
	credmint authenticator remove --all alice 2>"$TMP/err"
	# shellcheck disable=SC2086 # several options
	python3 tests/utils/person.py -t "$TMP/screen" $person \
		credmint authenticator enroll alice --type hotp "$@"
}
# reads PICTURE: it is the URI on the screen, and nothing else is in it
reads() {
	LD_LIBRARY_PATH=/run/away zbarimg -q --raw "$1" >"$TMP/read" &&
		grep '^otpauth://' "$TMP/screen" | cmp -s - "$TMP/read"
}
# photo LINES COLUMNS: as many are there, and it can be read
photo() {
	said=$(python3 tests/utils/screen.py "$TMP/screen" "$TMP/photo.pbm") || return
	[ "$said" = "$1 $2" ] || { echo "$said"; return 1; }
	reads "$TMP/photo.pbm"
}
no_code() {
	! grep -q "$(printf '\033')" "$TMP/screen"
}

# ---- on terminals ----
LC_ALL=C.UTF-8
export LC_ALL
ends wide_terminal 0 seen -c 100 -- --issuer h
check code_can_be_read photo 23 45
check secret_is_in_groups_of_four grep -qxE '([A-Z2-7]{4} ){7}[A-Z2-7]{4}' "$TMP/screen"
check groups_are_the_uris_secret sh -c "secret=\$(grep -xE '([A-Z2-7]{4} ?){8}' '$TMP/screen' | tr -d ' \r')
	grep -q \"secret=\$secret&\" '$TMP/screen'"
check prompt_is_after_it sh -c "tail -n 2 '$TMP/screen' | head -n 1 | grep -q '^Code shown by the app: [0-9]'"
ends terminal_of_80 0 seen -c 80 -- --issuer h
check of_80_can_be_read photo 23 45
ends terminal_of_40 0 seen -c 40 -- --issuer h
check of_40_can_be_read photo 20 39
ends terminal_of_38 0 seen -c 38 -- --issuer h
check of_38_has_none no_code
check of_38_is_told grep -qx 'credmint: the QR code needs a terminal of 39 columns, and this one has 38; widen it, or have a picture by --qr FILE' "$TMP/screen"
check of_38_has_the_secret grep -qxE '([A-Z2-7]{4} ?){8}' "$TMP/screen"
ends terminal_of_0 0 seen -c 0 -- --issuer h
check of_0_is_taken_for_80 photo 23 45
LC_ALL=C
ends plain_terminal_of_100 0 seen -c 100 -- --issuer h
check signs_can_be_read photo 45 90
ends plain_terminal_of_80 0 seen -c 80 -- --issuer h
check signs_of_80_can_be_read photo 39 78
ends plain_terminal_of_40 0 seen -c 40 -- --issuer h
check signs_of_40_have_no_room grep -q 'needs a terminal of 78 columns, and this one has 40' "$TMP/screen"
ends long_names 0 seen -c 200 -- --algorithm sha512 --issuer "$(printf 'Rock & Rollmops %080d' 1)"
check long_names_can_be_read photo 69 138
LC_ALL=xx_XX.none
ends unknown_locale_is_plain 0 seen -c 100 -- --issuer h
check of_an_unknown_locale_can_be_read photo 45 90
LC_ALL=C.UTF-8
ends json_on_a_terminal 0 seen -c 100 -- --json
check json_has_no_code no_code
check json_is_one_line grep -qE '^\{"user":"alice",.*"uri":"otpauth:[^"]*"\}$' "$TMP/screen"

# ---- one of steps, and all that differs ----
LC_ALL=C.UTF-8
# odd OPTION...: on a terminal
odd() {
	credmint authenticator remove --all alice 2>"$TMP/err"
	python3 tests/utils/person.py -t "$TMP/screen" -c 200 \
		credmint authenticator enroll alice --type totp --algorithm sha512 \
		--digits 8 --step 60 --label 'Work: the red one' \
		--issuer 'Rock & Rollmops, Co' "$@"
}
# tells_all: a reader of the picture, who undoes the escapes, has every word
tells_all() {
	python3 - "$TMP/read" <<'END'
import sys
from urllib.parse import parse_qsl, unquote, urlsplit
uri = urlsplit(open(sys.argv[1]).read().strip())
query = dict(parse_qsl(uri.query, strict_parsing=True))
secret = query.pop("secret", "")
path = uri.path[1:]
said = (uri.scheme, uri.netloc, path.count(":"), unquote(path), query, len(secret) >= 32)
wanted = ("otpauth", "totp", 1, "Rock & Rollmops, Co:alice", {
    "issuer": "Rock & Rollmops, Co", "algorithm": "SHA512", "digits": "8",
    "period": "60"}, True)
sys.exit(0 if said == wanted else "%r" % (said,))
END
}
ends odd_one 0 odd --qr "$TMP/odd.png"
check odd_one_can_be_read_from_the_picture reads "$TMP/odd.png"
check the_picture_tells_all tells_all
said=$(python3 tests/utils/screen.py "$TMP/screen" "$TMP/photo.pbm")
check odd_one_can_be_read_from_the_terminal reads "$TMP/photo.pbm"
check the_terminal_tells_all tells_all
echo "# lines and columns: $said"
check its_label_is_in_the_list sh -c "credmint authenticator list alice | grep -q 'Work: the red one'"
# What stands after the issuer stands in none.
refused colon_in_an_issuer 2 colon credmint authenticator enroll alice --issuer 'a: b'

# ---- no terminal ----
ends pipe 0 python3 tests/utils/app.py -o "$TMP/piped" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp
check pipe_has_two_lines [ "$(wc -l <"$TMP/piped")" -eq 2 ]
check pipe_has_no_code sh -c "! grep -q '$(printf '\033')' '$TMP/piped'"
check pipe_has_no_word_of_it sh -c "! grep -q QR '$TMP/said.err'"

# ---- pictures ----
ends picture 0 seen -c 100 -- --qr "$TMP/a.png"
check picture_can_be_read reads "$TMP/a.png"
check picture_is_private [ "$(stat -c '%a %U %F' "$TMP/a.png")" = '600 root regular file' ]
check picture_is_png sh -c "head -c 8 '$TMP/a.png' | od -An -tx1 | grep -q '89 50 4e 47 0d 0a 1a 0a'"
umask 0
ends picture_of_a_free_mask 0 python3 tests/utils/app.py -o "$TMP/screen" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp --qr "$TMP/b.png"
umask 022
check picture_without_a_terminal reads "$TMP/b.png"
check mask_does_not_count [ "$(stat -c %a "$TMP/b.png")" = 600 ]
mkdir "$TMP/dir"
ends picture_in_this_folder 0 sh -c "top=\$PWD; cd '$TMP/dir' && python3 \"\$top/tests/utils/app.py\" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp --qr c.png"
check picture_is_there [ -s "$TMP/dir/c.png" ]
ends picture_of_no_code 1 python3 tests/utils/app.py -w 3 '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp --qr "$TMP/d.png"
check picture_of_no_code_is_gone [ ! -e "$TMP/d.png" ]
# What draws keeps its memory off the disk, where no limit is in the way; and
# draws all the same where there is one.
# drawn LIMIT: of locked memory
drawn() {
	rm -f "$TMP/l.png"
	strace -f -o "$TMP/held" -e trace=mlockall sh -c "ulimit -l $1
		exec python3 tests/utils/app.py -o '$TMP/screen' '--hotp -c 0' \
			credmint authenticator enroll alice --type hotp --qr '$TMP/l.png'" &&
		reads "$TMP/l.png"
}
credmint authenticator remove --all alice 2>"$TMP/err"
check drawn_without_a_limit drawn unlimited
check memory_is_held sh -c "grep -c 'mlockall(MCL_CURRENT|MCL_FUTURE) *= 0' '$TMP/held' | grep -qvx 0"
for limit in 64 8192; do
	check "drawn_with_a_limit_of_$limit" drawn $limit
done
mkdir "$TMP/full"
mount -t tmpfs -o size=4k,mode=755 tmpfs "$TMP/full"
printf %04096d 0 >"$TMP/full/block"
ends picture_on_a_full_disk 3 python3 tests/utils/app.py -w 3 -o "$TMP/screen" '--hotp -c 0' \
	credmint authenticator enroll alice --type hotp --qr "$TMP/full/d.png"
check full_disk_is_said grep -q 'cannot write the picture' "$TMP/said.err"
check full_disk_shows_nothing [ ! -s "$TMP/screen" ]
check full_disk_has_no_picture [ "$(ls "$TMP/full")" = block ]
umount "$TMP/full"

# ---- without the libraries ----
mkdir /run/away
mv /usr/lib/*/libpng16.so.16* /run/away/
ends terminal_without_libpng 0 seen -c 100 -- --issuer h
check code_without_libpng photo 23 45
refused picture_without_libpng 3 'libpng16.so.16 is not installed; on Debian the package libpng16-16 has it' \
	credmint authenticator enroll alice --qr "$TMP/e.png"
check no_libpng_no_file [ ! -e "$TMP/e.png" ]
mv /usr/lib/*/libqrencode.so.4* /run/away/
refused picture_without_libqrencode 3 'libqrencode.so.4 is not installed' \
	credmint authenticator enroll alice --qr "$TMP/e.png"
ends terminal_without_libqrencode 0 seen -c 100 -- --issuer h
check no_code_without_libqrencode no_code
check it_is_said sh -c "[ \$(grep -c 'no QR code: libqrencode.so.4 is not installed; on Debian the package libqrencode4 has it' '$TMP/screen') -eq 1 ]"
check the_rest_works grep -q 'credmint: authenticator [0-9]* of alice enrolled' "$TMP/screen"

finish
