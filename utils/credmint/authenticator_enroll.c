/*
 * authenticator_enroll - enroll an authenticator app
 *
 * The seed is drawn, shown and asked about in one process, that of the service
 * user, and lives nowhere else: the registry is told of it once a code of it
 * was right, in one transaction. Until then nothing is to be undone but the
 * picture, which qr_file removes. Where nobody can know whether it was told,
 * what was shown stays: who is to use it may need it.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/encode.h"
#include "core/entropy.h"
#include "core/secret.h"
#include "host/issuer.h"
#include "registry/authenticator.h"

#include "argument.h"
#include "authenticator_find.h"
#include "authenticator_self.h"
#include "command.h"
#include "doubt.h"
#include "enrol_picture.h"
#include "enrol_show.h"
#include "service.h"
#include "stop.h"
#include "words.h"

#define QUESTION "Code shown by the app: "
#define NEXT "; the code just typed is used, the next one lets in"

/* What is secret of it, in memory of secret_map(). */
struct drawn {
	unsigned char seed[REGISTRY_SEED_DRAWN_MAX];
	char secret[2 * REGISTRY_SEED_DRAWN_MAX];
	char uri[CREDMINT_OTP_URI_SIZE];
};

struct enrolling {
	struct conf *conf;
	struct account account;
	struct enrol_wish wish;
	char issuer[CREDMINT_OTP_LABEL_MAX + 1]; /* "" : none */
	int64_t replace;
	char by[ACCOUNT_NAME_MAX + 1];
	struct qr_file qr_file;

	/* As the service user. */
	struct drawn *drawn;
	struct credmint_otp otp;
	int64_t next, drift;
};

/* Before anybody scans anything: whether there is room, and what goes. */
static int
look(struct registry *r, struct call *call, void *arg)
{
	const struct enrolling *e = arg;
	const char *user = e->account.name;
	struct authenticator_find *find = calloc(1, sizeof(*find));
	int rc;

	if (find == NULL)
		return -ENOMEM;
	find->user = user;
	find->uid = e->account.uid;
	find->id = e->replace;
	rc = authenticator_find(r, find, &call->fault);
	if (rc == 0 && e->replace != 0 && !find->found)
		rc = fault_set(&call->fault, -ENOENT,
		    "%s has no authenticator %" PRId64
		    "; credmint authenticator list %s shows them",
		    user, e->replace, user);
	else if (rc == 0 && e->replace == 0 &&
	    find->n >= REGISTRY_AUTHENTICATORS_MAX)
		rc = fault_set(&call->fault, -EDQUOT,
		    "%s has %u authenticators already; remove one, or "
		    "--replace it",
		    user, find->n);
	free(find);
	return rc;
}

static int
draw(struct enrolling *e, struct fault *f)
{
	struct drawn *drawn = e->drawn;
	const char *issuer = e->issuer[0] != '\0' ? e->issuer : NULL;
	int rc = entropy_fill(drawn->seed, registry_seed_size(e->wish.digest));

	if (rc != 0)
		return fault_set(f, rc, "no random bytes: %s", strerror(-rc));
	e->otp = (struct credmint_otp)CREDMINT_OTP_INIT;
	e->otp.type = e->wish.type;
	e->otp.digest = e->wish.digest;
	e->otp.digits = e->wish.digits;
	e->otp.step = e->wish.step;
	e->otp.key = drawn->seed;
	e->otp.nkey = registry_seed_size(e->wish.digest);
	rc = encode_text(ENCODE_BASE32, drawn->seed, e->otp.nkey, drawn->secret,
	    sizeof(drawn->secret));
	if (rc == 0)
		rc = credmint_otp_uri(&e->otp, issuer, e->account.name,
		    drawn->uri, sizeof(drawn->uri));
	if (rc != 0)
		return fault_set(f, rc,
		    "the names %s and %s cannot stand in an otpauth URI",
		    e->account.name, issuer != NULL ? issuer : "");
	return 0;
}

/* 0 yes, -EKEYREJECTED no. */
static int
judge(struct enrolling *e, const struct input *code, struct fault *f)
{
	struct clock_reading now;
	unsigned window = e->wish.type == CREDMINT_HOTP ? e->conf->hotp_window
							: e->conf->totp_window;
	int rc;

	if (clock_read(&now) != 0)
		return fault_set(f, -EIO, "cannot read the clock");
	rc = registry_enroll_check(&e->otp, code->text, code->n, window,
	    now.wall, 0, &e->next, &e->drift);
	if (rc != 0 && rc != -EKEYREJECTED)
		return fault_set(f, rc, "the code cannot be checked");
	return rc;
}

/* Up to three codes. CALL_NO: none of them was right. */
static int
ask(struct call *call, struct enrolling *e)
{
	int rc = -EKEYREJECTED;

	for (unsigned left = ENROL_TRIES; rc == -EKEYREJECTED && left > 0;) {
		struct input code = {0};

		rc = enrol_code(
		    &code, &call->options, QUESTION, true, &call->fault);
		if (rc == 0)
			rc = judge(e, &code, &call->fault);
		input_wipe(&code);
		left--;
		if (rc == -EKEYREJECTED && left > 0)
			words_say("that is not the code of %u digits; %u %s "
				  "left",
			    e->wish.digits, left, left == 1 ? "try" : "tries");
	}
	if (rc != -EKEYREJECTED)
		return rc;
	words_say("none of %d codes was right; nothing is enrolled%s",
	    ENROL_TRIES,
	    e->wish.type == CREDMINT_TOTP
		? ", and what was before stays; do the clocks of this host and "
		  "of the app agree?"
		: ", and what was before stays");
	return CALL_NO;
}

/* As the service user, the registry not yet open. */
static int
begin(struct call *call, void *arg)
{
	struct enrolling *e = arg;
	int rc;

	e->drawn = secret_map(sizeof(*e->drawn), NULL);
	if (e->drawn == NULL)
		return -ENOMEM;
	rc = draw(e, &call->fault);
	if (rc == 0) {
		const struct enrol_show show = {
		    .secret = e->drawn->secret,
		    .uri = e->drawn->uri,
		    .user = e->account.name,
		    .wish = &e->wish,
		    .qr_file = e->qr_file.fd >= 0 ? &e->qr_file : NULL,
		    .out = call->out,
		    .json = call->options.value[OPTION_JSON] != NULL,
		};

		rc = enrol_show(&show, &call->fault);
	}
	/* Told to end while it was written: there is nobody to ask. */
	if (rc == 0 && stop_asked() != 0)
		rc = -EINTR;
	if (rc == 0)
		rc = ask(call, e);
	if (rc != 0)
		secret_unmap(e->drawn, sizeof(*e->drawn));
	return rc;
}

static int
tell(struct enrolling *e, int rc, int64_t id, struct fault *f)
{
	const char *user = e->account.name;

	if (rc == REGISTRY_NOT_FOUND)
		return fault_set(f, -ENOENT,
		    "authenticator %" PRId64 " of %s is gone meanwhile; "
		    "nothing is enrolled",
		    e->replace, user);
	if (rc > 0)
		return fault_set(
		    f, -EIO, "nothing is enrolled: %s has it", user);
	if (rc == 0 && e->replace != 0)
		words_say("authenticator %" PRId64
			  " of %s enrolled in place of %" PRId64 NEXT,
		    id, user, e->replace);
	else if (rc == 0)
		words_say(
		    "authenticator %" PRId64 " of %s enrolled" NEXT, id, user);
	return rc;
}

static int
enroll(struct registry *r, struct call *call, void *arg)
{
	struct enrolling *e = arg;
	const struct registry_enrolment what = {
	    .account = &e->account,
	    .name = e->wish.name,
	    .otp = &e->otp,
	    .next = e->next,
	    .drift = e->drift,
	    .replace = e->replace,
	    .by = e->by,
	    .act = "enroll",
	};
	struct registry_authenticator is;
	int rc = registry_enroll(r, &what, &is, &call->fault);

	secret_unmap(e->drawn, sizeof(*e->drawn));
	rc = tell(e, rc, is.id, &call->fault);
	if (rc == 0)
		service_tidy(r);
	return rc;
}

/* As the service user: from here on the picture may be needed. */
static void
commits(void *arg, enum registry_commit commit)
{
	const struct enrolling *e = arg;

	qr_file_needed(&e->qr_file, commit != REGISTRY_UNCHANGED);
}

/* What was written stays. */
static int
tell_doubt(struct call *call, const struct enrolling *e,
    enum registry_commit doubt, int rc)
{
	const char *user = e->account.name;
	char other[64] = "";

	if (doubt == REGISTRY_COMMITTED)
		return doubt_say(call, rc,
		    "the new authenticator counts, and what -o and --qr wrote "
		    "stays; credmint authenticator list %s shows it",
		    user);
	if (e->replace != 0)
		(void)snprintf(other, sizeof(other),
		    ", or %" PRId64 " as before", e->replace);
	return doubt_say(call, rc,
	    "whether the new authenticator counts%s is not known, and what -o "
	    "and --qr wrote stays; look with credmint authenticator list %s; "
	    "where it is there and not wanted, run: credmint authenticator "
	    "remove %s ID",
	    other, user, user);
}

/* --issuer, or what is for everybody here. */
static void
find_issuer(struct enrolling *e)
{
	if (e->wish.issuer == NULL)
		issuer_find(e->conf, e->issuer);
	else
		(void)snprintf(
		    e->issuer, sizeof(e->issuer), "%s", e->wish.issuer);
}

/* What the command line says. */
static int
options_read(
    struct enrolling *e, const struct options *options, struct fault *f)
{
	const char *user = options->operands[0];
	int rc = argument_account(user, f);

	if (rc == 0)
		rc = enrol_wish_read(&e->wish, options, f);
	if (rc == 0 && options->value[OPTION_REPLACE] != NULL)
		rc = authenticator_id(
		    options->value[OPTION_REPLACE], &e->replace, f);
	if (rc == 0)
		rc = account_find(user, &e->account, f);
	if (rc == ACCOUNT_ABSENT)
		rc = fault_set(f, -ENOENT, "no such account: %s", user);
	return rc;
}

static int
run(struct call *call, struct enrolling *e)
{
	struct fault *f = &call->fault, other = {""};
	struct service_watch watch = {.told = commits, .arg = e};
	enum registry_commit doubt = REGISTRY_UNCHANGED;
	int rc = conf_read(e->conf, call->config, f), ended;

	if (rc == 0) {
		find_issuer(e);
		service_asker(e->by);
		rc = service_registry_of(call, e->conf, NULL, look, e);
	}
	if (rc == 0)
		rc = enrol_picture_begin(
		    &e->qr_file, call->options.value[OPTION_QR], f);
	if (rc == 0) {
		rc = service_registry_watched(
		    call, e->conf, begin, enroll, e, &watch);
		doubt = doubt_of(&watch, rc);
	}
	ended = qr_file_end(
	    &e->qr_file, rc == 0 || doubt != REGISTRY_UNCHANGED, &other);
	if (ended != 0)
		words_say("%s", other.text);
	return doubt != REGISTRY_UNCHANGED ? tell_doubt(call, e, doubt, rc)
					   : rc;
}

int
command_authenticator_enroll(struct call *call)
{
	struct enrolling *e;
	int rc;

	if (call->options.noperands == 0)
		return authenticator_self(call);
	e = calloc(1, sizeof(*e));
	if (e != NULL)
		e->conf = malloc(sizeof(*e->conf));
	if (e == NULL || e->conf == NULL) {
		free(e);
		return -ENOMEM;
	}
	e->qr_file = (struct qr_file)QR_FILE_NONE;
	rc = options_read(e, &call->options, &call->fault);
	if (rc == 0)
		rc = run(call, e);
	free(e->conf);
	free(e);
	return rc;
}
