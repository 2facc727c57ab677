"""installers.py FORMAT OUT ACCOUNTS - is all that was asked in what was made?

And: NAME HASH, a line each, on standard output.
"""

import csv
import json
import shlex
import sys

import yaml


def asked(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def users(found, rows, keys):
    """Lists of users of the same shape: JSON's and YAML's."""
    assert len(found) == len(rows), len(found)
    for user, row in zip(found, rows):
        ought = {keys["hash"]: user[keys["hash"]], "name": row["name"]}
        for field, key in keys.items():
            if field == "hash" or not row[field]:
                continue
            value = row[field]
            if field == "uid":
                value = int(value)
            if field == "groups":
                value = value.split(",")
            ought[key] = value
        assert user == ought, (user, ought)
        print(user["name"], user[keys["hash"]])


def ignition(out, rows):
    with open(out, encoding="utf-8") as f:
        config = json.load(f)
    assert config["ignition"] == {"version": "3.3.0"}, config["ignition"]
    users(config["passwd"]["users"], rows, {
        "hash": "passwordHash", "uid": "uid", "gid": "primaryGroup",
        "gecos": "gecos", "home": "homeDir", "shell": "shell",
        "groups": "groups"})


def butane(out, rows):
    with open(out, encoding="utf-8") as f:
        config = yaml.safe_load(f)
    assert config["variant"] == "fcos" and config["version"] == "1.4.0"
    users(config["passwd"]["users"], rows, {
        "hash": "password_hash", "uid": "uid", "gid": "primary_group",
        "gecos": "gecos", "home": "home_dir", "shell": "shell",
        "groups": "groups"})


def kickstart(out, rows):
    """As pykickstart does: shlex takes each line apart."""
    found = []
    with open(out, encoding="utf-8") as f:
        for line in f:
            if line.startswith("%"):
                assert line == "%post\n", line
                break
            words = shlex.split(line, comments=True)
            assert words[0] == "user", line
            found.append(dict(word[2:].split("=", 1) if "=" in word
                              else (word[2:], None) for word in words[1:]))
    assert len(found) == len(rows), len(found)
    keys = {"uid": "uid", "gid": "gid", "gecos": "gecos", "home": "homedir",
            "shell": "shell", "groups": "groups"}
    for user, row in zip(found, rows):
        ought = {keys[k]: row[k] for k in keys if row[k]}
        ought.update(name=row["name"], password=user["password"],
                     iscrypted=None)
        assert user == ought, (user, ought)
        print(user["name"], user["password"])


def main():
    what, out, accounts = sys.argv[1:]
    {"ignition": ignition, "butane": butane, "kickstart": kickstart}[what](
        out, asked(accounts))


main()
