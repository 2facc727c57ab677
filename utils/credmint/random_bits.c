/* random bits - so many random bits, in hexadecimal */

#include <errno.h>

#include "core/encode.h"
#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "draws.h"
#include "json_line.h"
#include "output.h"

#define BITS_MAX (8 * (uint64_t)ARGUMENT_BYTES_MAX)

struct bits {
	size_t nbits;
	size_t nbytes;
	unsigned char *bytes;
	char *text;
	size_t text_size;
};

static int
one(struct draws *draws, void *arg)
{
	const struct bits *bits = arg;
	struct call *call = draws->call;
	struct json_line line;
	/* An integer of 5 bits has 2 digits, one of 4 bits has 1. */
	const char *text = bits->text + (bits->nbits + 3) / 4 % 2;
	int rc = credmint_random_bits(draws->source, bits->bytes, bits->nbits);

	if (rc != 0)
		return draws_end(rc, &call->fault);
	rc = encode_text(
	    ENCODE_HEX, bits->bytes, bits->nbytes, bits->text, bits->text_size);
	if (rc != 0)
		return rc;
	if (call->options.value[OPTION_JSON] == NULL) {
		rc = output_text(call->out, text);
		return rc != 0 ? rc : output_end(call->out);
	}
	json_line_begin(&line);
	json_line_text(&line, "bits", text);
	return json_line_end(&line, call->out);
}

int
command_random_bits(struct call *call)
{
	struct bits bits = {0};
	uint64_t nbits;
	int rc = argument_number("number", call->options.operands[0], 0,
	    BITS_MAX, &nbits, &call->fault);

	if (rc != 0)
		return rc;
	bits.nbits = (size_t)nbits;
	bits.nbytes = (bits.nbits + 7) / 8;
	bits.text_size = encode_size(ENCODE_HEX, bits.nbytes);
	/* No bits are no bytes, but memory has at least one. */
	bits.bytes = secret_map(bits.nbytes + 1, NULL);
	bits.text = secret_map(bits.text_size, NULL);
	if (bits.bytes == NULL || bits.text == NULL)
		rc = fault_set(&call->fault, -ENOMEM, "out of memory");
	if (rc == 0)
		rc = draws_run(call, false, one, &bits);
	secret_unmap(bits.bytes, bits.nbytes + 1);
	secret_unmap(bits.text, bits.text_size);
	return rc;
}
