/* test_provision_fields - what each field takes, in CSV as in JSON */

#include "utils/credmint/provision_input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/utils/provision_read.h"

#define N32 "abcdefghijklmnopqrstuvwxyz012345"

struct value {
	enum provision_field field;
	const char *text;
};

static const struct value good[] = {
    {PROVISION_NAME, "a"},
    {PROVISION_NAME, "_"},
    {PROVISION_NAME, "host$"},
    {PROVISION_NAME, N32},
    {PROVISION_NAME, "a-b_c9-"},
    {PROVISION_NAME, "null"},
    {PROVISION_UID, "1"},
    {PROVISION_UID, "65533"},
    {PROVISION_UID, "65536"},
    {PROVISION_UID, "4294967294"},
    {PROVISION_GID, "1"},
    {PROVISION_GID, "users"},
    {PROVISION_GECOS, "Alice Example,Room 7,+49 30 123,"},
    {PROVISION_GECOS, "J\xc3\xb6rg \xe2\x82\xac \xf0\x9f\x94\x91"},
    {PROVISION_GECOS, "\xc2\xa0"}, /* the first behind the controls */
    /* What means something to YAML, LDIF, shells and templates. */
    {PROVISION_GECOS, "- &a *b !c |d >e %f @g `h` #i {j} [k] ?l 'm' \"n\""},
    {PROVISION_GECOS, "yes"},
    {PROVISION_GECOS, "~"},
    {PROVISION_GECOS, " <x> trailing "},
    {PROVISION_GECOS, "$(id) ${name|field} %n %s \\x41 ; && || \\"},
    {PROVISION_GECOS, "=cmd|' /C calc'!A0"},
    {PROVISION_GECOS, "'"},
    {PROVISION_GECOS, "\""},
    {PROVISION_HOME, "/"},
    {PROVISION_HOME, "/home/a b,c\"d"},
    {PROVISION_SHELL, "/usr/sbin/nologin"},
    {PROVISION_GROUPS, "audio"},
    {PROVISION_GROUPS, "a,_b,c-9"},
    {PROVISION_EXPIRY, "1970-01-02"},
    {PROVISION_EXPIRY, "2028-02-29"},
    {PROVISION_EXPIRY, "9999-12-31"},
    {PROVISION_LENGTH, "8"},
    {PROVISION_LENGTH, "256"},
    {PROVISION_METHOD, "pbkdf2-sha256"},
};

static const struct value bad[] = {
    {PROVISION_NAME, "A"},
    {PROVISION_NAME, "9a"},
    {PROVISION_NAME, "-a"},
    {PROVISION_NAME, "$"},
    {PROVISION_NAME, "a$b"},
    {PROVISION_NAME, "a$$"},
    {PROVISION_NAME, "a.b"},
    {PROVISION_NAME, " a"},
    {PROVISION_NAME, "a "},
    {PROVISION_NAME, "a/../b"},
    {PROVISION_NAME, "\xc3\xa4"},
    {PROVISION_NAME, N32 "6"},
    {PROVISION_NAME,
	"\xef\xbb\xbf"
	"a"},
    {PROVISION_UID, "0"},
    {PROVISION_UID, "00"},
    {PROVISION_UID, "01000"},
    {PROVISION_UID, "+7"},
    {PROVISION_UID, "-1"},
    {PROVISION_UID, "7 "},
    {PROVISION_UID, "0x7"},
    {PROVISION_UID, "7.0"},
    {PROVISION_UID, "65534"},
    {PROVISION_UID, "65535"},
    {PROVISION_UID, "4294967295"},
    {PROVISION_UID, "4294967296"},
    {PROVISION_UID, "18446744073709551617"},
    {PROVISION_UID, "users"},
    {PROVISION_GID, "0"},
    {PROVISION_GID, "65535"},
    {PROVISION_GID, "Users"},
    {PROVISION_GID, "7a"},
    {PROVISION_GECOS, "a:b"},
    {PROVISION_GECOS, "\t"},
    {PROVISION_GECOS, "a\x1b[2J"},
    {PROVISION_GECOS, "a\x7f"},
    {PROVISION_GECOS, "\xc2\x80"},
    {PROVISION_GECOS, "a\xc2\x9f"},
    {PROVISION_HOME, "home/a"},
    {PROVISION_HOME, "~a"},
    {PROVISION_HOME, "/home:/a"},
    {PROVISION_SHELL, "bash"},
    {PROVISION_SHELL, " /bin/sh"},
    {PROVISION_SHELL, "/bin/sh:"},
    {PROVISION_GROUPS, ","},
    {PROVISION_GROUPS, "a,"},
    {PROVISION_GROUPS, ",a"},
    {PROVISION_GROUPS, "a,,b"},
    {PROVISION_GROUPS, "a, b"},
    {PROVISION_GROUPS, "a b"},
    {PROVISION_GROUPS, "100"},
    {PROVISION_GROUPS, "a:b"},
    {PROVISION_EXPIRY, "2027-02-29"},
    {PROVISION_EXPIRY, "2027-13-01"},
    {PROVISION_EXPIRY, "2027-1-1"},
    {PROVISION_EXPIRY, "01.02.2027"},
    {PROVISION_EXPIRY, "2027-01-01T00:00:00Z"},
    {PROVISION_EXPIRY, "1970-01-01"},
    {PROVISION_EXPIRY, "0000-01-01"},
    {PROVISION_EXPIRY, "never"},
    {PROVISION_LENGTH, "7"},
    {PROVISION_LENGTH, "257"},
    {PROVISION_LENGTH, "016"},
    {PROVISION_LENGTH, "-16"},
    {PROVISION_METHOD, "$6$"},
    {PROVISION_METHOD, "SHA512"},
    {PROVISION_METHOD, "a:b"},
};

/* No UTF-8, which JSON cannot have at all. */
static const struct value bad_bytes[] = {
    {PROVISION_NAME, "a\xe4"},
    {PROVISION_GECOS, "M\xfcller"},
    {PROVISION_GECOS, "\xc0\xaf"},
    {PROVISION_GECOS, "\xed\xa0\x80"},
    {PROVISION_GECOS, "\xf4\x90\x80\x80"},
    {PROVISION_GECOS, "\xe2\x82"},
    {PROVISION_HOME, "/home/\xe4"},
    {PROVISION_SHELL, "/bin/\xe4"},
    {PROVISION_GROUPS, "\xe4"},
    {PROVISION_UID, "\xb2"},
};

static void
csv(const struct value *v, char *out, size_t size)
{
	const char *name = provision_field_names[v->field];
	size_t n = v->field == PROVISION_NAME
	    ? (size_t)snprintf(out, size, "name\n\"")
	    : (size_t)snprintf(out, size, "name,%s\nx,\"", name);

	for (const char *c = v->text; *c != '\0'; c++) {
		if (*c == '"')
			out[n++] = '"';
		out[n++] = *c;
	}
	(void)snprintf(out + n, size - n, "\"\nlast%s\n",
	    v->field == PROVISION_NAME ? "" : ",");
}

static void
json(const struct value *v, char *out, size_t size)
{
	const char *name = provision_field_names[v->field];
	json_t *object = json_pack("{s:s}", "name", "x");
	char line[512];
	size_t n;

	assert_non_null(object);
	assert_int_equal(
	    json_object_set_new(object, name, json_string(v->text)), 0);
	n = json_dumpb(object, line, sizeof(line), JSON_COMPACT);
	assert_in_range(n, 1, sizeof(line));
	(void)snprintf(
	    out, size, "\n%.*s\n{\"name\":\"last\"}\n", (int)n, line);
	json_decref(object);
}

/* The line is taken as it is, or nothing of it, and the next one anyway. */
static void
judge(const char *file, const struct value *v, bool taken)
{
	static struct provision_read_out got;
	const char *field = provision_field_names[v->field];
	char wanted[256];

	provision_read(file, strlen(file), &got);
	assert_int_equal(got.rc, 0);
	assert_int_equal(got.good, taken ? 2 : 1);
	assert_int_equal(got.bad, taken ? 0 : 1);
	if (!taken)
		(void)snprintf(wanted, sizeof(wanted), "3 name=last;");
	else if (v->field == PROVISION_NAME)
		(void)snprintf(
		    wanted, sizeof(wanted), "2 name=%s;3 name=last;", v->text);
	else
		(void)snprintf(wanted, sizeof(wanted),
		    "2 name=x %s=%s;3 name=last;", field, v->text);
	assert_string_equal(got.accounts, wanted);
	if (taken) {
		assert_string_equal(got.said, "");
		return;
	}
	(void)snprintf(wanted, sizeof(wanted), "f:2: %s ", field);
	assert_ptr_equal(strstr(got.said, wanted), got.said);
	assert_ptr_equal(
	    strchr(got.said, '\n'), got.said + strlen(got.said) - 1);
}

static void
judge_all(const struct value *v, size_t n, bool taken, bool in_json)
{
	char file[1024];

	for (size_t i = 0; i < n; i++) {
		csv(&v[i], file, sizeof(file));
		judge(file, &v[i], taken);
		if (!in_json)
			continue;
		json(&v[i], file, sizeof(file));
		judge(file, &v[i], taken);
	}
}

static void
test_what_is_good_comes_out_as_it_is(void **state)
{
	(void)state;
	judge_all(good, sizeof(good) / sizeof(good[0]), true, true);
}

static void
test_what_is_bad_is_named_with_its_field(void **state)
{
	(void)state;
	judge_all(bad, sizeof(bad) / sizeof(bad[0]), false, true);
}

static void
test_what_is_no_utf8_is_named_with_its_field(void **state)
{
	(void)state;
	judge_all(
	    bad_bytes, sizeof(bad_bytes) / sizeof(bad_bytes[0]), false, false);
}

static void
test_control_characters_are_refused_in_every_field(void **state)
{
	char file[1024], text[8];

	(void)state;
	for (unsigned field = 0; field < PROVISION_FIELDS; field++)
		for (int c = 1; c <= 0x20; c++) {
			struct value v = {(enum provision_field)field, text};

			/* A newline in quotes has a line of its own to say. */
			if (c == '\n')
				continue;
			(void)snprintf(
			    text, sizeof(text), "a%cb", c == 0x20 ? 0x7f : c);
			csv(&v, file, sizeof(file));
			judge(file, &v, false);
			json(&v, file, sizeof(file));
			judge(file, &v, false);
		}
}

static void
test_colons_are_refused_in_every_field(void **state)
{
	char file[1024];

	(void)state;
	for (unsigned field = 0; field < PROVISION_FIELDS; field++) {
		struct value v = {(enum provision_field)field, "a:b"};

		csv(&v, file, sizeof(file));
		judge(file, &v, false);
		json(&v, file, sizeof(file));
		judge(file, &v, false);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_good_comes_out_as_it_is),
	    cmocka_unit_test(test_what_is_bad_is_named_with_its_field),
	    cmocka_unit_test(test_what_is_no_utf8_is_named_with_its_field),
	    cmocka_unit_test(
		test_control_characters_are_refused_in_every_field),
	    cmocka_unit_test(test_colons_are_refused_in_every_field),
	};

	return cmocka_run_group_tests(
	    tests, provision_read_setup, provision_read_teardown);
}
