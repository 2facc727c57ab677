/*
 * sandbox_calls - for a build with sanitizers, whose runtimes need calls of
 * their own when they report and when they look for leaks at the end
 *
 * Everything but what no sanitizer does is allowed. Such a build is for tests.
 */

#include "host/sandbox_calls.h"

#include <seccomp.h>

static const int fatal[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(mount),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
};

const struct sandbox_calls sandbox_calls = {
    .other = SCMP_ACT_ALLOW,
    .fatal = fatal,
    .nfatal = sizeof(fatal) / sizeof(*fatal),
};
