/*
 * command - the static table of commands, and one call of one of them
 *
 * The table is the only place where names, verbs and options stand: the
 * parser, the usage and the check of the man pages read it.
 */

#ifndef CREDMINT_COMMAND_H
#define CREDMINT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

#include "options.h"

struct output;

/* What a command ends with, besides a negative errno, which is a failure. */
enum call_end {
	CALL_YES = 0,
	CALL_NO = 1,
	CALL_USAGE = 2,
	CALL_FAILURE = 3, /* of run(): some of several, as it said */
};

/* One call of one command. */
struct call {
	const struct command *command;
	struct options options;
	const char *config; /* --config, or NULL */
	struct output *out; /* open, empty */
	struct fault fault; /* said on standard error at the end */
};

struct option {
	enum option_key key;
	char letter;          /* or 0 */
	const char *name;     /* long name, or NULL */
	const char *argument; /* NULL: a flag */
	const char *help;
};

struct command {
	const char *name;
	const char *verb;     /* NULL: the noun alone */
	const char *operands; /* as in a synopsis, or NULL: it takes none */
	size_t operands_min;
	size_t operands_max;
	const char *summary;
	const struct option *options; /* the last one has OPTION_END */
	/*
	 * Do it. CALL_YES, CALL_NO, or, with a line in the fault, CALL_USAGE
	 * or a negative errno.
	 */
	int (*run)(struct call *call);
};

/* All commands in the order of the manual; the last one has no name. */
extern const struct command command_table[];
/* What may stand before the command. */
extern const struct option command_leading[];

/*
 * The commands of a noun and a verb, either NULL for any, from after (or NULL)
 * on; NULL: no more.
 */
const struct command *command_next(
    const char *name, const char *verb, const struct command *after);

int command_password(struct call *call);
int command_passphrase(struct call *call);
int command_token(struct call *call);
int command_token_issue(struct call *call);
int command_token_verify(struct call *call);
int command_token_redeem(struct call *call);
int command_token_rotate(struct call *call);
int command_token_revoke(struct call *call);
int command_token_list(struct call *call);
int command_serve(struct call *call);
int command_signed(struct call *call);
int command_signed_verify(struct call *call);
int command_random_below(struct call *call);
int command_random_int(struct call *call);
int command_random_range(struct call *call);
int command_random_bits(struct call *call);
int command_random_real(struct call *call);
int command_random_uniform(struct call *call);
int command_random_choice(struct call *call);
int command_random_choices(struct call *call);
int command_random_sample(struct call *call);
int command_random_shuffle(struct call *call);
int command_salt(struct call *call);
int command_hash(struct call *call);
int command_hash_verify(struct call *call);
int command_hash_methods(struct call *call);
int command_hash_advise(struct call *call);
int command_derive(struct call *call);
int command_code_issue(struct call *call);
int command_code_list(struct call *call);
int command_code_revoke(struct call *call);
int command_authenticator_enroll(struct call *call);
int command_authenticator_list(struct call *call);
int command_authenticator_remove(struct call *call);
int command_authenticator_resync(struct call *call);
int command_authenticator_import(struct call *call);
int command_recovery_issue(struct call *call);
int command_recovery_count(struct call *call);
int command_reset(struct call *call);
int command_provision(struct call *call);
int command_doctor(struct call *call);
int command_entropy(struct call *call);
int command_init(struct call *call);
int command_clock(struct call *call);
int command_clock_accept(struct call *call);
int command_clock_reset(struct call *call);
int command_log(struct call *call);
int command_sweep(struct call *call);
int command_help(struct call *call);

#endif
