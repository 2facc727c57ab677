/*
 * wire - the frames between a relay and credmint-auth
 *
 * No I/O. One frame is one datagram:
 *
 *	byte 0	version, 1
 *	byte 1	type, enum wire_type
 *	then fields, each two bytes of length, big-endian, and that many bytes
 *
 * 1. A frame MUST have exactly the fields of its type, within the limits
 *    below, and end with the last one. Anything else is not a frame.
 * 2. Text fields MUST NOT hold NUL. They need not be UTF-8.
 * 3. Zero MUST mean no: a verdict is yes only as the whole word WIRE_YES, or
 *    WIRE_CHANGE to one who can lead to a new password.
 * 4. A side that receives anything it does not expect MUST treat it as no and
 *    close.
 *
 *	relay: HELLO ->
 *			<- SHOW, any number, and ASK
 *	relay: ANSWER ->  (after each ASK)
 *			<- FINISH
 *
 *	relay: HELLO with a call, one of WIRE_CALLS ->
 *			<- FINISH
 *	relay: SET ->   (to credmint-passwd)
 *			<- FINISH
 *	credmint authenticator enroll: HELLO with WIRE_ENROLL ->
 *	credmint authenticator enroll: WISH ->
 *			<- ASK, for a proof
 *	credmint authenticator enroll: ANSWER ->
 *			<- SHOW, any number, and SEED
 *			<- SHOW, any number, and ASK, for a code of that seed
 *	credmint authenticator enroll: ANSWER ->  (after each ASK)
 *			<- FINISH
 *	credmint reset: DELIVER_PASSWORD or DELIVER_CHANGE ->
 *			<- FINISH (from credmint-deliver: it was taken, or not)
 */

#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_VERSION 1
#define WIRE_FRAME_MAX 4096 /* bytes of a frame */
#define WIRE_NAME_MAX 256   /* bytes of a HELLO field */
#define WIRE_TEXT_MAX 512   /* bytes of a prompt or message */
#define WIRE_ANSWER_MAX 512 /* bytes of an answer, or of a new password */
#define WIRE_PROMPT_MAX 128 /* bytes of authtok_prompt= */
#define WIRE_SESSION_MAX 32 /* bytes of who leads the session */
#define WIRE_LABEL_MAX 64   /* bytes of an authenticator's name */
#define WIRE_SECRET_MAX 128 /* characters of a seed in base32 */
#define WIRE_URI_MAX 1536   /* bytes of a seed's URI */

enum wire_type {
	WIRE_NOTHING = 0,
	WIRE_HELLO = 1,
	WIRE_SHOW = 2,
	WIRE_ASK = 3,
	WIRE_ANSWER = 4,
	WIRE_FINISH = 5,
	WIRE_DELIVER = 6, /* credmint-auth to credmint-deliver */
	WIRE_SET = 7,     /* pam_credmint to credmint-passwd */
	/* credmint reset to credmint-deliver, fields of WIRE_DELIVER */
	WIRE_DELIVER_PASSWORD = 8, /* a temporary password */
	WIRE_DELIVER_CHANGE = 9,   /* a code that leads to a new one */
	/* credmint authenticator enroll, by a person for himself */
	WIRE_WISH = 10, /* what authenticator it shall be */
	WIRE_SEED = 11, /* its seed, once */
};

/*
 * Verdicts. Every one that is not yes is a refusal, to a relay that knows no
 * more of it.
 *
 * To a login: WIRE_CHANGE is a yes by a code that leads to a new password;
 * WIRE_ABSENT and WIRE_EXEMPT leave it to other modules.
 * To WIRE_ACCOUNT: WIRE_CHANGE, the temporary password is in time; WIRE_LATE,
 * it is dead; WIRE_ABSENT, there is none; WIRE_UNAVAILABLE, it could not be
 * told, which MUST NOT pass for WIRE_ABSENT.
 * To WIRE_CHANGING, WIRE_UNCHANGED and WIRE_CHANGED: WIRE_YES, it is on disk.
 * To a person who enrols himself: WIRE_YES, the authenticator counts; anything
 * else, nothing has changed.
 * To SET: WIRE_YES, it is set; WIRE_NO, it was refused and nothing has changed;
 * WIRE_UNAVAILABLE, it failed and what became of the account is not known.
 * To a delivery of credmint reset's: WIRE_YES, the program has taken it.
 */
enum wire_verdict {
	WIRE_NO = 0,
	WIRE_YES = 0x79455321,         /* "yES!" */
	WIRE_UNAVAILABLE = 0x66415421, /* "fAT!": could not decide */
	WIRE_ABSENT = 0x6e4f4e65,      /* "nONe": nullok, and not enrolled */
	WIRE_CHANGE = 0x63484e67, /* "cHNg": a new password must be chosen */
	WIRE_LATE = 0x6c415465,   /* "lATe": its time is over */
	WIRE_EXEMPT = 0x6558456d, /* "eXEm": the configuration lets him be */
};

/*
 * What a PAM line asks for, in HELLO, or which call it is; other bits are not
 * a frame, nor is a call with another bit.
 */
enum wire_option {
	WIRE_TRY_FIRST = 1, /* try_first_pass: take PAM_AUTHTOK, or else ask */
	WIRE_USE_FIRST = 2, /* use_first_pass: take it, and never ask */
	WIRE_FORWARD = 4,   /* forward_pass: the answer ends with the code */
	WIRE_NULLOK = 8,    /* nullok */
	/* Nothing is asked; for root alone, others get WIRE_NO. */
	WIRE_ACCOUNT =
	    16, /* the account stage: the password is to be changed */
	WIRE_CHANGED = 32, /* the account has a new password */
	/*
	 * The account is about to get one, and what becomes of that is told by
	 * WIRE_CHANGED, or by WIRE_UNCHANGED: it did not get one, for certain.
	 * Between them none of the codes that lead to one is good; when neither
	 * comes, they never are again.
	 */
	WIRE_CHANGING = 64,
	WIRE_UNCHANGED = 128,
	WIRE_CALLS = 240, /* these four: each comes alone */
	/* A person enrols himself; comes alone. No relay asks for it. */
	WIRE_ENROLL = 256,
	WIRE_OPTIONS_ALL = 511, /* every bit there is */
};

enum wire_style {
	WIRE_STYLE_NONE = 0,
	WIRE_STYLE_INFO = 1,   /* SHOW: PAM_TEXT_INFO */
	WIRE_STYLE_ERROR = 2,  /* SHOW: PAM_ERROR_MSG */
	WIRE_STYLE_HIDDEN = 3, /* ASK: without echo */
	WIRE_STYLE_SHOWN = 4,  /* ASK: with echo */
	WIRE_STYLE_FIRST = 5,  /* ASK: nobody; PAM_AUTHTOK, or "" */
};

/* A frame, unpacked. Text fields are NUL-terminated and belong to it. */
struct wire_frame {
	enum wire_type type;
	union {
		struct {
			char user[WIRE_NAME_MAX + 1];
			char service[WIRE_NAME_MAX + 1];
			char rhost[WIRE_NAME_MAX + 1];
			char ruser[WIRE_NAME_MAX + 1];
			char tty[WIRE_NAME_MAX + 1];
			/*
			 * Of a person at this host: the leader of his session,
			 * as SID.STARTTIME in decimal; "" : not known.
			 */
			char session[WIRE_SESSION_MAX + 1];
			char conf[WIRE_NAME_MAX + 1];     /* "" : the default */
			char prompt[WIRE_PROMPT_MAX + 1]; /* "" : ours */
			uint32_t options;                 /* enum wire_option */
			uint32_t flags;                   /* PAM's, as given */
		} hello;
		struct {
			enum wire_style style;
			char text[WIRE_TEXT_MAX + 1];
		} show; /* SHOW and ASK */
		struct {
			size_t n;
			char text[WIRE_ANSWER_MAX + 1];
		} answer;
		struct {
			enum wire_verdict verdict;
		} finish;
		struct {
			char user[WIRE_NAME_MAX + 1];
			char service[WIRE_NAME_MAX + 1];
			char source[WIRE_NAME_MAX + 1];
			char code[64];
			int64_t expires; /* wall time */
			char conf[WIRE_NAME_MAX + 1];
		} deliver;
		struct {
			char user[WIRE_NAME_MAX + 1]; /* never "" */
			size_t n;                     /* never 0 */
			char text[WIRE_ANSWER_MAX + 1];
		} set; /* this is the account's password now */
		struct {
			uint32_t type;   /* CREDMINT_TOTP or CREDMINT_HOTP */
			uint32_t digest; /* CREDMINT_SHA1 to CREDMINT_SHA512 */
			uint32_t digits; /* 6 to 8 */
			uint32_t step;   /* seconds, 1 to 3600; HOTP: 0 */
			char name[WIRE_LABEL_MAX + 1]; /* never "" */
		} wish;
		struct {
			char secret[WIRE_SECRET_MAX + 1]; /* base32 */
			char uri[WIRE_URI_MAX + 1];       /* otpauth:// */
		} seed;
	} u;
};

/*
 * Pack a frame. Its length, or -EINVAL when it breaks a rule above, -ERANGE
 * when size is too small; out is wiped then.
 */
int wire_pack(const struct wire_frame *frame, void *out, size_t size)
    __attribute__((warn_unused_result));

/*
 * Unpack n bytes. 0, or -EPROTO with *frame all zero (type WIRE_NOTHING).
 */
int wire_unpack(const void *in, size_t n, struct wire_frame *frame)
    __attribute__((warn_unused_result));

#endif
