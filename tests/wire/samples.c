/* samples - one frame of each type */

#include "tests/wire/samples.h"

#include <string.h>

struct wire_frame samples[SAMPLES];

static void
fill_hello(struct wire_frame *f)
{
	f->type = WIRE_HELLO;
	strcpy(f->u.hello.user, "alice");
	strcpy(f->u.hello.service, "sshd");
	strcpy(f->u.hello.rhost, "192.0.2.1");
	strcpy(f->u.hello.tty, "ssh");
	strcpy(f->u.hello.session, "4711.1234567");
	strcpy(f->u.hello.prompt, "Code: ");
	f->u.hello.options = WIRE_TRY_FIRST | WIRE_NULLOK;
	f->u.hello.flags = 0x80000001u;
}

static void
fill_deliver(struct wire_frame *f)
{
	f->type = WIRE_DELIVER;
	strcpy(f->u.deliver.user, "bob");
	strcpy(f->u.deliver.service, "login");
	strcpy(f->u.deliver.source, "local");
	strcpy(f->u.deliver.code, "BCDF-GHJK");
	f->u.deliver.expires = -2;
	strcpy(f->u.deliver.conf, "/etc/credmint/credmint.conf");
}

static void
fill_set(struct wire_frame *f)
{
	f->type = WIRE_SET;
	strcpy(f->u.set.user, "carol");
	strcpy(f->u.set.text, "correct horse: battery");
	f->u.set.n = strlen(f->u.set.text);
}

static void
fill_enrolment(struct wire_frame *wish, struct wire_frame *seed)
{
	wish->type = WIRE_WISH;
	wish->u.wish.digest = 1;
	wish->u.wish.digits = 6;
	wish->u.wish.step = 30;
	strcpy(wish->u.wish.name, "phone");
	seed->type = WIRE_SEED;
	strcpy(seed->u.seed.secret, "GEZDGNBVGY3TQOJQ");
	strcpy(seed->u.seed.uri, "otpauth://totp/host:alice?secret=GEZDGNBV");
}

int
samples_fill(void **state)
{
	(void)state;
	memset(samples, 0, sizeof(samples));
	fill_hello(&samples[0]);
	samples[1].type = WIRE_SHOW;
	samples[1].u.show.style = WIRE_STYLE_INFO;
	strcpy(samples[1].u.show.text, "words");
	samples[2].type = WIRE_ASK;
	samples[2].u.show.style = WIRE_STYLE_HIDDEN;
	strcpy(samples[2].u.show.text, "One-time code: ");
	samples[3].type = WIRE_ANSWER;
	strcpy(samples[3].u.answer.text, "bcdf ghjk");
	samples[3].u.answer.n = strlen("bcdf ghjk");
	samples[4].type = WIRE_FINISH;
	samples[4].u.finish.verdict = WIRE_YES;
	fill_deliver(&samples[5]);
	fill_set(&samples[6]);
	fill_deliver(&samples[7]);
	samples[7].type = WIRE_DELIVER_PASSWORD;
	fill_deliver(&samples[8]);
	samples[8].type = WIRE_DELIVER_CHANGE;
	fill_enrolment(&samples[9], &samples[10]);
	return 0;
}
