/* reset - let somebody back in */

#include "reset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/secret.h"

#include "account_lock.h"
#include "argument.h"
#include "command.h"
#include "output.h"
#include "service.h"
#include "stop.h"
#include "words.h"

#define TTL (24LL * 60 * 60)
#define TTL_USUAL (30LL * 24 * 60 * 60)
/* How long whoever reads what is made and said is waited for. */
#define READER_WAIT_MS 30000

static int
life_read(struct reset *r, const char *text, struct fault *f)
{
	r->ttl = TTL;
	if (text != NULL && conf_span(text, &r->ttl) != 0)
		return fault_set(f, CALL_USAGE,
		    "--ttl takes a time such as 90s, 15m, 24h or 7d, up to "
		    "3650d");
	if (r->force)
		return 0;
	if (r->code && r->ttl > REGISTRY_TTL_USUAL)
		return fault_set(f, CALL_USAGE,
		    "--ttl is over 24h for a code; shorten it, or insist by "
		    "--force");
	if (r->ttl > TTL_USUAL)
		return fault_set(f, CALL_USAGE,
		    "--ttl is over 30d; shorten it, or insist by --force");
	return 0;
}

/* What cannot be had together. */
static int
options_check(const struct reset *r, struct fault *f)
{
	const char *const *value = r->call->options.value;
	bool elsewhere =
	    value[OPTION_OUTPUT] != NULL || value[OPTION_OUTPUT_FD] != NULL;

	if (value[OPTION_ROOT] != NULL &&
	    (value[OPTION_TTL] != NULL || r->code || r->deliver))
		return fault_set(f, CALL_USAGE,
		    "--root goes without --ttl, --code and --deliver: no "
		    "registry is in use there, so nothing would end it");
	if (r->deliver && elsewhere && value[OPTION_JSON] == NULL)
		return fault_set(f, CALL_USAGE,
		    "--deliver writes nothing but --json: leave out -o and "
		    "--output-fd");
	return 0;
}

/* The directory of --root as chpasswd(8) wants it; the caller frees it. */
static int
root_read(struct reset *r, char **real, struct fault *f)
{
	const char *text = r->call->options.value[OPTION_ROOT];

	r->root = "";
	if (text == NULL)
		return 0;
	*real = realpath(text, NULL);
	if (*real == NULL)
		return fault_set(
		    f, CALL_USAGE, "--root %s: %s", text, strerror(errno));
	if (strcmp(*real, "/") == 0)
		return fault_set(
		    f, CALL_USAGE, "--root / is this host: leave it out");
	r->root = *real;
	return 0;
}

static int
names_check(struct reset *r, struct fault *f)
{
	char **names = r->call->options.operands;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->n; i++)
		rc = argument_account(names[i], f);
	return rc;
}

/* Two names of one account would give a password that is dead at once. */
static int
twins_check(const struct reset *r, struct fault *f)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(r->accounts[i].name, r->accounts[j].name) ==
			    0)
				return fault_set(f, CALL_USAGE,
				    "%s is named twice", r->accounts[i].name);
	return 0;
}

/* All of them, so that one line tells of each that is refused. */
static int
accounts_check(struct reset *r, struct fault *f)
{
	char **names = r->call->options.operands;
	bool refused = false;

	for (size_t i = 0; i < r->n; i++) {
		int rc = reset_account(r, names[i], &r->accounts[i]);

		if (rc < 0)
			return rc;
		refused = refused || rc != 0;
		if (rc == 0 && strlen(r->accounts[i].name) > r->width)
			r->width = strlen(r->accounts[i].name);
	}
	return refused ? CALL_NO : twins_check(r, f);
}

static int
each(struct reset *r)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->n; i++) {
		const struct account *account = &r->accounts[i];

		if (stop_asked() != 0)
			rc = -EINTR;
		else if (r->dry_run)
			rc = reset_plan(r, account);
		else if (r->code)
			rc = reset_code(r, account);
		else
			rc = reset_password(r, account);
		SECRET_WIPE_OBJECT(r->secret);
		SECRET_WIPE_OBJECT(r->record);
		if (rc == 0)
			r->done++;
	}
	if (rc != 0 && r->done > 0)
		words_say("%zu of %zu accounts were reset, the last was %s",
		    r->done, r->n, r->accounts[r->done - 1].name);
	return rc;
}

/* What only reading tells comes first, then the lock, then the accounts. */
static int
perform(struct reset *r)
{
	struct fault *f = &r->call->fault;
	int lock = -1, rc = 0;

	if (geteuid() != 0)
		return fault_set(f, -EPERM, "run this as root");
	/* Others wait for the lock meanwhile. */
	output_patience(r->call->out, READER_WAIT_MS);
	words_patience(READER_WAIT_MS);
	if (r->deliver)
		rc = reset_deliver_check(r);
	if (rc == 0 && !r->code)
		rc = shadow_tools_check(f);
	if (rc == 0 && !r->dry_run)
		rc = account_lock_take(&lock, f);
	if (rc == 0)
		rc = accounts_check(r, f);
	if (rc == 0)
		rc = each(r);
	account_lock_drop(lock);
	return rc;
}

static int
memory_take(struct reset *r, struct fault *f)
{
	r->accounts = calloc(r->n, sizeof(*r->accounts));
	r->secret = secret_map(sizeof(*r->secret), NULL);
	r->record = mmap(NULL, sizeof(*r->record), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r->record == MAP_FAILED)
		r->record = NULL;
	if (r->accounts == NULL || r->secret == NULL || r->record == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	return 0;
}

static void
memory_give(struct reset *r)
{
	free(r->accounts);
	secret_unmap(r->secret, sizeof(*r->secret));
	secret_unmap(r->record, sizeof(*r->record));
	free(r);
}

int
command_reset(struct call *call)
{
	const char *const *value = call->options.value;
	struct reset *r = calloc(1, sizeof(*r));
	char *root = NULL;
	int rc;

	if (r == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	r->call = call;
	r->n = call->options.noperands;
	r->code = value[OPTION_CODE] != NULL;
	r->deliver = value[OPTION_DELIVER] != NULL;
	r->dry_run = value[OPTION_DRY_RUN] != NULL;
	r->force = value[OPTION_FORCE] != NULL;
	service_asker(r->by);
	rc = life_read(r, value[OPTION_TTL], &call->fault);
	if (rc == 0)
		rc = options_check(r, &call->fault);
	if (rc == 0)
		rc = root_read(r, &root, &call->fault);
	if (rc == 0)
		rc = names_check(r, &call->fault);
	if (rc == 0)
		rc = memory_take(r, &call->fault);
	if (rc == 0)
		rc = perform(r);
	memory_give(r);
	free(root);
	return rc;
}
