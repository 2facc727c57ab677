/*
 * provision - many accounts from a file: what makes them, or the accounts
 *
 * 1. The whole file MUST be read and judged before anything is made.
 * 2. A password goes to the file of secrets and nowhere else; a hash never
 *    goes there.
 * 3. Without --apply an account's text MUST be on the disk before its password
 *    is written to the secrets: who is in them is in the output. With --apply,
 *    and where the output cannot be cut back (a pipe), it is the other way
 *    round: no account has a password that nobody knows.
 * 4. Being told to end, and a fault, MUST leave whole accounts in both files,
 *    and an output with its end: what is missing is made by --resume.
 */

#ifndef CREDMINT_PROVISION_H
#define CREDMINT_PROVISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "credmint.h"
#include "host/hash_method.h"

#include "progress.h"
#include "provision_account.h"
#include "provision_apply.h"
#include "provision_input.h"
#include "provision_secrets.h"

struct call;
struct template;

struct provision {
	struct call *call;
	/* What was asked. */
	bool apply, resume, keep_going, dry_run;
	char method[HASH_METHOD_SIZE]; /* of accounts that name none */
	unsigned long cost;            /* for that method; 0: its default */
	size_t length;                 /* of such passwords; 0: the policy's */
	size_t policy;                 /* with --apply: the host's */
	int64_t ttl;                   /* seconds; 0: they do not die */
	unsigned threads;
	/* What is open. */
	struct provision_input *input;
	struct template *template;         /* NULL with --apply */
	struct provision_secrets *secrets; /* NULL: a dry run without them */
	struct provision_apply *host;      /* NULL without --apply */
	int64_t now, expires;              /* seconds since 1970; 0: never */
	struct progress progress;
	/* What came of it. */
	uint64_t total;  /* accounts that are to be made */
	uint64_t made;   /* of them */
	uint64_t failed; /* of them */
	uint64_t unmade; /* of them, but their passwords are in the secrets */
	uint64_t left;   /* accounts that are there already */
	/* What the format has no place for: fields, as bits, and accounts. */
	unsigned unsaid;
	uint64_t unsaid_of;
};

/* How an account's password is drawn and hashed. */
struct provision_how {
	const char *method;
	unsigned long cost;
	size_t length; /* 0: the policy's */
};

void provision_how(const struct provision *p,
    const struct provision_account *account, struct provision_how *out);

/*
 * Pass 1: refuse what cannot be made, and count what is to be. 0, also when
 * lines were refused; or a negative errno.
 */
int provision_check(struct provision *p) __attribute__((warn_unused_result));

/* Say what the format has no place for, if the accounts to be made have any. */
void provision_say_unsaid(const struct provision *p);

/*
 * Whether an account is to be made: 1; 0: it is there, or an earlier run made
 * it; or a negative errno. say: an account of this host that is there is said.
 * *state is told with --apply; password (PROVISION_PASSWORD_SIZE bytes) is ""
 * or the one that the secrets have, with its end in *expires (0: none).
 */
int provision_wanted(struct provision *p,
    const struct provision_account *account, bool say,
    enum provision_state *state, char *password, int64_t *expires)
    __attribute__((warn_unused_result));

/* Say what would be made. */
int provision_plan(struct provision *p) __attribute__((warn_unused_result));

/* Pass 2, without and with --apply. 0 or a negative errno. */
int provision_write(struct provision *p) __attribute__((warn_unused_result));
int provision_make(struct provision *p) __attribute__((warn_unused_result));

#endif
