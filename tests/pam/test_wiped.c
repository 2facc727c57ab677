/*
 * test_wiped - no answer is left in the memory of a PAM application
 */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/secret.h"
#include "tests/pam/stage.h"

#define SECRET_BYTES 47
#define BLOCK ((size_t)1 << 20)

/* What is looked for is never in memory as a whole but where it was put. */
static void
make_secret(char *out)
{
	size_t i;

	for (i = 0; i < SECRET_BYTES; i++)
		out[i] = (char)('B' + (i * 7 + i / 3) % 24);
	out[SECRET_BYTES] = '\0';
}

static bool
block_holds_secret(const char *block, size_t n)
{
	size_t at, i;

	for (at = 0; at + SECRET_BYTES <= n; at++) {
		for (i = 0; i < SECRET_BYTES; i++)
			if (block[at + i] != (char)('B' + (i * 7 + i / 3) % 24))
				break;
		if (i == SECRET_BYTES)
			return true;
	}
	return false;
}

static bool
range_holds_secret(int memory, uintptr_t from, uintptr_t to, char *block)
{
	bool found = false;
	ssize_t n;

	for (; !found && from < to; from += BLOCK - SECRET_BYTES) {
		n = pread(memory, block, to - from < BLOCK ? to - from : BLOCK,
		    (off_t)from);
		found = n > 0 && block_holds_secret(block, (size_t)n);
	}
	return found;
}

/* Whether any memory of this process but the block shared here holds it. */
static bool
memory_holds_secret(void)
{
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	FILE *maps = fopen("/proc/self/maps", "re");
	char *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool found = false;
	unsigned long from, to;
	char line[512], modes[5];

	assert_true(memory >= 0 && maps != NULL && block != MAP_FAILED);
	while (!found && fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx %4s", &from, &to, modes) == 3 &&
		    strcmp(modes, "rw-p") == 0 && to - from < 64 * BLOCK)
			found = range_holds_secret(memory, from, to, block);
	assert_int_equal(munmap(block, BLOCK), 0);
	assert_int_equal(fclose(maps), 0);
	assert_int_equal(close(memory), 0);
	return found;
}

/* Answers with the secret, which only the module holds from then on. */
static int
answer_secret(int n, const struct pam_message **messages,
    struct pam_response **responses, void *data)
{
	(void)n;
	(void)messages;
	(void)data;
	*responses = calloc(1, sizeof(**responses));
	(*responses)->resp = malloc(SECRET_BYTES + 1);
	make_secret((*responses)->resp);
	return PAM_SUCCESS;
}

static void
test_no_answer_is_left_in_memory(void **state)
{
	const struct pam_conv conv = {answer_secret, NULL};
	struct stage_talk talk = {0};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	char *kept = malloc(SECRET_BYTES + 1), want[80] = "answer [";

	(void)state;
	assert_non_null(kept);
	make_secret(kept);
	assert_true(memory_holds_secret());
	secret_free(kept, SECRET_BYTES + 1);
	assert_int_equal(pam_set_item(pamh, PAM_CONV, &conv), PAM_SUCCESS);
	stage_play("hello\nask One-time code: \nanswer\nfinish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_false(memory_holds_secret());
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_false(memory_holds_secret());
	make_secret(want + strlen(want));
	assert_non_null(strstr(stage_notes(), want));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_answer_is_left_in_memory),
	};

	return cmocka_run_group_tests_name(
	    "PAM memory", tests, stage_open, stage_close);
}
