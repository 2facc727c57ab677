/* source - where a login comes from */

#include "registry/source.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "registry/times.h"

#define IPV4_BYTES 4
#define IPV6_NETWORK_BYTES 8

static void
set(struct source *out, enum source_kind kind, const void *id, size_t n)
{
	out->kind = kind;
	out->n = n;
	memcpy(out->id, id, n);
}

static bool
read_ipv6(const char *text, struct source *out)
{
	char plain[INET6_ADDRSTRLEN];
	struct in6_addr a;
	size_t n = strcspn(text, "%");

	if (n >= sizeof(plain))
		return false;
	memcpy(plain, text, n);
	plain[n] = '\0';
	if (inet_pton(AF_INET6, plain, &a) != 1)
		return false;
	if (IN6_IS_ADDR_V4MAPPED(&a))
		set(out, SOURCE_IPV4, &a.s6_addr[12], IPV4_BYTES);
	else
		set(out, SOURCE_IPV6, a.s6_addr, IPV6_NETWORK_BYTES);
	return true;
}

void
source_read(const char *rhost, struct source *out)
{
	struct in_addr a;

	memset(out, 0, sizeof(*out));
	if (rhost == NULL || *rhost == '\0') {
		out->kind = SOURCE_LOCAL;
		return;
	}
	if (inet_pton(AF_INET, rhost, &a) == 1) {
		set(out, SOURCE_IPV4, &a, IPV4_BYTES);
		return;
	}
	if (read_ipv6(rhost, out))
		return;
	set(out, SOURCE_NAME, rhost, strnlen(rhost, SOURCE_NAME_MAX));
	for (size_t i = 0; i < out->n; i++)
		if (out->id[i] >= 'A' && out->id[i] <= 'Z')
			out->id[i] = (unsigned char)(out->id[i] - 'A' + 'a');
}

void
source_asker(uid_t asker, struct source *out)
{
	unsigned char id[4];

	memset(out, 0, sizeof(*out));
	times_put32((uint32_t)asker, id);
	set(out, SOURCE_ASKER, id, sizeof(id));
}
