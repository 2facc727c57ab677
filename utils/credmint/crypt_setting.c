/* crypt_setting - -m and -c, as a fresh setting for hashing */

#include "crypt_setting.h"

#include <errno.h>

#include "argument.h"
#include "command.h"
#include "draws.h"

int
crypt_setting_make(struct credmint_source *source,
    const struct options *options, char setting[CREDMINT_SALT_SIZE],
    struct fault *f)
{
	const char *method = options->value[OPTION_METHOD];
	uint64_t cost = 0;
	int rc = argument_number(
	    "-c", options->value[OPTION_COST], 0, UINT32_MAX, &cost, f);

	if (rc != 0)
		return rc;
	rc = credmint_salt_make(
	    source, method, (unsigned long)cost, setting, CREDMINT_SALT_SIZE);
	switch (rc) {
	case -ENOTSUP:
		return fault_set(f, CALL_USAGE,
		    "-m takes yescrypt, gost-yescrypt, scrypt, bcrypt, "
		    "sha512crypt, sha256crypt or pbkdf2-sha256");
	case -EDOM:
		return fault_set(f, CALL_USAGE,
		    "-c is out of the method's range: yescrypt and "
		    "gost-yescrypt 1-11, scrypt 6-11, bcrypt 4-31, sha512crypt "
		    "and sha256crypt 1000-999999999, pbkdf2-sha256 "
		    "1000-4294967295");
	default:
		return draws_end(rc, f);
	}
}
