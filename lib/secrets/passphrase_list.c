/*
 * passphrase_list - whether the words of a list stay apart in a passphrase
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "secrets/passphrase_plan.h"

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static char
upper(char c)
{
	if (c >= 'a' && c <= 'z')
		return UPPER[c - 'a'];
	return c;
}

/* strcmp(3) of words with a first capital. */
static int
compare_capital(const char *a, const char *b)
{
	unsigned char x = (unsigned char)upper(*a);
	unsigned char y = (unsigned char)upper(*b);

	if (x != y || x == '\0')
		return x < y ? -1 : x > y;
	return strcmp(a + 1, b + 1);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
by_capital_text(const void *a, const void *b)
{
	return compare_capital(
	    *(const char *const *)a, *(const char *const *)b);
}

/* The beginning is not empty. */
static bool
begins(const char *beginning, const char *word, bool capital)
{
	if (capital ? upper(*beginning) != upper(*word) : *beginning != *word)
		return false;
	do {
		beginning++;
		word++;
	} while (*beginning != '\0' && *beginning == *word);
	return *beginning == '\0';
}

/* Whether CAPITAL gives each word one upper-case letter, the first. */
static bool
capitals_mark(const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i][0] < 'A' || upper(list[i][0]) > 'Z')
			return false;
		for (const char *p = list[i] + 1; *p != '\0'; p++)
			if (*p >= 'A' && *p <= 'Z')
				return false;
	}
	return true;
}

/*
 * Between a word and one that it begins, all begin with it: to look at
 * neighbours is enough. sorted: nothing is said of a list in another order.
 */
static int
check_sorted(const char *const *list, size_t n, bool capital, bool free_ends,
    bool *sorted)
{
	int order;

	for (size_t i = 1; i < n; i++) {
		order = capital ? compare_capital(list[i - 1], list[i])
				: strcmp(list[i - 1], list[i]);
		if (order > 0) {
			*sorted = false;
			return 0;
		}
		if (order == 0 ||
		    (!free_ends && begins(list[i - 1], list[i], capital)))
			return -EINVAL;
	}
	*sorted = true;
	return 0;
}

int
passphrase_list_check(
    const char *const *list, size_t n, bool capital, bool together)
{
	bool free_ends = !together || (capital && capitals_mark(list, n));
	const char **copy;
	bool sorted;
	int r;

	r = check_sorted(list, n, capital, free_ends, &sorted);
	if (r < 0 || sorted)
		return r;
	copy = calloc(n, sizeof(*copy));
	if (copy == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		copy[i] = list[i];
	qsort(copy, n, sizeof(*copy), capital ? by_capital_text : by_text);
	r = check_sorted(copy, n, capital, free_ends, &sorted);
	free(copy);
	return r;
}
