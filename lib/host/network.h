/*
 * network - lists of networks, as text and as bits
 *
 *  1. An address MUST be what inet_pton(3) takes, without a scope id; a
 *     network is an address, '/' and a decimal length without leading zeros.
 *  2. ::ffff:a.b.c.d MUST be the IPv4 address, ::ffff:a.b.c.d/96+n the IPv4
 *     network of n bits. An IPv4 address MUST NOT be in an IPv6 network, not
 *     even in ::/0, nor the other way round.
 *  3. A network with bits set behind its length MUST be refused: whoever wrote
 *     it meant another address or another length.
 *  4. A list is 1 to NETWORK_MAX of them, with commas and nothing else between
 *     them. What is stored is its canonical text; text that is not, and
 *     that was stored all the same, MUST hold no address.
 *  5. What a login comes from MUST be an IP literal, where a scope id of an
 *     IPv6 one does not matter. A host name, "" and NULL are in no network:
 *     nothing is ever looked up.
 */

#ifndef HOST_NETWORK_H
#define HOST_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

#define NETWORK_MAX 8
/* Room for a canonical list. */
#define HOST_NETWORKS_SIZE 257

struct network_address {
	size_t n; /* bytes: 4 or 16 */
	unsigned char byte[16];
};

/* An address as PAM_RHOST has it, MUST 5; false: it is none, *out then 0. */
bool network_address(const char *rhost, struct network_address *out);

/*
 * A list as a person writes it, in its canonical text. 0; or -EINVAL with a
 * line and out "": not a network, bits behind its length, "", too many.
 */
int network_list(const char *text, char out[HOST_NETWORKS_SIZE],
    struct fault *f) __attribute__((warn_unused_result));

/* Whether a canonical list (not "") holds an address. */
bool network_holds(const char *networks, const char *rhost);

#endif
