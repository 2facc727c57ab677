/*
 * reset - temporary passwords: the steps, and who is who in them
 *
 * 1. Every account MUST be looked at before the first is touched.
 * 2. The registry MUST know of a password before it is set (the intent), and
 *    is told last, when it was handed over (the confirmation), since that ends
 *    what it knows of the one before. What fails until then is taken back, and
 *    what cannot be is said and left as an intent, which a sweep finishes.
 * 3. The old hash and the day of its change MUST be kept in memory alone.
 * 4. Root MUST NOT open anything of the registry: children that are the
 *    service user do. They MUST NOT see a password: it lies in pages that are
 *    zero in a child.
 * 5. From the intent to the confirmation no signal but SIGKILL ends this. What
 *    waits for a reader or for a delivery is interrupted, and taken back.
 */

#ifndef CREDMINT_RESET_H
#define CREDMINT_RESET_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "credmint.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/hash_method.h"
#include "host/shadow.h"
#include "registry/registry.h"

struct call;

/* One call of the command. */
struct reset {
	struct call *call;
	const char *root; /* "" : this host */
	int64_t ttl;      /* seconds */
	bool code;
	bool deliver;
	bool dry_run;
	bool force;
	char by[ACCOUNT_NAME_MAX + 1];
	struct account *accounts; /* as many as there are operands */
	size_t n;
	size_t width; /* bytes of the longest name */
	size_t done;  /* accounts that have been handed over */
	struct conf conf;
	struct reset_secret *secret;
	struct reset_record *record;
};

/* What no child may see: secret_map()ped. */
struct reset_secret {
	char text[CREDMINT_PASSWORD_MAX + 1]; /* the password, or the code */
	struct shadow_entry before;
	struct shadow_entry now;
};

/* What goes between us and a registry child: shared by both. */
struct reset_record {
	int64_t id;
	int64_t expires;
	char hash[SHADOW_HASH_MAX + 1];
	char code[REGISTRY_CODE_SIZE];
};

/*
 * reset_account: find an account and see whether it may be reset. 0 with *out;
 * CALL_NO with a line said; or a negative errno with one in the fault.
 */
int reset_account(const struct reset *r, const char *name, struct account *out)
    __attribute__((warn_unused_result));

/*
 * reset_insist: whether an account that has this hash may be reset: without
 * --force, and whether by a code. 0, or CALL_NO with a line said.
 */
int reset_insist(const struct reset *r, const struct account *account,
    const char *hash) __attribute__((warn_unused_result));

/*
 * reset_make: a password for the account into r->secret->text, its hash into
 * hash (SHADOW_HASH_MAX + 1 bytes); method is where its name goes, or NULL.
 */
int reset_make(struct reset *r, const char *user, char *hash,
    char method[HASH_METHOD_SIZE]) __attribute__((warn_unused_result));

/*
 * reset_record: a registry child's work. What there is to know lies in
 * r->record afterwards.
 */
int reset_record_intend(struct reset *r, const struct account *account)
    __attribute__((warn_unused_result));
int reset_record_confirm(struct reset *r, struct fault *f)
    __attribute__((warn_unused_result));
int reset_record_cancel(struct reset *r, const char *outcome, struct fault *f)
    __attribute__((warn_unused_result));
int reset_record_issue(struct reset *r, const struct account *account)
    __attribute__((warn_unused_result));
int reset_record_revoke(struct reset *r, struct fault *f)
    __attribute__((warn_unused_result));

/* reset_steps: one account, by a password or by a code. */
int reset_password(struct reset *r, const struct account *account)
    __attribute__((warn_unused_result));
int reset_code(struct reset *r, const struct account *account)
    __attribute__((warn_unused_result));

/* reset_plan: what would be done, and nothing else. */
int reset_plan(struct reset *r, const struct account *account)
    __attribute__((warn_unused_result));

/*
 * reset_hand_over: write or deliver r->secret->text. *given says whether the
 * person can have it, whatever the result.
 */
int reset_hand_over(struct reset *r, const struct account *account, bool *given)
    __attribute__((warn_unused_result));

/*
 * reset_deliver: by credmint-deliver; 0 once the delivery program has said
 * yes. reset_deliver_check: whether there is one that may be run.
 */
int reset_deliver(struct reset *r, const struct account *account)
    __attribute__((warn_unused_result));
int reset_deliver_check(struct reset *r) __attribute__((warn_unused_result));

#endif
