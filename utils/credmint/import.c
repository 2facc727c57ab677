/* import - take over authenticators of other tools */

#include "import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"
#include "host/conf.h"

#include "argument.h"
#include "command.h"
#include "doubt.h"
#include "service.h"

static int
nothing(struct import *i)
{
	return fault_set(&i->call->fault, -ENODATA,
	    i->one ? "%s has no authenticator of %s"
		   : "%s has no authenticator",
	    i->path, i->account.name);
}

/* As the service user, the registry not yet open. */
static int
begin(struct call *call, void *arg)
{
	struct import *i = arg;
	struct clock_reading now;
	int rc;

	/* Times of files are this host's, whatever zone the caller is in. */
	(void)unsetenv("TZ");
	tzset();
	if (clock_read(&now) != 0)
		return fault_set(&call->fault, -EIO, "cannot read the clock");
	i->now = now.wall;
	i->text = secret_map((size_t)i->file.st.st_size + 1, NULL);
	if (i->text == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc = import_file_read(&i->file, i->path, i->text, &call->fault);
	if (rc == 0)
		rc = import_lines(i);
	if (rc == 0)
		rc = import_plan(i);
	if (rc == 0 && i->n == 0 && i->ncodes == 0 && i->wrong == 0)
		rc = nothing(i);
	return rc;
}

static int
refuse(struct import *i)
{
	return fault_set(&i->call->fault, -EINVAL,
	    "%zu line%s of %s cannot be taken, and nothing is imported; mend "
	    "%s, or give --keep-going",
	    i->wrong, i->wrong == 1 ? "" : "s", i->path,
	    i->wrong == 1 ? "it" : "them");
}

static int
work(struct registry *r, struct call *call, void *arg)
{
	struct import *i = arg;
	int rc = import_compare(i, r), told;

	(void)call;
	if (rc == 0 && i->wrong > 0 && !i->keep_going)
		return refuse(i);
	if (rc != 0)
		return rc;
	if (!i->dry)
		rc = import_take(i, r);
	told = import_tell(i);
	if (rc == 0)
		rc = told;
	return rc == 0 && i->wrong > 0 ? CALL_FAILURE : rc;
}

/* What the service user does in a process of its own. */
static int
inside(struct registry *r, struct call *call, void *arg)
{
	struct import *i = arg;
	int rc = work(r, call, arg);

	secret_unmap(i->text, (size_t)i->file.st.st_size + 1);
	i->text = NULL;
	return rc;
}

static int
begin_inside(struct call *call, void *arg)
{
	struct import *i = arg;
	int rc = begin(call, arg);

	if (rc != 0 && i->text != NULL)
		secret_unmap(i->text, (size_t)i->file.st.st_size + 1);
	return rc;
}

static int
format_read(struct import *i, const char *format, struct fault *f)
{
	if (format == NULL)
		return 0;
	if (strcmp(format, "oath") == 0)
		i->format = IMPORT_OATH;
	else if (strcmp(format, "google") == 0)
		i->format = IMPORT_GOOGLE;
	else
		return fault_set(f, CALL_USAGE, "-f takes oath or google");
	return 0;
}

static int
options_read(struct import *i, const struct options *options, struct fault *f)
{
	const char *user = options->value[OPTION_USER];
	int rc = format_read(i, options->value[OPTION_FORMAT], f);

	i->path = options->operands[0];
	i->one = user != NULL;
	i->dry = options->value[OPTION_DRY_RUN] != NULL;
	i->keep_going = options->value[OPTION_KEEP_GOING] != NULL;
	i->without_passwords = options->value[OPTION_WITHOUT_PASSWORDS] != NULL;
	if (rc == 0 && i->path[0] == '\0')
		rc = fault_set(f, CALL_USAGE, "the name of the file is empty");
	if (rc == 0 && i->format == IMPORT_GOOGLE && user == NULL)
		rc = fault_set(f, CALL_USAGE,
		    "a file of google-authenticator does not say whose it is; "
		    "give --user");
	if (rc == 0 && user != NULL)
		rc = argument_account(user, f);
	if (rc == 0 && user != NULL)
		rc = account_find(user, &i->account, f);
	if (rc == ACCOUNT_ABSENT)
		rc = fault_set(f, -ENOENT, "no such account: %s", user);
	return rc;
}

/* A part may be there; a line that is told by the process itself is told. */
static int
take_watched(struct import *i)
{
	struct service_watch watch = {0};
	int rc = service_registry_watched(
	    i->call, i->conf, begin_inside, inside, i, &watch);

	if (!watch.died || doubt_of(&watch, rc) == REGISTRY_UNCHANGED)
		return rc;
	return doubt_say(i->call, rc,
	    "what is imported is not known; import %s again: what is there is "
	    "left as it is, and it goes on with the rest",
	    i->path);
}

static int
run(struct import *i)
{
	struct call *call = i->call;
	int rc = conf_read(i->conf, call->config, &call->fault);

	service_asker(i->by);
	if (rc == 0)
		rc = import_file_open(&i->file, i->path,
		    i->one ? &i->account : NULL, &call->fault);
	if (rc == 0)
		rc = take_watched(i);
	import_file_close(&i->file);
	return rc;
}

int
command_authenticator_import(struct call *call)
{
	struct import *i = calloc(1, sizeof(*i));
	int rc;

	if (i == NULL)
		return -ENOMEM;
	i->call = call;
	i->file = (struct import_file)IMPORT_FILE_NONE;
	i->conf = malloc(sizeof(*i->conf));
	rc = i->conf == NULL ? -ENOMEM
			     : options_read(i, &call->options, &call->fault);
	if (rc == 0)
		rc = run(i);
	free(i->conf);
	free(i);
	return rc;
}
