/*
 * fuzz_conf - a configuration and its drop-ins of any bytes
 *
 * "\n%%\n" parts the main file from the first drop-in and that from the next.
 * A fault names the file and the line, and leaves the defaults.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/conf.h"
#include "tests/fuzz/frames.h"
#include "tests/fuzz/parts.h"

#define FILES 3

static char dir[PATH_MAX - 64];
static char paths[FILES][PATH_MAX];
static char drop_ins[PATH_MAX];

static void
clear(void)
{
	for (size_t i = 0; i < FILES; i++)
		(void)unlink(paths[i]);
	(void)rmdir(drop_ins);
	(void)rmdir(dir);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *tmp = getenv("TMPDIR");

	(void)argc;
	(void)argv;
	(void)snprintf(dir, sizeof(dir), "%s/fuzz-conf.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(dir) == NULL)
		abort();
	(void)snprintf(paths[0], PATH_MAX, "%s/conf", dir);
	(void)snprintf(drop_ins, PATH_MAX, "%s/conf.d", dir);
	(void)snprintf(paths[1], PATH_MAX, "%s/conf.d/10.conf", dir);
	(void)snprintf(paths[2], PATH_MAX, "%s/conf.d/20.conf", dir);
	if (mkdir(drop_ins, 0700) != 0)
		abort();
	return atexit(clear);
}

/* "FILE:LINE: why" */
static bool
names_a_line(const char *text)
{
	for (size_t i = 0; i < FILES; i++) {
		size_t n = strlen(paths[i]);

		if (strncmp(text, paths[i], n) == 0 && text[n] == ':') {
			size_t digits = strspn(text + n + 1, "0123456789");

			return digits > 0 &&
			    strncmp(text + n + 1 + digits, ": ", 2) == 0 &&
			    text[n + 1 + digits + 2] != '\0';
		}
	}
	return false;
}

/* What nobody can have written may not come out. */
static void
look_at(const struct conf *conf)
{
	static const int64_t most = (int64_t)3650 * 24 * 60 * 60;

	if (conf->registry[0] != '/' || conf->key[0] != '/')
		frames_wrong("a path that is none");
	if (conf->delivery_program[0] != '\0' &&
	    conf->delivery_program[0] != '/')
		frames_wrong("a program that is no path");
	if (conf->deny > 20)
		frames_wrong("more failures than are kept");
	if (conf->fail_interval < 1 || conf->fail_interval > most ||
	    conf->unlock_time < 1 || conf->unlock_time > most ||
	    conf->event_age < 1 || conf->event_age > most)
		frames_wrong("a time that is none");
}

static void
look_at_kind(const struct conf *conf, const struct conf_token_kind *kind)
{
	unsigned same = 0, i;

	for (i = 0; i < conf->token_kinds_n; i++)
		same += strcmp(kind->prefix, conf->token_kinds[i].prefix) == 0;
	if (conf_token_kind(conf, kind->name) != kind || same != 1)
		frames_wrong("two kinds that are one");
	if (kind->prefix[0] == '\0' || kind->name[0] == '\0')
		frames_wrong("a kind without a prefix");
	if (kind->ttl < 1 || kind->idle < 0 || kind->bytes < 16 ||
	    kind->bytes > 64 || kind->uses > CONF_TOKEN_USES_MAX)
		frames_wrong("a kind that is none");
}

static void
look_at_sections(const struct conf *conf)
{
	unsigned i, all;

	if (conf->token_kinds_n < 3 ||
	    conf->token_kinds_n > CONF_TOKEN_KINDS_MAX ||
	    conf->serves_n > CONF_SERVES_MAX)
		frames_wrong("more sections than there is room for");
	for (i = 0; i < conf->token_kinds_n; i++)
		look_at_kind(conf, &conf->token_kinds[i]);
	all = (1u << conf->token_kinds_n) - 1;
	for (i = 0; i < conf->serves_n; i++) {
		const struct conf_serve *serve = &conf->serves[i];

		if (serve->who[0] == '\0' || serve->verbs > 63 ||
		    (serve->kinds & ~all) != 0 ||
		    (serve->all_kinds && serve->kinds != all))
			frames_wrong("somebody who may what there is not");
	}
}

static void
look_at_login(const struct conf_login *login, bool all)
{
	char again[HOST_NETWORKS_SIZE];
	unsigned i, seen = 0;

	if (login->ways.n > 4 || (all && login->ways.n == 0))
		frames_wrong("more ways in than there are, or none");
	for (i = 0; i < login->ways.n; i++) {
		if (login->ways.way[i] == CONF_WAY_NONE ||
		    login->ways.way[i] >= CONF_WAYS ||
		    (seen & 1u << login->ways.way[i]) != 0)
			frames_wrong("a way in that is none, or twice");
		seen |= 1u << login->ways.way[i];
	}
	if (login->exempt && (all || login->ways.n > 0 || login->asks))
		frames_wrong("exempt all the same");
	if (strchr(login->group, ' ') != NULL ||
	    (login->group[0] == '0' && login->group[1] != '\0' &&
		login->group[strspn(login->group, "0123456789")] == '\0'))
		frames_wrong("a group that holds nobody, or has two names");
	if (login->exempt_networks[0] != '\0' &&
	    (network_list(login->exempt_networks, again, NULL) != 0 ||
		strcmp(again, login->exempt_networks) != 0))
		frames_wrong("networks that are none");
	if (login->nullok_until < (all ? 0 : CONF_UNSAID))
		frames_wrong("an end before the beginning");
	if (login->grace != 0 && (all || login->grace != CONF_UNSAID) &&
	    (login->grace < 60 || login->grace > 86400))
		frames_wrong("a grace that is none");
}

static void
look_at_logins(const struct conf *conf)
{
	unsigned i, j;

	if (conf->totp_window > 20 || conf->hotp_window > 100 ||
	    conf->totp_drift > 100)
		frames_wrong("a window that is a door");
	if (conf->logins_n < 1 || conf->logins_n > CONF_LOGINS_MAX + 1)
		frames_wrong("more logins than there is room for");
	for (i = 0; i < conf->logins_n; i++) {
		const struct conf_login *a = &conf->logins[i];

		look_at_login(a, i == 0);
		if ((a->service[0] == '\0' && a->group[0] == '\0') != (i == 0))
			frames_wrong("a section of nobody");
		for (j = 0; j < i; j++)
			if (strcmp(a->service, conf->logins[j].service) == 0 &&
			    strcmp(a->group, conf->logins[j].group) == 0)
				frames_wrong("two sections that are one");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static struct conf conf, usual;
	struct fault f = {""};
	int r;

	parts_write(paths, FILES, in, n);
	memset(&conf, 'x', sizeof(conf));
	conf_default(&usual);
	r = conf_read(&conf, paths[0], &f);
	if (r == 0) {
		look_at(&conf);
		look_at_sections(&conf);
		look_at_logins(&conf);
		return 0;
	}
	if (r > 0 || memcmp(&conf, &usual, sizeof(conf)) != 0)
		frames_wrong("a fault and no defaults");
	if (strncmp(f.text, dir, strlen(dir)) != 0)
		frames_wrong("a fault without a file");
	if ((r == -EINVAL || r == -ERANGE || r == -EEXIST) &&
	    !names_a_line(f.text))
		frames_wrong("a fault without a line");
	return 0;
}
