/*
 * asker - who asks, and what his HELLO is worth
 */

#include "auth/asker.h"

#include <stdio.h>
#include <string.h>

#include "core/secret.h"

#define SELF "self:"

void
asker_reduce(struct login *l)
{
	struct wire_frame *hello = &l->hello;
	char service[sizeof(SELF) - 1 + sizeof(hello->u.hello.service)];

	if (l->host->asker == 0)
		return;
	/* Cut to its room, as every claim is. */
	(void)snprintf(
	    service, sizeof(service), SELF "%s", hello->u.hello.service);
	memcpy(hello->u.hello.service, service, WIRE_NAME_MAX);
	hello->u.hello.service[WIRE_NAME_MAX] = '\0';
	SECRET_WIPE_ARRAY(hello->u.hello.rhost);
	SECRET_WIPE_ARRAY(hello->u.hello.ruser);
	SECRET_WIPE_ARRAY(hello->u.hello.tty);
	SECRET_WIPE_ARRAY(hello->u.hello.session);
	SECRET_WIPE_ARRAY(hello->u.hello.conf);
}

static bool
is_trusted(const struct conf *conf, uid_t asker)
{
	for (unsigned i = 0; i < conf->trusted_askers_n; i++)
		if (conf->trusted_askers[i] == asker)
			return true;
	return false;
}

bool
asker_may(const struct login *l)
{
	const uid_t asker = l->host->asker;

	if (asker == 0)
		return true;
	if (l->known && l->account.uid == asker)
		return true;
	if (!is_trusted(l->conf, asker))
		return false;
	return !l->known || l->account.uid != 0;
}
