/*
 * passphrase_list - whether the words of a list stay apart in a passphrase
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "secrets/passphrase_plan.h"
#include "secrets/passphrase_word.h"

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
by_capital_text(const void *a, const void *b)
{
	return passphrase_word_compare(
	    *(const char *const *)a, *(const char *const *)b, true);
}

/* Whether CAPITAL gives each word one upper-case letter, the first. */
static bool
capitals_mark(const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char first = passphrase_word_first(list[i][0], true);

		if (first < 'A' || first > 'Z')
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
		order = passphrase_word_compare(list[i - 1], list[i], capital);
		if (order > 0) {
			*sorted = false;
			return 0;
		}
		if (order == 0 ||
		    (!free_ends &&
			passphrase_word_begins(list[i - 1], list[i], capital)))
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
