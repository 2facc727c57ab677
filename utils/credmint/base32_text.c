/* base32_text - base32 as people type it and as other tools write it */

#include "base32_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"

/* Letters that make whole bytes together, and those bytes. */
#define GROUP 8
#define GROUP_BYTES 5
#define PADDING_MAX 6
/* More is no key, whatever the caller has room for. */
#define TEXT_MAX 65536

/* What was typed without what does not count; how many letters, and '='. */
struct letters {
	char *text; /* in upper case; room for a group more */
	size_t n;
	size_t padding;
	bool confused; /* there is a 0, 1, 8 or 9 */
};

/* Upper case and no gaps, without a branch that depends on a letter. */
static void
letters_take(struct letters *l, const char *text, size_t n)
{
	unsigned confused = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned c = (unsigned char)text[i];
		unsigned lower = (unsigned)(c - 'a' < 26u);
		unsigned gap = (unsigned)(c == ' ') | (unsigned)(c == '\t') |
		    (unsigned)(c == '-');

		confused |= (unsigned)(c == '0') | (unsigned)(c == '1') |
		    (unsigned)(c - '8' < 2u);
		l->text[l->n] = (char)(c - (lower << 5));
		l->n += 1 - gap;
	}
	l->confused = confused != 0;
	while (l->n > 0 && l->text[l->n - 1] == '=') {
		l->n--;
		l->padding++;
	}
}

/* No bytes have 1, 3 or 6 letters more than whole groups. */
static bool
length_ok(size_t n)
{
	return n % GROUP != 1 && n % GROUP != 3 && n % GROUP != 6;
}

/*
 * The last group is filled with letters of value 0, so that what stands behind
 * the last whole byte is read, too, and then left out.
 */
static int
letters_read(struct letters *l, void *out, size_t size, size_t *len)
{
	size_t bytes = l->n * GROUP_BYTES / GROUP, whole = 0, room;
	unsigned char *all;
	int rc;

	while (l->n % GROUP != 0)
		l->text[l->n++] = 'A';
	room = l->n / GROUP * GROUP_BYTES;
	all = malloc(room + 1); /* never 0 */
	if (all == NULL)
		return -ENOMEM;
	rc = encode_read(ENCODE_BASE32, l->text, l->n, all, room, &whole);
	if (rc == 0 && bytes > size)
		rc = -ERANGE;
	if (rc == 0) {
		memcpy(out, all, bytes);
		*len = bytes;
	}
	secret_free(all, room + 1);
	return rc;
}

/* What can be told before it is read. */
static int
letters_check(const struct letters *l, struct fault *f)
{
	if (l->confused)
		return fault_set(f, -EILSEQ,
		    "base32 has no 0, 1, 8 or 9: it is A to Z and 2 to 7");
	if (l->padding > PADDING_MAX)
		return fault_set(
		    f, -EILSEQ, "base32 ends with 6 '=' at the most");
	if (l->n == 0)
		return fault_set(f, -EILSEQ, "the base32 text is empty");
	if (!length_ok(l->n))
		return fault_set(f, -EILSEQ,
		    "no key has %zu letters of base32: some are missing, or "
		    "too many",
		    l->n);
	return 0;
}

int
base32_text_read(const char *text, size_t n, void *out, size_t size,
    size_t *len, struct fault *f)
{
	struct letters l = {0};
	int rc;

	memset(out, 0, size);
	*len = 0;
	if (n > TEXT_MAX)
		return fault_set(f, -ERANGE, "no key is as long");
	l.text = malloc(n + GROUP);
	if (l.text == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	letters_take(&l, text, n);
	rc = letters_check(&l, f);
	if (rc == 0) {
		rc = letters_read(&l, out, size, len);
		if (rc == -EILSEQ)
			(void)fault_set(f, rc,
			    "it is not base32, which is A to Z and 2 to 7");
		else if (rc != 0)
			(void)fault_set(f, rc, "%s",
			    rc == -ERANGE ? "the key is too long"
					  : "out of memory");
	}
	secret_free(l.text, n + GROUP);
	return rc;
}
