/*
 * relay - a relay's side of a login, played by a test
 *
 * A registry of its own in a private directory, auth_serve() in a thread, and
 * accounts of its own instead of NSS: alice, bob, root and user0 to user9
 * exist, "toor" has uid 0, too; for "nss-down" NSS cannot tell. Needs WRAP =
 * account_find.
 */

#ifndef TESTS_AUTH_RELAY_H
#define TESTS_AUTH_RELAY_H

#include <pthread.h>
#include <stdbool.h>

#include "auth/auth.h"
#include "host/conf.h"
#include "registry/registry.h"
#include "wire/wire.h"

#define RELAY_LOG_SIZE 8192

/* It has the shape of a code, and nobody has it. */
#define WRONG "BBBB-BBBB"

struct relay {
	char dir[32];
	char conf_path[64];
	struct conf conf;
	struct registry *admin; /* the administrator's own handle */

	struct auth_host host;
	int settle_error;  /* what starting the deliverer says */
	int confine_error; /* what closing the sandbox says */
	int deliver_error; /* what handing a code over says */
	unsigned steps;    /* in the registry, begun */
	bool in_step;      /* ... and not ended */
	unsigned settled;  /* times it was started */
	unsigned confined; /* times the sandbox was closed */
	int letters[2];    /* what was handed over lies between these */

	bool must_change; /* codes that relay_issue() issues */

	/* What relay_start() says beside its arguments. */
	uint32_t options;
	const char *prompt, *tty, *session;

	pthread_t thread;
	int sock;  /* the relay's end */
	int other; /* auth_serve()'s */
	int served;
	struct fault fault;
	char log[RELAY_LOG_SIZE];

	struct wire_frame frame; /* last received */
	/* All the frames received in this login, one after the other. */
	unsigned char seen[2 * WIRE_FRAME_MAX];
	size_t nseen;
};

int relay_setup(void **state);
int relay_teardown(void **state);

/* Write the configuration anew with these lines beside the usual ones. */
void relay_configure(struct relay *r, const char *lines);

/* Start a login; without user: not even a HELLO is sent. */
void relay_start(
    struct relay *r, const char *user, const char *service, const char *rhost);
/* Send a frame, or bytes that are none. */
void relay_send(struct relay *r, const struct wire_frame *frame);
void relay_send_bytes(struct relay *r, const void *bytes, size_t n);
/* Receive a frame of this type into r->frame. */
void relay_expect(struct relay *r, enum wire_type type);
/* Nothing more comes, and the other side has closed. */
void relay_expect_end(struct relay *r);
/* ... any SHOW, up to and including ASK. */
void relay_expect_prompt(struct relay *r);
void relay_answer(struct relay *r, const char *text);
/* Receive FINISH, see the other side end; the verdict. */
enum wire_verdict relay_finish(struct relay *r);
/* Close, and see the other side end without a verdict; its result. */
int relay_close(struct relay *r);

/* A whole login with one answer. */
enum wire_verdict relay_login(struct relay *r, const char *user,
    const char *service, const char *rhost, const char *answer);

/* What was handed over for delivery; false when nothing comes. */
bool relay_letter(struct relay *r, struct wire_frame *frame);

/* Issue a code; the record is in *out when that is not NULL. */
void relay_issue(struct relay *r, const char *user, const char *service,
    int64_t ttl, char code[REGISTRY_CODE_SIZE], struct registry_code *out);

/* The account of a name here. */
struct account relay_account(const char *user);

/* The newest event; its id is 0 when there is none. */
struct registry_event relay_event(struct relay *r);

#endif
