#!/bin/sh
# Passwords are drawn as the host's own rules want them.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/typist.inc

drive=$BUILD/tests/hosts/drive_policy
common=/etc/pam.d/common-password

# stack LINE...: the password lines of this host, pam_unix's as it is usual.
stack() {
	printf 'password %s\n' "$@" \
		'required pam_unix.so use_authtok yescrypt' >$common
	echo '@include common-password' >/etc/pam.d/passwd
}

# draws NAME LENGTH LOWER UPPER DIGITS SYMBOLS [MORE [ROOT [USER]]]: ten
# passwords for alice of that length, at least so many of each class, none with
# a look-alike, all different; MORE is what else each must satisfy, in Python.
draws() {
	draws_name=$1
	if "$drive" draw "${8:-}" "${9:-alice}" 10 >"$TMP/drawn" 2>"$TMP/words" &&
		python3 - "$2" "$3" "$4" "$5" "$6" "${7:-True}" \
			>"$TMP/check.out" 2>&1 <<END
import re, sys
length, *least = map(int, sys.argv[1:6])
lines = open("$TMP/drawn").read().splitlines()
assert len(set(lines)) == 10, "not ten different ones"
for p in lines:
    have = [len(re.findall(c, p)) for c in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")]
    assert len(p) == length, (p, "length")
    assert all(h >= l for h, l in zip(have, least)), (p, have)
    assert not set(p) & set("01IOl|"), (p, "look-alike")
    # Runs: of one character, of one class, of neighbours.
    kind = re.sub("[^adA]", "s", re.sub("[0-9]", "d", re.sub("[A-Z]", "A", re.sub("[a-z]", "a", p))))
    run = lambda text: max(len(m.group()) for m in re.finditer(r"(.)\1*", text))
    steps = [ord(b) - ord(a) for a, b in zip(p, p[1:])]
    assert eval(sys.argv[6]), (p, sys.argv[6])
END
	then
		pass "$draws_name"
	else
		fail "$draws_name" "$(cat "$TMP/drawn" "$TMP/words" "$TMP/check.out")"
	fi
}

# says NAME TEXT [ROOT [USER]]: what would judge the password.
says() {
	says_text=$("$drive" find "${3:-}" "${4:-alice}" 2>"$TMP/words")
	if [ "$says_text" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$says_text"
	fi
}

# refuses NAME TEXT [ROOT [USER]]: no password, and a line that has this text.
refuses() {
	refuses_text=$("$drive" draw "${3:-}" "${4:-alice}" 1 2>&1)
	refuses_status=$?
	case $refuses_status,$refuses_text in
	*'
'*) fail "$1" "more than a line: $refuses_text" ;;
	"3,EINVAL "*"$2"*) pass "$1" ;;
	*) fail "$1" "$refuses_status: $refuses_text" ;;
	esac
}

# passwd_takes NAME: the last one drawn, by passwd(1) with this stack.
passwd_takes() {
	word=$(tail -n 1 "$TMP/drawn")
	typist "? New password: 
! $word
? Retype new password: 
! $word" passwd alice
	saw "$1" 0 'password updated successfully'
	saw_not "$1_without_a_word_against_it" BAD
}

useradd -m alice
conf=/etc/security/pwquality.conf
echo '# nothing' >$conf
rm -rf $conf.d

# ---- libpwquality ----

quality='requisite pam_pwquality.so retry=1 enforce_for_root'
stack "$quality"
says quality_of_the_stack "pam_pwquality ($common:1), 16 characters"
draws quality_has_our_length_and_classes 16 1 1 1 1
passwd_takes passwd_takes_the_usual_one
stack "$quality minlen=20 minclass=4"
draws quality_is_as_long_as_it_wants 20 1 1 1 1
passwd_takes passwd_takes_a_long_one
stack "$quality minlen=12"
draws quality_is_never_shorter_than_ours 16 1 1 1 1
stack "$quality minlen=14 lcredit=-4 ucredit=-3 dcredit=-2 ocredit=-5"
draws quality_has_so_many_of_each 16 4 3 2 5
passwd_takes passwd_takes_so_many_of_each
stack "$quality dcredit=-10 ucredit=-10"
draws quality_is_as_long_as_its_classes 22 1 10 10 1
stack "$quality minlen=18 dcredit=2 ucredit=2"
draws quality_credits_do_not_shorten 18 1 1 1 1
passwd_takes passwd_takes_one_with_credits
stack "$quality maxclassrepeat=2 maxrepeat=1 maxsequence=2"
draws quality_drafts_are_judged 16 1 1 1 1 \
	'run(kind) <= 2 and run(p) == 1 and not {(1, 1), (-1, -1)} & set(zip(steps, steps[1:]))'
passwd_takes passwd_takes_one_without_runs
stack "requisite /usr/lib/security/pam_pwquality.so use_authtok type=UNIX \
minlen=17 nonsense [badwords=one two] try_first_pass difok=3"
draws quality_knows_what_the_module_leaves_out 17 1 1 1 1

printf 'minlen = 30\ndcredit = -6\n' >$conf
stack "$quality"
draws quality_reads_its_file 30 1 1 6 1
passwd_takes passwd_takes_one_by_the_file
mkdir $conf.d
echo 'ucredit = -9' >$conf.d/50-ours.conf
draws quality_reads_drop_ins 30 1 9 6 1
stack "$quality minlen=33"
draws quality_arguments_come_last 33 1 9 6 1
passwd_takes passwd_takes_one_by_all
rm -r $conf.d
echo '# nothing' >$conf

stack "$quality minlen=257"
refuses quality_that_nothing_satisfies \
	"($common:1) wants 257 characters, and no more than 256 can be; change it"
stack "$quality minlen=256"
draws quality_of_the_longest 256 1 1 1 1
stack "$quality dcredit=-2147483646 ucredit=-2147483646"
refuses quality_that_overflows 'and no more than 256 can be; change it'
stack "$quality dictpath=/nonexistent"
refuses quality_without_a_dictionary \
	'error loading dictionary; install cracklib-runtime, which has it'
stack "$quality dictpath=/nonexistent dictcheck=0"
draws quality_that_needs_no_dictionary 16 1 1 1 1

# ---- libpasswdqc ----

# pwqcheck_takes NAME ARGUMENT...: the last one drawn.
pwqcheck_takes() {
	pwqcheck_name=$1
	shift
	tail -n 1 "$TMP/drawn" >"$TMP/word"
	check "$pwqcheck_name" sh -c 'pwqcheck -1 "$@" <"$0" | grep -qx OK' \
		"$TMP/word" "$@"
}

set -- min=disabled,24,11,8,7
stack "requisite pam_passwdqc.so $*"
says passwdqc_of_the_stack "pam_passwdqc ($common:1), 16 characters"
draws passwdqc_has_our_length 16 1 1 1 1
pwqcheck_takes pwqcheck_takes_the_usual_one "$@"
set -- min=disabled,disabled,disabled,disabled,20
stack "requisite pam_passwdqc.so $* similar=deny retry=3 enforce=everyone"
draws passwdqc_is_as_long_as_four_classes_need 20 1 1 1 1
pwqcheck_takes pwqcheck_takes_a_long_one "$@"
set -- max=12
stack "requisite pam_passwdqc.so $*"
draws passwdqc_is_as_short_as_may_be 12 1 1 1 1
pwqcheck_takes pwqcheck_takes_a_short_one "$@"
stack 'requisite pam_passwdqc.so max=8'
draws passwdqc_of_eight 8 1 1 1 1
printf 'min=disabled,24,22,19,18\nmax=18\n' >/etc/passwdqc.conf
stack 'requisite pam_passwdqc.so config=/etc/passwdqc.conf'
draws passwdqc_reads_its_file 18 1 1 1 1
pwqcheck_takes pwqcheck_takes_one_by_the_file config=/etc/passwdqc.conf
stack 'requisite pam_passwdqc.so config=/etc/passwdqc.conf max=40 min=9,9,9,9,9'
draws passwdqc_arguments_come_last 16 1 1 1 1

stack 'requisite pam_passwdqc.so min=disabled,disabled,disabled,disabled,disabled'
refuses passwdqc_that_takes_nothing "($common:1) takes no password of any length"
stack 'requisite pam_passwdqc.so random=47,only'
refuses passwdqc_that_takes_its_own_alone 'takes no password of any length'
stack 'requisite pam_passwdqc.so min=30,30,30,30,30 max=20'
refuses passwdqc_that_contradicts_itself 'wants 30 characters, and no more than 20'
stack 'requisite pam_passwdqc.so frobnicate'
refuses passwdqc_that_is_broken 'pam_passwdqc cannot read its rules: '
stack 'requisite pam_passwdqc.so config=/nonexistent'
refuses passwdqc_without_its_file /nonexistent
# ---- both, none, and pam_unix ----

stack "$quality minlen=18" 'requisite pam_passwdqc.so use_authtok max=20'
says both_judge "pam_pwquality ($common:1), pam_passwdqc ($common:2), 18 characters"
draws both_are_satisfied 18 1 1 1 1
stack "$quality minlen=21" 'requisite pam_passwdqc.so use_authtok max=20'
refuses both_that_contradict_each_other \
	"($common:2) wants 21 characters, and no more than 20 can be"
echo 'password required pam_unix.so yescrypt minlen=22' >$common
draws unix_says_how_long 22 1 1 1 1
echo 'password required pam_unix.so yescrypt minlen=999' >$common
refuses unix_that_nothing_satisfies 'wants 999 characters'

echo 'minlen = 19' >$conf
stack 'optional pam_permit.so'
says rules_without_a_line "pam_pwquality ($conf), 19 characters"
draws rules_without_a_line_count 19 1 1 1 1
rm $conf
says no_rules_are_ours "credmint, 16 characters"
draws no_rules_draw_by_ours 16 1 1 1 1
mkdir $conf.d
echo 'minlen = 23' >$conf.d/1.conf
says drop_ins_are_rules "pam_pwquality ($conf), 23 characters"
rm -r $conf.d
echo 'password include nothing' >$common
refuses broken_stack_is_told "includes 'nothing', which is not there"

# ---- an image ----

image=$TMP/image
mkdir -p "$image/etc/pam.d" "$image/etc/security"
echo 'dave:x:1234:1234:Dave:/:/bin/sh' >"$image/etc/passwd"
says image_without_rules "credmint, 16 characters" "$image" dave
echo 'minlen = 25' >"$image$conf"
says image_has_rules_of_its_own \
	"pam_pwquality ($image$conf), 25 characters" "$image" dave
draws image_draws_by_them 25 1 1 1 1 True "$image" dave
mkdir "$image/dict"
cp /var/cache/cracklib/* "$image/dict"
echo 'dictpath = /dict/cracklib_dict' >>"$image$conf"
draws image_has_a_dictionary_of_its_own 25 1 1 1 1 True "$image" dave
rm -r "$image/dict"
refuses image_without_its_dictionary 'error loading dictionary' "$image" dave
echo 'password requisite pam_passwdqc.so config=/etc/qc.conf' \
	>"$image/etc/pam.d/passwd"
refuses image_without_its_file "$image/etc/qc.conf" "$image" dave
echo 'min=disabled,24,24,24,24' >"$image/etc/qc.conf"
draws image_reads_its_file 24 1 1 1 1 True "$image" dave
mkdir "$image/var"
cp "$image/etc/qc.conf" "$TMP/qc.conf"
for words in wordlist denylist; do
	cp "$TMP/qc.conf" "$image/etc"
	echo "$words=/var/words" >>"$image/etc/qc.conf"
	echo word | tee /var/words >"$image/var/words"
	draws "image_reads_its_$words" 24 1 1 1 1 True "$image" dave
	rm "$image/var/words"
	refuses "image_without_its_$words" 'takes none of 100' "$image" dave
done

# ---- libraries that are played ----

# played NAME BODY OF pwquality_check: a library of that kind is found first.
played() {
	mkdir -p "$TMP/played"
	cc -shared -fPIC -o "$TMP/played/libpwquality.so.1" -x c - <<END || exit
#include <stdio.h>
#include <string.h>
static int settings;
static char text[256];
void *pwquality_default_settings(void) { return &settings; }
void pwquality_free_settings(void *s) { (void)s; }
int pwquality_read_config(void *s, const char *f, void **e) { return 0; }
int pwquality_set_option(void *s, const char *o) { return 0; }
int pwquality_set_str_value(void *s, int i, const char *v) { return 0; }
int pwquality_get_int_value(void *s, int i, int *v) { *v = 0; return 0; }
int pwquality_get_str_value(void *s, int i, const char **v) { return -1; }
int $1(void *s, const char *p, const char *o, const char *u, void **e)
{
	static int calls;
	calls++;
	$2
}
const char *pwquality_strerror(char *b, size_t n, int c, void *e) { return text; }
END
	LD_LIBRARY_PATH=$TMP/played "$drive" draw '' alice 1 >"$TMP/drawn" \
		2>"$TMP/words"
}

stack "$quality"
played pwquality_check 'return strcmp(u, "alice") == 0 && o == NULL ? 0 : -1;'
check the_judge_hears_the_user grep -qEx '.{16}' "$TMP/drawn"
played pwquality_check 'return calls == 100 ? 0 : -1;'
check a_hundred_drafts_are_made grep -qEx '.{16}' "$TMP/drawn"
played pwquality_check 'return calls > 100 ? 0 : -1;'
check no_more_drafts_are_made grep -q '^EINVAL .*: it does not say why$' \
	"$TMP/drawn"
played pwquality_check 'snprintf(text, 256, "no: %s", p);
	fprintf(stderr, "no: %s\n", p); return -1;'
check a_judge_that_repeats_the_password_is_not_told sh -c \
	"grep -q '^EINVAL .*: it does not say why\$' '$TMP/drawn' &&
	[ ! -s '$TMP/words' ]"
played other_name 'return 0;'
check a_library_that_lacks_a_call_is_none grep -q 'is not installed' \
	"$TMP/words"

cc -shared -fPIC -o "$TMP/played/libpasswdqc.so.1" -x c - <<'END' || exit
#include <passwdqc.h>
#include <string.h>
void passwdqc_params_reset(passwdqc_params_t *p) { p->qc.max = 40; }
void passwdqc_params_free(passwdqc_params_t *p) { (void)p; }
int passwdqc_params_parse(passwdqc_params_t *p, char **r, int n, const char *const *v) { return 0; }
const char *passwdqc_check(const passwdqc_params_qc_t *q, const char *n, const char *o, const struct passwd *w)
{
	return !strcmp(w->pw_name, "dave") && !strcmp(w->pw_gecos, "Dave D") &&
	    !strcmp(w->pw_dir, "/d") && o == NULL ? NULL : "somebody else";
}
END
# judged ROOT USER
judged() {
	LD_LIBRARY_PATH=$TMP/played "$drive" draw "$1" "$2" 1 >"$TMP/drawn"
}
stack 'requisite pam_passwdqc.so'
check the_other_judge_hears_who_others_are sh -c "! LD_LIBRARY_PATH=$TMP/played \
	'$drive' draw '' alice 1"
useradd -M -c 'Dave D' -d /d dave
check the_other_judge_hears_who_it_is judged '' dave
echo 'dave:x:7:7:Dave D:/d:' >"$image/etc/passwd"
userdel dave
check the_other_judge_hears_who_it_is_in_an_image judged "$image" dave

# ---- a library that is not there ----

stack "$quality minlen=30"
rm /usr/lib/*/libpwquality.so.1* /usr/lib/*/libpasswdqc.so.1*
draws without_the_library_ours_count 16 1 1 1 1
check without_the_library_that_is_said grep -qx "credmint: $common:1 names \
pam_pwquality, but libpwquality.so.1 is not installed: the password follows \
credmint's own rules" "$TMP/words"
stack 'requisite pam_passwdqc.so min=30,30,30,30,30'
draws without_passwdqc_ours_count 16 1 1 1 1
check without_passwdqc_that_is_said grep -q 'libpasswdqc.so.1 is not installed' \
	"$TMP/words"
echo 'minlen = 30' >$conf
stack 'optional pam_permit.so'
says without_a_line_nothing_is_missed "credmint, 16 characters"
check and_nothing_is_said [ ! -s "$TMP/words" ]
finish
