/*
 * played_pam - as much of libpam as a module needs
 */

#include "tests/fuzz/played_pam.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <security/pam_ext.h>

#define KEPT (sizeof(((pam_handle_t *)0)->kept) / sizeof(pamh->kept[0]))

int
pam_get_item(const pam_handle_t *pamh, int type, const void **item)
{
	if (type < 0 || type >= PLAYED_ITEMS)
		return PAM_BAD_ITEM;
	*item = type == PAM_AUTHTOK ? pamh->authtok : pamh->items[type];
	return PAM_SUCCESS;
}

int
pam_set_item(pam_handle_t *pamh, int type, const void *item)
{
	if (type != PAM_AUTHTOK)
		return PAM_BAD_ITEM;
	free(pamh->authtok);
	pamh->authtok = item == NULL ? NULL : strdup(item);
	return PAM_SUCCESS;
}

int
pam_get_user(pam_handle_t *pamh, const char **user, const char *prompt)
{
	(void)prompt;
	*user = pamh->items[PAM_USER];
	return *user == NULL ? PAM_CONV_ERR : PAM_SUCCESS;
}

int
pam_get_authtok(
    pam_handle_t *pamh, int item, const char **authtok, const char *prompt)
{
	(void)prompt;
	*authtok = item == PAM_AUTHTOK ? pamh->authtok : NULL;
	return *authtok == NULL ? PAM_AUTHTOK_ERR : PAM_SUCCESS;
}

int
pam_get_data(const pam_handle_t *pamh, const char *name, const void **data)
{
	for (size_t i = 0; i < KEPT; i++)
		if (strcmp(pamh->kept[i].name, name) == 0) {
			*data = pamh->kept[i].data;
			return PAM_SUCCESS;
		}
	return PAM_NO_MODULE_DATA;
}

int
pam_set_data(pam_handle_t *pamh, const char *name, void *data,
    void (*cleanup)(pam_handle_t *pamh, void *data, int status))
{
	size_t i, at = KEPT;

	for (i = 0; i < KEPT && at == KEPT; i++)
		if (strcmp(pamh->kept[i].name, name) == 0)
			at = i;
	for (i = 0; i < KEPT && at == KEPT; i++)
		if (pamh->kept[i].name[0] == '\0')
			at = i;
	if (at == KEPT)
		abort();
	if (pamh->kept[at].cleanup != NULL)
		pamh->kept[at].cleanup(
		    pamh, pamh->kept[at].data, PAM_DATA_REPLACE);
	(void)snprintf(
	    pamh->kept[at].name, sizeof(pamh->kept[at].name), "%s", name);
	pamh->kept[at].data = data;
	pamh->kept[at].cleanup = cleanup;
	return PAM_SUCCESS;
}

int
pam_fail_delay(pam_handle_t *pamh, unsigned int usec)
{
	(void)pamh;
	(void)usec;
	return PAM_SUCCESS;
}

/* Formatted, so that what goes to the log is looked at. */
void
pam_vsyslog(
    const pam_handle_t *pamh, int priority, const char *format, va_list args)
{
	static char line[4096];

	(void)pamh;
	(void)priority;
	(void)vsnprintf(line, sizeof(line), format, args);
}

void
pam_syslog(const pam_handle_t *pamh, int priority, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	pam_vsyslog(pamh, priority, format, args);
	va_end(args);
}

void
played_pam_end(pam_handle_t *pamh, int status)
{
	for (size_t i = 0; i < KEPT; i++)
		if (pamh->kept[i].cleanup != NULL)
			pamh->kept[i].cleanup(pamh, pamh->kept[i].data, status);
	free(pamh->authtok);
	memset(pamh, 0, sizeof(*pamh));
}
