# selftest - every rule of the lint fails on a tree that breaks it
#
# A tiny tree that keeps the rules is made; each case breaks one of them.
# shellcheck disable=SC2016 # text of files, not of this script
. tests/tap.sh

LINT=$PWD/tests/lint
TREE=$TMP/tree
GOOD=$TMP/good

# put PATH TEXT: a file of the tree.
put() {
	mkdir -p "$TREE/${1%/*}"
	printf '%b\n' "$2" >"$TREE/$1"
}

good_tree() {
	put ./Makefile 'VERSION = 1.2.3'
	put ./NEWS '1.2.3\n\nFirst.'
	put ./README.md 'See `lib/credmint.h`.'
	put ./CONTRIBUTING.md 'In `tests/ROOM/test_NAME.c`.'
	put lib/LAYERS '# floors\ncore 0\nwire 0\nsecrets 1\nhost 1\nregistry 2
pam_module: wire core/secret host/run
utils/credmint/: core host registry'
	put lib/libcredmint.map \
		'CREDMINT_1.2 {\nglobal:\n\tcredmint_dice;\nlocal:\n\t*;\n};'
	put lib/credmint.h '#ifndef CREDMINT_H\n#define CREDMINT_H
#define CREDMINT_VERSION "1.2.3"
#ifdef __cplusplus\nextern "C" {\n#endif
/* Not a call: credmint_gone(). */
int credmint_dice(void);
#ifdef __cplusplus\n}\n#endif\n#endif'
	put lib/core/secret.h 'void secret_wipe(void *p);'
	put lib/core/secret.c '#include "core/secret.h"
void\nsecret_wipe(void *p)\n{\n\t(void)p; /* not random(), time() */\n}'
	put lib/wire/wire.c '#include "wire/wire.h"'
	put lib/host/run.c '#include "core/secret.h"
long x(void *t)\n{\n\treturn clock_gettime(CLOCK_MONOTONIC, t);\n}'
	put lib/secrets/dice.c '#include "credmint.h"
__attribute__((visibility("default")))
int\ncredmint_dice(void)\n{\n\treturn 4;\n}'
	put lib/registry/store_sqlite.c '#include <sqlite3.h>
const char *sql = "SELECT 1";'
	put pam_module/module.c '#include "wire/wire.h"
#include <security/pam_modules.h>'
	put utils/credmint/main.c '#include "registry/registry.h"
const char *f(void) { return secure_getenv("CREDMINT_CONFIG"); }'
	put lib/host/conf_keys.c 'static const struct key keys[] = {
\t{"deny", "a number", 0},\n\t{"deny_user", "a number", 0},\n};'
	put etc/credmint.conf '# What it is\n#deny = 5\n#deny_user = 50'
	put man/credmint.conf.5 '.Sh KEYS\n.It Ic deny\n.It Ic deny_user
.Sh EXAMPLES\ndeny = 3'
	put man/credmint_dice.3 \
		'.Sh NAME\n.Nm credmint_dice\n.Fn credmint_dice void\n.Sh EXAMPLES'
	put man/credmint.1 '.Sh COMMANDS\n.Xr credmint-dice 1\n.It Fl h
.Sh EXAMPLES'
	put man/credmint-dice.1 '.Dd May 1, 2026\n.Dt CREDMINT-DICE 1\n.Os
.Sh NAME\n.Nm credmint-dice\n.Nd throw\n.Sh SYNOPSIS
.Nm credmint dice\n.Op Fl n Ar count\n.Nm credmint dice again
.Sh DESCRIPTION\n.Bl -tag\n.It Fl n , Fl -count Ar count\n.El
.Sh EXAMPLES'
	put tests/program '#!/bin/sh
case "$*" in
"help --synopsis") printf "%s\\n" "credmint dice [-n count]" \
	"credmint dice again" ;;
"help dice") echo "usage:"; echo "  -n, --count count   how many" ;;
help) echo "  -h   show this" ;;
esac'
	put man/links 'credmint_dice.3 credmint_dice.3'
	cp -R "$TREE" "$GOOD"
}

# build: the libraries of the tree as it is, as the Makefile names them.
build() {
	(
		cd "$TREE" && mkdir -p build && cd build &&
			cc -fPIC -fvisibility=hidden -I../lib -c \
				../lib/secrets/dice.c ../pam_module/six.c &&
			cc -shared -Wl,--version-script=../lib/libcredmint.map \
				-o libcredmint.so.0 dice.o &&
			rm -f libcredmint.a && ar rc libcredmint.a dice.o &&
			cc -shared -o pam_credmint.so six.o
	)
}

# The check of that name says nothing of the tree as it is.
keeps() {
	(cd "$TREE" && sh "$LINT/$1")
}

breaks() {
	! keeps "$1" && [ -n "$(cd "$TREE" && sh "$LINT/$1")" ]
}

# bad CHECK NAME PATH TEXT: with that file the check fails; then it is undone.
bad() {
	check "$1_$2" refuses "$1" "$3" "$4"
}

refuses() {
	put "$2" "$3"
	breaks "$1"
	refused=$?
	rm -rf "$TREE"
	cp -R "$GOOD" "$TREE"
	return "$refused"
}

good_tree
for rule in layers headers libraries one_rng one_clock environment sql \
	names paths version calls errors settings; do
	check "${rule}_keeps_quiet_on_a_good_tree" keeps $rule
done

bad layers upward_include lib/core/a.c '#include "registry/registry.h"'
bad layers sideways_include lib/host/a.c '#include "secrets/draw.h"'
bad layers public_header_from_below lib/core/a.c '#include "credmint.h"'
bad layers unknown_room lib/attic/a.c '#include "core/secret.h"'
bad layers dots lib/registry/a.c '#include "../core/secret.h"'
bad layers module_uses_more pam_module/a.c '#include "core/clock.h"'
bad layers part_of_module_uses_more lib/host/run_b.c '#include "host/conf.h"'
bad layers program_uses_more utils/credmint/a.c '#include "wire/wire.h"'
bad layers program_without_a_line utils/other.c '#include "core/secret.h"'
bad layers indented_include lib/core/a.c '\t#\tinclude\t"host/run.h"'
bad layers no_rooms lib/LAYERS '# nothing'

bad headers not_alone lib/core/a.h 'size_t a(void);'
bad headers not_twice lib/core/a.h 'struct a { int b; };'
bad headers not_cplusplus lib/credmint.h 'int credmint_dice(int class);'

bad libraries sqlite_elsewhere lib/registry/a.c '#include <sqlite3.h>'
bad libraries nettle_elsewhere lib/secrets/a.c '#include <nettle/sha2.h>'
bad libraries econf_elsewhere lib/host/run.c '#include <libeconf.h>'
bad libraries jansson_elsewhere lib/core/a.c '#  include <jansson.h>'
bad libraries pam_elsewhere utils/a.c '#include <security/pam_appl.h>'

bad one_rng random lib/core/a.c 'long f(void) { return random (); }'
bad one_rng rand_first_in_line utils/a.c 'long f(void) {\nreturn\nrand(); }'
bad one_rng drand48 lib/core/a.c 'double f(void) { return drand48(); }'
bad one_rng getrandom lib/secrets/a.c 'x = getrandom;'
bad one_rng device lib/secrets/a.c 'const char *d = "/dev/urandom";'
bad one_rng of_macos lib/secrets/a.c \
	'int a = SecRandomCopyBytes(kSecRandomDefault, 8, b);'
bad one_rng of_windows lib/core/a.c 'int a = BCryptGenRandom(0, b, 8, 2);'
bad one_rng of_sqlite lib/registry/a.c 'a(); sqlite3_randomness(8, b);'
bad one_rng after_a_comment lib/core/a.c '/* no */ int a = rand(); /* no */'
bad one_rng comment_in_text lib/core/a.c 'a("/*"); b = rand(); c("*/");'

bad one_clock time lib/core/a.c 'long f(void) { return time(0); }'
bad one_clock gettimeofday utils/a.c 'int a = gettimeofday(0, 0);'
bad one_clock wall_in_run lib/host/run.c \
	'int a = clock_gettime(CLOCK_REALTIME, 0);'
bad one_clock monotonic_elsewhere lib/wire/a.c \
	'int a = clock_gettime(CLOCK_MONOTONIC, 0);'
bad one_clock in_sql lib/registry/store_sqlite.c 'a("SELECT unixepoch()");'

bad environment getenv lib/host/a.c 'a = getenv("HOME");'
bad environment another_name utils/credmint/main.c 'a = secure_getenv("HOME");'
bad environment environ utils/a.c 'extern char **environ;'

bad sql outside_the_store lib/registry/login.c 'a("UPDATE code SET b = 1");'
bad sql put_together lib/registry/store_sqlite.c 'sqlite3_mprintf("a");'

bad names file lib/core/util.c ''
bad names directory lib/helpers/a.c ''
bad names top_level attic/a.c ''
bad names word_left_behind lib/core/a.c '/* TO''DO */'

bad paths of_a_file_that_is_gone ./README.md 'See `lib/credmint.c`.'
bad paths of_a_directory ./CONTRIBUTING.md 'See `tests/attic/`.'

bad version header lib/credmint.h '#define CREDMINT_VERSION "1.2.4"'
bad version news ./NEWS '1.2.2'
bad version node lib/libcredmint.map 'CREDMINT_1.1 {\n};'

bad settings not_in_the_manual man/credmint.conf.5 '.It Ic deny'
bad settings not_in_the_file etc/credmint.conf '#deny = 5'
bad settings no_such_key etc/credmint.conf 'deny = 5\ndeny_user = 1\ndeni = 1'
bad settings not_in_the_code lib/host/conf_keys.c 'x = {\n\t{"deny", 0},\n};'
bad settings no_key_at_all lib/host/conf_keys.c 'int a;'

bad calls no_page lib/libcredmint.map '\tcredmint_dice;\n\tcredmint_card;'
bad calls link_to_a_page_without_it man/links 'credmint_x.3 credmint_dice.3'
bad calls no_synopsis man/credmint_dice.3 '.Nm credmint_dice\n.Sh EXAMPLES'
bad calls no_name man/credmint_dice.3 '.Fn credmint_dice\n.Sh EXAMPLES'
bad calls no_examples man/credmint_dice.3 '.Nm credmint_dice\n.Fn credmint_dice'

bad errors page_lacks_one lib/credmint.h '/*\n * No dice: -ENOENT.\n */
int credmint_dice(void);'
bad errors page_has_one_more man/credmint_dice.3 \
	'.Fn credmint_dice void\n.It Bq Er ENOENT'
bad errors code_has_one_more lib/secrets/dice.c 'int a = -ENOENT;'

# form VERSION STATUS: the check with a clang-format that finds something.
form() {
	mkdir -p "$TMP/tools"
	printf '#!/bin/sh\ncase $1 in\n--version) echo "%s" ;;\n*) %s\nesac' \
		"$1" 'echo "a.c:1:1: error: code"; exit 1 ;;' \
		>"$TMP/tools/clang-format"
	chmod 755 "$TMP/tools/clang-format"
	(cd "$TREE" && PATH=$TMP/tools:$PATH sh "$LINT/form")
	[ $? -eq "$2" ]
}

check form_finding_of_the_version_that_decides form 'a version 14.0.6' 1
check form_finding_of_another_version_is_shown form 'a version 19.1.7' 0
check form_without_a_tool form '' 1

# commands keeps|breaks FILE TEXT: the check of the program's table.
commands() {
	put "$2" "$3"
	mkdir -p "$TREE/build"
	cp "$TREE/tests/program" "$TREE/build/credmint"
	chmod 755 "$TREE/build/credmint"
	BUILD=build "$1" commands
	refused=$?
	rm -rf "$TREE"
	cp -R "$GOOD" "$TREE"
	return "$refused"
}

check commands_keeps_quiet_on_a_good_tree commands keeps ./NEWS '1.2.3'
check commands_option_not_in_the_page commands breaks man/credmint-dice.1 \
	"$(sed 's/, Fl -count //' "$GOOD/man/credmint-dice.1")"
check commands_option_of_the_page_alone commands breaks man/credmint-dice.1 \
	"$(sed 's/^\.El/.It Fl x\n.El/' "$GOOD/man/credmint-dice.1")"
check commands_another_synopsis commands breaks man/credmint-dice.1 \
	"$(sed 's/Op Fl n Ar count/Op Fl n Ar number/' \
		"$GOOD/man/credmint-dice.1")"
check commands_verb_not_in_the_page commands breaks man/credmint-dice.1 \
	"$(sed '/again/d' "$GOOD/man/credmint-dice.1")"
check commands_page_without_a_command commands breaks man/credmint-cards.1 ''
check commands_command_without_a_page commands breaks tests/program \
	'#!/bin/sh\necho "credmint cards"'
check commands_not_in_the_overview commands breaks man/credmint.1 '.It Fl h'
check commands_leading_option_missing commands breaks man/credmint.1 \
	'.Xr credmint-dice 1'
check commands_program_fails commands breaks tests/program '#!/bin/sh\nexit 1'

# exports FILE TEXT: the same with the libraries built anew.
exports() {
	put "$1" "$2"
	build && BUILD=build breaks exports
	refused=$?
	rm -rf "$TREE"
	cp -R "$GOOD" "$TREE"
	return "$refused"
}

SIX='__attribute__((visibility("default"))) int'
for entry in authenticate setcred acct_mgmt open_session close_session \
	chauthtok; do
	SIX="$SIX pam_sm_$entry,"
done
put pam_module/six.c "${SIX%,};"
rm -rf "$GOOD"
cp -R "$TREE" "$GOOD"
check exports_builds build
check exports_keeps_quiet_on_a_good_tree env BUILD=build sh -c \
	"cd $TREE && sh $LINT/exports"
rm -rf "$TREE/build"
check exports_not_in_the_header exports lib/credmint.h 'int credmint_d(void);'
check exports_not_in_the_library exports lib/secrets/dice.c 'int a;'
check exports_not_in_the_map exports lib/libcredmint.map \
	'CREDMINT_1.2 {\nglobal:\n\tcredmint_*;\n};'
check exports_not_in_the_manual exports man/credmint_dice.3 '.Sh NAME'
check exports_documented_in_vain exports man/credmint_dice.3 \
	'.Fn credmint_dice\n.Fn credmint_card'
check exports_more_than_the_map exports lib/secrets/dice.c \
	'__attribute__((visibility("default"))) int credmint_dice, other;'
check exports_call_of_its_own exports lib/secrets/dice.c \
	'__attribute__((visibility("default"))) int credmint_dice(void);
__attribute__((used)) static int a(void) { return credmint_dice(); }
int credmint_dice(void) { return 4; }'
check exports_module_shows_five exports pam_module/six.c "${SIX%, *};"
check exports_module_shows_seven exports pam_module/six.c "${SIX}more;"

# page BODY: a manual page, alone, with that in its examples
page() {
	rm -rf "$TREE"
	put man/dice.1 ".Dd May 1, 2026\\n.Dt DICE 1\\n.Os\\n.Sh NAME\\n.Nm dice
.Nd throw\\n.Sh DESCRIPTION\\nThrows.\\n.Sh EXAMPLES\\n$1"
}
page '.Bd -literal\n# [ "$a" \\e\n      ] || b\n.Ed'
check manuals_keeps_quiet_on_a_good_page keeps manuals
page '.Dl # dice'
check manuals_command_in_a_filled_line breaks manuals
page ".Bd -literal\n# $(printf %070d 0)\n.Ed"
check manuals_command_too_long breaks manuals
page '.Bd -filled\n# dice\n# cards\n.Ed'
check manuals_command_in_a_filled_block breaks manuals
page '.Bd -literal\n# echo \\(dqa\\(dq\n.Ed'
check manuals_command_not_as_typed breaks manuals

finish
