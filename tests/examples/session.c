/*
 * session - sessions of a web service, each with a token against CSRF
 *
 * The cookie says who asks; the token, in each form, says that the form was
 * ours. The server keeps their digests: who reads its memory, or a copy of
 * its table, cannot ask as somebody else.
 *
 * cc session.c $(pkg-config --cflags --libs credmint)
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <credmint.h>

#define TOKEN_SIZE CREDMINT_TOKEN_URLSAFE_SIZE(CREDMINT_TOKEN_BYTES)
#define SESSIONS 100
#define LIFE (8 * 60 * 60)

struct session {
	char user[32];
	time_t ends; /* 0: a free place */
	unsigned char cookie[32], csrf[32];
};

static struct session sessions[SESSIONS];

/* The digest of what has 256 random bits needs no salt and one round. */
static int
digest(const char *token, const char *use, unsigned char *out)
{
	return credmint_pbkdf2(CREDMINT_SHA256, token, strlen(token), use,
	    strlen(use), 1, out, 32);
}

/* Both texts are for the browser alone; NULL: no place, or no random bytes. */
static struct session *
session_begin(const char *user, time_t now, char *cookie, char *csrf)
{
	struct session *s = sessions;

	while (s < sessions + SESSIONS && s->ends > now)
		s++;
	if (s == sessions + SESSIONS || strlen(user) >= sizeof(s->user) ||
	    credmint_token_urlsafe(
		NULL, CREDMINT_TOKEN_BYTES, cookie, TOKEN_SIZE) != 0 ||
	    credmint_token_urlsafe(
		NULL, CREDMINT_TOKEN_BYTES, csrf, TOKEN_SIZE) != 0 ||
	    digest(cookie, "cookie", s->cookie) != 0 ||
	    digest(csrf, "csrf", s->csrf) != 0)
		return NULL;
	strcpy(s->user, user);
	s->ends = now + LIFE;
	return s;
}

/* Whose cookie it is; NULL: nobody's, or it is too old. */
static struct session *
session_find(const char *cookie, time_t now)
{
	struct session *found = NULL, *s;
	unsigned char d[32];

	if (digest(cookie, "cookie", d) != 0)
		return NULL;
	for (s = sessions; s < sessions + SESSIONS; s++)
		if (credmint_equal(s->cookie, 32, d, 32) && s->ends > now)
			found = s;
	return found;
}

/* Whether a form that came with the session was made for it. */
static bool
session_asked(const struct session *s, const char *csrf)
{
	unsigned char d[32];

	return digest(csrf, "csrf", d) == 0 &&
	    credmint_equal(s->csrf, 32, d, 32);
}

int
main(void)
{
	char cookie[2][TOKEN_SIZE], csrf[2][TOKEN_SIZE];
	time_t now = time(NULL);
	struct session *alice = session_begin("alice", now, cookie[0], csrf[0]);
	struct session *bob = session_begin("bob", now, cookie[1], csrf[1]);

	if (alice == NULL || bob == NULL)
		return 3;
	printf("Set-Cookie: session=%s; Secure; HttpOnly; SameSite=Lax\n"
	       "<input type=hidden name=csrf value=%s>\n",
	    cookie[0], csrf[0]);
	printf("alice's cookie: %d, after %d h: %d, a wrong one: %d\n",
	    session_find(cookie[0], now) == alice, LIFE / 3600,
	    session_find(cookie[0], now + LIFE) != NULL,
	    session_find("wrong", now) != NULL);
	printf("her form: %d, bob's form with her cookie: %d\n",
	    session_asked(alice, csrf[0]), session_asked(alice, csrf[1]));
	credmint_wipe(sessions, sizeof(sessions));
	return fflush(stdout) == 0 ? 0 : 3;
}
