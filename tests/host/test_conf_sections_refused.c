/*
 * test_conf_sections_refused - what is wrong in a section is told by its line
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "host/conf.h"
#include "tests/host/conf_place.h"

static const struct place_refusal refused[] = {
    /* headers */
    {"[token]\n", ":1: a section must be [token NAME], [serve NAME]"},
    {"[token ]\n", ":1: a section must be"},
    {"[]\n", ":1: a section must be"},
    {"[\n", ":1: a section must be"},
    {"[token x\n", ":1: a section must be"},
    {"[token x] # x\n", ":1: a section must be"},
    {"[token x]]\n", ":1: a section must be"},
    {"[[token x]\n", ":1: a section must be"},
    {"[token  x]\n", ":1: a section must be"},
    {"[token\tx]\n", ":1: a section must be"},
    {"[token x ]\n", ":1: a section must be"},
    {"[ token x]\n", ":1: a section must be"},
    {"[tokens x]\n", ":1: a section must be"},
    {"[Token x]\n", ":1: a section must be"},
    {"[kind x]\n", ":1: a section must be"},
    {"[serve]\n", ":1: a section must be"},
    {"[serve a] [serve b]\n", ":1: a section must be"},
    {"[serve \"a\"]\n", ":1: a section must be"},
    {"[serve a#]\n", ":1: a section must be"},
    {"[token Inv]\n", ":1: the name of a [token NAME] must be"},
    {"[token -x]\n", ":1: the name of a [token NAME] must be"},
    {"[token a_b]\n", ":1: the name of a [token NAME] must be"},
    {"[token a b]\n", ":1: the name of a [token NAME] must be"},
    {"[token \xc3\xa4]\n", ":1: the name of a [token NAME] must be"},
    {"[serve @]\n", ":1: the name of a [serve NAME] must be"},
    {"[serve a:b]\n", ":1: the name of a [serve NAME] must be"},
    {"[serve -a]\n", ":1: the name of a [serve NAME] must be"},
    {"[serve a/b]\n", ":1: the name of a [serve NAME] must be"},
    /* what stands where */
    {"ttl = 1h\n", ":1: ttl belongs to a [token NAME]; put it there"},
    {"deny = 1\nkinds = *\n", ":2: kinds belongs to a [serve NAME]"},
    {"[token reset]\nverbs = list\n", ":2: verbs belongs to a [serve NAME]"},
    {"[serve a]\nuses = 1\n", ":2: uses belongs to a [token NAME]"},
    {"[token reset]\ndeny = 1\n", ":2: deny belongs to no section; put it"},
    {"[serve a]\nuser = a\n", ":2: user belongs to no section"},
    {"[serve a]\ntoken_retention = 1d\n", ":2: token_retention belongs to no"},
    {"[token reset]\nlife = 1h\n", ":2: no key is called 'life'"},
    {"[token reset]\nttl\n", ":2: no '='"},
    {"[token reset]\nttl = '1h'\n", ":2: a value takes no quotes"},
    {"deny = 1\n[token reset]\nttl = 1h\n\nttl = 2h\n",
	":5: ttl stands in line 3 already"},
    {"[token reset]\n[token session]\n[token reset]\n",
	":3: this section stands in line 1 already"},
    {"[serve reset]\n[token reset]\n[serve @reset]\n[serve reset]\n",
	":4: this section stands in line 1 already"},
    /* values */
    {"token_retention = 0s\n", ":1: token_retention must be a time from"},
    {"token_retention =\n", ":1: token_retention must be"},
    {"token_retention = 3651d\n", ":1: token_retention must be"},
    {"[token reset]\nttl = 0s\n", ":2: ttl must be a time from 1s to 3650d"},
    {"[token reset]\nttl =\n", ":2: ttl must be"},
    {"[token reset]\nttl = 10000d\n", ":2: ttl must be"},
    {"[token reset]\nttl = 3600\n", ":2: ttl must be"},
    {"[token reset]\nidle = 0\n", ":2: idle must be"},
    {"[token reset]\nidle = never\n", ":2: idle must be"},
    {"[token reset]\nuses = 1001\n", ":2: uses must be a whole number from 0"},
    {"[token reset]\nuses = -1\n", ":2: uses must be"},
    {"[token reset]\nuses =\n", ":2: uses must be"},
    {"[token reset]\nbytes = 15\n", ":2: bytes must be a whole number from 16"},
    {"[token reset]\nbytes = 65\n", ":2: bytes must be"},
    {"[token reset]\nprefix =\n", ":2: prefix must be 1 to 32 of"},
    {"[token reset]\nprefix = 1a\n", ":2: prefix must be"},
    {"[token reset]\nprefix = _a\n", ":2: prefix must be"},
    {"[token reset]\nprefix = a_\n", ":2: prefix must be"},
    {"[token reset]\nprefix = a-b\n", ":2: prefix must be"},
    {"[token reset]\nprefix = a b\n", ":2: prefix must be"},
    {"[token reset]\nprefix = \xc3\xa4\n", ":2: prefix must be"},
    {"[token reset]\nprefix = abcdefghijklmnopqrstuvwxyz_123456\n",
	":2: prefix must be"},
    {"[serve a]\nkinds = reset reset\n",
	":2: kinds must be up to 16 different"},
    {"[serve a]\nkinds = * reset\n", ":2: kinds must be"},
    {"[serve a]\nkinds = reset *\n", ":2: kinds must be"},
    {"[serve a]\nkinds = Reset\n", ":2: kinds must be"},
    {"[serve a]\nkinds = ,reset\n", ":2: kinds must be"},
    {"[serve a]\nkinds = reset,\n", ":2: kinds must be"},
    {"[serve a]\nkinds = reset,,session\n", ":2: kinds must be"},
    {"[serve a]\nkinds = a b c d e f g h i j k l m n o p q\n",
	":2: kinds must be"},
    {"[serve a]\nkinds = abcdefghijklmnopqrstuvwxyz123456\n",
	":2: kinds must be"},
    {"[serve a]\nverbs = list list\n",
	":2: verbs must be some of issue verify"},
    {"[serve a]\nverbs = lists\n", ":2: verbs must be"},
    {"[serve a]\nverbs = lis\n", ":2: verbs must be"},
    {"[serve a]\nverbs = *\n", ":2: verbs must be"},
    {"[serve a]\nverbs = list,\n", ":2: verbs must be"},
    {"[serve a]\nverbs = sweep\n", ":2: verbs must be"},
    /* what the whole says */
    {"[token inv]\n", ":1: [token inv] has no prefix; give it one"},
    {"\n[token inv]\nttl = 1d\n", ":2: [token inv] has no prefix"},
    {"[token inv]\nprefix = key\n",
	":2: api-key and inv both have the prefix 'key'; change one"},
    {"[token a]\nprefix = x\n[token b]\nuses = 1\nprefix = x\n",
	":5: a and b both have the prefix 'x'"},
    {"[token reset]\nprefix = session\n",
	":2: reset and session both have the prefix 'session'"},
    {"[serve a]\nverbs = list\nkinds = reset rest\n",
	":3: no kind of tokens is called 'rest'; define it in [token rest]"},
};

static void
test_whatever_is_not_exact_is_refused_by_line(void **state)
{
	(void)state;
	place_refuses_all(refused, sizeof(refused) / sizeof(*refused));
}

/* What only shows at the end is told by the file and line to be changed. */
static void
test_drop_ins_are_judged_together(void **state)
{
	(void)state;
	place_main("[token inv]\nprefix = inv\n[serve anna]\nkinds = inv\n");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("10.conf", "\n[token other]\nuses = 2\n");
	place_drop_in("20.conf", "[token other]\nbytes = 20\n");
	place_refuses(-EINVAL,
	    "main.conf.d/10.conf:2: [token other] has no prefix; give it one");
	place_drop_in("10.conf", "[token other]\n\nprefix = inv\n");
	place_refuses(-EINVAL,
	    "main.conf.d/10.conf:3: inv and other both have the prefix 'inv'");
	place_drop_in("10.conf", "[token inv]\nprefix = key\n");
	place_drop_in("20.conf", "");
	place_refuses(-EINVAL,
	    "main.conf.d/10.conf:2: api-key and inv both have the prefix");
	place_drop_in("10.conf", "[serve anna]\n\n\nkinds = inv outv\n");
	place_refuses(-EINVAL,
	    "main.conf.d/10.conf:4: no kind of tokens is called 'outv'");
	place_drop_in("10.conf", "[serve anna]\nverbs = list\n");
	place_drop_in("20.conf", "[token x]\nprefix = x\nprefix = y\n");
	place_refuses(
	    -EINVAL, "main.conf.d/20.conf:3: prefix stands in line 2 already");
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_whatever_is_not_exact_is_refused_by_line),
	    CASE(test_drop_ins_are_judged_together),
	};

	return cmocka_run_group_tests_name(
	    "conf sections refused", tests, place_make, place_remove);
}
