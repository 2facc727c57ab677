#!/usr/bin/env python3
"""serve.py SOCKET CHECK - what credmint serve does for its clients

Each function below whose name begins with "check_" is one; it ends with an
exception when it fails.
"""
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

import serve_hostile
from serve_client import Client, closed, no, refused, wait_for, PATH


def check_nobody_asked():
    """Somebody listens."""
    Client().close()


# ---- verbs ----

def check_issue_tells_all_of_a_token():
    a = Client().ask(do="issue", kind="reset", user="alice", label="web",
                     ttl="15m", uses=3, csrf=True,
                     url="https://host/reset?token=%s", tag="t")
    assert a["ok"] and a["kind"] == "reset" and a["user"] == "alice", a
    assert a["label"] == "web" and a["uses"] == 3 and a["tag"] == "t", a
    assert re.fullmatch(r"reset_[0-9A-Za-z]{49}", a["token"]), a
    assert re.fullmatch(r"csrf_[0-9A-Za-z]+", a["csrf"]), a
    assert a["url"] == "https://host/reset?token=" + a["token"], a


def check_verify_uses_nothing_up():
    c = Client()
    token = c.issue()
    for _ in range(3):
        a = c.ask(do="verify", token=token)
        assert a["ok"] and a["uses"] == 1 and "token" not in a, a


def check_redeem_is_a_yes_once():
    c = Client()
    token = c.issue()
    assert c.ask(do="redeem", token=token)["ok"]
    no(c.ask(do="redeem", token=token), "used")
    no(c.ask(do="verify", token=token), "used")


def check_rotate_replaces_the_secret():
    c = Client()
    old = c.issue("session")
    a = c.ask(do="rotate", token=old, url="https://h/%s")
    assert a["ok"] and a["url"] == "https://h/" + a["token"], a
    no(c.ask(do="verify", token=old), "unknown")
    assert c.ask(do="verify", token=a["token"])["id"] == a["id"]


def check_rotate_csrf_replaces_it_alone():
    c = Client()
    a = c.ask(do="issue", kind="session", user="alice", csrf=True)
    b = c.ask(do="rotate", what="csrf", token=a["token"])
    assert b["ok"] and "token" not in b and b["csrf"] != a["csrf"], b
    no(c.ask(do="verify", token=a["token"], csrf=a["csrf"]), "csrf")
    assert c.ask(do="verify", token=a["token"], csrf=b["csrf"])["ok"]


def check_revoke_by_id_and_by_token():
    c = Client()
    a = c.ask(do="issue", kind="reset", user="alice")
    assert c.ask(do="revoke", id=a["id"])["ok"]
    no(c.ask(do="revoke", id=a["id"]), "not-live")
    no(c.ask(do="verify", token=a["token"]), "revoked")
    token = c.issue()
    assert c.ask(do="revoke", token=token)["ok"]
    no(c.ask(do="redeem", token=token), "revoked")
    no(c.ask(do="revoke", id=999999999), "unknown")


def check_revoke_all_of_a_user_with_a_label():
    c = Client()
    for label in "one", "one", "two":
        c.ask(do="issue", kind="session", user="carol", label=label)
    assert c.ask(do="revoke", user="carol", label="one") == {
        "ok": True, "revoked": 2}
    assert c.ask(do="revoke", user="carol", kind="reset")["revoked"] == 0
    assert c.ask(do="revoke", user="carol")["revoked"] == 1


def check_revoke_all_of_a_kind():
    c = Client()
    keys = [c.issue("api-key") for _ in range(3)]
    token = c.issue()
    refused(c.ask(do="revoke", kind="api-key"), "a kind and all")
    refused(c.ask(do="revoke", kind="api-key", all=False), "a kind and all")
    refused(c.ask(do="revoke", all=True), "kind")
    refused(c.ask(do="revoke", kind="api-key", all=True, id=1), "needs")
    refused(c.ask(do="revoke", kind="api-key", all=True, user="a"), "needs")
    assert c.ask(do="verify", token=keys[0])["ok"]
    n = c.ask(do="revoke", kind="api-key", all=True)["revoked"]
    assert n >= 3, n
    for key in keys:
        no(c.ask(do="verify", token=key), "revoked")
    assert c.ask(do="redeem", token=token)["ok"]
    assert c.ask(do="revoke", kind="api-key", all=True) == {
        "ok": True, "revoked": 0}


def check_list_comes_in_pages():
    c = Client()
    ids = [c.ask(do="issue", kind="reset", user="dora")["id"]
           for _ in range(150)]
    seen, after = [], 0
    for n, more in (64, True), (64, True), (22, False):
        a = c.ask(do="list", user="dora", after=after)
        assert len(a["tokens"]) == n and a["more"] is more, a
        seen += [t["id"] for t in a["tokens"]]
        after = seen[-1]
        assert not any(k in t for t in a["tokens"]
                       for k in ("token", "url", "secret"))
    assert seen == ids
    c.ask(do="revoke", user="dora")
    assert c.ask(do="list", user="dora")["tokens"] == []
    assert len(c.ask(do="list", user="dora", all=True)["tokens"]) == 64


def check_kinds_bind():
    c = Client()
    token = c.issue("reset")
    no(c.ask(do="redeem", token=token, kind="session"), "other-kind")
    no(c.ask(do="redeem", token=c.issue("session")), "unlimited")
    assert c.ask(do="redeem", token=token, kind="reset")["ok"]


def check_answers_come_in_order():
    c = Client()
    c.send(b"".join(b'{"do":"issue","kind":"reset","user":"eve","tag":%d}\n'
                    b'{"do":"nothing","tag":%d}\n'
                    % (i, i + 1) for i in range(0, 400, 2)))
    for i in range(400):
        a = json.loads(c.line())
        assert a["ok"] is (i % 2 == 0), a
        assert a.get("tag") == i, (i, a)


def check_a_line_sees_what_those_before_it_did():
    c = Client()
    tokens = [c.issue("session", label="seen") for _ in range(3)]
    c.send(b'{"do":"revoke","label":"seen"}\n' +
           b"".join(b'{"do":"verify","token":"%s"}\n' % t.encode()
                    for t in tokens) +
           b'{"do":"list","label":"seen"}\n')
    assert json.loads(c.line())["revoked"] == 3
    for _ in tokens:
        no(json.loads(c.line()), "revoked")
    assert json.loads(c.line())["tokens"] == []


def check_half_closed_clients_are_answered():
    c = Client()
    c.send(b'{"do":"list","user":"nobody"}\n' * 30)
    c.s.shutdown(socket.SHUT_WR)
    assert len(c.f.read().splitlines()) == 30


# ---- bad input ----

def check_bad_lines_are_errors_and_the_connection_stays():
    c = Client()
    for line in (
            b"", b"x", b"[]", b"[{}]", b'"do"', b"7", b"null", b"{",
            b'{"do":"list"}x', b'{"do":"list"}{}', b'{"do":"list",}',
            b"{'do':'list'}", b'{"do":"\xff"}', b'{"do":"l\xc0\xafst"}',
            b'{"do":"\xed\xa0\x80"}', b'{"do":"list","do":"list"}',
            b'{"do":"list","user":"a","user":"a"}', b'{"do":"list"',
            b'{"a\\u0000b":1}', b'{"do":"list","after":1e400}',
            b'{"do":"list","after":99999999999999999999999}',
            b'{"do":' + b"[" * 30000 + b"]" * 30000 + b"}",
            b'{"do":' * 10000, b"\0" * 100, b"\r", b'\xef\xbb\xbf{"do":"list"}'):
        refused(c.raw(line + b"\n"), "JSON")
    assert c.ask(do="list", user="nobody")["ok"]


def check_bad_requests_are_errors_that_repeat_nothing():
    c = Client()
    mark = "S3cr3t"
    for request, word in (
            ({}, "do takes"), ({"do": mark}, "do takes"),
            ({"do": 1}, "do takes"), ({"do": "issue"}, "kind"),
            ({"do": "issue", "kind": "reset"}, "user"),
            ({"do": "issue", "kind": mark, "user": "a"}, "kind"),
            ({"do": "issue", "kind": "reset", "user": ""}, "user"),
            ({"do": "issue", "kind": "reset", "user": mark * 30}, "user"),
            ({"do": "issue", "kind": "reset", "user": mark + "\n"}, "user"),
            ({"do": "issue", "kind": "reset", "user": mark + "\0"}, "user"),
            ({"do": "issue", "kind": "reset", "user": mark + "ä"}, "user"),
            ({"do": "issue", "kind": "reset", "user": ["a"]}, "user"),
            ({"do": "issue", "kind": "reset", "user": None}, "user"),
            ({"do": "issue", "kind": "reset", "user": "a",
              "label": mark * 30}, "label"),
            ({"do": "issue", "kind": "reset", "user": "a", "ttl": mark},
             "ttl"),
            ({"do": "issue", "kind": "reset", "user": "a", "ttl": "0s"},
             "ttl"),
            ({"do": "issue", "kind": "reset", "user": "a", "ttl": 60}, "ttl"),
            ({"do": "issue", "kind": "reset", "user": "a",
              "ttl": "3652059d"}, "ttl"),
            ({"do": "issue", "kind": "reset", "user": "a", "uses": 1001},
             "uses"),
            ({"do": "issue", "kind": "reset", "user": "a", "uses": -1},
             "uses"),
            ({"do": "issue", "kind": "reset", "user": "a", "uses": 2**32 + 1},
             "uses"),
            ({"do": "issue", "kind": "reset", "user": "a", "uses": 1.0},
             "uses"),
            ({"do": "issue", "kind": "reset", "user": "a", "uses": True},
             "uses"),
            ({"do": "issue", "kind": "reset", "user": "a",
              "url": "https://h/" + mark}, "url"),
            ({"do": "issue", "kind": "reset", "user": "a",
              "url": "https://h/%s%s" + mark}, "url"),
            ({"do": "issue", "kind": "reset", "user": "a",
              "url": "http://h/%s" + mark}, "url"),
            ({"do": "issue", "kind": "reset", "user": "a",
              "url": "https://h/%s?" + mark * 2000}, "url"),
            ({"do": "issue", "kind": "reset", "user": "a", "csrf": "yes"},
             "csrf"),
            ({"do": "verify"}, "token"), ({"do": "verify", "token": 7}, "token"),
            ({"do": "verify", "token": mark, "user": "a"}, "members"),
            ({"do": "redeem", "token": mark, mark: 1}, "members"),
            ({"do": "rotate", "token": mark, "what": mark}, "what"),
            ({"do": "rotate", "token": mark, "what": "csrf",
              "url": "https://h/%s"}, "url"),
            ({"do": "revoke"}, "revoke needs"),
            ({"do": "revoke", "id": 1, "token": mark}, "revoke needs"),
            ({"do": "revoke", "id": 0}, "id"),
            ({"do": "revoke", "label": ""}, "revoke needs"),
            ({"do": "list", "after": -1}, "after"),
            ({"do": "list", "tag": mark * 20}, "tag"),
            ({"do": "list", "tag": [mark]}, "tag"),
            ({"do": "list", "tag": 1.5}, "tag")):
        a = c.ask(**request)
        refused(a, word)
        assert mark not in a["error"], a
    assert c.ask(do="list", user="nobody")["ok"]


def check_any_token_that_is_none_is_unknown():
    c = Client()
    token = c.issue()
    for text in ("", " ", token[:-1], token + "x", token * 2, token + "\n",
                 token + "\0", "\0" + token, token.replace("reset", "session"),
                 token.replace("_", "-"), token.upper(), "ä" * 100, "x" * 50000,
                 "foreign_" + token[6:]):
        no(c.ask(do="redeem", token=text), "unknown")
        no(c.ask(do="verify", token=text, csrf="\0" + text[:9000]), "unknown")
    assert c.ask(do="redeem", token=token)["ok"]


# ---- what is left behind: the parts of tokens that nobody else has ----

def secret_of(token):
    return token.split("_")[-1][10:]


def check_come_and_go():
    """Every verb, yes and no, with 50 tokens and some wrong ones."""
    c, secrets = Client(), []
    for _ in range(50):
        a = c.ask(do="issue", kind="session", user="alice", csrf=True,
                  url="https://host/%s")
        b = c.ask(do="rotate", token=a["token"], url="https://host/%s")
        d = c.ask(do="rotate", what="csrf", token=b["token"])
        assert c.ask(do="verify", token=b["token"], csrf=d["csrf"])["ok"]
        c.ask(do="verify", token=b["token"], csrf=a["csrf"])
        c.ask(do="redeem", token=b["token"], bad=1)
        c.raw(b'{"do":"redeem","token":"%s"\n' % b["token"].encode())
        c.raw(b'{"do":"redeem","token":"%s\xff"}\n' % b["token"].encode())
        reset = c.issue()
        c.ask(do="redeem", token=reset)
        c.ask(do="revoke", token=b["token"])
        secrets += [secret_of(t) for t in (
            a["token"], a["csrf"], b["token"], d["csrf"], reset)]
    with open(sys.argv[3], "w", encoding="ascii") as f:
        f.writelines(s + "\n" for s in secrets)


def check_half_a_request():
    c = Client()
    token = c.issue()
    c.send(b'{"do":"verify","token":"%s"' % token.encode())
    time.sleep(0.5)
    with open(sys.argv[3], "w", encoding="ascii") as f:
        f.write(secret_of(token) + "\n")
    wait_for(lambda: os.path.exists(sys.argv[3] + ".seen"))
    assert c.raw(b"}\n")["ok"]


def check_deaf():
    """Ask for much, say so in a file, and never read."""
    c = Client()
    for _ in range(64):
        c.ask(do="issue", kind="reset", user="deaf", label="l" * 100)
    c.send(b'{"do":"list","user":"deaf"}\n' * 30)
    time.sleep(0.5)
    with open(sys.argv[3], "w", encoding="ascii"):
        pass
    wait_for(lambda: not os.path.exists(PATH))


# ---- who may what: run as somebody ----

def check_may_nothing():
    c = Client()
    refused(json.loads(c.line()), "[serve]")
    closed(c)


def check_may_as_www():
    """kinds reset, verbs issue, verify, redeem"""
    c = Client()
    token = c.issue("reset")
    assert c.ask(do="verify", token=token)["ok"]
    assert c.ask(do="redeem", token=token)["ok"]
    refused(c.ask(do="issue", kind="session", user="a"), "may not")
    for request in (dict(do="rotate", token=token), dict(do="list"),
                    dict(do="revoke", id=1), dict(do="revoke", user="alice")):
        refused(c.ask(**request), "www may not")
    # A session of root's, right as it is.
    with open("/run/session", encoding="ascii") as f:
        session = f.read().strip()
    no(c.ask(do="verify", token=session), "unknown")
    no(c.ask(do="verify", token=session, kind="session"), "unknown")
    no(c.ask(do="redeem", token=session), "unknown")


def check_may_as_member():
    """every kind, verify and list, by a group"""
    c = Client()
    with open("/run/session", encoding="ascii") as f:
        session = f.read().strip()
    assert c.ask(do="verify", token=session)["ok"]
    assert c.ask(do="list", user="alice")["tokens"]
    refused(c.ask(do="redeem", token=session), "may not")


def check_may_as_both():
    """by a group verify and list, of every kind; by himself list and revoke,
    of sessions"""
    c = Client()
    refused(c.ask(do="issue", kind="session", user="a"), "both may not")
    kinds = {t["kind"] for t in c.ask(do="list", user="kim")["tokens"]}
    assert kinds == {"reset", "session"}, kinds
    assert c.ask(do="revoke", user="kim", kind="reset")["revoked"] == 0
    assert c.ask(do="revoke", all=True, kind="reset")["revoked"] == 0
    assert c.ask(do="revoke", user="kim")["revoked"] == 1
    kinds = {t["kind"] for t in c.ask(do="list", user="kim")["tokens"]}
    assert kinds == {"reset"}, kinds
    ident = c.ask(do="list", user="kim", kind="reset")["tokens"][0]["id"]
    no(c.ask(do="revoke", id=ident), "unknown")


def check_may_as_empty():
    """every verb, and no kind"""
    c = Client()
    for verb in "issue", "verify", "redeem", "rotate", "revoke", "list":
        refused(c.ask(do=verb), "empty may not")


# ---- load, while it is told to end ----

def load(out):
    """Redeem until the end; write a line for each yes that came."""
    with open("/run/tokens", encoding="ascii") as tokens:
        pairs = [line.split() for line in tokens]
    told = [[] for _ in range(16)]

    def one(i):
        c = Client()
        try:
            for ident, token in pairs[i::16]:
                if c.ask(do="redeem", token=token)["ok"]:
                    told[i].append(ident)
                if i == 0 and len(told[0]) == 30:
                    with open("/run/loaded", "w", encoding="ascii"):
                        pass
        except (OSError, ValueError):
            pass
    threads = [threading.Thread(target=one, args=(i,)) for i in range(16)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    with open(out, "w", encoding="ascii") as f:
        f.writelines(ident + "\n" for ids in told for ident in ids)


def fill(n):
    """Issue so many, and write them down."""
    c = Client()
    with open("/run/tokens", "w", encoding="ascii") as f:
        for i in range(0, n, 100):
            c.send(b'{"do":"issue","kind":"reset","user":"load"}\n' * 100)
            for _ in range(100):
                a = json.loads(c.line())
                f.write(f"{a['id']} {a['token']}\n")


def events():
    """Outcomes of redeems in the log, by id."""
    out = {}
    for line in subprocess.run(["credmint", "log", "--json"], check=True,
                               capture_output=True, text=True
                               ).stdout.splitlines():
        e = json.loads(line)
        if e["what"] == "token-redeem":
            out.setdefault(str(e["code"]), []).append(e["outcome"])
    return out


def check_each_yes_is_in_the_log():
    """After load: /run/yes has the yeses that came."""
    with open("/run/yes", encoding="ascii") as f:
        told = [line.strip() for line in f]
    with open("/run/tokens", encoding="ascii") as f:
        tokens = dict(line.split() for line in f)
    log = {i: e for i, e in events().items() if i in tokens}
    assert 30 <= len(told) < len(tokens), "not amid the load"
    assert len(told) == len(set(told)), "doubled"
    done = {i for i, all_of in log.items()
            for o in all_of if o in ("yes", "used, not delivered")}
    assert set(told) <= done, "lost"
    if STOPPED != "killed":
        assert all("yes" in log[i] for i in told), "not in the log"
    for i, all_of in log.items():
        yes = [o for o in all_of if not o.startswith("no")]
        assert len(yes) <= 1, (i, all_of)
        # Not told, but the log says that it was.
        assert i in told or "yes" not in all_of or STOPPED == "killed", i
    c = Client()
    for i, token in tokens.items():
        a = c.ask(do="redeem", token=token)
        assert a["ok"] is (i not in done), (i, a)
    print(f"# {len(told)} told, {len(done)} done of {len(tokens)}")


STOPPED = sys.argv[3] if len(sys.argv) > 3 else ""
if sys.argv[2] == "load":
    load(sys.argv[3])
elif sys.argv[2] == "fill":
    fill(int(sys.argv[3]))
else:
    what = "check_" + sys.argv[2]
    (globals().get(what) or getattr(serve_hostile, what))()
