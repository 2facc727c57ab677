/* fill - somebody who keeps a disk full */

#include "tests/registry/fill.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <unistd.h>

int
fill_disk(const char *path, const char *says, time_t seconds)
{
	static const char block[4096] = {1};
	const struct timespec wait = {.tv_nsec = 50000};
	time_t end = time(NULL) + seconds;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool said = false;

	if (fd < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return 1;
	while (time(NULL) < end) {
		if (write(fd, block, sizeof(block)) > 0)
			continue;
		if (errno != ENOSPC)
			return 1;
		if (!said)
			close(open(says, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
		said = true;
		(void)nanosleep(&wait, NULL);
	}
	return 0;
}
