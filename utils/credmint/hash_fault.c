/* hash_fault - why a password was not hashed, in words */

#include "hash_fault.h"

#include <errno.h>
#include <string.h>

int
hash_fault(int error, struct fault *f)
{
	switch (error) {
	case -EMSGSIZE:
		return fault_set(f, error,
		    "the password is longer than the method reads (bcrypt 72 "
		    "bytes, descrypt 8, any 511); make it shorter or choose "
		    "another method");
	case -EILSEQ:
		return fault_set(f, error,
		    "the password has characters that scram-sha-256 is not "
		    "made of here; use printable ASCII, or let PostgreSQL hash "
		    "it");
	case -EINVAL:
		return fault_set(f, error,
		    "the hash is none that a password can have; give a "
		    "complete hash of crypt(5)");
	case -ENOMEM:
		return fault_set(
		    f, error, "not enough memory for this method and cost");
	default:
		return fault_set(f, error, "cannot hash: %s", strerror(-error));
	}
}
