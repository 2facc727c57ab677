/*
 * drive_hash - hash or verify the password on standard input
 *
 *	drive_hash make SETTING		prints the hash
 *	drive_hash verify HASH
 *
 * Exits 0; 1 for any other result, whose number it prints; 2 when misused.
 */

#include <stdio.h>
#include <string.h>

#include "credmint.h"

int
main(int argc, char **argv)
{
	char pw[CREDMINT_HASH_PASSWORD_MAX + 1], out[CREDMINT_HASH_SIZE];
	size_t n;
	int r;

	if (argc != 3)
		return 2;
	n = fread(pw, 1, sizeof(pw), stdin);
	if (ferror(stdin))
		return 2;
	if (strcmp(argv[1], "make") == 0) {
		r = credmint_hash_make(argv[2], pw, n, out, sizeof(out));
		if (r == 0)
			puts(out);
	} else {
		r = credmint_hash_verify(argv[2], pw, n);
	}
	if (r == 0)
		return 0;
	printf("%d\n", r);
	return 1;
}
