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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/stage.h"

/* What is typed: a password, and the code after it. */
#define PASSWORD 31
#define CODE 16
#define TYPED (PASSWORD + CODE)
#define LONG 600
#define BLOCK ((size_t)1 << 20)

/*
 * What is looked for is never in this memory as a whole but where it was put:
 * it is made byte by byte, and read back in children.
 */
static char
typed_at(size_t i)
{
	return (char)('B' + (i * 7 + i / 3) % 24);
}

static void
make_typed(char *out)
{
	size_t i;

	for (i = 0; i < TYPED; i++)
		out[i] = typed_at(i);
	out[TYPED] = '\0';
}

/* Whether a block holds n typed bytes, the ones from a place on. */
static bool
block_holds(const char *block, size_t size, size_t from, size_t n)
{
	size_t at, i;

	for (at = 0; at + n <= size; at++) {
		for (i = 0; i < n; i++)
			if (block[at + i] != typed_at(from + i))
				break;
		if (i == n)
			return true;
	}
	return false;
}

/* What is looked for, and where. */
struct search {
	int memory;
	char *block;
	size_t from, n;
};

static bool
range_holds(const struct search *s, uintptr_t from, uintptr_t to)
{
	bool found = false;
	ssize_t n;

	for (; !found && from < to; from += BLOCK - TYPED) {
		n = pread(s->memory, s->block,
		    to - from < BLOCK ? to - from : BLOCK, (off_t)from);
		found =
		    n > 0 && block_holds(s->block, (size_t)n, s->from, s->n);
	}
	return found;
}

/* Whether any memory of this process but the block shared here holds them. */
static bool
memory_holds(size_t first, size_t n)
{
	struct search s = {.from = first, .n = n};
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long from, to;
	char line[512], modes[5];
	bool found = false;

	s.memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	s.block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(s.memory >= 0 && maps != NULL && s.block != MAP_FAILED);
	while (!found && fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx %4s", &from, &to, modes) == 3 &&
		    strcmp(modes, "rw-p") == 0 && to - from < 64 * BLOCK)
			found = range_holds(&s, from, to);
	assert_int_equal(munmap(s.block, BLOCK), 0);
	assert_int_equal(fclose(maps), 0);
	assert_int_equal(close(s.memory), 0);
	return found;
}

static bool
memory_holds_password(void)
{
	return memory_holds(0, CODE);
}

static bool
memory_holds_code(void)
{
	return memory_holds(PASSWORD, CODE);
}

/* Run it in a child, whose memory nobody looks at. */
static bool
child_says(bool (*body)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(body() ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status == 0;
}

static bool
write_first(void)
{
	char typed[TYPED + 1];

	make_typed(typed);
	stage_write("first", typed);
	return true;
}

static bool
code_was_passed_on(void)
{
	const char *notes = stage_notes();

	return block_holds(notes, strlen(notes), PASSWORD, CODE);
}

static bool
password_was_passed_on(void)
{
	const char *notes = stage_notes();

	return block_holds(notes, strlen(notes), 0, CODE);
}

/* An application that is not ready at first, and what it sees at "look". */
struct application {
	bool again, too_long;
	bool looked, saw_password, saw_code;
};

/* What is typed; only the module holds it from then on. */
static char *
type(const struct application *a)
{
	size_t n = a->too_long ? LONG : 0;
	char *text = malloc(n + TYPED + 1);

	assert_non_null(text);
	memset(text, 'x', n);
	make_typed(text + n);
	return text;
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **responses, void *data)
{
	struct application *a = data;

	(void)n;
	if (a->again) {
		a->again = false;
		return PAM_CONV_AGAIN;
	}
	*responses = calloc(1, sizeof(**responses));
	assert_non_null(*responses);
	if (strcmp(messages[0]->msg, "look") == 0) {
		a->looked = true;
		a->saw_password = memory_holds_password();
		a->saw_code = memory_holds_code();
	} else {
		(*responses)->resp = type(a);
	}
	return PAM_SUCCESS;
}

/* A login of a line with args, after one that sets PAM_AUTHTOK. */
static void
log_in(struct application *a, const char *args, const char *play)
{
	const struct pam_conv conv = {converse, a};
	struct stage_talk talk = {0};
	char stack[2048];
	pam_handle_t *pamh;

	assert_false(memory_holds_password());
	assert_false(memory_holds_code());
	(void)snprintf(stack, sizeof(stack),
	    "auth optional %s set\nauth [success=ok default=bad] %s %s\n",
	    stage_witness(), stage_module(), args);
	pamh = stage_start_stack("alice", &talk, stack);
	assert_int_equal(pam_set_item(pamh, PAM_CONV, &conv), PAM_SUCCESS);
	stage_play(play);
	while (pam_authenticate(pamh, 0) == PAM_INCOMPLETE)
		;
	assert_false(memory_holds_password());
	assert_false(memory_holds_code());
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_false(memory_holds_password());
	assert_false(memory_holds_code());
}

#define ASK "hello\nask code\nanswer\n"
#define FIRST "hello\nfirst\nanswer\n"
#define ASK_AND_LOOK ASK "show look\n"

/* What the played side does once it was answered, or did not wait for it. */
static const char *const plays[] = {ASK_AND_LOOK "finish yes\n",
    ASK_AND_LOOK "finish no\n", ASK_AND_LOOK "finish unavailable\n",
    ASK_AND_LOOK "finish absent\n", ASK_AND_LOOK "", ASK_AND_LOOK "crash\n",
    ASK_AND_LOOK "raw ff\n", ASK_AND_LOOK "raw 01040000\n",
    ASK_AND_LOOK "gift\n", ASK_AND_LOOK "sleep 1200\n",
    "hello\nask code\ncrash\n"};
#define PLAYS (sizeof(plays) / sizeof(*plays))

static void
test_search_finds_what_is_there(void **state)
{
	char *kept = malloc(TYPED + 1);

	(void)state;
	assert_non_null(kept);
	make_typed(kept);
	assert_true(memory_holds_password());
	assert_true(memory_holds_code());
	explicit_bzero(kept, PASSWORD);
	assert_false(memory_holds_password());
	assert_true(memory_holds_code());
	explicit_bzero(kept, TYPED);
	assert_false(memory_holds_code());
	free(kept);
}

static void
log_in_every_way(const char *args, bool kept)
{
	size_t i;

	stage_write("first", "");
	for (i = 0; i < 2 * PLAYS; i++) {
		struct application a = {.again = i % 2 == 1};

		log_in(&a, args, plays[i / 2]);
		assert_int_equal(
		    a.looked, strstr(plays[i / 2], "look") != NULL);
		assert_false(a.saw_code);
		assert_int_equal(a.saw_password, a.looked && kept);
	}
}

static void
test_no_answer_is_left_in_memory(void **state)
{
	struct application a = {0};

	(void)state;
	log_in_every_way("", false);
	log_in(&a, "", plays[0]);
	assert_true(child_says(code_was_passed_on));
	assert_true(child_says(password_was_passed_on));
}

/* The password is in PAM_AUTHTOK, for the next line; the code is nowhere. */
static void
test_r23_no_code_is_left_in_memory(void **state)
{
	struct application a = {0};

	(void)state;
	log_in_every_way("forward_pass=16", true);
	log_in(&a, "forward_pass=16", plays[0]);
	assert_true(child_says(code_was_passed_on));
	assert_false(child_says(password_was_passed_on));
}

static void
test_answers_that_are_too_long_are_wiped(void **state)
{
	struct application a = {.too_long = true}, b = a;

	(void)state;
	stage_write("first", "");
	log_in(&a, "", plays[0]);
	assert_true(a.looked && !a.saw_password && !a.saw_code);
	log_in(&b, "forward_pass=16", plays[0]);
	assert_true(b.looked && !b.saw_password && !b.saw_code);
	assert_false(child_says(code_was_passed_on));
}

/* libpam itself holds it until the end of the stack. */
static void
test_r23_no_code_of_a_first_pass_is_left_in_memory(void **state)
{
	static const char *const ends[] = {
	    "show look\nfinish yes\n", "show look\nfinish no\n", "crash\n"};
	char play[200];
	size_t i;

	(void)state;
	assert_true(child_says(write_first));
	for (i = 0; i < 3; i++) {
		struct application a = {0};

		(void)snprintf(play, sizeof(play), FIRST "%s", ends[i]);
		log_in(&a, "use_first_pass forward_pass=16", play);
		assert_true(child_says(code_was_passed_on));
		assert_false(child_says(password_was_passed_on));
		assert_false(a.saw_code);
		assert_int_equal(a.saw_password, a.looked);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_search_finds_what_is_there),
	    cmocka_unit_test(test_no_answer_is_left_in_memory),
	    cmocka_unit_test(test_r23_no_code_is_left_in_memory),
	    cmocka_unit_test(test_answers_that_are_too_long_are_wiped),
	    cmocka_unit_test(
		test_r23_no_code_of_a_first_pass_is_left_in_memory),
	};

	return STAGE_RUN("PAM memory", tests);
}
