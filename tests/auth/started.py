#!/usr/bin/env python3
"""started.py HOW IDS TRACE PROGRAM - start a program with descriptor 3 made HOW.

Prints "ended N" with its exit status, or "stayed" when it is still there
after a second and had to be killed. Its system calls are written to TRACE.
"""
import os
import pwd
import socket
import subprocess
import sys

NOBODY = 65534
how, ids, trace, program = sys.argv[1:]
kept = []  # other ends, open until the program has ended


def pair(kind):
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    kept.append(ours)
    return theirs


def listening():
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.bind(b"\0credmint-test-%d" % os.getpid())
    server.listen()
    return server


def tcp():
    server = socket.create_server(("127.0.0.1", 0))
    kept.append(server)
    return socket.create_connection(server.getsockname())


def borrowed():
    """A pair that somebody else made."""
    os.seteuid(NOBODY)
    try:
        return pair(socket.SOCK_SEQPACKET)
    finally:
        os.seteuid(0)


# What lies on descriptor 3; and what ids the program is started with.
MADE = {
    "missing": lambda: None,
    "file": lambda: open("/dev/null", "r+"),
    "pipe": lambda: os.fdopen(os.pipe()[0]),
    "stream": lambda: pair(socket.SOCK_STREAM),
    "datagram": lambda: pair(socket.SOCK_DGRAM),
    "unconnected_datagram":
        lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
    "unconnected":
        lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET),
    "listening": listening,
    "tcp": tcp,
    "borrowed": borrowed,
    "good": lambda: pair(socket.SOCK_SEQPACKET),
}
IDS = {
    "root": None,
    "nobody": (NOBODY, NOBODY, NOBODY),
    "real_nobody": (NOBODY, 0, 0),
    "effective_nobody": (0, NOBODY, 0),
}
try:
    USER = pwd.getpwnam("credmint")
    IDS.update({
        "credmint": (USER.pw_uid,) * 3,
        "credmint_with_roots_groups": (USER.pw_uid,) * 3,
        "real_credmint": (USER.pw_uid, 0, 0),
        "effective_credmint": (0, USER.pw_uid, 0),
    })
except KeyError:
    pass
end = MADE[how]()


def prepare():
    if end is None:
        os.close(3)
    elif end.fileno() == 3:
        os.set_inheritable(3, True)
    else:
        os.dup2(end.fileno(), 3)


# strace keeps root's rights; the program gets its ids from setresuid below it.
command = ["strace", "-f", "-qq", "-o", trace]
if IDS[ids]:
    groups = ""
    if ids == "credmint":
        groups = "os.setgroups([]); os.setresgid(%d, %d, %d); " % (
            (USER.pw_gid,) * 3)
    command += ["python3", "-c",
                "import os, sys; %sos.setresuid(%d, %d, %d); "
                "os.execv(sys.argv[1], sys.argv[1:])" % (groups, *IDS[ids])]
child = subprocess.Popen(command + [program], close_fds=False,
                         preexec_fn=prepare, stdin=subprocess.DEVNULL)
try:
    print("ended", child.wait(timeout=1.5))
except subprocess.TimeoutExpired:
    for one in kept:
        one.close()
    child.wait(timeout=10)
    print("stayed")
