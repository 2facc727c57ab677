/*
 * test_sandbox - what is no business of a login does not work in it
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/host/inside.h"

/* With sanitizers only part of it can be closed, see sandbox_calls. */
#if defined(__SANITIZE_ADDRESS__)
static const bool whole = false;
#else
static const bool whole = true;
#endif

static int ends[2];

/* The errno of a call, 0 when it worked. */
#define ERRNO_OF(call) ((call) == -1 ? errno : 0)

/* ---- what ends the process ---- */

static char *const none[] = {NULL};

static int
run_true(void)
{
	return ERRNO_OF(execve("/bin/true", none, none));
}

static int
run_true_at(void)
{
	return ERRNO_OF(
	    (int)syscall(SYS_execveat, AT_FDCWD, "/bin/true", none, none, 0));
}

static int
fork_by_libc(void)
{
	return ERRNO_OF(fork());
}

static int
clone_by_number(void)
{
	return ERRNO_OF((int)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0));
}

static int
clone3_by_number(void)
{
	struct clone_args args = {.exit_signal = SIGCHLD};

	return ERRNO_OF((int)syscall(SYS_clone3, &args, sizeof(args)));
}

#ifdef SYS_fork
static int
fork_by_number(void)
{
	return ERRNO_OF((int)syscall(SYS_fork));
}
#endif

static int
trace_parent(void)
{
	return ERRNO_OF((int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
trace_me(void)
{
	return ERRNO_OF((int)ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
read_parent(void)
{
	char byte;
	struct iovec one = {&byte, 1};

	return ERRNO_OF(
	    (int)syscall(SYS_process_vm_readv, getppid(), &one, 1, &one, 1, 0));
}

static int
kill_parent(void)
{
	return ERRNO_OF(kill(getppid(), 0));
}

static int
mount_something(void)
{
	return ERRNO_OF(mount("none", "/none", "none", 0, NULL));
}

static int
leave_namespace(void)
{
	return ERRNO_OF((int)syscall(SYS_unshare, 0x10000000));
}

static void
r04_in_the_sandbox_nothing_is_executed(void **state)
{
	(void)state;
	inside_ends_the_process(run_true);
	inside_ends_the_process(run_true_at);
}

static void
r04_in_the_sandbox_no_process_is_made_or_touched(void **state)
{
	(void)state;
	inside_ends_the_process(mount_something);
	inside_ends_the_process(leave_namespace);
	if (!whole)
		return;
	inside_ends_the_process(fork_by_libc);
#ifdef SYS_fork
	inside_ends_the_process(fork_by_number);
#endif
	inside_ends_the_process(clone_by_number);
	inside_ends_the_process(clone3_by_number);
	inside_ends_the_process(trace_parent);
	inside_ends_the_process(trace_me);
	inside_ends_the_process(read_parent);
	inside_ends_the_process(kill_parent);
}

/* ---- what fails ---- */

static int
make_unix_socket(void)
{
	return ERRNO_OF(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int
make_inet_socket(void)
{
	return ERRNO_OF(socket(AF_INET, SOCK_STREAM, 0));
}

static int
make_netlink_socket(void)
{
	return ERRNO_OF(socket(AF_NETLINK, SOCK_RAW, 0));
}

static int
make_pair(void)
{
	int pair[2];

	return ERRNO_OF(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int
connect_somewhere(void)
{
	const struct sockaddr_un to = {AF_UNIX, "/dev/log"};

	return ERRNO_OF(
	    connect(ends[0], (const struct sockaddr *)&to, sizeof(to)));
}

static int
bind_somewhere(void)
{
	const struct sockaddr_un to = {AF_UNIX, "/tmp/credmint-nowhere"};

	return ERRNO_OF(
	    bind(ends[0], (const struct sockaddr *)&to, sizeof(to)));
}

static int
listen_here(void)
{
	return ERRNO_OF(listen(ends[0], 1));
}

static int
accept_here(void)
{
	return ERRNO_OF(accept(ends[0], NULL, NULL));
}

static int
map_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
map_writable_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
turn_into_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED
	    ? 99
	    : ERRNO_OF(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static int
become_another(void)
{
	return ERRNO_OF(setuid(getuid()));
}

static int
change_dumpable(void)
{
	return ERRNO_OF(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
add_filter(void)
{
	return ERRNO_OF((int)syscall(SYS_seccomp, 1, 0, NULL));
}

static int
ask_terminal(void)
{
	/* TIOCSTI types into the terminal of somebody. */
	return ERRNO_OF((int)syscall(SYS_ioctl, 0, 0x5412, "x"));
}

static int
ask_ring(void)
{
	return ERRNO_OF((int)syscall(SYS_io_uring_setup, 1, NULL));
}

static int
make_link(void)
{
	return ERRNO_OF(symlink("/etc/passwd", "/tmp/credmint-nowhere"));
}

static int
change_owner(void)
{
	return ERRNO_OF(fchown(ends[0], 0, 0));
}

static int
raise_limit(void)
{
	return ERRNO_OF((int)syscall(SYS_prlimit64, 0, 4, NULL, NULL));
}

static int
write_keyring(void)
{
	return ERRNO_OF((int)syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}

static void
r04_in_the_sandbox_no_socket_is_made_or_connected(void **state)
{
	(void)state;
	if (!whole)
		return;
	inside_fails(make_unix_socket);
	inside_fails(make_inet_socket);
	inside_fails(make_netlink_socket);
	inside_fails(make_pair);
	inside_fails(connect_somewhere);
	inside_fails(bind_somewhere);
	inside_fails(listen_here);
	inside_fails(accept_here);
}

static void
r04_in_the_sandbox_memory_never_becomes_code(void **state)
{
	(void)state;
	if (!whole)
		return;
	inside_fails(map_code);
	inside_fails(map_writable_code);
	inside_fails(turn_into_code);
}

static void
r04_in_the_sandbox_what_is_not_listed_fails(void **state)
{
	(void)state;
	if (!whole)
		return;
	inside_fails(become_another);
	inside_fails(change_dumpable);
	inside_fails(add_filter);
	inside_fails(ask_terminal);
	inside_fails(ask_ring);
	inside_fails(make_link);
	inside_fails(change_owner);
	inside_fails(raise_limit);
	inside_fails(write_keyring);
}

static int
setup(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int
teardown(void **state)
{
	(void)state;
	(void)close(ends[0]);
	return close(ends[1]);
}

#define INSIDE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    INSIDE(r04_in_the_sandbox_nothing_is_executed),
	    INSIDE(r04_in_the_sandbox_no_process_is_made_or_touched),
	    INSIDE(r04_in_the_sandbox_no_socket_is_made_or_connected),
	    INSIDE(r04_in_the_sandbox_memory_never_becomes_code),
	    INSIDE(r04_in_the_sandbox_what_is_not_listed_fails),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
