/* draws - one kind of random draw, as often as -n says */

#include "draws.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "output.h"
#include "progress.h"

int
draws_end(int error, struct fault *f)
{
	if (error == 0)
		return 0;
	if (error == -ENOMEM)
		return fault_set(f, error, "out of memory");
	return fault_set(f, error, DRAWS_FAIL ": %s", strerror(-error));
}

int
draws_count(struct call *call, uint64_t *count)
{
	*count = 1;
	return argument_number("-n", call->options.value[OPTION_COUNT], 1,
	    ARGUMENT_COUNT_MAX, count, &call->fault);
}

int
draws_run(struct call *call, bool large,
    int (*one)(struct draws *draws, void *arg), void *arg)
{
	struct draws draws = {.call = call};
	struct progress progress;
	uint64_t count;
	int rc = draws_count(call, &count);

	if (rc != 0)
		return rc;
	if (large || count > 1)
		rc =
		    draws_end(credmint_source_new(&draws.source), &call->fault);
	progress_begin(&progress, count, call->out);
	while (rc == 0 && draws.number < count) {
		draws.number++;
		rc = one(&draws, arg);
		progress_step(&progress, draws.number);
	}
	progress_end(&progress);
	credmint_source_free(draws.source);
	return rc;
}

int
draws_number(struct draws *draws, const char *text)
{
	struct output *out = draws->call->out;
	int rc;

	if (draws->call->options.value[OPTION_JSON] == NULL)
		return output_item(out, text, strlen(text));
	/* All digits: jansson keeps 63 bits, and rounds what is real. */
	rc = output_text(out, "{\"number\":");
	if (rc == 0)
		rc = output_text(out, text);
	if (rc == 0)
		rc = output_text(out, "}");
	return rc != 0 ? rc : output_end(out);
}

int
draws_real(struct draws *draws, double number)
{
	char text[DRAWS_NUMBER_SIZE] = "";
	int rc;

	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	rc = draws_number(draws, text);
	SECRET_WIPE_ARRAY(text);
	return rc;
}

int
draws_integer(struct draws *draws, int64_t number)
{
	char text[DRAWS_NUMBER_SIZE] = "";
	int rc;

	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	rc = draws_number(draws, text);
	SECRET_WIPE_ARRAY(text);
	return rc;
}
