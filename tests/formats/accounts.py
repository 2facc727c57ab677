"""accounts.py WHAT FILE... - what provision was asked, beside what came of it

secrets SECRETS     "name password", a line each
host ACCOUNTS       says what this host's accounts have otherwise
names ACCOUNTS      the names
"""

import csv
import datetime
import sys


def rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def days(date):
    return (datetime.date.fromisoformat(date) - datetime.date(1970, 1, 1)).days


def colons(path):
    with open(path, encoding="utf-8", newline="\n") as f:
        lines = [line.rstrip("\n").split(":") for line in f]
    return {line[0]: line for line in lines}


def host(accounts):
    """Every account of the file, as /etc has it."""
    passwd, shadow = colons("/etc/passwd"), colons("/etc/shadow")
    group = colons("/etc/group")
    wrong = []

    def same(name, what, is_, ought):
        if str(is_) != str(ought):
            wrong.append(f"{name}: {what} is {is_!r}, not {ought!r}")

    for row in rows(accounts):
        name = row["name"]
        if name not in passwd:
            wrong.append(f"{name}: is not there")
            continue
        _, _, uid, gid, gecos, home, shell = passwd[name]
        same(name, "gecos", gecos, row["gecos"])
        same(name, "home", home, row["home"] or "/home/" + name)
        if row["uid"]:
            same(name, "uid", uid, row["uid"])
        if row["gid"]:
            ought = row["gid"]
            if not ought.isdigit():
                ought = group[ought][2]
            same(name, "gid", gid, ought)
        if row["shell"]:
            same(name, "shell", shell, row["shell"])
        groups = {g for g, line in group.items() if name in line[3].split(",")}
        # useradd lists nobody in a group of his own.
        same(name, "groups", sorted(groups),
             sorted(set(row["groups"].split(",")) - {""}))
        same(name, "last change", shadow[name][2], 0)
        same(name, "expiry", shadow[name][7],
             days(row["expiry"]) if row["expiry"] else "")
    return wrong


def main():
    what, path = sys.argv[1:]
    if what == "secrets":
        for row in rows(path):
            print(row["name"], row["password"])
    elif what == "names":
        for row in rows(path):
            print(row["name"])
    else:
        wrong = host(path)
        print("\n".join(wrong))
        sys.exit(bool(wrong))


main()
