"""A photograph of a terminal: what person.py saw, as a picture.

    screen.py TRANSCRIPT PICTURE

Draws the lines that have colours of their own, each half of a character as
big, into a PBM file, on a dark terminal; says how many lines and columns.
"""
import re
import sys

HALVES = {" ": (0, 0), "\u2584": (0, 1), "\u2580": (1, 0), "\u2588": (1, 1)}
ZOOM = 4

with open(sys.argv[1], encoding="utf-8") as file:
    lines = [line.rstrip("\r\n") for line in file if "\033[" in line]
rows, columns = [], 0
for line in lines:
    if not line.startswith("\033[30;47;107m") or not line.endswith("\033[0m"):
        sys.exit("a line does not say its colours: " + repr(line))
    upper, lower, black = [], [], False
    for escape, sign in re.findall(r"(\033\[[0-9;]*m)|(.)", line):
        if escape:
            black = escape == "\033[30;40m"
        elif sign == "#" and black:
            upper.append(1)
        elif sign in HALVES and not black:
            upper.append(HALVES[sign][0])
            lower.append(HALVES[sign][1])
        else:
            sys.exit("an odd sign: " + repr(sign))
    columns = max(columns, len(upper))
    # A character is about twice as high as it is wide.
    rows += [upper, upper if "#" in "".join(lines) else lower]
if any(len(row) != columns for row in rows):
    sys.exit("lines of several lengths")
# What is around it on a dark terminal.
dark = [[1] * columns] * 2
picture = [[1, 1] + row + [1, 1] for row in dark + rows + dark]
with open(sys.argv[2], "w", encoding="ascii") as out:
    print("P1", len(picture[0]) * ZOOM, len(picture) * ZOOM, file=out)
    for row in picture:
        line = " ".join(str(sign) for sign in row for _ in range(ZOOM))
        for _ in range(ZOOM):
            print(line, file=out)
print(len(lines), columns)
