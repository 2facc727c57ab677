/*
 * password_draft - passwords of all allowed characters, until one satisfies
 */

#include "secrets/password_draft.h"

#include <math.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/draw.h"

/* At most 1 word in 16 is drawn again. */
#define WORD_DIGITS_MAX ((uint64_t)1 << 60)
/* 94 characters still go nine times into a word; places for 256 of them. */
#define WORDS_MAX 29

void
password_draft_init(
    struct password_draft *draft, const struct password_classes *classes)
{
	const struct password_class *class;
	uint64_t power = 1;
	size_t k;

	memset(draft, 0, sizeof(*draft));
	draft->length = classes->length;
	draft->classes = classes->n;
	for (k = 0; k < classes->n; k++) {
		class = &classes->class[k];
		draft->min[k] = class->min;
		memcpy(draft->chars + draft->base, class->chars, class->n);
		memset(draft->class_of + draft->base, (int)k, class->n);
		draft->base += class->n;
	}
	while (draft->per_word < draft->length &&
	    power <= WORD_DIGITS_MAX / draft->base) {
		power *= draft->base;
		draft->per_word++;
	}
	draft->limit = power * (UINT64_MAX / power);
}

/* How likely fewer than min of length places hold a character of part p. */
static double
missing(size_t length, unsigned min, double p)
{
	double ways = pow(1 - p, (double)length), sum = 0;
	size_t n;

	if (min == 0)
		return 0;
	/* Too small to build on: nothing is known then. */
	if (ways < 1e-280)
		return 1;
	for (n = 0; n < min; n++) {
		sum += ways;
		ways *= (double)(length - n) / (double)(n + 1) * p / (1 - p);
	}
	return sum;
}

double
password_draft_accepted(const struct password_classes *classes)
{
	const struct password_class *class;
	double part = 1;
	size_t k;

	for (k = 0; k < classes->n; k++) {
		class = &classes->class[k];
		part -= missing(classes->length, class->min,
		    (double)class->n / (double)classes->total);
	}
	return part > 0 ? part : 0;
}

double
password_draft_bits(const struct password_classes *classes)
{
	return (double)classes->length * log2(classes->total);
}

/* Turn a word into up to n characters and count their classes. */
static void
spell(const struct password_draft *draft, uint64_t word, char *out, size_t n,
    unsigned count[PASSWORD_CLASSES])
{
	size_t i, digit;

	for (i = 0; i < n; i++) {
		digit = word % draft->base;
		word /= draft->base;
		out[i] = draft->chars[digit];
		count[draft->class_of[digit]]++;
	}
}

static bool
satisfies(const struct password_draft *draft, const unsigned *count)
{
	size_t k;

	for (k = 0; k < draft->classes; k++)
		if (count[k] < draft->min[k])
			return false;
	return true;
}

/* One draft; *good says whether it satisfies. */
static int
draw_one(const struct password_draft *draft, struct credmint_source *source,
    char *out, bool *good)
{
	uint64_t words[WORDS_MAX];
	unsigned count[PASSWORD_CLASSES] = {0};
	size_t i, at, n, per_word = draft->per_word;
	size_t nwords = (draft->length + per_word - 1) / per_word;
	int r;

	r = draw_fill(source, words, nwords * sizeof(words[0]));
	for (i = 0; r == 0 && i < nwords; i++) {
		while (r == 0 && words[i] >= draft->limit)
			r = draw_fill(source, &words[i], sizeof(words[i]));
		at = i * per_word;
		n = draft->length - at < per_word ? draft->length - at
						  : per_word;
		spell(draft, words[i], out + at, n, count);
	}
	*good = r == 0 && satisfies(draft, count);
	secret_wipe(words, nwords * sizeof(words[0]));
	SECRET_WIPE_ARRAY(count);
	return r;
}

int
password_draft_draw(const struct password_draft *draft,
    struct credmint_source *source, char *out)
{
	bool good;
	int r;

	do
		r = draw_one(draft, source, out, &good);
	while (r == 0 && !good);
	if (r != 0)
		secret_wipe(out, draft->length);
	return r;
}
