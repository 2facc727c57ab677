/* json_memory - the memory that jansson works with */

#include "json_memory.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/entropy.h"
#include "core/secret.h"

/* jansson frees without a size: it is kept in front, aligned for anything. */
union front {
	size_t n;
	max_align_t align;
};

static void *
keep(size_t n)
{
	union front *front;

	if (n > SIZE_MAX - sizeof(*front))
		return NULL;
	front = malloc(sizeof(*front) + n);
	if (front == NULL)
		return NULL;
	front->n = n;
	return front + 1;
}

static void
wipe_and_free(void *p)
{
	union front *front = p;

	if (p == NULL)
		return;
	front--;
	secret_free(front, sizeof(*front) + front->n);
}

void
json_memory_wiped(void)
{
	json_set_alloc_funcs(keep, wipe_and_free);
	/* Our own names alone are hashed, unless a seed was drawn before. */
	json_object_seed(1);
}

int
json_memory_seed(void)
{
	uint32_t seed;
	int rc = entropy_fill(&seed, sizeof(seed));

	/* The first one counts; 0 would have jansson look for its own. */
	if (rc == 0)
		json_object_seed(seed | 1);
	return rc;
}
