"""crowd - many clients of `credmint serve`, and a ledger of what they were told

A client keeps nothing to itself: what it sends of a token is in the ledger
before it leaves, and what it is told after. When nothing runs any more the
ledger is held against the registry and its log.
"""
import collections
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import threading
import time

REGISTRY = "/var/lib/credmint/registry.db"


class Gone(Exception):
    """The connection ended: what was asked last was done, or it was not."""


class Wrong(Exception):
    """An answer that must not be."""


class Client:
    """A connection. Each answer must bear the tag of its request."""

    def __init__(self, path, timeout=60):
        self.socket, self.timeout = socket.socket(socket.AF_UNIX), timeout
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(path)
        except OSError as why:
            self.socket.close()
            raise Gone(str(why)) from why
        self.answers = self.socket.makefile("rb")
        self.tags = collections.deque()
        self.last = 0

    def close(self):
        self.answers.close()
        self.socket.close()

    def line(self, **what):
        """A request, to be sent; its answer is expected."""
        self.last += 1
        self.tags.append(self.last)
        return json.dumps({**what, "tag": self.last}).encode() + b"\n"

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as why:
            raise Gone(str(why)) from why

    def push(self, data):
        """How much of it is taken at once."""
        self.socket.settimeout(0)
        try:
            return self.socket.send(data)
        except BlockingIOError:
            return 0
        except OSError as why:
            raise Gone(str(why)) from why
        finally:
            self.socket.settimeout(self.timeout)

    def read(self):
        """The next answer, whatever it is."""
        try:
            line = self.answers.readline()
        except TimeoutError as why:
            raise Wrong("no answer in time") from why
        except OSError as why:
            raise Gone(str(why)) from why
        if not line.endswith(b"\n"):
            raise Gone("the end")
        return json.loads(line)

    def answer(self):
        """The answer to the oldest request that has none."""
        answer = self.read()
        if answer.get("tag") != self.tags.popleft():
            raise Wrong(f"out of order: {answer}")
        return answer

    def ask(self, **what):
        self.send(self.line(**what))
        return self.answer()


class Token:
    def __init__(self, answer, uses):
        self.text, self.id, self.uses = answer["token"], answer["id"], uses
        self.sent = self.yes = self.no = 0


class Ledger:
    """Tokens, and what was said of them. sent - yes - no: nobody knows. error: what
    an answer without a decision raises. closed: the power is about to go, and what
    is read from now on was told to nobody."""

    def __init__(self, error=Wrong):
        self.error, self.closed = error, False
        self.lock = threading.Lock()
        self.tokens = []

    def issue(self, client, uses=1, label=""):
        answer = client.ask(do="issue", kind="reset", user="crowd", uses=uses, label=label)
        if answer.get("ok") is not True:
            raise self.error(f"issue: {answer}")
        token = Token(answer, uses)
        with self.lock:
            if self.closed:
                raise Gone("told to nobody")
            self.tokens.append(token)
        return token

    def sends(self, client, token):
        """A redeem, to be sent."""
        with self.lock:
            token.sent += 1
        return client.line(do="redeem", token=token.text)

    def told(self, token, answer):
        """What the redeem was told. Whether it was a yes."""
        yes = answer.get("ok") is True
        if not yes and answer.get("reason") != "used":
            raise self.error(f"redeem: {answer}")
        with self.lock:
            if self.closed:
                raise Gone("told to nobody")
            token.yes += yes
            token.no += not yes
        return yes

    def redeem(self, client, token):
        client.send(self.sends(client, token))
        return self.told(token, client.answer())

    def some(self, rng):
        with self.lock:
            return rng.choice(self.tokens[-64:]) if self.tokens else None

    def close(self):
        with self.lock:
            self.closed = True

    def sums(self):
        count = collections.Counter()
        for t in self.tokens:
            count.update(tokens=1, sent=t.sent, yes=t.yes, no=t.no)
        return dict(count, unknown=count["sent"] - count["yes"] - count["no"])

    def judge(self, clean=True):
        """What the registry and the log have against it. clean: nobody was
        killed, so that the log knows of each yes that it was told."""
        with sqlite3.connect(f"file:{REGISTRY}?mode=ro", uri=True) as db:
            left = dict(db.execute("SELECT id, uses FROM token"))
            if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                yield "the registry is not whole"
        delivered, used = logged()
        for t in self.tokens:
            if t.id not in left:
                yield f"token {t.id}: it was issued, and there is none"
                continue
            took, unknown = t.uses - left[t.id], t.sent - t.yes - t.no
            if took != used[t.id]:
                yield f"token {t.id}: {took} uses taken, {used[t.id]} in the log"
            if not t.yes <= took <= min(t.uses, t.yes + unknown):
                yield f"token {t.id}: {took} of {t.uses} uses taken for {vars(t)}"
            if took < min(t.uses, t.yes + t.no):
                yield f"token {t.id}: refused while it had uses: {vars(t)}"
            if clean and delivered[t.id] < t.yes:
                yield f"token {t.id}: told yes {t.yes}, delivered {delivered[t.id]}"


def logged():
    """By token, redeems that the log has: delivered, and all."""
    delivered, used = collections.Counter(), collections.Counter()
    with subprocess.Popen(["credmint", "log", "--json"], stdout=subprocess.PIPE) as log:
        for event in map(json.loads, log.stdout):
            if event["what"] != "token-redeem" or event["outcome"].startswith("no"):
                continue
            used[event["code"]] += event["count"]
            if event["outcome"] == "yes":
                delivered[event["code"]] += event["count"]
    if log.returncode != 0:
        raise Wrong("credmint log fails")
    return delivered, used


class Serve:
    """The program under test, also several words that run it. worker: the process
    that serves, which root's keeps as its child."""

    def __init__(self, path, program="credmint", stderr=None):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen([*program.split(), "serve", "--socket", path],
                                        stderr=stderr)
        if not wait(lambda: self.process.poll() is not None or answers(path)) or \
                self.process.poll() is not None:
            raise Wrong("it does not serve")
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children",
                  encoding="ascii") as children:
            self.worker = int((children.read().split() or [self.process.pid])[0])

    def signal(self, number):
        os.kill(self.worker, number)

    def kill(self, keeper=False):
        """kill -9: the worker, or root's process. Neither outlives the other."""
        os.kill(self.process.pid if keeper else self.worker, signal.SIGKILL)
        self.process.wait(10)
        if not wait(lambda: not os.path.exists(f"/proc/{self.worker}")):
            raise Wrong("it serves without its keeper")

    def stop(self):
        """Its exit status after a kind word."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def rss(self):
        with open(f"/proc/{self.worker}/status", encoding="ascii") as status:
            return next(int(l.split()[1]) for l in status if l.startswith("VmRSS:"))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.worker}/fd"))


def wait(what):
    """Until it is so; whether it was within ten seconds."""
    end = time.monotonic() + 10
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def answers(path):
    try:
        client = Client(path, 10)
        client.ask(do="list", user="nobody")
        client.close()
        return True
    except Gone:
        return False


class Crowd:
    """Threads that do one thing until it raises. What is not Gone was wrong."""

    def __init__(self, n, what, seed=0):
        self.wrong = []
        self.threads = [threading.Thread(target=self.run, args=(what, random.Random(f"{seed} {i}")))
                        for i in range(n)]
        for thread in self.threads:
            thread.start()

    def run(self, what, rng):
        try:
            what(rng)
        except Gone:
            pass
        except Exception as why:  # pylint: disable=broad-except
            self.wrong.append(f"{type(why).__name__}: {why}")

    def join(self):
        for thread in self.threads:
            thread.join()
        return self.wrong
