"""Passwords on standard input, one a line: as YAML scalars, or in URLs.

symbol_sets.py yaml: each is a plain scalar, read as that string, in block and
in flow style, as a value, a member and a document of its own; and no implicit
type of YAML 1.2 (its core schema) fits it either.
symbol_sets.py url: each is its own percent-encoding, and stands in every part
of a URL from where it is read back.
"""

import re
import sys
import urllib.parse

# YAML 1.2.2, section 10.3.2, and the words of YAML 1.1.
CORE = re.compile(
    r"null|Null|NULL|~|true|True|TRUE|false|False|FALSE"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|y|Y|n|N|<<|="
)
# Plain in block and flow style: no indicator first, no ": ", " #", ",[]{}".
INDICATORS = "-?:,[]{}#&*!|>'\"%@`"


def same(text, document, value):
    import yaml

    for loader in {yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)}:
        got = yaml.load(document, Loader=loader)
        if got != value or type(got) is not type(value):
            sys.exit(f"{document!r} is {got!r}")
    if CORE.fullmatch(text) or text[0] in INDICATORS:
        sys.exit(f"{text!r} is no plain string")


def check_yaml(passwords):
    import yaml

    # Thousands of values a document; each of them alone is slow.
    same("x", "".join(f"- {p}\n" for p in passwords), passwords)
    same("x", "".join(f"- password: {p}\n  user: a\n" for p in passwords),
         [{"password": p, "user": "a"} for p in passwords])
    same("x", "[" + ",".join(passwords) + "]", passwords)
    same("x", "[" + ", ".join("{a: %s}" % p for p in passwords) + "]",
         [{"a": p} for p in passwords])
    for text in passwords[:: max(1, len(passwords) // 1500)]:
        same(text, text, text)
        same(text, f"a: {text} # b\n", {"a": text})
    for text in passwords:
        if CORE.fullmatch(text) or text[0] in INDICATORS:
            sys.exit(f"{text!r} is no plain string")
        # What a writer of YAML would do: it sees no need of quotes.
    dumped = yaml.safe_dump(passwords, default_flow_style=False, width=1000)
    if dumped != "".join(f"- {p}\n" for p in passwords):
        sys.exit("a password is quoted by PyYAML itself")


def check_url(passwords):
    for p in passwords:
        if not urllib.parse.quote(p, safe="") == p == urllib.parse.quote_plus(p):
            sys.exit(f"{p!r} is encoded")
        # Dots alone are a path of their own, as the page says.
        segment = p if p.strip(".") else "x"
        url = f"https://{p}:{p}@host/{segment}/?{p}={p}&b={p}#{p}"
        if urllib.parse.urljoin("https://else/", url) != url:
            sys.exit(f"{url!r} is changed")
        parts = urllib.parse.urlsplit(url)
        query = urllib.parse.parse_qs(parts.query)
        if (parts.username, parts.password, parts.fragment) != (p, p, p):
            sys.exit(f"{url!r} is split as {parts}")
        if parts.path != f"/{segment}/" or query != {p: [p], "b": [p]}:
            sys.exit(f"{url!r} is split as {parts}")
        if urllib.parse.unquote(p) != p or urllib.parse.unquote_plus(p) != p:
            sys.exit(f"{p!r} is decoded")


words = sys.stdin.read().split("\n")[:-1]
if not words:
    sys.exit("no password")
{"yaml": check_yaml, "url": check_url}[sys.argv[1]](words)
