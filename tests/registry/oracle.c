/* oracle - what refused logins cost, counted */

#include "tests/registry/oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/syncs.h"

static unsigned long written;

/* Shown, so that SQLite finds this before the C library's. */
__attribute__((visibility("default"))) ssize_t
pwrite64(int fd, const void *data, size_t n, off_t at)
{
	written++;
	return syscall(SYS_pwrite64, fd, data, n, at);
}

struct oracle_cost
oracle_cost_now(const struct room *room)
{
	return (struct oracle_cost){
	    .statements = room->r->store->cost.statements,
	    .commits = room->r->store->cost.commits,
	    .macs = room->r->macs,
	    .hmacs = room->r->hmacs,
	    .syncs = syncs_seen(),
	    .writes = written,
	};
}

struct oracle_cost
oracle_cost_since(const struct room *room, const struct oracle_cost *before)
{
	struct oracle_cost now = oracle_cost_now(room);

	now.statements -= before->statements;
	now.commits -= before->commits;
	now.macs -= before->macs;
	now.hmacs -= before->hmacs;
	now.syncs -= before->syncs;
	now.writes -= before->writes;
	return now;
}

static int
take_newer(const struct registry_event *e, void *arg)
{
	struct registry_event *newest = arg;

	if (e->last >= newest->last)
		*newest = *e;
	return 0;
}

/* Equal ones are one row, so the newest need not be the last. */
static struct registry_event
newest(struct room *room)
{
	const struct registry_filter all = {0};
	struct registry_event e = {0};

	assert_int_equal(
	    registry_events(room->r, &all, take_newer, &e, &room->f), 0);
	return e;
}

void
oracle_refused_but_for_writes(struct room *room,
    const struct registry_login *like, const char *answer, const char *outcome,
    struct oracle_cost *cost)
{
	struct registry_login login = *like;
	struct oracle_cost before, one;

	/* The log starts anew for each, and no two are at the same time. */
	assert_int_equal(registry_checkpoint(room->r, &room->f), 0);
	clock_fake_pass(1);
	before = oracle_cost_now(room);
	assert_int_equal(room_answer(room, &login, answer), REGISTRY_NO);
	one = oracle_cost_since(room, &before);
	assert_string_equal(newest(room).outcome, outcome);
	if (cost->statements == 0)
		*cost = one;
	assert_int_equal(one.statements, cost->statements);
	assert_int_equal(one.commits, cost->commits);
	assert_int_equal(one.macs, cost->macs);
	assert_int_equal(one.hmacs, cost->hmacs);
	assert_int_equal(one.syncs, cost->syncs);
	cost->last_writes = one.writes;
}

void
oracle_refused(struct room *room, const struct registry_login *login,
    const char *answer, const char *outcome, struct oracle_cost *cost)
{
	oracle_refused_but_for_writes(room, login, answer, outcome, cost);
	assert_int_equal(cost->last_writes, cost->writes);
}

int64_t
oracle_issue(struct room *room, const struct account *a,
    const struct oracle_terms *terms, char code[REGISTRY_CODE_SIZE])
{
	struct registry_issue what = {
	    .account = a,
	    .service = terms->service != NULL ? terms->service : "",
	    .networks = terms->networks,
	    .not_before = terms->not_before,
	    .ttl = terms->ttl != 0 ? terms->ttl : 900,
	    .uses = 1,
	    .by = "root",
	};
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	return out.id;
}

struct registry_login *
oracle_who(const char *user, const struct account *a)
{
	static struct registry_login login;

	login = room_login(user, a);
	return &login;
}

struct registry_login *
oracle_claimed(const char *user, const struct account *a, uid_t asker)
{
	struct registry_login *login = oracle_who(user, a);

	login->service = "self:screen";
	login->claimed = true;
	login->asker = asker;
	return login;
}
