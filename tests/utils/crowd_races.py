"""crowd_races - one token wanted by many at once, and a serve that dies

    crowd_races.py processes ROUNDS	16 `credmint token redeem` at once
    crowd_races.py clients ROUNDS	64 clients of serve at once
    crowd_races.py kill ROUNDS	kill -9 of serve under 64 clients
    crowd_races.py cut ROUNDS IMAGE	the power goes under 64 clients; IMAGE is
				mounted over the registry's directory

Prints what it counted; exits 0 when there is nothing to say against it.
"""
import fcntl
import os
import random
import signal
import struct
import subprocess
import sys
import time

import crowd

SOCKET = "/run/credmint-crowd.socket"
PLACE = os.path.dirname(crowd.REGISTRY)
SHUTDOWN, WITHOUT_LOG = 0x8004587D, struct.pack("I", 2)  # ext4's, see drive_power_cut.c
CLIENTS = 64


def processes(rounds, said):
    """All wait for the token, which they get at once."""
    count = {"rounds": rounds, "yes": 0, "used": 0}
    for _ in range(rounds):
        token = subprocess.run(
            ["credmint", "token", "issue", "--kind", "reset", "--user", "crowd"],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        many = [subprocess.Popen(  # pylint: disable=consider-using-with
            ["credmint", "token", "redeem"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(16)]
        time.sleep(0.1)
        for one in many:
            one.stdin.write(token)
            one.stdin.flush()
        ends = [(one.communicate(), one.returncode) for one in many]
        yes = sum(status == 0 and out.startswith(b"user ") for (out, _), status in ends)
        used = sum(status == 1 and not out and b"used up" in err
                   for (out, err), status in ends)
        if (yes, used) != (1, 15):
            said.append(f"{yes} yes and {used} used of 16: {ends}")
        count["yes"] += yes
        count["used"] += used
    return count


def clients(rounds, said):
    """Every other round finds all requests waiting, and does them in one turn."""
    serve, ledger = crowd.Serve(SOCKET), crowd.Ledger()
    many = [crowd.Client(SOCKET) for _ in range(CLIENTS)]
    for i in range(rounds):
        token = ledger.issue(many[0], uses=(1, 1, 5)[i % 3])
        each = 1 + i % 2
        lines = [b"".join(ledger.sends(c, token) for _ in range(each)) for c in many]
        if i % 4 < 2:
            serve.signal(signal.SIGSTOP)
        for client, line in zip(many, lines):
            client.send(line)
        serve.signal(signal.SIGCONT)
        for client in many * each:
            ledger.told(token, client.answer())
        if token.yes != token.uses:
            said.append(f"{token.yes} yes of {token.uses}")
    for client in many:
        client.close()
    if serve.stop() != 0:
        said.append("serve ended badly")
    said.extend(ledger.judge())
    return {"rounds": rounds, **ledger.sums()}


def load(ledger):
    """Issue and redeem; now and then what another one has, or not yet."""
    def one(rng):
        client = crowd.Client(SOCKET)
        while True:
            token = ledger.issue(client)
            if rng.random() < 0.7:
                ledger.redeem(client, token)
            if rng.random() < 0.3:
                ledger.redeem(client, ledger.some(rng))
    return one


def again(ledger, first):
    """What is in the ledger from there, once more and twice: the answers are
    judged with all others."""
    client = crowd.Client(SOCKET)
    for i in range(first, len(ledger.tokens), 32):
        some = ledger.tokens[i:i + 32] * 2
        client.send(b"".join(ledger.sends(client, token) for token in some))
        for token in some:
            ledger.told(token, client.answer())
    client.close()


def dies(rounds, said, how, error=crowd.Wrong):
    """Serve under load ends by how(serve, ledger) in each round. What was unknown
    then is what shows that it was caught in the middle."""
    rng, ledger, caught = random.Random(6), crowd.Ledger(error), 0
    for i in range(rounds):
        first = len(ledger.tokens)
        # What it says when nothing can be written is not looked at.
        serve = crowd.Serve(SOCKET, stderr=None if error is crowd.Wrong else subprocess.DEVNULL)
        many = crowd.Crowd(CLIENTS, load(ledger), i)
        time.sleep(rng.uniform(0.02, 0.15))
        how(serve, ledger)
        said.extend(many.join())
        caught += sum(t.sent > t.yes + t.no for t in ledger.tokens[first:])
        serve, ledger.error, ledger.closed = crowd.Serve(SOCKET), crowd.Wrong, False
        again(ledger, first)
        ledger.error = error
        if serve.stop() != 0:
            said.append("serve ended badly")
    said.extend(ledger.judge(clean=False))
    if caught < rounds:
        said.append(f"only {caught} redeems were caught in the middle")
    return {"rounds": rounds, "caught": caught, **ledger.sums()}


def kill(rounds, said):
    rng = random.Random(9)
    return dies(rounds, said, lambda serve, _: serve.kill(keeper=rng.random() < 0.5))


def cut(rounds, said):
    """An answer counts when it was read before the cut. A sync that is under way
    when ext4 is shut down may say 0 and have written nothing: of 150 programs that
    append to a file and sync it, 20 lost what they were told last."""
    lost, cuts = 0, 0

    def power_goes(serve, ledger):
        nonlocal lost, cuts
        # A new one each time: one that is cut to nothing and closed is written
        # out at once (ext4's auto_da_alloc).
        cuts += 1
        unwritten = f"{PLACE}/unwritten.{cuts}"
        disk = os.open(PLACE, os.O_RDONLY)
        with open(unwritten, "x", encoding="ascii") as file:
            file.write("x" * 4096)
        ledger.close()
        fcntl.ioctl(disk, SHUTDOWN, WITHOUT_LOG)
        os.close(disk)
        time.sleep(0.1)
        serve.kill()
        subprocess.run(["umount", "-n", PLACE], check=True)
        subprocess.run(["mount", "-n", "-o", "loop", sys.argv[3], PLACE], check=True)
        with open(unwritten, "a+", encoding="ascii") as file:
            file.seek(0)
            lost += "x" not in file.read()

    count = dies(rounds, said, power_goes, crowd.Gone)
    if lost < rounds - 2:
        said.append(f"the power did not go: what was never synced was lost {lost} times")
    return count


def main():
    said = []
    what = {"processes": processes, "clients": clients, "kill": kill, "cut": cut}
    print(what[sys.argv[1]](int(sys.argv[2]), said))
    print(*said[:20], sep="\n")
    sys.exit(bool(said))


if __name__ == "__main__":
    main()
