/*
 * source - where a login comes from, as far as limits tell sources apart
 *
 * An IPv4 address (also written ::ffff:a.b.c.d) is a source; of an IPv6
 * address its first 64 bits are, without a scope id; nothing is `local`. A host
 * name is what whoever owns its address says it is, another one at each try:
 * to lockout all of them are one source, which is nobody's. What another than
 * root asks comes from the asker, whatever else he says.
 */

#ifndef REGISTRY_SOURCE_H
#define REGISTRY_SOURCE_H

#include <stddef.h>
#include <sys/types.h>

enum source_kind {
	SOURCE_LOCAL = 1,
	SOURCE_IPV4 = 2,
	SOURCE_IPV6 = 3,
	SOURCE_NAME = 4,
	SOURCE_ASKER = 5,
};

/* Bytes of a host name that tell it from others. */
#define SOURCE_NAME_MAX 256

struct source {
	enum source_kind kind;
	size_t n; /* bytes of id */
	unsigned char id[SOURCE_NAME_MAX];
};

/* The source that PAM_RHOST names; NULL and "" are local. */
void source_read(const char *rhost, struct source *out);

/* The source that an asker is. */
void source_asker(uid_t asker, struct source *out);

#endif
