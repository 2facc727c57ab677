#!/usr/bin/env python3
"""memory_of.py PID DIR - copy a process's writable memory

Into DIR/kept goes what is left out of core dumps and is zero in a child, into
DIR/shared what it shares with others, into DIR/plain all else. The process is
stopped, and read from outside.
"""
import os
import re
import sys

pid, where = sys.argv[1:]
os.makedirs(where)
out = {name: open(f"{where}/{name}", "wb")
       for name in ("kept", "shared", "plain")}


def mappings():
    """Start, end and flags of each mapping that can be written."""
    span = None
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as smaps:
        for line in smaps:
            head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (.w)", line)
            if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                span = None
            if head:
                span = int(head[1], 16), int(head[2], 16)
            elif span and line.startswith("VmFlags:"):
                flags = line.split()[1:]
                if "wr" in flags:
                    yield *span, flags


with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
    for start, end, flags in mappings():
        if "sh" in flags:
            kind = "shared"
        elif "dd" in flags and "wf" in flags:
            kind = "kept"
        else:
            kind = "plain"
        while start < end:
            size = min(end - start, 1 << 20)
            try:
                data = os.pread(memory.fileno(), size, start)
            except OSError:
                break
            out[kind].write(data)
            start += len(data) or size
for file in out.values():
    file.close()
