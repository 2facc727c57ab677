#!/usr/bin/python3
"""provision_outcome.py USERS SECRETS HASHES... - what runs of provision left

USERS is a CSV file with a header that starts with name, SECRETS CSV as
credmint writes it, HASHES lines name:hash of one run after the other. Says
nothing when every account stands in the outputs and in the secrets, nothing
else does, every line is whole, and each password has the last hash that was
written for it. -p: a part of the accounts is enough, its secrets no more than
its hashes. -c N: N of the passwords are tried by credmint hash verify, the
others here.
"""
import argparse
import csv
import subprocess
import sys

from passlib.hash import bsd_nthash

words = argparse.ArgumentParser()
words.add_argument("-p", action="store_true", dest="part")
words.add_argument("-c", type=int, default=5, dest="count")
words.add_argument("users")
words.add_argument("secrets")
words.add_argument("hashes", nargs="+")
asked = words.parse_args()


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        text = file.read()
    assert not text or text.endswith("\n"), f"{path}: the last line is cut"
    return list(csv.reader(text.splitlines(), strict=True))


users = [row[0] for row in rows(asked.users)[1:]]
secrets = rows(asked.secrets)
assert not secrets or secrets[0] == ["name", "password", "expires"], secrets[0]
passwords = {}
for name, password, _ in secrets[1:]:
    assert name not in passwords, f"{name} is twice in the secrets"
    passwords[name] = password
hashes, order = {}, []
for path in asked.hashes:
    with open(path, encoding="ascii") as file:
        text = file.read()
    assert not text or text.endswith("\n"), f"{path}: the last line is cut"
    for line in text.splitlines():
        name, value = line.split(":")
        assert len(value) == 36, f"{path}: {name} has a hash that is not whole"
        hashes[name] = value
        order.append(name)

known = set(users)
assert set(hashes) <= known and set(passwords) <= known
missing = set(passwords) - set(hashes)
assert not missing, f"in the secrets alone: {sorted(missing)[:3]}"
if asked.part:
    assert order == users[:len(order)], "not in the order of the file"
else:
    assert set(passwords) == known, "not all are in the secrets"
some = list(passwords)[:: max(1, len(passwords) // asked.count)]
for name in list(passwords)[:: max(1, len(passwords) // 300)]:
    assert bsd_nthash.verify(passwords[name], hashes[name]), \
        f"the password of {name} is not that of its hash"
for name in some:
    with open(asked.secrets + ".hash", "w", encoding="ascii") as file:
        file.write(hashes[name] + "\n")
    done = subprocess.run(
        ["credmint", "hash", "verify", "-s", "--hash-file", file.name],
        input=passwords[name].encode() + b"\n", check=False)
    assert done.returncode == 0, f"credmint does not verify {name}"
print(len(order), len(passwords), file=sys.stderr)
