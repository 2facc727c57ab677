"""Kept tokens from `credmint serve`: reset links, sessions, keys. One client a thread."""
import json
import socket


class Refused(Exception):
    """The answer is no; its text says why: unknown, expired, used, revoked, csrf ..."""


class Credmint:
    def __init__(self, path="/run/credmint/serve.socket", timeout=5):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self.answers = self.socket.makefile("rb")

    def __enter__(self): return self
    def __exit__(self, *_): self.answers.close(), self.socket.close()

    def ask(self, do, **what):
        try:
            self.socket.sendall(json.dumps({"do": do, **what}).encode() + b"\n")
            answer = json.loads(self.answers.readline() or b'{"error": "no answer"}')
        except BaseException:  # a late answer must not be taken for the next one
            self.__exit__()
            raise
        if answer.get("ok") is not True:
            raise Refused(answer["reason"]) if "reason" in answer else RuntimeError(answer["error"])
        return answer

    def issue(self, kind, user, **more): return self.ask("issue", kind=kind, user=user, **more)
    def verify(self, token, **more): return self.ask("verify", token=token, **more)
    def redeem(self, token, **more): return self.ask("redeem", token=token, **more)
    def rotate(self, token, **more): return self.ask("rotate", token=token, **more)
    def revoke(self, **which): return self.ask("revoke", **which)
    def list(self, after=0, **which):
        while after is not None:
            answer = self.ask("list", after=after, **which)
            yield from answer["tokens"]
            after = answer.get("after")
