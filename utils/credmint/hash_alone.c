/* hash_alone - one hash by a process of its own */

#include "hash_alone.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "crew.h"
#include "hash_fault.h"

struct item {
	bool verify;
	int error;
	size_t n;
	char password[CREDMINT_HASH_PASSWORD_MAX];
	char setting[CREDMINT_HASH_SIZE];
	char hash[CREDMINT_HASH_SIZE];
};

struct alone {
	const char *setting, *password;
	size_t n;
	char *hash; /* NULL: verify */
	bool begun;
	int error;
};

static int
fill(void *to, void *arg)
{
	struct alone *alone = arg;
	struct item *item = to;

	if (alone->begun)
		return CREW_NO_MORE;
	alone->begun = true;
	item->verify = alone->hash == NULL;
	item->n = alone->n;
	if (alone->n > 0)
		memcpy(item->password, alone->password, alone->n);
	memcpy(item->setting, alone->setting, strlen(alone->setting) + 1);
	return CREW_FILLED;
}

static void
work(void *at)
{
	struct item *item = at;

	if (item->verify)
		item->error = credmint_hash_verify(
		    item->setting, item->password, item->n);
	else
		item->error = credmint_hash_make(item->setting, item->password,
		    item->n, item->hash, sizeof(item->hash));
}

static int
drain(void *from, void *arg)
{
	struct alone *alone = arg;
	const struct item *item = from;

	alone->error = item->error;
	if (alone->hash != NULL)
		memcpy(alone->hash, item->hash, sizeof(item->hash));
	return 0;
}

/* In this process: it ends at once, or no other could be had. */
static int
here(const struct alone *alone)
{
	return alone->hash == NULL
	    ? credmint_hash_verify(alone->setting, alone->password, alone->n)
	    : credmint_hash_make(alone->setting, alone->password, alone->n,
		  alone->hash, CREDMINT_HASH_SIZE);
}

static int
run(struct alone *alone, struct fault *f)
{
	const struct crew crew = {
	    .threads = 1,
	    .size = sizeof(struct item),
	    .fill = fill,
	    .work = work,
	    .drain = drain,
	    .arg = alone,
	    .at_once = true,
	};
	bool refused = alone->n > CREDMINT_HASH_PASSWORD_MAX ||
	    strlen(alone->setting) >= CREDMINT_HASH_SIZE;
	int rc = refused ? -EMSGSIZE : crew_run(&crew, f);

	if (rc == -ENOMEM && !alone->begun)
		return fault_set(f, rc, "out of memory");
	if (rc != 0 && rc != -EINTR && !alone->begun) {
		*f = (struct fault){.text = ""};
		alone->error = here(alone);
		rc = 0;
	}
	if (rc == 0 && alone->error != 0 && alone->error != -EKEYREJECTED)
		return hash_fault(alone->error, f);
	return rc != 0 ? rc : alone->error;
}

int
hash_alone_make(const char *setting, const char *password, size_t n,
    char hash[CREDMINT_HASH_SIZE], struct fault *f)
{
	struct alone alone = {
	    .setting = setting, .password = password, .n = n, .hash = hash};

	return run(&alone, f);
}

int
hash_alone_verify(
    const char *hash, const char *password, size_t n, struct fault *f)
{
	struct alone alone = {.setting = hash, .password = password, .n = n};

	return run(&alone, f);
}
