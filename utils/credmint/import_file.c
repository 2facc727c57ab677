/* import_file - opening a file of another tool that holds secrets */

#include "import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "import_way.h"
#include "service.h"
#include "stop.h"

#define OTHERS (S_IRWXG | S_IRWXO)

struct opening {
	struct import_file *file;
	const char *path;
	const struct account *user; /* or NULL */
	struct import_way way;
	int pair[2]; /* for what a child has opened */
};

static const char *
kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	default:
		return "a device";
	}
}

static int
owner_check(const struct opening *o, const struct stat *st, struct fault *f)
{
	const struct import_way *way = &o->way;

	if (st->st_uid != 0 && st->st_uid != geteuid() &&
	    (o->user == NULL || st->st_uid != o->user->uid))
		return fault_set(f, -EPERM,
		    "%s belongs to uid %lu; it is to be root's%s", o->path,
		    (unsigned long)st->st_uid,
		    o->user != NULL ? ", or the user's" : "");
	if (st->st_uid == 0 && way->others)
		return fault_set(f, -EPERM,
		    "others than root can change %s, where %s lies; move it "
		    "to where they cannot",
		    way->where, o->path);
	return 0;
}

/* 2. of the header. */
static int
file_check(const struct opening *o, const struct stat *st, struct fault *f)
{
	int rc;

	if (!S_ISREG(st->st_mode))
		return fault_set(f, -EINVAL, "%s is %s, not a regular file",
		    o->path, kind(st->st_mode));
	rc = owner_check(o, st, f);
	if (rc != 0)
		return rc;
	if (st->st_nlink != 1)
		return fault_set(f, -EMLINK,
		    "%s has %lu names (hard links); remove the others", o->path,
		    (unsigned long)st->st_nlink);
	if ((st->st_mode & OTHERS) != 0)
		return fault_set(f, -EPERM,
		    "%s: mode %04o lets others than its owner have it; run "
		    "chmod 0600, and think who may have read it",
		    o->path, (unsigned)(st->st_mode & 07777));
	if (st->st_size > IMPORT_FILE_MAX)
		return fault_set(f, -EFBIG,
		    "%s has more than %d MiB; that is no file of these tools",
		    o->path, (int)(IMPORT_FILE_MAX >> 20));
	return 0;
}

/* The very file that was looked at, whatever its name leads to by now. */
static int
reopen(struct opening *o, struct fault *f)
{
	char link[32];
	int fd;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", o->way.fd);
	fd = open(link, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return fault_set(
		    f, -errno, "cannot open %s: %s", o->path, strerror(errno));
	o->file->fd = fd;
	if (fstat(fd, &o->file->st) != 0)
		return fault_set(f, -errno, "cannot look at %s: %s", o->path,
		    strerror(errno));
	return file_check(o, &o->file->st, f);
}

static int
here(struct opening *o, struct fault *f)
{
	int rc = import_way_go(&o->way, o->path, f);

	if (rc == 0)
		rc = file_check(o, &o->way.st, f);
	if (rc == 0)
		rc = reopen(o, f);
	if (o->way.fd >= 0)
		(void)close(o->way.fd);
	o->way.fd = -1;
	return rc;
}

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

/* As the user, in a child. */
static int
hand_over(void *arg, struct fault *f)
{
	struct opening *o = arg;
	union control control = {{0}};
	char byte = 0;
	struct iovec one = {&byte, 1};
	struct msghdr message = {.msg_iov = &one,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	int rc = here(o, f);

	if (rc != 0)
		return rc;
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(head), &o->file->fd, sizeof(int));
	if (sendmsg(o->pair[1], &message, MSG_NOSIGNAL) != 1)
		return fault_set(f, -errno, "cannot hand over %s: %s", o->path,
		    strerror(errno));
	return 0;
}

/* What the child sent; it has ended well. */
static int
take_over(struct opening *o, struct fault *f)
{
	union control control = {{0}};
	char byte = 0;
	struct iovec one = {&byte, 1};
	struct msghdr message = {.msg_iov = &one,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *head;

	if (recvmsg(o->pair[0], &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != 1)
		return fault_set(f, -EIO, "cannot take over %s", o->path);
	head = CMSG_FIRSTHDR(&message);
	if (head == NULL || head->cmsg_level != SOL_SOCKET ||
	    head->cmsg_type != SCM_RIGHTS ||
	    head->cmsg_len != CMSG_LEN(sizeof(int)))
		return fault_set(f, -EIO, "cannot take over %s", o->path);
	memcpy(&o->file->fd, CMSG_DATA(head), sizeof(int));
	if (fstat(o->file->fd, &o->file->st) != 0)
		return fault_set(f, -errno, "cannot look at %s: %s", o->path,
		    strerror(errno));
	return file_check(o, &o->file->st, f);
}

static int
as_user(struct opening *o, struct fault *f)
{
	int rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, o->pair) != 0)
		return fault_set(
		    f, -errno, "cannot make a socket: %s", strerror(errno));
	rc = service_run(o->user, hand_over, o, f);
	if (rc == 0)
		rc = take_over(o, f);
	(void)close(o->pair[0]);
	(void)close(o->pair[1]);
	return rc;
}

int
import_file_open(struct import_file *out, const char *path,
    const struct account *user, struct fault *f)
{
	struct opening *o = calloc(1, sizeof(*o));
	int rc;

	*out = (struct import_file)IMPORT_FILE_NONE;
	if (o == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	o->file = out;
	o->path = path;
	o->user = user;
	rc = import_way_go(&o->way, path, f);
	if (rc == 0)
		rc = file_check(o, &o->way.st, f);
	if (rc == 0)
		out->users = user != NULL && user->uid != 0 &&
		    o->way.st.st_uid == user->uid;
	if (rc == 0 && out->users && user->uid != geteuid())
		rc = as_user(o, f);
	else if (rc == 0)
		rc = reopen(o, f);
	if (o->way.fd >= 0)
		(void)close(o->way.fd);
	free(o);
	if (rc != 0)
		import_file_close(out);
	return rc;
}

static bool
same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_dev == b->st_dev &&
	    a->st_ino == b->st_ino && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	    a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	    a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

int
import_file_read(const struct import_file *file, const char *path, char *text,
    struct fault *f)
{
	size_t room = (size_t)file->st.st_size + 1, n = 0;
	struct stat st;

	while (n < room) {
		ssize_t got = read(file->fd, text + n, room - n);

		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return fault_set(f, -errno, "cannot read %s: %s", path,
			    strerror(errno));
		if (stop_asked() != 0)
			return -EINTR;
		n += got > 0 ? (size_t)got : 0;
	}
	if (fstat(file->fd, &st) != 0 || n != room - 1 || !same(&st, &file->st))
		return fault_set(f, -EAGAIN,
		    "%s was changed while it was read; nothing is imported: "
		    "try again when nobody uses it",
		    path);
	return 0;
}

void
import_file_close(struct import_file *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
}
