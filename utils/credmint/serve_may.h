/*
 * serve_may - who may ask credmint serve for what
 *
 * 1. Who asks MUST be the kernel's word of the process that connected, not
 *    anything that it sends.
 * 2. Root may ask for everything; of others a section of the configuration
 *    says so, or they may ask for nothing.
 */

#ifndef CREDMINT_SERVE_MAY_H
#define CREDMINT_SERVE_MAY_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/conf.h"

/* The verbs, in the order of their bits in struct conf_serve. */
enum serve_verb {
	SERVE_ISSUE = 0,
	SERVE_VERIFY,
	SERVE_REDEEM,
	SERVE_ROTATE,
	SERVE_REVOKE,
	SERVE_LIST,
	SERVE_VERBS
};

/* Bit i: the configuration's kind i. Tokens of kinds that it once had, too. */
#define SERVE_ALL_KINDS (~0u)

struct serve_peer {
	uid_t uid;
	char by[ACCOUNT_NAME_MAX + 1]; /* for the log: "root", "uid 33" */
	char source[24];               /* for the log: "uid 33" */
	unsigned kinds[SERVE_VERBS];   /* with which it may do each verb */
};

/* The sections, with the numbers of their users and groups. */
struct serve_may {
	const struct conf *conf;
	id_t id[CONF_SERVES_MAX];
};

/*
 * Look up the names that conf, which must outlive it, gives. 0 or a negative
 * errno: there is no such user or group, or it cannot be told.
 */
int serve_may_open(struct serve_may *may, const struct conf *conf,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Who is at the other end of a connected socket. 0; -EACCES: one who may
 * nothing (out says who); or another negative errno.
 */
int serve_may_ask(const struct serve_may *may, int fd, struct serve_peer *out)
    __attribute__((warn_unused_result));

/* Whether tokens of a kind, which is conf's, are among kinds. */
bool serve_may_kind(const struct conf *conf, unsigned kinds,
    const struct conf_token_kind *kind);

#endif
