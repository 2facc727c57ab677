/* serve_work - requests about many tokens, done a piece at a time */

#include "serve_work.h"

#include <inttypes.h>
#include <stdlib.h>

#include "words.h"

/* Rows of one answer to list. */
#define ROWS_MAX 64

struct serve_work {
	struct serve_request request; /* filter.after moves on */
	uint64_t since;
	int64_t revoked;
};

struct serve_work *
serve_work_new(const struct serve_request *request, uint64_t since)
{
	struct serve_work *w = malloc(sizeof(*w));

	if (w != NULL)
		*w = (struct serve_work){*request, since, 0};
	return w;
}

void
serve_work_free(struct serve_work *w)
{
	serve_request_end(&w->request);
	free(w);
}

uint64_t
serve_work_since(const struct serve_work *w)
{
	return w->since;
}

bool
serve_work_writes(const struct serve_work *w)
{
	return w->request.way == SERVE_REVOKE_ALL;
}

static enum serve_work_state
put(int rc)
{
	return rc == 0 ? SERVE_WORK_DONE : SERVE_WORK_LOST;
}

static enum serve_work_state
put_fault(const struct serve_work *w, const struct serve_sink *sink,
    const struct fault *f)
{
	words_say("%s", f->text);
	return put(serve_answer_error(sink, &w->request.tag, f->text));
}

struct listing {
	struct json_line line;
	size_t n;
	int64_t last;
};

/* One row more than there is room for says that there are more. */
static int
add_row(const struct registry_token *is, void *arg)
{
	struct listing *listing = arg;

	if (listing->n++ == ROWS_MAX)
		return 1;
	serve_answer_list_add(&listing->line, is);
	listing->last = is->id;
	return 0;
}

/* One piece is an answer: who asked goes on from where it ends. */
static enum serve_work_state
show(struct serve_work *w, struct registry *r, const struct serve_sink *sink)
{
	struct listing listing = {.n = 0};
	struct fault f = {""};
	int64_t next = 0;
	int rc = 0;

	serve_answer_list_begin(&listing.line);
	if (!w->request.none)
		rc = registry_token_list_some(
		    r, &w->request.filter, &next, add_row, &listing, &f);
	if (rc >= 0)
		return put(serve_answer_list_end(sink, &listing.line,
		    &w->request, rc > 0 ? listing.last : next));
	json_line_drop(&listing.line);
	return put_fault(w, sink, &f);
}

static enum serve_work_state
revoke(struct serve_work *w, struct registry *r, const struct serve_peer *peer,
    const struct serve_sink *sink)
{
	struct fault f = {""};
	int64_t n = 0, next = 0;
	int rc = 0;

	if (!w->request.none)
		rc = registry_token_revoke_some(r, &w->request.filter, peer->by,
		    peer->source, &next, &n, &f);
	if (rc != 0)
		return put_fault(w, sink, &f);
	w->revoked += n;
	w->request.filter.after = next;
	return next != 0
	    ? SERVE_WORK_MORE
	    : put(serve_answer_revoked(sink, &w->request, w->revoked));
}

enum serve_work_state
serve_work_piece(struct serve_work *w, struct registry *r,
    const struct serve_peer *peer, uint64_t since,
    const struct serve_sink *sink)
{
	w->since = since;
	return serve_work_writes(w) ? revoke(w, r, peer, sink)
				    : show(w, r, sink);
}

enum serve_work_state
serve_work_stop(const struct serve_work *w, const struct serve_sink *sink)
{
	struct fault f;

	(void)fault_set(&f, -1,
	    "ended after %" PRId64 " were revoked; ask again for the rest",
	    w->revoked);
	return put(serve_answer_error(sink, &w->request.tag, f.text));
}
