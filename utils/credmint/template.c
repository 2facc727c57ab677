/* template - the text that accounts become */

#include "template.h"

#include <errno.h>

#include "command.h"

int
template_open(struct template **out, const char *format,
    const char *name_or_file, const char *const *sets, struct fault *f)
{
	(void)format;
	(void)name_or_file;
	(void)sets;
	*out = NULL;
	return fault_set(f, -ENOSYS, "templates are not there yet");
}

void
template_close(struct template *t)
{
	(void)t;
}

const char *
template_format(size_t i)
{
	(void)i;
	return NULL;
}

bool
template_takes(const struct template *t, const char *method)
{
	(void)t;
	(void)method;
	return false;
}

const char *
template_method(const struct template *t)
{
	(void)t;
	return NULL;
}

int
template_check(const struct template *t,
    const struct provision_account *account, char reason[TEMPLATE_REASON_SIZE])
{
	(void)t;
	(void)account;
	reason[0] = '\0';
	return -ENOSYS;
}

int
template_head(const struct template *t, struct output *out)
{
	(void)t;
	(void)out;
	return -ENOSYS;
}

int
template_account(const struct template *t, const struct template_values *values,
    struct output *out)
{
	(void)t;
	(void)values;
	(void)out;
	return -ENOSYS;
}

int
template_tail(const struct template *t, struct output *out)
{
	(void)t;
	(void)out;
	return -ENOSYS;
}
