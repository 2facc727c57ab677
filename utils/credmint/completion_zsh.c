/* completion_zsh - the script for zsh, in terms of its _arguments */

#include "completion.h"

#include <string.h>

#include "command.h"

static const char head[] = "#compdef credmint\n"
			   "# zsh completion for credmint(1), from its table "
			   "of commands:\n"
			   "# credmint help --completion zsh\n";

/*
 * A verb stands right after its noun. Once there is one, noun and verb are
 * taken for one word, and what follows is the command's own.
 */
static const char start[] = "_credmint()\n"
			    "{\n"
			    "\tlocal curcontext=$curcontext state line name\n"
			    "\tlocal -a specs\n"
			    "\tlocal -A opt_args\n"
			    "\n"
			    "\tspecs=(\n";
static const char middle[] = "\t\t'1:command:_credmint_nouns'\n"
			     "\t\t'*:: :->rest'\n"
			     "\t)\n"
			     "\t_arguments -C -s -S $specs && return\n"
			     "\t[[ $state == rest ]] || return 1\n"
			     "\tname=$words[1]\n"
			     "\tspecs=()\n"
			     "\tif (( CURRENT == 2 )); then\n"
			     "\t\t[[ $words[2] == -* ]] || "
			     "{ _credmint_verbs $name && return }\n"
			     "\telif _credmint_is \"$name $words[2]\"; then\n"
			     "\t\tname=\"$name $words[2]\"\n"
			     "\t\tshift words\n"
			     "\t\t(( CURRENT-- ))\n"
			     "\tfi\n"
			     "\tcase $name in\n";
static const char tail[] = "\t(*) specs+=('(-h --help)'{-h,--help}"
			   "'[show this]') ;;\n"
			   "\tesac\n"
			   "\t_arguments -s -S $specs\n"
			   "}\n"
			   "\n"
			   "_credmint \"$@\"\n";

/* Append text, each of the characters in special after a backslash. */
static void
escaped(struct script *s, const char *text, const char *special)
{
	char one[5];

	for (; *text != '\0'; text++) {
		size_t n = 0;

		if (*text == '\\' || strchr(special, *text) != NULL)
			one[n++] = '\\';
		one[n++] = *text;
		one[n] = '\0';
		/* Within single quotes. */
		script_add(s, *text == '\'' ? "'\\''" : one);
	}
}

/* What _arguments is to do for one place. */
static void
action(struct script *s, enum completion_kind kind, const char *words)
{
	static const char *const actions[] = {
	    [COMPLETION_ANY] = " ",
	    [COMPLETION_FILE] = "_files",
	    [COMPLETION_USER] = "_users",
	    [COMPLETION_COMMAND] = "_credmint_nouns",
	};

	if (kind == COMPLETION_WORDS) {
		script_add(s, "(");
		script_add(s, words);
		script_add(s, ")");
	} else {
		script_add(s, actions[kind]);
	}
}

static void
option(struct script *s, const struct option *o, const char *indent)
{
	char letter[2] = {o->letter, '\0'}, words[512];
	enum completion_kind kind =
	    completion_of_option(o, words, sizeof(words));
	bool takes = kind != COMPLETION_NOTHING;
	bool both = o->letter != 0 && o->name != NULL;

	script_add(s, indent);
	if (both) {
		script_add(s, "'(-");
		script_add(s, letter);
		script_add(s, " --");
		script_add(s, o->name);
		script_add(s, ")'{");
	}
	if (o->letter != 0) {
		script_add(s, "-");
		script_add(s, letter);
		script_add(s, takes ? "+" : "");
	}
	script_add(s, both ? "," : "");
	if (o->name != NULL) {
		script_add(s, "--");
		script_add(s, o->name);
		script_add(s, takes ? "=" : "");
	}
	script_add(s, both ? "}'[" : "'[");
	escaped(s, o->help, "[]:");
	script_add(s, "]");
	if (takes) {
		script_add(s, ":");
		escaped(s, o->argument, ":");
		script_add(s, ":");
		action(s, kind, words);
	}
	script_add(s, "'\n");
}

static void
options(struct script *s, const struct option *list, const char *indent)
{
	for (; list->key != OPTION_END; list++)
		option(s, list, indent);
}

/* A word with its description, as _describe takes it. */
static void
described(struct script *s, const char *word, const char *text)
{
	script_add(s, "\t\t'");
	escaped(s, word, ":");
	script_add(s, ":");
	escaped(s, text, ":");
	script_add(s, "'\n");
}

static void
nouns(struct script *s)
{
	const struct command *c = NULL;

	script_add(s,
	    "\n_credmint_nouns()\n{\n\tlocal -a nouns\n\n"
	    "\tnouns=(\n");
	while ((c = completion_next_noun(c)) != NULL) {
		const struct command *plain = c;

		while (plain != NULL && plain->verb != NULL)
			plain = command_next(c->name, NULL, plain);
		described(s, c->name, (plain != NULL ? plain : c)->summary);
	}
	script_add(s, "\t)\n\t_describe command nouns\n}\n");
}

/* The noun, and its verbs when it has any. */
static void
verbs_of(struct script *s, const char *noun)
{
	const struct command *c = command_next(noun, NULL, NULL);

	while (c != NULL && c->verb == NULL)
		c = command_next(noun, NULL, c);
	if (c == NULL)
		return;
	script_add(s, "\t(");
	script_add(s, noun);
	script_add(s, ") verbs=(\n");
	for (; c != NULL; c = command_next(noun, NULL, c))
		if (c->verb != NULL)
			described(s, c->verb, c->summary);
	script_add(s, "\t\t) ;;\n");
}

/* Both functions return 1 where there is no such thing. */
static void
verbs(struct script *s)
{
	const struct command *c = NULL;

	script_add(s,
	    "\n_credmint_verbs()\n{\n\tlocal -a verbs\n\n"
	    "\tcase $1 in\n");
	while ((c = completion_next_noun(c)) != NULL)
		verbs_of(s, c->name);
	script_add(s,
	    "\t(*) return 1 ;;\n\tesac\n"
	    "\t_describe verb verbs\n}\n"
	    "\n_credmint_is()\n{\n\tcase $1 in\n");
	while ((c = command_next(NULL, NULL, c)) != NULL) {
		if (c->verb == NULL)
			continue;
		script_add(s, "\t('");
		script_add(s, c->name);
		script_add(s, " ");
		script_add(s, c->verb);
		script_add(s, "') ;;\n");
	}
	script_add(s, "\t(*) return 1 ;;\n\tesac\n}\n\n");
}

static void
operands(struct script *s, const struct command *c)
{
	enum completion_kind kind = completion_of_operands(c);

	if (kind == COMPLETION_NOTHING || kind == COMPLETION_ANY)
		return;
	if (kind == COMPLETION_COMMAND) {
		script_add(s,
		    "\t\t'1:command:_credmint_nouns'\n"
		    "\t\t'2:verb:{ _credmint_verbs $words[2] }'\n");
		return;
	}
	script_add(s, c->operands_max == 1 ? "\t\t'1:" : "\t\t'*:");
	script_add(s, kind == COMPLETION_USER ? "user:" : "file:");
	action(s, kind, "");
	script_add(s, "'\n");
}

void
completion_zsh(struct script *s)
{
	const struct command *c = NULL;

	script_add(s, head);
	nouns(s);
	verbs(s);
	script_add(s, start);
	options(s, command_leading, "\t\t");
	script_add(s, middle);
	while ((c = command_next(NULL, NULL, c)) != NULL) {
		script_add(s, "\t('");
		script_add(s, c->name);
		script_add(s, c->verb != NULL ? " " : "");
		script_add(s, c->verb != NULL ? c->verb : "");
		script_add(s, "') specs+=(\n");
		options(s, c->options, "\t\t");
		operands(s, c);
		script_add(s, "\t) ;;\n");
	}
	script_add(s, tail);
}
