/*
 * lottery - draw winners: lottery COUNT <NAMES
 *
 * One name a line; whoever has bought several tickets stands there so often.
 * Every ticket is as likely as any other, and no ticket wins twice.
 *
 * cc lottery.c $(pkg-config --cflags --libs credmint)
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <credmint.h>

#define TICKETS_MAX 100000

int
main(int argc, char *argv[])
{
	static char *ticket[TICKETS_MAX];
	char *line = NULL;
	size_t room = 0, n = 0, count, i, *winner;
	int error;

	if (argc != 2 || (count = strtoul(argv[1], NULL, 10)) == 0) {
		fprintf(stderr, "usage: lottery COUNT <NAMES\n");
		return 2;
	}
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (n == TICKETS_MAX || (ticket[n] = strdup(line)) == NULL)
			return 3;
		n++;
	}
	free(line);
	if (count > n) {
		fprintf(stderr, "lottery: only %zu tickets\n", n);
		return 1;
	}
	winner = calloc(count, sizeof(*winner));
	if (winner == NULL)
		return 3;
	/* One call for all: positions, in the order in which they were drawn.
	 */
	error = credmint_random_sample(NULL, n, NULL, count, winner);
	if (error != 0)
		fprintf(stderr, "lottery: %s\n", strerror(-error));
	for (i = 0; error == 0 && i < count; i++)
		printf("%zu. %s\n", i + 1, ticket[winner[i]]);
	free(winner);
	while (n > 0)
		free(ticket[--n]);
	return error == 0 && fflush(stdout) == 0 ? 0 : 3;
}
