# token_constant_time.sh - no branch and no index depends on a key or a token
# shellcheck shell=sh
. tests/tap.sh
. tests/leaks.sh

no_leaks secrets/drive_token_constant_time 26 3 "secret_equal strnlen" \
	lib/core/encode.c lib/core/mac.c lib/core/secret.c \
	lib/secrets/token_key.c lib/secrets/signed.c \
	"$BUILD/lib/secrets.a" "$BUILD/lib/core.a"
finish
