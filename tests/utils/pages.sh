#!/bin/sh
# The manual pages as they are read: on a terminal of 80 columns, and what a
# macro must not swallow.
. tests/tap.sh

# read_page PAGE WIDTH: as it stands on a terminal, without bold
read_page() {
	mandoc -Tascii -O "width=$2" "$1" | sed "s/.$(printf '\b')//g"
}

for page in man/*.[1-9]; do
	# The letter of a delivered code stands there as it is sent.
	read_page "$page" 78 | grep -v 'It is good once, for the login' |
		grep -E '.{81}' >"$TMP/wide"
	check "${page#man/}: fits_80_columns" sh -c "! grep . '$TMP/wide'"
done
read_page man/credmint-hash.1 38 >"$TMP/narrow"
check "credmint-hash.1: ranges_are_whole_on_40_columns" \
	grep -q 'gost-yescrypt *1 to 11 *5$' "$TMP/narrow"

# What is said of no.
for noun in entropy hash signed; do
	read_page man/credmint-$noun.1 1000 >"$TMP/page"
	check "$noun: page_tells_of_the_line_of_no" \
		grep -qE '^ *With 1.* 2 and 3 one line on standard error' "$TMP/page"
done

# The page's symbols are the header's.
symbols=$(sed -n 's/^#define CREDMINT_PASSWORD_SYMBOLS "\(.*\)"/\1/p' lib/credmint.h |
	sed 's/./& /g; s/ $//')
read_page man/credmint-password.1 78 >"$TMP/page"
check default_symbols_are_told grep -qxF "           $symbols" "$TMP/page"

# The program of credmint-deliver(8), as it is read from the page.
read_page man/credmint-deliver.8 78 | sed -n '/#!\/bin\/sh/,/sendmail/s/^ \{11\}//p' \
	>"$TMP/program"
check program_of_credmint_deliver_is_whole \
	[ "$(wc -l <"$TMP/program")" -eq 12 ]
echo 'alice alice@example.org' >"$TMP/addresses"
mkdir "$TMP/bin"
printf '#!/bin/sh\necho "$@"\ncat\n' >"$TMP/bin/sendmail"
chmod 755 "$TMP/bin/sendmail"
sed -i "s|^addresses=.*|addresses=$TMP/addresses|" "$TMP/program"
printf 'To: alice\nService: sshd\n\nYour code\n' |
	PATH=$TMP/bin:$PATH sh "$TMP/program" alice >"$TMP/mail"
check it_sends_the_text sh -c "tail -n 1 '$TMP/mail' | grep -qx 'Your code'"
check it_sends_to_the_address grep -qxF -e '-oi -- alice@example.org' "$TMP/mail"
check it_knows_nobody_else sh -c "! echo | sh '$TMP/program' bob"

finish
