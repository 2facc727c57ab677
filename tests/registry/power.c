/* power - a registry on a file system of its own, whose power can go */

#include "tests/registry/power.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ext4's shutdown, and that its log is not written first. */
#define SHUTDOWN _IOR('X', 125, uint32_t)
#define WITHOUT_LOG 2

struct power power = {.alice = {.name = "alice", .uid = 1000}};

void
power_on(const char *dir)
{
	conf_default(&power.conf);
	(void)snprintf(power.conf.key, sizeof(power.conf.key), "%s/key", dir);
	(void)snprintf(power.conf.registry, sizeof(power.conf.registry),
	    "%s/registry.db", dir);
	power.disk = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (power.disk < 0)
		power_die(dir);
}

int
power_make(void)
{
	bool made;

	if (registry_key_make(power.conf.key, getegid(), &power.f) != 0 ||
	    registry_create(&power.conf, &made, &power.f) != 0)
		power_die("make");
	return 0;
}

_Noreturn void
power_die(const char *what)
{
	(void)fprintf(stderr, "power: %s: %s\n", what, power.f.text);
	exit(3);
}

/* Here. */
_Noreturn void
power_cut(const char *what)
{
	uint32_t how = WITHOUT_LOG;

	if (ioctl(power.disk, SHUTDOWN, &how) != 0)
		power_die("no power cut");
	puts(what);
	(void)fflush(stdout);
	_exit(0);
}

struct registry_login
power_login(void)
{
	return (struct registry_login){.user = "alice",
	    .account = &power.alice,
	    .service = "sshd",
	    .rhost = "192.0.2.1",
	    .tty = "",
	    .ruser = "",
	    .ways = ROOM_WAYS};
}

enum registry_verdict
power_log_in(struct registry *r, const char *code)
{
	struct registry_login login = power_login();
	enum registry_verdict verdict;

	if (registry_attempt(r, &login, &power.f) != 0 ||
	    registry_decide(
		r, &login, code, strlen(code), &verdict, &power.f) != 0)
		power_die("login");
	return verdict;
}
