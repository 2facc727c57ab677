/* doctor - look at a host end to end */

#include "doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "command.h"
#include "doctor_user.h"
#include "json_line.h"
#include "output.h"
#include "words.h"

/* Before the name of the service of a claimed login. */
#define SELF "self:"

struct check {
	const char *what;
	int (*run)(struct doctor *d);
	bool root; /* only root can look */
	bool conf; /* it goes by the configuration */
};

/* The first of them are about the configuration. */
#define CONF_CHECKS 2
static const struct check checks[] = {
    {"conf files", doctor_files_conf, false, false},
    {"configuration", doctor_configuration, false, false},
    {"entropy", doctor_entropy, false, false},
    {"hash method", doctor_hash, false, false},
    {"service user", doctor_account, true, true},
    {"key", doctor_files_state, false, true},
    {"programs", doctor_files_programs, false, false},
    {"units", doctor_files_units, false, false},
    {"credmint-auth", doctor_answer, true, true},
    {"delivery", doctor_delivery, false, true},
    {"clock", doctor_synchronised, false, false},
    {"registry", doctor_registry, true, true},
    {"sweep", doctor_sweep, true, false},
    {"rules", doctor_rules, false, true},
    {"pam", doctor_pam, false, false},
    {"sshd", doctor_sshd, true, false},
    {NULL, NULL, false, false},
};

/* With --user. */
static const struct check user_checks[] = {
    {"account", doctor_user, true, true},
    {"sshd", doctor_sshd, true, false},
    {NULL, NULL, false, false},
};

/* One check; a line when it could not look. */
static void
run_check(struct doctor *d, const struct check *c)
{
	struct fault *f = &d->call->fault;
	int rc;

	if (c->conf && !d->conf_read) {
		/* One line has said so, and what it stands in the way of. */
		d->unseen++;
	} else if (c->root && !d->root) {
		doctor_unseen(d, c->what, "run this as root");
	} else {
		rc = c->run(d);
		if (rc < 0)
			doctor_unseen(d, c->what,
			    f->text[0] != '\0' ? f->text : strerror(-rc));
	}
	/* What the output says of its end stays. */
	if (d->error == 0)
		f->text[0] = '\0';
}

static void
run_checks(struct doctor *d)
{
	const struct check *c = checks;
	int rc;

	if (d->user != NULL) {
		/* Said only where it is in the way. */
		for (size_t i = 0; !d->conf_read && i < CONF_CHECKS; i++)
			run_check(d, &checks[i]);
		c = user_checks;
	}
	rc = doctor_services(d);
	if (rc != 0)
		doctor_unseen(d, "pam",
		    d->call->fault.text[0] != '\0' ? d->call->fault.text
						   : strerror(-rc));
	for (; c->what != NULL && d->error == 0; c++)
		if (c->run != doctor_sshd || d->only == NULL ||
		    strcmp(d->only, "sshd") == 0)
			run_check(d, c);
}

static int
end(struct doctor *d)
{
	struct fault *f = &d->call->fault;
	const char *path = d->call->options.value[OPTION_OUTPUT];

	/* It may have come up in the service user's child. */
	if (d->error != 0 && f->text[0] == '\0')
		return fault_set(f, d->error, "cannot write to %s: %s",
		    path != NULL ? path : "standard output",
		    strerror(-d->error));
	if (d->error != 0)
		return d->error;
	if (d->bad > 0)
		return CALL_NO;
	return d->unseen > 0 ? CALL_FAILURE : CALL_YES;
}

static bool
is_word(const char *given)
{
	return given == NULL ||
	    (given[0] != '\0' && given[strcspn(given, " \t\r\n")] == '\0');
}

/* A directory may have names with blanks. */
static bool
is_name(const char *given)
{
	struct account account;

	return is_word(given) ||
	    (given[0] != '\0' &&
		account_find(given, &account, NULL) != ACCOUNT_ABSENT);
}

int
command_doctor(struct call *call)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	struct doctor *d = mmap(NULL, sizeof(*d), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int rc = -ENOMEM;

	if (!is_name(call->options.value[OPTION_USER]))
		rc = fault_set(&call->fault, CALL_USAGE,
		    "--user needs the name of an account");
	else if (!is_word(call->options.value[OPTION_SERVICE]))
		rc = fault_set(&call->fault, CALL_USAGE,
		    "--service needs the name of a PAM service");
	else if (call->options.value[OPTION_SERVICE] != NULL &&
	    call->options.value[OPTION_USER] == NULL)
		rc = fault_set(&call->fault, CALL_USAGE,
		    "--service needs --user: whom to look at there");
	else if (conf != NULL && d != MAP_FAILED) {
		d->call = call;
		d->conf = conf;
		d->conf_path = call->config != NULL ? call->config : CONF_FILE;
		d->root = geteuid() == 0;
		d->user = call->options.value[OPTION_USER];
		d->only = call->options.value[OPTION_SERVICE];
		d->claimed = d->only != NULL &&
		    strncmp(d->only, SELF, strlen(SELF)) == 0;
		if (d->claimed)
			d->only += strlen(SELF);
		d->conf_error = conf_read(conf, call->config, &d->fault);
		d->conf_read = d->conf_error == 0;
		run_checks(d);
		rc = end(d);
	}
	if (d != MAP_FAILED)
		free(d->services);
	if (d != MAP_FAILED)
		(void)munmap(d, sizeof(*d));
	free(conf);
	return rc;
}
