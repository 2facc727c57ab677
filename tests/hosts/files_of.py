#!/usr/bin/env python3
"""files_of.py TRACE WORDS - which files were made, and which hold a word

TRACE is strace's, by -f -y with $(files_of.py calls) traced, of a program that
began with umask 0. Prints "made PATH MODE" for what was made under a name, with
the mode it had at once, and "held PATH MODE" for what a line of WORDS was
written to, with the widest mode it ever had; "-" where it was there before.
"""
import re
import sys

MAKERS = ("creat", "link", "linkat", "mkdir", "mkdirat", "mknod", "mknodat",
          "open", "openat", "rename", "renameat", "renameat2", "symlink",
          "symlinkat", "memfd_create")
MODES = ("umask", "chmod", "fchmod", "fchmodat", "clone", "clone3", "fork",
         "vfork")
WRITERS = ("write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg")

if sys.argv[1] == "calls":
    print(",".join("?" + call for call in MAKERS + MODES + WRITERS))
    sys.exit()

with open(sys.argv[1], encoding="utf-8", errors="replace") as trace:
    lines = trace.read().splitlines()
with open(sys.argv[2], encoding="utf-8") as words:
    secrets = [line.replace("\\", "\\\\").replace('"', '\\"')
               for line in words.read().splitlines() if line]

masks, widest, held = {}, {}, set()


def made(path, mode):
    """A name that is new has this mode; "-" when that cannot be told."""
    widest[path] = mode
    print("made", path, "-" if mode is None else f"{mode:04o}")


for line in lines:
    called = re.match(r"(\d+) +(\w+)\((.*)\) += (\S+)", line)
    if not called or called[4].startswith("-"):
        continue
    pid, call, words, result = called.groups()
    names = re.findall(r'"([^"]*)"', words)
    mask = masks.setdefault(pid, 0)
    if call in ("clone", "clone3", "fork", "vfork"):
        masks[result.split("<")[0]] = mask
    elif call == "umask":
        masks[pid] = int(words, 8)
    elif call in ("chmod", "fchmodat", "fchmod"):
        at = re.match(r"\d+<(.*?)>,", words)
        path = at[1] if call == "fchmod" and at else names[0]
        mode = int(re.findall(r", (0[0-7]*)", words)[-1], 8)
        widest[path] = (widest.get(path) or 0) | mode
    elif call in ("open", "openat"):
        if "O_CREAT" in words or "O_TMPFILE" in words:
            at = re.search(r"<(.*)>$", result)
            mode = int(re.findall(r", (0[0-7]*)$", words)[-1], 8)
            made(at[1] if at else names[0], mode & ~mask)
    elif call in ("rename", "renameat", "renameat2", "link", "linkat"):
        made(names[-1], widest.get(names[0]))
    elif call in MAKERS:
        made(names[-1], None)
    elif call in WRITERS and any(secret in words for secret in secrets):
        at = re.match(r"\d+<(.*?)>,", words)
        held.add(at[1] if at else words.split(",")[0])
for path in sorted(held):
    mode = widest.get(path)
    print("held", path, "-" if mode is None else f"{mode:04o}")
