/*
 * witness - a PAM module beside ours: what it finds in PAM_AUTHTOK
 *
 *	set		puts what stands in the file "first" there
 *	unknown		says PAM_MODULE_UNKNOWN
 *	tell		writes it to the file "told", "[TEXT]" or "unset"
 *
 * "unknown" in every call, the others also as the second phase of
 * pam_chauthtok(3).
 *
 * Both files lie in the directory the application is in.
 */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <security/pam_modules.h>

static int
set_first(pam_handle_t *pamh)
{
	char text[2048];
	int fd = open("first", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd != -1)
		(void)close(fd);
	if (n < 0)
		return PAM_AUTH_ERR;
	text[n] = '\0';
	n = pam_set_item(pamh, PAM_AUTHTOK, text);
	explicit_bzero(text, sizeof(text));
	return (int)n;
}

static int
tell(pam_handle_t *pamh)
{
	const void *item = NULL;
	int fd = open("told", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int r = pam_get_item(pamh, PAM_AUTHTOK, &item);

	if (fd == -1 || r != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	if (item == NULL) {
		r |= write(fd, "unset", 5) != 5;
	} else {
		r |= write(fd, "[", 1) != 1;
		r |= write(fd, item, strlen(item)) != (ssize_t)strlen(item);
		r |= write(fd, "]", 1) != 1;
	}
	(void)close(fd);
	return r == 0 ? PAM_SUCCESS : PAM_AUTH_ERR;
}

int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	if (argc == 1 && strcmp(argv[0], "set") == 0)
		return set_first(pamh);
	if (argc == 1 && strcmp(argv[0], "unknown") == 0)
		return PAM_MODULE_UNKNOWN;
	return tell(pamh);
}

int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}

int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_MODULE_UNKNOWN;
}

int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	if (((unsigned)flags & PAM_UPDATE_AUTHTOK) == 0 &&
	    strcmp(argc == 1 ? argv[0] : "", "unknown") != 0)
		return PAM_SUCCESS;
	return pam_sm_authenticate(pamh, flags, argc, argv);
}
