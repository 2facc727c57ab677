/*
 * converse - speaking through the application's conversation function
 */

#include "pam_module/converse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

int
converse_ask(pam_handle_t *pamh, int style, const char *text, char **answer)
{
	const struct pam_message message = {style, text};
	const struct pam_message *messages = &message;
	struct pam_response *response = NULL;
	const struct pam_conv *conv;
	const void *item = NULL;
	int r;

	*answer = NULL;
	if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == NULL)
		return -ECANCELED;
	conv = item;
	if (conv->conv == NULL)
		return -ECANCELED;
	r = conv->conv(1, &messages, &response, conv->appdata_ptr);
	if (r == PAM_CONV_AGAIN)
		return CONVERSE_AGAIN;
	/* After an error the response is not ours to touch. */
	if (r != PAM_SUCCESS)
		return -ECANCELED;
	if (response != NULL)
		*answer = response->resp;
	free(response);
	return 0;
}

int
converse_show(pam_handle_t *pamh, int style, const char *text)
{
	char *answer;
	int r = converse_ask(pamh, style, text, &answer);

	converse_forget(answer);
	return r;
}

void
converse_forget(char *answer)
{
	if (answer != NULL)
		secret_free(answer, strlen(answer));
}
