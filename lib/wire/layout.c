/*
 * layout - which fields each type of frame has
 */

#include "wire/layout.h"

#include <stddef.h>

#define FIELD(kind, member, max)                                              \
	{                                                                     \
		WIRE_KIND_##kind, offsetof(struct wire_frame, u.member), max, \
		    0                                                         \
	}
#define SIZED(of)                                                        \
	{                                                                \
		WIRE_KIND_SIZED, offsetof(struct wire_frame, u.of.text), \
		    WIRE_ANSWER_MAX, offsetof(struct wire_frame, u.of.n) \
	}
#define NUMBER(member) \
	FIELD(NUMBER, member, sizeof(((struct wire_frame *)0)->u.member))
#define END                            \
	{                              \
		WIRE_KIND_END, 0, 0, 0 \
	}
#define FIELDS_MAX 11

/* What is delivered, whoever sends it. */
#define DELIVER_FIELDS                                                         \
	{                                                                      \
		FIELD(TEXT, deliver.user, WIRE_NAME_MAX),                      \
		    FIELD(TEXT, deliver.service, WIRE_NAME_MAX),               \
		    FIELD(TEXT, deliver.source, WIRE_NAME_MAX),                \
		    FIELD(TEXT, deliver.code,                                  \
			sizeof(((struct wire_frame *)0)->u.deliver.code) - 1), \
		    NUMBER(deliver.expires),                                   \
		    FIELD(TEXT, deliver.conf, WIRE_NAME_MAX), END,             \
	}

/* A person who enrols himself. */
#define WISH_FIELDS                                                            \
	{                                                                      \
		NUMBER(wish.type), NUMBER(wish.digest), NUMBER(wish.digits),   \
		    NUMBER(wish.step), FIELD(TEXT, wish.name, WIRE_LABEL_MAX), \
		    END,                                                       \
	}
#define SEED_FIELDS                                           \
	{                                                     \
		FIELD(TEXT, seed.secret, WIRE_SECRET_MAX),    \
		    FIELD(TEXT, seed.uri, WIRE_URI_MAX), END, \
	}

/* Numbers travel in the width they have in the struct. */
_Static_assert(sizeof(enum wire_style) == 4, "a style is four bytes");
_Static_assert(sizeof(enum wire_verdict) == 4, "a verdict is four bytes");

static const struct wire_field layouts[][FIELDS_MAX] = {
    [WIRE_NOTHING] = {END},
    [WIRE_HELLO] =
	{
	    FIELD(TEXT, hello.user, WIRE_NAME_MAX),
	    FIELD(TEXT, hello.service, WIRE_NAME_MAX),
	    FIELD(TEXT, hello.rhost, WIRE_NAME_MAX),
	    FIELD(TEXT, hello.ruser, WIRE_NAME_MAX),
	    FIELD(TEXT, hello.tty, WIRE_NAME_MAX),
	    FIELD(TEXT, hello.session, WIRE_SESSION_MAX),
	    FIELD(TEXT, hello.conf, WIRE_NAME_MAX),
	    FIELD(TEXT, hello.prompt, WIRE_PROMPT_MAX),
	    NUMBER(hello.options),
	    NUMBER(hello.flags),
	    END,
	},
    [WIRE_SHOW] =
	{
	    NUMBER(show.style),
	    FIELD(TEXT, show.text, WIRE_TEXT_MAX),
	    END,
	},
    [WIRE_ASK] =
	{
	    NUMBER(show.style),
	    FIELD(TEXT, show.text, WIRE_TEXT_MAX),
	    END,
	},
    [WIRE_ANSWER] = {SIZED(answer), END},
    [WIRE_FINISH] = {NUMBER(finish.verdict), END},
    [WIRE_DELIVER] = DELIVER_FIELDS,
    [WIRE_DELIVER_PASSWORD] = DELIVER_FIELDS,
    [WIRE_DELIVER_CHANGE] = DELIVER_FIELDS,
    [WIRE_SET] = {FIELD(TEXT, set.user, WIRE_NAME_MAX), SIZED(set), END},
    [WIRE_WISH] = WISH_FIELDS,
    [WIRE_SEED] = SEED_FIELDS,
};

const struct wire_field *
wire_layout(unsigned type)
{
	if (type == WIRE_NOTHING || type >= sizeof(layouts) / sizeof(*layouts))
		return NULL;
	return layouts[type];
}

/* Options of a PAM line, or one call and no options, or an enrolment. */
static bool
options_sense(uint32_t options)
{
	if ((options & (uint32_t)WIRE_ENROLL) != 0)
		return options == WIRE_ENROLL;
	if ((options & (uint32_t)WIRE_CALLS) != 0)
		return options == WIRE_ACCOUNT || options == WIRE_CHANGED ||
		    options == WIRE_CHANGING || options == WIRE_UNCHANGED;
	return (options & ~(uint32_t)WIRE_OPTIONS_ALL) == 0;
}

/* The numbers are those of <credmint.h>, which lies on a higher floor. */
static bool
wish_sense(const struct wire_frame *frame)
{
	const bool counts = frame->u.wish.type == 1;
	const uint32_t step = frame->u.wish.step;

	return frame->u.wish.type <= 1 && frame->u.wish.digest >= 1 &&
	    frame->u.wish.digest <= 3 && frame->u.wish.digits >= 6 &&
	    frame->u.wish.digits <= 8 &&
	    (counts ? step == 0 : step >= 1 && step <= 3600) &&
	    frame->u.wish.name[0] != '\0';
}

static bool
verdict_sense(enum wire_verdict verdict)
{
	switch (verdict) {
	case WIRE_NO:
	case WIRE_YES:
	case WIRE_UNAVAILABLE:
	case WIRE_ABSENT:
	case WIRE_CHANGE:
	case WIRE_LATE:
	case WIRE_EXEMPT:
		return true;
	default:
		return false;
	}
}

bool
wire_sense(const struct wire_frame *frame)
{
	switch (frame->type) {
	case WIRE_HELLO:
		return options_sense(frame->u.hello.options);
	case WIRE_SET:
		return frame->u.set.user[0] != '\0' && frame->u.set.n > 0;
	case WIRE_WISH:
		return wish_sense(frame);
	case WIRE_SEED:
		return frame->u.seed.secret[0] != '\0' &&
		    frame->u.seed.uri[0] != '\0';
	case WIRE_ANSWER:
	case WIRE_DELIVER:
	case WIRE_DELIVER_PASSWORD:
	case WIRE_DELIVER_CHANGE:
		return true;
	case WIRE_SHOW:
		return frame->u.show.style == WIRE_STYLE_INFO ||
		    frame->u.show.style == WIRE_STYLE_ERROR;
	case WIRE_ASK:
		return frame->u.show.style == WIRE_STYLE_HIDDEN ||
		    frame->u.show.style == WIRE_STYLE_SHOWN ||
		    frame->u.show.style == WIRE_STYLE_FIRST;
	case WIRE_FINISH:
		return verdict_sense(frame->u.finish.verdict);
	case WIRE_NOTHING:
	default:
		return false;
	}
}
