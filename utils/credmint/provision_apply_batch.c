/* provision_apply_batch - accounts that are made at a time */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "core/secret.h"
#include "host/run.h"

#include "account_lock.h"
#include "command.h"
#include "provision_apply_inside.h"
#include "stop.h"
#include "words.h"

/* Who waits for the lock has a turn after that long: letting go takes time. */
#define HELD_MS 10000

bool
provision_is_for_all(int error)
{
	return error == -EBUSY || error == -EROFS || error == -ENOSPC ||
	    error == -EDQUOT || error == -ENOENT || error == -ENOMEM ||
	    error == -EFBIG || error == -EMSGSIZE || error == -EAGAIN ||
	    error == -ETIMEDOUT;
}

void
provision_apply_say(const struct provision_apply *apply,
    const struct provision_account *account, const char *why)
{
	const char *file = apply->call->options.operands[0];

	words_say("%s:%" PRIu64 ": %s: %s",
	    strcmp(file, "-") == 0 ? "standard input" : file, account->line,
	    account->field[PROVISION_NAME], why);
}

void
provision_fail(struct provision_apply *apply, size_t i, const char *why)
{
	struct provision_part *part = &apply->parts[i];

	provision_apply_say(apply, &part->made->account, why);
	part->failed = true;
	part->step = PROVISION_STEP_OUT;
}

static int
see(struct provision_apply *apply, struct fault *f)
{
	for (size_t i = 0; i < apply->n; i++)
		apply->seen[i].user =
		    apply->parts[i].made->account.field[PROVISION_NAME];
	return shadow_see(apply->seen, apply->n, f);
}

/* Those begun are finished, whatever kept others from being begun. */
static int
perform(struct provision_apply *apply, struct fault *f)
{
	bool stopped = false;
	int rc = see(apply, f);

	if (rc == 0)
		provision_sort(apply);
	if (rc == 0)
		rc = provision_begin(apply, &stopped, f);
	if (rc == 0)
		rc = see(apply, f);
	if (rc == 0)
		rc = provision_finish(apply, f);
	return rc == 0 && stopped && stop_waits() ? -EINTR : rc;
}

static void
wipe(struct provision_apply *apply)
{
	secret_wipe(apply->seen, apply->n * sizeof(*apply->seen));
	secret_wipe(apply->records, apply->n * sizeof(*apply->records));
	secret_wipe(apply->parts, apply->n * sizeof(*apply->parts));
}

int
provision_apply_batch(struct provision_apply *apply,
    const struct provision_made *accounts, size_t n, size_t *made,
    size_t *failed, struct fault *f)
{
	sigset_t before;
	int rc;

	*made = *failed = 0;
	if (n > PROVISION_APPLY_BATCH || apply->lock < 0)
		return fault_set(f, -EINVAL, "not a batch of accounts");
	apply->n = n;
	wipe(apply);
	for (size_t i = 0; i < n; i++)
		apply->parts[i].made = &accounts[i];
	stop_hold(&before);
	rc = perform(apply, f);
	stop_release(&before);
	for (size_t i = 0; i < n; i++) {
		*failed += apply->parts[i].failed;
		*made += apply->records[i].set;
	}
	wipe(apply);
	if (rc == 0 && run_clock_ms() - apply->since > HELD_MS) {
		rc = account_lock_pass(apply->lock, f);
		apply->since = run_clock_ms();
	}
	return rc;
}
