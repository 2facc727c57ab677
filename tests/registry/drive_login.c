/*
 * drive_login - one login as one process, to be watched by strace(1)
 *
 *	drive_login make DIR	makes a key, if need be, and a registry in DIR
 *	drive_login issued DIR	issues a code and logs in with it
 *	drive_login delivered DIR
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "registry/registry.h"
#include "tests/registry/room.h"

static struct conf conf;
static struct fault f;

static int
failed(const char *what)
{
	(void)fprintf(stderr, "drive_login: %s: %s\n", what, f.text);
	return 1;
}

static int
make(void)
{
	bool made;
	int rc = registry_key_make(conf.key, getegid(), &f);

	if (rc == 0 || rc == -EEXIST)
		rc = registry_create(&conf, &made, &f);
	return rc != 0 ? failed("make") : 0;
}

/* A code by another handle, closed before the login begins. */
static int
issue(const struct account *a, char code[REGISTRY_CODE_SIZE])
{
	struct registry_issue what = {
	    .account = a, .service = "", .ttl = 60, .uses = 1, .by = "root"};
	struct registry_code out;
	struct registry *r;
	int rc;

	if (registry_open(&r, &conf, &f) != 0)
		return -1;
	rc = registry_issue(r, &what, code, &out, &f);
	registry_close(r);
	return rc;
}

static int
log_in(struct registry *r, struct registry_login *login,
    char code[REGISTRY_CODE_SIZE], bool delivered)
{
	enum registry_verdict verdict;
	int64_t expires;

	if (delivered && registry_deliver(r, login, code, &expires, &f) != 0)
		return failed("deliver");
	if (registry_attempt(r, login, &f) != 0 ||
	    registry_decide(r, login, code, strlen(code), &verdict, &f) != 0)
		return failed("decide");
	if (verdict != REGISTRY_YES)
		return failed("refused");
	return registry_sent(r, login, &f) != 0 ? failed("sent") : 0;
}

int
main(int argc, char **argv)
{
	struct account a = {.name = "alice", .uid = 1000};
	struct registry_login login = {.user = "alice",
	    .account = &a,
	    .service = "sshd",
	    .rhost = "192.0.2.1",
	    .tty = "",
	    .ruser = "",
	    .ways = ROOM_WAYS};
	char code[REGISTRY_CODE_SIZE];
	struct registry *r;
	bool delivered;
	int rc;

	if (argc != 3)
		return 2;
	conf_default(&conf);
	(void)snprintf(conf.key, sizeof(conf.key), "%s/key", argv[2]);
	(void)snprintf(
	    conf.registry, sizeof(conf.registry), "%s/registry.db", argv[2]);
	if (strcmp(argv[1], "make") == 0)
		return make();
	delivered = strcmp(argv[1], "delivered") == 0;
	if (!delivered && issue(&a, code) != 0)
		return failed("issue");
	/* What the watcher counts from. */
	(void)!write(STDOUT_FILENO, "login\n", 6);
	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	rc = log_in(r, &login, code, delivered);
	registry_close(r);
	return rc;
}
