/* provision_secrets - the file that temporary passwords go to */

#include "provision_secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

#include "command.h"
#include "provision_known.h"
#include "provision_secrets_form.h"
#include "provision_secrets_read.h"

#define OTHERS (S_IRWXG | S_IRWXO)

/* Some thousand accounts: a sync is dear. */
#define BLOCK ((size_t)256 * 1024)

struct provision_secrets {
	const struct provision_secrets_form *form;
	const char *path;
	char *host;                    /* or NULL */
	struct provision_known *known; /* NULL: the file is new */
	char *block;                   /* BLOCK bytes, not written yet */
	size_t used;
	off_t size;      /* of the file, whole records */
	uint64_t number; /* records that are there, and that were put */
	int fd;
	int dir;     /* where it lies */
	char *name;  /* the file in dir */
	bool made;   /* by this run */
	bool listed; /* its name is on the disk as well */
	bool kept;   /* it has an account */
};

/* A directory that may not be read cannot be synced either. */
static int
directory_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == EACCES)
		fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

/* Where the file is, or is made. */
static int
directory_open(struct provision_secrets *s, struct fault *f)
{
	const char *slash = strrchr(s->path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - s->path);
	char *dir = slash == NULL ? strdup(".")
	    : n == 0              ? strdup("/")
				  : strndup(s->path, n);
	int rc = 0;

	s->name = strdup(slash == NULL ? s->path : slash + 1);
	if (dir == NULL || s->name == NULL)
		rc = fault_set(f, -ENOMEM, "out of memory");
	else if (s->name[0] == '\0')
		rc = fault_set(f, CALL_USAGE,
		    "--secrets takes the name of a file, not of a directory");
	else if ((s->dir = directory_of(dir)) < 0)
		rc = fault_set(
		    f, -errno, "cannot make %s: %s", s->path, strerror(errno));
	free(dir);
	return rc;
}

/* Others must not be able to put a file of theirs in its place. */
static int
directory_check(struct provision_secrets *s, struct fault *f)
{
	struct stat st;

	if (fstat(s->dir, &st) != 0)
		return fault_set(
		    f, -errno, "cannot make %s: %s", s->path, strerror(errno));
	if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
		return fault_set(f, -EPERM,
		    "everybody may put another file in the place of %s; "
		    "choose a directory of your own",
		    s->path);
	return 0;
}

static int
is_there(struct provision_secrets *s, struct fault *f)
{
	return fault_set(f, -EEXIST,
	    "%s exists; name a file that does not, or go on with it by "
	    "--resume",
	    s->path);
}

static int
file_make(struct provision_secrets *s, struct fault *f)
{
	s->fd = openat(s->dir, s->name,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	s->made = s->fd >= 0;
	if (s->made)
		return 0;
	if (errno == EEXIST)
		return is_there(s, f);
	return fault_set(
	    f, -errno, "cannot make %s: %s", s->path, strerror(errno));
}

/* That a file which is there is what an earlier run of ours made. */
static int
file_check(struct provision_secrets *s, struct fault *f)
{
	struct stat st;

	if (fstat(s->fd, &st) != 0)
		return fault_set(f, -errno, "cannot look at %s: %s", s->path,
		    strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fault_set(f, -EINVAL,
		    "%s is not a regular file; name another", s->path);
	if (st.st_uid != geteuid())
		return fault_set(f, -EPERM,
		    "%s belongs to uid %lu; go on with a file of your own",
		    s->path, (unsigned long)st.st_uid);
	if ((st.st_mode & OTHERS) != 0)
		return fault_set(f, -EPERM,
		    "%s: mode %04o lets others at the passwords; run chmod "
		    "0600, and think of who has read it",
		    s->path, (unsigned)(st.st_mode & 07777));
	if (st.st_nlink != 1)
		return fault_set(f, -EPERM,
		    "%s has %lu names; remove the others", s->path,
		    (unsigned long)st.st_nlink);
	s->size = st.st_size;
	return 0;
}

/* A file that is there, or 0 with no descriptor when there is none. */
static int
file_find(struct provision_secrets *s, bool look, struct fault *f)
{
	int how = look ? O_RDONLY : O_RDWR;

	s->fd = openat(s->dir, s->name,
	    how | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (s->fd >= 0)
		return file_check(s, f);
	if (errno == ENOENT)
		return 0;
	if (errno == ELOOP)
		return fault_set(f, -ELOOP,
		    "%s is a symbolic link; name the file itself", s->path);
	return fault_set(
	    f, -errno, "cannot open %s: %s", s->path, strerror(errno));
}

/* What an earlier run left; a record that was cut short goes. */
static int
file_read(struct provision_secrets *s, bool look, struct fault *f)
{
	off_t whole = 0;
	int rc = provision_known_open(&s->known, f);

	if (rc == 0)
		rc = provision_secrets_read(
		    s->fd, s->path, s->form, s->known, &whole, f);
	if (rc != 0)
		return rc;
	if (!look && whole < s->size && ftruncate(s->fd, whole) != 0)
		return fault_set(f, -errno,
		    "cannot cut the last record of %s, which is not whole: %s",
		    s->path, strerror(errno));
	s->size = whole;
	s->number = provision_known_count(s->known);
	s->kept = s->number > 0;
	return 0;
}

static int
file_take(struct provision_secrets *s,
    const struct provision_secrets_options *options, struct fault *f)
{
	struct stat st;
	int rc = directory_open(s, f);

	if (rc == 0)
		rc = directory_check(s, f);
	if (rc == 0 && options->resume)
		rc = file_find(s, options->look, f);
	if (rc == 0 && s->fd < 0 && !options->look)
		rc = file_make(s, f);
	else if (rc == 0 && s->fd < 0 &&
	    fstatat(s->dir, s->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		rc = is_there(s, f);
	return rc;
}

static int
file_open(struct provision_secrets *s,
    const struct provision_secrets_options *options, struct fault *f)
{
	int rc = file_take(s, options, f);

	if (rc != 0 || s->fd < 0)
		return rc;
	/* Two runs that both go on would both make whom neither has made. */
	if (flock(s->fd, LOCK_EX | LOCK_NB) != 0)
		rc = fault_set(f, -EBUSY,
		    "another credmint provision writes to %s; wait for it",
		    s->path);
	if (rc == 0 && !s->made)
		rc = file_read(s, options->look, f);
	if (rc != 0 || s->size > 0)
		return rc;
	s->used = strlen(s->form->head);
	memcpy(s->block, s->form->head, s->used);
	return 0;
}

int
provision_secrets_open(struct provision_secrets **out,
    const struct provision_secrets_options *options, struct fault *f)
{
	const char *format = options->format != NULL ? options->format : "csv";
	const struct provision_secrets_form *form =
	    provision_secrets_form(format);
	struct provision_secrets *s;
	int rc;

	*out = NULL;
	if (form == NULL)
		return fault_set(
		    f, CALL_USAGE, "--secrets-format takes csv, json or slips");
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	s->form = form;
	s->path = options->path;
	s->fd = s->dir = -1;
	s->block = secret_map(BLOCK, NULL);
	if (options->host != NULL)
		s->host = strdup(options->host);
	rc = s->block == NULL || (options->host != NULL && s->host == NULL)
	    ? fault_set(f, -ENOMEM, "out of memory")
	    : file_open(s, options, f);
	if (rc == 0)
		*out = s;
	else
		provision_secrets_close(s, false);
	return rc;
}

int
provision_secrets_find(struct provision_secrets *s, const char *name,
    char *password, int64_t *expires, struct fault *f)
{
	int64_t at;
	int rc =
	    s->known == NULL ? 0 : provision_known_find(s->known, name, &at, f);

	if (rc != 1 || password == NULL)
		return rc;
	rc = provision_secrets_read_at(
	    s->fd, s->path, s->form, (off_t)at, password, expires, f);
	return rc != 0 ? rc : 1;
}

bool
provision_secrets_full(const struct provision_secrets *s)
{
	return BLOCK - s->used < PROVISION_RECORD_SIZE;
}

int
provision_secrets_put(struct provision_secrets *s,
    const struct provision_account *account, const char *password,
    int64_t expires, struct fault *f)
{
	const struct provision_record record = {
	    account, password, s->host, expires, ++s->number};
	size_t n = 0;
	int rc = provision_secrets_full(s)
	    ? -ENOBUFS
	    : s->form->write(s->block + s->used, &n, &record);

	if (rc != 0)
		return fault_set(f, rc, "cannot put %s into %s: %s",
		    account->field[PROVISION_NAME], s->path, strerror(-rc));
	s->used += n;
	return 0;
}

void
provision_secrets_drop(struct provision_secrets *s)
{
	secret_wipe(s->block, BLOCK);
	s->used = 0;
}

static int
block_write(struct provision_secrets *s)
{
	size_t done = 0;

	while (done < s->used) {
		ssize_t n = pwrite(s->fd, s->block + done, s->used - done,
		    s->size + (off_t)done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			return -errno;
	}
	if (fdatasync(s->fd) != 0)
		return -errno;
	/* Without its name a file that is new is lost with the power. */
	if (!s->listed && fsync(s->dir) != 0 && errno != EBADF &&
	    errno != EINVAL && errno != EROFS)
		return -errno;
	s->listed = true;
	return 0;
}

int
provision_secrets_sync(struct provision_secrets *s, struct fault *f)
{
	int rc;

	if (s->used == 0)
		return 0;
	rc = block_write(s);
	if (rc == 0) {
		s->size += (off_t)s->used;
		s->kept = s->kept || s->number > 0;
	} else {
		(void)fault_set(
		    f, rc, "cannot write to %s: %s", s->path, strerror(-rc));
		if (ftruncate(s->fd, s->size) != 0)
			(void)fault_set(f, rc,
			    "cannot write to %s, nor cut its last record, "
			    "which is not whole: %s",
			    s->path, strerror(-rc));
	}
	provision_secrets_drop(s);
	return rc;
}

off_t
provision_secrets_end_at(const struct provision_secrets *s)
{
	return s->size + (off_t)s->used;
}

int
provision_secrets_cut(struct provision_secrets *s, off_t end)
{
	provision_secrets_drop(s);
	if (end >= s->size)
		return 0;
	if (ftruncate(s->fd, end) != 0 || fdatasync(s->fd) != 0)
		return -errno;
	s->size = end;
	s->kept = end > (off_t)strlen(s->form->head);
	return 0;
}

void
provision_secrets_close(struct provision_secrets *s, bool keep)
{
	if (s == NULL)
		return;
	if (s->made && !keep && !s->kept)
		(void)unlinkat(s->dir, s->name, 0);
	if (s->fd >= 0)
		(void)close(s->fd);
	if (s->dir >= 0)
		(void)close(s->dir);
	provision_known_close(s->known);
	secret_unmap(s->block, BLOCK);
	free(s->name);
	free(s->host);
	free(s);
}
