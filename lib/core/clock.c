/*
 * clock - the reader: wall clock, time since boot, and which boot
 *
 * It stands alone in its file, so that a test can be linked with another one.
 */

#include "core/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int
read_seconds(clockid_t id, int64_t *out)
{
	struct timespec now;

	if (clock_gettime(id, &now) != 0)
		return -errno;
	*out = now.tv_sec;
	return 0;
}

/* Whether text is a UUID: five groups of lower-case hexadecimal digits. */
static bool
is_boot_id(const char *text)
{
	const char *shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < CLOCK_BOOT_ID_SIZE - 1; i++) {
		const char *allowed =
		    shape[i] == 'x' ? "0123456789abcdef" : "-";

		if (text[i] == '\0' || strchr(allowed, text[i]) == NULL)
			return false;
	}
	return true;
}

static int
read_boot(char out[CLOCK_BOOT_ID_SIZE])
{
	ssize_t got;
	int fd, error = 0;

	fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = read(fd, out, CLOCK_BOOT_ID_SIZE - 1);
	if (got < 0)
		error = -errno;
	else if (got != CLOCK_BOOT_ID_SIZE - 1 || !is_boot_id(out))
		error = -EIO;
	(void)close(fd);
	return error;
}

int
clock_read(struct clock_reading *out)
{
	int error;

	*out = (struct clock_reading){0};
	error = read_seconds(CLOCK_REALTIME, &out->wall);
	if (error == 0)
		error = read_seconds(CLOCK_BOOTTIME, &out->since_boot);
	if (error == 0)
		error = read_boot(out->boot);
	if (error != 0)
		*out = (struct clock_reading){0};
	return error;
}
