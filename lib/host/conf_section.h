/*
 * conf_section - [token NAME], [serve NAME] and [login WHO], and what all files
 * together say
 *
 * Private to the room. A file may change what an earlier one says of a section
 * and name what a later one defines, so a section is judged when all are read.
 */

#ifndef HOST_CONF_SECTION_H
#define HOST_CONF_SECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"
#include "host/conf.h"

/* Of conf_keys, host/conf_key.h. */
#define CONF_KEYS 35

enum conf_section {
	CONF_TOP = 1, /* above all sections */
	CONF_TOKEN,
	CONF_SERVE,
	CONF_LOGIN,
	CONF_ANY_LOGIN, /* of keys: above all sections, or in a login */
};

/* A line of a file, for messages; file NULL: nobody wrote it. */
struct conf_place {
	const char *file;
	unsigned line;
	bool drop_in; /* the file is one */
};

/* The kinds of a [serve NAME], which need not be defined yet. */
struct conf_wanted {
	char names[CONF_TOKEN_KINDS_MAX][CONF_TOKEN_KIND_SIZE];
	unsigned n;
	bool all;
};

/* A [serve NAME] as it is read. */
struct conf_client {
	char who[CONF_USER_SIZE + 1];
	unsigned verbs;
	struct conf_wanted kinds;
};

/* How messages call a file. */
struct conf_name {
	struct conf_name *next;
	char text[];
};

/* All that is read, on the heap. */
struct conf_draft {
	struct conf_name *names; /* of the files that were read */
	struct conf *out;        /* its serves are empty until the end */
	struct conf_place kind_at[CONF_TOKEN_KINDS_MAX];
	struct conf_client clients[CONF_SERVES_MAX];
	unsigned clients_n;
	/* Where their keys stand; login_at[0] has those above all sections. */
	struct conf_place token_at[CONF_TOKEN_KINDS_MAX][CONF_KEYS];
	struct conf_place client_at[CONF_SERVES_MAX][CONF_KEYS];
	struct conf_place login_at[CONF_LOGINS_MAX + 1][CONF_KEYS];
	struct conf_login made; /* a section whose header is being read */
	bool drop_ins;          /* these are being read */
};

/* Which section of the draft: the top, a kind, a client, or a login. */
struct conf_part {
	enum conf_section section;
	unsigned index;
};

/*
 * Find or make the part that a header names, n bytes from its '['. 0, or
 * -EINVAL with a fault at this place.
 */
int conf_section_open(struct conf_draft *draft, struct conf_part *out,
    const char *header, size_t n, const struct conf_place *at, struct fault *f)
    __attribute__((warn_unused_result));

/* The struct that the keys of a part lie in, but for CONF_ANY_LOGIN's. */
void *conf_section_base(struct conf_draft *draft, const struct conf_part *part);

/* Where a key of a part stands, the last time it was said. */
struct conf_place *conf_section_place(
    struct conf_draft *draft, const struct conf_part *part, size_t key);

/* Whether n bytes can be the name of a kind. */
bool conf_kind_name_ok(const char *name, size_t n);

/*
 * Judge what was read and put the clients into *draft->out. 0, or -EINVAL with
 * a fault at the place that is to be changed.
 */
int conf_section_settle(struct conf_draft *draft, struct fault *f)
    __attribute__((warn_unused_result));

#endif
