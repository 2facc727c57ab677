#!/bin/sh
# Passwords typed at a prompt: no echo, asked twice when new, and the
# terminal as it was on every way out.
. tests/tap.sh
. tests/utils/said.inc

# typed COMMAND WORD...: answers each prompt of the command with a word;
# writes what the terminal showed, and last the status and its echo flag.
typed() {
	cat >"$TMP/typed.exp" <<'END'
set timeout 20
set command [lindex $argv 0]
spawn -noecho sh -c "$command; echo status \$?; stty -a"
foreach word [lrange $argv 1 end] {
	expect -re {Password( again)?: $} {} timeout { exit 9 } eof { exit 9 }
	if {$word eq "^C"} { send "\003" } else { send -- "$word\r" }
}
expect eof
END
	expect "$TMP/typed.exp" "$@" >"$TMP/terminal" 2>&1
}

typed "credmint hash -m bcrypt -c 4 -o $TMP/hash" Zebra-77 Zebra-77
check new_password_is_hashed grep -q 'status 0' "$TMP/terminal"
check new_password_is_asked_twice grep -q 'Password again: ' "$TMP/terminal"
check nothing_typed_is_shown sh -c "! grep -q Zebra '$TMP/terminal'"
check echo_is_back grep -qE '[ ;]echo[ ;]' "$TMP/terminal"
printf 'Zebra-77' >"$TMP/pw"
ends what_was_typed_is_the_password 0 credmint hash verify \
	--hash-file "$TMP/hash" -s <"$TMP/pw"
typed "credmint hash verify --hash-file $TMP/hash" Zebra-77
check typed_password_matches grep -q 'status 0' "$TMP/terminal"
check verifying_asks_once sh -c "! grep -q again '$TMP/terminal'"
typed "credmint hash verify --hash-file $TMP/hash" Zebra-78
check another_password_is_no grep -q 'status 1' "$TMP/terminal"
typed "credmint hash -m bcrypt -c 4" Zebra-77 Zebra-78
check two_that_differ_are_refused grep -q 'the two passwords differ' "$TMP/terminal"
check two_that_differ_are_3 grep -q 'status 3' "$TMP/terminal"
typed "credmint hash -m bcrypt -c 4" '' ''
check empty_is_refused grep -q 'the password is empty' "$TMP/terminal"
typed "trap : INT; credmint hash -o $TMP/none" '^C'
check interrupted_ends_by_the_signal grep -q 'status 130' "$TMP/terminal"
check interrupted_has_its_echo_back grep -qE '[ ;]echo[ ;]' "$TMP/terminal"
check interrupted_leaves_no_file [ ! -e "$TMP/none" ]

# A signal while echo comes back does not keep it off. Which of the calls that
# is, a look at them tells.
typed "strace -f -o $TMP/trace -e trace=ioctl \
	credmint hash -m bcrypt -c 4 -o $TMP/calls" Zebra-77 Zebra-77
nth=$(grep -n 'TCSETS' "$TMP/trace" | sed -n '2s/:.*//p')
typed "strace -f -o $TMP/trace -e trace=ioctl \
	-e inject=ioctl:error=EINTR:when=$nth..$((nth + 3)) \
	credmint hash -m bcrypt -c 4 -o $TMP/again" Zebra-77 Zebra-77
check restoring_was_interrupted grep -qE 'TCSETS.*INJECTED' "$TMP/trace"
check interrupted_restoring_goes_on grep -q 'status 0' "$TMP/terminal"
check interrupted_restoring_gives_echo grep -qE '[ ;]echo[ ;]' "$TMP/terminal"
check interrupted_restoring_shows_nothing sh -c "! grep -q Zebra '$TMP/terminal'"

# Told to end in the middle of a word: it is not left to what reads next.
cat >"$TMP/half.sh" <<'END'
sh -c 'echo $$ >"$1/pid"; exec credmint hash -o "$1/none"' sh "$1"
echo status $?
read -r line
echo "then <$line>"
END
cat >"$TMP/half.exp" <<'END'
set timeout 20
set tmp [lindex $argv 0]
spawn -noecho sh $tmp/half.sh $tmp
expect "Password: " {} timeout { exit 9 } eof { exit 9 }
send "Zebra"
sleep 0.3
set file [open $tmp/pid]
exec kill -TERM [gets $file]
expect "status 143" {} timeout { exit 9 } eof { exit 9 }
send "next\r"
expect eof
END
expect "$TMP/half.exp" "$TMP" >"$TMP/terminal" 2>&1
check half_a_password_is_dropped grep -q 'then <next>' "$TMP/terminal"
check half_a_password_is_not_shown sh -c "! grep -q Zebra '$TMP/terminal'"

refused no_terminal_to_ask_on 3 'no terminal to ask' setsid -w credmint hash </dev/null

finish
