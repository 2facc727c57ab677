/* options - the one parser of the command line */

#include "options.h"

#include <string.h>

#include "command.h"

static const struct option *
find_letter(const struct option *list, char letter)
{
	for (; list->key != OPTION_END; list++)
		if (list->letter != 0 && list->letter == letter)
			return list;
	return NULL;
}

static const struct option *
find_name(const struct option *list, const char *name, size_t n)
{
	for (; list->key != OPTION_END; list++)
		if (list->name != NULL && strlen(list->name) == n &&
		    memcmp(list->name, name, n) == 0)
			return list;
	return NULL;
}

static int
give(struct options *out, const struct option *option, const char *value,
    struct fault *f)
{
	size_t n = 0;

	out->value[option->key] = value;
	if (option->key != OPTION_SET)
		return 0;
	while (n < OPTIONS_SETS_MAX && out->sets[n] != NULL)
		n++;
	if (n == OPTIONS_SETS_MAX)
		return fault_set(f, CALL_USAGE,
		    "option --%s is given more than %d times", option->name,
		    OPTIONS_SETS_MAX);
	out->sets[n] = value;
	return 0;
}

/*
 * --name, --name=value, --name value. What follows the '=' of an option that
 * does not exist is not repeated: it may be a secret.
 */
static int
read_long(struct options *out, const struct option *list, const char *word,
    char ***next, struct fault *f)
{
	const char *name = word + 2;
	size_t n = strcspn(name, "=");
	const struct option *option = find_name(list, name, n);

	if (option == NULL)
		return fault_set(f, CALL_USAGE,
		    "unknown option --%.*s; -h lists the options",
		    n > 64 ? 64 : (int)n, name);
	if (option->argument == NULL && name[n] == '=')
		return fault_set(
		    f, CALL_USAGE, "option --%s takes no value", option->name);
	if (option->argument == NULL)
		out->value[option->key] = "";
	else if (name[n] == '=')
		return give(out, option, name + n + 1, f);
	else if (**next != NULL)
		return give(out, option, *(*next)++, f);
	else
		return fault_set(f, CALL_USAGE, "option --%s needs a value: %s",
		    option->name, option->argument);
	return 0;
}

/* -x, -xyz, -x5, -x 5 */
static int
read_short(struct options *out, const struct option *list, const char *word,
    char ***next, struct fault *f)
{
	for (word++; *word != '\0'; word++) {
		const struct option *option = find_letter(list, *word);

		if (option == NULL)
			return fault_set(f, CALL_USAGE,
			    "unknown option -%c; -h lists the options", *word);
		if (option->argument == NULL) {
			out->value[option->key] = "";
			continue;
		}
		if (word[1] != '\0')
			return give(out, option, word + 1, f);
		if (**next != NULL)
			return give(out, option, *(*next)++, f);
		return fault_set(f, CALL_USAGE, "option -%c needs a value: %s",
		    *word, option->argument);
	}
	return 0;
}

/*
 * Whether a word that starts with '-' is a negative number: an operand. -0 is
 * an option; no other option's letter is a digit or a point.
 */
static bool
is_number(const char *word)
{
	size_t n = strspn(word + 1, "0123456789.");

	if (n == 0 || strcmp(word, "-0") == 0)
		return false;
	word += 1 + n;
	if (*word == 'e' || *word == 'E') {
		word++;
		if (*word == '-' || *word == '+')
			word++;
		word += strspn(word, "0123456789");
	}
	return *word == '\0';
}

int
options_parse(struct options *out, const struct option *list,
    bool first_operand_ends, char **words, struct fault *f)
{
	char **kept = words;
	bool ended = false;

	*out = (struct options){.operands = words};
	while (*words != NULL) {
		char *word = *words++;
		int rc = 0;

		if (ended || word[0] != '-' || word[1] == '\0' ||
		    is_number(word)) {
			*kept++ = word;
			ended = ended || first_operand_ends;
		} else if (strcmp(word, "--") == 0) {
			ended = true;
		} else if (word[1] == '-') {
			rc = read_long(out, list, word, &words, f);
		} else {
			rc = read_short(out, list, word, &words, f);
		}
		if (rc != 0)
			return rc;
	}
	*kept = NULL;
	out->noperands = (size_t)(kept - out->operands);
	return 0;
}
