/* provision_plan - what would be made, and nothing else */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "host_policy.h"
#include "json_line.h"
#include "output.h"
#include "provision.h"
#include "provision_item.h"
#include "provision_method.h"
#include "stop.h"
#include "table.h"
#include "words.h"

enum column {
	LINE,
	NAME,
	METHOD,
	COST,
	LENGTH,
	COLUMNS
};

static const char *const titles[COLUMNS] = {
    [LINE] = "LINE",
    [NAME] = "ACCOUNT",
    [METHOD] = "METHOD",
    [COST] = "COST",
    [LENGTH] = "LENGTH",
};

static int
json_plan(struct output *out, const struct provision_account *account,
    const struct provision_how *how, size_t length)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_number(&line, "line", (int64_t)account->line);
	json_line_text(&line, "name", account->field[PROVISION_NAME]);
	json_line_text(&line, "method", how->method);
	json_line_number(&line, "cost", (int64_t)provision_method_cost(how));
	json_line_number(&line, "length", (int64_t)length);
	return json_line_end(&line, out);
}

static int
plan_one(struct provision *p, const struct provision_account *account,
    size_t policy, struct table *table)
{
	char line[24], cost[24], length[24];
	const char *cells[COLUMNS] = {[LINE] = line,
	    [NAME] = account->field[PROVISION_NAME],
	    [COST] = cost,
	    [LENGTH] = length};
	struct provision_how how;
	size_t n;

	provision_how(p, account, &how);
	/* A length that was asked for makes none shorter. */
	n = how.length != 0 && !p->apply ? how.length
	    : how.length > policy        ? how.length
					 : policy;
	if (table == NULL)
		return json_plan(p->call->out, account, &how, n);
	cells[METHOD] = how.method;
	(void)snprintf(line, sizeof(line), "%" PRIu64, account->line);
	(void)snprintf(cost, sizeof(cost), "%lu", provision_method_cost(&how));
	(void)snprintf(length, sizeof(length), "%zu", n);
	return table_row(table, cells, p->call->out);
}

/* What the host's policy makes of it: 1, or a negative errno. */
static int
policy_length(struct provision *p, const struct provision_account *account,
    char *password, size_t *length)
{
	int rc = host_policy_password("", account->field[PROVISION_NAME],
	    password, PROVISION_PASSWORD_SIZE, &p->call->fault);

	*length = strlen(password);
	secret_wipe(password, PROVISION_PASSWORD_SIZE);
	return rc != 0 ? rc : 1;
}

static int
plan_all(struct provision *p, struct table *table, char *password)
{
	struct provision_account account;
	enum provision_state state;
	size_t policy = CREDMINT_PASSWORD_LENGTH;
	bool known = false;
	int64_t expires;
	int rc = 0;

	while (rc == 0) {
		rc = provision_input_next(p->input, &account, &p->call->fault);
		if (rc <= 0)
			break;
		rc = stop_asked() != 0 ? -EINTR
				       : provision_wanted(p, &account, true,
					     &state, password, &expires);
		if (rc > 0 && p->apply && !known)
			rc = policy_length(p, &account, password, &policy);
		known = known || rc > 0;
		if (rc > 0)
			rc = plan_one(p, &account, policy, table);
	}
	return rc != 0 || table == NULL ? rc : table_flush(table, p->call->out);
}

int
provision_plan(struct provision *p)
{
	bool json = p->call->options.value[OPTION_JSON] != NULL;
	struct table *table = json ? NULL : table_new(titles, COLUMNS);
	char *password = secret_map(PROVISION_PASSWORD_SIZE, NULL);
	int rc;

	if (password == NULL || (table == NULL && !json))
		rc = fault_set(&p->call->fault, -ENOMEM, "out of memory");
	else
		rc = plan_all(p, table, password);
	if (rc == 0)
		words_say("would make %" PRIu64 " accounts; %" PRIu64
			  " refused, %" PRIu64 " there already",
		    p->total - p->failed,
		    provision_input_bad(p->input) + p->failed, p->left);
	table_free(table);
	secret_unmap(password, PROVISION_PASSWORD_SIZE);
	return rc;
}
