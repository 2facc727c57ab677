/* template_bench - a folder of a test's own, with a template in it */

#include "tests/utils/template_bench.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "utils/credmint/template.h"

struct fault template_bench_fault;

static char folder[] = "/tmp/test_template.XXXXXX";

void
template_bench_write(const char *text, size_t n)
{
	int fd = open(TEMPLATE_BENCH_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	(void)close(fd);
}

int
template_bench_open(
    struct template **t, const char *text, const char *const *sets)
{
	template_bench_write(text, strlen(text));
	return template_open(
	    t, NULL, TEMPLATE_BENCH_FILE, sets, &template_bench_fault);
}

int
template_bench_make(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : chdir(folder);
}

int
template_bench_remove(void **state)
{
	static const char *const names[] = {
	    TEMPLATE_BENCH_FILE, "./out", "./link", "./fifo"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		(void)unlink(names[i]);
	return rmdir(folder);
}
