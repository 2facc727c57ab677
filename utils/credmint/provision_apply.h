/*
 * provision_apply - accounts of this host, made by the system's own tools
 *
 * MUSTs:
 *
 *  1. What can be refused is refused before the first account is made: by
 *     provision_apply_open() and, line by line, by provision_apply_look().
 *  2. Nothing is ever removed, and an account that exists is not changed and
 *     gets no password. The one exception is what an earlier run began, whose
 *     password is in the secrets: it bears the mark that only this program
 *     gives (SHADOW_MARK), or has this very password, and gets what is missing.
 *  3. A password MUST be durable in the secrets before its account is given
 *     here; the registry MUST know of it before it is set, and is told last
 *     that it is.
 *  4. The order in a batch: useradd for each account, the registry's intents,
 *     chpasswd once, chage -d 0 for each, all of it read back, the registry's
 *     confirmations. Whatever ends this in between leaves accounts without a
 *     password, or with one that has an intent, which --resume and, when that
 *     never comes, a sweep finish.
 *  5. A password or hash MUST NOT stand in the arguments or environment of a
 *     program. Root opens nothing of the registry: a child that is the service
 *     user does, and sees no password.
 *  6. In a batch no signal but SIGKILL ends this.
 *
 * An account that useradd has begun and not finished (no line in shadow, no
 * group, no home) has no password either. It is said by its line, with what to
 * do: to remove anything is for a person.
 */

#ifndef CREDMINT_PROVISION_APPLY_H
#define CREDMINT_PROVISION_APPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"

#include "provision_account.h"

struct call;
struct provision_apply;

/* Accounts that are given at a time, at most. */
#define PROVISION_APPLY_BATCH 100
/* Bytes of a reason. */
#define PROVISION_APPLY_REASON 256

/* One account to be made. Its texts live as long as the call. */
struct provision_made {
	struct provision_account account;
	const char *password; /* in memory of secret_map() */
	const char *hash;
	/*
	 * An earlier run put the password into the secrets: the account was
	 * PROVISION_UNFINISHED, and may be there.
	 */
	bool resumed;
	int64_t expires; /* when it dies; 0: by the ttl from when it is set */
};

/* What an account is before anything is made. */
enum provision_state {
	PROVISION_REFUSED = 0, /* its line cannot be had here: the reason */
	PROVISION_NEW,         /* it is to be made, and a password for it */
	PROVISION_EXISTS,      /* left alone: the reason is the line to say */
	PROVISION_UNFINISHED,  /* hash the password of the secrets, resumed */
	PROVISION_BROKEN,      /* a person has to see to it: the reason */
	PROVISION_DONE         /* made by an earlier run: nothing to say */
};

/*
 * See that there are the rights, the tools, the configuration and a registry.
 * 0 or a negative errno, with *out NULL.
 */
int provision_apply_open(struct provision_apply **out, struct call *call,
    int64_t ttl, bool resume, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * What an account is, as it was when the first was looked at, which takes the
 * account lock (not with --dry-run); password is the one in the secrets or
 * NULL. Nothing is changed or said. To be asked of every account before the
 * first is made, when all input has been read. The reason is text for
 * provision_input_refuse() or, for PROVISION_EXISTS, a whole line for
 * words_say(); of PROVISION_BROKEN it is to be said with the line, and the
 * others go on; else "". 0 or a negative errno, which ends it all.
 */
int provision_apply_look(struct provision_apply *apply,
    const struct provision_account *account, const char *password,
    enum provision_state *out, char reason[PROVISION_APPLY_REASON],
    struct fault *f) __attribute__((warn_unused_result));

/* Say what is wrong with an account, with its line. */
void provision_apply_say(const struct provision_apply *apply,
    const struct provision_account *account, const char *why);

/*
 * Make up to PROVISION_APPLY_BATCH accounts. Each one that fails is said with
 * its line and counted in *failed; what the others need is done for them when
 * the call has --keep-going, else no new account is begun, and those that were
 * are finished. *made says how many have all that they need; both numbers are
 * set in any case.
 *
 * 0, also with some failed; -EINTR: told to end, what was begun is finished;
 * or what concerns all of them, such as -EBUSY (another program has the files
 * locked), -ENOSPC, -EROFS, with a line: the rest is for --resume.
 */
int provision_apply_batch(struct provision_apply *apply,
    const struct provision_made *accounts, size_t n, size_t *made,
    size_t *failed, struct fault *f) __attribute__((warn_unused_result));

/* NULL is allowed. */
void provision_apply_close(struct provision_apply *apply);

#endif
