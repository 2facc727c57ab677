/*
 * fuzz_networks - networks as anybody writes them, kept in one way alone
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/network.h"
#include "tests/fuzz/frames.h"

/* What is kept reads as itself. */
static void
read_again(const char *kept)
{
	char again[HOST_NETWORKS_SIZE];
	struct fault f = {""};

	if (network_list(kept, again, &f) != 0 || strcmp(kept, again) != 0)
		frames_wrong("kept in another way than it is read");
	if (strspn(kept, "0123456789abcdef:.,/") != strlen(kept))
		frames_wrong("kept with what is in no address");
}

/* The same text as where a login comes from. */
static void
look_from(const char *rhost, const char *kept)
{
	struct network_address address;

	if (network_holds("0.0.0.0/0,::/0", rhost) !=
	    network_address(rhost, &address))
		frames_wrong("an address in no network, or none in one");
	if (kept != NULL && strcspn(rhost, "/,") == strlen(rhost) &&
	    !network_holds(kept, rhost))
		frames_wrong("an address that is not in itself");
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	char *text = malloc(n + 1), kept[HOST_NETWORKS_SIZE];
	struct fault f = {""};
	int r;

	if (text == NULL)
		abort();
	memcpy(text, in, n);
	text[n] = '\0';
	memset(kept, 'x', sizeof(kept));
	r = network_list(text, kept, &f);
	if (memchr(kept, '\0', sizeof(kept)) == NULL)
		frames_wrong("without an end");
	if (r == 0)
		read_again(kept);
	else if (r != -EINVAL || f.text[0] == '\0')
		frames_wrong("a fault without a word");
	look_from(text, r == 0 ? kept : NULL);
	free(text);
	return 0;
}
