/* serve_settle - what is left to do for answers that have left, or never will
 */

#include "serve_settle.h"

#include <stdlib.h>

#include "token_kept.h"
#include "words.h"

void
serve_settle_end(struct serve_settle *s)
{
	free(s->id);
	*s = (struct serve_settle){.id = NULL};
}

static void
tell_log(struct serve_settle *s, struct registry *r)
{
	struct fault f = {""};

	if (s->nevents > 0 &&
	    registry_tokens_sent(r, s->event, s->nevents, &f) != 0)
		words_say("the log does not say that %zu redeems were told: %s",
		    s->nevents, f.text);
	s->nevents = 0;
}

void
serve_settle_told(struct serve_settle *s, struct registry *r,
    const struct serve_mark *mark, int64_t now)
{
	if (mark->event == 0)
		return;
	if (s->nevents == 0)
		s->since = now;
	s->event[s->nevents++] = mark->event;
	if (s->nevents == SERVE_TOLD_MAX)
		tell_log(s, r);
}

void
serve_settle_lost(struct serve_settle *s, const struct serve_mark *mark)
{
	int64_t *id = s->id;
	size_t size = s->ids_size;

	if (mark->id == 0)
		return;
	if (s->nids == size) {
		size = size == 0 ? 64 : size * 2;
		id = realloc(id, size * sizeof(*id));
		if (id == NULL) {
			words_say("out of memory: a token that nobody got "
				  "lives on");
			return;
		}
		s->id = id;
		s->ids_size = size;
	}
	id[s->nids++] = mark->id;
}

int64_t
serve_settle_due(const struct serve_settle *s)
{
	if (s->nids > 0)
		return 1;
	return s->nevents > 0 ? s->since + SERVE_TOLD_MS : 0;
}

void
serve_settle_do(struct serve_settle *s, struct registry *r)
{
	struct fault f = {""};

	tell_log(s, r);
	if (s->nids > 0 &&
	    token_kept_take_back(r, s->id, s->nids, "serve", &f) != 0)
		words_say("a token that nobody got lives on: %s", f.text);
	s->nids = 0;
}
