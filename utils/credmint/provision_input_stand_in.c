/* provision_input_stand_in - a name a line, until provision_input.c is there */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provision_input.h"
#include "words.h"

#define WEAK __attribute__((weak))

struct provision_input {
	FILE *f;
	char line[256], *bad;
	uint64_t at, good, nbad;
};

WEAK int
provision_input_open(
    struct provision_input **out, const char *path, struct fault *f)
{
	struct provision_input *in = calloc(1, sizeof(*in));

	*out = NULL;
	if (in == NULL)
		return -ENOMEM;
	in->f = fopen(path, "re");
	if (in->f == NULL) {
		free(in);
		return fault_set(
		    f, -errno, "cannot open %s: %s", path, strerror(errno));
	}
	while (fgets(in->line, sizeof(in->line), in->f) != NULL)
		in->good++;
	in->bad = calloc(in->good + 1, 1);
	rewind(in->f);
	*out = in;
	return 0;
}

WEAK void
provision_input_close(struct provision_input *in)
{
	if (in == NULL)
		return;
	(void)fclose(in->f);
	free(in->bad);
	free(in);
}

WEAK uint64_t
provision_input_good(const struct provision_input *in)
{
	return in->good;
}

WEAK uint64_t
provision_input_bad(const struct provision_input *in)
{
	return in->nbad;
}

WEAK int
provision_input_refuse(
    struct provision_input *in, uint64_t line, const char *format, ...)
{
	char text[300];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	words_say("file:%lu: %s", (unsigned long)line, text);
	in->bad[line - 1] = 1;
	in->good--;
	in->nbad++;
	return 0;
}

WEAK int
provision_input_next(
    struct provision_input *in, struct provision_account *out, struct fault *f)
{
	(void)f;
	do {
		if (fgets(in->line, sizeof(in->line), in->f) == NULL)
			return 0;
	} while (in->bad[in->at++]);
	in->line[strcspn(in->line, "\n")] = '\0';
	*out = (struct provision_account){.line = in->at};
	out->field[PROVISION_NAME] = in->line;
	char *comma = strchr(in->line, ',');
	if (comma != NULL) {
		*comma = '\0';
		out->field[PROVISION_GECOS] = comma + 1;
	}
	return 1;
}

WEAK void
provision_input_rewind(struct provision_input *in)
{
	rewind(in->f);
	in->at = 0;
}
