/* lockout_record - the bytes a lockout is stored as */

#include <string.h>

#include "registry/lockout.h"

/* The lower half of the first byte; attempts are the upper one. */
#define FORMAT 1
#define FORMAT_MASK 0xf
#define ATTEMPTS_SHIFT 4

static unsigned char *
put32(uint32_t v, unsigned char *out)
{
	times_put32(v, out);
	return out + 4;
}

static unsigned char *
put_times(const struct times *t, unsigned max, unsigned char *out)
{
	times_put(t, max, out);
	return out + TIMES_BYTES(max);
}

void
lockout_put(const struct lockout *l, unsigned char out[LOCKOUT_SIZE])
{
	unsigned char *p = out;

	*p++ = (unsigned char)(FORMAT | l->attempts << ATTEMPTS_SHIFT);
	p = put_times(&l->sent, LOCKOUT_SENT_MAX, p);
	p = put32(l->hour, p);
	for (size_t i = 0; i < LOCKOUT_HOURS; i++)
		p = put32(l->count[i], p);
	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		const struct lockout_source *s = &l->source[i];

		memcpy(p, s->id, sizeof(s->id));
		p = put_times(&s->failed, TIMES_MAX, p + sizeof(s->id));
		p = put32(s->said_yes, p);
		p = put32(s->seen, p);
	}
}

static uint32_t
get32(const unsigned char **in)
{
	uint32_t v = times_get32(*in);

	*in += 4;
	return v;
}

static bool
get_times(struct times *t, unsigned max, const unsigned char **in)
{
	bool ok = times_get(t, max, *in);

	*in += TIMES_BYTES(max);
	return ok;
}

/* A free place holds nothing. */
static bool
place_ok(const struct lockout_source *s)
{
	static const unsigned char none[LOCKOUT_SOURCE_SIZE];

	return s->seen != 0 ||
	    (s->failed.n == 0 && s->said_yes == 0 &&
		memcmp(s->id, none, sizeof(none)) == 0);
}

bool
lockout_get(struct lockout *l, const unsigned char in[LOCKOUT_SIZE])
{
	const unsigned char *p = in;
	bool ok;

	memset(l, 0, sizeof(*l));
	l->attempts = *p >> ATTEMPTS_SHIFT;
	ok = (*p++ & FORMAT_MASK) == FORMAT;
	ok = get_times(&l->sent, LOCKOUT_SENT_MAX, &p) && ok;
	l->hour = get32(&p);
	for (size_t i = 0; i < LOCKOUT_HOURS; i++)
		l->count[i] = get32(&p);
	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		struct lockout_source *s = &l->source[i];

		memcpy(s->id, p, sizeof(s->id));
		p += sizeof(s->id);
		ok = get_times(&s->failed, TIMES_MAX, &p) && ok;
		s->said_yes = get32(&p);
		s->seen = get32(&p);
		ok = place_ok(s) && ok;
	}
	if (!ok)
		memset(l, 0, sizeof(*l));
	return ok;
}
