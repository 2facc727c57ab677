/*
 * entropy - the doors of this platform, tried in order
 */

#include "core/entropy.h"

#include <errno.h>
#include <stdbool.h>

#include "core/entropy_door.h"
#include "core/secret.h"

static const struct entropy_door doors[] = {
    {"getrandom(2)", entropy_getrandom},
    {"/dev/urandom", entropy_urandom},
};

#define DOORS (sizeof(doors) / sizeof(doors[0]))

/* Whether a door that ended so hands over to the next. */
static bool
hands_over(int error)
{
	return error == -ENOSYS || error == -EPERM;
}

int
entropy_fill(void *out, size_t n)
{
	int error = -ENOSYS;

	if (n == 0)
		return 0;
	for (size_t i = 0; i < DOORS; i++) {
		error = doors[i].fill(out, n);
		if (!hands_over(error))
			break;
	}
	if (error != 0)
		secret_wipe(out, n);
	return error;
}

size_t
entropy_doors(struct entropy_state *out, size_t n)
{
	bool taken = false;
	unsigned char byte;

	for (size_t i = 0; i < n && i < DOORS; i++) {
		out[i].name = doors[i].name;
		out[i].error = doors[i].fill(&byte, 1);
		out[i].in_use = !taken && !hands_over(out[i].error);
		taken = taken || out[i].in_use;
	}
	secret_wipe(&byte, 1);
	return DOORS;
}
