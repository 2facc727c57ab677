/*
 * serve_answer - what credmint serve says to a request: one object on one line
 *
 * Each call hands the line on by put(), in pieces, and returns 0 or a negative
 * errno after a part of it.
 */

#ifndef CREDMINT_SERVE_ANSWER_H
#define CREDMINT_SERVE_ANSWER_H

#include "registry/token.h"

#include "json_line.h"
#include "serve_request.h"

/* Where an answer goes. */
struct serve_sink {
	int (*put)(const char *text, size_t n, void *arg);
	void *arg;
};

/* tag NULL: nothing was asked. */
int serve_answer_error(const struct serve_sink *to, const struct serve_tag *tag,
    const char *why) __attribute__((warn_unused_result));

/* Of SERVE_ACT, done without a fault of all. */
int serve_answer_act(const struct serve_sink *to,
    const struct serve_request *request, const struct registry_token_op *op)
    __attribute__((warn_unused_result));

/* Of SERVE_REVOKE_ALL: how many. */
int serve_answer_revoked(
    const struct serve_sink *to, const struct serve_request *request, int64_t n)
    __attribute__((warn_unused_result));

/* Of SERVE_SHOW: begin, add each, end. after: where the rest begins, or 0. */
void serve_answer_list_begin(struct json_line *line);
void serve_answer_list_add(
    struct json_line *line, const struct registry_token *is);
int serve_answer_list_end(const struct serve_sink *to, struct json_line *line,
    const struct serve_request *request, int64_t after)
    __attribute__((warn_unused_result));

#endif
