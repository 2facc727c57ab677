/* serve_member - the members that requests to credmint serve may have */

#include "serve_member.h"

#include <errno.h>
#include <string.h>

#define ISSUE (1u << SERVE_ISSUE)
#define VERIFY (1u << SERVE_VERIFY)
#define REDEEM (1u << SERVE_REDEEM)
#define ROTATE (1u << SERVE_ROTATE)
#define REVOKE (1u << SERVE_REVOKE)
#define LIST (1u << SERVE_LIST)
#define EVERY (ISSUE | VERIFY | REDEEM | ROTATE | REVOKE | LIST)

/* Any bytes, as of a token that somebody typed. */
#define ANY_TEXT (JSON_READ_NULL << 1)
#define TEXT JSON_READ_TEXT
#define NUMBER JSON_READ_NUMBER
#define YES JSON_READ_YES

static const char *const verbs[SERVE_VERBS] = {
    "issue", "verify", "redeem", "rotate", "revoke", "list"};

static const struct {
	const char *name;
	unsigned verbs;
	unsigned types;
} members[SERVE_MEMBERS] = {
    [SERVE_DO] = {"do", EVERY, TEXT},
    [SERVE_TAG] = {"tag", EVERY, TEXT | NUMBER},
    [SERVE_KIND] = {"kind", EVERY, TEXT},
    [SERVE_USER] = {"user", ISSUE | REVOKE | LIST, TEXT},
    [SERVE_LABEL] = {"label", ISSUE | REVOKE | LIST, TEXT},
    [SERVE_TTL] = {"ttl", ISSUE, TEXT},
    [SERVE_IDLE] = {"idle", ISSUE, TEXT},
    [SERVE_USES] = {"uses", ISSUE, NUMBER},
    [SERVE_WITH_CSRF] = {"csrf", ISSUE, YES},
    [SERVE_CSRF] = {"csrf", VERIFY, ANY_TEXT | TEXT},
    [SERVE_URL] = {"url", ISSUE | ROTATE, TEXT},
    [SERVE_ALLOW_HTTP] = {"allow-http", ISSUE | ROTATE, YES},
    [SERVE_WHAT] = {"what", ROTATE, TEXT},
    [SERVE_TOKEN] = {"token", VERIFY | REDEEM | ROTATE | REVOKE,
	ANY_TEXT | TEXT},
    [SERVE_ID] = {"id", REVOKE, NUMBER},
    [SERVE_AFTER] = {"after", LIST, NUMBER},
    [SERVE_ALL] = {"all", REVOKE | LIST, YES},
};

const char *
serve_verb_name(enum serve_verb verb)
{
	return verbs[verb];
}

int
serve_verb_read(
    const struct json_read *in, enum serve_verb *out, struct fault *f)
{
	struct json_member m = {.n = 0};

	if (json_read_find(in, "do", &m) && m.type == JSON_READ_TEXT)
		for (unsigned i = 0; i < SERVE_VERBS; i++)
			if (strlen(verbs[i]) == m.n &&
			    strcmp(verbs[i], m.text) == 0) {
				*out = (enum serve_verb)i;
				return 0;
			}
	return fault_set(f, -EINVAL,
	    "do takes issue, verify, redeem, rotate, revoke or list");
}

/* SERVE_MEMBERS: a verb takes none of this name. */
static size_t
find(const char *name, enum serve_verb verb)
{
	size_t i = 0;

	while (i < SERVE_MEMBERS &&
	    ((members[i].verbs >> verb & 1) == 0 ||
		strcmp(members[i].name, name) != 0))
		i++;
	return i;
}

static int
check(const struct json_member *m, size_t key, struct fault *f)
{
	unsigned types = members[key].types;

	if ((types & m->type) == 0)
		return fault_set(f, -EINVAL, "%s takes %s", members[key].name,
		    types == YES                ? "true or false"
			: types == NUMBER       ? "an integer"
			: (types & NUMBER) != 0 ? "a string or an integer"
						: "a string");
	if (m->type == TEXT && (types & ANY_TEXT) == 0 &&
	    strlen(m->text) != m->n)
		return fault_set(f, -EINVAL, "%s takes a string without NUL",
		    members[key].name);
	return 0;
}

int
serve_members_read(struct serve_members *out, struct json_read *in,
    enum serve_verb verb, struct fault *f)
{
	struct json_member m;
	int rc = 0;

	*out = (struct serve_members){0};
	while (rc == 0 && json_read_next(in, &m)) {
		size_t key = find(m.name, verb);

		if (key == SERVE_MEMBERS)
			rc = fault_set(f, -EINVAL,
			    "%s does not take one of these members; see "
			    "credmint-serve(1)",
			    verbs[verb]);
		else
			rc = check(&m, key, f);
		if (rc == 0)
			out->of[key] = m;
	}
	return rc;
}
