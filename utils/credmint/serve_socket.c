/* serve_socket - the listening socket of credmint serve */

#include "serve_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/run.h"

/* Connections that wait to be accepted, as far as the kernel lets them. */
#define BACKLOG 4096

/* Of the place, while it is taken or left. */
#define LOCK_SIZE (sizeof(((struct sockaddr_un *)0)->sun_path) + 8)
#define LOCK_TRIES 1000
#define LOCK_MS 10

static int
failed(const char *path, const char *what, struct fault *f)
{
	return fault_set(
	    f, -errno, "%s: cannot %s: %s", path, what, strerror(errno));
}

static int
address_of(const char *path, struct sockaddr_un *out, struct fault *f)
{
	size_t n = strlen(path);

	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (path[0] != '/' || n >= sizeof(out->sun_path))
		return fault_set(f, -EINVAL,
		    "a socket's path is absolute and has up to %zu bytes",
		    sizeof(out->sun_path) - 1);
	memcpy(out->sun_path, path, n);
	return 0;
}

static int
new_socket(const char *path, int *fd, struct fault *f)
{
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return *fd >= 0 ? 0 : failed(path, "make a socket", f);
}

/* The lock that is held is the one at path: nobody removed it meanwhile. */
static bool
is_at(int fd, const char *path)
{
	struct stat held, there;

	return fstat(fd, &held) == 0 && lstat(path, &there) == 0 &&
	    held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

static void
unlock_place(int fd, const char *lock)
{
	(void)unlink(lock);
	(void)close(fd);
}

/*
 * Two that begin or end at once have the place one after the other: else one
 * would remove the socket of the other. The file is nobody else's to open.
 */
static int
lock_place(const char *path, char lock[LOCK_SIZE], int *fd, struct fault *f)
{
	(void)snprintf(lock, LOCK_SIZE, "%s.lock", path);
	for (int i = 0; i < LOCK_TRIES; i++) {
		*fd = open(lock,
		    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		    0600);
		if (*fd < 0)
			return errno == ENOENT || errno == ENOTDIR
			    ? failed(path, "listen there", f)
			    : failed(lock, "make it", f);
		if (flock(*fd, LOCK_EX | LOCK_NB) == 0 && is_at(*fd, lock))
			return 0;
		(void)close(*fd);
		(void)poll(NULL, 0, LOCK_MS);
	}
	return fault_set(f, -EBUSY,
	    "%s: somebody holds it; end that, or give another path", lock);
}

/* What is there is removed when it is a socket that nobody listens on. */
static int
clear_place(const struct sockaddr_un *at, struct fault *f)
{
	const char *path = at->sun_path;
	struct stat is;
	int fd, rc;

	if (lstat(path, &is) != 0)
		return errno == ENOENT ? 0 : failed(path, "look at it", f);
	if (!S_ISSOCK(is.st_mode))
		return fault_set(f, -EEXIST,
		    "%s: is there, and is no socket; give another path", path);
	rc = new_socket(path, &fd, f);
	if (rc != 0)
		return rc;
	rc = connect(fd, (const struct sockaddr *)at, sizeof(*at)) == 0 ? EAGAIN
									: errno;
	(void)close(fd);
	if (rc != ECONNREFUSED)
		return fault_set(f, -EADDRINUSE,
		    "%s: somebody listens there already; end that first", path);
	return unlink(path) == 0 || errno == ENOENT
	    ? 0
	    : failed(path, "remove it", f);
}

static int
listen_at(struct serve_socket *s, const struct sockaddr_un *at, struct fault *f)
{
	const char *path = at->sun_path;
	mode_t before;
	struct stat is;
	int rc;

	before = umask(0111);
	rc = bind(s->fd, (const struct sockaddr *)at, sizeof(*at));
	(void)umask(before);
	if (rc != 0)
		return failed(path, "listen there", f);
	if (lstat(path, &is) != 0)
		return failed(path, "look at it", f);
	s->device = is.st_dev;
	s->file = is.st_ino;
	return listen(s->fd, BACKLOG) == 0 ? 0
					   : failed(path, "listen there", f);
}

static bool
is_listening(int fd)
{
	int listening = 0, domain = 0, type = 0;
	socklen_t n = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) == 0 &&
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) == 0 &&
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 &&
	    listening == 1 && domain == AF_UNIX && type == SOCK_STREAM;
}

static int
take_over(struct serve_socket *s, struct fault *f)
{
	int flags;

	if (!is_listening(RUN_SERVICE_FD))
		return fault_set(f, -EINVAL,
		    "give where to listen by --socket; without it descriptor "
		    "3 is a socket of systemd's");
	flags = fcntl(RUN_SERVICE_FD, F_GETFL);
	if (flags == -1 ||
	    fcntl(RUN_SERVICE_FD, F_SETFL, flags | O_NONBLOCK) == -1 ||
	    fcntl(RUN_SERVICE_FD, F_SETFD, FD_CLOEXEC) == -1)
		return failed("descriptor 3", "listen", f);
	s->fd = RUN_SERVICE_FD;
	return 0;
}

static int
listen_anew(struct serve_socket *s, const char *path, struct fault *f)
{
	struct sockaddr_un at;
	char lock[LOCK_SIZE];
	int held, rc = address_of(path, &at, f);

	if (rc == 0)
		rc = lock_place(path, lock, &held, f);
	if (rc != 0)
		return rc;
	rc = clear_place(&at, f);
	if (rc == 0)
		rc = new_socket(path, &s->fd, f);
	if (rc == 0)
		rc = listen_at(s, &at, f);
	unlock_place(held, lock);
	if (s->file != 0)
		s->path = path;
	return rc;
}

int
serve_socket_open(struct serve_socket *out, const char *path, struct fault *f)
{
	*out = (struct serve_socket){.fd = -1};
	return path == NULL ? take_over(out, f) : listen_anew(out, path, f);
}

void
serve_socket_stop(const struct serve_socket *s)
{
	/* That of others is theirs: who connects waits for the next of us. */
	if (s->path != NULL)
		(void)shutdown(s->fd, SHUT_RDWR);
}

/* Another one's is left, and so is what cannot be locked. */
static void
remove_own(const struct serve_socket *s)
{
	struct fault f = {""};
	char lock[LOCK_SIZE];
	struct stat is;
	int held;

	if (lock_place(s->path, lock, &held, &f) != 0)
		return;
	if (lstat(s->path, &is) == 0 && is.st_dev == s->device &&
	    is.st_ino == s->file)
		(void)unlink(s->path);
	unlock_place(held, lock);
}

void
serve_socket_close(struct serve_socket *s)
{
	if (s->path != NULL)
		remove_own(s);
	if (s->fd >= 0)
		(void)close(s->fd);
	*s = (struct serve_socket){.fd = -1};
}
