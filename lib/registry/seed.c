/* seed - the seed of an authenticator, sealed and opened */

#include "registry/seed.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/authenticator.h"

/* What a seed is bound to: numbers of fixed size, then the name. */
struct binding {
	unsigned char numbers[7 * 8];
	struct mac_part parts[2];
};

static void
bind_to(
    struct binding *b, const struct store_authenticator *row, const char *user)
{
	const int64_t numbers[] = {row->id, row->account, row->uid,
	    (int64_t)row->type, (int64_t)row->digest, (int64_t)row->digits,
	    (int64_t)row->step};

	_Static_assert(sizeof(numbers) == sizeof(b->numbers), "all of them");
	for (size_t i = 0; i < sizeof(b->numbers); i++)
		b->numbers[i] = (unsigned char)((uint64_t)numbers[i / 8] >>
		    (56 - 8 * (i % 8)));
	b->parts[0] = (struct mac_part){b->numbers, sizeof(b->numbers)};
	b->parts[1] = (struct mac_part){user, strlen(user)};
}

/*
 * One longer than the digest's block is kept as HMAC shortens it, which shows
 * the same codes (RFC 2104, section 2): a decision need not do that each time,
 * and takes as long for it as for a short one.
 */
int
seed_seal(const struct key *key, const char *user, const void *seed, size_t n,
    struct store_authenticator *row)
{
	unsigned char block[MAC_BLOCK_MAX];
	struct binding b;
	int rc;

	if (n < REGISTRY_SEED_MIN || n > CREDMINT_OTP_KEY_MAX ||
	    mac_size((enum mac_digest)row->digest) == 0)
		return -EINVAL;
	n = mac_key_block((enum mac_digest)row->digest, seed, n, block);
	bind_to(&b, row, user);
	memcpy(row->key_id, key->id, sizeof(row->key_id));
	row->sealed_n = n + MAC_SEAL_MORE;
	rc = mac_seal(key->seeds, b.parts, 2, block, n, row->sealed);
	SECRET_WIPE_ARRAY(block);
	return rc;
}

/* The work is done whatever the row is. */
int
seed_open(const struct key *key, const char *user,
    const struct store_authenticator *row,
    unsigned char out[CREDMINT_OTP_KEY_MAX], size_t *n)
{
	static const unsigned char nothing[REGISTRY_SEED_MIN + MAC_SEAL_MORE];
	const bool sane = row->sealed_n >= sizeof(nothing) &&
	    row->sealed_n <= sizeof(row->sealed);
	struct binding b;
	int rc;

	memset(out, 0, CREDMINT_OTP_KEY_MAX);
	bind_to(&b, row, user);
	rc = mac_open(key->seeds, b.parts, 2, sane ? row->sealed : nothing,
	    sane ? row->sealed_n : sizeof(nothing), out);
	*n = rc == 0 ? row->sealed_n - MAC_SEAL_MORE : REGISTRY_SEED_MIN;
	if (rc == 0)
		return 0;
	secret_wipe(out, CREDMINT_OTP_KEY_MAX);
	return row->sealed_n != 0 &&
		memcmp(row->key_id, key->id, sizeof(row->key_id)) != 0
	    ? -EINVAL
	    : -EBADMSG;
}

void
seed_trace(const struct key *key, const char *user, const void *seed, size_t n,
    const struct store_authenticator *row, unsigned char *out)
{
	unsigned char block[MAC_BLOCK_MAX];
	struct binding b;
	const struct store_authenticator bound = {
	    .type = row->type, .digest = row->digest, .step = row->step};

	bind_to(&b, &bound, user);
	(void)mac_key_block((enum mac_digest)row->digest, seed, n, block);
	mac_of(key->traces,
	    (struct mac_part[]){b.parts[0], {block, sizeof(block)}, b.parts[1]},
	    3, out);
	SECRET_WIPE_ARRAY(block);
}

int
seed_fault(const struct conf *conf, const char *user, int64_t id, int rc,
    struct fault *f)
{
	if (rc == -EINVAL)
		return fault_set(f, rc,
		    "%s: authenticator %lld of %s cannot be read, it was "
		    "sealed under another key: remove it and enroll another "
		    "one",
		    conf->key, (long long)id, user);
	return fault_set(f, rc,
	    "%s: authenticator %lld of %s cannot be read, it is damaged: "
	    "remove it and enroll another one",
	    conf->registry, (long long)id, user);
}

size_t
registry_seed_size(enum credmint_digest digest)
{
	static const size_t sizes[] = {
	    [CREDMINT_SHA1] = 20,
	    [CREDMINT_SHA256] = 32,
	    [CREDMINT_SHA512] = REGISTRY_SEED_DRAWN_MAX,
	};

	return sizes[digest];
}
