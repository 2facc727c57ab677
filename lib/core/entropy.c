/*
 * entropy - the doors of this platform, tried in order
 */

#include "core/entropy.h"

#include <errno.h>
#include <stdbool.h>

#include "core/entropy_door.h"
#include "core/secret.h"

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
	for (const struct entropy_door *d = entropy_table; d->fill != NULL;
	     d++) {
		error = d->fill(out, n);
		if (!hands_over(error))
			break;
	}
	if (error != 0)
		secret_wipe(out, n);
	return error;
}

/* Ask one door for a byte; whether it is in use depends on those above. */
static void
ask(const struct entropy_door *door, bool taken, struct entropy_state *out)
{
	unsigned char byte;

	out->name = door->name;
	out->error = door->fill(&byte, 1);
	out->in_use = !taken && !hands_over(out->error);
	secret_wipe(&byte, 1);
}

size_t
entropy_doors(struct entropy_state *out, size_t n)
{
	bool taken = false;
	size_t i;

	for (i = 0; entropy_table[i].fill != NULL; i++) {
		if (i >= n)
			continue;
		ask(&entropy_table[i], taken, &out[i]);
		taken = taken || out[i].in_use;
	}
	return i;
}
