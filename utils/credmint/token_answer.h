/*
 * token_answer - what the registry said of a kept token, for people and for
 * programs
 *
 * A token's own text is in none of it.
 */

#ifndef CREDMINT_TOKEN_ANSWER_H
#define CREDMINT_TOKEN_ANSWER_H

#include "registry/token.h"

struct json_line;
struct output;

/* The word for programs, such as "expired"; "" for a yes. */
const char *token_answer_reason(enum registry_token_answer answer);

/* What a person is told behind "no: ". */
const char *token_answer_words(enum registry_token_answer answer);

/*
 * Members id, kind, user, label, issued, expires, idle (seconds; 0: none) and,
 * of a token that has a number of them, the uses left.
 */
void token_answer_add(struct json_line *line, const struct registry_token *is);

/* "live", or the word why not. */
const char *token_answer_state(const struct registry_token *is);

/* The same as token_answer_add(), and members seen, csrf, by and state. */
void token_answer_add_row(
    struct json_line *line, const struct registry_token *is);

/* Lines "user  alice" and so on. 0 or a negative errno. */
int token_answer_lines(const struct registry_token *is, struct output *out)
    __attribute__((warn_unused_result));

/*
 * "good once until 2026-01-31T23:59:59Z", "good until 2026-01-31T23:59:59Z, if
 * verified every 30m".
 */
#define TOKEN_ANSWER_LIFE_SIZE 128
void token_answer_life(
    const struct registry_token *is, char out[TOKEN_ANSWER_LIFE_SIZE]);

#endif
