#!/bin/sh
# The file of secrets of credmint provision: gone on with in each form, after a
# power cut as well, and what a dry run sees of it; and the bar.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

cd "$TMP" || exit 1
{
	echo name,gecos
	echo 'alice,"Alice (A.) Example, room 5"'
	seq -f 'u%03g,' 1 19
} >users.csv
names=$(sed '1d; s/,.*//' users.csv | tr '\n' ' ')
provision() {
	credmint provision -m bcrypt -c 4 --secrets s "$@"
}
# name_and_password SECRETS: of slips
name_and_password() {
	sed -n 's/^   Account      \([^ ]*\).*/\1/p; s/^   Password     //p' "$1" |
		paste -d' ' - -
}
# verified: each password of the slips is that of a hash of h*
verified() {
	name_and_password s | while read -r name password; do
		cat h* | grep "^$name:" | cut -d: -f2 >one.hash
		echo "$password" | credmint hash verify -s --hash-file one.hash || {
			echo "$name"
			return 1
		}
	done
}

# ---- slips are gone on with ----
head -n 8 users.csv >some.csv
check slips_of_some provision --ttl 7d --secrets-format slips -o h1 some.csv
name_and_password s >had
check slips_are_gone_on_with provision --ttl 7d --resume --secrets-format slips -o h2 users.csv
check slips_the_rest_is_made [ "$(cut -d: -f1 h1 h2 | tr '\n' ' ')" = "$names" ]
name_and_password s >have
check slips_those_there_stay sh -c 'head -n 7 have | cmp - had'
check slips_all_are_there [ "$(cut -d' ' -f1 have | tr '\n' ' ')" = "$names" ]
check slips_verify verified
check slips_pages_go_on [ "$(tr '\f' '\n' <s | grep -c '^   Account')/$(tr -cd '\f' <s | wc -c)" = 20/3 ]
check slips_pages_are_of_six sh -c "awk 'BEGIN { RS = \"\\f\" } NR <= 3 && gsub(/Account  /, \"\") != 6 { exit 1 }' s"
check slips_again_nothing provision --resume --secrets-format slips -o h3 users.csv
check slips_then_the_output_is_empty [ ! -s h3 ]
# One that is cut is no slip, wherever.
size=$(stat -c %s s)
for less in 1 40 200 250; do
	rm -f h9
	head -c $((size - less)) s >shorter
	cat shorter >s
	check "slips_cut_by_$less: it_is_made_again" provision --resume --ttl 7d \
		--secrets-format slips -o h9 users.csv
	check "slips_cut_by_$less: it_alone" [ "$(cut -d: -f1 h9)" = u019 ]
	check "slips_cut_by_$less: the_file_is_whole" [ "$(stat -c %s s)" -eq "$size" ]
done
sed -i '0,/Password/s//Passwort/' s
refused slips_of_another 3 's:1: no record' credmint provision --resume \
	--secrets s --secrets-format slips -o h4 users.csv

# ---- zeros that a power cut leaves ----
for form in csv json slips; do
	for zeros in 3 150000; do
		for part in 0 12; do
			rm -f s h*
			provision --secrets-format $form -o h1 some.csv 2>err
			cp -p s had
			case $form in
			slips) head -c $part s >begun ;;
			*) tail -n 1 s | head -c $part >begun ;;
			esac
			cat begun >>s
			head -c $zeros /dev/zero >>s
			check "zeros_$form: $part/$zeros: is_gone_on_with" provision \
				--resume --secrets-format $form -o h2 users.csv
			check "zeros_$form: $part/$zeros: the_rest_is_made" \
				[ "$(cut -d: -f1 h1 h2 | tr '\n' ' ')" = "$names" ]
			check "zeros_$form: $part/$zeros: none_is_left" \
				[ "$(tr -cd '\0' <s | wc -c)" -eq 0 ]
			check "zeros_$form: $part/$zeros: what_was_there_is" \
				cmp -n "$(stat -c %s had)" s had
		done
	done
done
rm -f s h*
provision -o h1 some.csv 2>err
head -c 20000 /dev/zero >>s
echo more >>s
cp s had
refused zeros_in_the_middle 3 's:9: no record' credmint provision --resume --secrets s -o h users.csv
check zeros_in_the_middle_stay cmp s had

# ---- a dry run sees what is there ----
refused dry_run_secrets_exist 3 's exists' credmint provision --dry-run --secrets s users.csv
ln -s nowhere link
refused dry_run_a_link 3 'link exists' credmint provision --dry-run --secrets link users.csv
refused dry_run_no_directory 3 'none/s' credmint provision --dry-run --secrets none/s users.csv
mkdir -m 777 open
refused dry_run_a_directory_of_everybody 3 'everybody may put' \
	credmint provision --dry-run --secrets open/s users.csv
check dry_run_makes_no_file [ ! -e open/s ]
printf 'name,length\nalice,8\nbob,20\n' >lengths.csv
credmint init 2>err
for user in '' --apply; do
	credmint provision --dry-run $user --json lengths.csv 2>err |
		sed 's/.*"length":\([0-9]*\).*/\1/' | tr '\n' ' ' >lengths
	[ -n "$user" ] && want='16 20 ' || want='8 20 '
	check "dry_run${user:+_apply}_tells_the_lengths" [ "$(cat lengths)" = "$want" ]
done

# ---- gone on with in a directory of everybody ----
head -n 8 had >open/s
chmod 600 open/s
refused resume_in_a_directory_of_everybody 3 'everybody may put' \
	credmint provision --resume --secrets open/s -o h users.csv

# ---- the names of new files are on the disk, too ----
rm -f s h*
mkdir one two
check traced strace -f -y -e trace=fsync,fdatasync,pwrite64 -o trace \
	credmint provision -m bcrypt -c 4 --secrets one/s -o two/h some.csv
check directory_of_the_secrets grep -q "fsync([0-9]*<$TMP/one>" trace
check directory_of_the_output grep -q "fsync([0-9]*<$TMP/two>" trace

# ---- the bar, of few that are slow ----
seq -f 'w%03g' 1 60 | sed '1i name' >slow.csv
script -qec "stty cols 100; credmint provision -j 1 -m yescrypt -c 6 \
	--secrets bar.s -o bar.h slow.csv" /dev/null >typescript </dev/null
check bar_is_shown grep -qE '\] +[0-9]+%  [0-9]+/60  [0-9.]+/s  [0-9]+s left' typescript
check bar_is_gone_at_the_end sh -c "tail -c 8 typescript | grep -q \"\$(printf '\033')\\[K\""
check bar_all_are_made [ "$(wc -l <bar.h)" -eq 60 ]
head -n 9 slow.csv >slower.csv
script -qec "stty cols 100; credmint provision --apply -j 1 -m yescrypt -c 9 \
	--secrets bar2.s slower.csv" /dev/null >typescript </dev/null
check bar_of_a_batch grep -qE '\] +[0-9]+%  [1-8]/8  [0-9.]+/s  [0-9]+s left' typescript
check bar_of_a_batch_all_are_made id w008

finish
