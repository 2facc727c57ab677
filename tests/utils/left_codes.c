/*
 * left_codes - what looks like a code in memory when a process ends
 *
 * Preloaded. Appends "PROGRAM N" to REPORT, for credmint, credmint-deliver,
 * credmint-passwd and sh: how often four letters, a hyphen and four letters, or
 * eight letters, all of the alphabet of codes and with nothing of a word beside
 * them, stand in writable memory; and the same of three times four.
 *
 * Where there is a folder COPIES, that memory is copied to PROGRAM.PID in it,
 * and what the process shares with others to shared.PROGRAM.PID.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BLOCK ((size_t)1 << 20)
#define SHOWN 14

/* Whoever it is may write there; where it is not, nobody looks. */
#define REPORT "/run/left_codes"
#define COPIES "/run/left_memory"

/* Letters by number, so that the alphabet itself is no code. */
static bool
is_letter(unsigned char c)
{
	return c >= 'B' && c <= 'Z' && c != 'E' && c != 'I' && c != 'O' &&
	    c != 'U' && c != 'Y';
}

static bool
is_word(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/*
 * Five times the same in a row: what string functions of the C library keep in
 * wide registers, and no code but one in 40,000.
 */
static bool
is_register(const unsigned char *p, size_t n)
{
	size_t run = 1;

	for (size_t i = 1; i < n && run < 5; i++)
		run = p[i] == p[i - 1] ? run + 1 : 1;
	return run == 5;
}

/* Bytes of a code at p, where as many as SHOWN can be read; or 0. */
static size_t
code_at(const unsigned char *p)
{
	size_t hyphen = p[4] == '-', n = 0;

	for (size_t group = 0; group < 3; group++) {
		const unsigned char *at = p + n;

		if (group > 0 && hyphen && *at++ != '-')
			break;
		for (size_t i = 0; i < 4; i++)
			if (!is_letter(at[i]))
				return group < 2 || is_register(p, n) ? 0 : n;
		n = (size_t)(at - p) + 4;
	}
	return n < 8 || is_register(p, n) ? 0 : n;
}

static unsigned
codes_in(const unsigned char *block, size_t n)
{
	unsigned found = 0;

	for (size_t i = 1; i + SHOWN + 1 < n; i++) {
		size_t size = is_word(block[i - 1]) ? 0 : code_at(block + i);

		if (size > 0 && !is_word(block[i + size]))
			found++;
	}
	return found;
}

static int
copy_open(const char *prefix)
{
	char path[128];

	(void)snprintf(path, sizeof(path), COPIES "/%s%s.%d", prefix,
	    program_invocation_short_name, (int)getpid());
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void
copy(int to, const unsigned char *block, ssize_t n)
{
	if (to != -1 && n > 0 && write(to, block, (size_t)n) != n)
		abort();
}

static unsigned
codes_left(void)
{
	/* Who may not be dumped may not look at himself. */
	int dumpable = prctl(PR_SET_DUMPABLE, 1);
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	/* Shared, so that they are not looked at themselves. */
	unsigned char *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *text = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int mine = copy_open(""), shared = copy_open("shared.");
	unsigned long from, to;
	unsigned found = 0;
	size_t used = 0;
	ssize_t n;

	if (dumpable != 0 || memory == -1 || maps == -1 ||
	    block == MAP_FAILED || text == MAP_FAILED)
		return 9999;
	while ((n = read(maps, text + used, BLOCK - used - 1)) > 0)
		used += (size_t)n;
	for (char *line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		bool private = strstr(line, " rw-p ") != NULL;

		if (sscanf(line, "%lx-%lx", &from, &to) != 2 ||
		    (!private && strstr(line, " rw-s ") == NULL) ||
		    from == (unsigned long)block || from == (unsigned long)text)
			continue;
		for (; from < to; from += BLOCK - 64) {
			n = pread(memory, block,
			    to - from < BLOCK ? to - from : BLOCK, (off_t)from);
			copy(private ? mine : shared, block, n);
			found +=
			    private && n > 0 ? codes_in(block, (size_t)n) : 0;
		}
	}
	(void)close(memory);
	(void)close(maps);
	(void)close(mine);
	(void)close(shared);
	return found;
}

static bool
is_watched(void)
{
	static const char *const names[] = {
	    "credmint", "credmint-deliver", "credmint-passwd", "sh"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(program_invocation_short_name, names[i]) == 0)
			return true;
	return false;
}

static void
tell(void)
{
	static bool told;
	int report;

	if (told || !is_watched())
		return;
	told = true;
	report = open(REPORT, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (report == -1)
		return;
	(void)dprintf(
	    report, "%s %u\n", program_invocation_short_name, codes_left());
	(void)close(report);
}

__attribute__((destructor)) static void
end(void)
{
	tell();
}

/* Of children that leave at once. */
_Noreturn void
_exit(int status)
{
	tell();
	for (;;)
		(void)syscall(SYS_exit_group, status);
}
