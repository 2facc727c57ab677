/*
 * entropy_urandom - the door /dev/urandom
 *
 * 1. Bytes MUST come from a character device 1:9, seen by fstat(2) on the
 *    descriptor before each read: the program around us may have closed it,
 *    and its number may now be another file.
 * 2. A descriptor that is no longer ours MUST NOT be closed; it is forgotten
 *    and the device opened anew.
 * 3. The device gives bytes before the generator has been seeded, so the
 *    first open MUST wait for /dev/random to be readable.
 * 4. No lock is held: a child forked by one thread must not find it taken by
 *    another. Of two threads that open at once, one closes its descriptor.
 */

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "core/entropy_door.h"

#define URANDOM_MAJOR 1
#define URANDOM_MINOR 9

/*
 * What is kept: in the low half the descriptor plus 1, so that 0 is none; in
 * the high half how often it has changed, since a number that was closed comes
 * back and must not be taken for the one before.
 */
static _Atomic uint64_t kept;

static int
descriptor(uint64_t k)
{
	return (int)(k & UINT32_MAX) - 1;
}

static uint64_t
changed_to(uint64_t k, int fd)
{
	return ((k >> 32) + 1) << 32 | (uint32_t)(fd + 1);
}

static bool
is_urandom(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) &&
	    st.st_rdev == makedev(URANDOM_MAJOR, URANDOM_MINOR);
}

static int
open_device(const char *path)
{
	int fd;

	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

/* Wait until the kernel's generator has been seeded. */
static int
wait_for_seed(void)
{
	struct pollfd ready = {.events = POLLIN};
	int n, error = 0;

	ready.fd = open_device("/dev/random");
	if (ready.fd < 0)
		return ready.fd;
	do
		n = poll(&ready, 1, -1);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		error = -errno;
	else if ((ready.revents & POLLIN) == 0)
		error = -EIO;
	(void)close(ready.fd);
	return error;
}

static int
open_urandom(void)
{
	int fd, error;

	error = wait_for_seed();
	if (error != 0)
		return error;
	fd = open_device("/dev/urandom");
	if (fd >= 0 && !is_urandom(fd)) {
		(void)close(fd);
		return -ENODEV;
	}
	return fd;
}

/* A descriptor of the device, seen to be it just now, or a negative errno. */
static int
urandom(void)
{
	uint64_t k = atomic_load(&kept);
	int fd;

	if (is_urandom(descriptor(k)))
		return descriptor(k);
	fd = open_urandom();
	if (fd < 0 ||
	    atomic_compare_exchange_strong(&kept, &k, changed_to(k, fd)))
		return fd;
	(void)close(fd);
	return is_urandom(descriptor(k)) ? descriptor(k) : -EBADF;
}

int
entropy_urandom(unsigned char *out, size_t n)
{
	while (n > 0) {
		int fd = urandom();
		ssize_t got;

		if (fd < 0)
			return fd;
		got = read(fd, out, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0 || (size_t)got > n)
			return -EIO;
		out += got;
		n -= (size_t)got;
	}
	return 0;
}
