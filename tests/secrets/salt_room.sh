# salt_room.sh - settings fit into what is written to, however long crypt(3)
# says that its own are
# shellcheck shell=sh
. tests/tap.sh

TMPDIR=$TMP
export TMPDIR

# A crypt.h whose settings have at most 40 characters: those of pbkdf2-sha256,
# which are not its own, have more.
cat >"$TMP/shorter.h" <<'END'
#include <crypt.h>
#undef CRYPT_GENSALT_OUTPUT_SIZE
#define CRYPT_GENSALT_OUTPUT_SIZE 40
END
cat >"$TMP/setting.c" <<'END'
#include <stdio.h>

#include "credmint.h"

int
main(void)
{
	char text[CREDMINT_SALT_SIZE];

	return credmint_salt_make(NULL, "pbkdf2-sha256", 4294967295, text,
		   sizeof(text)) != 0 ||
	    puts(text) < 0;
}
END

# made NAME FLAG...: a program of both that looks at every write.
made() {
	"${CC:-cc}" -std=c17 -O1 -g -D_GNU_SOURCE -Ilib "$@" \
		-fsanitize=address,undefined -fno-sanitize-recover=all \
		-o "$TMP/setting" "$TMP/setting.c" lib/secrets/salt.c \
		"$BUILD/lib/secrets.a" "$BUILD/lib/core.a" -lnettle -lcrypt -lm
}

check "built_as_it_is" made
check "setting_fits" "$TMP/setting"
check "built_where_those_of_crypt_are_short" made -include "$TMP/shorter.h"
check "setting_fits_where_those_of_crypt_are_short" "$TMP/setting"
finish
