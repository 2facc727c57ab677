/*
 * verdict - what credmint-auth said of a login, kept in the PAM handle
 */

#include "pam_module/verdict.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/run.h"

#define DATA_VERDICT "credmint_verdict"

/* Milliseconds in which a new password must have been chosen. */
#define CHANGE_MS (10 * 60 * 1000)

struct verdict {
	enum wire_verdict word;
	int64_t since; /* run_boot_ms(): time goes on while a machine sleeps */
	bool promised, used;
	char user[];
};

static void
free_verdict(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	free(data);
}

static struct verdict *
kept(pam_handle_t *pamh)
{
	const void *data = NULL;
	void *found;

	if (pam_get_data(pamh, DATA_VERDICT, &data) != PAM_SUCCESS)
		return NULL;
	memcpy(&found, &data, sizeof(found)); /* it was ours, without const */
	return found;
}

/* The one that bears PAM_USER's name. */
static struct verdict *
users(pam_handle_t *pamh)
{
	struct verdict *v = kept(pamh);
	const void *user = NULL;

	if (v == NULL || pam_get_item(pamh, PAM_USER, &user) != PAM_SUCCESS ||
	    user == NULL || strcmp(v->user, user) != 0)
		return NULL;
	return v;
}

int
verdict_forget(pam_handle_t *pamh)
{
	return pam_set_data(pamh, DATA_VERDICT, NULL, NULL);
}

int
verdict_keep(pam_handle_t *pamh, const char *user, enum wire_verdict word)
{
	const size_t n = strlen(user) + 1;
	struct verdict *v = calloc(1, sizeof(*v) + n);
	int r;

	if (v == NULL)
		return PAM_BUF_ERR;
	v->word = word;
	v->since = run_boot_ms();
	memcpy(v->user, user, n);
	r = pam_set_data(pamh, DATA_VERDICT, v, free_verdict);
	if (r != PAM_SUCCESS)
		free(v);
	return r;
}

enum wire_verdict
verdict_of_user(pam_handle_t *pamh)
{
	const struct verdict *v = users(pamh);

	return v == NULL ? WIRE_NO : v->word;
}

bool
verdict_may_change(pam_handle_t *pamh)
{
	const struct verdict *v = users(pamh);
	const int64_t now = run_boot_ms();

	return v != NULL && v->word == WIRE_CHANGE && !v->used &&
	    now >= v->since && now - v->since < CHANGE_MS;
}

void
verdict_promise(pam_handle_t *pamh, bool yes)
{
	struct verdict *v = kept(pamh);

	if (v != NULL)
		v->promised = yes;
}

bool
verdict_promised(pam_handle_t *pamh)
{
	const struct verdict *v = kept(pamh);

	return v != NULL && v->promised;
}

void
verdict_use(pam_handle_t *pamh)
{
	struct verdict *v = kept(pamh);

	if (v != NULL)
		v->used = true;
}

void
verdict_fulfil(pam_handle_t *pamh)
{
	struct verdict *v = users(pamh);

	if (v != NULL)
		v->word = WIRE_YES;
}
