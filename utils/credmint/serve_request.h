/*
 * serve_request - a line that a client of credmint serve sent, read strictly
 *
 * 1. No line about what is wrong MUST repeat what was sent.
 * 2. Nothing MUST be asked of the registry that the client may not do; a token
 *    of a kind outside of that is as one that there is not.
 */

#ifndef CREDMINT_SERVE_REQUEST_H
#define CREDMINT_SERVE_REQUEST_H

#include "core/fault.h"
#include "host/conf.h"
#include "registry/token.h"

#include "json_read.h"
#include "serve_may.h"
#include "url_template.h"

/* Bytes of the longest tag, which is given back with the answer. */
#define SERVE_TAG_MAX 64

struct serve_tag {
	enum json_type type; /* 0: there is none; TEXT or NUMBER */
	char text[SERVE_TAG_MAX + 1];
	int64_t number;
};

/* What is to be done for a line. */
enum serve_way {
	SERVE_REFUSE = 0, /* say what fault says */
	SERVE_ACT,        /* an act on one token: op */
	SERVE_REVOKE_ALL, /* of filter */
	SERVE_SHOW,       /* those of filter */
};

struct serve_request {
	enum serve_way way;
	struct serve_tag tag;
	struct url_template url;
	struct registry_token_filter filter;
	bool none; /* no token can be meant: it may not, or the like */
	struct json_read in; /* texts of the request and of op are in it */
	struct fault fault;  /* of SERVE_REFUSE */
};

/*
 * Read n bytes of peer's. op is zeroed, and filled for SERVE_ACT. End it in any
 * case.
 */
void serve_request_read(struct serve_request *out, struct registry_token_op *op,
    const struct conf *conf, const struct serve_peer *peer, const char *line,
    size_t n);
void serve_request_end(struct serve_request *request);

#endif
