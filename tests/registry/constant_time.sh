# constant_time.sh - no branch and no index depends on a code, a hash or a key
# shellcheck shell=sh
. tests/tap.sh
. tests/leaks.sh

no_leaks registry/drive_constant_time 67 6 \
	"secret_equal credmint_random_below seed_open" \
	lib/core/encode.c lib/core/secret.c lib/core/mac.c \
	lib/secrets/equal.c lib/registry/code.c lib/registry/digest.c \
	lib/registry/decide.c lib/registry/decide_code.c \
	lib/registry/decide_otp.c lib/registry/decide_recovery.c \
	lib/secrets/otp.c lib/registry/reset.c "$BUILD/obj/tests/registry/room.o" \
	"$BUILD/obj/tests/registry/mould.o" \
	"$BUILD/obj/tests/registry/shown.o" \
	"$BUILD/obj/tests/registry/syncs.o" \
	"$BUILD/obj/tests/core/clock_fake.o" "$BUILD/lib/registry.a" \
	"$BUILD/lib/host.a" "$BUILD/lib/secrets.a" "$BUILD/lib/core.a" \
	-lsqlite3 -leconf -lcmocka
finish
