/*
 * fuzz_provision_csv - any file as the one that credmint provision reads
 *
 * The first byte of an input says whether it has a header of its own.
 */

#include "tests/fuzz/accounts_judge.h"
#include "tests/fuzz/frames.h"

#define HEADER                                                        \
	"name,uid,gid,gecos,home,shell,groups,expiry,length,method\n" \
	"a,1000,users,\"A, \"\"B\"\"\",/home/a,/bin/sh,\"b,c\",2030-01-01,16,"

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const char *const heads[] = {
	    "", "name,gecos\n", "name\n", HEADER};

	if (n > 0)
		accounts_judge(heads[in[0] % 4], in + 1, n - 1);
	return 0;
}
