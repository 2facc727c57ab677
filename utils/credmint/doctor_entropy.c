/* doctor_entropy - whether the system's generator gives bytes, and how */

#include <string.h>

#include "core/entropy.h"

#include "doctor.h"

#define DOORS_MAX 8

int
doctor_entropy(struct doctor *d)
{
	static const char what[] = "entropy";
	struct entropy_state doors[DOORS_MAX];
	size_t n = entropy_doors(doors, DOORS_MAX);

	for (size_t i = 0; i < n && i < DOORS_MAX; i++) {
		if (!doors[i].in_use)
			continue;
		if (doors[i].error != 0)
			doctor_say(d, DOCTOR_BAD, what,
			    "%s fails: %s; nothing random can be made: see "
			    "the kernel's log",
			    doors[i].name, strerror(-doors[i].error));
		else if (i > 0)
			doctor_say(d, DOCTOR_NOTE, what,
			    "%s is in use, %s is not (%s); see what filters "
			    "the system calls of this process",
			    doors[i].name, doors[0].name,
			    strerror(-doors[0].error));
		else
			doctor_say(d, DOCTOR_OK, what, "%s gives bytes",
			    doors[i].name);
		return 0;
	}
	doctor_say(d, DOCTOR_BAD, what,
	    "no generator answers; see credmint-entropy(1) for the doors "
	    "there are");
	return 0;
}
