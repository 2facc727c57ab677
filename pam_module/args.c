/*
 * args - the arguments of a PAM line
 */

#include "pam_module/args.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "wire/wire.h"

#define TWICE "was given before, with another value"

/* Each takes a value and says what is wrong with it, or NULL. */

static const char *
take_text(const char **to, const char *value)
{
	if ((*to)[0] != '\0' && strcmp(*to, value) != 0)
		return TWICE;
	*to = value;
	return NULL;
}

static const char *
take_conf(struct args *args, const char *value)
{
	if (value[0] != '/' || strlen(value) > WIRE_NAME_MAX)
		return "needs an absolute path of at most 256 bytes";
	return take_text(&args->conf, value);
}

static const char *
take_prompt(struct args *args, const char *value)
{
	size_t i, n = strlen(value);

	if (n == 0 || n > WIRE_PROMPT_MAX)
		return "needs a text of 1 to 128 bytes";
	for (i = 0; i < n; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return "holds a control character";
	return take_text(&args->prompt, value);
}

/* A number of one or two digits, or 0. */
static unsigned
small_number(const char *text)
{
	const size_t n = strlen(text);
	unsigned number = 0;
	size_t i;

	if (n > 2 || strspn(text, "0123456789") != n)
		return 0;
	for (i = 0; i < n; i++)
		number = number * 10 + (unsigned)(text[i] - '0');
	return number;
}

static const char *
take_forward(struct args *args, const char *value)
{
	unsigned n = small_number(value);

	if (n < ARGS_FORWARD_MIN || n > ARGS_FORWARD_MAX)
		return "needs a number from 6 to 16";
	if (args->forward != 0 && args->forward != n)
		return TWICE;
	args->forward = n;
	args->options |= WIRE_FORWARD;
	return NULL;
}

static const char *
take_plain_forward(struct args *args, const char *value)
{
	(void)value;
	_Static_assert(ARGS_FORWARD_DEFAULT == 8, "the text below");
	return take_forward(args, "8");
}

static const char *
take_first(struct args *args, uint32_t option)
{
	args->options |= option;
	if ((args->options & WIRE_TRY_FIRST) != 0 &&
	    (args->options & WIRE_USE_FIRST) != 0)
		return "try_first_pass and use_first_pass exclude each other";
	return NULL;
}

static const char *
take_try(struct args *args, const char *value)
{
	(void)value;
	return take_first(args, WIRE_TRY_FIRST);
}

static const char *
take_use(struct args *args, const char *value)
{
	(void)value;
	return take_first(args, WIRE_USE_FIRST);
}

static const char *
take_nullok(struct args *args, const char *value)
{
	(void)value;
	args->options |= WIRE_NULLOK;
	return NULL;
}

static const char *
take_debug(struct args *args, const char *value)
{
	(void)value;
	args->debug = true;
	return NULL;
}

/* A name that ends with '=' has a value after it. */
static const struct {
	const char *name;
	const char *(*take)(struct args *args, const char *value);
} known[] = {
    {"authtok_prompt=", take_prompt},
    {"conf=", take_conf},
    {"debug", take_debug},
    {"forward_pass", take_plain_forward},
    {"forward_pass=", take_forward},
    {"nullok", take_nullok},
    {"try_first_pass", take_try},
    {"use_first_pass", take_use},
};

static const char *
take(struct args *args, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t i, n = strlen(word);

	if (equals != NULL)
		n = (size_t)(equals - word) + 1;
	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i].name) == n &&
		    memcmp(known[i].name, word, n) == 0)
			return known[i].take(args, word + n);
	return "no such argument";
}

int
args_read(pam_handle_t *pamh, int argc, const char **argv, struct args *out)
{
	const char *wrong = NULL;
	int i;

	*out = (struct args){.conf = "", .prompt = ""};
	for (i = 0; i < argc; i++) {
		wrong = take(out, argv[i]);
		if (wrong == NULL)
			continue;
		pam_syslog(pamh, LOG_ERR,
		    "argument '%.64s': %s; see pam_credmint(8)", argv[i],
		    wrong);
		return -EINVAL;
	}
	return 0;
}

void
args_trace(pam_handle_t *pamh, const struct args *args, const char *format, ...)
{
	va_list values;

	if (!args->debug)
		return;
	va_start(values, format);
	pam_vsyslog(pamh, LOG_DEBUG, format, values);
	va_end(values);
}
