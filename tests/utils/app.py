"""An authenticator app that is oathtool, for a command that enrolls it.

    app.py [-w WRONG] [-o OUT] "OATHTOOL'S OPTIONS" COMMAND...

COMMAND is run with --code-fd; the secret it shows goes to oathtool's standard
input, and what oathtool says is the code, after WRONG codes that are none. What
COMMAND wrote goes to OUT. Ends as COMMAND did.
"""
import json
import os
import subprocess
import sys

given = sys.argv[1:]
wrong_ones, out_path = 0, "/dev/null"
while given[0] in ("-w", "-o"):
    if given[0] == "-w":
        wrong_ones = int(given[1])
    else:
        out_path = given[1]
    given = given[2:]
options, program = given[0].split(), given[1:]

read, write = os.pipe()
command = subprocess.Popen(program + ["--code-fd", str(read)],
                           stdout=subprocess.PIPE, pass_fds=[read])
os.close(read)
shown = command.stdout.readline()
if "--json" in program and shown:
    secret = json.loads(shown)["secret"].encode()
else:
    secret = shown
    if shown:
        shown += command.stdout.readline()
if secret:
    code = subprocess.run(["oathtool", "-b"] + options + ["-"],
                          input=secret, capture_output=True, check=True).stdout
    wrong = b"%0*d\n" % (len(code) - 1, (int(code) + 1) % 10 ** (len(code) - 1))
    try:
        os.write(write, wrong * wrong_ones + code)
    except BrokenPipeError:
        pass
os.close(write)
shown += command.stdout.read()
with open(out_path, "wb") as out:
    out.write(shown)
status = command.wait()
sys.exit(status if status >= 0 else 128 - status)
