/* command_table - every command and verb there is */

#include <stdint.h>
#include <string.h>

#include "command_options.h"

/* A table is read by its columns: the formatter would fill its lines. */
/* clang-format off */
const struct command command_table[] = {
	{ "init", NULL, NULL, 0, 0,
	    "make the system user, directories, key and registry",
	    plain_options, command_init },
	{ "password", NULL, NULL, 0, 0, "make random passwords",
	    password_options, command_password },
	{ "passphrase", NULL, NULL, 0, 0, "make passphrases of random words",
	    passphrase_options, command_passphrase },
	{ "token", NULL, NULL, 0, 0, "make random tokens",
	    token_options, command_token },
	{ "token", "issue", NULL, 0, 0, "issue tokens that are kept",
	    token_issue_options, command_token_issue },
	{ "token", "verify", NULL, 0, 0,
	    "tell whose a token is, without using it up",
	    token_verify_options, command_token_verify },
	{ "token", "redeem", NULL, 0, 0, "use a token up, exactly once",
	    token_redeem_options, command_token_redeem },
	{ "token", "rotate", NULL, 0, 0, "replace the secret of a token",
	    token_rotate_options, command_token_rotate },
	{ "token", "revoke", "[id ...]", 0, 1000, "revoke tokens",
	    token_revoke_options, command_token_revoke },
	{ "token", "list", NULL, 0, 0, "list live tokens, never their text",
	    token_list_options, command_token_list },
	{ "serve", NULL, NULL, 0, 0,
	    "tokens that are kept, over a Unix socket",
	    serve_options, command_serve },
	{ "signed", NULL, NULL, 0, 0, "make a token that carries a line",
	    signed_options, command_signed },
	{ "signed", "verify", NULL, 0, 0, "tell whether such a token is good",
	    signed_verify_options, command_signed_verify },
	{ "random", "below", "limit", 1, 1, "integers from 0 to below a limit",
	    random_options, command_random_below },
	{ "random", "int", "low high", 2, 2,
	    "integers from low to high, both included",
	    random_options, command_random_int },
	{ "random", "range", "start stop [step]", 2, 3,
	    "of start, start + step, ... before stop",
	    random_options, command_random_range },
	{ "random", "bits", "number", 1, 1, "bits, in hexadecimal",
	    random_options, command_random_bits },
	{ "random", "real", NULL, 0, 0, "numbers from 0 to below 1",
	    random_options, command_random_real },
	{ "random", "uniform", "a b", 2, 2, "numbers from a to b",
	    random_options, command_random_uniform },
	{ "random", "choice", "[item ...]", 0, SIZE_MAX, "one of the items",
	    random_options, command_random_choice },
	{ "random", "choices", "[item ...]", 0, SIZE_MAX,
	    "items with replacement, by weight",
	    random_choices_options, command_random_choices },
	{ "random", "sample", "[item ...]", 0, SIZE_MAX,
	    "items without replacement",
	    random_sample_options, command_random_sample },
	{ "random", "shuffle", "[item ...]", 0, SIZE_MAX,
	    "all items, in a random order",
	    random_options, command_random_shuffle },
	{ "salt", NULL, NULL, 0, 0, "make salts for crypt(5)",
	    salt_options, command_salt },
	{ "hash", NULL, NULL, 0, 0, "hash a password for crypt(5)",
	    hash_options, command_hash },
	{ "hash", "verify", NULL, 0, 0, "tell whether a password has a hash",
	    hash_verify_options, command_hash_verify },
	{ "hash", "methods", NULL, 0, 0, "list the methods, and their time here",
	    plain_options, command_hash_methods },
	{ "hash", "advise", NULL, 0, 0, "tell what hashes are worth",
	    hash_advise_options, command_hash_advise },
	{ "derive", NULL, NULL, 0, 0, "make a key from a password",
	    derive_options, command_derive },
	{ "code", "issue", "user", 1, 1, "issue a one-time code",
	    code_issue_options, command_code_issue },
	{ "code", "list", "[user]", 0, 1, "list live codes, never their text",
	    plain_options, command_code_list },
	{ "code", "revoke", "[id ...]", 0, 1000, "revoke codes",
	    code_revoke_options, command_code_revoke },
	{ "authenticator", "enroll", "[user]", 0, 1,
	    "enroll an authenticator app, shown once",
	    authenticator_enroll_options, command_authenticator_enroll },
	{ "authenticator", "list", "[user]", 0, 1,
	    "list authenticators, never their secrets",
	    plain_options, command_authenticator_list },
	{ "authenticator", "remove", "user [id ...]", 1, 9,
	    "remove authenticators",
	    authenticator_remove_options, command_authenticator_remove },
	{ "authenticator", "resync", "user id", 2, 2,
	    "bring one back into step by two codes",
	    authenticator_resync_options, command_authenticator_resync },
	{ "recovery", "issue", "user", 1, 1,
	    "make recovery codes in place of those there are",
	    recovery_issue_options, command_recovery_issue },
	{ "recovery", "count", "user", 1, 1,
	    "tell how many recovery codes are left",
	    plain_options, command_recovery_count },
	{ "reset", NULL, "user ...", 1, 1000,
	    "let somebody back in by a temporary password",
	    reset_options, command_reset },
	{ "provision", NULL, "file", 1, 1, "make many accounts, or what makes them",
	    provision_options, command_provision },
	{ "clock", NULL, NULL, 0, 0, "tell what the registry takes for the time",
	    plain_options, command_clock },
	{ "clock", "accept", NULL, 0, 0, "say that a jump of the clock was right",
	    plain_options, command_clock_accept },
	{ "clock", "reset", NULL, 0, 0, "set the registry back to the clock",
	    plain_options, command_clock_reset },
	{ "sweep", NULL, NULL, 0, 0,
	    "lock temporary passwords nobody used in time",
	    sweep_options, command_sweep },
	{ "log", NULL, NULL, 0, 0, "show what happened",
	    log_options, command_log },
	{ "doctor", NULL, NULL, 0, 0,
	    "look at a host end to end, or at why a login is refused",
	    doctor_options, command_doctor },
	{ "entropy", NULL, NULL, 0, 0,
	    "tell which of the system's generators is in use",
	    entropy_options, command_entropy },
	{ "help", NULL, "[command [verb]]", 0, 2, "tell about commands",
	    help_options, command_help },
	{ NULL, NULL, NULL, 0, 0, NULL, NULL, NULL }
};
/* clang-format on */

const struct command *
command_next(const char *name, const char *verb, const struct command *after)
{
	const struct command *c = after == NULL ? command_table : after + 1;

	for (; c->name != NULL; c++) {
		if (name != NULL && strcmp(c->name, name) != 0)
			continue;
		if (verb == NULL ||
		    (c->verb != NULL && strcmp(c->verb, verb) == 0))
			return c;
	}
	return NULL;
}
