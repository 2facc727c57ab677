# constant_time.sh - no branch and no index depends on a code, a hash or a key
# shellcheck shell=sh
. tests/tap.sh
. tests/leaks.sh

no_leaks registry/drive_constant_time 48 6 \
	"secret_equal credmint_random_below" \
	lib/core/encode.c lib/core/secret.c lib/core/mac.c \
	lib/secrets/equal.c lib/registry/code.c lib/registry/digest.c \
	lib/registry/decide.c lib/registry/reset.c "$BUILD/obj/tests/registry/room.o" \
	"$BUILD/obj/tests/registry/syncs.o" \
	"$BUILD/obj/tests/core/clock_fake.o" "$BUILD/lib/registry.a" \
	"$BUILD/lib/host.a" "$BUILD/lib/secrets.a" "$BUILD/lib/core.a" \
	-lsqlite3 -leconf -lcmocka
finish
