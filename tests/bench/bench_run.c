/*
 * bench_run - what one command costs: bench_run COUNT INPUT COMMAND...
 *
 * Starts it COUNT times, one after the other, its output to /dev/null, its
 * input from the file INPUT, and prints microseconds of CPU for one start,
 * the mean of all. COUNT "peak": starts it once and prints the most memory it
 * had, in KiB.
 */

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static double
cpu_us(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_CHILDREN, &u) != 0)
		return 0;
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static long
peak_kib(void)
{
	struct rusage u;

	return getrusage(RUSAGE_CHILDREN, &u) == 0 ? u.ru_maxrss : 0;
}

static int
run_once(char *const argv[], const posix_spawn_file_actions_t *files)
{
	pid_t pid;
	int status, rc;

	rc = posix_spawnp(&pid, argv[0], files, NULL, argv, environ);
	if (rc != 0)
		return -rc;
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}

int
main(int argc, char *argv[])
{
	posix_spawn_file_actions_t files;
	double cpu;
	long count, i;
	bool peak = argc > 1 && strcmp(argv[1], "peak") == 0;

	if (argc < 4 || (count = peak ? 1 : strtol(argv[1], NULL, 10)) < 1) {
		fprintf(stderr, "usage: bench_run COUNT INPUT COMMAND...\n");
		return 2;
	}
	if (posix_spawn_file_actions_init(&files) != 0 ||
	    posix_spawn_file_actions_addopen(
		&files, STDIN_FILENO, argv[2], O_RDONLY, 0) != 0 ||
	    posix_spawn_file_actions_addopen(
		&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0) {
		perror("bench_run");
		return 3;
	}
	cpu = cpu_us();
	for (i = 0; i < count; i++)
		if (run_once(argv + 3, &files) != 0) {
			fprintf(stderr, "bench_run: %s failed\n", argv[3]);
			return 3;
		}
	if (peak)
		printf("%ld\n", peak_kib());
	else
		printf("%.1f\n", (cpu_us() - cpu) / (double)count);
	posix_spawn_file_actions_destroy(&files);
	return fflush(stdout) == 0 ? 0 : 3;
}
