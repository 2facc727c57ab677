"""A person at a terminal who enrolls an authenticator.

    person.py [-c COLUMNS] [-r ROWS] [-t TRANSCRIPT] [-w WRONG] [-s] COMMAND...

COMMAND runs on a terminal of its own. The person reads the secret off the
screen, waits for the prompt and types the app's code, after WRONG codes that are
none; -s: instead of the code a signal, INT, TERM, HUP or KILL (-s NAME), or
CLOSE: the terminal goes. What was shown goes to TRANSCRIPT. Ends as COMMAND did.
"""
import argparse
import base64
import fcntl
import hmac
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PROMPT = "Code shown by the app: "


def code(uri, ahead=0):
    """What the app shows."""
    query = dict(p.split("=") for p in uri.split("?")[1].split("&"))
    secret = query["secret"]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    if "://hotp/" in uri:
        count = int(query["counter"])
    else:
        count = int(time.time()) // int(query["period"])
    mac = hmac.new(key, struct.pack(">Q", count + ahead), query["algorithm"].lower()).digest()
    at = mac[-1] & 15
    value = struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF
    return str(value)[-int(query["digits"]):].zfill(int(query["digits"]))


class Terminal:
    def __init__(self, command, columns, rows):
        self.shown = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], command)

    def read(self, limit):
        """A piece of what is shown; false: it ended, or the time is over."""
        if not select.select([self.fd], [], [], max(0, limit - time.time()))[0]:
            sys.exit("nothing came; so far:\n" + self.text())
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            piece = b""
        self.shown += piece
        return piece

    def wait_for(self, what, times):
        limit = time.time() + 20
        while self.text().count(what) < times:
            if not self.read(limit):
                return False
        return True

    def text(self):
        return self.shown.decode("utf-8", "replace").replace("\r\n", "\n")

    def type(self, line):
        os.write(self.fd, line.encode() + b"\r")

    def end(self):
        limit = time.time() + 20
        while self.read(limit):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main():
    args = argparse.ArgumentParser()
    args.add_argument("-c", type=int, default=100)
    args.add_argument("-r", type=int, default=50)
    args.add_argument("-t")
    args.add_argument("-w", type=int, default=0)
    args.add_argument("-s")
    args.add_argument("command", nargs=argparse.REMAINDER)
    args = args.parse_args()
    terminal = Terminal(args.command, args.c, args.r)
    tried = 0
    while terminal.wait_for(PROMPT, tried + 1):
        uri = re.search(r"otpauth://[^\s\"]+", terminal.text())
        if args.s == "CLOSE":
            os.close(terminal.fd)
            os.waitpid(terminal.pid, 0)
            return 0
        if args.s and args.s == "INT":
            os.write(terminal.fd, b"\x03")
        elif args.s:
            os.kill(terminal.pid, getattr(signal, "SIG" + args.s))
        else:
            right = code(uri[0])
            wrong = str((int(right) + 1) % 10 ** len(right)).zfill(len(right))
            terminal.type(wrong if tried < args.w else right)
        tried += 1
    status = terminal.end()
    if args.t:
        with open(args.t, "w") as file:
            file.write(terminal.text())
    if status < 0:
        return 128 - status
    return status


sys.exit(main())
