/* serve_socket - the listening socket of credmint serve */

#include "serve_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/run.h"

/* Connections that wait to be accepted, as far as the kernel lets them. */
#define BACKLOG 4096

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

int
serve_socket_open(struct serve_socket *out, const char *path, struct fault *f)
{
	struct sockaddr_un at;
	int rc;

	*out = (struct serve_socket){.fd = -1};
	if (path == NULL)
		return take_over(out, f);
	rc = address_of(path, &at, f);
	if (rc == 0)
		rc = clear_place(&at, f);
	if (rc == 0)
		rc = new_socket(path, &out->fd, f);
	if (rc == 0)
		rc = listen_at(out, &at, f);
	if (out->file != 0)
		out->path = path;
	return rc;
}

void
serve_socket_stop(const struct serve_socket *s)
{
	/* That of others is theirs: who connects waits for the next of us. */
	if (s->path != NULL)
		(void)shutdown(s->fd, SHUT_RDWR);
}

void
serve_socket_close(struct serve_socket *s)
{
	struct stat is;

	if (s->path != NULL && lstat(s->path, &is) == 0 &&
	    is.st_dev == s->device && is.st_ino == s->file)
		(void)unlink(s->path);
	if (s->fd >= 0)
		(void)close(s->fd);
	*s = (struct serve_socket){.fd = -1};
}
