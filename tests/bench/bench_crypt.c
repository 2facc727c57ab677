/*
 * bench_crypt - crypt_rn(3) alone: each line of standard input by a setting
 *
 *	bench_crypt SETTING
 */

#include <crypt.h>
#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	static struct crypt_data data;
	char line[CRYPT_MAX_PASSPHRASE_SIZE];

	if (argc != 2)
		return 2;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (crypt_rn(line, argv[1], &data, sizeof(data)) == NULL ||
		    puts(data.output) < 0)
			return 3;
	}
	return fflush(stdout) == 0 ? 0 : 3;
}
