/*
 * test_hash_pbkdf2 - hashes as passlib writes them, and texts that are none
 *
 * hash_known_answers.sh compares with passlib, both ways.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

#define PREFIX "$pbkdf2-sha256$"
/* RFC 7914, section 11, the first 32 bytes. */
#define RFC_7914 PREFIX "1$c2FsdA$" RFC_7914_SUM
#define RFC_7914_SUM "VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw"

static char out[CREDMINT_HASH_SIZE];

static int
make(const char *setting)
{
	strcpy(out, "before");
	return credmint_hash_make(setting, "passwd", 6, out, sizeof(out));
}

static void
test_the_answer_of_rfc_7914(void **state)
{
	(void)state;
	assert_int_equal(make(PREFIX "1$c2FsdA"), 0);
	assert_string_equal(out, RFC_7914);
	assert_int_equal(make(PREFIX "1$c2FsdA$"), 0);
	assert_string_equal(out, RFC_7914);
	assert_int_equal(make(RFC_7914), 0);
	assert_string_equal(out, RFC_7914);
	assert_int_equal(credmint_hash_verify(RFC_7914, "passwd", 6), 0);
	assert_int_equal(
	    credmint_hash_verify(RFC_7914, "passwe", 6), -EKEYREJECTED);
	assert_int_equal(credmint_hash_verify(RFC_7914, "", 0), -EKEYREJECTED);
	assert_int_equal(
	    credmint_hash_verify(RFC_7914, NULL, 0), -EKEYREJECTED);
}

static const char *const none[] = {
    /* cut off */
    "$pbkdf2-sha256",
    PREFIX,
    PREFIX "1",
    PREFIX "1$",
    PREFIX "1$$",
    PREFIX "1$$" RFC_7914_SUM,
    PREFIX "$c2FsdA",
    PREFIX "c2FsdA$" RFC_7914_SUM,
    PREFIX "1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrL",
    PREFIX "1$c2FsdA$V",
    /* and grown */
    RFC_7914 "w",
    RFC_7914 "=",
    RFC_7914 "$",
    RFC_7914 "\n",
    PREFIX "1$c2FsdA$$" RFC_7914_SUM,
    PREFIX "1$c2FsdA$x$" RFC_7914_SUM,
    /* rounds */
    PREFIX "0$c2FsdA",
    PREFIX "00$c2FsdA",
    PREFIX "01$c2FsdA$" RFC_7914_SUM,
    PREFIX "+1$c2FsdA",
    PREFIX "-1$c2FsdA",
    PREFIX " 1$c2FsdA",
    PREFIX "1 $c2FsdA",
    PREFIX "0x1$c2FsdA",
    PREFIX "1e3$c2FsdA",
    PREFIX "rounds=1$c2FsdA",
    PREFIX "4294967296$c2FsdA",
    PREFIX "4294967297$c2FsdA",
    PREFIX "18446744073709551617$c2FsdA",
    PREFIX "100000000000000000000000000000000000000001$c2FsdA",
    /* salts: no bytes, other characters, bits that are not zero */
    PREFIX "1$c",
    PREFIX "1$c2Fsd",
    PREFIX "1$c2FsdB",
    PREFIX "1$c2FsdP$" RFC_7914_SUM,
    PREFIX "1$c2FsdA==$" RFC_7914_SUM,
    PREFIX "1$c2F+dA",
    PREFIX "1$c2F-dA",
    PREFIX "1$c2F_dA",
    PREFIX "1$c2F dA",
    PREFIX "1$c2F\xc3\xa4",
    /* checksums: the same */
    PREFIX "1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLx",
    PREFIX "1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLz",
    PREFIX "1$c2FsdA$VawEblbjCJ+sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    PREFIX "1$c2FsdA$VawEblbjCJ_sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    PREFIX "1$c2FsdA$VawEblbjCJ sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    PREFIX "1$c2FsdA$VawEblbjCJ\x80sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    /* other methods of passlib's */
    "$pbkdf2$1$c2FsdA",
    "$pbkdf2-sha1$1$c2FsdA",
    "$pbkdf2-sha512$1$c2FsdA",
    "$PBKDF2-SHA256$1$c2FsdA",
    "pbkdf2_sha256$1$c2FsdA$" RFC_7914_SUM,
    "!" RFC_7914,
};

static void
test_texts_that_are_no_hash(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		if (make(none[i]) != -EINVAL)
			fail_msg("%s: taken", none[i]);
		assert_string_equal(out, "");
		if (credmint_hash_verify(none[i], "passwd", 6) != -EINVAL)
			fail_msg("%s: verified", none[i]);
	}
	/* Settings alone are good for making, and match nothing. */
	assert_int_equal(
	    credmint_hash_verify(PREFIX "1$c2FsdA", "passwd", 6), -EINVAL);
	assert_int_equal(
	    credmint_hash_verify(PREFIX "1$c2FsdA$", "passwd", 6), -EINVAL);
}

static void
test_every_character_of_a_stored_hash_counts(void **state)
{
	char hash[] = RFC_7914;

	(void)state;
	for (size_t i = 0; hash[i] != '\0'; i++) {
		char was = hash[i];

		/* More rounds take longer, and show nothing. */
		if (i == strlen(PREFIX))
			continue;
		for (int c = 1; c < 256; c++) {
			hash[i] = (char)c;
			if (hash[i] != was)
				assert_int_not_equal(
				    credmint_hash_verify(hash, "passwd", 6), 0);
		}
		hash[i] = was;
	}
	assert_int_equal(credmint_hash_verify(hash, "passwd", 6), 0);
}

static void
test_salts_as_long_as_fit(void **state)
{
	char setting[CREDMINT_HASH_SIZE + 1];
	size_t at, most = CREDMINT_HASH_SIZE - 1 - 44;

	(void)state;
	memset(setting, 'A', sizeof(setting));
	at = (size_t)snprintf(setting, sizeof(setting), PREFIX "1$");
	setting[at] = 'A';
	/* Any length but those that no bytes have. */
	for (size_t n = at + 1; n < sizeof(setting); n++) {
		setting[n] = '\0';
		assert_int_equal(
		    make(setting), n > most || (n - at) % 4 == 1 ? -EINVAL : 0);
		assert_int_equal(strlen(out), out[0] == '\0' ? 0 : n + 44);
		setting[n] = 'A';
	}
}

static void
test_passwords_are_bounded_and_hold_no_nul(void **state)
{
	char pw[CREDMINT_HASH_PASSWORD_MAX + 1];

	(void)state;
	memset(pw, 'x', sizeof(pw));
	assert_int_equal(credmint_hash_make(PREFIX "1$c2FsdA", pw,
			     sizeof(pw) - 1, out, sizeof(out)),
	    0);
	assert_int_equal(credmint_hash_verify(out, pw, sizeof(pw) - 1), 0);
	assert_int_equal(credmint_hash_verify(out, pw, sizeof(pw)), -EMSGSIZE);
	assert_int_equal(credmint_hash_make(PREFIX "1$c2FsdA", pw, sizeof(pw),
			     out, sizeof(out)),
	    -EMSGSIZE);
	assert_string_equal(out, "");
	assert_int_equal(
	    credmint_hash_make(PREFIX "1$c2FsdA", "a\0b", 3, out, sizeof(out)),
	    -EILSEQ);
	assert_int_equal(credmint_hash_verify(RFC_7914, "passwd", 7), -EILSEQ);
}

static void
test_too_little_room(void **state)
{
	size_t n = strlen(RFC_7914);

	(void)state;
	assert_int_equal(
	    credmint_hash_make(RFC_7914, "passwd", 6, out, n), -ERANGE);
	assert_string_equal(out, "");
	assert_int_equal(
	    credmint_hash_make(RFC_7914, "passwd", 6, out, n + 1), 0);
	assert_int_equal(
	    credmint_hash_make(RFC_7914, "passwd", 6, NULL, 0), -ERANGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_answer_of_rfc_7914),
	    cmocka_unit_test(test_texts_that_are_no_hash),
	    cmocka_unit_test(test_every_character_of_a_stored_hash_counts),
	    cmocka_unit_test(test_salts_as_long_as_fit),
	    cmocka_unit_test(test_passwords_are_bounded_and_hold_no_nul),
	    cmocka_unit_test(test_too_little_room),
	};

	return cmocka_run_group_tests_name("hash_pbkdf2", tests, NULL, NULL);
}
