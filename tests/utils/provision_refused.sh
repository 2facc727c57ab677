#!/bin/sh
# What credmint provision refuses: each with a line, and nothing is made.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

cd "$TMP" || exit 1
printf 'name\nalice\nbob\n' >users.csv

# nothing NAME: neither file is there
nothing() {
	check "$1: nothing_is_made" sh -c '[ ! -e s ] && [ ! -e h ]'
	rm -rf s h
}

# ---- options ----
# wrong NAME STATUS TEXT OPTION...
wrong() {
	wrong_name=$1
	wrong_status=$2
	wrong_text=$3
	shift 3
	refused "$wrong_name" "$wrong_status" "$wrong_text" \
		credmint provision "$@"
	nothing "$wrong_name"
}
wrong no_secrets 2 '--secrets FILE is missing' -o h users.csv
wrong two_forms 2 'cannot both be given' -f csv --template ignition --secrets s users.csv
wrong apply_has_no_form 2 'leave out -f' --apply -f csv --secrets s users.csv
wrong apply_has_no_template 2 'leave out -f' --apply --template x --secrets s users.csv
wrong apply_has_no_output 2 'leave out -o' --apply -o h --secrets s users.csv
wrong unknown_form 2 'nonsense' -f nonsense --secrets s -o h users.csv
wrong unknown_secrets_form 2 'csv, json or slips' --secrets-format x --secrets s -o h users.csv
wrong unknown_method 2 'no method rot13' -m rot13 --secrets s -o h users.csv
wrong cost_out_of_range 2 'out of the range of bcrypt: 4 to 31' -m bcrypt -c 99 -f shadow --secrets s -o h users.csv
wrong length_too_short 2 'from 8 to 256' -l 7 --secrets s -o h users.csv
wrong length_too_long 2 'from 8 to 256' -l 257 --secrets s -o h users.csv
wrong longer_than_the_method_reads 2 'descrypt reads 8 bytes' -m descrypt -f shadow --secrets s -o h users.csv
wrong no_span 2 '--ttl takes a time' --ttl soon --secrets s -o h users.csv
wrong no_threads 2 '-j' -j 0 --secrets s -o h users.csv
wrong json_without_dry_run 2 '--json goes with --dry-run' --json --secrets s -o h users.csv
wrong resume_without_secrets 2 'go with --secrets' --dry-run --resume users.csv
wrong no_file 2 'takes: file' --secrets s -o h
wrong two_files 2 'takes: file' --secrets s -o h users.csv users.csv
wrong file_is_not_there 3 'gone.csv' --secrets s -o h gone.csv
wrong file_is_a_directory 3 '/' --secrets s -o h /

# ---- the file of secrets ----
good='name,password,expires
"alice","Xg7,%abc-DEF_123",""
'
# old MODE: a file as an earlier run left it
old() {
	rm -rf old h
	printf '%s' "$good" >old
	chmod "$1" old
}
# old_refused NAME TEXT: it is left as it is
old_refused() {
	refused "$1" 3 "$2" timeout 10 credmint provision --resume --secrets old -o h users.csv
	check "$1: no_output_is_left" [ ! -e h ]
	rm -rf old
}
old 600
refused secrets_that_are_there 3 'exists' credmint provision --secrets old -o h users.csv
check secrets_that_are_there_stay grep -q alice old
old 640
old_refused others_can_read_them 'chmod 0600'
old 600
chown 65534 old
old_refused another_owner 'belongs to uid 65534'
old 600
ln old twin
old_refused two_names 'has 2 names'
rm -f twin
old 600
mv old real
ln -s real old
old_refused a_link 'symbolic link'
check a_link_is_not_followed [ "$(wc -l <real)" -eq 2 ]
rm -f old h
ln -s nowhere old
refused a_dangling_link 3 'exists' credmint provision --secrets old -o h users.csv
check nothing_behind_the_link [ ! -e nowhere ]
rm -f old
mkfifo old
chmod 600 old
old_refused a_fifo 'not a regular file'
mkdir old
old_refused a_directory 'old'
rm -rf old
printf 'my notes' >old
chmod 600 old
cp old notes
refused something_else 3 'old:1: no record' credmint provision --resume --secrets old -o h users.csv
check something_else_is_left_alone cmp -s old notes
printf 'root:x:0:0\n' >old
refused another_form 3 'old:1: no record' credmint provision --resume --secrets old -o h users.csv
old 600
refused of_another_form 3 'in the form json' credmint provision --resume \
	--secrets old --secrets-format json -o h users.csv
printf 'torn "line\n' >>old
refused a_line_of_another 3 'old:3: no record' credmint provision --resume --secrets old -o h users.csv
old 600
exec 9>>old
flock -n 9
old_refused in_use 'another credmint provision'
exec 9>&-
refused no_such_directory 3 'No such file' credmint provision --secrets none/s -o h users.csv
check no_output_is_left [ ! -e h ]
mkdir -m 777 open
refused a_directory_of_everybody 3 'everybody may put' credmint provision --secrets open/s -o h users.csv
mkdir -m 1777 sticky
check a_sticky_one_does credmint provision -m bcrypt -c 4 --secrets sticky/s -o h users.csv
rm -f h
refused a_name_is_needed 2 'name of a file' credmint provision --secrets open/ -o h users.csv
refused one_file_for_both 2 'cannot go to one file' credmint provision --secrets h -o h users.csv
check one_file_for_both_is_gone [ ! -e h ]
old 600
refused one_file_for_both_resumed 2 'cannot go to one file' \
	sh -c 'exec 8>>old && exec credmint provision --resume --secrets old \
		--output-fd 8 users.csv'
check that_file_is_left_alone [ "$(wc -l <old)" -eq 2 ]

# ---- lines ----
# bad NAME LINE REASON TEXT...: the line is named; without --keep-going nothing
# is made, with it all others are
bad() {
	name=$1
	line=$2
	reason=$3
	shift 3
	printf '%b' "$@" >bad.csv
	status=0
	credmint provision -m bcrypt -c 4 --secrets s -o h bad.csv 2>err || status=$?
	check "$name: is_3" [ $status -eq 3 ]
	check "$name: names_the_line" grep -q "^credmint: bad.csv:$line: .*$reason" err
	check "$name: is_one_line_and_the_sum" [ "$(wc -l <err)" -eq 2 ]
	nothing "$name"
	status=0
	credmint provision -m bcrypt -c 4 --keep-going --secrets s -o h bad.csv \
		2>err || status=$?
	check "$name: kept_going_is_3_as_well" [ $status -eq 3 ]
	check "$name: the_others_are_made" \
		[ "$(cut -d: -f1 h | tr '\n' ' ')" = 'alice zoe ' ]
	check "$name: their_passwords_as_well" \
		[ "$(sed 1d s | cut -d'"' -f2 | tr '\n' ' ')" = 'alice zoe ' ]
	rm -f s h
}
bad name_twice 4 'line 2' 'name\nalice\nzoe\nalice\n'
bad uid_twice 4 'line 2' 'name,uid\nalice,1500\nzoe,1501\nbob,1500\n'
bad name_refused 3 '' 'name\nalice\nBob\nzoe\n'
bad name_with_a_colon 3 '' 'name\nalice\na:b\nzoe\n'
bad colon_in_a_field 3 '' 'name,gecos\nalice,A\nbob,B:b\nzoe,Z\n'
bad control_character 3 '' 'name,gecos\nalice,A\nbob,B\0001b\nzoe,Z\n'
bad latin_1 3 '' 'name,gecos\nalice,A\nbob,Ren\0351\nzoe,Z\n'
bad too_many_fields 3 '' 'name,gecos\nalice,A\nbob,B,C\nzoe,Z\n'
bad unknown_method 3 'rot13' 'name,method\nalice,\nbob,rot13\nzoe,\n'
bad method_the_format_refuses 3 '' 'name,method\nalice,\nbob,descrypt\nzoe,\n'
bad length_out_of_range 3 '' 'name,length\nalice,\nbob,7\nzoe,\n'
bad length_the_method_refuses 3 '72' 'name,length\nalice,\nbob,73\nzoe,\n'

# What is wrong with the whole file.
: >empty.csv
wrong empty_file 3 'empty' --secrets s -o h empty.csv
printf 'nom\nalice\n' >header.csv
wrong unknown_column 3 'none that is known' --secrets s -o h header.csv
printf 'name,name\nalice,bob\n' >header.csv
wrong column_twice 3 'name' --secrets s -o h header.csv
printf 'name,gecos\nalice,"A\nbob,B\n' >quote.csv
ends open_quote 3 credmint provision --secrets s -o h quote.csv
nothing open_quote
# What went on behind the quote may be accounts, or may be none: --keep-going
# leaves out lines, and does not guess.
{
	printf 'name,gecos\nalice,A\nbob,"B\n'
	for i in 1 2 3 4 5 6 7 8; do printf 'u%s,U\n' "$i"; done
} >quote.csv
ends open_quote_is_not_left_out 3 \
	credmint provision --keep-going --secrets s -o h quote.csv
check the_lines_behind_it_are_told grep -q \
	'quote.csv:3: .*not closed.*; lines 4 to 11 were taken' "$TMP/said.err"
check the_file_is_refused_whole grep -q \
	'quote.csv:3: a quoted field of this line may go on' "$TMP/said.err"
nothing open_quote_is_not_left_out

# A file that was cut off looks like one whose last line has no newline.
printf 'name,uid\nalice,4001\nbob,40' >cut.csv
ends cut_file 3 credmint provision --secrets s -o h cut.csv
check cut_file_is_told grep -q 'cut.csv:3: it has no newline' "$TMP/said.err"
nothing cut_file

# A byte order mark and CRLF are no fault.
printf '\357\273\277name,gecos\r\nalice,"A ""B"" C"\r\nzoe,Z\r\n' >windows.csv
check windows_file credmint provision -m bcrypt -c 4 --secrets s -o h windows.csv
check windows_file_is_read [ "$(cut -d: -f1 h | tr '\n' ' ')" = 'alice zoe ' ]

finish
