/* test_provision_input - files that are good, and all that is wrong with others
 */

#include "utils/credmint/provision_input.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/utils/provision_read.h"

#define TEXT(s) s, sizeof(s) - 1
#define NAMES \
	"name takes 1 to 32 characters of a-z, 0-9, '_' and '-', a letter or '_' first ('$' may be the last)\n"
#define CUT "it has no newline at its end: the file may be cut off; add one\n"
#define BIG "too big: uid and gid take up to 4294967294, and length up to 256\n"
#define QUOTES \
	" has a quote inside, or text behind the closing one: put the whole field in quotes, and each quote in it twice\n"

struct row {
	const char *file;
	size_t n;
	const char *said;
	const char *accounts;
};

/* What comes out in spite of what is said. */
static const struct row rows[] = {
    {TEXT("name\nalice\n"), "", "2 name=alice;"},
    {TEXT("gecos,name\n\"A, \"\"B\"\" C\",alice\n"), "",
	"2 name=alice gecos=A, \"B\" C;"},
    /* A blank belongs to the field. */
    {TEXT("name,gecos\na, x \n"), "", "2 name=a gecos= x ;"},
    {TEXT("name,uid,gecos\na,,\nb,7,\"\"\n"), "", "2 name=a;3 name=b uid=7;"},
    /* BOM, CRLF, both kinds of line, blank lines. */
    {TEXT("\xef\xbb\xbfname,uid\r\na,7\r\n"), "", "2 name=a uid=7;"},
    {TEXT("\n\r\n \nname\n\na\r\n\n\nb\n"), "", "6 name=a;9 name=b;"},
    {TEXT("name\r\na\r\n\r\nb\r\n"), "", "2 name=a;4 name=b;"},
    {TEXT("name\na\n\r"), "", "2 name=a;"},
    /* Without a newline at the end the rest may be missing. */
    {TEXT("name,uid\na,1001\nb,10"), "f:3: " CUT, "2 name=a uid=1001;"},
    {TEXT("name\na\n\nb"), "f:4: " CUT, "2 name=a;"},
    {TEXT("name,gecos\na,\"b\""), "f:2: " CUT, ""},
    {TEXT("name,gecos\r\na,b\r"), "f:2: " CUT, ""},
    {TEXT("name\na\n "), "f:3: " CUT, "2 name=a;"},
    {TEXT("{\"name\":\"a\"}\n{\"name\":\"b\"}"), "f:2: " CUT, "1 name=a;"},
    {TEXT("{\"name\":\"a\"}\n{\"name\":\"b\",\"u"), "f:2: " CUT, "1 name=a;"},
    {TEXT("name,gecos\na,\"b"),
	"f:2: a quoted field is not closed before the file ends\n", ""},
    {TEXT("name,uid\na"), "f:2: " CUT, ""},
    {TEXT("name,uid\na\n"), "f:2: it has 1 column, and the header has 2\n", ""},
    {TEXT("name\na,b\nc\n"), "f:2: it has 2 columns, and the header has 1\n",
	"3 name=c;"},
    {TEXT("name,gecos\na,5\" disk\nb,\"c\"d\"\ne,f\n"),
	"f:2: column 2 (gecos)" QUOTES "f:3: column 2 (gecos)" QUOTES,
	"4 name=e gecos=f;"},
    {TEXT("name\na,b,c\"\n"), "f:2: column 3" QUOTES, ""},
    {TEXT("name,gecos\na,x\ry\nb,\"c\rd\"\n"),
	"f:2: gecos has the control character U+000D at byte 2: remove it\n"
	"f:3: gecos has the control character U+000D at byte 2: remove it\n",
	""},
    {TEXT("name,gecos\na,x\0y\nb,z\n"),
	"f:2: gecos has the control character U+0000 at byte 2: remove it\n",
	"3 name=b gecos=z;"},
    {TEXT("name,gecos\na,caf\xe9\nb,caf\xc3\xa9\n"),
	"f:2: gecos is not UTF-8: convert the file, as by iconv -f LATIN1 -t "
	"UTF-8\n",
	"3 name=b gecos=caf\xc3\xa9;"},
    /* Twice: the line that came first stays. */
    {TEXT("name,uid\na,7\nb,7\na,8\nc,8\n"),
	"f:3: the uid 7 stands in line 2 already\n"
	"f:4: the name a stands in line 2 already\n",
	"2 name=a uid=7;5 name=c uid=8;"},
    {TEXT("name,gecos\n,x\n"),
	"f:2: the name is missing: it takes 1 to 32 characters of a-z, 0-9, "
	"'_' and '-', a letter or '_' first ('$' may be the last)\n",
	""},
    {TEXT("name\n..\nb\n"), "f:2: " NAMES, "3 name=b;"},
    /* JSON lines. */
    {TEXT(
	 "{\"name\":\"a\",\"uid\":7,\"length\":\"20\",\"groups\":[\"b\",\"c\"]}\n"),
	"", "1 name=a uid=7 groups=b,c length=20;"},
    {TEXT(
	 "\xef\xbb\xbf\n \t\n {\"name\":\"a\",\"uid\":null,\"gecos\":\"\"}\r\n\n"
	 "{\"groups\":\"b,c\",\"name\":\"b\"}\n"),
	"", "3 name=a;5 name=b groups=b,c;"},
    {TEXT("{}\nname\n[]\n{\"name\":\"a\",\"name\":\"b\"}\n{\"name\":\"a\"}x\n"),
	"f:1: the name is missing: it takes 1 to 32 characters of a-z, 0-9, "
	"'_' and '-', a letter or '_' first ('$' may be the last)\n"
	"f:2: it is not one object in JSON, on one line, with each member once\n"
	"f:3: it is not one object in JSON, on one line, with each member once\n"
	"f:4: it is not one object in JSON, on one line, with each member once\n"
	"f:5: it is not one object in JSON, on one line, with each member once\n",
	""},
    {TEXT(
	 "{\"name\":\"a\",\"uid\":99999999999999999999}\n{\"uid\":1e999}\n"
	 "{\"uid\":-99999999999999999999}\n{\"name\":\"b\",\"uid\":9999999999}\n"),
	"f:1: it has a number that is " BIG "f:2: it has a number that is " BIG
	"f:3: it has a number that is " BIG
	"f:4: uid takes 1 to 4294967294 in decimal digits, without a 0 in "
	"front\n",
	""},
    {TEXT(
	 "{\"name\":\"a\",\"password\":\"x\"}\n{\"name\":\"b\",\"\\u001b\":1}\n"),
	"f:1: there is no member password: it takes name, uid, gid, gecos, "
	"home, shell, groups, expiry, length and method\n"
	"f:2: there is no member ?: it takes name, uid, gid, gecos, home, "
	"shell, groups, expiry, length and method\n",
	""},
    {TEXT("{\"name\":7}\n{\"name\":\"a\",\"uid\":7.0}\n{\"name\":\"a\","
	  "\"groups\":[\"b\",7]}\n{\"name\":\"a\",\"groups\":[\"b,c\"]}\n"
	  "{\"name\":\"a\",\"uid\":true}\n{\"name\":\"a\",\"uid\":-7}\n"),
	"f:1: name takes a text\n"
	"f:2: uid takes an integer, or a text\n"
	"f:3: groups takes a list of names, each in quotes of its own\n"
	"f:4: groups takes a list of names, each in quotes of its own\n"
	"f:5: uid takes an integer, or a text\n"
	"f:6: uid takes 1 to 4294967294 in decimal digits, without a 0 in "
	"front\n",
	""},
    {TEXT(
	 "{\"name\":\"a\",\"gecos\":\"x\\u0000y\"}\n"
	 "{\"name\":\"b\",\"gecos\":\"\\u0085\"}\n"
	 "{\"name\":\"c\",\"gecos\":\"x\\ny\"}\n{\"name\":\"d\",\"gecos\":\"\xe9\"}\n"
	 "{\"name\":\"e\\u0000\"}\n{\"name\":\"f\",\"groups\":[]}\n"),
	"f:1: gecos has the control character U+0000 at byte 2: remove it\n"
	"f:2: gecos has the control character U+0085 at byte 1: remove it\n"
	"f:3: gecos has the control character U+000A at byte 2: remove it\n"
	"f:4: it is not UTF-8: convert the file, as by iconv -f LATIN1 -t "
	"UTF-8\n"
	"f:5: name has the control character U+0000 at byte 2: remove it\n",
	"6 name=f;"},
};

static void
test_each_line_comes_out_or_is_named(void **state)
{
	static struct provision_read_out got;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t bad = 0, good = 0;

		provision_read(rows[i].file, rows[i].n, &got);
		assert_int_equal(got.rc, 0);
		assert_string_equal(got.said, rows[i].said);
		assert_string_equal(got.accounts, rows[i].accounts);
		for (const char *c = got.said; *c != '\0'; c++)
			bad += *c == '\n';
		for (const char *c = got.accounts; *c != '\0'; c++)
			good += *c == ';';
		assert_int_equal(got.bad, bad);
		assert_int_equal(got.good, good);
	}
}

#define BREAK \
	" a quoted field is not closed in its line, and a field takes no line break"
#define END " a quoted field is not closed before the file ends"
#define LINE "; line "
#define LINES "; lines "
#define LOST " was taken for a part of it and not read\n"
#define LOST_ALL " were taken for a part of it and not read\n"

/* What is inside quotes is no line of its own, whoever reads the quotes. */
static const struct {
	const char *file;
	size_t n;
	const char *said;
	int line; /* that spoils it all; 0: none */
} quoted[] = {
    {TEXT("name,gecos\na,\"x\nroot2,\ny\"\nb,z\n"),
	"f:2:" BREAK LINES "3 to 4" LOST_ALL, 2},
    {TEXT("name,gecos\na,\"x\nb,\"y\"\nc,z\n"), "f:2:" BREAK LINE "3" LOST, 2},
    {TEXT("name,gecos\nz,\na,\"x\r\ny\"\r\nb,\"open\nc,z\nd,\n"),
	"f:3:" BREAK LINE "4" LOST "f:5:" END LINES "6 to 7" LOST_ALL, 3},
    /* A stray one, and then a field that goes on. */
    {TEXT("name,gecos\na,\"x\nb,\"1\nroot2,2\n3\"\n"),
	"f:2:" BREAK LINE "3" LOST "f:5: column 1 (name)" QUOTES, 2},
    /* No rule says where these end. */
    {TEXT("name,uid,gecos\na,\"\"1,\"x\nroot2,,\ny\"\n"),
	"f:2: column 2 (uid)" QUOTES "f:4: column 1 (name)" QUOTES, 2},
    {TEXT("name,gecos\na,\"b\"c\nd,e\n"), "f:2: column 2 (gecos)" QUOTES, 2},
    {TEXT("name,gecos\na, \"b\nd,e\n"), "f:2: column 2 (gecos)" QUOTES, 2},
    {TEXT("name,gecos\na,b \"c\"d\"\ne,f\ng,\"h\" \ni,\"j\n"),
	"f:2: column 2 (gecos)" QUOTES "f:4: column 2 (gecos)" QUOTES "f:5:" END
	"\n",
	0},
};

static void
test_a_quoted_field_that_goes_on_spoils_the_file(void **state)
{
	static struct provision_read_out got;

	(void)state;
	for (size_t i = 0; i < sizeof(quoted) / sizeof(quoted[0]); i++) {
		char fault[64];

		provision_read(quoted[i].file, quoted[i].n, &got);
		assert_string_equal(got.said, quoted[i].said);
		assert_int_equal(got.rc, quoted[i].line != 0 ? -EINVAL : 0);
		if (quoted[i].line == 0)
			continue;
		(void)snprintf(fault, sizeof(fault),
		    "f:%d: a quoted field of this line may go on behind it, ",
		    quoted[i].line);
		assert_ptr_equal(strstr(got.fault.text, fault), got.fault.text);
	}
}

static const struct {
	const char *file;
	size_t n;
	int rc;
	const char *fault;
} useless[] = {
    {TEXT(""), -EINVAL, "f is empty: it needs"},
    {TEXT("\n \r\n\t\n"), -EINVAL, "f is empty: it needs"},
    {TEXT("\xef\xbb\xbf"), -EINVAL, "f is empty: it needs"},
    {TEXT("name,uid\n"), -ENODATA, "f has a header and no account"},
    {TEXT("name\n\n\n"), -ENODATA, "f has a header and no account"},
    {TEXT("alice,7\n"), -EINVAL, "f:1: column 1 of the header is none"},
    {TEXT("name,Uid\na,7\n"), -EINVAL,
	"f:1: column 2 of the header has capital letters: write uid"},
    {TEXT("\nname,\na,7\n"), -EINVAL,
	"f:2: column 2 of the header has no name: name it, or remove it"},
    {TEXT("\" \",name\na,7\n"), -EINVAL, "f:1: column 1 of the header has no "},
    {TEXT("name, uid\na,7\n"), -EINVAL,
	"f:1: column 2 of the header has a blank before or behind uid: "},
    {TEXT("NAME\t,uid\na,7\n"), -EINVAL,
	"f:1: column 1 of the header has a blank before or behind name: "},
    {TEXT("name;uid\na;7\n"), -EINVAL,
	"f:1: column 1 of the header has ';' in its name: put commas "},
    {TEXT("name\tuid\na\t7\n"), -EINVAL,
	"f:1: column 1 of the header has a TAB in its name: put commas "},
    {TEXT("name|uid\n"), -EINVAL, "f:1: column 1 of the header has '|' in "},
    {TEXT("root:x:0:0::/:\n"), -EINVAL, "f:1: column 1 of the header has ':' "},
    {TEXT("name,uid\ra,7\r"), -EINVAL,
	"f:1: there is a CR without an LF behind it: if it ends the lines, "
	"convert the file, as by tr '\\r' '\\n'"},
    {TEXT("\"name\",\"uid\"\ra,7\r"), -EINVAL, "f:1: there is a CR without"},
    {TEXT("name,uid,gid,uid\n"), -EINVAL,
	"f:1: the header names uid in columns 2 and 4: "},
    {TEXT("uid\n7\n"), -EINVAL, "f:1: the header has no column name"},
    {TEXT("\"name\nuid\"\n"), -EINVAL,
	"f:1: a quoted name in the header is not closed"},
    {TEXT("na\"me\n"), -EINVAL, "f:1: a quote stands where none can"},
    {TEXT("[{\"name\":\"a\"}]\n"), -EINVAL, "f:1: "},
    {TEXT("\xff\xfen\0a\0m\0e\0\n\0"), -EINVAL, "f:1: it is UTF-16: "},
    {TEXT("\xfe\xff\0n\0a\0m\0e\0\n"), -EINVAL, "f:1: it is UTF-16: "},
    {TEXT("n\0a\0m\0e\0\n\0"), -EINVAL, "f:1: there is a NUL byte: "},
};

static void
test_a_file_without_a_meaning_is_one_fault(void **state)
{
	static struct provision_read_out got;

	(void)state;
	for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
		provision_read(useless[i].file, useless[i].n, &got);
		assert_int_equal(got.rc, useless[i].rc);
		assert_ptr_equal(
		    strstr(got.fault.text, useless[i].fault), got.fault.text);
		assert_string_equal(got.said, "");
	}
}

static void
test_a_file_that_cannot_be_read_is_a_fault(void **state)
{
	struct provision_input *in;
	struct fault f;

	(void)state;
	assert_int_equal(provision_input_open(&in, "none", &f), -ENOENT);
	assert_string_equal(
	    f.text, "cannot open none: No such file or directory");
	assert_null(in);
	assert_int_equal(provision_input_open(&in, "/", &f), -EISDIR);
	assert_string_equal(f.text, "cannot read /: Is a directory");
}

static void
test_what_is_refused_later_is_said_and_comes_no_more(void **state)
{
	struct provision_input *in =
	    provision_read_open("name\na\nb\nc\n-\nd\n");
	struct provision_account account;
	struct fault f;
	char said[1024], left[256];

	(void)state;
	assert_int_equal(provision_input_next(in, &account, &f), 1);
	assert_int_equal(provision_input_next(in, &account, &f), 1);
	assert_int_equal(account.line, 3);
	assert_int_equal(
	    provision_input_refuse(in, 3, "%s is \x1bnone\n", "uid 7"), 0);
	/* It lasts until the next one. */
	assert_string_equal(account.field[PROVISION_NAME], "b");
	assert_int_equal(provision_input_refuse(in, 3, "again"), -ENOENT);
	assert_int_equal(provision_input_refuse(in, 5, "was bad"), -ENOENT);
	assert_int_equal(provision_input_refuse(in, 6, "to come"), 0);
	provision_read_accounts(in, left, sizeof(left));
	assert_string_equal(left, "4 name=c;");
	assert_int_equal(provision_input_next(in, &account, &f), 0);
	provision_input_rewind(in);
	provision_read_accounts(in, left, sizeof(left));
	assert_string_equal(left, "2 name=a;4 name=c;");
	assert_int_equal(provision_input_good(in), 2);
	assert_int_equal(provision_input_bad(in), 3);
	provision_input_close(in);
	provision_read_said(said, sizeof(said));
	assert_string_equal(
	    said, "f:5: " NAMES "f:3: uid 7 is ?none?\nf:6: to come\n");
}

static void
test_after_a_hundred_the_rest_is_counted(void **state)
{
	static char file[8192] = "name\n", said[32768];
	struct provision_input *in;
	char left[256];
	size_t lines = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		(void)strcat(file, "-\n");
	(void)strcat(file, "a\nb\nc\n");
	in = provision_read_open(file);
	assert_int_equal(provision_input_bad(in), 1000);
	provision_read_said(said, sizeof(said));
	for (const char *c = said; *c != '\0'; c++)
		lines += *c == '\n';
	assert_int_equal(lines, PROVISION_REPORTS_MAX + 1);
	assert_non_null(
	    strstr(said, "\nf:101: " NAMES "f: 900 more lines fail\n"));
	assert_int_equal(provision_input_refuse(in, 1002, "x"), 0);
	assert_int_equal(provision_input_refuse(in, 1004, "x"), 0);
	provision_read_accounts(in, left, sizeof(left));
	assert_string_equal(left, "1003 name=b;");
	provision_read_said(said, sizeof(said));
	assert_string_equal(said, "f: 2 more lines fail\n");
	provision_input_close(in);
	provision_read_said(said, sizeof(said));
	assert_string_equal(said, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_line_comes_out_or_is_named),
	    cmocka_unit_test(test_a_quoted_field_that_goes_on_spoils_the_file),
	    cmocka_unit_test(test_a_file_without_a_meaning_is_one_fault),
	    cmocka_unit_test(test_a_file_that_cannot_be_read_is_a_fault),
	    cmocka_unit_test(
		test_what_is_refused_later_is_said_and_comes_no_more),
	    cmocka_unit_test(test_after_a_hundred_the_rest_is_counted),
	};

	return cmocka_run_group_tests(
	    tests, provision_read_setup, provision_read_teardown);
}
