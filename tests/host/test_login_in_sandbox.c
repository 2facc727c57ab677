/*
 * test_login_in_sandbox - what a login needs works in the sandbox
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/host/inside.h"

static int ends[2];

static char dir[32], path[64];

static int
use_files(void)
{
	struct flock lock = {.l_type = F_WRLCK, .l_len = 1};
	struct flock other = {.l_type = F_WRLCK, .l_start = 8, .l_len = 1};
	struct stat st;
	char text[4];
	char *map;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1 || fcntl(fd, F_SETLK, &lock) != 0 ||
	    fcntl(fd, F_OFD_SETLK, &other) != 0 ||
	    flock(fd, LOCK_EX | LOCK_NB) != 0)
		return 1;
	if (pwrite(fd, "abc", 3, 0) != 3 || pread(fd, text, 3, 0) != 3 ||
	    fdatasync(fd) != 0 || fsync(fd) != 0 ||
	    lseek(fd, 0, SEEK_SET) != 0 || read(fd, text, 3) != 3 ||
	    write(fd, "d", 1) != 1 || posix_fallocate(fd, 0, 32768) != 0 ||
	    ftruncate(fd, 65536) != 0)
		return 2;
	map = mmap(NULL, 32768, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED || map[3] != 'd' || munmap(map, 32768) != 0)
		return 3;
	if (fstat(fd, &st) != 0 || stat(path, &st) != 0 ||
	    lstat(path, &st) != 0 || access(path, F_OK) != 0 ||
	    unlink(path) != 0 || close(fd) != 0)
		return 4;
	return 0;
}

static int
use_memory(void)
{
	const size_t large = 4 << 20;
	char *p = malloc(large), *q;

	if (p == NULL)
		return 1;
	memset(p, 1, large);
	q = realloc(p, 2 * large);
	if (q == NULL || q[large - 1] != 1)
		return 2;
	free(q);
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED || mlock(p, 8192) != 0 ||
	    madvise(p, 8192, MADV_DONTDUMP) != 0 ||
	    mprotect(p, 4096, PROT_NONE) != 0)
		return 3;
	return munmap(p, 8192) != 0;
}

static int
use_time_and_random(void)
{
	const struct timespec shortly = {0, 1000};
	struct timespec now;
	char bytes[32];

	if (clock_gettime(CLOCK_REALTIME, &now) != 0 ||
	    clock_gettime(CLOCK_BOOTTIME, &now) != 0 ||
	    nanosleep(&shortly, NULL) != 0 || usleep(1) != 0)
		return 1;
	return getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes);
}

/* What the parent sent before comes back doubled. */
static int
use_frames(void)
{
	char text[16];
	int64_t deadline = run_clock_ms() + 1000;

	if (run_receive(ends[1], text, sizeof(text), deadline) != 3)
		return 1;
	if (run_send(ends[1], "abcabc", 6, deadline) != 0)
		return 2;
	return run_receive(ends[1], text, sizeof(text), run_clock_ms() + 20) !=
	    -ETIMEDOUT;
}

/* Also when nobody takes the lines any more: then they are lost. */
static int
use_log(void)
{
	syslog(LOG_INFO, "a line from the sandbox");
	return 0;
}

static void
r04_in_the_sandbox_a_registry_works(void **state)
{
	(void)state;
	inside_works(use_files);
	inside_works(use_memory);
	inside_works(use_time_and_random);
}

static void
r04_in_the_sandbox_open_sockets_work(void **state)
{
	char text[16];

	(void)state;
	assert_int_equal(run_send(ends[0], "abc", 3, run_clock_ms() + 1000), 0);
	inside_works(use_frames);
	assert_int_equal(
	    run_receive(ends[0], text, sizeof(text), run_clock_ms() + 1000), 6);
}

static void
r04_in_the_sandbox_a_lost_log_ends_nothing(void **state)
{
	(void)state;
	closelog();
	inside_works(use_log);
}

static int
look(void)
{
	char text[3000];
	ssize_t n;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return 1;
	text[n] = '\0';
	return strstr(text, "\nNoNewPrivs:\t1\n") == NULL ||
	    strstr(text, "\nSeccomp:\t2\n") == NULL;
}

static void
r04_the_sandbox_shows(void **state)
{
	(void)state;
	inside_works(look);
}

static int
setup(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/credmint-sandbox.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/file", dir);
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int
teardown(void **state)
{
	(void)state;
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)unlink(path);
	return rmdir(dir);
}

#define INSIDE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    INSIDE(r04_in_the_sandbox_a_registry_works),
	    INSIDE(r04_in_the_sandbox_open_sockets_work),
	    INSIDE(r04_in_the_sandbox_a_lost_log_ends_nothing),
	    INSIDE(r04_the_sandbox_shows),
	};

	return cmocka_run_group_tests_name(
	    "login_in_sandbox", tests, NULL, NULL);
}
