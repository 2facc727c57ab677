/* enrol_picture - the picture that --qr asks for, before there is a secret */

#include "enrol_picture.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "qr.h"

/* A library that is not there is told before there is a file. */
int
enrol_picture_begin(struct qr_file *file, const char *path, struct fault *f)
{
	struct qr none = {0};
	int null, rc;

	if (path == NULL)
		return 0;
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null < 0)
		return fault_set(f, -errno, "cannot open /dev/null");
	rc = qr_draw("otpauth://", null, &none, f);
	(void)close(null);
	qr_wipe(&none);
	if (rc == QR_NOT_INSTALLED)
		rc = -ENOENT;
	return rc != 0 ? rc : qr_file_begin(file, path, f);
}
