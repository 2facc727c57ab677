/*
 * provision_input_json - accounts as JSON lines: an object a line
 */

#ifndef CREDMINT_PROVISION_INPUT_JSON_H
#define CREDMINT_PROVISION_INPUT_JSON_H

#include <stddef.h>

#include "core/fault.h"

#include "json_read.h"
#include "provision_input_check.h"
#include "provision_input_lines.h"

/* Room for an integer of 64 bits. */
#define PROVISION_NUMBER_SIZE 24

struct provision_json {
	struct json_read in;
	char number[PROVISION_FIELDS][PROVISION_NUMBER_SIZE];
	char groups[PROVISION_GROUPS_MAX + 2];
};

/*
 * Read a line. 1: it is a record, in out until json is ended; 0: it is blank;
 * -EINVAL: it is none, with why; -ENOMEM. End it after a 1.
 */
int provision_json_line(struct provision_json *json,
    const struct provision_line *line, struct provision_read *out,
    struct fault *why) __attribute__((warn_unused_result));
void provision_json_end(struct provision_json *json);

#endif
