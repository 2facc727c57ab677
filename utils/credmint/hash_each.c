/* hash_each - credmint hash --each: many passwords, by all processors */

#include "hash_each.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "credmint.h"

#include "argument.h"
#include "command.h"
#include "crew.h"
#include "crypt_setting.h"
#include "draws.h"
#include "hash_fault.h"
#include "item_stream.h"
#include "json_line.h"
#include "output.h"
#include "progress.h"
#include "words.h"

/* A hash that no password has. */
#define NO_HASH "*"
#define BOM "\xef\xbb\xbf"

struct item {
	uint64_t number;
	int error;       /* why there is no hash, or 0 */
	const char *why; /* in words, or NULL: as hash_fault() says */
	bool said;       /* it is in the fault, and the end of all */
	size_t n;
	char password[CREDMINT_HASH_PASSWORD_MAX];
	char setting[CREDMINT_SALT_SIZE];
	char hash[CREDMINT_HASH_SIZE];
};

struct each {
	struct call *call;
	struct item_stream stream;
	struct credmint_source *source;
	struct progress progress;
	uint64_t failed;
	bool keep_going;
	bool ended; /* nothing after a fault is read */
	bool json;
};

/* What an editor put into a line and nobody will type; NULL: nothing. */
static const char *
not_typed(const char *line, size_t n)
{
	if (n > 0 && line[n - 1] == '\r')
		return "it ends in a CR, as lines of Windows do; take the CRs "
		       "off, or use -0 if the password has one";
	if (n >= strlen(BOM) && memcmp(line, BOM, strlen(BOM)) == 0)
		return "it begins with a byte order mark; take it off, or use "
		       "-0 if the password has one";
	return NULL;
}

/* Keep the password, or tell what is wrong with it. */
static void
take(struct item *item, const char *text, size_t n, bool is_line)
{
	if (text == NULL || n > sizeof(item->password)) {
		item->error = -EMSGSIZE;
	} else if (n == 0) {
		item->error = -EINVAL;
		item->why = "it is empty; a hash of it would let anybody in";
	} else if (memchr(text, '\0', n) != NULL) {
		item->error = -EILSEQ;
		item->why = "it holds a NUL byte; items that NUL ends are for "
			    "-0";
	} else if (is_line && not_typed(text, n) != NULL) {
		item->error = -EINVAL;
		item->why = not_typed(text, n);
	} else {
		memcpy(item->password, text, n);
		item->n = n;
	}
}

/*
 * A fault that is no item's comes as the last one: what was read before it is
 * hashed.
 */
static int
last(struct each *each, struct item *item, int error)
{
	each->ended = true;
	item->error = error;
	item->said = true;
	return CREW_FILLED;
}

static int
fill(void *to, void *arg)
{
	struct each *each = arg;
	struct fault *f = &each->call->fault;
	struct item *item = to;
	const char *text = NULL;
	size_t n = 0;
	int rc = ITEM_STREAM_END;

	if (!each->ended)
		rc = item_stream_next(&each->stream, &text, &n);
	if (rc == ITEM_STREAM_END)
		return CREW_NO_MORE;
	if (rc == ITEM_STREAM_LATER)
		return CREW_LATER;
	if (rc == -EINTR)
		return rc;
	if (rc < 0)
		return last(each, item,
		    fault_set(
			f, rc, "cannot read the passwords: %s", strerror(-rc)));
	item->number = each->stream.number;
	take(item, text, n, each->stream.end == '\n');
	if (item->error != 0)
		return CREW_FILLED;
	/* The salt is drawn here: work() has no generator. */
	rc = crypt_setting_make(
	    each->source, &each->call->options, item->setting, f);
	return rc == 0 ? CREW_FILLED : last(each, item, rc);
}

static void
work(void *at)
{
	struct item *item = at;

	if (item->error == 0)
		item->error = credmint_hash_make(item->setting, item->password,
		    item->n, item->hash, sizeof(item->hash));
}

/* Of the machine, not of the item: the next one will not do better. */
static bool
is_fatal(int error)
{
	return error != -EMSGSIZE && error != -EINVAL && error != -EILSEQ;
}

static int
write_item(struct each *each, const struct item *item, const char *reason)
{
	struct output *out = each->call->out;
	const char *hash = item->error == 0 ? item->hash : NO_HASH;
	struct json_line line;

	if (!each->json)
		return output_item(out, hash, strlen(hash));
	json_line_begin(&line);
	if (item->error == 0) {
		json_line_text(&line, "hash", item->hash);
	} else {
		json_line_number(&line, "line", (int64_t)item->number);
		json_line_text(&line, "error", reason);
	}
	return json_line_end(&line, out);
}

/* The line of an item without a hash. */
static int
refuse(struct each *each, const struct item *item)
{
	const char *unit = each->stream.end == '\0' ? "item" : "line";
	struct fault reason = {0};

	if (item->why != NULL)
		(void)fault_set(&reason, item->error, "%s", item->why);
	else
		(void)hash_fault(item->error, &reason);
	if (!each->keep_going || is_fatal(item->error))
		return fault_set(&each->call->fault, item->error,
		    "%s %" PRIu64 ": %s", unit, item->number, reason.text);
	each->failed++;
	progress_hide(&each->progress);
	words_say("%s %" PRIu64 ": %s", unit, item->number, reason.text);
	return write_item(each, item, reason.text);
}

static int
drain(void *from, void *arg)
{
	struct each *each = arg;
	const struct item *item = from;
	int rc;

	if (item->said)
		return item->error;
	rc = item->error == 0 ? write_item(each, item, NULL)
			      : refuse(each, item);
	progress_step(&each->progress, item->number);
	return rc;
}

/* While nothing can be done, what is ready goes to who waits for it. */
static int
pause_each(bool later, int ready, void *arg)
{
	struct each *each = arg;
	struct pollfd wait[2] = {
	    {ready, POLLIN, 0}, {each->stream.fd, POLLIN, 0}};
	int rc = output_flush(each->call->out);

	if (rc == 0 && poll(wait, later ? 2 : 1, -1) < 0 && errno != EINTR)
		rc = -errno;
	return rc;
}

static int
descriptor(const struct options *options, int *fd, struct fault *f)
{
	uint64_t number = STDIN_FILENO;
	int rc = argument_number("--password-fd",
	    options->value[OPTION_PASSWORD_FD], 0, INT_MAX, &number, f);

	*fd = (int)number;
	if (rc == 0 && options->value[OPTION_PASSWORD_FD] != NULL &&
	    options->value[OPTION_STDIN] != NULL)
		rc = fault_set(
		    f, CALL_USAGE, "-s and --password-fd cannot both be given");
	return rc;
}

/* All that is needed before the first password is read. */
static int
set_up(struct each *each, struct crew *crew)
{
	struct call *call = each->call;
	const struct options *options = &call->options;
	char setting[CREDMINT_SALT_SIZE] = "";
	int fd = -1;
	int rc = descriptor(options, &fd, &call->fault);

	if (rc == 0)
		rc = crew_threads(options, &crew->threads, &call->fault);
	if (rc == 0)
		rc =
		    draws_end(credmint_source_new(&each->source), &call->fault);
	if (rc == 0)
		rc = crypt_setting_make(
		    each->source, options, setting, &call->fault);
	if (rc == 0)
		rc = item_stream_open(&each->stream, fd,
		    options->value[OPTION_ZERO] != NULL ? '\0' : '\n');
	if (rc == -ENOMEM)
		rc = fault_set(&call->fault, rc, "out of memory");
	return rc;
}

static int
run(struct each *each, const struct crew *crew)
{
	struct output *out = each->call->out;
	int rc, flushed;

	/* Who is told to end ends with whole hashes. */
	output_steady(out);
	progress_begin_slow(&each->progress, 0, out);
	if (each->progress.on)
		each->progress.total = item_stream_count(&each->stream);
	rc = crew_run(crew, &each->call->fault);
	progress_end(&each->progress);
	flushed = output_flush(out);
	if (flushed == 0)
		output_keep(out);
	if (rc == 0 && flushed == 0 && each->failed > 0)
		return CALL_FAILURE;
	return rc != 0 ? rc : flushed;
}

int
hash_each(struct call *call)
{
	const char *const *value = call->options.value;
	struct each each = {
	    .call = call,
	    .keep_going = value[OPTION_KEEP_GOING] != NULL,
	    .json = value[OPTION_JSON] != NULL,
	    .stream = {.fd = -1},
	};
	struct crew crew = {
	    .size = sizeof(struct item),
	    .fill = fill,
	    .work = work,
	    .drain = drain,
	    .pause = pause_each,
	    .arg = &each,
	};
	int rc = set_up(&each, &crew);

	if (rc == 0)
		rc = run(&each, &crew);
	item_stream_close(&each.stream);
	credmint_source_free(each.source);
	return rc;
}
