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

/* Whether a block holds the first bytes of the password, or the whole code. */
static bool
block_holds(const char *block, size_t size, size_t from)
{
	const char *at = block, *end = block + size;
	size_t i;

	while (end - at >= CODE &&
	    (at = memchr(at, typed_at(from), (size_t)(end - at) - CODE + 1)) !=
		NULL) {
		for (i = 1; i < CODE && at[i] == typed_at(from + i); i++)
			;
		if (i == CODE)
			return true;
		at++;
	}
	return false;
}

/* What of it memory holds. */
enum held {
	NOTHING = 0,
	THE_PASSWORD = 1,
	THE_CODE = 2,
	BOTH = 3
};

static unsigned
range_holds(int memory, char *block, uintptr_t from, uintptr_t to)
{
	unsigned found = NOTHING;
	ssize_t n;

	for (; from < to; from += BLOCK - TYPED) {
		n = pread(memory, block, to - from < BLOCK ? to - from : BLOCK,
		    (off_t)from);
		if (n > 0 && block_holds(block, (size_t)n, 0))
			found |= THE_PASSWORD;
		if (n > 0 && block_holds(block, (size_t)n, PASSWORD))
			found |= THE_CODE;
	}
	return found;
}

/* All memory of this process is looked at but the block shared here. */
static unsigned
memory_holds(void)
{
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	FILE *maps = fopen("/proc/self/maps", "re");
	char *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long from, to;
	unsigned found = NOTHING;
	char line[512], modes[5];

	assert_true(memory >= 0 && maps != NULL && block != MAP_FAILED);
	while (fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx %4s", &from, &to, modes) == 3 &&
		    strcmp(modes, "rw-p") == 0 && to - from < 64 * BLOCK)
			found |= range_holds(memory, block, from, to);
	assert_int_equal(munmap(block, BLOCK), 0);
	assert_int_equal(fclose(maps), 0);
	assert_int_equal(close(memory), 0);
	return found;
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

	return block_holds(notes, strlen(notes), PASSWORD);
}

static bool
password_was_passed_on(void)
{
	const char *notes = stage_notes();

	return block_holds(notes, strlen(notes), 0);
}

/* An application that is not ready at first, and what it sees at "look". */
struct application {
	bool again, too_long;
	bool looked;
	unsigned saw; /* enum held */
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
		a->saw = memory_holds();
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

	(void)snprintf(stack, sizeof(stack),
	    "auth optional %s set\nauth [success=ok default=bad] %s %s\n",
	    stage_witness(), stage_module(), args);
	pamh = stage_start_stack("alice", &talk, stack);
	assert_int_equal(pam_set_item(pamh, PAM_CONV, &conv), PAM_SUCCESS);
	stage_play(play);
	while (pam_authenticate(pamh, 0) == PAM_INCOMPLETE)
		;
	assert_int_equal(memory_holds(), NOTHING);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_int_equal(memory_holds(), NOTHING);
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
	assert_int_equal(memory_holds(), BOTH);
	explicit_bzero(kept, PASSWORD);
	assert_int_equal(memory_holds(), THE_CODE);
	explicit_bzero(kept, TYPED);
	assert_int_equal(memory_holds(), NOTHING);
	free(kept);
}

static void
log_in_every_way(const char *args, enum held kept)
{
	size_t i;

	stage_write("first", "");
	for (i = 0; i < PLAYS; i++) {
		struct application a = {.again = i % 2 == 1};

		log_in(&a, args, plays[i]);
		assert_int_equal(a.looked, strstr(plays[i], "look") != NULL);
		assert_int_equal(a.saw, a.looked ? kept : NOTHING);
	}
}

static void
test_no_answer_is_left_in_memory(void **state)
{
	struct application a = {0};

	(void)state;
	log_in_every_way("", NOTHING);
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
	log_in_every_way("forward_pass=16", THE_PASSWORD);
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
	assert_true(a.looked && a.saw == NOTHING);
	log_in(&b, "forward_pass=16", plays[0]);
	assert_true(b.looked && b.saw == NOTHING);
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
		assert_int_equal(a.saw, a.looked ? THE_PASSWORD : NOTHING);
	}
}

static bool
new_password_was_passed_on(void)
{
	const char *notes = stage_passwd_notes();

	return block_holds(notes, strlen(notes), 0);
}

/* A new password is typed, and this is what comes of it. */
static bool
change(const char *lines)
{
	struct application a = {0};
	struct stage_talk talk = {0};
	const struct pam_conv conv = {converse, &a};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	int r;

	assert_int_equal(pam_set_item(pamh, PAM_CONV, &conv), PAM_SUCCESS);
	stage_play("hello\nask code\nanswer\nfinish change\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	stage_play("hello\nfinish yes\n");
	stage_play_passwd(lines);
	r = pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK);
	assert_int_equal(memory_holds(), NOTHING);
	assert_int_equal(pam_end(pamh, r), PAM_SUCCESS);
	return r == PAM_SUCCESS;
}

static void
test_r15_no_new_password_is_left_in_memory(void **state)
{
	static const char *const faults[] = {
	    "set\nfinish no\n", "set\nraw ff\n", "set\ncrash\n", ""};
	size_t i;

	(void)state;
	stage_write("accounts", "alice:x:1000:1000::/:/bin/sh\n");
	assert_true(change("set\nfinish yes\n"));
	assert_true(child_says(new_password_was_passed_on));
	for (i = 0; i < 4; i++)
		assert_false(change(faults[i]));
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
	    cmocka_unit_test(test_r15_no_new_password_is_left_in_memory),
	};

	return STAGE_RUN("PAM memory", tests);
}
