/* registry - making and opening a registry and its key */

#include "registry/registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "host/run.h"
#include "registry/event.h"
#include "registry/lockout.h"

/* The one back end there is. */
static const struct store_calls *const calls = &store_sqlite;

/* A handle with its key, without a store; NULL with *error set. */
static struct registry *
handle_new(const struct conf *conf, int *error, struct fault *f)
{
	struct registry *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		*error = fault_set(f, -ENOMEM, "no memory for the registry");
		return NULL;
	}
	r->conf = *conf;
	r->key = secret_map(sizeof(*r->key), NULL);
	*error = r->key == NULL
	    ? fault_set(f, -ENOMEM, "no memory for the registry's key")
	    : key_read(r->key, conf->key, f);
	if (*error == 0)
		return r;
	registry_close(r);
	return NULL;
}

void
registry_close(struct registry *r)
{
	if (r == NULL)
		return;
	if (r->store != NULL) {
		/* The answer has been given: nobody waits for this. */
		if (!r->looks)
			calls->tidy(r->store);
		calls->close(r->store);
	}
	secret_unmap(r->work, r->work_size);
	secret_unmap(r->key, sizeof(*r->key));
	free(r);
}

static int
check_key(struct registry *r, void *arg, struct fault *f)
{
	struct store_meta meta;
	int rc = calls->meta_get(r->store, &meta, f);

	(void)arg;
	return rc == 0 ? change_key_check(r, &meta, f) : rc;
}

static int
open_until(struct registry **out, const struct conf *conf, int64_t until,
    struct fault *f)
{
	struct registry *r;
	int rc;

	*out = NULL;
	r = handle_new(conf, &rc, f);
	if (r == NULL)
		return rc;
	rc = calls->open(&r->store, conf->registry, until, f);
	if (rc == 0)
		rc = change_outside(r, check_key, NULL, f);
	if (rc != 0) {
		registry_close(r);
		return rc;
	}
	*out = r;
	return 0;
}

int
registry_open(struct registry **out, const struct conf *conf, struct fault *f)
{
	return open_until(out, conf, 0, f);
}

int
registry_open_within(
    struct registry **out, const struct conf *conf, int ms, struct fault *f)
{
	return open_until(out, conf, run_clock_ms() + ms, f);
}

void
registry_hurry(struct registry *r, int ms)
{
	r->store->until = run_clock_ms() + ms;
}

void
registry_watch(struct registry *r, registry_commits *told, void *arg)
{
	r->commits = told;
	r->commits_arg = arg;
}

enum registry_commit
registry_commit_of(const struct registry *r)
{
	return r->commit;
}

unsigned
registry_lost(const struct registry *r)
{
	return r->lost;
}

static int
read_lost(struct registry *r, void *arg, struct fault *f)
{
	struct store_meta meta;
	int64_t *total = arg;
	int rc = calls->meta_get(r->store, &meta, f);

	*total = rc == 0 ? meta.lost : 0;
	return rc;
}

int
registry_lost_ever(struct registry *r, int64_t *total, struct fault *f)
{
	*total = 0;
	return change_outside(r, read_lost, total, f);
}

static int
checkpoint(struct registry *r, void *arg, struct fault *f)
{
	(void)arg;
	return calls->checkpoint(r->store, f);
}

int
registry_checkpoint(struct registry *r, struct fault *f)
{
	return change_outside(r, checkpoint, NULL, f);
}

int
registry_has_rows(
    const struct conf *conf, bool *exists, bool *rows, struct fault *f)
{
	struct store *s;
	int rc = calls->open(&s, conf->registry, 0, f);

	*exists = rc != -ENOENT;
	*rows = false;
	if (rc == -ENOENT || rc == -ENODATA) {
		/* Missing, or left unfinished: neither is a fault here. */
		if (f != NULL)
			f->text[0] = '\0';
		return 0;
	}
	if (rc != 0)
		return rc;
	rc = calls->has_rows(s, rows, f);
	if (rc < 0 && s->crowded && calls->alone(s, NULL) == 0)
		rc = calls->has_rows(s, rows, f);
	calls->close(s);
	return rc;
}

/* Make the store, or open the one there is. */
static int
create(struct registry *r, bool *made, struct fault *f)
{
	static const struct lockout empty;
	static const struct times none;
	unsigned char attempt[LOCKOUT_SIZE], source[TIMES_BYTES(TIMES_MAX)];
	struct clock_reading reading;
	struct store_meta meta = {.next_account = 1, .next_credential = 1};
	const struct store_layout layout = {
	    &meta, attempt, sizeof(attempt), source, sizeof(source)};
	int rc = clock_read(&reading);

	if (rc != 0)
		return fault_set(
		    f, rc, "the clock cannot be read: %s", strerror(-rc));
	memcpy(meta.key_id, r->key->id, sizeof(meta.key_id));
	meta.made = reading.wall;
	timemark_start(&reading, &meta.mark);
	lockout_put(&empty, attempt);
	times_put(&none, TIMES_MAX, source);
	return calls->create(&r->store, r->conf.registry, &layout, made, f);
}

/*
 * A registry that was there: undamaged and of this key. One that holds
 * nothing yet takes the key there is now.
 */
static int
adopt(struct registry *r, bool *made, struct fault *f)
{
	struct store_meta meta;
	bool rows = true;
	int rc = calls->check(r->store, f);

	if (rc == 0)
		rc = calls->begin(r->store, STORE_DURABLE, f);
	if (rc != 0)
		return rc;
	rc = calls->meta_get(r->store, &meta, f);
	if (rc == 0)
		rc = calls->has_rows(r->store, &rows, f);
	if (rc == 0)
		rc = change_key_check(r, &meta, rows ? f : NULL);
	if (rc == -EINVAL && !rows) {
		memcpy(meta.key_id, r->key->id, sizeof(meta.key_id));
		rc = calls->meta_put(r->store, &meta, f);
		if (rc == 0)
			rc = calls->commit(r->store, f);
		*made = rc == 0;
	}
	calls->rollback(r->store);
	return rc;
}

static int
note(struct change *c, void *arg)
{
	const struct event_note n = {.act = "init", .outcome = "made"};

	(void)arg;
	return event_write(c, &n, false, NULL);
}

int
registry_create(const struct conf *conf, bool *made, struct fault *f)
{
	struct registry *r;
	int rc;

	*made = false;
	r = handle_new(conf, &rc, f);
	if (r == NULL)
		return rc;
	rc = create(r, made, f);
	if (rc == 0 && !*made)
		rc = adopt(r, made, f);
	if (rc == 0 && *made)
		rc = change_run(r, STORE_DURABLE, note, NULL, f);
	if (rc == 0)
		rc = registry_checkpoint(r, f);
	registry_close(r);
	return rc;
}
