/* network - lists of networks, as text and as bits */

#include "host/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define MAPPED_BITS 96

struct network {
	struct network_address at;
	unsigned bits;
};

/* Room for the text of one, "/128" and a NUL. */
#define TEXT_SIZE (INET6_ADDRSTRLEN + 5)

_Static_assert(NETWORK_MAX == 8, "a message says so");

/* ::ffff:a.b.c.d becomes a.b.c.d; false: it is no such thing. */
static bool
unmap(struct network_address *a)
{
	static const unsigned char mapped[12] = {
	    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

	if (a->n != 16 || memcmp(a->byte, mapped, sizeof(mapped)) != 0)
		return false;
	a->n = 4;
	memmove(a->byte, a->byte + 12, 4);
	memset(a->byte + 4, 0, 12);
	return true;
}

/* An address of n bytes of text, as it is written. */
static bool
read_address(const char *text, size_t n, struct network_address *out)
{
	char plain[INET6_ADDRSTRLEN];

	memset(out, 0, sizeof(*out));
	if (n >= sizeof(plain))
		return false;
	memcpy(plain, text, n);
	plain[n] = '\0';
	if (inet_pton(AF_INET, plain, out->byte) == 1)
		out->n = 4;
	else if (inet_pton(AF_INET6, plain, out->byte) == 1)
		out->n = 16;
	else
		memset(out, 0, sizeof(*out));
	return out->n != 0;
}

bool
network_address(const char *rhost, struct network_address *out)
{
	size_t n = rhost == NULL ? 0 : strcspn(rhost, "%");

	if (rhost == NULL || !read_address(rhost, n, out) ||
	    (rhost[n] != '\0' && out->n == 4)) {
		memset(out, 0, sizeof(*out));
		return false;
	}
	(void)unmap(out);
	return true;
}

/* The length behind the '/', or all of the address. */
static bool
read_bits(const char *text, size_t n, unsigned all, unsigned *bits)
{
	*bits = 0;
	if (n == 0 || n > 3 || (n > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*bits = *bits * 10 + (unsigned)(text[i] - '0');
	}
	return *bits <= all;
}

static bool
read_network(const char *text, size_t n, struct network *out)
{
	const char *slash = memchr(text, '/', n);
	size_t head = slash == NULL ? n : (size_t)(slash - text);
	unsigned all;

	if (!read_address(text, head, &out->at))
		return false;
	all = 8 * (unsigned)out->at.n;
	out->bits = all;
	if (slash != NULL &&
	    !read_bits(slash + 1, n - head - 1, all, &out->bits))
		return false;
	if (all == 128 && out->bits >= MAPPED_BITS && unmap(&out->at))
		out->bits -= MAPPED_BITS;
	return true;
}

/* The bits of a byte that belong to a network of so many bits. */
static unsigned char
mask(unsigned bits, size_t i)
{
	size_t before = 8 * i;

	if (bits <= before)
		return 0;
	if (bits - before >= 8)
		return 0xff;
	return (unsigned char)(0xff00u >> (bits - before));
}

/* Take away what stands behind the length; whether anything did. */
static bool
cut(struct network *w)
{
	bool any = false;

	for (size_t i = 0; i < w->at.n; i++) {
		unsigned char kept = w->at.byte[i] & mask(w->bits, i);

		any = any || kept != w->at.byte[i];
		w->at.byte[i] = kept;
	}
	return any;
}

static bool
holds(const struct network *w, const struct network_address *a)
{
	if (w->at.n != a->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (((a->byte[i] ^ w->at.byte[i]) & mask(w->bits, i)) != 0)
			return false;
	return true;
}

bool
network_holds(const char *networks, const char *rhost)
{
	struct network_address from;
	struct network w;
	bool in = false;
	size_t n;

	if (!network_address(rhost, &from))
		return false;
	for (;; networks += n + 1) {
		n = strcspn(networks, ",");
		if (!read_network(networks, n, &w) || cut(&w))
			return false;
		in = in || holds(&w, &from);
		if (networks[n] == '\0')
			return in;
	}
}

/* "10.0.0.0/8", or an address alone where that is all of it. */
static void
write_network(const struct network *w, char out[TEXT_SIZE])
{
	char text[INET6_ADDRSTRLEN] = "";

	(void)inet_ntop(
	    w->at.n == 4 ? AF_INET : AF_INET6, w->at.byte, text, sizeof(text));
	if (w->bits == 8 * w->at.n)
		(void)snprintf(out, TEXT_SIZE, "%s", text);
	else
		(void)snprintf(out, TEXT_SIZE, "%s/%u", text, w->bits);
}

static int
canonical(const char *text, size_t n, char out[TEXT_SIZE], struct fault *f)
{
	const int shown = n > 64 ? 64 : (int)n;
	struct network w;

	if (!read_network(text, n, &w))
		return fault_set(f, -EINVAL,
		    "\"%.*s\" is no network: write 192.0.2.7, 10.0.0.0/8 or "
		    "2001:db8::/32, several with commas between them",
		    shown, text);
	if (cut(&w)) {
		write_network(&w, out);
		return fault_set(f, -EINVAL,
		    "%.*s is an address inside a network: write %s if you "
		    "mean that, or leave the length away",
		    shown, text, out);
	}
	write_network(&w, out);
	return 0;
}

int
network_list(const char *text, char out[HOST_NETWORKS_SIZE], struct fault *f)
{
	char all[HOST_NETWORKS_SIZE] = "", one[TEXT_SIZE];
	size_t used = 0, n;
	int rc = 0;

	*out = '\0';
	for (size_t i = 0; rc == 0; i++, text += n + 1) {
		n = strcspn(text, ",");
		if (i == NETWORK_MAX)
			return fault_set(f, -EINVAL,
			    "8 networks at most: leave some away, or "
			    "take a larger one");
		rc = canonical(text, n, one, f);
		if (rc != 0)
			return rc;
		if (used + strlen(one) + 2 > sizeof(all))
			return fault_set(f, -EINVAL,
			    "the networks are %d bytes at most: leave some "
			    "away, or take a larger one",
			    HOST_NETWORKS_SIZE - 1);
		used += (size_t)snprintf(all + used, sizeof(all) - used, "%s%s",
		    i == 0 ? "" : ",", one);
		if (text[n] == '\0')
			break;
	}
	memcpy(out, all, used + 1);
	return rc;
}
