/*
 * fuzz_import_oath - any line as one of pam_oath's file
 *
 * What is taken can be kept: it has a key, a type and digits there are, and a
 * next counter; its parts lie in the line. What is refused says why, and shows
 * no part of the line that could be a key.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "registry/authenticator.h"
#include "tests/fuzz/frames.h"
#include "utils/credmint/import_oath.h"

#define NOW 1795284303

static void
inside(const struct import_word *w, const char *line, size_t n)
{
	if (w->n > 0 && (w->text < line || w->text + w->n > line + n))
		frames_wrong("a word beside the line");
}

static void
look_at(const struct import_oath *o)
{
	const struct import_device *d = &o->device;

	if (d->nkey < REGISTRY_SEED_MIN || d->nkey > CREDMINT_OTP_KEY_MAX ||
	    2 * d->nkey != o->key.n || o->user.n == 0)
		frames_wrong("a key that is none");
	if ((d->type != CREDMINT_HOTP && d->type != CREDMINT_TOTP) ||
	    d->digits < 6 || d->digits > 8 || d->drift != 0)
		frames_wrong("an authenticator that is none");
	if (d->next < 0 || (d->type == CREDMINT_HOTP) != (d->step == 0))
		frames_wrong("a counter that is none");
	if (d->type == CREDMINT_TOTP && !d->known &&
	    d->next <= NOW / (int64_t)d->step)
		frames_wrong("a step of before is good");
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static struct import_oath o;
	static const struct import_device none;
	struct fault f = {""};
	char *line = malloc(n + 1);
	int rc;

	if (line == NULL)
		abort();
	memcpy(line, in, n);
	line[n] = '\0';
	memset(&o, 0xa5, sizeof(o));
	rc = import_oath_read(line, n, NOW, &o, &f);
	inside(&o.user, line, n);
	inside(&o.key, line, n);
	if (rc == 0)
		look_at(&o);
	else if (rc != IMPORT_OATH_NOTHING && rc != -EINVAL)
		frames_wrong("another outcome");
	else if (memcmp(&o.device, &none, sizeof(none)) != 0)
		frames_wrong("part of a key stays");
	if ((rc == -EINVAL) != (f.text[0] != '\0'))
		frames_wrong("a refusal without a reason");
	free(line);
	return 0;
}
