/*
 * doctor_sshd - what sshd goes by
 */

#ifndef CREDMINT_DOCTOR_SSHD_H
#define CREDMINT_DOCTOR_SSHD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/conf.h"

#include "doctor.h"

/* Bytes of what sshd -T says. */
#define DOCTOR_SSHD_SIZE 65536

/* Where somebody comes from: this host, or an address that nobody has. */
#define DOCTOR_SSHD_NEAR "host=localhost,addr=127.0.0.1"
#define DOCTOR_SSHD_FAR "host=192.0.2.1,addr=192.0.2.1"

/*
 * What sshd goes by: "sshd -T", where user is not NULL for that user, who comes
 * from one of these. Run without a shell, for three seconds at most. 0;
 * -ENOENT: it is not installed; or another negative errno, the fault saying
 * what sshd said.
 */
int doctor_sshd_ask(const char *user, const char *from,
    char text[DOCTOR_SSHD_SIZE], struct fault *f)
    __attribute__((warn_unused_result));

/*
 * The value of a word, all small letters, in what it said, or ""; out has
 * CONF_PATH_SIZE bytes.
 */
const char *doctor_sshd_value(
    const char *text, const char *word, char out[CONF_PATH_SIZE]);

/*
 * Which of DenyUsers, AllowUsers, DenyGroups and AllowGroups in what it said
 * keeps a user out, wherever he comes from; NULL: none.
 */
const char *doctor_sshd_keeps_out(
    const char *text, const char *user, gid_t gid);

/*
 * Whether sshd lets an account in by no code at all, by those or by
 * PermitRootLogin; text is what "sshd -T" says for it.
 */
bool doctor_sshd_shut(
    const char *text, const struct account *account, struct doctor_shut *out);

/* A place in sshd_config(5) or what it includes. */
struct doctor_sshd_place {
	char file[CONF_PATH_SIZE]; /* "" : nowhere */
	unsigned line;
	char value[64]; /* what it says, cut */
};

/* Where a word is said: the first counts; the first that says otherwise. */
struct doctor_sshd_places {
	struct doctor_sshd_place first, other;
	struct doctor_sshd_place match; /* ... in a Match block, the first */
};

/* Look a word up; unreadable files are passed over. */
void doctor_sshd_find(const char *word, struct doctor_sshd_places *out);

#endif
