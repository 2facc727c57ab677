/*
 * bench_peers - nanoseconds of CPU for what others give for a draw
 *
 * bench_peers NAME: "getrandom", 32 bytes; "uniform", libsodium's number
 * below 100. bench_draws has the library's own.
 */

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define CALLS 200000

int
main(int argc, char *argv[])
{
	volatile uint32_t kept = 0;
	unsigned char b[32];
	clock_t begin;
	long i;

	if (argc != 2 || sodium_init() < 0)
		return 2;
	begin = clock();
	if (strcmp(argv[1], "uniform") == 0)
		for (i = 0; i < CALLS; i++)
			kept = kept + randombytes_uniform(100);
	else
		for (i = 0; i < CALLS; i++)
			if (getrandom(b, sizeof(b), 0) != sizeof(b))
				return 3;
	printf(
	    "%.1f\n", (double)(clock() - begin) * 1e9 / CLOCKS_PER_SEC / CALLS);
	return fflush(stdout) == 0 ? 0 : 3;
}
