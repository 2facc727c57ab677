/*
 * fuzz_auth - the decisions of a login against a relay that sends anything
 *
 * On a real registry, in which one code and one sheet are always good and
 * always the same, another code of the same letters is good to enrol with, and
 * every seed is the same. The first byte says who asks and what the
 * configuration is like; the rest are the frames. A yes MUST have that code or
 * that of the sheet as an answer among them, or be what root is told of a new
 * password; so MUST a seed, which nobody is sent but who enrols himself, once.
 * Without a yes nothing is enrolled. Nobody MUST be exempt where nobody is.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/slots.h"
#include "credmint.h"
#include "host/account.h"
#include "registry/authenticator.h"
#include "registry/code.h"
#include "registry/recovery.h"
#include "tests/fuzz/frames.h"
#include "tests/registry/room.h"
#include "wire/wire.h"

#define CODE "BCDFGHJK"
#define SHEET "BCDFGHJKBCDF"
#define STRANGER 4711
/* Uses of the code to enrol with, and how many of them are taken. */
#define PROOFS 1000
#define PROOFS_TAKEN 900
/* Frames of credmint-auth in a login, the most there are. */
#define SENT_MAX 16

enum mode {
	MODE_STRANGER = 1,
	MODE_DELIVERS = 2,
	MODE_LOST = 4,    /* the deliverer is gone */
	MODE_SELF = 8,    /* alice asks */
	MODE_EXEMPT = 16, /* she is, and a network */
	MODE_GRACE = 32,
	MODE_WAYS = 64, /* a code is sent when it is asked for */
};

static struct room *room;
static struct account alice;
static unsigned mode, drawn, seeds, proofs;

int __wrap_conf_read(struct conf *out, const char *path, struct fault *f);
int __wrap_account_find(const char *name, struct account *out, struct fault *f);
int __wrap_registry_open_within(
    struct registry **out, const struct conf *conf, int ms, struct fault *f);
void __wrap_registry_close(struct registry *r);
void __real_registry_close(struct registry *r);
int __wrap_slots_take(const struct conf *conf, uid_t asker, struct fault *f);
int __wrap_credmint_random_below(
    struct credmint_source *source, uint64_t n, uint64_t *out);
int __wrap_credmint_random_bytes(
    struct credmint_source *source, void *out, size_t n);

int
__wrap_conf_read(struct conf *out, const char *path, struct fault *f)
{
	if (path != NULL && strlen(path) > WIRE_NAME_MAX)
		frames_wrong("a path longer than a field");
	if (path != NULL && path[0] != '/')
		return fault_set(f, -ENOENT, "not there");
	*out = room->conf;
	if ((mode & MODE_DELIVERS) != 0)
		strcpy(out->delivery_program, "/bin/true");
	if ((mode & MODE_EXEMPT) != 0) {
		strcpy(out->logins[0].exempt_users, "alice");
		strcpy(out->logins[0].exempt_networks, "192.0.2.0/24");
	}
	if ((mode & MODE_GRACE) != 0)
		out->logins[0].grace = 3600;
	if ((mode & MODE_WAYS) != 0)
		out->logins[0].ways = (struct conf_ways){
		    2, {CONF_WAY_RECOVERY, CONF_WAY_DELIVERED}};
	return 0;
}

int
__wrap_account_find(const char *name, struct account *out, struct fault *f)
{
	(void)f;
	memset(out, 0, sizeof(*out));
	if (strcmp(name, alice.name) != 0)
		return ACCOUNT_ABSENT;
	*out = alice;
	return 0;
}

/* One for all logins; opening it is the most of the work. */
int
__wrap_registry_open_within(
    struct registry **out, const struct conf *conf, int ms, struct fault *f)
{
	(void)conf;
	(void)ms;
	(void)f;
	*out = room->r;
	return 0;
}

void
__wrap_registry_close(struct registry *r)
{
	(void)r;
}

int
__wrap_slots_take(const struct conf *conf, uid_t asker, struct fault *f)
{
	(void)conf;
	(void)asker;
	(void)f;
	return 0;
}

/* Every code is the same. */
int
__wrap_credmint_random_below(
    struct credmint_source *source, uint64_t n, uint64_t *out)
{
	(void)source;
	*out = drawn++ % CODE_LENGTH % n;
	return 0;
}

/* Every seed and key is the same. */
int
__wrap_credmint_random_bytes(
    struct credmint_source *source, void *out, size_t n)
{
	(void)source;
	memset(out, 'S', n);
	return 0;
}

static int
settle(const struct conf *conf, void *arg, struct fault *f)
{
	(void)conf;
	(void)arg;
	return (mode & MODE_LOST) != 0 ? fault_set(f, -EAGAIN, "no deliverer")
				       : 0;
}

static int
confine(void *arg, struct fault *f)
{
	(void)arg;
	(void)f;
	return 0;
}

static int
deliver(const void *frame, size_t n, void *arg)
{
	struct wire_frame *letter = malloc(sizeof(*letter));

	(void)arg;
	if (letter == NULL)
		abort();
	if (wire_unpack(frame, n, letter) != 0 || letter->type != WIRE_DELIVER)
		frames_wrong("a letter that is none");
	free(letter);
	return 0;
}

static void
look_at_line(int priority, const char *line, void *arg)
{
	(void)priority;
	(void)arg;
	for (const char *c = line; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			frames_wrong("a line with what is no text");
}

/* A code with one use for alice, as an administrator issues it. */
static void
issue(void)
{
	char code[REGISTRY_CODE_SIZE];

	drawn = 0;
	room_issue(room, &alice, code);
}

/* And one to enrol with. */
static void
issue_proof(void)
{
	struct registry_issue what = {
	    .account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = PROOFS,
	    .enrolling = true,
	    .by = "root",
	};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	drawn = 0;
	proofs = 0;
	if (registry_issue(room->r, &what, code, &out, &room->f) != 0)
		abort();
}

/* A sheet of one code; what there was of grace ends with it. */
static void
print_sheet(void)
{
	char code[1][REGISTRY_RECOVERY_SIZE];

	drawn = 0;
	if (registry_recovery_issue(
		room->r, &alice, "carol", 1, code, &room->f) != 0)
		frames_wrong("no sheet");
}

static void
end(void)
{
	__real_registry_close(room->r);
	room_end(room);
	free(room);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	bool made;

	(void)argc;
	(void)argv;
	room = calloc(1, sizeof(*room));
	if (room == NULL)
		abort();
	room_make(room);
	room->conf.deny = 0;
	room->conf.deny_user = 0;
	room->conf.event_rows = 64;
	alice = room_account("alice", 20001);
	if (registry_create(&room->conf, &made, &room->f) != 0 ||
	    registry_open(&room->r, &room->conf, &room->f) != 0)
		abort();
	issue();
	issue_proof();
	print_sheet();
	(void)room_reset(room, &alice, "$6$salt$hash");
	return atexit(end);
}

/* Whether an answer among the frames is a code, however it is written. */
static bool
was_answered(const uint8_t *in, size_t n, const char *code)
{
	struct frames rest = {in, n};
	const uint8_t *frame;
	size_t size;

	while (frames_next(&rest, &frame, &size)) {
		struct code_typed typed;

		if (size <= 4 || frame[0] != 1 || frame[1] != WIRE_ANSWER)
			continue;
		code_read((const char *)frame + 4, size - 4, &typed);
		if (strcmp(typed.issued, code) == 0 ||
		    strcmp(typed.recovery, code) == 0)
			return true;
	}
	return false;
}

/* Root is told; of nobody else's call anything comes but no. */
static void
look_at_call(enum wire_verdict verdict, uid_t asker)
{
	if (asker != 0 && verdict != WIRE_NO)
		frames_wrong("a call that was not root's");
	if (asker == 0 && verdict == WIRE_NO)
		frames_wrong("a refusal to root");
}

static int
count(const struct registry_authenticator *one, void *arg)
{
	(void)one;
	(*(unsigned *)arg)++;
	return 0;
}

/* Who enrols himself; then all is as it was before. */
static void
look_at_enrolment(
    enum wire_verdict verdict, uid_t asker, const uint8_t *in, size_t n)
{
	unsigned kept = 0, were;
	const bool yes = verdict == WIRE_YES;

	const bool proved =
	    was_answered(in, n, CODE) || was_answered(in, n, SHEET);

	if (seeds > 0 && (asker != alice.uid || !proved))
		frames_wrong("a seed without the code");
	if (yes && seeds != 1)
		frames_wrong("enrolled without a seed");
	if (!yes && verdict != WIRE_NO && verdict != WIRE_UNAVAILABLE)
		frames_wrong("of another conversation");
	if (registry_authenticators(
		room->r, alice.name, count, &kept, &room->f) != 0 ||
	    kept != yes)
		frames_wrong("kept without a yes, or not with it");
	proofs += seeds;
	if (!yes && proofs < PROOFS_TAKEN)
		return;
	if (registry_authenticator_remove_all(
		room->r, alice.name, "root", &were, &room->f) != 0)
		abort();
	issue_proof();
	print_sheet();
}

/* Read what was sent: whole frames, one verdict, and that is the last. */
static enum wire_verdict
verdict_of(int sock)
{
	static unsigned char bytes[WIRE_FRAME_MAX + 1];
	struct wire_frame *frame = calloc(1, sizeof(*frame));
	enum wire_verdict verdict = WIRE_NO;
	bool finished = false;
	unsigned sent = 0;
	ssize_t n;

	if (frame == NULL)
		abort();
	while ((n = recv(sock, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
		if (finished || ++sent > SENT_MAX)
			frames_wrong("a frame after the last");
		if (wire_unpack(bytes, (size_t)n, frame) != 0)
			frames_wrong("what is no frame was sent");
		if (memmem(bytes, (size_t)n, CODE, strlen(CODE)) != NULL)
			frames_wrong("a code was told");
		if (frame->type == WIRE_SEED && ++seeds > 1)
			frames_wrong("a second seed");
		finished = frame->type == WIRE_FINISH;
		if (finished)
			verdict = frame->u.finish.verdict;
	}
	free(frame);
	return verdict;
}

/* What it was used up for is there again, and no grace is left of it. */
static void
look_at_yes(const uint8_t *in, size_t n, int result)
{
	if (result != 0 ||
	    (!was_answered(in, n, CODE) && !was_answered(in, n, SHEET)))
		frames_wrong("a yes without the code");
	if ((mode & MODE_STRANGER) != 0)
		frames_wrong("a yes to a stranger");
	/* The other one is that to enrol with. */
	if (room_codes(room, "alice") < 2)
		issue();
	print_sheet();
}

static void
watch(int ms, void *arg)
{
	(void)ms;
	(void)arg;
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct auth_host host = {
	    .settle = settle,
	    .confine = confine,
	    .deliver = deliver,
	    .watch = watch,
	    .log = look_at_line,
	};
	enum wire_verdict verdict;
	struct fault f = {""};
	uint32_t options;
	int ours, theirs, r;

	if (n < 1)
		return 0;
	mode = in[0];
	seeds = 0;
	if ((mode & MODE_STRANGER) != 0)
		host.asker = STRANGER;
	else if ((mode & MODE_SELF) != 0)
		host.asker = alice.uid;
	frames_pair(in + 1, n - 1, &ours, &theirs);
	r = auth_serve(theirs, &host, &f);
	verdict = verdict_of(ours);
	options = frames_options(in + 1, n - 1);
	if (options == WIRE_ENROLL) {
		look_at_enrolment(verdict, host.asker, in + 1, n - 1);
	} else if (seeds > 0) {
		frames_wrong("a seed that was not asked for");
	} else if (r == 0 && (options & (uint32_t)WIRE_CALLS) != 0) {
		look_at_call(verdict, host.asker);
	} else if (verdict == WIRE_CHANGE || verdict == WIRE_LATE) {
		frames_wrong("of a password, without being asked");
	} else if (verdict == WIRE_EXEMPT) {
		if ((mode & MODE_EXEMPT) == 0)
			frames_wrong("exempt by nobody's word");
	} else if (verdict == WIRE_YES) {
		look_at_yes(in + 1, n - 1, r);
	}
	if (was_answered(in + 1, n - 1, SHEET))
		print_sheet();
	(void)close(ours);
	(void)close(theirs);
	return 0;
}
