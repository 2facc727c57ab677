#!/bin/sh
# credmint entropy: the doors, and what is seen in a sample.
. tests/tap.sh
. tests/utils/said.inc

case $BUILD in
/*) rigged_generator=$BUILD/tests/utils/rigged_generator.so ;;
*) rigged_generator=$PWD/$BUILD/tests/utils/rigged_generator.so ;;
esac

# rigged FILE COMMAND...: the generator gives what the file has.
rigged() {
	rigged_file=$1
	shift
	RIGGED_FILE=$rigged_file LD_PRELOAD=$rigged_generator "$@"
}

# ---- the doors ----
credmint entropy >"$TMP/out" 2>"$TMP/err"
printf 'DOOR          STATE\ngetrandom(2)  in use\n/dev/urandom  stands by\n' >"$TMP/want"
check doors_are_told cmp "$TMP/want" "$TMP/out"
check nothing_is_said [ ! -s "$TMP/err" ]
for error in ENOSYS:absent EPERM:filtered; do
	strace -f -o "$TMP/trace" -e trace=getrandom \
		-e inject=getrandom:error=${error%:*} credmint entropy >"$TMP/out"
	check "${error%:*}: the_other_door_is_in_use" sh -c \
		"grep -q '^getrandom(2)  ${error#*:}\$' '$TMP/out' &&
		grep -q '^/dev/urandom  in use\$' '$TMP/out' &&
		grep -q INJECTED '$TMP/trace'"
done
refused a_door_that_fails_is_a_failure 3 'getrandom(2): Input/output error' \
	strace -f -o "$TMP/trace" -e trace=getrandom \
	-e inject=getrandom:error=EIO credmint entropy -b 10000
unshare -m --propagation private sh -c 'mount -n -t tmpfs tmpfs /dev &&
	exec credmint entropy' >"$TMP/out"
check a_device_that_is_not_there_is_absent sh -c \
	"grep -q '^getrandom(2)  in use\$' '$TMP/out' &&
	grep -q '^/dev/urandom  absent\$' '$TMP/out'"
for error in ENOENT:absent ENXIO:absent ENODEV:absent ENOSYS:absent \
	EACCES:filtered EPERM:filtered EIO:fails ELOOP:fails; do
	strace -f -o "$TMP/trace" -P /dev/random -e trace=openat \
		-e inject=openat:error=${error%:*} credmint entropy >"$TMP/out"
	check "${error}: of_a_door_that_stands_by" sh -c \
		"grep -q '^getrandom(2)  in use\$' '$TMP/out' &&
		grep -q '^/dev/urandom  ${error#*:}\$' '$TMP/out' &&
		grep -q INJECTED '$TMP/trace'"
done

# ---- known answers: NIST SP 800-22 Rev. 1a, Appendix B ----
python3 - "$TMP" <<'END'
from math import isqrt
import sys
N = 1000000

def e_less_2(a, b):
    """The sum of a!/k! over a < k <= b, as a fraction."""
    if b - a == 1:
        return 1, b
    m = (a + b) // 2
    p, q = e_less_2(a, m)
    r, s = e_less_2(m, b)
    return p * s + r, q * s

p, q = e_less_2(0, 80000)
digits = {"e": ((p + q) << (N - 2)) // q, "root2": isqrt(2 << 2 * (N - 1)),
    "root3": isqrt(3 << 2 * (N - 1))}
for name, x in digits.items():
    assert x.bit_length() == N
    open("%s/%s" % (sys.argv[1], name), "wb").write(x.to_bytes(N // 8, "big"))
END
# known NAME FREQUENCY RUNS SERIAL1 SERIAL2
known() {
	rigged "$TMP/$1" credmint entropy -b 125000 --json >"$TMP/out"
	shift
	check "known_answers_of_$1" python3 -c '
import json, sys
last = json.loads(open(sys.argv[1]).read().splitlines()[-1])
names = ("frequency", "runs", "serial_1", "serial_2")
for name, want in zip(names, sys.argv[3:]):
    assert "%.6f" % last[name] == want, (name, last[name], want)' "$TMP/out" "$@"
}
known e e 0.953749 0.561917 0.766182 0.462921
known root2 root2 0.811881 0.313427 0.861925 0.629225
known root3 root3 0.610051 0.261123 0.157500 0.171100

# ---- samples that are not chance ----
python3 - "$TMP" <<'END'
import random, sys
r = random.Random(1)
n = 1 << 20
def write(name, data):
    open("%s/%s" % (sys.argv[1], name), "wb").write(bytes(data))
write("constant", [0] * 4096)
write("counter", [i % 256 for i in range(4096)])
write("alternating", [0x55] * 4096)
write("modulo", [r.randrange(256) % 250 for i in range(n)])
write("biased", [r.getrandbits(8) | (1 if r.random() < 0.02 else 0)
    for i in range(n)])
x = 1
lcg = []
for i in range(n):
    x = (x * 5 + 1) % 65536
    lcg.append(x & 255)
write("lcg", lcg)
sticky = []
bit = 0
for i in range(n):
    b = 0
    for j in range(8):
        bit ^= r.random() < 0.49
        b = b << 1 | bit
    sticky.append(b)
write("sticky", sticky)
write("good", [r.getrandbits(8) for i in range(n)])
END
# bad FILE TESTS: these, and no other, are found not like chance, status 1.
bad() {
	status=0
	rigged "$TMP/$1" credmint entropy -b 1000000 >"$TMP/out" 2>"$TMP/err" ||
		status=$?
	got=$(sed -n 's/  *[01]\.[0-9]*  no$//p' "$TMP/out" | tr '\n' ,)
	if [ $status -eq 1 ] && [ "$got" = "$2" ] &&
		[ "$(wc -l <"$TMP/err")" -eq 1 ] &&
		grep -q '^credmint: no: ' "$TMP/err"; then
		pass "not_chance: $1"
	else
		fail "not_chance: $1" "exit $status, $got: $(cat "$TMP/err")"
	fi
}
all='byte chi-square,frequency,runs,serial 1,serial 2,'
bad constant "$all"
# Bits of a counter change as often as they should.
bad counter 'byte chi-square,serial 1,serial 2,'
bad alternating 'byte chi-square,runs,serial 1,serial 2,'
bad modulo 'byte chi-square,frequency,serial 1,'
bad biased 'byte chi-square,frequency,'
bad lcg 'byte chi-square,serial 1,serial 2,'
bad sticky 'byte chi-square,runs,serial 1,'
ends chance_is_like_chance 0 rigged "$TMP/good" credmint entropy -b 1000000
ends the_system_is_like_chance 0 credmint entropy -b 3000000

# ---- layout ----
# drawn WIDTH LOCALE: on a terminal so wide
drawn() {
	LC_ALL=$2 script -qec "stty cols $1 rows 50
		credmint entropy -b 200000" /dev/null </dev/null | tr -d '\r'
}
for width in 40 80 120 200 600; do
	drawn $width C.UTF-8 >"$TMP/utf8"
	drawn $width C >"$TMP/ascii"
	check "$width: no_line_is_wider" python3 -c '
import sys
width = int(sys.argv[1])
text = open(sys.argv[2], encoding="utf-8").read()
lines = text.splitlines()
assert max(len(line) for line in lines) <= width
# The plot takes more than half of what there is, but for 256 values.
assert max(len(line) for line in lines) > min(width / 2, 256)
assert "\u2588" in text and text.isascii() is False
text = open(sys.argv[3], encoding="ascii").read()
assert max(len(line) for line in text.splitlines()) <= width
assert "####" in text' "$width" "$TMP/utf8" "$TMP/ascii"
done
for width in 10 26; do
	drawn $width C >"$TMP/ascii"
	check "$width: p_values_are_there" grep -q '^serial 2 *[01]\.[0-9]*$' "$TMP/ascii"
done
drawn 19 C >"$TMP/ascii"
check no_plot_where_there_is_no_room sh -c "! grep -q '##' '$TMP/ascii'"
drawn 20 C >"$TMP/ascii"
check a_small_plot_where_there_is_some grep -q '^[0-9 ]*|########$' "$TMP/ascii"
LC_ALL=C.UTF-8 credmint entropy -b 200000 >"$TMP/out"
check a_file_is_80_columns python3 -c '
import sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
assert 70 <= max(map(len, lines)) <= 80, max(map(len, lines))' "$TMP/out"

# The bars are what came: half of the values never, the others twice as often.
python3 -c '
import random, sys
r = random.Random(2)
open(sys.argv[1], "wb").write(bytes(r.randrange(128) for i in range(65536)))' "$TMP/half"
rigged "$TMP/half" credmint entropy -b 65536 >"$TMP/out" 2>/dev/null
check bars_are_what_came sh -c "[ \"\$(grep -cE \
	'^ *[0-9]* [|│](#|█|▇|▆){32} {32}\$' '$TMP/out')\" -ge 7 ]"

check json_is_json python3 -c '
import json, subprocess
out = subprocess.run(("credmint", "entropy", "-b", "5000", "--json"),
    capture_output=True, check=True, text=True).stdout
lines = [json.loads(line) for line in out.splitlines()]
assert lines[0] == {"door": "getrandom(2)", "state": "in use"}
assert lines[-1]["bytes"] == 5000 and sum(lines[-1]["histogram"]) == 5000
assert len(lines[-1]["histogram"]) == 256
assert all(0 <= lines[-1][p] <= 1 for p in ("byte_chi_square", "frequency",
    "runs", "serial_1", "serial_2"))'

# ---- refused ----
refused sample_too_small 2 '-b takes a number from 1280 to 1000000000' \
	credmint entropy -b 1279
refused sample_too_large 2 '-b takes' credmint entropy -b 1000000001
refused sample_of_a_word 2 '-b takes' credmint entropy -b 1e6
refused operand 2 'takes options only' credmint entropy 5
refused full_disk 3 'cannot write' credmint entropy --output-fd 9 9>/dev/full

finish
