/*
 * template - the text that accounts become
 *
 * The language is that of credmint-template(5). MUSTs:
 *
 *  1. A template is read and judged as a whole when it is opened. Afterwards an
 *     account fits or does not, which is known before anything is made; writing
 *     one that fits fails only where the output does.
 *  2. What an account holds never becomes syntax: each place names the filter
 *     that escapes or refuses it.
 *  3. A template reads no file, runs no program, and is never given a password.
 */

#ifndef CREDMINT_TEMPLATE_H
#define CREDMINT_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"

#include "provision_account.h"

struct output;

/* Bytes of the longest template, and of one value given by --set. */
#define TEMPLATE_MAX ((size_t)1024 * 1024)
#define TEMPLATE_SET_MAX ((size_t)4096)
#define TEMPLATE_REASON_SIZE 256

struct template;

/*
 * Open a built-in format by its name, or a template: name_or_file holds a '/'
 * when it is a file, else NAME.template is looked for in
 * /etc/credmint/templates and then where the package puts its own. With neither
 * it is chpasswd. sets are texts NAME=VALUE, NULL behind the last; sets itself
 * may be NULL; they need not outlive the call. 0; CALL_USAGE: there is no such
 * format or template, it is not written as it must be, or the names given are
 * not those it uses; or a negative errno. Each with a line in f, FILE:LINE
 * where there is one. *out is NULL then.
 */
int template_open(struct template **out, const char *format,
    const char *name_or_file, const char *const *sets, struct fault *f)
    __attribute__((warn_unused_result));

/* Free it; NULL is good. */
void template_close(struct template *t);

/* The built-in formats' names, in the order of the manual; NULL: no more. */
const char *template_format(size_t i);

/*
 * Whether the template takes hashes of a method: it is one of %methods, or
 * there are none and no place refuses what such a hash is written with.
 */
bool template_takes(const struct template *t, const char *method);

/* The names of %methods in words: "a, b and c". */
void template_methods(const struct template *t, char *text, size_t size);

/* The method that is the default for it; NULL: it has no word in this. */
const char *template_method(const struct template *t);

/*
 * What an account becomes text from. number counts the accounts that are
 * written, from 1: what stands between two is written before all but the first.
 * now is seconds since 1970, as is expires; 0 there: the password never dies.
 */
struct template_values {
	const struct provision_account *account;
	const char *hash, *method;
	int64_t now;
	int64_t expires;
	uint64_t number;
};

/* How many accounts it is for at most, as an installer makes but one; 0: any
 * number. */
uint64_t template_accounts(const struct template *t);

/*
 * Whether an account fits: 0; -EINVAL with one line in reason, which has
 * neither the file's name nor the number of its line.
 */
int template_check(const struct template *t,
    const struct provision_account *account, char reason[TEMPLATE_REASON_SIZE])
    __attribute__((warn_unused_result));

/*
 * Which fields an account has that come nowhere in what is written of it, as
 * bits 1 << PROVISION_...: nobody but credmint reads those of its password.
 */
unsigned template_left_out(
    const struct template *t, const struct provision_account *account);

/*
 * Write what stands before all accounts, one that fits, and what stands behind
 * all. 0 or a negative errno, which is the output's. Up to the end of each the
 * output holds whole items. -EINVAL: the account was not checked, or its hash
 * is of a method that is not taken; then a part of it may have been written.
 */
int template_head(const struct template *t, struct output *out)
    __attribute__((warn_unused_result));
int template_account(const struct template *t,
    const struct template_values *values, struct output *out)
    __attribute__((warn_unused_result));
int template_tail(const struct template *t, struct output *out)
    __attribute__((warn_unused_result));

/*
 * Whether it has something to say of the accounts once more, behind them all:
 * then template_middle() is called once before the tail, and template_again()
 * for each account that was written, in the same order and without its hash.
 */
bool template_has_again(const struct template *t);
int template_middle(const struct template *t, struct output *out)
    __attribute__((warn_unused_result));
int template_again(const struct template *t,
    const struct template_values *values, struct output *out)
    __attribute__((warn_unused_result));

#endif
