/*
 * test_passphrase_uniform - passphrases against all there are, one by one
 *
 * All draws of small policies are spelled out with nothing of the library:
 * each must be a string of its own. Then many are drawn. By chance alone one
 * run in a million fails.
 */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/draw.h"
#include "tests/secrets/chi.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define CAPITAL CREDMINT_PASSPHRASE_CAPITAL
#define DIGIT CREDMINT_PASSPHRASE_DIGIT
#define WEAK CREDMINT_PASSPHRASE_WEAK
#define SIZE sizeof(struct credmint_passphrase)
#define TEXT 48
/* Under this many all draws are spelled out. */
#define DRAWS_MAX 20000
#define DRAWS_EACH 60

struct all {
	char (*text)[TEXT]; /* sorted */
	size_t n;
};

static size_t
draws_of(const struct credmint_passphrase *p)
{
	size_t n = p->flags & DIGIT ? 10 * p->words : 1;

	for (size_t i = 0; i < p->words; i++)
		n *= p->nlist;
	return n;
}

/* Draw number x: the words lowest, then the digit, then its place. */
static void
spell(const struct credmint_passphrase *p, size_t x, char *out)
{
	size_t word[8], place = SIZE_MAX;
	char digit[2] = "";

	for (size_t i = 0; i < p->words; i++, x /= p->nlist)
		word[i] = x % p->nlist;
	if (p->flags & DIGIT) {
		digit[0] = "0123456789"[x % 10];
		place = x / 10;
	}
	out[0] = '\0';
	for (size_t i = 0; i < p->words; i++) {
		char *at;

		strcat(out, i > 0 ? p->separator : "");
		at = out + strlen(out);
		strcat(out, p->list[word[i]]);
		if ((p->flags & CAPITAL) && *at >= 'a' && *at <= 'z')
			*at = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[*at - 'a'];
		strcat(out, i == place ? digit : "");
	}
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* All strings; their number when they are distinct, otherwise fewer. */
static size_t
spell_all(const struct credmint_passphrase *p, struct all *all)
{
	size_t distinct = 1;

	all->n = draws_of(p);
	assert_true(all->n <= DRAWS_MAX);
	all->text = calloc(all->n, TEXT);
	assert_non_null(all->text);
	for (size_t x = 0; x < all->n; x++)
		spell(p, x, all->text[x]);
	qsort(all->text, all->n, TEXT, by_text);
	for (size_t x = 1; x < all->n; x++)
		distinct += strcmp(all->text[x - 1], all->text[x]) != 0;
	return distinct;
}

static size_t
number_of(const struct all *all, const char *text)
{
	char(*found)[TEXT] = bsearch(text, all->text, all->n, TEXT, by_text);

	assert_non_null(found);
	return (size_t)(found - all->text);
}

static const char *const fruit[] = {"fig", "plum", "pear"};
static const char *const mixed[] = {"b", "ab", "aab", "Zoo", "it's"};
static const char *const many[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i",
    "j", "k", "l", "m", "n", "o", "p", "q"};
static const char *const starts[] = {"a", "ab", "abc"};

static const struct credmint_passphrase smalls[] = {
    {SIZE, 3, 0, WEAK, "-", fruit, 3},
    {SIZE, 3, 0, WEAK, "", fruit, 3},
    {SIZE, 3, 0, WEAK | DIGIT, "", fruit, 3},
    {SIZE, 2, 0, WEAK | DIGIT, "--", fruit, 3},
    {SIZE, 2, 0, WEAK | CAPITAL | DIGIT, ".", fruit, 3},
    {SIZE, 3, 0, WEAK, " ", mixed, 5},
    {SIZE, 2, 0, WEAK | CAPITAL | DIGIT, "!?", mixed, 5},
    {SIZE, 2, 0, WEAK, "7", mixed, 5},
    {SIZE, 3, 0, WEAK, "", many, 17},
    {SIZE, 1, 0, WEAK, "-", many, 17},
    {SIZE, 1, 0, WEAK | DIGIT, "-", many, 17},
    {SIZE, 4, 0, WEAK | CAPITAL, "", starts, 3},
    {SIZE, 3, 0, WEAK | CAPITAL | DIGIT, "", starts, 3},
};

static void
check_small(const struct credmint_passphrase *p)
{
	struct credmint_source *source;
	unsigned long *seen;
	size_t distinct;
	char text[TEXT];
	struct all all;
	double bits;

	distinct = spell_all(p, &all);
	assert_int_equal(distinct, all.n);
	assert_int_equal(credmint_passphrase_bits(p, &bits), 0);
	assert_true(fabs(bits - log2((double)all.n)) < 1e-9);
	seen = calloc(all.n, sizeof(*seen));
	assert_non_null(seen);
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t i = 0; i < all.n * DRAWS_EACH; i++) {
		assert_int_equal(
		    credmint_passphrase_make(source, p, text, sizeof(text)), 0);
		seen[number_of(&all, text)]++;
	}
	for (size_t i = 0; i < all.n; i++)
		assert_true(seen[i] > 0);
	assert_true(chi_is_uniform(seen, all.n));
	credmint_source_free(source);
	free(all.text);
	free(seen);
}

static void
test_passphrases_are_uniform_over_all_there_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(smalls); i++)
		check_small(&smalls[i]);
}

/* A digit more likely behind the last word, or words by modulo of 26. */
static void
draw_badly(const struct credmint_passphrase *p, struct credmint_source *source,
    bool digit, char *text)
{
	uint64_t x = 0, r, n = p->nlist * p->nlist;

	for (size_t i = 0, scale = 1; i < p->words; i++, scale *= p->nlist) {
		assert_int_equal(
		    draw_below(source, digit ? p->nlist : 26, &r), 0);
		x += r % p->nlist * scale;
	}
	assert_int_equal(draw_below(source, 10, &r), 0);
	x += r * n;
	assert_int_equal(draw_below(source, digit ? 3 : 2, &r), 0);
	spell(p,
	    (size_t)(x + (r + 1) / 2 * 10 * n * digit + r * 10 * n * !digit),
	    text);
}

static void
test_this_test_sees_a_bias(void **state)
{
	static const struct credmint_passphrase p = {
	    SIZE, 2, 0, WEAK | DIGIT, "-", many, 17};
	struct credmint_source *source;
	unsigned long *seen;
	size_t distinct;
	char text[TEXT];
	struct all all;

	(void)state;
	distinct = spell_all(&p, &all);
	assert_int_equal(distinct, all.n);
	assert_int_equal(credmint_source_new(&source), 0);
	for (int digit = 0; digit < 2; digit++) {
		seen = calloc(all.n, sizeof(*seen));
		assert_non_null(seen);
		for (size_t i = 0; i < all.n * DRAWS_EACH; i++) {
			draw_badly(&p, source, digit, text);
			seen[number_of(&all, text)]++;
		}
		assert_false(chi_is_uniform(seen, all.n));
		free(seen);
	}
	credmint_source_free(source);
	free(all.text);
}

static const char *const parts[] = {
    "a", "b", "ab", "ba", "aa", "A", "aB", "1", "a1", "b-"};
static const char *const separators[] = {"", "-", "a", "A", "1", "--", "ab"};

struct tally {
	size_t taken, refused, equal;
};

/* What is taken has no two equal draws; of what is not, most have. */
static void
try_all_words(const char *const *list, size_t n, struct tally *tally)
{
	struct credmint_passphrase p = CREDMINT_PASSPHRASE_INIT;
	struct all all;
	double bits;

	p.list = list;
	p.nlist = n;
	for (size_t s = 0; s < LENGTH(separators); s++)
		for (unsigned flags = 0; flags < 4; flags++)
			for (p.words = 1; p.words <= 3; p.words++) {
				p.separator = separators[s];
				p.flags = flags;
				int r = credmint_passphrase_bits(&p, &bits);
				size_t distinct = spell_all(&p, &all);

				free(all.text);
				if (r == 0)
					assert_int_equal(distinct, all.n);
				tally->taken += r == 0;
				tally->refused += r != 0;
				tally->equal += distinct != all.n;
			}
}

static void
test_no_policy_that_is_taken_has_equal_draws(void **state)
{
	struct tally tally = {0, 0, 0};
	const char *list[3];

	(void)state;
	for (size_t i = 0; i < LENGTH(parts); i++)
		for (size_t j = 0; j < LENGTH(parts); j++)
			for (size_t k = 0; k <= j; k++) {
				list[0] = parts[i];
				list[1] = parts[j];
				list[2] = parts[k];
				try_all_words(list, k == j ? 2 : 3, &tally);
			}
	print_message("%zu taken, %zu refused, %zu with equal draws\n",
	    tally.taken, tally.refused, tally.equal);
	assert_true(tally.taken > 5000);
	assert_true(tally.equal > 5000);
	assert_true(tally.equal <= tally.refused);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_passphrases_are_uniform_over_all_there_are),
	    cmocka_unit_test(test_this_test_sees_a_bias),
	    cmocka_unit_test(test_no_policy_that_is_taken_has_equal_draws),
	};

	return cmocka_run_group_tests_name(
	    "passphrase_uniform", tests, NULL, NULL);
}
