/*
 * place - where a login comes from, and whether it passes there without a code
 */

#include "tests/auth/place.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

const struct place place_sshd = {"alice", "sshd", "192.0.2.1", "ssh", ""},
		   place_tty = {"alice", "sudo", "", "/dev/pts/1", "4711.1234"};

void
place_arrive(struct relay *r, const struct place *at)
{
	r->tty = at->tty;
	r->session = at->session;
	relay_start(r, at->user, at->service, at->rhost);
}

void
place_log_in(struct relay *r, const struct place *at)
{
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, at->user, "", 900, code, NULL);
	place_arrive(r, at);
	relay_expect(r, WIRE_ASK);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

void
place_passes(struct relay *r, const struct place *at)
{
	place_arrive(r, at);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

void
place_stopped(struct relay *r, const struct place *at)
{
	place_arrive(r, at);
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_close(r), -EPIPE);
}
