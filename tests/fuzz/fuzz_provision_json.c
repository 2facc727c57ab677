/* fuzz_provision_json - any lines behind one that is an account in JSON */

#include "tests/fuzz/accounts_judge.h"
#include "tests/fuzz/frames.h"

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	accounts_judge("{\"name\":\"first\"}\n", in, n);
	return 0;
}
