"""complete - what a real shell makes of a line and a key

complete.py bash|zsh START-FILE <LINES: starts the shell at a terminal with
the start file, types each line and the key for "insert all completions", and
prints the words that credmint would then have been called with, each in <>.
"""

import os
import pty
import re
import select
import sys
import time

ALL = b"\x18a"
ECHO = "credmint() { printf '\\001%s\\002\\n' \"$(printf '<%s>' \"$@\")\"; }\n"
BASH = ECHO + "bind '\"\\C-xa\": insert-completions'\nPS1='\\001\\003\\002'\n"
ZSH = ECHO + """zle -C all complete-word _generic
bindkey -e
bindkey '^Xa' all
zstyle ':completion:all:*' insert yes
zstyle ':completion:all::::' completer _all_matches _complete
zstyle ':completion:*' insert-tab no
PS1=$'\\001\\003\\002'
"""
ARGS = {
    "bash": ["bash", "--noprofile", "--rcfile", "{}", "-i"],
    "zsh": ["zsh", "-d", "-i"],
}


def read_until(fd, mark, limit):
    """What comes until the mark matches; bounded in time."""
    seen = b""
    while time.monotonic() < limit and not re.search(mark, seen):
        if select.select([fd], [], [], 0.2)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                break
    return seen


def main():
    shell, start = sys.argv[1:3]
    limit = time.monotonic() + 50
    folder = os.path.dirname(start)
    own = os.path.join(folder, ".zshrc" if shell == "zsh" else "bashrc")
    with open(start, encoding="ascii") as given, open(own, "w", encoding="ascii") as out:
        out.write(given.read() + (ZSH if shell == "zsh" else BASH))
    os.environ.update(TERM="dumb", ZDOTDIR=folder, HISTFILE="")
    pid, fd = pty.fork()
    if pid == 0:
        args = [a.format(own) for a in ARGS[shell]]
        os.execvp(args[0], args)
    read_until(fd, b"\x03", limit)
    for line in sys.stdin:
        os.write(fd, line.rstrip("\n").encode() + ALL + b"\n")
        seen = read_until(fd, b"\x01<[^\x02]*\x02", limit)
        found = re.search(b"\x01(<[^\x02]*)\x02", seen)
        print(found[1].decode() if found else "nothing: " + repr(seen), flush=True)
    os.close(fd)
    os.waitpid(pid, 0)


main()
