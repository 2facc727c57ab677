"""crowd_siege - serve, and 64 clients that misbehave

    crowd_siege.py PROGRAM SECONDS SAID	SECONDS of siege; SAID: a file for its
					standard error

Eight clients are timed all along: alone, beside 64 that behave, beside the same
64 that do not. These redeem as well, between half lines, lines of 100 MiB, bytes
of any kind, slow reading and sudden deaths. Prints what was counted and
measured; exits 0 when there is nothing to say against it.
"""
import collections
import multiprocessing
import os
import socket
import sys
import time

import crowd

SOCKET = "/run/siege/socket"
TIMED, CROWD = 8, 64
MIB = 1 << 20
LONG = 100 * MIB
LABEL = "x" * 127
UNKNOWN = "reset_" + "0" * 43 + "1VbwYw"

ODD = [
    b"null", b"[]", b"{}", b'"do"', b"{", b"}", b"[" * 60000, b'{"do":' * 9000,
    b'{"do":"verify"}', b'{"do":"dance"}', b'{"do":"verify","token":1}',
    b'{"do":"verify","token":"\xff\xfe"}', b'{"do":"verify","token":"\xed\xa0\x80"}',
    b'\xc0\xaf{"do":"list"}', b'{"do":"list"}\0', b"\0" * 1000, b"\x80" * 60000,
    b'{"do":"redeem","do":"verify","token":"x"}', b'{"do":"issue","kind":"reset"}',
    b'{"do":"issue","kind":"reset","user":"crowd","uses":1e99}',
    b'{"do":"issue","kind":"none","user":"crowd"}', b'{"do":"revoke"}',
    b'{"do":"verify","token":"x","tag":"' + b"t" * 65 + b'"}',
]


class Siege:
    """The 64. Everything here is done by many threads at once."""

    def __init__(self, seconds, bad):
        self.acts = [self.redeem]
        if bad:
            self.acts = self.acts * 4 + [
                self.half_line, self.long_line, self.odd_bytes, self.slow_reader,
                self.never_reads, self.sudden_death, self.last_words, self.many_connections]
        self.end = time.monotonic() + seconds
        self.ledger = crowd.Ledger()
        self.count = collections.Counter()
        self.longest = 0

    def redeem(self, client, rng):
        token = self.ledger.issue(client, uses=rng.choice((1, 1, 1, 3)))
        self.ledger.redeem(client, token)
        self.ledger.redeem(client, self.ledger.some(rng))

    def half_line(self, client, rng):
        line = client.line(do="verify", token=UNKNOWN)
        client.send(line[:rng.randrange(1, len(line) - 1)])
        time.sleep(rng.random() / 5)
        if rng.random() < 0.5:
            raise crowd.Gone
        client.send(b'" \n')
        client.tags.pop()
        client.read()  # whatever has become of it

    def long_line(self, client, _rng):
        """It is refused long before its end."""
        sent, some = 0, b"a" * MIB
        try:
            while sent < LONG:
                sent += client.socket.send(some)
        except OSError:
            pass
        self.longest = max(self.longest, sent)
        raise crowd.Gone

    def odd_bytes(self, client, rng):
        """Each such line is an error, and those beside them are answered."""
        for odd in rng.sample(ODD, 5):
            line = client.line(do="verify", token=UNKNOWN)
            client.send(odd + b"\n" + line)
            answer = client.read()
            if answer.get("ok") is not False or "error" not in answer:
                raise crowd.Wrong(f"{odd[:80]}: {answer}")
            answer = client.answer()
            if answer.get("reason") != "unknown":
                raise crowd.Wrong(f"after {odd[:80]}: {answer}")
        client.send(rng.randbytes(rng.randrange(1, 3000)).replace(b"\n", b"") + b"\n")
        client.read()

    def slow_reader(self, client, rng):
        """Half a megabyte of answers, read one by one when no more can be asked."""
        token, asked, lines = self.ledger.issue(client, label=LABEL), [], []
        for i in range(1200):
            asked.append(i % 400 == 200)
            lines.append(self.ledger.sends(client, token) if asked[-1] else
                         client.line(do="verify", token=token.text))
        asked, rest = iter(asked), memoryview(b"".join(lines))
        while client.tags:
            sent = client.push(rest)
            rest = rest[sent:]
            if sent == 0 and rest:
                time.sleep(rng.random() / 500)
            answer = client.answer()
            if next(asked):
                self.ledger.told(token, answer)
            elif answer.get("ok") is not True and answer.get("reason") != "used":
                raise crowd.Wrong(f"slow reader: {answer}")

    def never_reads(self, client, rng):
        token = self.ledger.issue(client, label=LABEL)
        lines = client.line(do="verify", token=token.text) * 500
        while client.push(lines):
            pass
        time.sleep(rng.random())
        raise crowd.Gone

    def sudden_death(self, client, rng):
        token = self.ledger.issue(client, uses=rng.choice((1, 3)))
        client.send(b"".join(self.ledger.sends(client, token)
                             for _ in range(rng.randrange(1, 9))))
        raise crowd.Gone

    def last_words(self, client, rng):
        """What was asked before the end of sending is answered."""
        token, n = self.ledger.issue(client), rng.randrange(1, 20)
        client.send(b"".join(self.ledger.sends(client, token) for _ in range(n)))
        client.socket.shutdown(socket.SHUT_WR)
        for _ in range(n):
            self.ledger.told(token, client.answer())
        if client.answers.read() != b"":
            raise crowd.Wrong("more than was asked for")
        raise crowd.Gone

    def many_connections(self, _client, rng):
        many = [crowd.Client(SOCKET) for _ in range(rng.randrange(1, 8))]
        time.sleep(rng.random() / 20)
        for one in many:
            one.close()

    def besiege(self, rng):
        while time.monotonic() < self.end:
            client = crowd.Client(SOCKET)
            try:
                while time.monotonic() < self.end:
                    act = rng.choice(self.acts)
                    with self.ledger.lock:
                        self.count[act.__name__] += 1
                    act(client, rng)
            except crowd.Gone:
                pass
            finally:
                client.close()


def behave(seconds, queue):
    """The eight, in a process of their own: how long each answer took."""
    ledger, took, end = crowd.Ledger(), [], time.monotonic() + seconds

    def one(_rng):
        client = crowd.Client(SOCKET)
        while time.monotonic() < end:
            for act in (lambda: ledger.issue(client),
                        lambda: client.ask(do="verify", token=ledger.tokens[-1].text),
                        lambda: ledger.redeem(client, ledger.tokens[-1])):
                start = time.monotonic()
                act()
                took.append(time.monotonic() - start)
                time.sleep(0.005)
        client.close()
    wrong = crowd.Crowd(TIMED, one).join()
    queue.put((wrong, took, ledger.tokens))


class Behaving:
    """behave() beside us; and of what it measured, in milliseconds."""

    def __init__(self, seconds, ledger):
        fork = multiprocessing.get_context("fork")
        self.queue, self.ledger = fork.Queue(), ledger
        self.process = fork.Process(target=behave, args=(seconds, self.queue))
        self.process.start()

    def join(self, said):
        wrong, took, tokens = self.queue.get(timeout=120)
        self.process.join()
        said.extend(wrong)
        self.ledger.tokens.extend(tokens)
        took.sort()
        return {"n": len(took), **{name: round(1000 * took[int(len(took) * part)], 2)
                                   for name, part in (("p50", .5), ("p99", .99), ("max", .999999))}}


def beside(serve, seconds, bad, ledger, said):
    """The eight beside the 64: the p99 of the eight, and what serve holds when all
    have gone."""
    good, siege, peak = Behaving(seconds, ledger), Siege(seconds, bad), 0
    many = crowd.Crowd(CROWD, siege.besiege, seconds)
    while time.monotonic() < siege.end:
        peak = max(peak, serve.rss())
        time.sleep(0.1)
    said.extend(many.join())
    took = good.join(said)
    ledger.tokens.extend(siege.ledger.tokens)
    if siege.longest > 2 * MIB:
        said.append(f"{siege.longest} bytes of one line were taken")
    if len(siege.count) != len(set(siege.acts)):
        said.append(f"not all was tried: {siege.count}")
    time.sleep(1)
    print({"took": took, "rss": (peak, serve.rss()), "descriptors": serve.descriptors(),
           "longest": siege.longest, "acts": dict(siege.count)})
    return took["p99"], serve.rss(), serve.descriptors()


def main():
    said, ledger = [], crowd.Ledger()
    program, seconds = sys.argv[1], float(sys.argv[2])
    with open(sys.argv[3], "w", encoding="utf-8") as stderr:
        serve = crowd.Serve(SOCKET, program, stderr)
        begun = serve.rss()
        print({"took": Behaving(seconds * 0.1, ledger).join(said)})
        time.sleep(0.5)
        first = serve.descriptors()
        p99, _, _ = beside(serve, seconds * 0.2, False, ledger, said)
        _, _, some = beside(serve, seconds * 0.2, True, ledger, said)
        besieged, most, last = beside(serve, seconds, True, ledger, said)
        if (status := serve.stop()) != 0:
            said.append(f"serve ended with {status}")
    said.extend(ledger.judge())
    print(ledger.sums())
    if first != some or first != last:
        said.append("descriptors are left")
    # What a sanitizer keeps is its own affair; it tells of leaks itself.
    # Beside it there are the pages that the registry keeps: no more than it has.
    pages = min(os.path.getsize(crowd.REGISTRY) // 1024, 64 * 1024)
    if "asan" not in program and most > begun + pages + 2048:
        said.append("it grows")
    if besieged > 5 * p99 + 250:
        said.append("others are affected")
    print(*said[:20], sep="\n")
    sys.exit(bool(said))


if __name__ == "__main__":
    main()
