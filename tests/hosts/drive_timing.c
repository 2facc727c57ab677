/*
 * drive_timing - how long refusals of several kinds take, interleaved
 *
 *	drive_timing DIR SERVICE TIMES <CASES
 *
 * CASES are lines "NAME USER RHOST CODE", one a kind; RHOST "fresh" is another
 * address each time. Each is done once in each of TIMES rounds by the service's
 * file in DIR, in an order that is drawn, and "NAME MEDIAN" is printed of each,
 *in microseconds of pam_authenticate(3). Anything but a refusal ends it.
 */

#include <security/pam_appl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define CASES_MAX 16
#define TIMES_MAX 1000

struct kind {
	char name[32], user[64], rhost[64], code[64];
	int64_t took[TIMES_MAX];
	unsigned done;
};

static struct kind kinds[CASES_MAX];
static unsigned nkinds;

static int
converse(int n, const struct pam_message **message,
    struct pam_response **response, void *arg)
{
	const struct kind *k = arg;
	struct pam_response *r = calloc((size_t)n, sizeof(*r));

	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++)
		if (message[i]->msg_style == PAM_PROMPT_ECHO_OFF)
			r[i].resp = strdup(k->code);
	*response = r;
	return PAM_SUCCESS;
}

static void
no_delay(int status, unsigned usec, void *arg)
{
	(void)status;
	(void)usec;
	(void)arg;
}

static int64_t
microseconds(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		abort();
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A handle with all that sshd gives it. */
static pam_handle_t *
start(const char *dir, const char *service, struct kind *k)
{
	static unsigned fresh;
	const struct pam_conv conv = {converse, k};
	void (*delay)(int, unsigned, void *) = no_delay;
	pam_handle_t *pam = NULL;
	const void *item;
	char rhost[64];

	fresh++;
	(void)snprintf(rhost, sizeof(rhost), "2001:db8:%x:%x::1", fresh >> 16,
	    fresh & 0xffff);
	memcpy(&item, &delay, sizeof(item));
	if (pam_start_confdir(service, k->user, &conv, dir, &pam) !=
		PAM_SUCCESS ||
	    pam_set_item(pam, PAM_FAIL_DELAY, item) != PAM_SUCCESS ||
	    pam_set_item(pam, PAM_RHOST,
		strcmp(k->rhost, "fresh") == 0 ? rhost : k->rhost) !=
		PAM_SUCCESS)
		abort();
	return pam;
}

static int
once(const char *dir, const char *service, struct kind *k)
{
	pam_handle_t *pam = start(dir, service, k);
	int64_t from = microseconds();
	int result = pam_authenticate(pam, 0);

	k->took[k->done++] = microseconds() - from;
	if (pam_end(pam, result) != PAM_SUCCESS || result != PAM_AUTH_ERR) {
		(void)fprintf(stderr, "%s: %d\n", k->name, result);
		return -1;
	}
	return 0;
}

static unsigned
drawn(unsigned below)
{
	unsigned n;

	if (getrandom(&n, sizeof(n), 0) != sizeof(n))
		abort();
	return n % below;
}

/* Each kind once, so that a machine that slows down slows them all. */
static int
one_round(const char *dir, const char *service)
{
	struct kind *order[CASES_MAX];

	for (unsigned i = 0; i < nkinds; i++) {
		unsigned at = drawn(i + 1);

		order[i] = &kinds[i];
		if (at != i) {
			order[i] = order[at];
			order[at] = &kinds[i];
		}
	}
	for (unsigned i = 0; i < nkinds; i++)
		if (once(dir, service, order[i]) != 0)
			return -1;
	return 0;
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int
main(int argc, char **argv)
{
	unsigned times;
	struct kind *k;
	char line[256];

	if (argc != 4)
		return 2;
	times = (unsigned)strtoul(argv[3], NULL, 10);
	if (times < 1 || times > TIMES_MAX)
		return 2;
	while (nkinds < CASES_MAX && fgets(line, sizeof(line), stdin) != NULL) {
		k = &kinds[nkinds++];
		if (sscanf(line, "%31s %63s %63s %63s", k->name, k->user,
			k->rhost, k->code) != 4)
			return 2;
	}
	for (unsigned i = 0; i < times; i++)
		if (one_round(argv[1], argv[2]) != 0)
			return 1;
	for (unsigned i = 0; i < nkinds; i++) {
		qsort(kinds[i].took, times, sizeof(kinds[i].took[0]), by_size);
		printf("%s %lld\n", kinds[i].name,
		    (long long)kinds[i].took[times / 2]);
	}
	return 0;
}
