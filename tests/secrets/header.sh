#!/bin/sh
# header - programs of others: the header in older C and in C++, the libraries
# as they are linked, and the examples of the manual pages
. tests/tap.sh

CC=${CC:-cc}
strict='-Ilib -Wall -Wextra -Wpedantic -Werror'

# shellcheck disable=SC2086 # flags are words
compiles() {
	"$@" $strict -fsyntax-only
}

cat >"$TMP/use.c" <<'EOF'
#include <credmint.h>
#include <string.h>

/* Each initialiser, and each size, as a C++ compiler must read them, too. */
static struct credmint_password policy = CREDMINT_PASSWORD_INIT;
static struct credmint_passphrase words = CREDMINT_PASSPHRASE_INIT;
static struct credmint_otp otp = CREDMINT_OTP_INIT;
static struct credmint_signkey key = CREDMINT_SIGNKEY_INIT;
static struct credmint_method method = CREDMINT_METHOD_INIT;

static char hex[CREDMINT_TOKEN_HEX_SIZE(CREDMINT_TOKEN_BYTES)];
static char urlsafe[CREDMINT_TOKEN_URLSAFE_SIZE(CREDMINT_TOKEN_BYTES)];
static char prefixed[CREDMINT_TOKEN_KEY_SIZE(
    CREDMINT_TOKEN_PREFIX_MAX, CREDMINT_TOKEN_KEY_BYTES_MAX)];
static char webhook[CREDMINT_TOKEN_WEBHOOK_SIZE];
static char passphrase[CREDMINT_PASSPHRASE_SIZE];
static char salt[CREDMINT_SALT_SIZE], hash[CREDMINT_HASH_SIZE];
static char code[CREDMINT_OTP_SIZE], uri[CREDMINT_OTP_URI_SIZE];
static unsigned char payload[CREDMINT_SIGNED_PAYLOAD_MAX];
static char token[CREDMINT_SIGNED_SIZE(CREDMINT_SIGNED_PAYLOAD_MAX)];

static int
make_texts(struct credmint_source *source)
{
	char password[CREDMINT_PASSWORD_MAX + 1];
	int error = credmint_salt_make(
	    source, "sha512crypt", 1000, salt, sizeof(salt));

	return error |
	    credmint_token_hex(
		source, CREDMINT_TOKEN_BYTES, hex, sizeof(hex)) |
	    credmint_token_urlsafe(
		source, CREDMINT_TOKEN_BYTES, urlsafe, sizeof(urlsafe)) |
	    credmint_token_key(source, "ab", CREDMINT_TOKEN_KEY_BYTES_MAX,
		prefixed, sizeof(prefixed)) |
	    credmint_token_webhook(source, webhook, sizeof(webhook)) |
	    credmint_password_make(
		source, &policy, password, sizeof(password)) |
	    credmint_passphrase_make(
		source, &words, passphrase, sizeof(passphrase)) |
	    credmint_hash_make(salt, "pw", 2, hash, sizeof(hash));
}

static int
make_keyed(struct credmint_source *source)
{
	unsigned char bytes[CREDMINT_SIGNED_KEY_MIN];
	int error = credmint_random_bytes(source, bytes, sizeof(bytes));

	otp.key = key.key = bytes;
	otp.nkey = key.nkey = sizeof(bytes);
	error |= credmint_totp(&otp, 59, code, sizeof(code)) |
	    credmint_otp_uri(&otp, "A", "b", uri, sizeof(uri)) |
	    credmint_signed_make(&key, payload, sizeof(payload), 1, token,
		sizeof(token));
	otp.key = key.key = NULL;
	credmint_wipe(bytes, sizeof(bytes));
	return error;
}

int
main(void)
{
	struct credmint_source *source;
	int bad = policy.size != sizeof(policy) || words.size != sizeof(words) ||
	    otp.size != sizeof(otp) || key.size != sizeof(key) ||
	    credmint_hash_method(0, &method) != 0 ||
	    strcmp(credmint_version(), CREDMINT_VERSION) != 0;

	if (credmint_source_new(&source) != 0)
		return 1;
	bad |= make_texts(source) != 0 || make_keyed(source) != 0 ||
	    strlen(hex) + 1 != sizeof(hex) ||
	    strlen(urlsafe) + 1 != sizeof(urlsafe) ||
	    strlen(webhook) + 1 != sizeof(webhook) ||
	    strlen(token) + 1 != sizeof(token);
	credmint_source_free(source);
	return bad;
}
EOF
cp "$TMP/use.c" "$TMP/use.cc"
# None that is in the header is missing above.
check every_initialiser_and_size_is_used sh -c '
	grep -oE "define CREDMINT_[A-Z_]+_(INIT|SIZE)\>" lib/credmint.h |
		cut -d " " -f 2 >"$0/macros" && [ -s "$0/macros" ] &&
		while read -r macro; do
			grep -q "$macro\>" "$0/use.c" || { echo "$macro"; exit 1; }
		done <"$0/macros"' "$TMP"

for std in c99 c11 c17; do
	check "header_compiles_as_$std" compiles "$CC" -std=$std "$TMP/use.c"
done
for std in c++11 c++17; do
	for cxx in g++ clang++; do
		check "header_compiles_as_${std}_by_$cxx" \
			compiles $cxx -std=$std "$TMP/use.cc"
	done
done

# links SOURCE [COMPILER]: with the shared library and with the static one; both
# run. A build with sanitizers is linked with what it needs.
# shellcheck disable=SC2086
links() {
	san=${SANITIZE:+-fsanitize=$SANITIZE}
	compiler=${2:-$CC}
	"$compiler" $san $strict -o "$TMP/shared" "$1" -L"$BUILD" -lcredmint &&
		LD_LIBRARY_PATH=$BUILD "$TMP/shared" >"$TMP/out" &&
		"$compiler" $san $strict -o "$TMP/static" "$1" \
			"$BUILD/libcredmint.a" -lnettle -lcrypt -lm &&
		"$TMP/static" >"$TMP/out"
}
check "program_links_with_both_libraries" links "$TMP/use.c"
for cxx in g++ clang++; do
	check "program_in_c++_links_with_both_libraries_by_$cxx" \
		links "$TMP/use.cc" $cxx
done

# What is not in the map cannot be reached.
printf 'int entropy_fill(void *, unsigned long);\n%s\n' \
	'int main(void) { char c; return entropy_fill(&c, 1); }' >"$TMP/inside.c"
hidden() {
	! "$CC" -o "$TMP/inside" "$1" -L"$BUILD" -lcredmint &&
		! "$CC" -o "$TMP/inside" "$1" "$BUILD/libcredmint.a" -lnettle -lcrypt -lm
}
check "rooms_are_hidden_in_both_libraries" hidden "$TMP/inside.c"

# Each literal display of EXAMPLES is a whole file, or a command that compiles
# one; a file with a main() is run.
for page in man/credmint*.3; do
	name=$(basename "$page" .3)
	awk -v prefix="$TMP/$name-" '
		/^\.Sh / { examples = /EXAMPLES/ }
		examples && /^\.Bd -literal/ { file = prefix (++n) ".c"; next }
		/^\.Ed/ { if (file) close(file); file = ""; next }
		file && /^cc / { next }
		file { gsub(/\\e/, "\\"); print >file }
	' "$page"
	for example in "$TMP/$name"-*.c; do
		if ! grep -qs '^#include <credmint.h>' "$example"; then
			fail "example_of_${name}_is_a_whole_file" "$example"
		elif grep -q '^main(' "$example"; then
			check "example_of_${name}_runs" links "$example"
		else
			check "example_of_${name}_compiles" \
				compiles "$CC" -std=c17 "$example"
		fi
	done
done
finish
