/* test_url_template - the one place, where it may stand, what comes into it */

#include "utils/credmint/url_template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "utils/credmint/command.h"

static void
test_every_byte_becomes_itself_or_its_digits(void **state)
{
	static const char unreserved[] =
	    "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
	    "abcdefghijklmnopqrstuvwxyz~";
	struct url_template t;
	struct fault f;
	char token[256], wanted[3 * 256 + 32] = "https://h/?t=";
	char *link;

	(void)state;
	for (int i = 0; i < 256; i++) {
		char one[4] = {(char)i, '\0'};

		token[i] = (char)i;
		if (i == 0 || strchr(unreserved, i) == NULL)
			assert_int_equal(
			    snprintf(one, sizeof(one), "%%%02X", (unsigned)i),
			    3);
		(void)strcat(wanted, one);
	}
	(void)strcat(wanted, "&z#e");
	assert_int_equal(
	    url_template_read(&t, "url", "https://h/?t=%s&z#e", false, &f), 0);
	/* ASan sees a byte beyond. */
	link = malloc(url_template_size(&t, sizeof(token)));
	assert_non_null(link);
	assert_int_equal(
	    url_template_fill(&t, token, sizeof(token), link), strlen(wanted));
	assert_string_equal(link, wanted);
	free(link);
}

static void
test_room_is_enough_for_the_worst_token(void **state)
{
	struct url_template t;
	struct fault f;
	char *link;

	(void)state;
	assert_int_equal(
	    url_template_read(&t, "url", "https://h/%s", false, &f), 0);
	for (size_t n = 0; n < 40; n++) {
		char token[40];

		memset(token, '/', sizeof(token));
		link = malloc(url_template_size(&t, n));
		assert_non_null(link);
		assert_int_equal(
		    url_template_fill(&t, token, n, link), 10 + 3 * n);
		assert_int_equal(strlen(link), 10 + 3 * n);
		free(link);
	}
}

static void
test_longest_template_is_taken_and_no_longer(void **state)
{
	static char text[URL_TEMPLATE_MAX + 2] = "https://h/%s";
	struct url_template t;
	struct fault f;

	(void)state;
	memset(text + 12, 'x', URL_TEMPLATE_MAX - 12);
	assert_int_equal(url_template_read(&t, "url", text, false, &f), 0);
	assert_int_equal(t.before, 10);
	assert_int_equal(t.after, URL_TEMPLATE_MAX - 12);
	text[URL_TEMPLATE_MAX] = 'x';
	assert_int_equal(
	    url_template_read(&t, "url", text, false, &f), CALL_USAGE);
	assert_null(t.text);
}

static void
test_what_is_taken(void **state)
{
	static const char *const good[] = {
	    "https://h/%s",
	    "HTTPS://h.example.org:8443/a%20b?c=%s&d=%7e",
	    "https://[2001:db8::1]/%s",
	    "https://h?%s",
	    "https://h#%s",
	    "https://h/%se",
	    "https://h/%41%s%42",
	};
	struct url_template t;
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(
		    url_template_read(&t, "url", good[i], false, &f), 0);
	assert_int_equal(
	    url_template_read(&t, "url", "http://h/%s", true, &f), 0);
	assert_int_equal(url_template_read(&t, "url", NULL, false, &f), 0);
	assert_null(t.text);
}

/* RFC 3986's host: a name, IPv4, or IPv6 in brackets; and a port. */
static void
test_a_host_is_one(void **state)
{
	static const char *const good[] = {
	    "h",
	    "a.b.example",
	    "a.example.",
	    "1.example",
	    "3com",
	    "xn--bcher-kva.example",
	    "192.0.2.1",
	    "192.0.2.1:443",
	    "[::1]",
	    "[::ffff:192.0.2.1]:8443",
	    "h:1",
	    "h:65535",
	};
	static const char *const bad[] = {
	    "",
	    ":",
	    ":443",
	    "h:",
	    "h:0",
	    "h:00000",
	    "h:65536",
	    "h:000080",
	    "h:99999999999999999999",
	    "h:-1",
	    "h:80:80",
	    "h:x",
	    ".",
	    "..",
	    "a..b",
	    ".a",
	    "a.example..",
	    "-",
	    "-a",
	    "a-",
	    "a.-b",
	    "[[[",
	    "[",
	    "[]",
	    "[::1",
	    "::1",
	    "[1]",
	    "[192.0.2.1]",
	    "[::g]",
	    "[::1]x",
	    "[::1]:0",
	    "[::1]]",
	    "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]",
	    "192.0.2.256",
	    "192.0.2",
	    "192.0.2.1.",
	    "4294967295",
	    "user@h",
	    "user:word@h",
	    "h@",
	    "a_b",
	    "a%20b",
	    "a,b",
	};
	struct url_template t;
	struct fault f;
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		(void)snprintf(text, sizeof(text), "https://%s/%%s", good[i]);
		assert_int_equal(
		    url_template_read(&t, "url", text, false, &f), 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (const char *end = "/?#"; *end != '\0'; end++) {
			(void)snprintf(text, sizeof(text), "https://%s%cx?%%s",
			    bad[i], *end);
			assert_int_equal(
			    url_template_read(&t, "url", text, false, &f),
			    CALL_USAGE);
			assert_non_null(strstr(f.text, "takes a host"));
		}
	}
}

static void
test_a_name_has_253_bytes_and_its_parts_63(void **state)
{
	struct url_template t;
	struct fault f;
	char text[300];

	(void)state;
	for (size_t n = 1; n <= 260; n++) {
		char *p = text + sizeof("https://") - 1;

		memcpy(text, "https://", sizeof("https://"));
		for (size_t i = 0; i < n; i++)
			*p++ = i % 64 == 63 && i + 1 < n ? '.' : 'a';
		memcpy(p, "/%s", sizeof("/%s"));
		assert_int_equal(url_template_read(&t, "url", text, false, &f),
		    n > 253 || n % 64 == 0 ? CALL_USAGE : 0);
	}
}

static void
test_a_refusal_names_what_it_is_called_and_never_the_template(void **state)
{
	static const char *const bad[] = {"", "hunter2", "https://hunter2/",
	    "http://hunter2/%s", "https://hunter2/%s%s", "https://hunter2%s/",
	    "https://hunter2@h/%s", "https://h/hunter2 %s",
	    "https://h/%d?hunter2%s", "https://h/%s\thunter2",
	    "https://h/hunter2\xc3\xa4%s"};
	struct url_template t;
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		t.text = "left";
		assert_int_equal(
		    url_template_read(&t, "\"url\"", bad[i], false, &f),
		    CALL_USAGE);
		assert_null(t.text);
		assert_ptr_equal(strstr(f.text, "\"url\""), f.text);
		assert_null(strstr(f.text, "hunter2"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_byte_becomes_itself_or_its_digits),
	    cmocka_unit_test(test_room_is_enough_for_the_worst_token),
	    cmocka_unit_test(test_longest_template_is_taken_and_no_longer),
	    cmocka_unit_test(test_what_is_taken),
	    cmocka_unit_test(test_a_host_is_one),
	    cmocka_unit_test(test_a_name_has_253_bytes_and_its_parts_63),
	    cmocka_unit_test(
		test_a_refusal_names_what_it_is_called_and_never_the_template),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
