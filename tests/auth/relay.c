/*
 * relay - a relay's side of a login, played by a test
 */

#include "tests/auth/relay.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/account.h"
#include "host/run.h"
#include "tests/registry/mould.h"

/* Milliseconds anything here may take, and that nothing takes to come. */
#define PATIENCE_MS 10000
#define SILENCE_MS 100

int __wrap_account_find(const char *name, struct account *out, struct fault *f);

int
__wrap_account_find(const char *name, struct account *out, struct fault *f)
{
	static const struct account accounts[] = {
	    {"alice", 20001, 20001},
	    {"bob", 20002, 20002},
	    {"root", 0, 0},
	    {"toor", 0, 0},
	};

	memset(out, 0, sizeof(*out));
	if (strcmp(name, "nss-down") == 0)
		return fault_set(f, -EIO, "the directory does not answer");
	for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
		if (strcmp(accounts[i].name, name) == 0) {
			*out = accounts[i];
			return 0;
		}
	}
	/* user0 to user9 */
	if (strncmp(name, "user", 4) == 0 && name[4] >= '0' && name[4] <= '9' &&
	    name[5] == '\0') {
		strcpy(out->name, name);
		out->uid = out->gid = 21000 + (uid_t)(name[4] - '0');
		return 0;
	}
	return ACCOUNT_ABSENT;
}

static int
settle(const struct conf *conf, void *arg, struct fault *f)
{
	struct relay *r = arg;

	(void)conf;
	r->settled++;
	return r->settle_error == 0
	    ? 0
	    : fault_set(f, r->settle_error, "no deliverer today");
}

static int
confine(void *arg, struct fault *f)
{
	struct relay *r = arg;

	r->confined++;
	return r->confine_error == 0
	    ? 0
	    : fault_set(f, r->confine_error, "no sandbox today");
}

static int
deliver(const void *frame, size_t n, void *arg)
{
	struct relay *r = arg;

	if (r->deliver_error != 0)
		return r->deliver_error;
	return run_send(r->letters[0], frame, n, run_clock_ms() + PATIENCE_MS);
}

/* Begun and ended in turns. */
static void
watch(int ms, void *arg)
{
	struct relay *r = arg;

	assert_true(r->in_step == (ms == 0));
	r->in_step = ms != 0;
	r->steps += ms != 0;
}

static void
write_log(int priority, const char *line, void *arg)
{
	struct relay *r = arg;
	size_t n = strlen(r->log);

	(void)snprintf(
	    r->log + n, sizeof(r->log) - n, "<%d>%s\n", priority, line);
}

void
relay_configure(struct relay *r, const char *lines)
{
	struct fault f;
	FILE *file = fopen(r->conf_path, "we");

	assert_non_null(file);
	fprintf(file, "registry = %s/registry.db\nkey = %s/key\n%s", r->dir,
	    r->dir, lines);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(conf_read(&r->conf, r->conf_path, &f), 0);
}

int
relay_setup(void **state)
{
	struct relay *r = calloc(1, sizeof(*r));
	struct fault f = {""};

	if (r == NULL)
		return -1;
	r->sock = r->other = -1;
	strcpy(r->dir, "/tmp/credmint-auth.XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	(void)snprintf(r->conf_path, sizeof(r->conf_path), "%s/conf", r->dir);
	relay_configure(r, "");
	mould_registry(&r->conf);
	assert_int_equal(registry_open(&r->admin, &r->conf, &f), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, r->letters), 0);
	r->host = (struct auth_host){
	    .settle = settle,
	    .confine = confine,
	    .deliver = deliver,
	    .watch = watch,
	    .log = write_log,
	    .arg = r,
	};
	r->prompt = r->session = "";
	r->tty = "ssh";
	*state = r;
	return 0;
}

int
relay_teardown(void **state)
{
	struct relay *r = *state;
	char command[64];

	registry_close(r->admin);
	(void)close(r->letters[0]);
	(void)close(r->letters[1]);
	(void)snprintf(command, sizeof(command), "rm -rf %s", r->dir);
	assert_int_equal(system(command), 0);
	free(r);
	return 0;
}

static void *
serve(void *arg)
{
	struct relay *r = arg;

	r->served = auth_serve(r->other, &r->host, &r->fault);
	(void)close(r->other);
	return NULL;
}

void
relay_send_bytes(struct relay *r, const void *bytes, size_t n)
{
	assert_int_equal(
	    run_send(r->sock, bytes, n, run_clock_ms() + PATIENCE_MS), 0);
}

void
relay_send(struct relay *r, const struct wire_frame *frame)
{
	unsigned char *bytes = malloc(WIRE_FRAME_MAX);
	int n;

	assert_non_null(bytes);
	n = wire_pack(frame, bytes, WIRE_FRAME_MAX);
	assert_true(n > 0);
	relay_send_bytes(r, bytes, (size_t)n);
	free(bytes);
}

void
relay_start(
    struct relay *r, const char *user, const char *service, const char *rhost)
{
	struct wire_frame hello = {.type = WIRE_HELLO};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	r->sock = pair[0];
	r->other = pair[1];
	r->nseen = 0;
	r->log[0] = '\0';
	r->fault.text[0] = '\0';
	assert_int_equal(pthread_create(&r->thread, NULL, serve, r), 0);
	if (user == NULL)
		return;
	strcpy(hello.u.hello.user, user);
	strcpy(hello.u.hello.service, service);
	strcpy(hello.u.hello.rhost, rhost);
	strcpy(hello.u.hello.tty, r->tty);
	strcpy(hello.u.hello.session, r->session);
	strcpy(hello.u.hello.prompt, r->prompt);
	hello.u.hello.options = r->options;
	strcpy(hello.u.hello.conf, r->conf_path);
	relay_send(r, &hello);
}

static int
receive(struct relay *r)
{
	unsigned char *to = r->seen + r->nseen;
	int n;

	assert_true(sizeof(r->seen) - r->nseen >= WIRE_FRAME_MAX);
	n = run_receive(
	    r->sock, to, WIRE_FRAME_MAX, run_clock_ms() + PATIENCE_MS);
	if (n > 0) {
		assert_int_equal(wire_unpack(to, (size_t)n, &r->frame), 0);
		r->nseen += (size_t)n;
	}
	return n;
}

void
relay_expect(struct relay *r, enum wire_type type)
{
	assert_true(receive(r) > 0);
	assert_int_equal(r->frame.type, type);
}

void
relay_expect_end(struct relay *r)
{
	assert_int_equal(receive(r), 0);
}

void
relay_expect_prompt(struct relay *r)
{
	do
		assert_true(receive(r) > 0);
	while (r->frame.type == WIRE_SHOW);
	assert_int_equal(r->frame.type, WIRE_ASK);
}

void
relay_answer(struct relay *r, const char *text)
{
	struct wire_frame answer = {.type = WIRE_ANSWER};

	answer.u.answer.n = strlen(text);
	strcpy(answer.u.answer.text, text);
	relay_send(r, &answer);
}

static void
join(struct relay *r)
{
	(void)close(r->sock);
	assert_int_equal(pthread_join(r->thread, NULL), 0);
}

enum wire_verdict
relay_finish(struct relay *r)
{
	enum wire_verdict verdict;

	relay_expect(r, WIRE_FINISH);
	verdict = r->frame.u.finish.verdict;
	assert_int_equal(receive(r), 0);
	join(r);
	assert_int_equal(r->served, 0);
	return verdict;
}

int
relay_close(struct relay *r)
{
	join(r);
	return r->served;
}

enum wire_verdict
relay_login(struct relay *r, const char *user, const char *service,
    const char *rhost, const char *answer)
{
	relay_start(r, user, service, rhost);
	relay_expect_prompt(r);
	relay_answer(r, answer);
	return relay_finish(r);
}

bool
relay_letter(struct relay *r, struct wire_frame *frame)
{
	struct pollfd p = {r->letters[1], POLLIN, 0};
	unsigned char *bytes;
	int n;

	if (poll(&p, 1, SILENCE_MS) != 1)
		return false;
	bytes = malloc(WIRE_FRAME_MAX);
	assert_non_null(bytes);
	n = run_receive(
	    r->letters[1], bytes, WIRE_FRAME_MAX, run_clock_ms() + 1);
	assert_true(n > 0);
	assert_int_equal(wire_unpack(bytes, (size_t)n, frame), 0);
	assert_int_equal(frame->type, WIRE_DELIVER);
	free(bytes);
	return true;
}

struct account
relay_account(const char *user)
{
	struct account account;
	struct fault f = {""};

	assert_int_equal(__wrap_account_find(user, &account, &f), 0);
	return account;
}

void
relay_issue(struct relay *r, const char *user, const char *service, int64_t ttl,
    char code[REGISTRY_CODE_SIZE], struct registry_code *out)
{
	const struct account account = relay_account(user);
	struct registry_code record;
	struct registry_issue what = {
	    .account = &account,
	    .service = service,
	    .ttl = ttl,
	    .uses = 1,
	    .must_change = r->must_change,
	    .by = "test",
	};
	struct fault f = {""};

	assert_int_equal(registry_issue(r->admin, &what, code,
			     out != NULL ? out : &record, &f),
	    0);
}

static int
keep_newest(const struct registry_event *event, void *arg)
{
	*(struct registry_event *)arg = *event;
	return 0;
}

struct registry_event
relay_event(struct relay *r)
{
	struct registry_filter all = {NULL, 0, 0};
	struct registry_event newest = {.id = 0};
	struct fault f = {""};

	assert_int_equal(
	    registry_events(r->admin, &all, keep_newest, &newest, &f), 0);
	return newest;
}
