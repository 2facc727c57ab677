/*
 * bench_hash - what credmint_hash_make() costs over crypt_rn(3)
 *
 *	bench_hash SETTING ROUNDS
 *
 * Hashes one password both ways, taking turns, and prints the median CPU time
 * of each in microseconds and their ratio.
 */

#include <crypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "credmint.h"

#define ROUNDS_MAX 1001

static const char password[] = "correct horse battery staple";

static double
cpu_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		abort();
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
by_credmint(const char *setting)
{
	char hash[CREDMINT_HASH_SIZE];
	double from = cpu_us();

	if (credmint_hash_make(
		setting, password, strlen(password), hash, sizeof(hash)) != 0)
		abort();
	return cpu_us() - from;
}

static double
by_crypt(const char *setting)
{
	struct crypt_data data;
	double from = cpu_us();

	memset(&data, 0, sizeof(data));
	if (crypt_rn(password, setting, &data, sizeof(data)) == NULL)
		abort();
	return cpu_us() - from;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static double ours[ROUNDS_MAX], theirs[ROUNDS_MAX];
	size_t rounds;

	if (argc != 3)
		return 2;
	rounds = strtoul(argv[2], NULL, 10);
	if (rounds < 1 || rounds > ROUNDS_MAX)
		return 2;
	for (size_t i = 0; i < rounds; i++) {
		ours[i] = by_credmint(argv[1]);
		theirs[i] = by_crypt(argv[1]);
	}
	qsort(ours, rounds, sizeof(ours[0]), compare);
	qsort(theirs, rounds, sizeof(theirs[0]), compare);
	printf("%14.0f %14.0f %12.3f\n", ours[rounds / 2], theirs[rounds / 2],
	    ours[rounds / 2] / theirs[rounds / 2]);
	return fflush(stdout) == 0 ? 0 : 3;
}
