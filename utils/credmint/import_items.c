/* import_items - authenticators and codes of a file, one after the other */

#include "import_items.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"

/* Room for one more of an array; NULL when there is none. */
static void *
grown(void *array, size_t n, size_t *room, size_t size)
{
	size_t more = *room == 0 ? 64 : *room * 2;
	void *fresh;

	if (n < *room)
		return array;
	fresh = reallocarray(array, more, size);
	if (fresh != NULL)
		*room = more;
	return fresh;
}

int
import_item_add(struct import *i, size_t line, const char *user,
    const struct import_device *d, char *key)
{
	struct import_item *items =
	    grown(i->items, i->n, &i->room, sizeof(*items));

	if (items == NULL)
		return fault_set(&i->call->fault, -ENOMEM, "out of memory");
	i->items = items;
	if (i->n == IMPORT_ITEMS_MAX)
		return fault_set(&i->call->fault, -EFBIG,
		    "%s has more than %d authenticators; import parts of it",
		    i->path, IMPORT_ITEMS_MAX);
	memcpy(key, d->key, d->nkey);
	items[i->n++] = (struct import_item){
	    .user = user,
	    .key = (const unsigned char *)key,
	    .nkey = d->nkey,
	    .line = line,
	    .type = d->type,
	    .digits = d->digits,
	    .step = d->step,
	    .next = d->next,
	    .drift = d->drift,
	    .known = d->known,
	    .state = IMPORT_READ,
	};
	return 0;
}

int
import_code_add(struct import *i, const char *code)
{
	const char **codes =
	    grown(i->codes, i->ncodes, &i->room_codes, sizeof(*codes));

	if (codes == NULL)
		return fault_set(&i->call->fault, -ENOMEM, "out of memory");
	i->codes = codes;
	for (size_t at = 0; at < i->ncodes; at++)
		if (secret_equal(
			codes[at], strlen(codes[at]), code, strlen(code))) {
			i->codes_twice++;
			return 0;
		}
	codes[i->ncodes++] = code;
	return 0;
}
