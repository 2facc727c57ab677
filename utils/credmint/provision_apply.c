/* provision_apply - accounts made by the system's own tools */

#include "provision_apply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/login_defs.h"
#include "host/run.h"

#include "account_lock.h"
#include "command.h"
#include "provision_apply_inside.h"
#include "service.h"

#define UID_LEAST 1000
#define UID_MOST 60000

static int
defaults_read(struct provision_apply *apply, struct fault *f)
{
	struct login_defs defs;
	char text[8];
	int rc = login_defs_open(&defs, "", f);

	apply->uid_least = UID_LEAST;
	apply->uid_most = UID_MOST;
	apply->own_groups = true;
	if (rc == 0) {
		(void)login_defs_number(&defs, "UID_MIN", &apply->uid_least);
		(void)login_defs_number(&defs, "UID_MAX", &apply->uid_most);
		if (login_defs_text(
			&defs, "USERGROUPS_ENAB", text, sizeof(text)))
			apply->own_groups = strcmp(text, "yes") == 0;
	}
	login_defs_close(&defs);
	return rc;
}

static int
memory_take(struct provision_apply *apply, struct fault *f)
{
	const size_t n = PROVISION_APPLY_BATCH;

	apply->parts = calloc(n, sizeof(*apply->parts));
	apply->seen = secret_map(n * sizeof(*apply->seen), NULL);
	apply->records = mmap(NULL, n * sizeof(*apply->records),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (apply->records == MAP_FAILED)
		apply->records = NULL;
	/* As secret_map() does, but that the child is to see them. */
	if (apply->records != NULL) {
		(void)mlock(apply->records, n * sizeof(*apply->records));
		(void)madvise(
		    apply->records, n * sizeof(*apply->records), MADV_DONTDUMP);
	}
	if (apply->parts == NULL || apply->seen == NULL ||
	    apply->records == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	return 0;
}

/* In an order in which what fails has changed nothing. */
static int
ready(struct provision_apply *apply, struct fault *f)
{
	struct call *call = apply->call;
	int rc = 0;

	if (geteuid() != 0)
		return fault_set(f, -EPERM, "run this as root");
	rc = shadow_batch_check(f);
	if (rc == 0)
		rc = conf_read(&apply->conf, call->config, f);
	if (rc == 0)
		rc = defaults_read(apply, f);
	return rc == 0 ? provision_record_check(apply, f) : rc;
}

/* The lock is not held while somebody types the input. */
int
provision_apply_start(struct provision_apply *apply, struct fault *f)
{
	const char *const *value = apply->call->options.value;
	int rc = 0;

	if (apply->table != NULL)
		return 0;
	if (apply->lock < 0 && value[OPTION_DRY_RUN] == NULL) {
		rc = account_lock_take(&apply->lock, f);
		apply->since = run_clock_ms();
	}
	if (rc == 0 && apply->resume && apply->known == NULL)
		rc = provision_record_read(apply, f);
	if (rc == 0)
		rc = shadow_table_read(&apply->table, f);
	return rc;
}

int
provision_apply_open(struct provision_apply **out, struct call *call,
    int64_t ttl, bool resume, struct fault *f)
{
	struct provision_apply *apply = calloc(1, sizeof(*apply));
	int rc;

	*out = NULL;
	if (apply == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	apply->call = call;
	apply->ttl = ttl;
	apply->resume = resume;
	apply->keep_going = call->options.value[OPTION_KEEP_GOING] != NULL;
	apply->lock = -1;
	service_asker(apply->by);
	rc = memory_take(apply, f);
	if (rc == 0)
		rc = ready(apply, f);
	if (rc == 0)
		*out = apply;
	else
		provision_apply_close(apply);
	return rc;
}

void
provision_apply_close(struct provision_apply *apply)
{
	const size_t n = PROVISION_APPLY_BATCH;

	if (apply == NULL)
		return;
	account_lock_drop(apply->lock);
	shadow_table_free(apply->table);
	provision_uids_free(apply->uids);
	free(apply->known);
	free(apply->parts);
	secret_unmap(apply->seen, n * sizeof(*apply->seen));
	secret_unmap(apply->records, n * sizeof(*apply->records));
	free(apply);
}
