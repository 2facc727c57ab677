/* enrol_show - a new authenticator's secret, shown once, and the code typed */

#include "enrol_show.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "argument.h"

#define WHAT "the code"
#define OTHERWISE "on standard input or by --code-fd"

int
enrol_show(const struct enrol_show *show, struct fault *f)
{
	int rc = output_text(show->out, show->secret);

	(void)f;
	if (rc == 0)
		rc = output_end(show->out);
	if (rc == 0)
		rc = output_text(show->out, show->uri);
	if (rc == 0)
		rc = output_end(show->out);
	return rc != 0 ? rc : output_flush(show->out);
}

int
enrol_code(struct input *out, const struct options *options,
    const char *question, bool shown, struct fault *f)
{
	const char *text = options->value[OPTION_CODE_FD];
	struct fault why = {""};
	uint64_t fd = STDIN_FILENO;
	int rc = argument_number("--code-fd", text, 0, INT_MAX, &fd, f);

	*out = (struct input){0};
	if (rc != 0)
		return rc;
	if (text != NULL)
		return input_next(out, (int)fd, WHAT, f);
	rc = shown ? input_typed(out, question, WHAT, OTHERWISE, &why)
		   : input_prompt(out, question, WHAT, OTHERWISE, &why);
	if (rc == -ENOTTY)
		return input_next(out, STDIN_FILENO, WHAT, f);
	if (rc != 0 && why.text[0] != '\0')
		(void)fault_set(f, rc, "%s", why.text);
	return rc;
}
