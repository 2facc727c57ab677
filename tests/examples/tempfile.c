/*
 * tempfile - lend a program a private file: tempfile COMMAND ARG... <DATA
 *
 * DATA goes into a new file whose name nobody can guess and which nobody else
 * can read. The command is run with the name at its end, and the file is gone
 * when it is done, or when tempfile is told to end.
 *
 * cc tempfile.c $(pkg-config --cflags --libs credmint)
 */

#define _XOPEN_SOURCE 700

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <credmint.h>

static char path[4096]; /* "": no file */
static pid_t self;

/* A child that is not the command yet comes here, too: it is not its file. */
static void
leave(int signal)
{
	if (getpid() == self)
		unlink(path);
	_exit(128 + signal);
}

/* What is ignored stays so, as under nohup. */
static void
leave_by(int number)
{
	if (signal(number, SIG_IGN) != SIG_IGN)
		signal(number, leave);
}

/* 128 bits: there is no such file yet, so a second try is not worth a line. */
static int
tempfile_open(const char *directory)
{
	char name[CREDMINT_TOKEN_URLSAFE_SIZE(16)];
	int error = credmint_token_urlsafe(NULL, 16, name, sizeof(name));
	int n, fd = -1;

	n = snprintf(path, sizeof(path), "%s/tempfile-%s", directory, name);
	errno = error != 0 ? -error : ENAMETOOLONG;
	if (error == 0 && n > 0 && (size_t)n < sizeof(path))
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	if (fd < 0)
		path[0] = '\0'; /* not ours to remove */
	return fd;
}

static int
copy(int from, int to)
{
	char block[65536], *at;
	ssize_t n, wrote;

	while ((n = read(from, block, sizeof(block))) > 0)
		for (at = block; n > 0; at += wrote, n -= wrote)
			if ((wrote = write(to, at, (size_t)n)) < 0)
				return -1;
	return n == 0 ? 0 : -1;
}

int
main(int argc, char *argv[])
{
	const char *directory = getenv("TMPDIR");
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	int fd, status = 3 << 8;
	pid_t child;

	if (argc < 2 || words == NULL) {
		fprintf(stderr, "usage: tempfile COMMAND ARG... <DATA\n");
		return 2;
	}
	self = getpid();
	leave_by(SIGHUP);
	leave_by(SIGINT);
	leave_by(SIGTERM);
	fd = tempfile_open(directory != NULL ? directory : "/tmp");
	if (fd < 0 || copy(STDIN_FILENO, fd) != 0 || close(fd) != 0) {
		perror("tempfile");
		unlink(path);
		return 3;
	}
	memcpy(words, argv + 1, (size_t)(argc - 1) * sizeof(*words));
	words[argc - 1] = path;
	child = fork();
	if (child == 0) {
		execvp(words[0], words);
		_exit(127);
	}
	if (child > 0)
		waitpid(child, &status, 0);
	unlink(path);
	free(words);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
