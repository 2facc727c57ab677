/* template_piece - room for the pieces of a template */

#include <stdlib.h>

#include "template_text.h"

struct template_piece *
template_text_add(struct template_text *t)
{
	struct template_piece *piece;

	if (t->piece == NULL || t->pieces == t->room) {
		size_t room = t->room == 0 ? 64 : 2 * t->room;
		void *more =
		    reallocarray(t->piece, room, sizeof(struct template_piece));

		if (more == NULL)
			return NULL;
		t->piece = more;
		t->room = room;
	}
	piece = t->piece + t->pieces;
	*piece = (struct template_piece){0};
	t->pieces++;
	return piece;
}

void
template_text_free(struct template_text *t)
{
	for (size_t i = 0; i < t->methods; i++)
		free(t->method[i]);
	template_sets_free(&t->sets);
	free(t->piece);
	free(t->text);
	*t = (struct template_text){0};
}
