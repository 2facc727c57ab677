/* qr_file - a picture that is there only while it is of use */

#include "qr_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "stop.h"

/* Between the two. */
#define KEEP 'k'
#define DONE 'd'

/* Where the file is, by what its removal cannot be led elsewhere. */
struct place {
	int dir;
	int fd;
	char *name;
};

static void
place_close(struct place *place)
{
	if (place->dir >= 0)
		(void)close(place->dir);
	free(place->name);
}

/* Another file that has got its name since is not ours. */
static int
place_remove(const struct place *place)
{
	struct stat ours, there;

	if (fstat(place->fd, &ours) != 0)
		return -errno;
	if (fstatat(place->dir, place->name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : -errno;
	if (ours.st_dev != there.st_dev || ours.st_ino != there.st_ino)
		return 0;
	return unlinkat(place->dir, place->name, 0) == 0 ? 0 : -errno;
}

static int
place_open(struct place *place, const char *path, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	char *dir = slash == NULL ? strdup(".")
	    : slash == path       ? strdup("/")
				  : strndup(path, (size_t)(slash - path));
	int rc = 0;

	*place = (struct place){-1, -1, strdup(name)};
	if (name[0] == '\0')
		rc = fault_set(f, CALL_USAGE,
		    "--qr takes the name of a file, not of a directory");
	else if (dir == NULL || place->name == NULL)
		rc = fault_set(f, -ENOMEM, "out of memory");
	if (rc == 0)
		place->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place->dir >= 0)
		place->fd = openat(place->dir, name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (rc == 0 && place->fd < 0 && errno == EEXIST)
		rc = fault_set(
		    f, -EEXIST, "%s exists; name a file that does not", path);
	else if (rc == 0 && place->fd < 0)
		rc = fault_set(
		    f, -errno, "cannot make %s: %s", path, strerror(errno));
	free(dir);
	return rc;
}

/*
 * All but three descriptors go: whoever reads what the program writes is not to
 * wait for the keeper.
 */
static void
hold_only(const int fds[3])
{
	int low = -1;

	for (;;) {
		int next = -1;

		for (int i = 0; i < 3; i++)
			if (fds[i] > low && (next < 0 || fds[i] < next))
				next = fds[i];
		if (next < 0)
			break;
		if (next > low + 1)
			(void)close_range(
			    (unsigned)low + 1, (unsigned)next - 1, 0);
		low = next;
	}
	(void)close_range((unsigned)low + 1, ~0U, 0);
}

/*
 * In a session of its own, where no terminal and no signal to the caller's
 * group reaches it. When the caller, and who works for it, are gone without a
 * word, so is the file.
 */
__attribute__((noreturn)) static void
keep_watch(const struct place *place, int sock)
{
	const int fds[3] = {place->dir, place->fd, sock};
	sigset_t all;
	char word = 0;
	ssize_t n;
	int rc = 0;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	(void)setsid();
	hold_only(fds);
	do {
		n = read(sock, &word, 1);
	} while (n < 0 && errno == EINTR);
	if (n != 1 || word != KEEP)
		rc = place_remove(place);
	word = rc == 0 ? DONE : 0;
	(void)send(sock, &word, 1, MSG_NOSIGNAL);
	_exit(0);
}

static int
keeper_start(struct qr_file *file, const struct place *place, struct fault *f)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fault_set(
		    f, -errno, "cannot make a socket: %s", strerror(errno));
	file->pid = fork();
	if (file->pid == 0) {
		(void)close(pair[0]);
		keep_watch(place, pair[1]);
	}
	(void)close(pair[1]);
	file->keeper = pair[0];
	if (file->pid < 0)
		return fault_set(
		    f, -errno, "cannot start a process: %s", strerror(errno));
	return 0;
}

int
qr_file_begin(struct qr_file *file, const char *path, struct fault *f)
{
	struct place place = {-1, -1, NULL};
	sigset_t before;
	int rc;

	*file = (struct qr_file)QR_FILE_NONE;
	if (path == NULL)
		return 0;
	stop_hold(&before);
	rc = place_open(&place, path, f);
	if (rc == 0)
		rc = keeper_start(file, &place, f);
	if (rc == 0) {
		file->fd = place.fd;
		file->path = path;
	} else if (place.fd >= 0) {
		(void)place_remove(&place);
		(void)close(place.fd);
	}
	if (rc != 0 && file->keeper >= 0)
		(void)close(file->keeper);
	if (rc != 0)
		*file = (struct qr_file)QR_FILE_NONE;
	place_close(&place);
	stop_release(&before);
	return rc;
}

int
qr_file_end(struct qr_file *file, bool keep, struct fault *f)
{
	const char word = KEEP;
	char answer = 0;
	int rc = 0;

	if (file->keeper < 0)
		return 0;
	if (close(file->fd) != 0 && keep)
		rc = -errno;
	/* Without a word: it is to go. */
	if (keep && rc == 0 && send(file->keeper, &word, 1, MSG_NOSIGNAL) != 1)
		rc = -errno;
	(void)shutdown(file->keeper, SHUT_WR);
	while (read(file->keeper, &answer, 1) < 0 && errno == EINTR)
		continue;
	(void)close(file->keeper);
	while (waitpid(file->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	if (rc == 0 && answer != DONE)
		rc = -EIO;
	if (rc != 0)
		(void)fault_set(f, rc, "cannot %s %s; remove it",
		    keep ? "keep" : "remove", file->path);
	*file = (struct qr_file)QR_FILE_NONE;
	return rc;
}
