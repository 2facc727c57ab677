"""otp_peers - codes and URIs as others make and read them

    otp_peers.py codes      lines for drive_keyed, and what oathtool says
    otp_peers.py ask        lines for drive_keyed that ask for URIs
    otp_peers.py read       reads "asked<TAB>URI" lines, says what differs
    otp_peers.py plain      as ask, with names that pyotp can read: it decodes
                            a URI before it takes it apart
    otp_peers.py pyotp      as read, by pyotp

What is asked is random, and the same in every run.
"""

import random
import subprocess
import sys
from base64 import b32decode
from urllib.parse import parse_qs, unquote, urlsplit

DIGESTS = {"1": "SHA1", "256": "SHA256", "512": "SHA512"}


def oathtool(*args):
    done = subprocess.run(("oathtool",) + args, check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


def key_of(r):
    return r.randbytes(r.choice((1, 10, 20, 32, 33, 63, 64, 65, 127, 128, 129,
                                 r.randint(1, 1024)))).hex()


def codes(r):
    """1,000 codes by time, of every digest, and 500 by a counter."""
    for _ in range(1000):
        key = key_of(r)
        digits = str(r.choice((6, 7, 8)))
        digest = r.choice(list(DIGESTS))
        step = str(r.choice((1, 7, 30, 60, 3600)))
        now = str(r.randrange(2 ** r.randint(1, 36)))
        theirs = oathtool("--totp=" + DIGESTS[digest], "-d", digits, "-s",
                          step + "s", "--now", "@" + now, key)
        print("totp", digest, digits, "x" + key, step, now, theirs)
    for _ in range(500):
        key = key_of(r)
        digits = str(r.choice((6, 7, 8)))
        counter = str(r.randrange(2 ** r.randint(1, 62)))
        theirs = oathtool("--hotp", "-d", digits, "-c", counter, key)
        print("hotp", 1, digits, "x" + key, counter, theirs)


def name(r, without):
    """A name of any characters but those."""
    text = ""
    for _ in range(r.randint(1, 40)):
        c = chr(r.choice((r.randrange(0x20, 0x7f), r.randrange(0x20, 0x7f),
                          r.randrange(0xa0, 0x800), r.randrange(0x800, 0xd800),
                          r.randrange(0x10000, 0x110000))))
        text += c if c not in without else "@"
    return text


def ask(r, without):
    for _ in range(500):
        issuer = "-" if r.randrange(4) == 0 else "x" + name(r, without).encode().hex()
        print("uri", r.choice(("totp", "hotp")), r.choice(list(DIGESTS)),
              r.choice((6, 7, 8)), "x" + r.randbytes(r.randint(1, 200)).hex(),
              r.choice((1, 30, 60, 2 ** 32 - 1)),
              r.choice((0, 1, 2 ** 32, 2 ** 64 - 1)), issuer,
              "x" + name(r, without).encode().hex())


def read_one(asked, uri):
    _, kind, digest, digits, key, step, counter, issuer, account = asked
    parts = urlsplit(uri)
    values = parse_qs(parts.query, strict_parsing=True, errors="strict")
    account = bytes.fromhex(account[1:]).decode()
    label = account
    want = {"secret": None, "algorithm": [DIGESTS[digest]],
            "digits": [digits]}
    if issuer != "-":
        issuer = bytes.fromhex(issuer[1:]).decode()
        label = issuer + ":" + account
        want["issuer"] = [issuer]
    if kind == "hotp":
        want["counter"] = [counter]
    else:
        want["period"] = [step]
    secret = values.get("secret", [""])[0]
    want["secret"] = [secret]
    pad = "=" * (-len(secret) % 8)
    return (parts.scheme == "otpauth" and parts.netloc == kind and
            parts.fragment == "" and values == want and
            unquote(parts.path, errors="strict") == "/" + label and
            # A scanner that cuts at the first ':' finds the issuer.
            parts.path.count(":") == (issuer != "-") and
            "+" not in uri and
            b32decode(secret + pad) == bytes.fromhex(key[1:]))


def read_by_pyotp(asked, uri):
    """As an application reads it; imported where it is wanted."""
    import pyotp

    _, kind, digest, digits, key, step, counter, issuer, account = asked
    otp = pyotp.parse_uri(uri)
    key = bytes.fromhex(key[1:])
    named = bytes.fromhex(issuer[1:]).decode() if issuer != "-" else None
    if kind == "hotp":
        same = (isinstance(otp, pyotp.HOTP) and
                otp.initial_count == int(counter))
    else:
        same = isinstance(otp, pyotp.TOTP) and otp.interval == int(step)
    return (same and otp.byte_secret() == key and
            otp.digits == int(digits) and
            otp.digest().name == DIGESTS[digest].lower() and
            otp.name == bytes.fromhex(account[1:]).decode() and
            (otp.issuer or None) == named)


def read(reads):
    lines = bad = 0
    for line in sys.stdin:
        asked, _, uri = line.rstrip("\n").partition("\t")
        lines += 1
        if not reads(asked.split(), uri):
            bad += 1
            print("differs:", asked, uri)
    return 0 if lines == 500 and bad == 0 else 1


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "codes":
        codes(random.Random(4226))
    elif what == "ask":
        ask(random.Random(6238), ":")
    elif what == "plain":
        ask(random.Random(4226), ":%#?&=+;/")
    else:
        sys.exit(read(read_by_pyotp if what == "pyotp" else read_one))
