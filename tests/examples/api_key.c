/*
 * api_key - keys of a service: api_key issue FILE NAME, api_key check FILE
 *
 * issue prints a new key, once, and notes its digest in FILE. check reads a
 * key from standard input and prints whose it is; it ends with 1 when it is
 * nobody's. A plain digest will do, without salt and many rounds: nobody can
 * guess 256 random bits, as one guesses a password.
 *
 * cc api_key.c $(pkg-config --cflags --libs credmint)
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <credmint.h>

#define PREFIX "example"
#define BYTES 32
#define KEY_SIZE CREDMINT_TOKEN_KEY_SIZE(sizeof(PREFIX) - 1, BYTES)
#define DIGEST_SIZE (2 * 32 + 1)

/* What a service keeps of a key, in hexadecimal digits. */
static int
digest(const char *key, char *hex)
{
	static const char context[] = "API key of example";
	unsigned char out[32];
	int error = credmint_pbkdf2(CREDMINT_SHA256, key, strlen(key), context,
	    sizeof(context), 1, out, sizeof(out));

	for (size_t i = 0; i < sizeof(out); i++)
		sprintf(hex + 2 * i, "%02x", out[i]);
	return error;
}

static int
note(const char *path, const char *hex, const char *name)
{
	FILE *file;
	int written;

	umask(077);
	if ((file = fopen(path, "a")) == NULL)
		return -1;
	written = fprintf(file, "%s %s\n", hex, name);
	return fclose(file) == 0 && written > 0 ? 0 : -1;
}

static int
issue(const char *path, const char *name)
{
	char key[KEY_SIZE], hex[DIGEST_SIZE];
	int error = credmint_token_key(NULL, PREFIX, BYTES, key, sizeof(key));

	if (error == 0)
		error = digest(key, hex);
	if (error != 0)
		fprintf(stderr, "api_key: %s\n", strerror(-error));
	/* The key goes out when its digest is in the file, and not before. */
	else if ((error = note(path, hex, name)) != 0)
		perror(path);
	else if ((error = puts(key) < 0 || fflush(stdout) != 0) != 0)
		perror("api_key");
	credmint_wipe(key, sizeof(key));
	return error == 0 ? 0 : 3;
}

static int
check(const char *path)
{
	char key[KEY_SIZE + 1] = "", hex[DIGEST_SIZE], line[256];
	char owner[sizeof(line)] = "";
	FILE *file;

	if (fgets(key, sizeof(key), stdin) == NULL)
		return 3;
	key[strcspn(key, "\n")] = '\0';
	/* A typing error, or something else altogether: no need to look. */
	if (credmint_token_key_check(PREFIX, key) != 0)
		return 1;
	if (digest(key, hex) != 0 || (file = fopen(path, "r")) == NULL)
		return 3;
	while (fgets(line, sizeof(line), file) != NULL) {
		size_t n = strcspn(line, " ");

		line[strcspn(line, "\n")] = '\0';
		/* One that was cut short is nobody's. */
		if (line[n] == ' ' &&
		    credmint_equal(line, n, hex, DIGEST_SIZE - 1))
			strcpy(owner, line + n + 1);
	}
	fclose(file);
	credmint_wipe(key, sizeof(key));
	return owner[0] == '\0' ? 1 : puts(owner) < 0 ? 3 : 0;
}

int
main(int argc, char *argv[])
{
	if (argc == 4 && strcmp(argv[1], "issue") == 0 &&
	    argv[3][strcspn(argv[3], "\n")] == '\0' && strlen(argv[3]) < 128)
		return issue(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "check") == 0)
		return check(argv[2]);
	fprintf(stderr, "usage: api_key issue FILE NAME | check FILE\n");
	return 2;
}
