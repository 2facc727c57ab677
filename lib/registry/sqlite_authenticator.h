/*
 * sqlite_authenticator - the calls of store_authenticator.h on SQLite,
 * contracts there
 */

#ifndef REGISTRY_SQLITE_AUTHENTICATOR_H
#define REGISTRY_SQLITE_AUTHENTICATOR_H

#include "registry/sqlite.h"
#include "registry/store_authenticator.h"

/* ---- sqlite_account.c ---- */
int sqlite_account_get(struct store *s, int64_t account,
    struct store_account *out, struct fault *f);
int sqlite_account_enrol(
    struct store *s, int64_t account, int64_t uid, struct fault *f);
int sqlite_account_enrolled(struct store *s, const char *name, int64_t uid,
    struct store_enrolled *out, struct fault *f);
int sqlite_account_marks(struct store *s, int64_t after,
    struct registry_mark *out, size_t *n, struct fault *f);
int sqlite_account_sheet(
    struct store *s, int64_t account, int64_t sheet, struct fault *f);
int sqlite_account_end(
    struct store *base, int64_t account, int64_t turn, struct fault *f);
int sqlite_account_grace(struct store *s, int64_t account,
    const unsigned char grace[STORE_GRACE_SIZE], bool really, struct fault *f);

/* ---- sqlite_recovery.c ---- */
int sqlite_recovery_find(struct store *s, int64_t account,
    const unsigned char digest[MAC_SIZE], struct store_recovery *out,
    struct fault *f);
int sqlite_recovery_use(struct store *s, int64_t account,
    const unsigned char digest[MAC_SIZE], int64_t turn, int64_t at, bool *done,
    struct fault *f);
int sqlite_recovery_add(struct store *s, const struct store_recovery *c,
    bool *done, struct fault *f);
int sqlite_recovery_clear(
    struct store *s, int64_t account, int64_t *n, struct fault *f);
int sqlite_recovery_clear_foreign(
    struct store *s, int64_t account, int64_t uid, int64_t *n, struct fault *f);
int sqlite_recovery_less(struct store *s, int64_t account, struct fault *f);
int sqlite_recovery_left(struct store *s, int64_t account, struct fault *f);
int sqlite_recovery_count(struct store *s, int64_t account,
    struct store_recoveries *out, struct fault *f);

#endif
