/*
 * pass - PAM_AUTHTOK, taken as an answer, and given what is left of one
 */

#include "pam_module/pass.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "wire/wire.h"

int
pass_take(pam_handle_t *pamh, char **answer)
{
	const void *item = NULL;

	*answer = NULL;
	if (pam_get_item(pamh, PAM_AUTHTOK, &item) != PAM_SUCCESS)
		return -EINVAL;
	if (item == NULL)
		return 0;
	*answer = strdup(item);
	return *answer == NULL ? -ENOMEM : 0;
}

int
pass_forward(
    pam_handle_t *pamh, const char *answer, size_t n, size_t size, size_t *from)
{
	char rest[WIRE_ANSWER_MAX + 1] = "";
	int r;

	*from = n > size ? n - size : 0;
	if (*from > WIRE_ANSWER_MAX)
		return -EINVAL;
	if (*from > 0)
		memcpy(rest, answer, *from);
	r = pam_set_item(pamh, PAM_AUTHTOK, rest);
	SECRET_WIPE_ARRAY(rest);
	return r == PAM_SUCCESS ? 0 : -ENOMEM;
}
