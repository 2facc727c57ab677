/* doctor_sshd_ask - what sshd -T says */

#include "doctor_sshd.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/run.h"

#define WAIT_MS 3000

static char *const clean[] = {
    (char[]){"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, (char[]){"LC_ALL=C"}, NULL};

static const char *
program(void)
{
	static const char *const places[] = {"/usr/sbin/sshd",
	    "/usr/local/sbin/sshd", "/usr/bin/sshd", "/sbin/sshd"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

static int
start(const char *path, char *const *argv, int out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t all;
	int r;

	(void)sigfillset(&all);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return -ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return -ENOMEM;
	}
	r = posix_spawn_file_actions_addopen(
	    &actions, 0, "/dev/null", O_RDWR, 0);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(&actions, out, 1);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(&actions, out, 2);
	if (r == 0)
		r = posix_spawnattr_setsigdefault(&attributes, &all);
	if (r == 0)
		r = posix_spawnattr_setflags(
		    &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (r == 0)
		r = posix_spawn(pid, path, &actions, &attributes, argv, clean);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -r;
}

/* Until its end or ours; more than there is room for is none of sshd's. */
static int
hear(int fd, char *text)
{
	int64_t deadline = run_clock_ms() + WAIT_MS;
	size_t n = 0;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = deadline - run_clock_ms();
		ssize_t got;

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return -ETIMEDOUT;
		got = read(fd, text + n, DOCTOR_SSHD_SIZE - 1 - n);
		if (got == -1 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		n += (size_t)got;
		text[n] = '\0';
		if (got == 0)
			return n == DOCTOR_SSHD_SIZE - 1 ? -EFBIG : 0;
	}
}

static int
run(const char *path, char *const *argv, char *text, int *status)
{
	int ends[2], r;
	pid_t pid = 0;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	r = start(path, argv, ends[1], &pid);
	(void)close(ends[1]);
	if (r == 0 && pid > 0) {
		r = hear(ends[0], text);
		if (r != 0)
			(void)kill(-pid, SIGKILL);
		while (waitpid(pid, status, 0) == -1 && errno == EINTR)
			;
	}
	(void)close(ends[0]);
	return r;
}

int
doctor_sshd_ask(const char *user, const char *from, char text[DOCTOR_SSHD_SIZE],
    struct fault *f)
{
	const char *path = program();
	char whom[CONF_USER_SIZE + 64];
	char *argv[] = {(char[]){"sshd"}, (char[]){"-T"},
	    user == NULL ? NULL : (char[]){"-C"}, whom, NULL};
	int status = 0, r;

	text[0] = '\0';
	if (path == NULL)
		return fault_set(f, -ENOENT, "sshd is not installed");
	if (user != NULL && strpbrk(user, ",=") != NULL)
		return fault_set(f, -EINVAL,
		    "sshd -T takes no user whose name has a ',' or '='");
	(void)snprintf(
	    whom, sizeof(whom), "user=%s,%s", user == NULL ? "" : user, from);
	r = run(path, argv, text, &status);
	if (r != 0)
		return fault_set(f, r, "%s -T: %s", path, strerror(-r));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fault_set(f, -EINVAL, "%s -T: %.*s", path,
		    (int)strcspn(text, "\r\n"), text);
	return 0;
}

const char *
doctor_sshd_value(const char *text, const char *word, char out[CONF_PATH_SIZE])
{
	size_t n = strlen(word);

	for (; *text != '\0'; text += strcspn(text, "\n")) {
		text += *text == '\n';
		if (strncasecmp(text, word, n) == 0 && text[n] == ' ') {
			(void)snprintf(out, CONF_PATH_SIZE, "%.*s",
			    (int)strcspn(text + n + 1, "\n"), text + n + 1);
			return out;
		}
	}
	out[0] = '\0';
	return out;
}
