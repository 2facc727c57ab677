/* qr_file - a picture that is there only while it is of use */

#include "qr_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "stop.h"

/*
 * What the keeper is told: that the file is to stay; that it is to stay, too,
 * when nobody says any more; that this is over.
 */
#define KEEP 'k'
#define NEEDED 'n'
#define UNNEEDED 'u'

/* Where the file is, by what its removal cannot be led elsewhere. */
struct qr_place {
	int dir;
	int fd;
	bool named; /* it has its name from the start */
	char *name;
};

static void
place_free(struct qr_place *place)
{
	if (place == NULL)
		return;
	if (place->dir >= 0)
		(void)close(place->dir);
	if (place->fd >= 0)
		(void)close(place->fd);
	free(place->name);
	free(place);
}

/* Another file that has got its name since is not ours. */
static int
place_remove(const struct qr_place *place)
{
	struct stat ours, there;

	if (fstat(place->fd, &ours) != 0)
		return -errno;
	if (fstatat(place->dir, place->name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : -errno;
	if (ours.st_dev != there.st_dev || ours.st_ino != there.st_ino)
		return 0;
	return unlinkat(place->dir, place->name, 0) == 0 || errno == ENOENT
	    ? 0
	    : -errno;
}

static int
place_fault(const char *path, struct fault *f)
{
	if (errno == EEXIST)
		return fault_set(
		    f, -EEXIST, "%s exists; name a file that does not", path);
	return fault_set(
	    f, -errno, "cannot make %s: %s", path, strerror(errno));
}

/*
 * Without a name where the file system can do that, so that it gets one only
 * when the keeper is there; see place_name().
 */
static int
place_make(struct qr_place *place, const char *path, struct fault *f)
{
	place->fd =
	    openat(place->dir, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
	if (place->fd >= 0)
		return fchmod(place->fd, 0600) == 0 ? 0 : place_fault(path, f);
	place->fd = openat(place->dir, place->name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	place->named = place->fd >= 0;
	return place->named ? 0 : place_fault(path, f);
}

static int
place_name(const struct qr_place *place, const char *path, struct fault *f)
{
	char self[32];

	if (place->named)
		return 0;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", place->fd);
	return linkat(AT_FDCWD, self, place->dir, place->name,
		   AT_SYMLINK_FOLLOW) == 0
	    ? 0
	    : place_fault(path, f);
}

/* The directory of what a path names; -1 with errno. */
static int
directory_open(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? strdup(".")
	    : slash == path       ? strdup("/")
				  : strndup(path, (size_t)(slash - path));
	int fd = -1;

	if (dir != NULL)
		fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	return fd;
}

static int
place_open(struct qr_place *place, const char *path, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	*place = (struct qr_place){-1, -1, false, strdup(name)};
	if (place->name == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (name[0] == '\0')
		return fault_set(f, CALL_USAGE,
		    "--qr takes the name of a file, not of a directory");
	place->dir = directory_open(path);
	if (place->dir < 0)
		return place_fault(path, f);
	return place_make(place, path, f);
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
keep_watch(const struct qr_place *place, int sock)
{
	const int fds[3] = {place->dir, place->fd, sock};
	sigset_t all;
	char word = UNNEEDED, last = UNNEEDED;
	ssize_t n;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	(void)setsid();
	hold_only(fds);
	do {
		n = read(sock, &word, 1);
		if (n == 1)
			last = word;
	} while ((n == 1 && word != KEEP) || (n < 0 && errno == EINTR));
	if (last == UNNEEDED)
		(void)place_remove(place);
	_exit(0);
}

static int
keeper_start(
    struct qr_file *file, const struct qr_place *place, struct fault *f)
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

/* Without a word to it, it removes what is there. */
static void
keeper_end(struct qr_file *file)
{
	if (file->keeper >= 0)
		(void)close(file->keeper);
	while (
	    file->pid > 0 && waitpid(file->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	place_free(file->place);
	*file = (struct qr_file)QR_FILE_NONE;
}

int
qr_file_begin(struct qr_file *file, const char *path, struct fault *f)
{
	struct qr_place *place;
	sigset_t before;
	int rc;

	*file = (struct qr_file)QR_FILE_NONE;
	if (path == NULL)
		return 0;
	place = malloc(sizeof(*place));
	if (place == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	file->place = place;
	stop_hold(&before);
	rc = place_open(place, path, f);
	if (rc == 0)
		rc = keeper_start(file, place, f);
	if (rc == 0)
		rc = place_name(place, path, f);
	if (rc == 0) {
		file->fd = place->fd;
		file->path = path;
	} else {
		if (place->fd >= 0)
			(void)place_remove(place);
		keeper_end(file);
	}
	stop_release(&before);
	return rc;
}

static void
say(const struct qr_file *file, char word)
{
	(void)send(file->keeper, &word, 1, MSG_NOSIGNAL);
}

void
qr_file_needed(const struct qr_file *file, bool maybe)
{
	if (file->fd >= 0)
		say(file, maybe ? NEEDED : UNNEEDED);
}

int
qr_file_end(struct qr_file *file, bool keep, struct fault *f)
{
	int rc = 0;

	if (file->fd < 0)
		return 0;
	/* Whoever ended the keeper, there is one more to remove it. */
	if (!keep)
		rc = place_remove(file->place);
	else if (fsync(file->fd) != 0 && errno != EINVAL)
		rc = -errno;
	if (rc != 0)
		(void)fault_set(f, rc, "cannot %s %s: %s; remove it",
		    keep ? "write" : "remove", file->path, strerror(-rc));
	if (keep)
		say(file, KEEP);
	keeper_end(file);
	return rc;
}
