"""draws - nanoseconds of CPU for one call of Python's secrets: draws.py NAME"""

import secrets
import sys
import time

CALLS = 20000
system = secrets.SystemRandom()
sixteen = list(range(16))
fiftytwo = list(range(52))
thousand = range(1000)
draws = {
    "below": lambda: secrets.randbelow(1000000),
    "bytes": lambda: secrets.token_bytes(32),
    "deck": lambda: system.shuffle(fiftytwo),
    "small": lambda: secrets.randbelow(100),
    "hex": lambda: secrets.token_hex(32),
    "urlsafe": lambda: secrets.token_urlsafe(32),
    "shuffle": lambda: system.shuffle(sixteen),
    "sample": lambda: system.sample(thousand, 16),
}

draw = draws[sys.argv[1]]
begin = time.process_time_ns()
for _ in range(CALLS):
    draw()
print((time.process_time_ns() - begin) / CALLS)
