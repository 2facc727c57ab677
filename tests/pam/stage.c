/*
 * stage - a PAM application, its service directory, and what is played to it
 */

#include "tests/pam/stage.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/listener.h"

unsigned stage_delay;
bool stage_listening;
void (*stage_watch)(void);

static pid_t listeners[2];

#define DIRECTORY "/tmp/credmint-stage-XXXXXX"

static char directory[] = DIRECTORY;
static int turn;
static char beside[512]; /* where this program lies, with a '/' */

static const char *
beside_path(const char *name)
{
	static char path[600];

	(void)snprintf(path, sizeof(path), "%s%s", beside, name);
	return path;
}

const char *
stage_path(const char *name)
{
	static char path[600];

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

const char *
stage_module(void)
{
	static char path[600];

	(void)snprintf(
	    path, sizeof(path), "%s", beside_path("pam_credmint.so"));
	return path;
}

const char *
stage_witness(void)
{
	static char path[600];

	(void)snprintf(path, sizeof(path), "%s", beside_path("witness.so"));
	return path;
}

/* One test at a time has the played credmint-auth, until it ends. */
static int
take_turn(void)
{
	turn = open(beside_path("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return turn == -1 ? -1 : flock(turn, LOCK_EX);
}

int
stage_open(void **state)
{
	ssize_t n = readlink("/proc/self/exe", beside, sizeof(beside) - 1);

	(void)state;
	stage_listening = false;
	memcpy(directory, DIRECTORY, sizeof(directory));
	if (n <= 0 || mkdtemp(directory) == NULL ||
	    chmod(directory, 0755) != 0 || chdir(directory) != 0 ||
	    mkdir("run", 0755) != 0 || chmod("run", 0777) != 0)
		return -1;
	beside[n] = '\0';
	strrchr(beside, '/')[1] = '\0';
	return take_turn();
}

int
stage_open_listening(void **state)
{
	if (stage_open(state) != 0)
		return -1;
	stage_listening = true;
	stage_listen("root.socket", SOCK_SEQPACKET, 0);
	stage_listen("self.socket", SOCK_SEQPACKET, 0);
	return 0;
}

int
stage_close(void **state)
{
	(void)state;
	stage_hush(false);
	(void)unlink("stage");
	(void)unlink("first");
	(void)unlink("told");
	(void)unlink(beside_path("credmint-auth.play"));
	(void)unlink(beside_path("credmint-auth.notes"));
	(void)unlink(beside_path("credmint-passwd.play"));
	(void)unlink(beside_path("credmint-passwd.notes"));
	(void)unlink("accounts");
	if (close(turn) != 0 || chdir("/") != 0)
		return -1;
	(void)rmdir(stage_path("run"));
	return rmdir(directory);
}

void
stage_listen(const char *name, int type, uid_t uid)
{
	const int which = strcmp(name, "self.socket") == 0;
	struct listener l = {.type = type, .uid = uid};
	char path[64];

	(void)snprintf(path, sizeof(path), "run/%s", name);
	l.path = path;
	l.program = beside_path("credmint-auth");
	listener_end(listeners[which]);
	listeners[which] = listener_start(&l);
	assert_true(listeners[which] > 0);
}

void
stage_hush(bool stay)
{
	int i;

	for (i = 0; i < 2; i++) {
		listener_end(listeners[i]);
		listeners[i] = 0;
	}
	if (!stay) {
		(void)unlink("run/root.socket");
		(void)unlink("run/self.socket");
	}
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void
stage_play(const char *lines)
{
	write_file(beside_path("credmint-auth.notes"), "");
	write_file(beside_path("credmint-auth.play"), lines);
}

static const char *
read_file(const char *path)
{
	static char text[16384];
	FILE *file = fopen(path, "re");
	size_t n;

	assert_non_null(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	assert_int_equal(fclose(file), 0);
	return text;
}

const char *
stage_notes(void)
{
	return read_file(beside_path("credmint-auth.notes"));
}

void
stage_play_passwd(const char *lines)
{
	write_file(beside_path("credmint-passwd.notes"), "");
	write_file(beside_path("credmint-passwd.play"), lines);
}

const char *
stage_passwd_notes(void)
{
	return read_file(beside_path("credmint-passwd.notes"));
}

void
stage_write(const char *name, const char *text)
{
	write_file(stage_path(name), text);
}

const char *
stage_read(const char *name)
{
	return read_file(stage_path(name));
}

static void
hide(const char *name, bool hidden)
{
	char here[600];

	(void)snprintf(here, sizeof(here), "%s", beside_path(name));
	if (hidden)
		assert_int_equal(rename(here, beside_path("away")), 0);
	else
		assert_int_equal(rename(beside_path("away"), here), 0);
}

void
stage_hide(int hidden)
{
	hide("credmint-auth", hidden != 0);
}

void
stage_hide_passwd(bool hidden)
{
	hide("credmint-passwd", hidden);
}

static void
note_message(struct stage_talk *talk, const struct pam_message *message)
{
	size_t n = strlen(talk->shown);

	(void)snprintf(talk->shown + n, sizeof(talk->shown) - n, "%d:%s\n",
	    message->msg_style, message->msg);
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **responses, void *data)
{
	struct stage_talk *talk = data;
	const char *answer = NULL;
	int result = PAM_SUCCESS;

	if (n != 1 || talk->turn >= STAGE_TURNS)
		return PAM_CONV_ERR;
	note_message(talk, messages[0]);
	if (stage_watch != NULL)
		stage_watch();
	result = talk->results[talk->turn];
	if (messages[0]->msg_style == PAM_PROMPT_ECHO_OFF ||
	    messages[0]->msg_style == PAM_PROMPT_ECHO_ON ||
	    result != PAM_SUCCESS)
		answer = talk->answers[talk->turn++];
	if (result != PAM_SUCCESS)
		return result;
	*responses = calloc(1, sizeof(**responses));
	if (*responses != NULL && answer != NULL)
		(*responses)->resp = strdup(answer);
	return PAM_SUCCESS;
}

static void
keep_delay(int result, unsigned microseconds, void *data)
{
	(void)result;
	(void)data;
	stage_delay = microseconds;
}

pam_handle_t *
stage_start_stack(const char *user, struct stage_talk *talk, const char *lines)
{
	const struct pam_conv conv = {converse, talk};
	void (*delay)(int, unsigned, void *) = keep_delay;
	pam_handle_t *pamh = NULL;
	const void *item;

	write_file(stage_path("stage"), lines);
	assert_int_equal(
	    pam_start_confdir("stage", user, &conv, directory, &pamh), 0);
	memcpy(&item, &delay, sizeof(item));
	assert_int_equal(pam_set_item(pamh, PAM_FAIL_DELAY, item), 0);
	return pamh;
}

/*
 * libpam makes PAM_PERM_DENIED of a stack that ignores everything, so a line
 * after the module, skipped by a success, gives STAGE_IGNORED.
 */
pam_handle_t *
stage_start(const char *user, struct stage_talk *talk, const char *args)
{
	const char *module = stage_module(), *witness = stage_witness();
	static char lines[8192];

	(void)snprintf(lines, sizeof(lines),
	    "auth [success=1 ignore=ignore default=die] %s %s\n"
	    "auth requisite %s unknown\n"
	    "auth required pam_permit.so\n"
	    "account [success=1 ignore=ignore default=die] %s %s\n"
	    "account requisite %s unknown\n"
	    "account required pam_permit.so\n"
	    "session [success=ok default=bad] %s %s\n"
	    "password [success=1 ignore=ignore default=die] %s %s\n"
	    "password requisite %s unknown\n"
	    "password required pam_permit.so\n",
	    module, args, witness, module, args, witness, module, args, module,
	    args, witness);
	return stage_start_stack(user, talk, lines);
}

int
stage_login(const char *user, struct stage_talk *talk)
{
	pam_handle_t *pamh = stage_start(user, talk, "");
	int r = pam_authenticate(pamh, 0);

	assert_int_equal(pam_end(pamh, r), PAM_SUCCESS);
	return r;
}
