/*
 * sandbox_calls - the system calls of a login, once it is in the sandbox
 *
 * 1. Only what a registry, its key, frames on open sockets, the system log, the
 *    clock and an orderly end need is allowed.
 * 2. What only somebody who has taken the process over would call ends it, so
 *    that the system log shows it: running, making, watching or changing
 *    processes.
 * 3. The rest fails with EPERM: a newer C library that tries another call first
 *    then falls back, or the login is refused with a line in the log. socket(2)
 *    is one of these, as the C library makes a new one when the system's log
 *    daemon was started anew; that line is lost, the login is not.
 */

#include "host/sandbox_calls.h"

#include <sys/mman.h>

#include <seccomp.h>

#define ANY(name)                    \
	{                            \
		SCMP_SYS(name), 0, 0 \
	}
/* Memory never becomes code. */
#define NO_CODE(name)                        \
	{                                    \
		SCMP_SYS(name), 2, PROT_EXEC \
	}

static const struct sandbox_call allowed[] = {
    /* files */
    ANY(openat),
    ANY(close),
    ANY(read),
    ANY(write),
    ANY(pread64),
    ANY(pwrite64),
    ANY(lseek),
    ANY(_llseek),
    ANY(fcntl),
    ANY(fcntl64),
    ANY(flock),
    ANY(fsync),
    ANY(fdatasync),
    ANY(ftruncate),
    ANY(ftruncate64),
    ANY(fallocate),
    ANY(fstat),
    ANY(fstat64),
    ANY(stat),
    ANY(stat64),
    ANY(lstat),
    ANY(lstat64),
    ANY(newfstatat),
    ANY(fstatat64),
    ANY(statx),
    ANY(statfs),
    ANY(statfs64),
    ANY(fstatfs),
    ANY(fstatfs64),
    ANY(access),
    ANY(faccessat),
    ANY(faccessat2),
    ANY(readlink),
    ANY(readlinkat),
    ANY(getcwd),
    ANY(unlink),
    ANY(unlinkat),
    ANY(fchmod),
    ANY(umask),
    /* memory */
    NO_CODE(mmap),
    NO_CODE(mmap2),
    NO_CODE(mprotect),
    ANY(munmap),
    ANY(mremap),
    ANY(madvise),
    ANY(mlock),
    ANY(munlock),
    ANY(brk),
    /* frames and the log, on sockets that are open */
    ANY(poll),
    ANY(ppoll),
    ANY(ppoll_time64),
    ANY(recvmsg),
    ANY(recvfrom),
    ANY(send),
    ANY(sendto),
    ANY(sendmsg),
    /* time and random numbers */
    ANY(clock_gettime),
    ANY(clock_gettime64),
    ANY(gettimeofday),
    ANY(time),
    ANY(nanosleep),
    ANY(clock_nanosleep),
    ANY(clock_nanosleep_time64),
    ANY(getrandom),
    ANY(timer_settime),
    ANY(timer_settime64),
    /* the process itself */
    ANY(getpid),
    ANY(gettid),
    ANY(getuid),
    ANY(getuid32),
    ANY(geteuid),
    ANY(geteuid32),
    ANY(getgid),
    ANY(getgid32),
    ANY(getegid),
    ANY(getegid32),
    ANY(rt_sigaction),
    ANY(rt_sigprocmask),
    ANY(rt_sigreturn),
    ANY(sigreturn),
    ANY(restart_syscall),
    ANY(futex),
    ANY(futex_time64),
    ANY(sched_yield),
    ANY(exit),
    ANY(exit_group),
};

static const int fatal[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(mount),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(bpf),
};

const struct sandbox_calls sandbox_calls = {
    .other = SCMP_ACT_ERRNO(1), /* EPERM, the same everywhere */
    .allowed = allowed,
    .nallowed = sizeof(allowed) / sizeof(*allowed),
    .fatal = fatal,
    .nfatal = sizeof(fatal) / sizeof(*fatal),
};
