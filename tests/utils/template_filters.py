"""What the filters of templates write, read by real readers: the same text."""

import base64, csv, io, json, random, re, shlex, sqlite3, subprocess, sys, tempfile, os
import yaml

DRIVER, N = sys.argv[1], int(sys.argv[2])
rng = random.Random(7)
NASTY = list("'\"\\`${}%:#,;&|<>()[]{}!*?~=+-@ \t\n\r\f\v/.^_aZ09") + [
    "${name|shell}", "$(id)", "{{ x }}", "'''", '"""', "\\u0041", "%if", "---",
    "...", ": ", " #", "- ", "\x01", "\x1b", "\x7f", "\x85", "\x9f", "\xa0",
    "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\ufffd", "é", "漢", "😀",
    "\U0010ffff", "null", "true", "0x1f", "1e3", "~", "END", "EOF", "\r\n"]
fixed = ["", " ", "'", '"', "\\", "$", "-", "a:", ":", "<", "=", "#", "yes",
         " lead", "trail ", "\n", "a\n", "\na", "a" * 3000, "ü" * 3000,
         "# c", "%", "@x", "&x", "*x", "!x", "|", ">", "? x", "{", "["]
texts = fixed + ["".join(rng.choice(NASTY) for _ in range(rng.randint(1, 12)))
                 for _ in range(N)]
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
BLANK = re.compile("[ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")


def through(name, given):
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "out")
        subprocess.run([DRIVER, name, path], check=True,
                       input=b"".join(t.encode() + b"\0" for t in given))
        parts = open(path, "rb").read().decode().split("\0")
    assert parts.pop() == "" and len(parts) == len(given)
    return parts


def same(name, got, wanted=texts):
    for g, w in zip(got, wanted, strict=True):
        assert g == w, f"{name}: {w!r} was read as {g!r}"
    print(f"{name}: {len(wanted)}")


def shell(parts):
    script = "".join("printf '%s\\0' " + p + "\n" for p in parts).encode()
    for sh in (["sh"], ["bash", "--posix"]):
        out = subprocess.run(sh, input=script, check=True,
                             stdout=subprocess.PIPE).stdout
        same("shell", out.decode().split("\0")[:-1])


def read_yaml(parts):
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", None)):
        if loader is None:
            sys.exit("no CSafeLoader")
        same("yaml", yaml.load("".join(f"- {p}\n" for p in parts), loader))
        same("yaml in a mapping",
             [v["a"] for v in yaml.load(
                 "".join(f"- a: {p}\n  b: 1\n" for p in parts), loader)])
        same("yaml in brackets", yaml.load(
            "[" + ", ".join(p for p in parts) + "]", loader))


def lists(name, read):
    given = [t for t in texts if "," not in t and t]
    lines = [",".join(rng.choice(given) for _ in range(rng.randint(1, 4)))
             for _ in range(len(given))]
    same(name, [read(p) for p in through(name, lines)],
         [line.split(",") for line in lines])


def read_csv(parts):
    for end in ("\n", "\r\n"):
        rows = csv.reader(io.StringIO(
            "".join(f"1,{p},2{end}" for p in parts), newline=""), strict=True)
        same("csv", [r[1] for r in rows if len(r) == 3])


def read_ldif(parts):
    got = []
    for p in parts:
        assert p.isascii() and p.isprintable(), p
        if p.startswith(":: "):
            got.append(base64.b64decode(p[3:], validate=True).decode())
        else:
            assert p == ":" or p.startswith(": "), p
            assert not p.endswith(" ") and p[2:3] not in (" ", ":", "<"), p
            got.append(p[2:])
    same("ldif", got)


def read_sql(parts):
    """SQLite's strings are the standard's; E'' is PostgreSQL's, in which a
    backslash stands by a backslash alone."""
    db = sqlite3.connect(":memory:")
    for i, p in enumerate(parts):
        if p.startswith("E"):
            assert re.fullmatch(r"E'([^'\\]|''|\\\\)*'", p), p
            parts[i] = p[1:].replace("\\\\", "\\")
        else:
            assert "\\" not in p, p
    same("sql", [db.execute("SELECT " + p).fetchone()[0] for p in parts])


def read_ansible(parts):
    class Unsafe(yaml.SafeLoader):
        pass
    Unsafe.add_constructor("!unsafe", lambda loader, n: loader.construct_scalar(n))
    for t, p in zip(texts, parts, strict=True):
        assert (p == "\1") == ("$" in t or t[:1] == "~"), t
    taken = [(t, p) for t, p in zip(texts, parts) if p != "\1"]
    same("ansible", yaml.load("".join(f"- {p}\n" for t, p in taken), Unsafe),
         [t for t, p in taken])


def read_dn(parts):
    """As RFC 4514, section 3, takes a string: anything else is no value."""
    one = r'(?:\\[0-9A-F]{2}|\\[ "#+,;<=>\\]|[^"+,;<>\\\0])'
    got = []
    for p in parts:
        assert p.isascii() and re.fullmatch(f"{one}*", p), p
        assert not p.startswith((" ", "#")) and not re.search(r"(?<!\\) $", p), p
        raw = re.sub(r"\\([0-9A-F]{2})|\\(.)", lambda m: chr(int(m[1], 16))
                     if m[1] else m[2], p)
        got.append(raw.encode("latin-1").decode())
    same("dn", got)


def refusing(name, refused, check=None):
    n = 0
    for t, p in zip(texts, through(name, texts), strict=True):
        assert (p == "\1") == bool(refused(t)), f"{name}: {t!r}"
        if p != "\1":
            n += 1
            assert p == t, f"{name}: {t!r} became {p!r}"
            assert check is None or check(p), f"{name}: {t!r}"
    assert 5 < n < len(texts), name
    print(f"{name}: {n} of {len(texts)} as they are")


shell(through("shell", texts))
read_yaml(through("yaml", texts))
same("json", json.loads("[" + ",".join(through("json", texts)) + "]"))
lists("json-list", json.loads)
lists("yaml-list", yaml.safe_load)
read_csv(through("csv", texts))
read_ldif(through("ldif", texts))
read_dn(through("dn", texts))
read_sql(through("sql", texts))
read_ansible(through("ansible", texts))
refusing("field", lambda t: ":" in t or CONTROL.search(t))
refusing("word", lambda t: not t or CONTROL.search(t) or BLANK.search(t) or
         re.search("[:\"'`\\\\#]", t),
         lambda p: shlex.split(p, comments=True) == [p] == p.split())
refusing("line", lambda t: not t or CONTROL.search(t) or "\\" in t or
         t != t.strip(" "))
refusing("ascii", lambda t: not t or not t.isascii() or CONTROL.search(t) or
         t != t.strip(" "))
