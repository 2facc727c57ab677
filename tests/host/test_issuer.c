/*
 * test_issuer - the name that apps show an authenticator under
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "host/issuer.h"

static const char *host;

int __wrap_gethostname(char *name, size_t n);

/* As gethostname(2): no name is cut short without an error. */
int
__wrap_gethostname(char *name, size_t n)
{
	if (host == NULL || strlen(host) >= n) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, host, strlen(host) + 1);
	return 0;
}

static void
becomes(const char *of_conf, const char *of_host, const char *issuer)
{
	static struct conf conf;
	char out[CONF_ISSUER_SIZE];

	strcpy(conf.issuer, of_conf);
	host = of_host;
	memset(out, 'x', sizeof(out));
	issuer_find(&conf, out);
	assert_string_equal(out, issuer);
}

static void
test_configured_one_comes_first(void **state)
{
	(void)state;
	becomes("Example", "mail.example.org", "Example");
	becomes("Example", NULL, "Example");
	becomes("", "mail.example.org", "mail.example.org");
}

static void
test_host_may_have_the_longest_name(void **state)
{
	char name[65];

	(void)state;
	memset(name, 'h', sizeof(name) - 1);
	name[64] = '\0';
	becomes("", name, name);
}

/* A colon parts issuer and account. */
static void
test_name_that_cannot_stand_is_none(void **state)
{
	(void)state;
	becomes("", NULL, "");
	becomes("", "fe80::1", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_configured_one_comes_first),
	    cmocka_unit_test(test_host_may_have_the_longest_name),
	    cmocka_unit_test(test_name_that_cannot_stand_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
