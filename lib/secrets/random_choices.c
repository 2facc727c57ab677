/*
 * random_choices - independent choices, with replacement
 */

#include <errno.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/tally.h"

int
credmint_random_choices(struct credmint_source *source, size_t n,
    const uint64_t *weights, size_t k, size_t *index)
{
	struct tally tally;
	uint64_t position;
	int error;

	secret_wipe(index, k * sizeof(*index));
	if (k == 0)
		return 0;
	if (n == 0)
		return -ENODATA;
	error = tally_make(&tally, weights, n);
	if (error == 0 && tally.total == 0)
		error = -EINVAL;
	for (size_t i = 0; error == 0 && i < k; i++) {
		error = draw_below(source, tally.total, &position);
		if (error == 0)
			index[i] = tally_at(&tally, position);
	}
	if (error != 0)
		secret_wipe(index, k * sizeof(*index));
	tally_free(&tally);
	return error;
}
