"""serve_hostile.py - clients of credmint serve that ask much, or oddly"""
import json
import os
import signal
import socket
import sys
import threading
import time

from serve_client import Client, closed, no, refused, wait_for


def check_a_line_too_long_ends_its_connection_alone():
    other, c = Client(), Client()
    c.send(b'{"do":"list","user":"nobody"}\n' + b"x" * 65536)
    assert json.loads(c.line())["ok"]
    refused(json.loads(c.line()), "65536")
    closed(c)
    c = Client()
    c.send(b'{"tag":"' + b"x" * 65525 + b'"}\n')  # 65536 with its newline
    refused(json.loads(c.line()), "tag")
    assert other.ask(do="list", user="nobody")["ok"]


def check_100_mib_without_a_newline_are_not_taken():
    other, c = Client(), Client()
    sent = 0
    try:
        for _ in range(100):
            c.send(b"x" * (1 << 20))
            sent += 1
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert sent < 10, sent
    assert other.ask(do="list", user="nobody")["ok"]


# ---- clients that misbehave ----

def check_a_half_line_keeps_nobody_waiting():
    halves = [Client() for _ in range(50)]
    for h in halves:
        h.send(b'{"do":"list",')
    c = Client()
    begin = time.monotonic()
    assert c.ask(do="redeem", token=c.issue())["ok"]
    assert time.monotonic() - begin < 5
    for h in halves:
        assert h.raw(b'"user":"nobody"}\n')["ok"]


def check_who_does_not_read_is_not_read_from():
    c = Client()
    c.ask(do="revoke", user="frank")
    for _ in range(3):
        c.ask(do="issue", kind="reset", user="frank", label="l" * 100)
    c.s.setblocking(False)
    sent, line = 0, b'{"do":"list","user":"frank"}\n' * 1000
    quiet = time.monotonic()
    while time.monotonic() - quiet < 2 and sent < 64 << 20:
        try:
            sent += c.s.send(line)
            quiet = time.monotonic()
        except BlockingIOError:
            time.sleep(0.05)
    assert sent < 4 << 20, sent
    other = Client()
    assert other.ask(do="list", user="nobody")["ok"]
    # All of it is answered once it reads.
    c.s.settimeout(30)
    for _ in range(sent // (len(line) // 1000)):
        assert len(json.loads(c.f.readline())["tokens"]) == 3


def check_sudden_deaths_harm_nobody():
    tokens = [Client().issue() for _ in range(20)]
    for token in tokens:
        c = Client()
        c.send(b'{"do":"redeem","token":"%s"}\n' % token.encode() * 3)
        c.close()
    for _ in range(200):
        c = Client()
        c.send(b'{"do":"issue"')
        c.close()
    c = Client()
    for token in tokens:
        no(c.ask(do="redeem", token=token), "used")


def check_a_token_that_nobody_got_is_revoked():
    other = Client()
    for user in "gina", "gone":
        other.ask(do="revoke", user=user)
    for _ in range(64):
        other.ask(do="issue", kind="session", user="gina", label="l" * 100)
    line = b'{"do":"list","user":"gina"}\n'
    other.send(line)
    # More than a socket takes, so that what is behind it waits.
    c = Client()
    c.send(line * (240 * 1024 // len(other.line())) +
           b'{"do":"issue","kind":"session","user":"gone"}\n')

    def states():
        tokens = other.ask(do="list", user="gone", all=True)["tokens"]
        return [t["state"] for t in tokens]
    begin = states()
    wait_for(lambda: states().count("live") == 1)
    c.close()
    wait_for(lambda: states().count("live") == 0)
    assert states()[-1] == "revoked", (begin, states())


def check_64_clients_redeem_one_token_once():
    for _ in range(5):
        token = Client().issue()
        clients = [Client() for _ in range(64)]
        for c in clients:
            c.send(b'{"do":"redeem","token":"%s"}\n' % token.encode())
        answers = [json.loads(c.line()) for c in clients]
        assert sum(a["ok"] for a in answers) == 1
        assert all(a["ok"] or a["reason"] == "used" for a in answers)


def check_one_who_asks_much_keeps_nobody_waiting():
    busy, stop = Client(), threading.Event()

    def read():
        while not stop.is_set() and busy.line():
            pass

    def write():
        while not stop.is_set():
            try:
                busy.send(b'{"do":"issue","kind":"reset","user":"h"}\n' * 50)
            except OSError:
                return
    threads = [threading.Thread(target=t, daemon=True) for t in (read, write)]
    for t in threads:
        t.start()
    c, worst = Client(), 0
    for _ in range(50):
        begin = time.monotonic()
        assert c.ask(do="list", user="nobody")["ok"]
        worst = max(worst, time.monotonic() - begin)
    stop.set()
    busy.s.shutdown(socket.SHUT_RDWR)
    assert worst < 2, worst


MANY = 20000


def issue_many(user):
    c = Client()
    line = json.dumps({"do": "issue", "kind": "session", "user": user})
    for _ in range(0, MANY, 100):
        c.send((line + "\n").encode() * 100)
        for _ in range(100):
            assert json.loads(c.line())["ok"]
    c.close()


def listed(c, **which):
    """All of a list, and in how many pieces it came."""
    ids, pieces, after = [], 0, 0
    while True:
        a = c.ask(do="list", after=after, **which)
        assert a["ok"] and a["more"] is ("after" in a), a
        ids += [t["id"] for t in a["tokens"]]
        pieces += 1
        if not a["more"]:
            return ids, pieces
        assert a["after"] > after, a
        after = a["after"]


def check_a_big_revoke_keeps_nobody_waiting():
    assert Client().ask(do="revoke", user="many")["ok"]
    issue_many("many")
    big, c, waits = Client(), Client(), []
    ends = []

    def read():
        for _ in range(2):
            answer = json.loads(big.line())
            ends.append((time.monotonic(), answer))
    reader = threading.Thread(target=read)
    begin = time.monotonic()
    big.send(b'{"do":"revoke","user":"many","tag":1}\n'
             b'{"do":"issue","kind":"reset","user":"many","tag":2}\n')
    reader.start()
    while not ends:
        at = time.monotonic()
        assert c.ask(do="issue", kind="reset", user="other")["ok"]
        waits.append(time.monotonic() - at)
    reader.join()
    whole = ends[0][0] - begin
    print(f"# {len(waits)} others' requests, {max(waits):.4f} s the longest,"
          f" {whole:.4f} s in all", file=sys.stderr)
    assert ends[0][1] == {"ok": True, "revoked": MANY, "tag": 1}, ends
    assert ends[1][1]["ok"] and ends[1][1]["tag"] == 2, ends
    assert len(waits) > 20 and max(waits) * 3 < whole, (max(waits), whole)
    # Whatever is before them, the few that match are found, a part at a time.
    for which in {"user": "many"}, {"kind": "reset", "user": "many"}:
        ids, pieces = listed(c, **which)
        assert ids == [ends[1][1]["id"]] and pieces > 10, (ids, pieces)
    ids, pieces = listed(c, kind="api-key")
    assert not ids and pieces > 3, pieces


def check_a_revoke_goes_on_without_its_client():
    issue_many("left")
    big, c = Client(), Client()
    big.send(b'{"do":"revoke","user":"left"}\n')
    big.close()
    wait_for(lambda: not listed(c, user="left")[0])


def oldest(c, user):
    """The first that lives, or 0: a list's first part may have none."""
    tokens = c.ask(do="list", user=user)["tokens"]
    return tokens[0]["id"] if tokens else 0


def check_who_is_gone_amid_a_revoke_has_no_place():
    """Its place is another's at once, and what it asked for is done."""
    user = f"place{os.getpid()}"
    issue_many(user)
    c, big = Client(), Client()
    held = [Client() for _ in range(1022)]
    for h in held[::100]:
        assert h.ask(do="list", user="nobody")["ok"]

    first = oldest(c, user)
    last = c.ask(do="issue", kind="session", user=user)["id"]
    big.send(b'{"do":"revoke","user":"%s"}\n' % user.encode())
    wait_for(lambda: oldest(c, user) != first)
    late = Client()
    late.send(b'{"do":"list","user":"nobody"}\n')
    big.close()
    assert json.loads(late.line())["ok"]
    a = c.ask(do="list", user=user, after=last - 1)
    assert a["tokens"], "it waited for the end"
    wait_for(lambda: not listed(c, user=user)[0])


def check_many_who_are_gone_amid_revokes_harm_nobody():
    """More than are seen to without their clients; some list, some revoke."""
    c = Client()
    for _ in range(300):
        c.ask(do="issue", kind="session", user="crowd")
    for i in range(200):
        d = Client()
        d.send(b'{"do":"revoke","user":"crowd"}\n' if i % 2 else
               b'{"do":"list","all":true}\n' * 20)
        d.close()
    wait_for(lambda: not listed(c, user="crowd")[0])
    assert c.ask(do="redeem", token=c.issue())["ok"]


def check_a_revoke_without_its_client_is_ended_with_serve():
    issue_many("without")
    c, big = Client(), Client()
    first = oldest(c, "without")
    big.send(b'{"do":"revoke","user":"without"}\n')
    wait_for(lambda: oldest(c, "without") != first)
    big.close()
    c.ask(do="list", user="nobody")
    os.kill(int(sys.argv[3]), signal.SIGTERM)
    closed(c)


def check_a_revoke_is_ended_with_serve():
    issue_many("ended")
    big, c = Client(), Client()
    first = oldest(c, "ended")
    big.send(b'{"do":"revoke","user":"ended","tag":5}\n')
    wait_for(lambda: oldest(c, "ended") != first)
    os.kill(int(sys.argv[3]), signal.SIGTERM)
    a = json.loads(big.line())
    refused(a, "ended after", "ask again")
    assert a["tag"] == 5 and not big.line(), a


def check_the_1025th_waits_until_one_ends():
    held = [Client() for _ in range(1024)]
    for c in held[::100]:
        assert c.ask(do="list", user="nobody")["ok"]
    late = Client()
    late.s.settimeout(1)
    late.send(b'{"do":"list","user":"nobody"}\n')
    try:
        late.s.recv(1)
        raise AssertionError("it was let in")
    except socket.timeout:
        pass
    held.pop().close()
    late.s.settimeout(30)
    assert json.loads(late.line())["ok"]


def is_stopped(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] == "T"


def check_everybody_has_a_turn():
    """Before anybody has a third answer, everybody has one."""
    serving = int(sys.argv[3])
    clients = [Client() for _ in range(200)]
    for c in clients:
        assert c.ask(do="verify", token="none")["reason"] == "unknown"
    os.kill(serving, signal.SIGSTOP)
    wait_for(lambda: is_stopped(serving))
    for c in clients:
        c.send(b'{"do":"issue","kind":"reset","user":"alice"}\n' * 8)
    os.kill(serving, signal.SIGCONT)
    ids = [[json.loads(c.line())["id"] for _ in range(8)] for c in clients]
    last = max(of_one[0] for of_one in ids)
    assert all(sum(i < last for i in of_one) <= 2 for of_one in ids), ids


def check_one_user_leaves_room_for_others():
    held = [Client() for _ in range(768)]
    for c in held[::100]:
        assert c.ask(do="verify", token="none")["reason"] == "unknown"
    late = Client()
    assert "too many connections" in json.loads(late.line())["error"]
    closed(late)
    held.pop().close()

    def lets_in():
        c = Client()
        try:
            return c.ask(do="verify", token="none").get("reason") == "unknown"
        except (BrokenPipeError, ConnectionResetError):
            return False

    wait_for(lets_in)
