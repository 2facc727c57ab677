/*
 * shown - an authenticator of a test's own, and what it shows
 */

#ifndef TESTS_REGISTRY_SHOWN_H
#define TESTS_REGISTRY_SHOWN_H

#include "registry/authenticator.h"
#include "tests/registry/room.h"

struct shown {
	struct credmint_otp otp; /* its key is below */
	unsigned char key[CREDMINT_OTP_KEY_MAX];
	int64_t id;
};

/* One of 20 bytes that depend on seed; the rest are credmint.h's defaults. */
void shown_make(struct shown *s, unsigned type, unsigned char seed);

/* Enrol it for an account. */
void shown_enroll(struct room *room, const struct account *a, struct shown *s,
    int64_t next, int64_t drift);

/* A TOTP and an HOTP one, made and enrolled. */
void shown_totp(struct room *room, const struct account *a, struct shown *s);
void shown_hotp(struct room *room, const struct account *a, struct shown *s);

/* What it shows at a step or counter, in a buffer that the next call reuses. */
const char *shown_at(const struct shown *s, int64_t step);

/* The step of the clock that the test set, and what it shows so far ahead. */
int64_t shown_step(const struct shown *s);
const char *shown_now(const struct shown *s, int64_t ahead);

/* What the registry knows of it. */
struct registry_authenticator shown_row(
    struct room *room, const struct shown *s);

/*
 * An answer in a conversation like login, after which a second passes: its
 * outcome, which stays until the next call. A yes is "used, not delivered".
 */
#define SHOWN_YES "used, not delivered"
const char *shown_outcome(
    struct room *room, const struct registry_login *login, const char *answer);

/* In a test that has a room: what an answer comes to. */
#define USED "no: code used before"
#define WRONG "no: wrong"
#define SAYS(login, answer, outcome) \
	assert_string_equal(shown_outcome(room, login, answer), outcome)

/* A login like room_login(), in a registry that locks nobody out. */
struct registry_login shown_begin(struct room *room, const struct account *a);

#endif
