/*
 * conf - /etc/credmint/credmint.conf and its drop-ins, credmint.conf(5)
 *
 * Each file is opened once, checked on its descriptor (regular, root's or the
 * reader's own, not writable by others), checked line by line, and its values
 * are read by libeconf. CONF_FILE may be absent, which means the defaults; any
 * other trouble is a fault with file, line and what to do. A drop-in replaces
 * what the main file says, and no other drop-in's but of keys that decide
 * nothing about who gets in; within one file a key stands once. Numbers and
 * times are strict.
 *
 * struct conf is too large for a stack: keep it on the heap, or static.
 */

#ifndef HOST_CONF_H
#define HOST_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/network.h"

#define CONF_FILE "/etc/credmint/credmint.conf"
#define CONF_DIR "/etc/credmint/credmint.conf.d"
#define CONF_PATH_SIZE 1024
#define CONF_USER_SIZE 257
#define CONF_ASKERS_MAX 16
#define CONF_TOKEN_KINDS_MAX 16
#define CONF_TOKEN_KIND_SIZE 32
#define CONF_TOKEN_PREFIX_SIZE 33
#define CONF_TOKEN_USES_MAX 1000
#define CONF_SERVES_MAX 16
#define CONF_LOGINS_MAX 32
#define CONF_SERVICE_SIZE 65
#define CONF_NAMES_SIZE 512
#define CONF_NAMES_MAX 16
#define CONF_ISSUER_SIZE 65

/* Ways in. */
enum conf_way {
	CONF_WAY_NONE = 0,
	CONF_WAY_ISSUED,        /* codes an administrator issued */
	CONF_WAY_DELIVERED,     /* codes sent at the login */
	CONF_WAY_AUTHENTICATOR, /* TOTP and HOTP */
	CONF_WAY_RECOVERY,      /* codes of a sheet */
	CONF_WAYS,
};

/* Some of them in an order; n 0: not said, or none is left. */
struct conf_ways {
	unsigned char n, way[4]; /* enum conf_way, each once; 0 behind n */
};

/* Their names, by enum conf_way; that of CONF_WAY_NONE is "". */
extern const char *const conf_way_names[CONF_WAYS];

/* Whether a way is one of them; CONF_WAY_NONE never is. */
bool conf_ways_has(const struct conf_ways *ways, enum conf_way way);

/* Of a time that a section does not say. */
#define CONF_UNSAID INT64_C(-1)

/*
 * What holds for some logins: those of a service, of the members of a group,
 * of these on that, or of all. Names are as they were written, with ',' between
 * them. host/login_rule.h says what holds for one.
 */
struct conf_login {
	char service[CONF_SERVICE_SIZE]; /* "" : of any */
	char group[CONF_USER_SIZE];      /* "" : of everybody */
	struct conf_ways ways;           /* n 0: not said */
	bool exempt;                     /* all of these logins */
	bool asks; /* exempt = no was written: none of them is exempt */
	char exempt_users[CONF_NAMES_SIZE];
	char exempt_groups[CONF_NAMES_SIZE];
	char exempt_networks[HOST_NETWORKS_SIZE]; /* canonical; "" : none */
	int64_t nullok_until; /* wall; 0: without end; CONF_UNSAID */
	int64_t grace;        /* seconds; 0: none; CONF_UNSAID */
};

/* A kind of token that is kept. */
struct conf_token_kind {
	char name[CONF_TOKEN_KIND_SIZE];
	char prefix[CONF_TOKEN_PREFIX_SIZE]; /* as credmint_token_key(3)'s */
	int64_t ttl;    /* seconds; to the end of one's life */
	int64_t idle;   /* ... when not verified for so long; 0: never */
	unsigned uses;  /* to CONF_TOKEN_USES_MAX; 0: any number */
	unsigned bytes; /* random bytes of the secret, 16 to 64 */
};

/* What one may do, of those who ask credmint serve. */
#define CONF_SERVE_ISSUE 1u
#define CONF_SERVE_VERIFY 2u
#define CONF_SERVE_REDEEM 4u
#define CONF_SERVE_ROTATE 8u
#define CONF_SERVE_REVOKE 16u
#define CONF_SERVE_LIST 32u

/* Somebody who may ask credmint serve. */
struct conf_serve {
	char who[CONF_USER_SIZE + 1]; /* a user, or '@' and a group */
	unsigned verbs;               /* of CONF_SERVE_ */
	unsigned kinds; /* bit i: token_kinds[i]; of all_kinds every one */
	bool all_kinds;
};

struct conf {
	char registry[CONF_PATH_SIZE]; /* /var/lib/credmint/registry.db */
	char key[CONF_PATH_SIZE];      /* /etc/credmint/key */
	char user[CONF_USER_SIZE];     /* credmint */

	/* Lockout. Times in seconds; deny and deny_user 0: off. */
	unsigned deny; /* 5; failures of a user from one source, to 20 */
	int64_t fail_interval;    /* 15m; ... within this time */
	int64_t unlock_time;      /* 10m; close that source for this time */
	unsigned deny_user;       /* 50; of a user in 24 h, from all sources */
	bool even_deny_root;      /* no; uid 0 is locked out as well */
	int64_t root_unlock_time; /* 0: unlock_time; for uid 0 instead of it */

	/* Who may ask about others than himself, but for root. */
	uid_t trusted_askers[CONF_ASKERS_MAX]; /* none; never about uid 0 */
	unsigned trusted_askers_n;

	/* Codes delivered on the spot. "" : no delivery. */
	char delivery_program[CONF_PATH_SIZE];
	int64_t delivery_timeout; /* 30s; the program is killed then */
	int64_t delivery_ttl;     /* 10m; life of a delivered code */

	/* The event log. */
	int64_t event_age;      /* 90d; older events are removed */
	unsigned event_rows;    /* 100000; and the oldest beyond this number */
	bool log_unknown_users; /* no; people type passwords there */

	/* Tokens that are kept: reset, session, api-key, and the host's own. */
	int64_t token_retention; /* 30d; dead ones are removed after it */
	struct conf_token_kind token_kinds[CONF_TOKEN_KINDS_MAX];
	unsigned token_kinds_n; /* names and prefixes are different ones */
	struct conf_serve serves[CONF_SERVES_MAX]; /* none; root may all */
	unsigned serves_n;

	/* Ways in. [0] is what holds for all, and says everything. */
	struct conf_login logins[CONF_LOGINS_MAX + 1];
	unsigned logins_n;    /* with [0] */
	unsigned totp_window; /* 1; steps on each side, to 20 */
	unsigned hotp_window; /* 10; look-ahead, to 100 */
	unsigned totp_drift;  /* 10; steps learned at most, to 100; 0: off */
	char issuer[CONF_ISSUER_SIZE]; /* "" : the host's name */
};

/*
 * Read path (NULL: CONF_FILE) and the *.conf of the directory path.d, which
 * for CONF_FILE is CONF_DIR, in the order of their names' bytes. 0, or a
 * negative errno with *out the defaults; -ENOENT for a path that is not there
 * and is not CONF_FILE.
 */
int conf_read(struct conf *out, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

/* The defaults alone. */
void conf_default(struct conf *out);

/* The kind of tokens of a name, in conf; NULL: there is none. */
const struct conf_token_kind *conf_token_kind(
    const struct conf *conf, const char *name);

/*
 * A span of time: digits and one of s m h d, from 1s to 3650d. A bare number
 * is none: who writes 15 mostly means minutes. 0, or -EINVAL or -ERANGE.
 */
int conf_span(const char *text, int64_t *seconds)
    __attribute__((warn_unused_result));

/*
 * A file only root can have written, for a program that is to be run: regular,
 * root's, and it and every directory above it not writable by others, no
 * symbolic link on the way but root's own. 0 or a negative errno.
 */
int conf_trusted_program(const char *path, struct fault *f)
    __attribute__((warn_unused_result));

#endif
