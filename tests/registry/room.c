/* room - a registry of a test's own, with its key, in a fresh directory */

#include "tests/registry/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/mould.h"

const char *
room_path(const struct room *room, const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", room->dir, name);
	return path;
}

static void
place(struct room *room)
{
	const char *tmp = getenv("TMPDIR");

	memset(room, 0, sizeof(*room));
	clock_fake_set(ROOM_NOW, 1000, ROOM_BOOT);
	(void)snprintf(room->dir, sizeof(room->dir), "%s/credmint-room.XXXXXX",
	    tmp != NULL && strlen(tmp) < 32 ? tmp : "/tmp");
	assert_non_null(mkdtemp(room->dir));
	conf_default(&room->conf);
	(void)snprintf(room->conf.registry, sizeof(room->conf.registry), "%s",
	    room_path(room, "registry.db"));
	(void)snprintf(room->conf.key, sizeof(room->conf.key), "%s",
	    room_path(room, "key"));
}

void
room_make(struct room *room)
{
	place(room);
	assert_int_equal(
	    registry_key_make(room->conf.key, getegid(), &room->f), 0);
}

void
room_end(struct room *room)
{
	static const char *const names[] = {"registry.db", "registry.db-wal",
	    "registry.db-shm", "registry.db-journal", "registry.db-lock", "key",
	    "other"};

	registry_close(room->r);
	room->r = NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(room_path(room, names[i]));
	assert_int_equal(rmdir(room->dir), 0);
}

int
room_setup(void **state)
{
	struct room *room = malloc(sizeof(*room));

	assert_non_null(room);
	place(room);
	mould_registry(&room->conf);
	assert_int_equal(registry_open(&room->r, &room->conf, &room->f), 0);
	*state = room;
	return 0;
}

int
room_teardown(void **state)
{
	room_end(*state);
	free(*state);
	return 0;
}

void
room_reopen(struct room *room)
{
	registry_close(room->r);
	assert_int_equal(registry_open(&room->r, &room->conf, &room->f), 0);
}

struct account
room_account(const char *name, uid_t uid)
{
	struct account a = {.uid = uid, .gid = uid};

	(void)snprintf(a.name, sizeof(a.name), "%s", name);
	return a;
}

static int64_t
issue(struct room *room, const struct account *a, unsigned uses, bool enrolling,
    char code[REGISTRY_CODE_SIZE])
{
	const struct registry_issue what = {.account = a,
	    .service = "",
	    .ttl = 900,
	    .uses = uses,
	    .enrolling = enrolling,
	    .by = "root"};
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_int_equal(
	    out.kind, enrolling ? REGISTRY_ENROLLING : REGISTRY_ISSUED);
	return out.id;
}

int64_t
room_issue(
    struct room *room, const struct account *a, char code[REGISTRY_CODE_SIZE])
{
	return issue(room, a, 1, false, code);
}

int64_t
room_issue_enrolling(struct room *room, const struct account *a, unsigned uses,
    char code[REGISTRY_CODE_SIZE])
{
	return issue(room, a, uses, true, code);
}

int64_t
room_intend(struct room *room, const struct account *a, const char *hash)
{
	struct registry_temporary out;

	assert_int_equal(registry_reset_intend(room->r, a, hash, 24 * 60 * 60,
			     "carol", &out, &room->f),
	    0);
	assert_int_equal(out.expires - out.issued, 24 * 60 * 60);
	assert_string_equal(out.user, a->name);
	assert_int_equal(out.uid, a->uid);
	assert_false(out.set);
	return out.id;
}

int64_t
room_reset(struct room *room, const struct account *a, const char *hash)
{
	int64_t id = room_intend(room, a, hash);

	assert_int_equal(
	    registry_reset_confirm(room->r, id, "carol", &room->f), 0);
	return id;
}

struct temporaries {
	size_t n;
	struct registry_temporary *last;
};

static int
take_temporary(const struct registry_temporary *one, void *arg)
{
	struct temporaries *t = arg;

	t->n++;
	*t->last = *one;
	return 0;
}

size_t
room_temporaries(
    struct room *room, const char *user, struct registry_temporary *last)
{
	struct temporaries t = {0, last};

	memset(last, 0, sizeof(*last));
	assert_int_equal(
	    registry_temporaries(room->r, user, take_temporary, &t, &room->f),
	    0);
	return t.n;
}

struct registry_login
room_login(const char *user, const struct account *a)
{
	return (struct registry_login){.user = user,
	    .account = a,
	    .service = "sshd",
	    .rhost = "192.0.2.1",
	    .tty = "ssh",
	    .ruser = "",
	    .ways = ROOM_WAYS};
}

enum registry_password
room_password(struct room *room, const struct account *a)
{
	struct registry_login login =
	    room_login(a != NULL ? a->name : "nobody", a);
	enum registry_password is;

	assert_int_equal(registry_password(room->r, &login, &is, &room->f), 0);
	return is;
}

enum registry_verdict
room_answer(struct room *room, struct registry_login *login, const char *answer)
{
	enum registry_verdict verdict;

	assert_int_equal(registry_attempt(room->r, login, &room->f), 0);
	assert_int_equal(registry_decide(room->r, login, answer, strlen(answer),
			     &verdict, &room->f),
	    0);
	return verdict;
}

enum registry_verdict
room_try(struct room *room, const struct account *a, const char *answer)
{
	struct registry_login login = room_login(a->name, a);
	enum registry_verdict verdict = room_answer(room, &login, answer);

	if (verdict != REGISTRY_NO)
		assert_int_equal(registry_sent(room->r, &login, &room->f), 0);
	return verdict;
}

struct tally {
	size_t n;
	struct registry_event last;
};

static int
take_event(const struct registry_event *e, void *arg)
{
	struct tally *t = arg;

	t->n++;
	t->last = *e;
	return 0;
}

size_t
room_events(struct room *room, struct registry_event *last)
{
	struct registry_filter all = {0};
	struct tally t = {0};

	assert_int_equal(
	    registry_events(room->r, &all, take_event, &t, &room->f), 0);
	if (last != NULL)
		*last = t.last;
	return t.n;
}

const char *
room_outcome(struct room *room)
{
	static struct registry_event last;

	(void)room_events(room, &last);
	return last.outcome;
}

static int
take_code(const struct registry_code *c, void *arg)
{
	size_t *n = arg;

	(void)c;
	(*n)++;
	return 0;
}

size_t
room_codes(struct room *room, const char *user)
{
	size_t n = 0;

	assert_int_equal(
	    registry_list(room->r, user, take_code, &n, &room->f), 0);
	return n;
}

static const char *const files[] = {
    "registry.db", "registry.db-wal", "registry.db-shm"};

bool
room_holds(const struct room *room, const char *what)
{
	bool found = false;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct stat st;
		FILE *in = fopen(room_path(room, files[i]), "rb");
		char *all;

		if (in == NULL)
			continue;
		assert_int_equal(fstat(fileno(in), &st), 0);
		all = malloc((size_t)st.st_size + 1);
		assert_non_null(all);
		assert_int_equal(
		    fread(all, 1, (size_t)st.st_size, in), (size_t)st.st_size);
		found = found ||
		    memmem(all, (size_t)st.st_size, what, strlen(what)) != NULL;
		free(all);
		(void)fclose(in);
	}
	return found;
}

long long
room_size(const struct room *room)
{
	long long sum = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct stat st;

		if (stat(room_path(room, files[i]), &st) == 0)
			sum += st.st_size;
	}
	return sum;
}
