/*
 * room - a registry of a test's own, with its key, in a fresh directory
 */

#ifndef TESTS_REGISTRY_ROOM_H
#define TESTS_REGISTRY_ROOM_H

#include "registry/registry.h"

struct room {
	char dir[64];
	struct conf conf;
	struct registry *r;
	struct fault f;
};

/* cmocka's set-up and tear-down; the clock is put to ROOM_NOW. */
#define ROOM_NOW 1767225600
#define ROOM_BOOT "11111111-2222-3333-4444-555555555555"
int room_setup(void **state);
int room_teardown(void **state);

/* A directory with a key, but no registry yet; and its end. */
void room_make(struct room *room);
void room_end(struct room *room);

/* Close and open again. */
void room_reopen(struct room *room);

/* A path in it, in a buffer that the next call reuses. */
const char *room_path(const struct room *room, const char *name);

/* An account that nobody looks up; and those of most tests. */
struct account room_account(const char *name, uid_t uid);
#define ROOM_ALICE                                        \
	{                                                 \
		.name = "alice", .uid = 1000, .gid = 1000 \
	}
#define ROOM_BOB                                        \
	{                                               \
		.name = "bob", .uid = 1001, .gid = 1001 \
	}

/* Issue a code: one use, 15 minutes, any service. */
int64_t room_issue(
    struct room *room, const struct account *a, char code[REGISTRY_CODE_SIZE]);

/* ... and one for enrolling, of so many uses. */
int64_t room_issue_enrolling(struct room *room, const struct account *a,
    unsigned uses, char code[REGISTRY_CODE_SIZE]);

/* Record a temporary password of a day: one about to be set, one that is. */
int64_t room_intend(
    struct room *room, const struct account *a, const char *hash);
int64_t room_reset(
    struct room *room, const struct account *a, const char *hash);
/* Those of a user, or of all: how many, and the last one. */
size_t room_temporaries(
    struct room *room, const char *user, struct registry_temporary *last);

/* What a login learns of a's temporary password; NULL: there is no account. */
enum registry_password room_password(
    struct room *room, const struct account *a);

/* Every way in, in the usual order. */
#define ROOM_WAYS                                                     \
	{                                                             \
		4,                                                    \
		{                                                     \
			CONF_WAY_ISSUED, CONF_WAY_DELIVERED,          \
			    CONF_WAY_AUTHENTICATOR, CONF_WAY_RECOVERY \
		}                                                     \
	}

/* A conversation for sshd from 192.0.2.1. */
struct registry_login room_login(const char *user, const struct account *a);

/* Attempt and decide. */
enum registry_verdict room_answer(
    struct room *room, struct registry_login *login, const char *answer);
/* The same as a conversation of its own, told when it is a yes. */
enum registry_verdict room_try(
    struct room *room, const struct account *a, const char *answer);

/* The last event's outcome, and how many there are. */
const char *room_outcome(struct room *room);
size_t room_events(struct room *room, struct registry_event *last);
/* Live codes. */
size_t room_codes(struct room *room, const char *user);

/* Whether n bytes stand anywhere in the registry's files. */
bool room_holds(const struct room *room, const char *what);
/* Bytes of the registry's files. */
long long room_size(const struct room *room);

#endif
