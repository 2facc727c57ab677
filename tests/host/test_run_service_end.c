/*
 * test_run_service_end - a service ends, or is left, and its host sees it
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"

#define GRACE_MS 5000

static char service[1024];

static int64_t
soon(void)
{
	return run_clock_ms() + GRACE_MS;
}

static int
begin(const char *order, int *sock, pid_t *keeper)
{
	int r = run_service(service, sock, keeper);

	return r != 0 ? r : run_send(*sock, order, strlen(order), soon());
}

/* Give an order, and the milliseconds until the end of file. */
static int
end_of(const char *order)
{
	int64_t start = run_clock_ms();
	pid_t keeper;
	char text[8];
	int sock, n;

	assert_int_equal(begin(order, &sock, &keeper), 0);
	n = run_receive(sock, text, sizeof(text), soon());
	run_service_end(&sock, keeper, GRACE_MS);
	assert_int_equal(n, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1);
	return (int)(run_clock_ms() - start);
}

static void
test_end_of_file_means_the_service_is_gone(void **state)
{
	(void)state;
	assert_in_range(end_of("leave"), 0, GRACE_MS / 2);
	assert_in_range(end_of("crash"), 0, GRACE_MS / 2);
	assert_in_range(end_of("close 300"), 300, GRACE_MS / 2);
}

static void
test_program_that_is_none_is_an_end_of_file(void **state)
{
	char path[] = "/tmp/credmint-run-XXXXXX", text[8];
	int fd = mkstemp(path), sock;
	pid_t keeper;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0700), 0);
	assert_int_equal(run_service(path, &sock, &keeper), 0);
	assert_int_equal(run_receive(sock, text, sizeof(text), soon()), 0);
	run_service_end(&sock, keeper, GRACE_MS);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
}

static void
test_service_that_stays_is_left_after_the_grace(void **state)
{
	int64_t start = run_clock_ms();
	pid_t keeper;
	int sock;

	(void)state;
	assert_int_equal(begin("hang 900", &sock, &keeper), 0);
	run_service_end(&sock, keeper, 100);
	assert_in_range(run_clock_ms() - start, 100, 800);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1);
	assert_int_equal(errno, ECHILD);
}

static void
test_service_that_floods_is_left_after_the_grace(void **state)
{
	int64_t start = run_clock_ms();
	pid_t keeper;
	int sock;

	(void)state;
	assert_int_equal(begin("flood", &sock, &keeper), 0);
	run_service_end(&sock, keeper, 100);
	assert_in_range(run_clock_ms() - start, 100, 3000);
}

static void
test_service_sees_the_end_of_its_host(void **state)
{
	char text[8];
	pid_t keeper;
	int sock;

	(void)state;
	assert_int_equal(begin("echo", &sock, &keeper), 0);
	assert_int_equal(run_send(sock, "abc", 3, soon()), 0);
	assert_int_equal(run_receive(sock, text, sizeof(text), soon()), 3);
	assert_memory_equal(text, "abc", 3);
	run_service_end(&sock, keeper, GRACE_MS);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_end_of_file_means_the_service_is_gone),
	    cmocka_unit_test(test_program_that_is_none_is_an_end_of_file),
	    cmocka_unit_test(test_service_that_stays_is_left_after_the_grace),
	    cmocka_unit_test(test_service_that_floods_is_left_after_the_grace),
	    cmocka_unit_test(test_service_sees_the_end_of_its_host),
	};
	ssize_t n = readlink("/proc/self/exe", service, sizeof(service) - 32);

	if (n <= 0)
		return 1;
	service[n] = '\0';
	(void)strcpy(strrchr(service, '/') + 1, "drive_service");
	return cmocka_run_group_tests_name(
	    "run_service_end", tests, NULL, NULL);
}
