/*
 * sqlite_rows - the row calls of store.h on SQLite, contracts there
 */

#ifndef REGISTRY_SQLITE_ROWS_H
#define REGISTRY_SQLITE_ROWS_H

#include "registry/sqlite.h"

/* ---- sqlite_meta.c ---- */
int sqlite_meta_get(struct store *s, struct store_meta *meta, struct fault *f);
int sqlite_meta_put(
    struct store *s, const struct store_meta *meta, struct fault *f);
int sqlite_meta_make(
    struct sqlite *s, const struct store_meta *meta, struct fault *f);

/* ---- sqlite_attempt.c ---- */
int sqlite_account_find(
    struct store *s, const char *name, int64_t *id, struct fault *f);
int sqlite_account_add(struct store *s, int64_t id, const char *name,
    const unsigned char key_id[KEY_ID_SIZE], bool really, struct fault *f);
int sqlite_attempt_get(
    struct store *s, int64_t id, void *record, size_t n, struct fault *f);
int sqlite_attempt_put(
    struct store *s, int64_t id, const void *record, size_t n, struct fault *f);
int sqlite_attempt_add(struct store *s, int64_t id, const void *record,
    size_t n, bool really, struct fault *f);
int sqlite_source_get(
    struct store *s, int64_t id, void *record, size_t n, struct fault *f);
int sqlite_source_put(
    struct store *s, int64_t id, const void *record, size_t n, struct fault *f);

/* ---- sqlite_credential.c ---- */
int sqlite_credential_open(struct store *s, int64_t account, int64_t turn,
    bool claimed, struct store_credential *out, size_t *n, struct fault *f);
int sqlite_credential_count(struct store *s, int64_t account, int64_t except,
    bool claimed, int64_t *live, int64_t *delivered, struct fault *f);
int sqlite_credential_add(struct store *s, const struct store_credential *c,
    bool really, struct fault *f);
int sqlite_credential_use(struct store *s, int64_t id, int64_t turn,
    int64_t gone, bool *done, struct fault *f);
int sqlite_credential_end(struct store *s, int64_t id, enum store_state state,
    int64_t gone, bool *done, struct fault *f);
int sqlite_credential_end_all(struct store *s, const struct store_ending *which,
    int64_t *n, struct fault *f);
int sqlite_credential_end_foreign(struct store *s, int64_t account, int64_t uid,
    int64_t gone, struct fault *f);
int sqlite_credential_hold(
    struct store *s, int64_t account, int64_t uid, struct fault *f);
int sqlite_credential_release(struct store *s, int64_t account, int64_t uid,
    int64_t now, struct fault *f);
int sqlite_credential_end_expired(struct store *s, int64_t account, int64_t now,
    int64_t mark, int64_t gone, struct fault *f);
int sqlite_credential_purge(
    struct store *s, int64_t mark, int64_t batch, int64_t *n, struct fault *f);

/* ---- sqlite_list.c ---- */
int sqlite_credential_reach(struct store *s, int64_t after, int64_t batch,
    int64_t *until, struct fault *f);
int sqlite_credential_reset(struct store *s, const struct store_reset *what,
    int64_t *ended, int64_t *hastened, struct fault *f);
int sqlite_credential_find(struct store *s, int64_t id,
    struct store_credential *out, char *name, struct fault *f);
int sqlite_credential_page(struct store *s, const char *name, int64_t after,
    int64_t now, struct registry_code *out, size_t *n, struct fault *f);

/* ---- sqlite_temporary.c ---- */
int sqlite_temporary_confirm(
    struct store *s, int64_t id, bool *done, struct fault *f);
int sqlite_temporary_settle(
    struct store *s, int64_t account, int64_t now, struct fault *f);
int sqlite_temporary_count(struct store *s, int64_t account, int64_t uid,
    struct store_temporaries *out, struct fault *f);
int sqlite_temporary_page(struct store *s, const char *name, int64_t after,
    int64_t now, int64_t until, struct registry_temporary *out, size_t *n,
    struct fault *f);

/* ---- sqlite_event.c ---- */
int sqlite_event_merge(struct store *s, const struct registry_event *e,
    int64_t since, bool really, bool *merged, struct fault *f);
int sqlite_event_add(struct store *s, const struct registry_event *e,
    bool really, int64_t *id, struct fault *f);
int sqlite_event_settle(struct store *s, int64_t id, const char *from,
    const char *to, struct fault *f);
int sqlite_event_prune(
    struct store *s, const struct store_prune *p, int64_t *n, struct fault *f);
int sqlite_event_next(
    struct store *s, int64_t after, int64_t *id, struct fault *f);
int sqlite_event_page(struct store *s, const struct registry_filter *filter,
    int64_t until, struct registry_event *out, size_t *n, struct fault *f);

#endif
