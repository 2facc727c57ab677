/* shadow_batch - accounts of this host, made many at a time */

#include "host/shadow_batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "host/run.h"
#include "host/shadow_hash.h"
#include "host/shadow_tool.h"

#define WORDS_MAX 26

struct words {
	const char *word[WORDS_MAX];
	size_t n;
};

/* An option and its value, where there is one. */
static void
add(struct words *words, const char *option, const char *value)
{
	if (value == NULL || words->n + 2 >= WORDS_MAX)
		return;
	words->word[words->n++] = option;
	words->word[words->n++] = value;
}

static int
name_check(const char *user, struct fault *f)
{
	if (account_name_ok(user))
		return 0;
	return fault_set(
	    f, -EINVAL, "'%.64s' cannot be the name of an account", user);
}

int
shadow_add(const struct shadow_new *account, struct fault *f)
{
	struct words words = {.n = 0};
	const struct shadow_tool tool = {
	    .name = "useradd", .words = words.word};
	int r = name_check(account->user, f);

	if (r != 0)
		return r;
	add(&words, "-u", account->uid);
	add(&words, "-p", SHADOW_MARK);
	add(&words, "-g", account->gid);
	add(&words, "-c", account->gecos);
	add(&words, "-d", account->home);
	add(&words, "-s", account->shell);
	add(&words, "-G", account->groups);
	add(&words, "-e", account->expiry);
	if (account->no_sub_ids) {
		add(&words, "-K", "SUB_UID_COUNT=0");
		add(&words, "-K", "SUB_GID_COUNT=0");
	}
	words.word[words.n++] = account->no_home ? "-M" : "-m";
	words.word[words.n++] = "--";
	words.word[words.n++] = account->user;
	words.word[words.n] = NULL;
	return shadow_tool_run("", &tool, f);
}

int
shadow_set_due(const char *user, struct fault *f)
{
	const char *const words[] = {"-d", "0", "--", user, NULL};
	const struct shadow_tool tool = {.name = "chage", .words = words};
	int r = name_check(user, f);

	return r != 0 ? r : shadow_tool_run("", &tool, f);
}

/* Append "user:hash\n". */
static int
put(char *message, size_t *used, const struct shadow_hash *one, struct fault *f)
{
	const size_t nuser = strlen(one->user);
	const size_t nhash = strnlen(one->hash, SHADOW_HASH_MAX + 1);
	char *at = message + *used;

	if (!account_name_ok(one->user) || !shadow_hash_fits(one->hash) ||
	    one->hash[strspn(one->hash, "!*")] == '\0')
		return fault_set(f, -EINVAL,
		    "the hash for %.64s does not fit into a line of shadow",
		    one->user);
	if (nuser + nhash + 2 > RUN_TOOL_MESSAGE_MAX - *used)
		return fault_set(f, -EINVAL, "too many hashes at a time");
	memcpy(at, one->user, nuser);
	at[nuser] = ':';
	memcpy(at + nuser + 1, one->hash, nhash);
	at[nuser + 1 + nhash] = '\n';
	*used += nuser + nhash + 2;
	return 0;
}

int
shadow_set_hashes(const struct shadow_hash *hashes, size_t n, struct fault *f)
{
	static const char *const words[] = {"-e", NULL};
	char *message = secret_map(RUN_TOOL_MESSAGE_MAX, NULL);
	struct shadow_tool tool = {
	    .name = "chpasswd", .words = words, .message = message};
	int r = 0;

	if (message == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (n < 1 || n > SHADOW_HASHES_MAX)
		r = fault_set(f, -EINVAL, "not a number of hashes");
	for (size_t i = 0; r == 0 && i < n; i++)
		r = put(message, &tool.nmessage, &hashes[i], f);
	/* What it says may repeat any of them. */
	tool.secret = n == 1 ? hashes[0].hash : NULL;
	tool.mute = n > 1;
	if (r == 0)
		r = shadow_tool_run("", &tool, f);
	secret_unmap(message, RUN_TOOL_MESSAGE_MAX);
	return r;
}

int
shadow_batch_check(struct fault *f)
{
	char path[SHADOW_TOOL_PATH_SIZE];
	int r = shadow_tools_check(f);

	return r != 0 ? r : shadow_tool_find("useradd", path, f);
}
