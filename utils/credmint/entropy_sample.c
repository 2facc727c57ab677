/* entropy_sample - a look at what the generator gives */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/entropy.h"
#include "core/secret.h"

#include "bit_sample.h"
#include "command.h"
#include "entropy.h"
#include "histogram.h"
#include "json_line.h"
#include "output.h"
#include "progress.h"
#include "stop.h"
#include "table.h"
#include "words.h"

/* Bytes taken at a time. */
#define BLOCK ((size_t)64 * 1024)

/* On fewer columns the table of findings has no third one. */
#define FINDINGS_COLUMNS 38

static const struct {
	const char *title;
	const char *member;
} tests[BIT_TESTS] = {
    [BIT_TEST_BYTES] = {"byte chi-square", "byte_chi_square"},
    [BIT_TEST_FREQUENCY] = {"frequency", "frequency"},
    [BIT_TEST_RUNS] = {"runs", "runs"},
    [BIT_TEST_SERIAL_1] = {"serial 1", "serial_1"},
    [BIT_TEST_SERIAL_2] = {"serial 2", "serial_2"},
};

static int
sample_take(struct call *call, struct bit_sample *sample, uint64_t nbytes)
{
	unsigned char *block = secret_map(BLOCK, NULL);
	struct progress progress;
	int rc = 0;

	if (block == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");

	progress_begin(&progress, nbytes, call->out);
	for (uint64_t done = 0; rc == 0 && done < nbytes;) {
		uint64_t left = nbytes - done;
		size_t n = left < BLOCK ? (size_t)left : BLOCK;

		rc = entropy_fill(block, n);
		if (rc != 0)
			(void)fault_set(&call->fault, rc,
			    "the system's random generator fails: %s",
			    strerror(-rc));
		else if (stop_asked() != 0)
			rc = -EINTR;
		else
			bit_sample_add(sample, block, 8 * n);
		done += n;
		progress_step(&progress, done);
	}
	progress_end(&progress);
	secret_unmap(block, BLOCK);
	return rc;
}

static void
extremes(const struct bit_sample *sample, size_t *least, size_t *most)
{
	*least = *most = 0;
	for (size_t i = 1; i < 256; i++) {
		if (sample->histogram[i] < sample->histogram[*least])
			*least = i;
		if (sample->histogram[i] > sample->histogram[*most])
			*most = i;
	}
}

static int
put_line(struct output *out, const char *text)
{
	int rc = output_text(out, text);

	return rc != 0 ? rc : output_end(out);
}

static int
counts_show(
    const struct bit_sample *sample, const char *door, struct output *out)
{
	char line[96];
	size_t least, most;
	int rc;

	extremes(sample, &least, &most);
	(void)snprintf(
	    line, sizeof(line), "%" PRIu64 " bytes of %s", sample->bytes, door);
	rc = output_end(out);
	if (rc == 0)
		rc = put_line(out, line);
	(void)snprintf(line, sizeof(line),
	    "each %" PRIu64 " times on the average", sample->bytes / 256);
	if (rc == 0)
		rc = put_line(out, line);
	(void)snprintf(line, sizeof(line),
	    "least %" PRIu64 " (%02zx), most %" PRIu64 " (%02zx)",
	    sample->histogram[least], least, sample->histogram[most], most);
	return rc != 0 ? rc : put_line(out, line);
}

static int
findings_show(
    const struct bit_finding *findings, size_t columns, struct output *out)
{
	static const char *const titles[] = {"TEST", "P-VALUE", "LIKE CHANCE"};
	struct table *table =
	    table_new(titles, columns < FINDINGS_COLUMNS ? 2 : 3);
	int rc = 0;

	if (table == NULL)
		return -ENOMEM;
	for (size_t i = 0; rc == 0 && i < BIT_TESTS; i++) {
		char p[16];
		const char *cells[] = {
		    tests[i].title, p, findings[i].bad ? "no" : "yes"};

		(void)snprintf(p, sizeof(p), "%.6f", findings[i].p);
		rc = table_row(table, cells, out);
	}
	if (rc == 0)
		rc = table_flush(table, out);
	table_free(table);
	return rc;
}

static int
sample_show(struct output *out, const char *door,
    const struct bit_sample *sample, const struct bit_finding *findings)
{
	size_t columns = output_columns(out);
	bool blocks = output_shows_utf8();
	int rc = counts_show(sample, door, out);

	if (rc == 0)
		rc = histogram_draw(sample->histogram, columns, blocks, out);
	if (rc == 0)
		rc = output_end(out);
	return rc != 0 ? rc : findings_show(findings, columns, out);
}

static int
sample_json(struct output *out, const char *door,
    const struct bit_sample *sample, const struct bit_finding *findings)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "door", door);
	json_line_number(&line, "bytes", (int64_t)sample->bytes);
	for (size_t i = 0; i < BIT_TESTS; i++)
		json_line_real(&line, tests[i].member, findings[i].p);
	json_line_numbers(&line, "histogram", sample->histogram, 256);
	return json_line_end(&line, out);
}

/* That a sample is not like chance is an answer, not a failure. */
static int
verdict(const struct bit_finding *findings)
{
	for (size_t i = 0; i < BIT_TESTS; i++) {
		if (!findings[i].bad)
			continue;
		words_say(
		    "no: this sample is hardly chance: %s", tests[i].title);
		return CALL_NO;
	}
	return 0;
}

int
entropy_sample(struct call *call, const char *door, uint64_t nbytes)
{
	struct bit_finding findings[BIT_TESTS];
	struct bit_sample sample;
	int rc = bit_sample_make(&sample, bit_sample_pattern(8 * nbytes));

	if (rc != 0)
		return fault_set(&call->fault, rc, "out of memory");
	rc = sample_take(call, &sample, nbytes);
	if (rc == 0) {
		bit_sample_find(&sample, findings);
		rc = call->options.value[OPTION_JSON] != NULL
		    ? sample_json(call->out, door, &sample, findings)
		    : sample_show(call->out, door, &sample, findings);
	}
	bit_sample_free(&sample);
	return rc != 0 ? rc : verdict(findings);
}
