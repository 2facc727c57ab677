/* code - minting, showing and reading a one-time code */

#include "registry/code.h"

#include <stdint.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"

static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";
static const char digits[] = "0123456789";

/* Of code length, and in neither alphabet. */
static const char dummy[CODE_PLAIN_SIZE] = "--------";

int
code_make(bool numeric, char plain[CODE_PLAIN_SIZE])
{
	const char *alphabet = numeric ? digits : letters;
	uint64_t place = 0;
	char made[CODE_PLAIN_SIZE] = "";
	int rc = 0;

	memset(plain, 0, CODE_PLAIN_SIZE);
	for (size_t i = 0; i < CODE_LENGTH && rc == 0; i++) {
		rc = credmint_random_below(NULL, strlen(alphabet), &place);
		made[i] = alphabet[place];
	}
	if (rc == 0)
		memcpy(plain, made, sizeof(made));
	secret_wipe(&place, sizeof(place));
	SECRET_WIPE_ARRAY(made);
	return rc;
}

void
code_show(const char plain[CODE_PLAIN_SIZE], char *shown)
{
	const size_t half = CODE_LENGTH / 2;

	memcpy(shown, plain, half);
	shown[half] = '-';
	memcpy(shown + half + 1, plain + half, CODE_LENGTH - half);
	shown[CODE_LENGTH + 1] = '\0';
}

static bool
all_of(const char *plain, const char *alphabet)
{
	return strspn(plain, alphabet) == CODE_LENGTH;
}

bool
code_read(const char *typed, size_t n, char plain[CODE_PLAIN_SIZE])
{
	char read[CODE_PLAIN_SIZE] = "";
	size_t used = 0;
	bool shaped;

	for (size_t i = 0; i < n && used <= CODE_LENGTH; i++) {
		char c = typed[i];

		if (c == ' ' || c == '\t' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (used < CODE_LENGTH)
			read[used] = c;
		used++;
	}
	shaped = used == CODE_LENGTH &&
	    (all_of(read, letters) || all_of(read, digits));
	memcpy(plain, shaped ? read : dummy, CODE_PLAIN_SIZE);
	SECRET_WIPE_ARRAY(read);
	return shaped;
}
