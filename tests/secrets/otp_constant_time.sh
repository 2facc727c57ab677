# otp_constant_time.sh - no branch and no index depends on a key or a code
# shellcheck shell=sh
. tests/tap.sh
. tests/leaks.sh

no_leaks secrets/drive_otp_constant_time 29 3 \
	"secret_equal encode_read strlen strnlen memchr" \
	lib/core/encode.c lib/core/mac.c lib/core/secret.c \
	lib/secrets/kdf.c lib/secrets/otp.c lib/secrets/otp_verify.c \
	lib/secrets/hash.c lib/secrets/hash_pbkdf2.c \
	"$BUILD/lib/secrets.a" "$BUILD/lib/core.a"
finish
