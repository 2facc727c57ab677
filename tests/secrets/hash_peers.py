"""hash_peers - hashes by implementations that are not crypt(3)'s

Prints lines of: who, setting, password (as printf(1) takes it for %b), hash.
passlib's own Python code, python3-bcrypt, openssl passwd, hashlib's scrypt and
PBKDF2.
"""

import base64
import hashlib
import hmac
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
import bcrypt  # noqa: E402
from passlib import hash as passlib  # noqa: E402

ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTHS = (0, 1, 8, 9, 15, 16, 17, 71, 72)


def password(n):
    """n bytes, most of them with the eighth bit, none of them NUL or LF."""
    return bytes(0x80 + (37 * i + n) % 0x80 if i % 3 else 0x41 + i % 26
                 for i in range(n))


def say(who, setting, pw, result):
    shown = "".join("\\0%03o" % b for b in pw) or "-"
    print(who, setting, shown, result)


def of_passlib():
    for name, options, setting in (
            ("sha512_crypt", {"salt": "abcdefghijklmnop", "rounds": 5000},
             "$6$abcdefghijklmnop"),
            ("sha512_crypt", {"salt": "s", "rounds": 1001},
             "$6$rounds=1001$s$"),
            ("sha256_crypt", {"salt": "abcdefgh", "rounds": 1000},
             "$5$rounds=1000$abcdefgh"),
            ("md5_crypt", {"salt": "abcdefgh"}, "$1$abcdefgh"),
            ("sha1_crypt", {"salt": "abcdefgh", "rounds": 100},
             "$sha1$100$abcdefgh$"),
            ("sha1_crypt", {"salt": "abcdefghijklmnopqrstuv", "rounds": 4},
             "$sha1$4$abcdefghijklmnopqrstuv$"),
            ("sun_md5_crypt", {"salt": "abcdefgh", "rounds": 5},
             "$md5,rounds=5$abcdefgh$$"),
            ("bsdi_crypt", {"salt": "abcd", "rounds": 5}, "_3...abcd"),
            ("des_crypt", {"salt": "ab"}, "ab"),
            ("bigcrypt", {"salt": "ab"}, None),
            ("pbkdf2_sha256", {"salt": b"\xfb\xff\xbf" * 5, "rounds": 1000},
             "$pbkdf2-sha256$1000$" + "././" * 5),
            ("pbkdf2_sha256", {"salt": b"s", "rounds": 1},
             "$pbkdf2-sha256$1$cw"),
            ("pbkdf2_sha256", {"salt": bytes(range(200)), "rounds": 7},
             None)):
        method = getattr(passlib, name)
        if hasattr(method, "backends") and method.backends:
            method.set_backend("builtin")
        for n in LENGTHS:
            if name == "des_crypt" and n > 8 or name == "bigcrypt" and n <= 8:
                continue
            pw = password(n)
            result = method.using(**options).hash(pw)
            say(name, setting or result, pw, result)


def of_nthash():
    for n in LENGTHS:
        pw = password(n)
        # crypt(3) reads bytes as Latin-1.
        result = passlib.nthash.hash(pw.decode("latin-1"))
        say("nthash", "$3$", pw, "$3$$" + result)


def of_scram():
    for salt, rounds in ((b"s", 1), (bytes(range(16)), 4096),
                         (bytes(range(100)), 3)):
        setting = "SCRAM-SHA-256$%d:%s" % (
            rounds, base64.b64encode(salt).decode())
        for n in LENGTHS:
            pw = bytes(0x20 + (37 * i + n) % 0x5f for i in range(n))
            salted = hashlib.pbkdf2_hmac("sha256", pw, salt, rounds)
            client, server = (hmac.digest(salted, label, "sha256")
                              for label in (b"Client Key", b"Server Key"))
            stored = hashlib.sha256(client).digest()
            say("scram", setting, pw, "%s$%s:%s" % (
                setting, base64.b64encode(stored).decode(),
                base64.b64encode(server).decode()))


def of_bcrypt():
    for prefix in ("$2b$04$", "$2a$05$", "$2y$04$"):
        setting = prefix + "abcdefghijklmnopqrstuu"
        for n in LENGTHS:
            pw = password(n)
            result = bcrypt.hashpw(pw, setting.encode()).decode()
            say("bcrypt", setting, pw, result)


def of_openssl():
    for option, salt in (("-6", "abcdefghijklmnop"), ("-5", "abcdefgh"),
                         ("-6", "rounds=1234$abcdefgh"), ("-1", "abcdefgh")):
        for n in LENGTHS[1:]:  # it takes no empty password
            pw = password(n)
            result = subprocess.run(
                ("openssl", "passwd", option, "-salt", salt, pw),
                check=True, capture_output=True)
            say("openssl", "$%s$%s" % (option[1:], salt), pw,
                result.stdout.decode().strip())


def digits(value, n):
    return "".join(ALPHABET[value >> 6 * i & 63] for i in range(n))


def of_hashlib():
    salt = "SodiumChloride"
    for log_n, r, p in ((4, 1, 1), (8, 8, 1), (6, 3, 5)):
        setting = "$7$" + ALPHABET[log_n] + digits(r, 5) + digits(p, 5) + salt
        for n in LENGTHS:
            pw = password(n)
            raw = hashlib.scrypt(pw, salt=salt.encode(), n=2 ** log_n, r=r,
                                 p=p, dklen=32)
            text = "".join(
                digits(int.from_bytes(raw[i:i + 3], "little"),
                       4 if i + 3 <= len(raw) else 3)
                for i in range(0, len(raw), 3))
            say("scrypt", setting, pw, setting + "$" + text)


of_passlib()
of_nthash()
of_scram()
of_bcrypt()
of_openssl()
of_hashlib()
sys.stdout.flush()
