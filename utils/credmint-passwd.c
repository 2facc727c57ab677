/*
 * credmint-passwd - sets one password, see credmint-passwd(8)
 *
 * 1. It MUST be started by root's PAM module: real, effective and saved uid 0,
 *    descriptor 3 a connected SOCK_SEQPACKET socket of AF_UNIX with root on
 *    its other side. Anything else ends at once with nothing done.
 * 2. It MUST take nothing of its starter's but that socket, and one frame.
 * 3. The password MUST be hashed here, and the hash MUST go to chpasswd by a
 *    pipe; without -e that would run PAM, and this program again.
 * 4. The exit status means nothing: only the frame with the whole word yes
 *    says that the password is set, and only one with no that it is not.
 * 5. What an administrator has locked MUST stay locked.
 */

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "auth/conversation.h"
#include "core/secret.h"
#include "credmint.h"
#include "host/account.h"
#include "host/drop.h"
#include "host/hash_method.h"
#include "host/run.h"
#include "host/shadow.h"

/* Milliseconds for the one frame: the module sends it at once. */
#define SET_MS 2000

/* All that it needs; it holds the password and its hash. */
struct change {
	struct conversation talk;
	struct account account;
	struct shadow_entry entry; /* as it was */
	struct shadow_entry now;
	char setting[CREDMINT_SALT_SIZE];
	char hash[CREDMINT_HASH_SIZE];
	struct fault fault;
};

static bool
is_started_by_root(void)
{
	uid_t real, effective, saved, peer;

	return getresuid(&real, &effective, &saved) == 0 && real == 0 &&
	    effective == 0 && saved == 0 &&
	    conversation_peer(RUN_SERVICE_FD, &peer) == 0 && peer == 0;
}

/* Root's groups, too: those of su and sudo are the person's. */
static int
leave_groups(struct fault *f)
{
	if (setgroups(0, NULL) == 0 && setresgid(0, 0, 0) == 0)
		return 0;
	return fault_set(f, -errno, "cannot leave the groups of who asks: %s",
	    strerror(errno));
}

static int
explain(int error, const char *method, struct fault *f)
{
	if (error == -EMSGSIZE)
		return fault_set(f, error,
		    "the new password is longer than %s takes", method);
	if (error == -ENOTSUP)
		return fault_set(f, error,
		    "crypt(3) does not know %s, which this host hashes "
		    "passwords with",
		    method);
	return fault_set(f, error, "cannot hash a password with %s: %s", method,
	    strerror(-error));
}

/* By the method that passwd(1) would use. */
static int
hash(struct change *c)
{
	const char *text = c->talk.frame.u.set.text;
	char method[HASH_METHOD_SIZE];
	unsigned long cost;
	int r = hash_method("", method, &cost, &c->fault);

	if (r != 0)
		return r;
	r = credmint_salt_make(
	    NULL, method, cost, c->setting, sizeof(c->setting));
	if (r == 0)
		r = credmint_hash_make(c->setting, text, c->talk.frame.u.set.n,
		    c->hash, sizeof(c->hash));
	return r == 0 ? 0 : explain(r, method, &c->fault);
}

/* Without an entry in shadow, chpasswd(8) would use /etc/passwd. */
static int
look(struct change *c)
{
	const char *user = c->talk.frame.u.set.user;
	int r = shadow_read("", user, &c->entry, &c->fault);

	if (r == SHADOW_ABSENT)
		return -ENOENT;
	if (r == 0 && shadow_is_locked(c->entry.hash))
		r = fault_set(&c->fault, -EPERM,
		    "the password of %s is locked: credmint reset --force %s",
		    user, user);
	return r;
}

static bool
same(const char *a, const char *b)
{
	return secret_equal(a, strlen(a), b, strlen(b));
}

/* After a failure: what has become of it, by what stands in shadow. */
static enum wire_verdict
settle(struct change *c)
{
	struct fault why = {""};

	if (shadow_read("", c->talk.frame.u.set.user, &c->now, &why) != 0)
		return WIRE_UNAVAILABLE;
	if (same(c->now.hash, c->hash))
		return WIRE_YES;
	return same(c->now.hash, c->entry.hash) ? WIRE_NO : WIRE_UNAVAILABLE;
}

static enum wire_verdict
run(struct change *c)
{
	int r =
	    shadow_set_hash("", c->talk.frame.u.set.user, c->hash, &c->fault);

	return r == 0 ? WIRE_YES : settle(c);
}

static int
prepare(struct change *c)
{
	const char *user = c->talk.frame.u.set.user;
	int r = -EINVAL;

	if (!account_name_ok(user))
		return fault_set(&c->fault, r, "not a name an account has");
	r = shadow_account("", user, &c->account, &c->fault);
	if (r == SHADOW_ABSENT)
		return -ENOENT;
	if (r == 0)
		r = look(c);
	if (r == 0)
		r = hash(c);
	/* Once more: that took a while. */
	return r == 0 ? look(c) : r;
}

/* What is said of a verdict. */
static void
log_verdict(const struct change *c, enum wire_verdict verdict)
{
	const char *user = c->talk.frame.u.set.user;

	if (c->fault.text[0] == '\0')
		return;
	syslog(LOG_ERR,
	    verdict == WIRE_YES ? "a new password for %s was set, but: %s"
		: verdict == WIRE_NO
		? "a new password for %s was refused: %s"
		: "whether a new password for %s was set is not known: %s",
	    account_name_ok(user) ? user : "nobody", c->fault.text);
}

/*
 * Nothing is done, and that is certain. A frame that is left unread would reset
 * the connection, and take this word with it.
 */
static void
refuse(struct change *c)
{
	syslog(LOG_ERR, "no password changed: %s", c->fault.text);
	if (conversation_receive(&c->talk, WIRE_SET, SET_MS) != 0 ||
	    conversation_finish(&c->talk, WIRE_NO) != 0)
		syslog(LOG_ERR, "nobody was told");
}

static int
serve(struct change *c)
{
	enum wire_verdict verdict;
	int r = leave_groups(&c->fault);

	c->talk.sock = RUN_SERVICE_FD;
	if (r == 0)
		r = drop_leftovers(&c->fault);
	if (r != 0) {
		refuse(c);
		return r;
	}
	r = conversation_receive(&c->talk, WIRE_SET, SET_MS);
	if (r != 0)
		return r;
	verdict = prepare(c) == 0 ? run(c) : WIRE_NO;
	log_verdict(c, verdict);
	if (conversation_finish(&c->talk, verdict) != 0)
		syslog(LOG_ERR, "nobody was told");
	return verdict == WIRE_YES ? 0 : -EPERM;
}

int
main(void)
{
	struct change *c;
	int r;

	if (!is_started_by_root())
		return 1;
	openlog("credmint-passwd", LOG_PID, LOG_AUTHPRIV);
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return 1;
	r = serve(c);
	secret_free(c, sizeof(*c));
	return r == 0 ? 0 : 1;
}
