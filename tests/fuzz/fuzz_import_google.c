/*
 * fuzz_import_google - any file as one of google-authenticator's
 *
 * Line by line, as the command reads it. What comes out can be kept; what is
 * refused says why; scratch codes are 8 digits of the file.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "registry/authenticator.h"
#include "tests/fuzz/frames.h"
#include "utils/credmint/import_google.h"

#define NOW 1795284303

static void
code_check(const struct import_word *code, const char *line, size_t n)
{
	if (code->n != 8 || code->text < line ||
	    code->text + code->n > line + n)
		frames_wrong("a code beside the line");
	for (size_t i = 0; i < code->n; i++)
		if (code->text[i] < '0' || code->text[i] > '9')
			frames_wrong("a code that is none");
}

static void
line_read(struct import_google *g, const char *line, size_t n)
{
	struct fault f = {""};
	struct import_word code;
	int rc = import_google_read(g, line, n, &code, &f);

	if (rc == IMPORT_GOOGLE_CODE)
		code_check(&code, line, n);
	else if (code.n != 0)
		frames_wrong("a code where there is none");
	if (rc > IMPORT_GOOGLE_CODE || (rc < 0 && rc != -EINVAL) ||
	    (rc < 0) != (f.text[0] != '\0'))
		frames_wrong("another outcome");
}

static void
look_at(const struct import_google *g)
{
	const struct import_device *d = &g->device;

	if (d->nkey < REGISTRY_SEED_MIN || d->nkey > CREDMINT_OTP_KEY_MAX ||
	    d->digits != 6 || d->next < 0)
		frames_wrong("an authenticator that is none");
	if (d->type == CREDMINT_HOTP) {
		if (d->step != 0 || d->drift != 0 || d->next < 1)
			frames_wrong("a counter that is none");
	} else if (d->type != CREDMINT_TOTP || d->step < 1 || d->step > 60) {
		frames_wrong("a step that is none");
	} else if (d->next <= g->last) {
		frames_wrong("a used step is good");
	} else if (g->last < 0 && d->next > 0 &&
	    d->next <= NOW / (int64_t)d->step + d->drift + g->ahead) {
		frames_wrong("a step that may have been used is good");
	}
	if (g->ahead < 0 || g->ahead > 50)
		frames_wrong("a window that is none");
	if (d->drift < -IMPORT_DRIFT_MAX || d->drift > IMPORT_DRIFT_MAX)
		frames_wrong("a drift that is none");
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static struct import_google g;
	struct fault f = {""};
	int rc;

	import_google_begin(&g);
	while (n > 0) {
		const uint8_t *end = memchr(in, '\n', n);
		size_t length = end == NULL ? n : (size_t)(end - in);
		char *line = malloc(length + 1);

		if (line == NULL)
			abort();
		memcpy(line, in, length);
		line[length] = '\0';
		line_read(&g, line, length);
		free(line);
		length += end == NULL ? 0 : 1;
		in += length;
		n -= length;
	}
	rc = import_google_end(&g, NOW, &f);
	if (rc == 0)
		look_at(&g);
	else if (rc != (g.wrong ? -ECANCELED : -EINVAL) ||
	    (f.text[0] == '\0') != g.wrong)
		frames_wrong("a refusal without a reason");
	return 0;
}
