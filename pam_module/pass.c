/*
 * pass - PAM_AUTHTOK, taken as an answer, and given what is left of one
 */

#include "pam_module/pass.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"

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

size_t
pass_code_at(size_t n, size_t size)
{
	return n > size ? n - size : 0;
}

int
pass_forward(pam_handle_t *pamh, char *answer, size_t from, size_t n)
{
	if (answer != NULL)
		secret_wipe(answer + from, n - from);
	if (pam_set_item(pamh, PAM_AUTHTOK, answer == NULL ? "" : answer) !=
	    PAM_SUCCESS)
		return -ENOMEM;
	return 0;
}
