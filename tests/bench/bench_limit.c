/*
 * bench_limit - what a million passwords cost at the least: bench_limit COUNT
 *
 * The entropy of so many passwords of 16 characters, 13.1 bytes each, from
 * getrandom(2) in blocks, and as many lines of 17 bytes written in blocks of
 * 64 KiB. Nothing is made of the one, and the other says nothing.
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define ENTROPY 131 /* of ten passwords, in bytes */
#define LINE 17

int
main(int argc, char *argv[])
{
	static unsigned char bytes[4096], lines[64 * 1024];
	size_t count, left, n;

	if (argc != 2)
		return 2;
	count = strtoul(argv[1], NULL, 10);
	for (left = count * ENTROPY / 10; left > 0; left -= n) {
		n = left < sizeof(bytes) ? left : sizeof(bytes);
		if (getrandom(bytes, n, 0) != (ssize_t)n)
			return 3;
	}
	for (left = count * LINE; left > 0; left -= n) {
		n = left < sizeof(lines) ? left : sizeof(lines);
		if (write(STDOUT_FILENO, lines, n) != (ssize_t)n)
			return 3;
	}
	return 0;
}
