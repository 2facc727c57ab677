/* provision_item - one account on its way */

#include "provision_item.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/password_plan.h"

#include "command.h"
#include "draws.h"
#include "hash_fault.h"
#include "host_policy.h"

/* An account whose texts are its own. */
struct copy {
	struct copy *next;
	struct provision_account account;
	char texts[];
};

struct provision_drawer {
	struct provision *p;
	struct credmint_source *source;
	/* By length; 0: the usual one. */
	struct password_plan *plan[CREDMINT_PASSWORD_MAX + 1];
	struct copy *first;
	struct copy **last;
};

struct credmint_password
provision_policy(size_t length)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;

	/* No spreadsheet takes one that starts with a letter for a formula. */
	policy.flags =
	    CREDMINT_PASSWORD_NO_LOOKALIKES | CREDMINT_PASSWORD_FIRST_LETTER;
	policy.length = length;
	return policy;
}

int
provision_drawer_open(struct provision_drawer **out, struct provision *p)
{
	struct provision_drawer *d = calloc(1, sizeof(*d));
	int rc = d == NULL ? -ENOMEM : credmint_source_new(&d->source);

	*out = NULL;
	if (rc != 0) {
		provision_drawer_close(d);
		return draws_end(rc, &p->call->fault);
	}
	d->p = p;
	d->last = &d->first;
	*out = d;
	return 0;
}

void
provision_drawer_drop(struct provision_drawer *d)
{
	struct copy *gone = d->first;

	d->first = gone->next;
	if (d->first == NULL)
		d->last = &d->first;
	free(gone);
}

void
provision_drawer_close(struct provision_drawer *d)
{
	if (d == NULL)
		return;
	while (d->first != NULL)
		provision_drawer_drop(d);
	for (size_t i = 0; i <= CREDMINT_PASSWORD_MAX; i++)
		password_plan_free(d->plan[i]);
	credmint_source_free(d->source);
	free(d);
}

/* What reading gives is good until the next is read: it is copied. */
static const struct provision_account *
keep(struct provision_drawer *d, const struct provision_account *account)
{
	size_t n = 0;
	struct copy *copy;
	char *at;

	for (size_t i = 0; i < PROVISION_FIELDS; i++)
		if (account->field[i] != NULL)
			n += strlen(account->field[i]) + 1;
	copy = calloc(1, sizeof(*copy) + n);
	if (copy == NULL)
		return NULL;
	at = copy->texts;
	copy->account.line = account->line;
	for (size_t i = 0; i < PROVISION_FIELDS; i++) {
		if (account->field[i] == NULL)
			continue;
		n = strlen(account->field[i]) + 1;
		copy->account.field[i] = memcpy(at, account->field[i], n);
		at += n;
	}
	*d->last = copy;
	d->last = &copy->next;
	return &copy->account;
}

static int
draw_own(struct provision_drawer *d, size_t length, char *out)
{
	struct password_plan **plan = &d->plan[length];
	const struct credmint_password policy = provision_policy(length);
	int rc = 0;

	if (*plan == NULL)
		rc = password_plan_new(plan, &policy, PASSWORD_MODE_BEST);
	if (rc == 0)
		rc = password_plan_draw(
		    *plan, d->source, out, PROVISION_PASSWORD_SIZE);
	return draws_end(rc, &d->p->call->fault);
}

/* A length that was asked for makes a password longer, never one too short. */
static int
draw(struct provision_drawer *d, const char *name, size_t length, char *out)
{
	int rc = 0;

	if (d->p->apply)
		rc = host_policy_password(
		    "", name, out, PROVISION_PASSWORD_SIZE, &d->p->call->fault);
	if (rc != 0 || (d->p->apply && length <= strlen(out)))
		return rc;
	return draw_own(d, length, out);
}

static int
prepare(struct provision_drawer *d, const struct provision_account *account,
    struct provision_item *item)
{
	struct fault *f = &d->p->call->fault;
	struct provision_how how;
	int rc = 0;

	item->account = keep(d, account);
	if (item->account == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	provision_how(d->p, item->account, &how);
	item->method = how.method;
	item->resumed = item->password[0] != '\0';
	if (!item->resumed)
		rc = draw(d, item->account->field[PROVISION_NAME], how.length,
		    item->password);
	if (rc != 0)
		return rc;
	return draws_end(credmint_salt_make(d->source, how.method, how.cost,
			     item->setting, sizeof(item->setting)),
	    f);
}

int
provision_drawer_next(struct provision_drawer *d, struct provision_item *item)
{
	struct provision_account account;
	enum provision_state state;
	int rc;

	do {
		rc = provision_input_next(
		    d->p->input, &account, &d->p->call->fault);
		if (rc <= 0)
			return rc;
		rc = provision_wanted(d->p, &account, true, &state,
		    item->password, &item->expires);
	} while (rc == 0);
	if (rc > 0)
		rc = prepare(d, &account, item);
	return rc != 0 ? rc : 1;
}

void
provision_item_hash(struct provision_item *item)
{
	item->error = credmint_hash_make(item->setting, item->password,
	    strlen(item->password), item->hash, sizeof(item->hash));
}

int
provision_item_end(const struct provision_item *item, struct fault *f)
{
	return item->error == 0 ? 0 : hash_fault(item->error, f);
}
