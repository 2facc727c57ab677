/* errno - the names that all these systems have; OpenBSD lacks ENODATA */

#ifndef STUB_ERRNO_H
#define STUB_ERRNO_H

extern int *errno_of_this_thread(void);
#define errno (*errno_of_this_thread())

/* The numbers are one system's; only that they differ counts. */
#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define E2BIG 7
#define EBADF 9
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define EDOM 33
#define ERANGE 34
#define EAGAIN 35
#define EMSGSIZE 40
#define EOPNOTSUPP 45
#define ENOSYS 78
#define EOVERFLOW 84
#define EILSEQ 85
#define ENOTSUP 91

#endif
