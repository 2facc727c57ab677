"""client - credmint_client.py by a real serve: client.py WHAT SOCKET ARG..."""
import os
import signal
import sys
import time

from credmint_client import Credmint, Refused

TEMPLATE = "https://www.example.org/reset?token=%s"


def raises(error, text, call, *args, **more):
    """It does, and says so."""
    try:
        answer = call(*args, **more)
    except error as why:
        assert text in str(why), why
        return
    raise AssertionError(f"{call.__name__}{args}: {answer}")


def reset(path):
    with Credmint(path) as c:
        new = c.issue("reset", "alice", label="web", ttl="10m", url=TEMPLATE)
        assert new["url"] == TEMPLATE % new["token"], new
        for _ in range(3):
            is_ = c.verify(new["token"], kind="reset")
            assert (is_["user"], is_["label"], is_["uses"]) == ("alice", "web", 1), is_
        raises(Refused, "other-kind", c.redeem, new["token"], kind="session")
        assert c.redeem(new["token"])["user"] == "alice"
        raises(Refused, "used", c.redeem, new["token"])
        raises(Refused, "used", c.verify, new["token"])


def session(path):
    with Credmint(path) as c:
        new = c.issue("session", "alice", csrf=True)
        token, csrf = new["token"], new["csrf"]
        assert c.verify(token, csrf=csrf)["user"] == "alice"
        raises(Refused, "csrf", c.verify, token, csrf=csrf[:-1])
        raises(Refused, "unlimited", c.redeem, token)
        csrf = c.rotate(token, what="csrf")["csrf"]
        raises(Refused, "csrf", c.verify, token, csrf=new["csrf"])
        token = c.rotate(token)["token"]
        raises(Refused, "unknown", c.verify, new["token"])
        c.verify(token, csrf=csrf)
        assert c.revoke(id=new["id"])["ok"] is True
        raises(Refused, "revoked", c.verify, token, csrf=csrf)


def many(path):
    """More than a line of answer holds."""
    with Credmint(path) as c:
        ids = [c.issue("api-key", "bob", label=f"{i}")["id"] for i in range(150)]
        assert [t["id"] for t in c.list(user="bob")] == ids
        assert not [t for t in c.list(user="nobody")]
        assert not any("token" in t for t in c.list(user="bob"))
        assert c.revoke(user="bob")["revoked"] == 150
        assert not [t for t in c.list(user="bob")]


def strange(path):
    """What people put into a form is a no; what a programmer got wrong raises."""
    with Credmint(path) as c:
        for text in ("", "\0", "x" * 60000, "reset_" + "0" * 49, "\n", "\u00e9", "{}"):
            raises(Refused, "unknown", c.verify, text)
        raises(RuntimeError, "kind", c.issue, "none", "alice")
        raises(RuntimeError, "ttl", c.issue, "reset", "alice", ttl="10000y")
        raises(RuntimeError, "token", c.verify, None)
        raises(RuntimeError, "", c.ask, "dance")
        c.issue("reset", "alice")


class Alarm(BaseException):
    """What an application has to end things that take long."""


def late(path, pid, how):
    """A time-out, or whatever ends the waiting: the answer that comes after it is
    nobody's."""
    def ring(*_):
        raise Alarm
    signal.signal(signal.SIGALRM, ring)
    with Credmint(path, timeout=0.5 if how == "timeout" else 5) as c:
        good, start = c.issue("reset", "alice")["token"], time.monotonic()
        os.kill(int(pid), signal.SIGSTOP)
        signal.setitimer(signal.ITIMER_REAL, 0 if how == "timeout" else 0.5)
        raises((TimeoutError, Alarm), "", c.verify, good)
        assert time.monotonic() - start < 4
        os.kill(int(pid), signal.SIGCONT)
        time.sleep(0.3)
        raises((OSError, ValueError), "", c.verify, "no token at all")


def gone(path, pid):
    with Credmint(path) as c:
        token = c.issue("reset", "alice")["token"]
        os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.3)
        raises((OSError, RuntimeError), "", c.verify, token)
    raises(OSError, "", Credmint, path)


def web(path):
    """As one who may issue and redeem resets, and no more."""
    with Credmint(path) as c:
        token = c.issue("reset", "alice")["token"]
        c.redeem(token)
        raises((Refused, RuntimeError), "", c.issue, "session", "alice")
        raises((Refused, RuntimeError), "", c.revoke, user="alice")


def stranger(path):
    raises((OSError, RuntimeError), "", lambda: Credmint(path).issue("reset", "alice"))


globals()[sys.argv[1]](*sys.argv[2:])
