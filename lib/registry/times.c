/* times - the last few moments something happened, oldest first */

#include "registry/times.h"

#include <string.h>

uint32_t
times_moment(int64_t wall)
{
	if (wall < 1)
		return 1;
	return wall > UINT32_MAX ? UINT32_MAX : (uint32_t)wall;
}

void
times_settle(struct times *t, uint32_t now)
{
	for (unsigned i = 0; i < t->n; i++)
		if (t->at[i] > now)
			t->at[i] = now;
}

static void
drop(struct times *t, unsigned i)
{
	t->n--;
	memmove(&t->at[i], &t->at[i + 1], (t->n - i) * sizeof(t->at[0]));
	t->at[t->n] = 0;
}

void
times_add(struct times *t, uint32_t now, unsigned max)
{
	if (t->n >= max)
		drop(t, 0);
	t->at[t->n++] = now;
}

bool
times_remove(struct times *t, uint32_t at)
{
	for (unsigned i = t->n; i-- > 0;) {
		if (t->at[i] == at) {
			drop(t, i);
			return true;
		}
	}
	return false;
}

unsigned
times_within(const struct times *t, uint32_t now, int64_t span)
{
	unsigned n = 0;

	for (unsigned i = 0; i < t->n; i++)
		if ((int64_t)now - t->at[i] < span)
			n++;
	return n;
}

void
times_put32(uint32_t v, unsigned char out[4])
{
	out[0] = (unsigned char)(v >> 24);
	out[1] = (unsigned char)(v >> 16);
	out[2] = (unsigned char)(v >> 8);
	out[3] = (unsigned char)v;
}

uint32_t
times_get32(const unsigned char in[4])
{
	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 |
	    (uint32_t)in[2] << 8 | (uint32_t)in[3];
}

void
times_put(const struct times *t, unsigned max, unsigned char *out)
{
	out[0] = (unsigned char)t->n;
	for (unsigned i = 0; i < max; i++)
		times_put32(i < t->n ? t->at[i] : 0, out + 1 + 4 * i);
}

bool
times_get(struct times *t, unsigned max, const unsigned char *in)
{
	uint32_t before = 1;

	memset(t, 0, sizeof(*t));
	if (in[0] > max)
		return false;
	t->n = in[0];
	for (unsigned i = 0; i < max; i++) {
		uint32_t at = times_get32(in + 1 + 4 * i);

		if (i < t->n ? at < before : at != 0)
			return false;
		t->at[i] = at;
		before = at;
	}
	return true;
}
