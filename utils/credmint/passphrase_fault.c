/* passphrase_fault - why there are no passphrases of a policy */

#include "passphrase_fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "secrets/passphrase_word.h"

#include "command.h"

#define DIGITS "0123456789"

static int
separator_fault(const struct credmint_passphrase *policy, struct fault *f)
{
	const char *s = policy->separator;

	if (s == NULL)
		return 0;
	if (strlen(s) > CREDMINT_PASSPHRASE_SEPARATOR_MAX)
		return fault_set(f, CALL_USAGE,
		    "--separator takes up to %d characters",
		    CREDMINT_PASSPHRASE_SEPARATOR_MAX);
	for (const char *p = s; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return fault_set(f, CALL_USAGE,
			    "--separator takes printable ASCII characters");
	if ((policy->flags & CREDMINT_PASSPHRASE_DIGIT) != 0 &&
	    strpbrk(s, DIGITS) != NULL)
		return fault_set(f, CALL_USAGE,
		    "with --digit the separator has no digit; it could not be "
		    "told from the one added");
	return 0;
}

/* The most bits that any number of words has. */
static int
bits_fault(const struct credmint_passphrase *policy, struct fault *f)
{
	struct credmint_passphrase most = *policy;
	double bits;

	most.bits = 0;
	most.words = CREDMINT_PASSPHRASE_WORDS_MAX;
	if (credmint_passphrase_bits(&most, &bits) != 0 || bits >= policy->bits)
		return 0;
	return fault_set(f, CALL_USAGE,
	    "%d words have %.2f bits, less than --bits asks for; a longer list "
	    "has more",
	    CREDMINT_PASSPHRASE_WORDS_MAX, bits);
}

/* A word that by itself cannot stand with the separator, or the digit. */
static int
word_fault(const struct credmint_passphrase *policy,
    const struct word_file *file, struct fault *f)
{
	const char *s = policy->separator != NULL ? policy->separator : "-";
	bool capital = policy->flags & CREDMINT_PASSPHRASE_CAPITAL;
	bool digit = policy->flags & CREDMINT_PASSPHRASE_DIGIT;

	for (size_t i = 0; i < file->n; i++) {
		const char *word = file->word[i];

		if (strchr(s, passphrase_word_first(word[0], capital)) !=
			NULL ||
		    strpbrk(word + 1, s) != NULL)
			return fault_set(f, CALL_USAGE,
			    "%s:%zu: the word has a character of the "
			    "separator; choose another by --separator",
			    file->path, i + 1);
		if (digit && strpbrk(word, DIGITS) != NULL)
			return fault_set(f, CALL_USAGE,
			    "%s:%zu: the word has a digit; that cannot be with "
			    "--digit",
			    file->path, i + 1);
	}
	return 0;
}

/* By text, equal ones by their place in the file. */
static int
compare(const void *a, const void *b, void *capital)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	int order = passphrase_word_compare(x, y, *(bool *)capital);

	return order != 0 ? order : x < y ? -1 : x > y;
}

/* The number of the line where a word of the file stands. */
static size_t
line_of(const struct word_file *file, const char *word)
{
	size_t lo = 0, hi = file->n;

	while (hi - lo > 1) {
		size_t middle = lo + (hi - lo) / 2;

		if (file->word[middle] <= word)
			lo = middle;
		else
			hi = middle;
	}
	return lo + 1;
}

/* The first line whose word stands above, or begins another or is begun. */
static int
lines_fault(const struct word_file *file, const char **sorted, bool capital,
    struct fault *f)
{
	const char *first = NULL, *other = NULL;
	bool same = false;

	for (size_t i = 1; i < file->n; i++) {
		const char *a = sorted[i - 1], *b = sorted[i];
		bool begun = passphrase_word_begins(a, b, capital);
		bool equal = begun && strlen(a) == strlen(b);

		if (!begun || (same && !equal))
			continue;
		if (first == NULL || equal != same || b < first) {
			first = b;
			other = a;
			same = equal;
		}
	}
	if (first == NULL)
		return 0;
	if (same)
		return fault_set(f, CALL_USAGE,
		    "%s:%zu: the word of line %zu again%s", file->path,
		    line_of(file, first), line_of(file, other),
		    capital ? ", with --capital" : "");
	return fault_set(f, CALL_USAGE,
	    "%s:%zu: the word of line %zu begins this one; without a separator "
	    "they could not be told apart",
	    file->path, line_of(file, first), line_of(file, other));
}

static int
list_fault(const struct credmint_passphrase *policy,
    const struct word_file *file, struct fault *f)
{
	bool capital = policy->flags & CREDMINT_PASSPHRASE_CAPITAL;
	const char **sorted = calloc(file->n, sizeof(*sorted));
	int rc;

	if (sorted == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	memcpy(sorted, file->word, file->n * sizeof(*sorted));
	qsort_r(sorted, file->n, sizeof(*sorted), compare, &capital);
	rc = lines_fault(file, sorted, capital, f);
	free(sorted);
	return rc;
}

int
passphrase_fault(const struct credmint_passphrase *policy,
    const struct word_file *file, struct fault *f)
{
	int rc = separator_fault(policy, f);

	if (rc == 0)
		rc = bits_fault(policy, f);
	if (rc == 0 && file->n > 0)
		rc = word_fault(policy, file, f);
	if (rc == 0 && file->n > 0)
		rc = list_fault(policy, file, f);
	if (rc != 0)
		return rc;
	return fault_set(f, CALL_USAGE,
	    "--separator has a letter that words have; choose another");
}
