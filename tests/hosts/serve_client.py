"""serve_client.py - a connection to credmint serve, and what is said of answers"""
import json
import socket
import sys
import time

PATH = sys.argv[1]


class Client:
    """A connection, a request and its answer at a time."""

    def __init__(self, path=None):
        self.s = socket.socket(socket.AF_UNIX)
        self.s.settimeout(30)
        self.s.connect(path or PATH)
        self.f = self.s.makefile("rb")

    def send(self, data):
        self.s.sendall(data)

    def line(self):
        return self.f.readline()

    def raw(self, data):
        self.send(data)
        return json.loads(self.line())

    def ask(self, **request):
        return self.raw(json.dumps(request).encode() + b"\n")

    def issue(self, kind="reset", **more):
        a = self.ask(do="issue", kind=kind, user="alice", **more)
        assert a["ok"], a
        return a["token"]

    def close(self):
        self.f.close()
        self.s.close()


def refused(answer, *words):
    """An error, in which all of these words are."""
    assert answer["ok"] is False and "reason" not in answer, answer
    for word in words:
        assert word in answer["error"], answer


def no(answer, reason):
    assert answer == {"ok": False, "reason": reason}, answer


def closed(c):
    """The client is closed, whatever was on its way."""
    try:
        while c.s.recv(65536):
            pass
    except ConnectionResetError:
        pass


def wait_for(true):
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")
