/*
 * test_hash_scram - what PostgreSQL keeps for SCRAM-SHA-256, and texts that it
 * does not
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "core/mac.h"
#include "credmint.h"

#define PREFIX "SCRAM-SHA-256$"
#define STORED "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
#define SERVER "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
#define SETTING PREFIX "4096:W22ZaJ0SNY7soEsUEjb6gQ=="
#define HASH SETTING "$" STORED ":" SERVER
/* The login of RFC 7677, section 3. */
#define LOGIN                                                   \
	"n=user,r=rOprNGfwEbeRWgbNEkqO,"                        \
	"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," \
	"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,"             \
	"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define PROOF "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define SIGNATURE "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static char out[CREDMINT_HASH_SIZE];

static int
make(const char *setting, const char *pw)
{
	strcpy(out, "before");
	return credmint_hash_make(setting, pw, strlen(pw), out, sizeof(out));
}

static void
key_of(const char *text, unsigned char key[MAC_SIZE])
{
	size_t n;

	assert_int_equal(
	    encode_read(ENCODE_BASE64, text, 44, key, MAC_SIZE, &n), 0);
	assert_int_equal(n, MAC_SIZE);
}

static void
test_the_login_of_rfc_7677(void **state)
{
	unsigned char stored[MAC_SIZE], server[MAC_SIZE], proof[MAC_SIZE],
	    mac[MAC_SIZE], want[MAC_SIZE];
	const struct mac_part login = {LOGIN, strlen(LOGIN)};

	(void)state;
	assert_int_equal(make(SETTING, "pencil"), 0);
	assert_string_equal(out, HASH);
	key_of(out + strlen(SETTING) + 1, stored);
	key_of(out + strlen(SETTING) + 46, server);
	/* What the client sent shows that it has the key of the stored one. */
	key_of(PROOF, proof);
	mac_of(stored, &login, 1, mac);
	for (size_t i = 0; i < MAC_SIZE; i++)
		proof[i] ^= mac[i];
	mac_sha256(proof, sizeof(proof), mac);
	assert_memory_equal(mac, stored, MAC_SIZE);
	/* What the server answered. */
	mac_of(server, &login, 1, mac);
	key_of(SIGNATURE, want);
	assert_memory_equal(mac, want, MAC_SIZE);
}

/* Made by a server of PostgreSQL 15. */
static void
test_hashes_that_postgresql_made(void **state)
{
	static const char many[] =
	    PREFIX "4096:8nhTQ5aFSjo+OrAXSYxXVg==$"
		   "o3AdqtSCAddYfWFi9b+l7nrR6CqMPd6NKNbdlnBN6iQ=:"
		   "BS1KksoxqXpc7O8UkD23OfP1oEPZS1iCrewk/9KQmpc=";
	static const char *const pairs[][2] = {
	    {"pencil",
		PREFIX "4096:GA5z7b7Nvcisu6N8N09zvA==$"
		       "0bDfFXs2khTl6STh0Da7+tu7tr3p6fiOZQShh9dD1Jc=:"
		       "2xU3hF9QtniiSFOoqwMRw8m4fxFjRcIx0ciRDX96aD8="},
	    {" ~!\"#$%&()*+,-./:;<=>?@[]^_`{|}A",
		PREFIX "4096:rp3vJJJZrmqTKo2MeebprQ==$"
		       "cXRnSgJNQbmqxQrt2vyohdJIES7KWADd1nHEwMOaeyE=:"
		       "P2dCNXGY8hYNcWQ8ZXyw+2cVrPQKnM1zRoniZJ82oSw="},
	    {"x",
		PREFIX "4096:gVffmY/RSkD9WhSQLyuo6w==$"
		       "JFip74VhV9yckZ/NEagsOieiG7tnEJr9Jq/BYyT9iY0=:"
		       "mbH1WdR4YcJMEdXJIP1sbGhv9W9cWtMfPgxGzAi1Sbs="},
	};
	char pw[CREDMINT_HASH_PASSWORD_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(make(pairs[i][1], pairs[i][0]), 0);
		assert_string_equal(out, pairs[i][1]);
		assert_int_equal(
		    credmint_hash_verify(out, pairs[i][0], strlen(pairs[i][0])),
		    0);
		assert_int_equal(
		    credmint_hash_verify(out, "z", 1), -EKEYREJECTED);
	}
	memset(pw, 'y', sizeof(pw));
	assert_int_equal(credmint_hash_verify(many, pw, sizeof(pw) - 1), 0);
	assert_int_equal(
	    credmint_hash_verify(many, pw, sizeof(pw) - 2), -EKEYREJECTED);
	assert_int_equal(credmint_hash_verify(many, pw, sizeof(pw)), -EMSGSIZE);
}

static void
test_only_printable_ascii_is_taken(void **state)
{
	char pw[2] = "";

	(void)state;
	for (int c = 0; c < 256; c++) {
		int want = c < ' ' || c > '~' ? -EILSEQ : 0;

		pw[0] = (char)c;
		assert_int_equal(credmint_hash_make(PREFIX "1:c2FsdA==", pw, 1,
				     out, sizeof(out)),
		    want);
		assert_int_equal(out[0] == '\0', want != 0);
		if (want == 0)
			want = -EKEYREJECTED;
		assert_int_equal(credmint_hash_verify(HASH, pw, 1), want);
	}
	assert_int_equal(make(SETTING, "penc\xc3\xaal"), -EILSEQ);
	assert_int_equal(make(SETTING, "pencil\n"), -EILSEQ);
}

static const char *const none[] = {
    PREFIX,
    PREFIX "4096",
    PREFIX "4096:",
    PREFIX "4096:$",
    PREFIX "4096:$" STORED ":" SERVER,
    PREFIX ":W22ZaJ0SNY7soEsUEjb6gQ==",
    SETTING "$" STORED,
    SETTING "$" STORED ":",
    SETTING ":" STORED ":" SERVER,
    SETTING "$" STORED "$" SERVER,
    SETTING "$" STORED ":WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY",
    HASH "=",
    HASH "\n",
    HASH ":",
    " " HASH,
    "!" HASH,
    PREFIX "0:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "04096:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "+4096:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "-1:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "2147483648:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "4294967297:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "18446744073709551617:W22ZaJ0SNY7soEsUEjb6gQ==",
    PREFIX "4096:W22ZaJ0SNY7soEsUEjb6gQ=",
    PREFIX "4096:W22ZaJ0SNY7soEsUEjb6gR==",
    PREFIX "4096:W22ZaJ0SNY7soEsUEjb6g.==",
    PREFIX "4096:W22ZaJ0SNY7soEsUEjb6gQ",
    SETTING "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qZ=:" SERVER,
    SETTING "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4q.=:" SERVER,
    SETTING "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4===:" SERVER,
    "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==",
    "scram-sha-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==",
};

static void
test_texts_that_are_no_hash(void **state)
{
	enum credmint_advice advice;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		if (make(none[i], "pencil") != -EINVAL)
			fail_msg("%s: taken", none[i]);
		assert_string_equal(out, "");
		if (credmint_hash_verify(none[i], "pencil", 6) != -EINVAL)
			fail_msg("%s: verified", none[i]);
		assert_int_equal(credmint_hash_advise(none[i], &advice), 0);
		assert_int_equal(advice, CREDMINT_ADVICE_INVALID);
	}
	assert_int_equal(credmint_hash_verify(SETTING, "pencil", 6), -EINVAL);
	assert_int_equal(
	    credmint_hash_verify(SETTING "$", "pencil", 6), -EINVAL);
	assert_int_equal(make(SETTING "$", "pencil"), 0);
	assert_string_equal(out, HASH);
	assert_int_equal(make(PREFIX "1:c2FsdA==", ""), 0);
}

static void
test_every_character_of_a_stored_hash_counts(void **state)
{
	char hash[CREDMINT_HASH_SIZE];

	(void)state;
	assert_int_equal(make(PREFIX "2:c2FsdA==", "pencil"), 0);
	memcpy(hash, out, sizeof(hash));
	for (size_t i = 0; hash[i] != '\0'; i++) {
		char was = hash[i];

		/* More rounds take longer, and show nothing. */
		if (i == strlen(PREFIX))
			continue;
		for (int c = 1; c < 256; c++) {
			hash[i] = (char)c;
			if (hash[i] != was)
				assert_int_not_equal(
				    credmint_hash_verify(hash, "pencil", 6), 0);
		}
		hash[i] = was;
	}
	assert_int_equal(credmint_hash_verify(hash, "pencil", 6), 0);
}

static void
test_settings_are_in_range(void **state)
{
	static const struct {
		unsigned long cost;
		int r;
		const char *start;
	} costs[] = {{0, 0, PREFIX "4096:"}, {4095, -EDOM, ""},
	    {4096, 0, PREFIX "4096:"}, {2147483647, 0, PREFIX "2147483647:"},
	    {2147483648, -EDOM, ""}, {1, -EDOM, ""}};
	unsigned char salt[17];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
		size_t at = strlen(costs[i].start);

		strcpy(out, "before");
		assert_int_equal(credmint_salt_make(NULL, "scram-sha-256",
				     costs[i].cost, out, sizeof(out)),
		    costs[i].r);
		assert_memory_equal(out, costs[i].start, at);
		assert_int_equal(strlen(out), at + (at > 0 ? 24 : 0));
		if (at > 0)
			assert_int_equal(encode_read(ENCODE_BASE64, out + at,
					     24, salt, sizeof(salt), &n),
			    0);
	}
	assert_int_equal(n, 16);
}

static void
test_longest_salt_that_fits(void **state)
{
	char setting[CREDMINT_HASH_SIZE + 1];
	size_t at, most = CREDMINT_HASH_SIZE - 1 - 90;

	(void)state;
	memset(setting, 'A', sizeof(setting));
	at = (size_t)snprintf(setting, sizeof(setting), PREFIX "1:");
	setting[at] = 'A';
	for (size_t n = at + 1; n < sizeof(setting); n++) {
		setting[n] = '\0';
		assert_int_equal(make(setting, "pencil"),
		    n > most || (n - at) % 4 != 0 ? -EINVAL : 0);
		assert_int_equal(strlen(out), out[0] == '\0' ? 0 : n + 90);
		setting[n] = 'A';
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_login_of_rfc_7677),
	    cmocka_unit_test(test_hashes_that_postgresql_made),
	    cmocka_unit_test(test_only_printable_ascii_is_taken),
	    cmocka_unit_test(test_texts_that_are_no_hash),
	    cmocka_unit_test(test_every_character_of_a_stored_hash_counts),
	    cmocka_unit_test(test_settings_are_in_range),
	    cmocka_unit_test(test_longest_salt_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
