/* doubt - what is said where nobody knows whether something counts */

#include "doubt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "command.h"
#include "output.h"
#include "stop.h"
#include "words.h"

enum registry_commit
doubt_of(const struct service_watch *watch, int rc)
{
	if (rc >= 0)
		return REGISTRY_UNCHANGED;
	if (watch->come == REGISTRY_COMMITTED && !watch->died)
		return REGISTRY_UNCHANGED;
	return watch->come;
}

int
doubt_say(struct call *call, int rc, const char *format, ...)
{
	char text[sizeof(call->fault.text)];
	struct fault why = call->fault;
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	output_keep(call->out);
	if (rc == -EINTR && stop_asked() != 0) {
		words_say("told to end: %s", text);
		return rc;
	}
	return fault_set(&call->fault, rc, "%s: %s",
	    rc == -ECHILD ? "the registry's process died" : why.text, text);
}
