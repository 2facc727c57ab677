/*
 * completion_bash - the script for bash
 *
 * It asks for nothing but bash: bash-completion loads it, but need not be
 * there.
 */

#include "completion.h"

#include <string.h>

#include "command.h"

/* How the script's table says what stands at a place; else it is words. */
static const char *const kinds[] = {
    [COMPLETION_NOTHING] = "",
    [COMPLETION_ANY] = "@any",
    [COMPLETION_FILE] = "@file",
    [COMPLETION_USER] = "@user",
    [COMPLETION_COMMAND] = "@command",
};

static const char head[] =
    "# bash completion for credmint(1), from its table of commands:\n"
    "# credmint help --completion bash\n"
    "\n"
    "# What the command $1 takes; in value, what stands after its option $2.\n"
    "_credmint_command()\n"
    "{\n"
    "\toptions= verbs= operands= value=\n"
    "\tcase $1 in\n";

static const char tail[] =
    "\tesac\n"
    "}\n"
    "\n"
    "# Read the words before the cursor.\n"
    "_credmint_read()\n"
    "{\n"
    "\tlocal i word\n"
    "\n"
    "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
    "\t\tword=${COMP_WORDS[i]}\n"
    "\t\tif [[ -n $pending ]]; then\n"
    "\t\t\t[[ $word == '=' ]] || pending=\n"
    "\t\telif [[ -z $ended && $word == -- ]]; then\n"
    "\t\t\tended=yes\n"
    "\t\telif [[ -z $ended && $word == -?* ]]; then\n"
    "\t\t\t_credmint_command \"$command\" \"$word\"\n"
    "\t\t\tpending=$value\n"
    "\t\telif [[ -z $command ]]; then\n"
    "\t\t\tcommand=$word verb_at=$((i + 1))\n"
    "\t\telse\n"
    "\t\t\t_credmint_command \"$command\"\n"
    "\t\t\tif ((i == verb_at)) && [[ \" $verbs \" == *\" $word \"* ]]; then\n"
    "\t\t\t\tcommand=\"$command $word\"\n"
    "\t\t\telse\n"
    "\t\t\t\tgiven+=(\"$word\")\n"
    "\t\t\tfi\n"
    "\t\tfi\n"
    "\tdone\n"
    "}\n"
    "\n"
    "_credmint()\n"
    "{\n"
    "\tlocal options verbs operands value pending= ended= command=\n"
    "\tlocal verb_at=0 before= cur=${COMP_WORDS[COMP_CWORD]}\n"
    "\tlocal -a given=()\n"
    "\n"
    "\t_credmint_read\n"
    "\tif [[ -n $pending ]]; then\n"
    "\t\tvalue=$pending\n"
    "\t\t[[ $cur != '=' ]] || cur=\n"
    "\telif [[ -z $ended && $cur == --*=* ]]; then\n"
    "\t\tbefore=${cur%%=*}= cur=${cur#*=}\n"
    "\t\t_credmint_command \"$command\" \"${before%=}\"\n"
    "\telse\n"
    "\t\t_credmint_command \"$command\"\n"
    "\t\tvalue=$operands\n"
    "\t\t((COMP_CWORD != verb_at)) || value=\"$verbs $operands\"\n"
    "\t\t[[ -n $command ]] || value=$verbs\n"
    "\t\t[[ -n $ended || $cur != -* ]] || value=$options\n"
    "\tfi\n"
    "\tif [[ $value == *@command ]]; then\n"
    "\t\t((${#given[@]} < 2)) || return\n"
    "\t\t_credmint_command \"${given[0]-}\"\n"
    "\t\tvalue=$verbs\n"
    "\tfi\n"
    "\tCOMPREPLY=()\n"
    "\tcase $value in\n"
    "\t*@file) compopt -o default ;;\n"
    "\t*@user) mapfile -t COMPREPLY < <(compgen -u -W \"${value%@user}\" "
    "-- \"$cur\") ;;\n"
    "\t*) mapfile -t COMPREPLY < <(compgen -P \"$before\" "
    "-W \"${value%@any}\" -- \"$cur\") ;;\n"
    "\tesac\n"
    "}\n"
    "complete -F _credmint credmint\n";

/* "-o" or "--output", or with a bar between them where there are both. */
static void
names(struct script *s, const struct option *o, const char *between)
{
	char letter[3] = {'-', o->letter, '\0'};

	if (o->letter != 0)
		script_add(s, letter);
	if (o->letter != 0 && o->name != NULL)
		script_add(s, between);
	if (o->name != NULL) {
		script_add(s, "--");
		script_add(s, o->name);
	}
}

static void
options(struct script *s, const struct option *list)
{
	char words[512];

	script_add(s, "\t\toptions='");
	for (const struct option *o = list; o->key != OPTION_END; o++) {
		if (o != list)
			script_add(s, " ");
		names(s, o, " ");
	}
	script_add(s, "'\n\t\tcase ${2-} in\n");
	for (const struct option *o = list; o->key != OPTION_END; o++) {
		enum completion_kind kind =
		    completion_of_option(o, words, sizeof(words));

		if (kind == COMPLETION_NOTHING)
			continue;
		script_add(s, "\t\t");
		names(s, o, "|");
		script_add(s, ") value=");
		script_quoted(
		    s, kind == COMPLETION_WORDS ? words : kinds[kind]);
		script_add(s, " ;;\n");
	}
	script_add(s, "\t\tesac ;;\n");
}

/* The verbs of a noun, or of the program, whose verbs are the nouns. */
static void
verbs(struct script *s, const char *noun)
{
	const struct command *c = NULL;

	script_add(s, "\t\tverbs='");
	while ((c = noun == NULL ? completion_next_noun(c)
				 : command_next(noun, NULL, c)) != NULL) {
		const char *word = noun == NULL ? c->name : c->verb;

		if (word != NULL) {
			script_add(s, word);
			script_add(s, " ");
		}
	}
	script_add(s, "'\n");
}

/* A noun alone that does nothing, as code, has its verbs and -h. */
static void
bare_noun(struct script *s, const char *noun)
{
	const struct command *c = NULL;

	while ((c = command_next(noun, NULL, c)) != NULL)
		if (c->verb == NULL)
			return;
	script_add(s, "\t");
	script_add(s, noun);
	script_add(s, ")\n");
	verbs(s, noun);
	script_add(s, "\t\toptions='-h --help' ;;\n");
}

static void
command(struct script *s, const struct command *c)
{
	script_add(s, "\t'");
	script_add(s, c->name);
	if (c->verb != NULL) {
		script_add(s, " ");
		script_add(s, c->verb);
	}
	script_add(s, "')\n");
	if (c->verb == NULL)
		verbs(s, c->name);
	script_add(s, "\t\toperands='");
	script_add(s, kinds[completion_of_operands(c)]);
	script_add(s, "'\n");
	options(s, c->options);
}

void
completion_bash(struct script *s)
{
	const struct command *c = NULL;

	script_add(s, head);
	script_add(s, "\t'')\n");
	verbs(s, NULL);
	options(s, command_leading);
	while ((c = command_next(NULL, NULL, c)) != NULL)
		command(s, c);
	while ((c = completion_next_noun(c)) != NULL)
		bare_noun(s, c->name);
	script_add(s, tail);
}
