# token_constant_time.sh - no branch and no index depends on a token's secret
# shellcheck shell=sh
. tests/tap.sh
. tests/leaks.sh

no_leaks registry/drive_token_constant_time 8 1 \
	"secret_equal credmint_token_key_check strnlen memchr" \
	lib/core/encode.c lib/core/secret.c lib/core/mac.c \
	lib/secrets/token_key.c lib/registry/token_text.c \
	lib/registry/token_look.c lib/registry/digest.c \
	"$BUILD/obj/tests/registry/token_room.o" \
	"$BUILD/obj/tests/registry/room.o" \
	"$BUILD/obj/tests/registry/mould.o" \
	"$BUILD/obj/tests/registry/syncs.o" \
	"$BUILD/obj/tests/core/clock_fake.o" "$BUILD/lib/registry.a" \
	"$BUILD/lib/host.a" "$BUILD/lib/secrets.a" "$BUILD/lib/core.a" \
	-lsqlite3 -leconf -lcmocka
finish
