/*
 * passphrase_plan - a policy of passphrases, checked and ready to draw
 */

#include "secrets/passphrase_plan.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"
#include "secrets/passphrase_word.h"
#include "secrets/passphrase_words.h"

#define DIGITS 10
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define FLAGS                                                      \
	(CREDMINT_PASSPHRASE_CAPITAL | CREDMINT_PASSPHRASE_DIGIT | \
	    CREDMINT_PASSPHRASE_WEAK)

static const char *
word(const struct passphrase_plan *plan, size_t i)
{
	return plan->list != NULL ? plan->list[i] : passphrase_words[i];
}

/* Up to max printable ASCII characters but DIGIT's; the space if it may. */
static int
check_text(const struct passphrase_plan *plan, const char *text, size_t max,
    bool space, size_t *n)
{
	for (*n = 0; text[*n] != '\0'; ++*n) {
		char c = text[*n];

		if (*n == max || c < (space ? ' ' : '!') || c > '~' ||
		    (plan->digit && c >= '0' && c <= '9'))
			return -EINVAL;
	}
	return 0;
}

/* Whether a word stands alone by MUSTs 2 and 4, and its length. */
static int
check_word(const struct passphrase_plan *plan, const char *text, size_t *n)
{
	*n = 0;
	if (text == NULL || text[0] == '\0')
		return -EINVAL;
	if (check_text(plan, text, CREDMINT_PASSPHRASE_WORD_MAX, false, n) != 0)
		return -EINVAL;
	if (strchr(plan->separator,
		passphrase_word_first(text[0], plan->capital)) != NULL)
		return -EINVAL;
	return strpbrk(text + 1, plan->separator) == NULL ? 0 : -EINVAL;
}

static int
check_list(struct passphrase_plan *plan)
{
	size_t n;

	/* The shipped words are of letters alone, distinct, and none begins
	 * another. */
	if (plan->list == NULL && strpbrk(plan->separator, LETTERS) == NULL) {
		plan->longest = PASSPHRASE_WORD_SIZE - 1;
		return 0;
	}
	for (size_t i = 0; i < plan->nlist; i++) {
		int r = check_word(plan, word(plan, i), &n);

		if (r < 0)
			return r;
		if (n > plan->longest)
			plan->longest = n;
	}
	if (plan->list == NULL)
		return 0;
	return passphrase_list_check(
	    plan->list, plan->nlist, plan->capital, plan->nseparator == 0);
}

static double
bits_of(const struct passphrase_plan *plan, size_t words)
{
	double bits = (double)words * log2((double)plan->nlist);

	if (plan->digit)
		bits += log2(DIGITS * (double)words);
	return bits;
}

/* How many words there are: those asked for, or the fewest with the bits. */
static int
count_words(struct passphrase_plan *plan, size_t words, double bits)
{
	if (!isfinite(bits) || bits < 0 || (words > 0 && bits > 0) ||
	    words > CREDMINT_PASSPHRASE_WORDS_MAX)
		return -EINVAL;
	if (bits > 0) {
		words = 1;
		while (words <= CREDMINT_PASSPHRASE_WORDS_MAX &&
		    bits_of(plan, words) < bits)
			words++;
		if (words > CREDMINT_PASSPHRASE_WORDS_MAX)
			return -EINVAL;
	}
	plan->words = words > 0 ? words : CREDMINT_PASSPHRASE_WORDS;
	plan->bits = bits_of(plan, plan->words);
	return 0;
}

static int
read_policy(
    struct passphrase_plan *plan, const struct credmint_passphrase *policy)
{
	const char *separator =
	    policy->separator != NULL ? policy->separator : "-";
	int r;

	if ((policy->flags & ~FLAGS) != 0 ||
	    (policy->list == NULL) != (policy->nlist == 0) ||
	    !parameter_fits(policy->nlist, sizeof(*policy->list)))
		return -EINVAL;
	plan->weak = policy->flags & CREDMINT_PASSPHRASE_WEAK;
	plan->capital = policy->flags & CREDMINT_PASSPHRASE_CAPITAL;
	plan->digit = policy->flags & CREDMINT_PASSPHRASE_DIGIT;
	plan->list = policy->list;
	plan->nlist = policy->list != NULL ? policy->nlist : PASSPHRASE_WORDS;
	r = check_text(plan, separator, CREDMINT_PASSPHRASE_SEPARATOR_MAX, true,
	    &plan->nseparator);
	if (r < 0)
		return r;
	memcpy(plan->separator, separator, plan->nseparator);
	r = count_words(plan, policy->words, policy->bits);
	return r < 0 ? r : check_list(plan);
}

int
passphrase_plan_read(
    struct passphrase_plan *plan, const struct credmint_passphrase *policy)
{
	int r;

	memset(plan, 0, sizeof(*plan));
	if (policy == NULL)
		return -EINVAL;
	r = parameter_struct(policy, sizeof(*policy));
	if (r == 0)
		r = read_policy(plan, policy);
	if (r < 0)
		memset(plan, 0, sizeof(*plan));
	return r;
}

size_t
passphrase_plan_size(const struct passphrase_plan *plan)
{
	return plan->words * plan->longest +
	    (plan->words - 1) * plan->nseparator + plan->digit + 1;
}

/*
 * Append a word drawn at random; *end is where the text ends. Nothing is
 * called while the word's address, which tells the word, is at hand: it would
 * stay on the stack.
 */
static int
draw_word(const struct passphrase_plan *plan, struct credmint_source *source,
    char **end)
{
	char *to = *end;
	uint64_t i;
	int r;

	r = draw_below(source, plan->nlist, &i);
	if (r < 0)
		return r;
	for (const char *from = word(plan, (size_t)i); *from != '\0'; from++)
		*to++ = *from;
	**end = passphrase_word_first(**end, plan->capital);
	*end = to;
	SECRET_WIPE_OBJECT(&i);
	return 0;
}

static int
draw_all(const struct passphrase_plan *plan, struct credmint_source *source,
    char *out)
{
	uint64_t digit = UINT64_MAX;
	char *end = out;
	int r = 0;

	/* Which digit, and after which word. */
	if (plan->digit)
		r = draw_below(source, DIGITS * (uint64_t)plan->words, &digit);
	for (size_t i = 0; r == 0 && i < plan->words; i++) {
		if (i > 0) {
			memcpy(end, plan->separator, plan->nseparator);
			end += plan->nseparator;
		}
		r = draw_word(plan, source, &end);
		if (r == 0 && digit / DIGITS == i)
			*end++ = (char)('0' + digit % DIGITS);
	}
	*end = '\0';
	SECRET_WIPE_OBJECT(&digit);
	return r;
}

int
passphrase_plan_draw(const struct passphrase_plan *plan,
    struct credmint_source *source, char *out, size_t size)
{
	size_t need = passphrase_plan_size(plan);
	int r;

	if (size > 0)
		out[0] = '\0';
	if (plan->bits < CREDMINT_PASSWORD_MIN_BITS && !plan->weak)
		return -EKEYREJECTED;
	/* Not by the length drawn: to try again would favour short ones. */
	if (size < need)
		return -ERANGE;
	r = draw_all(plan, source, out);
	if (r < 0)
		secret_wipe(out, need);
	return r;
}
