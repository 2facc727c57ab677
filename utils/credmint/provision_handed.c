/* provision_handed - accounts in an output that cannot be cut back */

#include "provision_handed.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "output.h"
#include "provision_input_check.h"
#include "provision_secrets.h"
#include "words.h"

struct account {
	off_t output;  /* where its text ends */
	off_t secrets; /* where its record ends */
	char name[PROVISION_NAME_MAX + 1];
};

struct provision_handed {
	struct output *output;
	struct provision_secrets *secrets;
	struct fault *fault;
	size_t n;
	/* The first is the last of which all is known. */
	struct account account[1 + PROVISION_HANDED_MAX];
};

static int
secrets_first(void *arg)
{
	struct provision_handed *h = arg;

	return provision_secrets_sync(h->secrets, h->fault);
}

int
provision_handed_open(struct provision_handed **out, struct output *output,
    struct provision_secrets *secrets, struct fault *f)
{
	struct provision_handed *h;

	*out = NULL;
	if (output_goes_back(output))
		return 0;
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	h->output = output;
	h->secrets = secrets;
	h->fault = f;
	h->account[0].output = output_end_at(output);
	h->account[0].secrets = provision_secrets_end_at(secrets);
	output_first(output, secrets_first, h);
	*out = h;
	return 0;
}

void
provision_handed_begin(
    struct provision_handed *h, const struct provision_account *account)
{
	struct account *to = &h->account[++h->n];

	to->secrets = provision_secrets_end_at(h->secrets);
	(void)snprintf(
	    to->name, sizeof(to->name), "%s", account->field[PROVISION_NAME]);
}

void
provision_handed_whole(struct provision_handed *h)
{
	h->account[h->n].output = output_end_at(h->output);
}

void
provision_handed_all(struct provision_handed *h)
{
	h->account[0] = h->account[h->n];
	h->n = 0;
}

/* Where only something else failed, whole accounts are still given away. */
static void
rest(struct provision_handed *h)
{
	struct fault fault = *h->fault;

	/* Without an account there is no head. */
	bool none = h->n == 0 && output_written(h->output) == 0;

	output_drop_part(h->output);
	if ((none ? output_take_back(h->output) : output_flush(h->output)) != 0)
		provision_secrets_drop(h->secrets);
	*h->fault = fault;
}

uint64_t
provision_handed_end(struct provision_handed *h, const char **last)
{
	size_t n = 0;
	off_t written;

	rest(h);
	written = output_written(h->output);
	while (n < h->n && written > h->account[n].output)
		n++;
	if (provision_secrets_cut(h->secrets, h->account[n].secrets) != 0)
		words_say("what the file of secrets has behind %s was given "
			  "to nobody",
		    h->account[n].name);
	h->account[0] = h->account[n];
	h->n = 0;
	*last = h->account[0].name;
	return n;
}

void
provision_handed_close(struct provision_handed *h)
{
	if (h != NULL)
		output_first(h->output, NULL, NULL);
	free(h);
}
