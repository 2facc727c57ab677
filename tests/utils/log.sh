#!/bin/sh
# credmint log: what it shows, filters, and following.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

useradd alice
useradd bob
credmint init 2>"$TMP/err"
code=$(credmint code issue alice --service sshd 2>"$TMP/err")
credmint code issue bob >"$TMP/out" 2>"$TMP/err"
credmint code revoke 2 2>"$TMP/err"

credmint log >"$TMP/log"
check log_has_a_heading sh -c "head -n 1 '$TMP/log' |
	grep -qE '^TIME +USER +SERVICE +FROM +WHAT +OUTCOME +CODE +COUNT$'"
check issue_is_logged grep -qE '^[0-9T:Z-]+ +alice +sshd .* issue ' "$TMP/log"
check revoke_is_logged grep -qE '^[0-9T:Z-]+ +bob .* revoke ' "$TMP/log"
check log_tells_which_code grep -qE ' bob .* revoked +2 +1$' "$TMP/log"
check log_tells_no_code_of_others grep -qE ' init +made +- +1$' "$TMP/log"
check log_fits_100_columns sh -c "! grep -qE '.{101}' '$TMP/log'"
check no_code_is_in_it sh -c \
	"! grep -q '$code' '$TMP/log' && [ -n '$code' ]"
check log_tells_who_issued grep -qE "^[0-9T:Z-]+ +alice +sshd +by $(asker) +issue " "$TMP/log"
check log_is_aligned [ "$(awk 'match($0, / (issue|revoke|WHAT) /) {
	print RSTART }' "$TMP/log" | sort -u | wc -l)" -eq 1 ]
credmint log --user alice >"$TMP/alice"
check user_filters sh -c "grep -q alice '$TMP/alice' && ! grep -q bob '$TMP/alice'"
check since_a_span [ "$(credmint log --since 1h | wc -l)" -eq "$(wc -l <"$TMP/log")" ]
check since_a_time_to_come [ "$(credmint log --since 2100-01-01T00:00:00Z | wc -l)" -eq 1 ]
check since_a_time_with_an_offset [ \
	"$(credmint log --since 2000-01-01T00:00:00+02:00 | wc -l)" -eq "$(wc -l <"$TMP/log")" ]
credmint log --json >"$TMP/json"
check json_parses python3 -c 'import json, sys
keys = ["id", "time", "last", "count", "user", "service", "from", "what",
    "outcome", "code", "by"]
lines = [json.loads(line) for line in open(sys.argv[1])]
assert lines and all(list(line) == keys for line in lines)
assert any(l["what"] == "revoke" and l["user"] == "bob" and l["by"] == sys.argv[2]
    for l in lines)' "$TMP/json" "$(asker)"

# ---- temporary passwords ----
bobs=$(credmint hash -m sha256crypt -c 1000 -s <<-END
	temporary
	END
)
echo "bob:$bobs" | setpriv --reuid credmint --regid credmint --clear-groups \
	"$BUILD/tests/hosts/drive_temporary" set 3600 >"$TMP/out"
credmint sweep 2>"$TMP/err"
credmint log --user bob >"$TMP/log"
check reset_is_logged grep -qE '^[0-9T:Z-]+ +bob +- +by test +reset +yes +[0-9]+ +1$' "$TMP/log"
check sweep_is_logged grep -qE \
	"^[0-9T:Z-]+ +bob +- +by $(asker) +sweep +used in time +[0-9]+ +1$" "$TMP/log"
check a_sweep_fits_100_columns sh -c "! grep -qE '.{101}' '$TMP/log'"
check it_is_aligned_with_them [ "$(awk 'match($0, / (issue|revoke|reset|sweep|WHAT) /) {
	print RSTART }' "$TMP/log" | sort -u | wc -l)" -eq 1 ]
check sweep_is_logged_for_programs sh -c "credmint log --user bob --json |
	grep -q '\"what\":\"sweep\",\"outcome\":\"used in time\",\"code\":[0-9]*,\"by\":\"$(asker)\"'"
check no_hash_is_in_it sh -c '! { credmint log; credmint log --json; } | grep -qF "$0"' "$bobs"

refused since_that_is_no_time 2 '--since takes' credmint log --since yesterday
refused since_without_a_unit 2 '--since takes' credmint log --since 15
refused since_a_day_that_is_none 2 '--since takes' credmint log --since 2026-02-30T00:00:00Z
refused user_that_cannot_be 2 '--user takes' credmint log --user 'a
b'
refused user_that_is_empty 2 '--user takes' credmint log --user ''

# ---- following ----
# waits FILE TEXT: until it stands there, 10 s at most
waits() {
	i=0
	while ! grep -q "$2" "$1" && [ "$i" -lt 200 ]; do
		sleep 0.05
		i=$((i + 1))
	done
	grep -q "$2" "$1"
}
credmint log --follow --user alice >"$TMP/follow" 2>"$TMP/err" &
pid=$!
check follow_shows_what_is_there waits "$TMP/follow" issue
credmint code issue alice --service after >"$TMP/out" 2>"$TMP/said.err"
check follow_shows_what_comes waits "$TMP/follow" after
kill -TERM $pid
status=0
wait $pid || status=$?
check follow_ends_well [ $status -eq 0 ]
check follow_says_nothing [ ! -s "$TMP/err" ]
check follow_leaves_no_process sh -c "! pgrep -x credmint"

mkfifo "$TMP/fifo"
credmint log --follow >"$TMP/fifo" 2>"$TMP/err" &
pid=$!
head -n 1 <"$TMP/fifo" >"$TMP/out"
i=0
while kill -0 $pid 2>/dev/null && [ $i -lt 100 ]; do
	sleep 0.05
	i=$((i + 1))
done
status=0
wait $pid || status=$?
check follow_ends_when_nobody_reads [ $status -eq 3 ]
check follow_says_why grep -qx \
	'credmint: cannot write to standard output: Broken pipe' "$TMP/err"

finish
