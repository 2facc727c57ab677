/* hash_advise - tell what hashes are worth, and what they would become */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "command.h"
#include "hash_fault.h"
#include "hash_words.h"
#include "item_stream.h"
#include "json_line.h"
#include "output.h"
#include "stop.h"
#include "words.h"

#define BOM "\xef\xbb\xbf"

/* What is known of one hash. */
struct found {
	enum credmint_advice advice;
	struct credmint_method method; /* without a name: unknown */
	unsigned long cost;
	struct credmint_method becomes; /* without a name: nothing */
};

/* Of all of them. */
struct verdicts {
	bool all_good;
	bool named; /* it was said that a name is none of a hash */
};

/* The method to go on with: where logins read it the default, else its own. */
static int
become(struct found *found)
{
	if (found->advice != CREDMINT_ADVICE_LEGACY &&
	    found->advice != CREDMINT_ADVICE_CHEAP)
		return 0;
	if (found->method.name != NULL && !found->method.crypt) {
		found->becomes = found->method;
		return 0;
	}
	return credmint_hash_method(0, &found->becomes);
}

/* n bytes; NULL: more than any hash has. */
static int
look(const char *hash, size_t n, struct found *out)
{
	char text[CREDMINT_HASH_SIZE];
	int rc;

	*out = (struct found){
	    .method = CREDMINT_METHOD_INIT, .becomes = CREDMINT_METHOD_INIT};
	if (hash == NULL || n >= sizeof(text) || memchr(hash, '\0', n) != NULL)
		return 0;
	memcpy(text, hash, n);
	text[n] = '\0';
	rc = credmint_hash_advise(text, &out->advice);
	if (rc == 0 && credmint_hash_parse(text, &out->method, &out->cost) != 0)
		out->cost = 0;
	if (rc == 0)
		rc = become(out);
	SECRET_WIPE_ARRAY(text);
	return rc;
}

static int
json_row(const struct found *found, struct output *out)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "verdict", hash_word(found->advice));
	if (found->method.name != NULL) {
		json_line_text(&line, "method", found->method.name);
		json_line_number(&line, "cost", (int64_t)found->cost);
	}
	if (found->becomes.name != NULL) {
		json_line_text(&line, "becomes", found->becomes.name);
		json_line_number(&line, "becomes_cost",
		    (int64_t)found->becomes.cost_default);
	}
	return json_line_end(&line, out);
}

static int
text_row(const struct found *found, struct output *out)
{
	const struct credmint_method *method = &found->method;
	const struct credmint_method *becomes = &found->becomes;
	char cost[HASH_COST_TEXT] = "-", row[128];
	int n;

	if (method->name != NULL && method->cost_max > 0)
		(void)snprintf(cost, sizeof(cost), "%lu", found->cost);
	n = snprintf(row, sizeof(row), "%-7s  %-13s  %-10s  ",
	    hash_word(found->advice), method->name != NULL ? method->name : "-",
	    cost);
	if (becomes->name == NULL)
		n += snprintf(row + n, sizeof(row) - (size_t)n, "-");
	else
		n += snprintf(row + n, sizeof(row) - (size_t)n, "%s %lu",
		    becomes->name, becomes->cost_default);
	return output_item(out, row, (size_t)n);
}

/* What a line has beside the hash when an editor of Windows wrote it. */
static void
strip(const char **line, size_t *n, uint64_t number)
{
	if (*line == NULL)
		return;
	if (number == 1 && *n >= strlen(BOM) &&
	    memcmp(*line, BOM, strlen(BOM)) == 0) {
		*line += strlen(BOM);
		*n -= strlen(BOM);
	}
	if (*n > 0 && (*line)[*n - 1] == '\r')
		--*n;
}

/* Whether it is a line of shadow(5) or such: in a hash '$' comes before ':'. */
static bool
has_name(const char *line, size_t n)
{
	const char *colon = line == NULL ? NULL : memchr(line, ':', n);

	return colon != NULL &&
	    memchr(line, '$', (size_t)(colon - line)) == NULL;
}

/* One line of the stream. */
static int
advise(struct call *call, struct verdicts *verdicts, uint64_t number,
    const char *line, size_t n)
{
	struct found found;
	int rc;

	strip(&line, &n, number);
	rc = look(line, n, &found);
	if (rc != 0)
		return hash_fault(rc, &call->fault);
	verdicts->all_good &= found.advice == CREDMINT_ADVICE_GOOD;
	if (!verdicts->named && has_name(line, n)) {
		verdicts->named = true;
		words_say("line %" PRIu64 ": only the hash belongs in a line; "
			  "take off the name (cut -d : -f 2)",
		    number);
	}
	return call->options.value[OPTION_JSON] != NULL
	    ? json_row(&found, call->out)
	    : text_row(&found, call->out);
}

/* Whoever writes is slow: what is known is shown meanwhile. */
static int
wait_for(struct call *call, int fd)
{
	struct pollfd wait = {fd, POLLIN, 0};
	int rc = output_flush(call->out);

	if (rc == 0 && poll(&wait, 1, -1) < 0 && errno != EINTR)
		rc = -errno;
	return rc == 0 && stop_asked() != 0 ? -EINTR : rc;
}

static int
each_hash(struct call *call, struct item_stream *s, const char *what,
    struct verdicts *verdicts)
{
	const char *hash;
	size_t n;
	int rc;

	for (;;) {
		rc = item_stream_next(s, &hash, &n);
		if (rc == ITEM_STREAM_END)
			return 0;
		if (rc < 0 && rc != -EINTR)
			return fault_set(&call->fault, rc, "cannot read %s: %s",
			    what, strerror(-rc));
		if (rc == ITEM_STREAM_LATER)
			rc = wait_for(call, s->fd);
		else if (rc > 0)
			rc = stop_asked() != 0
			    ? -EINTR
			    : advise(call, verdicts, s->number, hash, n);
		if (rc != 0)
			return rc;
	}
}

/* Where the hashes come from; it is to be closed when it is a file. */
static int
from(const struct options *options, int *fd, char *what, size_t size,
    struct fault *f)
{
	const char *file = options->value[OPTION_HASH_FILE];
	const char *number = options->value[OPTION_HASH_FD];
	uint64_t n = STDIN_FILENO;
	int rc;

	if (file != NULL && number != NULL)
		return fault_set(f, CALL_USAGE,
		    "--hash-file and --hash-fd cannot both be given");
	(void)snprintf(what, size, "%s", "the hashes");
	rc = argument_number("--hash-fd", number, 0, INT_MAX, &n, f);
	*fd = (int)n;
	if (rc != 0 || file == NULL)
		return rc;
	(void)snprintf(what, size, "the hashes in %s", file);
	*fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd < 0)
		return fault_set(
		    f, -errno, "cannot open %s: %s", file, strerror(errno));
	return 0;
}

int
command_hash_advise(struct call *call)
{
	const struct options *options = &call->options;
	char what[sizeof(call->fault.text)];
	struct item_stream s;
	struct verdicts verdicts = {.all_good = true};
	int fd = -1, rc;

	rc = from(options, &fd, what, sizeof(what), &call->fault);
	if (rc != 0)
		return rc;
	rc = item_stream_open(&s, fd, '\n');
	if (rc != 0) {
		rc = fault_set(&call->fault, rc, "out of memory");
	} else {
		rc = each_hash(call, &s, what, &verdicts);
		item_stream_close(&s);
	}
	if (options->value[OPTION_HASH_FILE] != NULL)
		(void)close(fd); /* only read */
	if (rc == 0 && !verdicts.all_good)
		return CALL_NO;
	return rc;
}
