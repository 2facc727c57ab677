/*
 * letter - the message that carries a code or a password to its person
 */

#include "auth/letter.h"

#include <stdio.h>

#include "core/clock.h"
#include "core/secret.h"

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from);
}

void
letter_frame(struct wire_frame *deliver, const struct login *l)
{
	SECRET_WIPE_OBJECT(deliver);
	deliver->type = WIRE_DELIVER;
#define SET(field, from) \
	copy(deliver->u.deliver.field, sizeof(deliver->u.deliver.field), from)
	SET(user, l->account.name);
	SET(service, l->hello.u.hello.service);
	SET(source, l->hello.u.hello.rhost);
	SET(conf, l->hello.u.hello.conf);
	SET(code, l->code);
#undef SET
	deliver->u.deliver.expires = l->code_expires;
}

static void
line(struct words *w, const char *name, const char *value)
{
	words_ours(w, name);
	words_theirs(w, value);
	words_ours(w, "\n");
}

static void
code_body(struct words *w, const char *code, const char *expires)
{
	words_ours(w, "\nYour one-time code is ");
	words_theirs(w, code);
	words_ours(
	    w, ".\nIt is good once, for the login that asked for it, until ");
	words_theirs(w, expires);
	words_ours(w,
	    ".\nNobody will ask you for it. If you are not logging in now, "
	    "somebody else is\ntrying to: tell your administrator.\n");
}

static void
change_body(struct words *w, const char *code, const char *expires)
{
	words_ours(w, "\nYour one-time code is ");
	words_theirs(w, code);
	words_ours(w, ".\nLog in with it and choose a new password, until ");
	words_theirs(w, expires);
	words_ours(w, ".\nNobody will ask you for it.\n");
}

/* As it is: any character may be in it, and so it has its line to itself. */
static void
password_body(struct words *w, const char *password, const char *expires)
{
	words_ours(w, "\nYour temporary password is the next line:\n");
	words_ours(w, password);
	words_ours(w, "\nLog in with it and choose another one, until ");
	words_theirs(w, expires);
	words_ours(w, ".\nNobody will ask you for it.\n");
}

void
letter_write(struct words *w, const struct wire_frame *deliver)
{
	const char *source = deliver->u.deliver.source;
	char expires[CLOCK_TEXT_SIZE];

	clock_text(deliver->u.deliver.expires, expires);
	w->n = 0;
	line(w, "To: ", deliver->u.deliver.user);
	line(w, "Service: ", deliver->u.deliver.service);
	line(w, "From: ", source[0] != '\0' ? source : "local");
	line(w, "Expires: ", expires);
	switch (deliver->type) {
	case WIRE_DELIVER_PASSWORD:
		password_body(w, deliver->u.deliver.code, expires);
		break;
	case WIRE_DELIVER_CHANGE:
		change_body(w, deliver->u.deliver.code, expires);
		break;
	case WIRE_DELIVER:
		code_body(w, deliver->u.deliver.code, expires);
		break;
	case WIRE_NOTHING:
	case WIRE_HELLO:
	case WIRE_SHOW:
	case WIRE_ASK:
	case WIRE_ANSWER:
	case WIRE_FINISH:
	case WIRE_SET:
	case WIRE_WISH:
	case WIRE_SEED:
	default:
		w->n = 0; /* no letter */
		w->text[0] = '\0';
		break;
	}
}
