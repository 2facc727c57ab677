/*
 * registry - what credmint remembers: credentials, attempts, events, its key
 *
 * MUSTs this room keeps, whatever the store:
 *
 *  1. Count first, compare after: registry_decide() compares nothing unless
 *     registry_attempt() has committed the attempt.
 *  2. Exactly once: a use is one conditional update; a record used up, dead or
 *     revoked never says yes again, also when the clock is set back. The one
 *     that may again is a code that leads to a new password, once a change of
 *     it that has begun is known to have changed nothing.
 *  3. Durable before yes: REGISTRY_YES is returned after the commit.
 *  4. No transaction is open when a call returns; none spans a prompt, a
 *     delivery or a name look-up.
 *  5. Refusals cost the same: unknown, not enrolled, locked, wrong and expired
 *     run the same number of statements, commits and MACs.
 *  6. It keeps digests, never codes or hashes of passwords, bound to kind, id,
 *     account name and uid, under a key that is not in it; every row says
 *     which key.
 *  7. Bounded: a stranger's logins make no row but events, which are limited,
 *     and no name that NSS does not know is stored.
 *  8. A temporary password that is dead stays so, whatever the clock says
 *     later and whoever unlocks its account, and is not forgotten before the
 *     account has another one or is gone.
 *
 * Calls return 0, a negative errno with a line in the fault, or one of the
 * documented positive outcomes. A handle belongs to one thread, and to one
 * process: none is open across fork(2). Opening and creating change the umask
 * for a moment.
 */

#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/conf.h"
#include "registry/pass.h"
#include "registry/temporary.h"
#include "registry/text.h"

struct registry;

/* Documented outcomes that are no fault. */
enum registry_outcome {
	REGISTRY_NOT_LIVE = 1,  /* used, dead, revoked or ended already */
	REGISTRY_NOT_FOUND = 2, /* no such record */
	REGISTRY_NOT_SENT = 3,  /* deliver: nothing minted, say nothing of it */
	REGISTRY_NOT_NEEDED = 4, /* clock: nothing to accept, or to reset */
};

/* Zero means no; a yes is a whole word. */
enum registry_verdict {
	REGISTRY_NO = 0,
	REGISTRY_YES = 0x59655321,
	REGISTRY_YES_CHANGE = 0x59436847, /* by a code that leads to a new
					     password */
};

/* What a credential is. Numbers are stored; never reuse one. */
enum registry_kind {
	REGISTRY_ISSUED = 1,      /* a code an administrator issued */
	REGISTRY_DELIVERED = 2,   /* a code minted at login and sent */
	REGISTRY_TEMPORARY = 3,   /* a password that was set, by its hash */
	REGISTRY_MUST_CHANGE = 4, /* an issued code that must be followed by a
				     new password */
	REGISTRY_ENROLLING = 5,   /* an issued code for enrolling oneself; it
				     lets nobody in */
};

/* Bytes of a registry's key. */
#define REGISTRY_KEY_SIZE 32
/* Room for a code as shown, XXXX-XXXX, and its NUL. */
#define REGISTRY_CODE_SIZE 10
/*
 * Live issued and delivered codes an account can have, beside up to 3 delivered
 * to claimed logins; MACs of a decision.
 */
#define REGISTRY_CODES_MAX 16
/* Uses of one code, and what callers give one that leads to a new password. */
#define REGISTRY_USES_MAX 1000
#define REGISTRY_CHANGE_USES 3
/* Life of a code in seconds, unless forced, and even then. */
#define REGISTRY_TTL_USUAL (24 * 60 * 60)
#define REGISTRY_TTL_MAX (3650LL * 24 * 60 * 60)

/*
 * Make a key file: REGISTRY_KEY_SIZE random bytes, 0440, owned by root and the
 * group; synced with its directory before return. It has its name only once it
 * is whole. -EEXIST when there is one.
 */
int registry_key_make(const char *path, gid_t group, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether the registry at conf->registry exists and holds credentials or
 * accounts, found out without its key. Run as the service user.
 */
int registry_has_rows(const struct conf *conf, bool *exists, bool *rows,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Make the registry, 0600, and lay out what logins will update: 4,096 buckets
 * for names that do not exist, 4,096 for sources. Safe to repeat: *made says
 * whether it did anything. Run as the service user, with the key in place.
 */
int registry_create(const struct conf *conf, bool *made, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Open an existing registry and its key. Refused with a line: missing, not
 * ours, writable or readable by others, not a registry, a newer version,
 * damaged, another registry's key.
 */
int registry_open(struct registry **out, const struct conf *conf,
    struct fault *f) __attribute__((warn_unused_result));
void registry_close(struct registry *r);

/*
 * For who is ended when a step takes too long: opening, and all calls from here
 * on, give up with -EBUSY rather than wait for other processes for longer than
 * ms from now. What they do themselves takes its time beside that.
 */
int registry_open_within(struct registry **out, const struct conf *conf, int ms,
    struct fault *f) __attribute__((warn_unused_result));
void registry_hurry(struct registry *r, int ms);

/* What a change has come to. */
enum registry_commit {
	REGISTRY_UNCHANGED = 0, /* nothing of it counts */
	REGISTRY_COMMITTING,    /* whether it counts is not known */
	REGISTRY_COMMITTED,     /* it counts, whatever comes */
};

/*
 * Tell of each change when its commit begins, and what came of it: for who is
 * to know it when this process dies there. A commit that fails by the disk may
 * have left on it what makes it count: it stays REGISTRY_COMMITTING.
 */
typedef void registry_commits(void *arg, enum registry_commit commit);
void registry_watch(struct registry *r, registry_commits *told, void *arg);
/* Of the last change of this handle. */
enum registry_commit registry_commit_of(const struct registry *r);

/* Write what lies in the write-ahead log into the registry file. */
int registry_checkpoint(struct registry *r, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Housekeeping: dead records and old events go, in batches between which
 * others have their turn; events that were given up meanwhile are told of in
 * one that is not; then the write-ahead log is written back. When that was is
 * kept, see registry_health().
 */
int registry_tidy(struct registry *r, struct fault *f)
    __attribute__((warn_unused_result));

/* ---- codes: the administrator's side ---- */

struct registry_issue {
	const struct account *account;
	const char *service;  /* "" : any */
	const char *networks; /* of registry_networks(); NULL, "" : any */
	int64_t not_before;   /* wall time; 0: from now on */
	int64_t ttl;          /* seconds after that, up to REGISTRY_TTL_MAX */
	unsigned uses;        /* 1 to REGISTRY_USES_MAX */
	bool numeric;         /* 8 digits instead of 8 letters */
	bool must_change;     /* it leads to a new password */
	bool enrolling;       /* it is for enrolling oneself; for no service,
				 networks or change of a password */
	const char *by;       /* who asks, for the log */
};

struct registry_code {
	int64_t id;
	enum registry_kind kind;
	int64_t issued;     /* wall time */
	int64_t not_before; /* wall time; 0: good since it was issued */
	int64_t expires;    /* wall time */
	unsigned uses;      /* left */
	bool changing;      /* a new password is being set: it lets nobody in */
	uid_t uid;
	char user[ACCOUNT_NAME_MAX + 1];
	char service[REGISTRY_TEXT_SIZE];
	char networks[REGISTRY_TEXT_SIZE]; /* "" : any */
	char by[REGISTRY_TEXT_SIZE];
};

/*
 * Networks as a person writes them, ADDRESS or ADDRESS/BITS, IPv4 or IPv6,
 * up to 8 with commas between them, as they are kept: ::ffff:a.b.c.d is IPv4.
 * 0; or -EINVAL with a line (not an address, bits out of range, bits of a host
 * in a network, "", too many).
 */
int registry_networks(const char *text, char out[REGISTRY_TEXT_SIZE],
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Mint and keep a code. code is what to hand over; the caller wipes it.
 * -EDQUOT: the account has REGISTRY_CODES_MAX live codes.
 */
int registry_issue(struct registry *r, const struct registry_issue *what,
    char code[REGISTRY_CODE_SIZE], struct registry_code *out, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Live codes of an account, or of all (user NULL), and those that wait for a
 * change of its password, oldest first, read in pages; each() runs outside any
 * transaction and stops by returning nonzero, which is returned.
 */
int registry_list(struct registry *r, const char *user,
    int (*each)(const struct registry_code *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * 0: it was live and never will be again. Else REGISTRY_NOT_LIVE, or
 * REGISTRY_NOT_FOUND, which a temporary password is as well.
 */
int registry_revoke(struct registry *r, int64_t id, const char *by,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Revoke every live code of the account with this name, in one transaction;
 * *n says how many. REGISTRY_NOT_FOUND: the registry has no such account.
 */
int registry_revoke_user(struct registry *r, const char *user, const char *by,
    unsigned *n, struct fault *f) __attribute__((warn_unused_result));

/* ---- codes: a login ---- */

enum registry_purpose {
	REGISTRY_FOR_LOGIN = 0,
	/*
	 * Enrolling oneself: good are codes for it, and, where they are ways
	 * in, those of authenticators and recovery codes.
	 */
	REGISTRY_FOR_ENROLMENT = 1,
};

/* What let somebody in. */
enum registry_used {
	REGISTRY_USED_NONE = 0,
	REGISTRY_USED_ISSUED,
	REGISTRY_USED_DELIVERED,
	REGISTRY_USED_AUTHENTICATOR,
	REGISTRY_USED_RECOVERY,
	REGISTRY_USED_ENROLMENT,
};

/*
 * One conversation. The caller sets the first part and zeroes the rest.
 * Strings stay the caller's and must outlive it.
 */
struct registry_login {
	const char *user;              /* as typed */
	const struct account *account; /* NULL: NSS knows no such name */
	const char *service;
	const char *rhost; /* PAM_RHOST or "" */
	const char *tty;
	const char *ruser;
	/*
	 * Asked by another than root, whose uid is asker: the source is the
	 * asker, his failures and deliveries count apart from those of root's
	 * programs and toward no other lockout, and a code bound to networks
	 * or leading to a new password is refused unevaluated.
	 */
	bool claimed;
	uid_t asker;
	/*
	 * The ways in, in the order they are tried: an answer that is right by
	 * another way is no. None: nothing is right.
	 */
	struct conf_ways ways;
	int64_t grace;       /* seconds a yes here is good for; 0: none */
	const char *session; /* of a tty: which one it is; NULL, "": unknown */
	enum registry_purpose purpose;

	/* What a yes came by. */
	enum registry_used used;
	unsigned recovery_left; /* codes, after a yes by one of them */

	/*
	 * Of a decision, for the log: id of the account's first authenticator
	 * whose seed does not open, which is passed over; or 0.
	 */
	int64_t unread;

	/* The registry's own. */
	int64_t slot;      /* row that counts for this name */
	int64_t delivered; /* id of the code sent in this conversation */
	int64_t opened;    /* when the attempt was counted */
	int64_t turn;      /* its place among attempts and uses */
	int64_t event;     /* event row of a yes; 0: given up */
	bool said;         /* a yes */
	bool counted;
	bool locked;  /* to every code */
	bool letters; /* locked to those of digits: lockout.h's 10 */
};

/*
 * Mint a code to be sent in this conversation in place of the one sent before
 * in it, which dies. 0 with the code and its end; REGISTRY_NOT_SENT when there
 * is no such account, delivered is no way in of it, it is locked, or a limit is
 * reached (3 pending and 5 an hour for an account, 20 an hour for a source), at
 * the same cost.
 */
int registry_deliver(struct registry *r, struct registry_login *login,
    char code[REGISTRY_CODE_SIZE], int64_t *expires, struct fault *f)
    __attribute__((warn_unused_result));

/* An answer has arrived: count it as failed and see whether it is locked. */
int registry_attempt(struct registry *r, struct registry_login *login,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Compare the answer (n bytes, as typed) with what the account has, use up
 * the record it is, and write the event. *verdict is REGISTRY_NO until the
 * use-up is on disk; REGISTRY_YES_CHANGE for a code that leads to a new
 * password. One decision an attempt.
 */
int registry_decide(struct registry *r, struct registry_login *login,
    const char *answer, size_t n, enum registry_verdict *verdict,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The yes has been sent: until then the log says "used, not delivered".
 * Not durable by itself, so it costs no sync.
 */
int registry_sent(struct registry *r, struct registry_login *login,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Write down a login that ended before an answer came (closed, timed out).
 * outcome is a short fixed text.
 */
int registry_abandon(struct registry *r, struct registry_login *login,
    const char *outcome, struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether an answer (n bytes, as typed) has the shape of a code of these ways:
 * 8 letters or digits, of an authenticator 6 to 8 digits, of a recovery sheet
 * 12 letters or 8 digits; blanks, tabs, hyphens and case do not count.
 */
bool registry_shaped(
    const char *answer, size_t n, const struct conf_ways *ways);

/* ---- the clock ---- */

/* Seconds that a clock set by a network is behind the mark now and then. */
#define REGISTRY_BEHIND_USUAL 60

struct registry_clock {
	int64_t wall;    /* the clock of the host */
	int64_t mark;    /* the registry's: never runs back */
	int64_t now;     /* what decisions go by */
	bool waits;      /* the clock has jumped ahead; the mark waits */
	int64_t follows; /* seconds until the mark follows by itself */
};

int registry_clock(struct registry *r, struct registry_clock *out,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The jump that waits was right: the mark follows the wall clock now.
 * REGISTRY_NOT_NEEDED: none waits.
 */
int registry_clock_accept(struct registry *r, const char *by, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * The mark is ahead of the right time: kill what is dead by the old mark and
 * what was issued more than 5 minutes after the right time, then lower the
 * mark to the wall clock. *killed says how many records, also after a fault,
 * which leaves the mark where it was. REGISTRY_NOT_NEEDED: it is not ahead
 * by more than REGISTRY_BEHIND_USUAL.
 */
int registry_clock_reset(struct registry *r, const char *by, unsigned *killed,
    struct fault *f) __attribute__((warn_unused_result));

/* ---- events ---- */

struct registry_event {
	int64_t id;
	int64_t at;     /* wall time, first */
	int64_t last;   /* wall time, last of equal ones */
	unsigned count; /* equal ones within a minute */
	int64_t code;   /* record, or 0 */
	/*
	 * "login", "issue", "revoke", "deliver", "reset", "change", "sweep",
	 * "clock", "init"; of authenticators and recovery codes "enroll",
	 * "remove", "resync", "recovery", "import"; of kept tokens
	 * "token-issue", "-verify", "-redeem",
	 * "-rotate", "-revoke" and "-sweep"
	 */
	char act[16];
	char outcome[64]; /* "yes", "no: wrong", "used, not delivered", ... */
	char user[REGISTRY_TEXT_SIZE]; /* "" : unknown */
	char service[REGISTRY_TEXT_SIZE];
	/* rhost as given, "local", or "uid N" of a claimed login */
	char source[REGISTRY_TEXT_SIZE];
	char by[REGISTRY_TEXT_SIZE];
};

struct registry_filter {
	const char *user; /* NULL: all */
	int64_t since;    /* wall time; 0: all */
	int64_t after;    /* ids above this */
};

/*
 * On a full disk events are given up before anything else: how many of this
 * handle's acts, and how many since the registry was made.
 */
unsigned registry_lost(const struct registry *r);
int registry_lost_ever(struct registry *r, int64_t *total, struct fault *f)
    __attribute__((warn_unused_result));

/* Events, oldest first, as registry_list() does. */
int registry_events(struct registry *r, const struct registry_filter *filter,
    int (*each)(const struct registry_event *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

#endif
