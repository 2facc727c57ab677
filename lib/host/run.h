/*
 * run - starting programs, and the socket spoken with a started one
 *
 * The PAM module is linked from this room, lib/wire and core/secret alone:
 * nothing here reads configuration, allocates, or writes to stdio.
 */

#ifndef HOST_RUN_H
#define HOST_RUN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Where a service finds its socket. */
#define RUN_SERVICE_FD 3

/* Where systemd listens: for relays of root, for others, for deliveries. */
#ifndef RUN_DIR /* a test has its own */
#	define RUN_DIR "/run/credmint"
#endif
#define RUN_ROOT_SOCKET RUN_DIR "/root.socket"
#define RUN_SELF_SOCKET RUN_DIR "/self.socket"
#define RUN_DELIVER_SOCKET RUN_DIR "/deliver.socket"

/*
 * Connect to a SOCK_SEQPACKET socket that a process of root's listens on;
 * *sock is close-on-exec, -1 after an error. 0; -ENOENT or -ECONNREFUSED:
 * nobody listens there; -EPERM: the listener is not root's; -EPROTOTYPE: it is
 * one of another type; -ETIMEDOUT when the listener's queue stays full for ms
 * milliseconds; or another negative errno.
 */
int run_connect(const char *path, int ms, int *sock)
    __attribute__((warn_unused_result));

/*
 * Start a service from inside a stranger's process (a PAM host).
 *
 * Makes a SOCK_SEQPACKET pair; *sock is our end, close-on-exec. An
 * intermediate child, made without an exit signal so that a host which
 * handles, ignores or reaps SIGCHLD sees nothing, becomes root (real,
 * effective and saved ids 0), lifts the limits FSIZE, CPU, AS and DATA, raises
 * priorities below the usual ones (nice, idle, batch, ionice), starts path with
 * an empty environment, its end of the pair as descriptor 3, and waits for it.
 * *keeper is that child. Signals, alarms, masks and other descriptors of the
 * caller are as before. The service starts with every signal blocked. Only
 * with effective uid 0.
 *
 * 0 or a negative errno: -EPERM, -ENOENT, -EACCES, ... What goes wrong later
 * in the child shows as an end of file on *sock. That end is seen once the
 * service and its keeper are both gone, however the service ended.
 */
int run_service(const char *path, int *sock, pid_t *keeper)
    __attribute__((warn_unused_result));

/*
 * End a service: tell it that nothing more comes, give it grace_ms to end by
 * itself, close *sock, and reap the keeper, killing it where needed: a service
 * that did not ask to die with it (PR_SET_PDEATHSIG) is left to its own time
 * limits. Sets *sock to -1.
 */
void run_service_end(int *sock, pid_t keeper, int grace_ms);

/* Milliseconds of CLOCK_MONOTONIC, for deadlines. */
int64_t run_clock_ms(void);

/* Microseconds of it, to measure what is short. */
int64_t run_clock_us(void);

/* Milliseconds of CLOCK_BOOTTIME, which runs on while the machine sleeps. */
int64_t run_boot_ms(void);

/*
 * Send one datagram of n bytes before the deadline, without SIGPIPE. 0 or a
 * negative errno (-ETIMEDOUT, -EPIPE, ...).
 */
int run_send(int sock, const void *data, size_t n, int64_t deadline)
    __attribute__((warn_unused_result));

/*
 * Receive one datagram. Its length, 1 to size; 0 at end of file; -ETIMEDOUT,
 * -EMSGSIZE for one longer than size or with descriptors, which are not
 * taken, or another negative errno.
 */
int run_receive(int sock, void *data, size_t size, int64_t deadline)
    __attribute__((warn_unused_result));

/* Bytes of a message that a pipe always takes at once. */
#define RUN_MESSAGE_MAX 4096

/*
 * Run a program to its end: no shell, the environment env and nothing else,
 * message (n bytes) on standard input, standard output and error on
 * /dev/null, every other descriptor closed, signals default, an own session.
 * After timeout_ms the whole process group is killed. *status is that of
 * waitpid(2). 0; -ETIMEDOUT; -EMSGSIZE for n above RUN_MESSAGE_MAX; or a
 * negative errno when it could not be run, among them that of execve(2).
 *
 * For a program of one thread that has descriptors 0 to 2 open (-EBADF
 * otherwise) and does not ignore SIGCHLD.
 */
int run_program(const char *path, char *const argv[], char *const env[],
    const void *message, size_t n, int timeout_ms, int *status)
    __attribute__((warn_unused_result));

/* The same for a tool of the system. */
#define RUN_TOOL_MESSAGE_MAX 65536

/* A tool of the system, and how it is run. */
struct run_tool {
	const char *path;
	char *const *argv;
	char *const *env;
	const void *message;
	size_t n; /* -EMSGSIZE above RUN_TOOL_MESSAGE_MAX */
	int timeout_ms;
	int held; /* a descriptor above 2 that it has as well, or -1 */
	char *said;
	size_t size;
};

/*
 * The same for a tool of the system that writes its files, run by root: the
 * limits FSIZE, CPU, AS and DATA are lifted for it (-EFBIG when FSIZE cannot
 * be), it leaves no core file, and the first size - 1 bytes of what it says on
 * standard error are kept as the text said, which is "" at first. SIGPIPE is
 * ignored, since what it says may find nobody when we are killed. held is open
 * in it by the same number: a lock of flock(2) there lasts as long as the tool,
 * though we be killed.
 */
int run_tool(const struct run_tool *tool, int *status)
    __attribute__((warn_unused_result));

#endif
