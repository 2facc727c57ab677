/* entropy - which of the system's generators is in use */

#include "entropy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/entropy.h"

#include "argument.h"
#include "command.h"
#include "draws.h"
#include "json_line.h"
#include "output.h"
#include "table.h"

#define DOORS_MAX 8

/* Fewer would leave a byte's value less than five times on the average. */
#define SAMPLE_MIN 1280
#define SAMPLE_MAX 1000000000

static const char *
state_name(const struct entropy_state *door)
{
	switch (door->error) {
	case 0:
		return door->in_use ? "in use" : "stands by";
	case -ENOSYS:
	case -ENOENT: /* of a device */
	case -ENXIO:
	case -ENODEV:
		return "absent";
	case -EPERM:
	case -EACCES:
		return "filtered";
	default:
		return "fails";
	}
}

static int
doors_json(struct call *call, const struct entropy_state *doors, size_t n)
{
	struct json_line line;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		json_line_begin(&line);
		json_line_text(&line, "door", doors[i].name);
		json_line_text(&line, "state", state_name(&doors[i]));
		rc = json_line_end(&line, call->out);
	}
	return rc;
}

static int
doors_show(struct call *call, const struct entropy_state *doors, size_t n)
{
	static const char *const titles[] = {"DOOR", "STATE"};
	struct table *table;
	int rc = 0;

	if (call->options.value[OPTION_JSON] != NULL)
		return doors_json(call, doors, n);
	table = table_new(titles, 2);
	if (table == NULL)
		return -ENOMEM;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const char *cells[] = {doors[i].name, state_name(&doors[i])};

		rc = table_row(table, cells, call->out);
	}
	if (rc == 0)
		rc = table_flush(table, call->out);
	table_free(table);
	return rc;
}

/* The door in use, which must give bytes. */
static int
door_in_use(const struct entropy_state *doors, size_t n, const char **name,
    struct fault *f)
{
	int error = n > 0 ? doors[n - 1].error : -ENOSYS;

	*name = n > 0 ? doors[n - 1].name : "the system";
	for (size_t i = 0; i < n; i++) {
		if (!doors[i].in_use)
			continue;
		*name = doors[i].name;
		error = doors[i].error;
		break;
	}
	if (error == 0)
		return 0;
	return fault_set(
	    f, error, DRAWS_FAIL ": %s: %s", *name, strerror(-error));
}

int
command_entropy(struct call *call)
{
	struct entropy_state doors[DOORS_MAX];
	const char *size = call->options.value[OPTION_BYTES], *name;
	uint64_t nbytes = 0;
	int rc = argument_number(
	    "-b", size, SAMPLE_MIN, SAMPLE_MAX, &nbytes, &call->fault);
	size_t n;

	if (rc != 0)
		return rc;
	n = entropy_doors(doors, DOORS_MAX);
	n = n < DOORS_MAX ? n : DOORS_MAX;
	rc = door_in_use(doors, n, &name, &call->fault);
	if (rc == 0)
		rc = doors_show(call, doors, n);
	return rc != 0 || size == NULL ? rc
				       : entropy_sample(call, name, nbytes);
}
