/* digest - what is kept in place of codes, hashes, names and sources */

#include "registry/digest.h"

#include <string.h>

#include "core/secret.h"

static void
put64(int64_t v, unsigned char out[8])
{
	uint64_t u = (uint64_t)v;

	for (size_t i = 0; i < 8; i++)
		out[i] = (unsigned char)(u >> (56 - 8 * i));
}

static void
digest(const unsigned char subkey[MAC_SIZE], const struct digest_bound *bound,
    const char *text, size_t n, unsigned char out[MAC_SIZE])
{
	const size_t name_n = strlen(bound->name);
	unsigned char head[8 * 5];
	struct mac_part parts[] = {
	    {head, sizeof(head)},
	    {bound->name, name_n},
	    {text, n},
	};

	put64(bound->kind, head);
	put64(bound->id, head + 8);
	put64(bound->uid, head + 16);
	put64((int64_t)name_n, head + 24);
	put64((int64_t)n, head + 32);
	mac_of(subkey, parts, 3, out);
}

void
digest_code(const struct key *key, const struct digest_bound *bound,
    const char plain[CODE_PLAIN_SIZE], unsigned char out[MAC_SIZE])
{
	digest(key->codes, bound, plain, CODE_LENGTH, out);
}

void
digest_hash(const struct key *key, const struct digest_bound *bound,
    const char *hash, size_t n, unsigned char out[MAC_SIZE])
{
	digest(key->hashes, bound, hash, n, out);
}

void
digest_recovery(const struct key *key, const char *name, int64_t uid,
    int64_t sheet, const char plain[CODE_RECOVERY_SIZE],
    unsigned char out[MAC_SIZE])
{
	const size_t name_n = strlen(name);
	unsigned char head[8 * 3];
	struct mac_part parts[] = {
	    {head, sizeof(head)},
	    {name, name_n},
	    {plain, CODE_RECOVERY_SIZE},
	};

	put64(uid, head);
	put64(sheet, head + 8);
	put64((int64_t)name_n, head + 16);
	mac_of(key->recovery, parts, 3, out);
}

void
digest_token(const unsigned char subkey[MAC_SIZE],
    const struct digest_owner *owner, const char *secret, size_t n,
    unsigned char out[MAC_SIZE])
{
	const size_t kind_n = strlen(owner->kind);
	const size_t subject_n = strlen(owner->subject);
	unsigned char head[8 * 4];
	struct mac_part parts[] = {
	    {head, sizeof(head)},
	    {owner->kind, kind_n},
	    {owner->subject, subject_n},
	    {secret, n},
	};

	put64(owner->id, head);
	put64((int64_t)kind_n, head + 8);
	put64((int64_t)subject_n, head + 16);
	put64((int64_t)n, head + 24);
	mac_of(subkey, parts, 4, out);
}

/* The last of a digest's bytes as a number below buckets. */
static int64_t
bucket_of(const unsigned char mac[MAC_SIZE], int64_t buckets)
{
	uint64_t v = 0;

	for (size_t i = MAC_SIZE - 8; i < MAC_SIZE; i++)
		v = v << 8 | mac[i];
	return (int64_t)(v % (uint64_t)buckets);
}

int64_t
digest_name_bucket(const struct key *key, const char *name, int64_t buckets)
{
	static const char purpose[] = "name";
	struct mac_part parts[] = {
	    {purpose, sizeof(purpose)},
	    {name, strlen(name)},
	};
	unsigned char mac[MAC_SIZE];

	mac_of(key->names, parts, 2, mac);
	return bucket_of(mac, buckets);
}

void
digest_source(const struct key *key, const struct source *source,
    unsigned char id[LOCKOUT_SOURCE_SIZE], int64_t *bucket, int64_t buckets)
{
	static const char purpose[] = "source";
	const int64_t askers = buckets / 4;
	unsigned char kind = (unsigned char)source->kind;
	struct mac_part parts[] = {
	    {purpose, sizeof(purpose)},
	    {&kind, 1},
	    {source->id, source->n},
	};
	unsigned char mac[MAC_SIZE];

	mac_of(key->names, parts, 3, mac);
	*bucket = source->kind == SOURCE_ASKER
	    ? buckets - askers + bucket_of(mac, askers)
	    : bucket_of(mac, buckets - askers);
	if (source->kind == SOURCE_NAME)
		mac_of(key->names, parts, 2, mac);
	memcpy(id, mac, LOCKOUT_SOURCE_SIZE);
}
