# credmint: one Makefile for everything.
#
#	make		build/: the programs, the module, the library
#	make check	every test but the long proofs (tests/run.sh does the same
#			and installs what is needed first)
#	make check-long	the long proofs
#	make check-ports	the library for other systems and processors
#	make fuzz	fuzzers, by clang, in BUILD/fuzz
#	make lint	form, analysers, and the project's own rules
#	make demo	the main job, end to end
#	make bench	speed beside the peers, as ratios
#	make install	DESTDIR= PREFIX=/usr LIBDIR= PAMDIR= are honoured
#	make uninstall	the same, the other way
#
# V=1 shows commands. SANITIZE=address,undefined and BUILD=dir make a build of
# its own. CFLAGS and LDFLAGS come last, so a packager's word wins.

VERSION = 0.1.0
SOVERSION = 0

BUILD ?= build
PREFIX ?= /usr
# The tools beside the compiler, where it makes programs for another machine.
beside = $(or $(shell $(CC) -print-prog-name=$(1) 2>/dev/null),$(1))
ifeq ($(origin AR),default)
AR := $(call beside,ar)
endif
ifeq ($(origin LD),default)
LD := $(call beside,ld)
endif
OBJCOPY ?= $(call beside,objcopy)
MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)
LIBDIR ?= $(PREFIX)/lib$(MULTIARCH:%=/%)
INCLUDEDIR ?= $(PREFIX)/include
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec/credmint
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/credmint
PKG_CONFIG ?= pkg-config
PAMDIR ?= $(or $(shell $(PKG_CONFIG) --variable=libdir pam 2>/dev/null),$(LIBDIR))/security
# systemd and fail2ban look here whatever the multiarch name of LIBDIR is.
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
PAMCONFIGDIR ?= $(PREFIX)/share/pam-configs
DOCDIR ?= $(PREFIX)/share/doc/credmint
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
# Debian's zsh looks for what packages bring in a folder of its own.
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/$(if $(and $(filter /usr,$(PREFIX)),$(wildcard \
	/etc/debian_version)),vendor-completions,site-functions)
INSTALL ?= install
DESTDIR ?=

V ?= 0
ifeq ($(V),0)
Q = @
SAY = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,printf '  %-7s %s\n')
else
Q =
SAY = @:
endif

# ---- flags ----

# Whose programs the compiler makes, and so which of lib/core is compiled.
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
on = $(if $(strip $(foreach n,$(2),$(findstring $(n),$(MACHINE)))),$(1))
SYSTEM := $(or $(call on,windows,mingw windows),$(call on,macos,macos darwin), \
	$(call on,bsd,bsd),linux)

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wcast-qual -Wpointer-arith -Wwrite-strings -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wredundant-decls -Wundef \
	-Wformat=2 -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference \
	-Wvla -Wframe-larger-than=4096
# isfinite() has an arm for float there.
WARN += $(if $(filter windows,$(SYSTEM)),-Wno-float-conversion)
ifdef CI
WARN += -Werror
endif

# Stack protectors find what overruns a buffer; clash protection what jumps the
# guard page. CET exists on x86 alone.
HARDEN = -fstack-protector-strong
ifeq ($(SYSTEM),linux)
HARDEN += -fstack-clash-protection \
	$(if $(filter x86_64% i%86%,$(MACHINE)),-fcf-protection)
endif
HARDEN_LD = -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed
ifdef SANITIZE
# Sanitizers bring their own checked string calls and undefined symbols.
HARDEN += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
HARDEN_LD += -fsanitize=$(SANITIZE)
DEFS_LD =
else
HARDEN += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
DEFS_LD = -Wl,-z,defs
endif

CPPFLAGS_ALL = -Ilib -I. -D_GNU_SOURCE -DCREDMINT_LIBEXECDIR='"$(LIBEXECDIR)"' \
	-DCREDMINT_DATADIR='"$(DATADIR)"' -DCREDMINT_PAMDIR='"$(PAMDIR)"' \
	-DCREDMINT_UNITDIR='"$(UNITDIR)"' $(CPPFLAGS)
# Symbols are hidden: the map names what the library shows. No GNU extension
# changes the language; _GNU_SOURCE only opens the headers.
CFLAGS_ALL = -std=c17 -O2 -g -fPIC -fvisibility=hidden \
	-ffunction-sections -fdata-sections $(WARN) $(HARDEN) $(CFLAGS)
LDFLAGS_ALL = $(HARDEN_LD) -Wl,--gc-sections $(LDFLAGS)

need = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)
LIBS_CRYPT := $(or $(call need,libcrypt),-lcrypt)
LIBS_NETTLE := $(or $(call need,nettle),-lnettle)
LIBS_SQLITE := $(or $(call need,sqlite3),-lsqlite3)
LIBS_ECONF := $(or $(call need,libeconf),-leconf)
LIBS_SECCOMP := $(or $(call need,libseccomp),-lseccomp)
LIBS_JANSSON := $(or $(call need,jansson),-ljansson)
LIBS_CSV := $(or $(call need,libcsv),-lcsv)
LIBS_CMOCKA := $(or $(call need,cmocka),-lcmocka)
LIBS_PAM := -lpam

# ---- what is built ----

ROOMS = core wire secrets host registry auth
# What the sandbox of a login allows has one more list, for sanitizers' runtimes.
SANDBOX_OTHER = lib/host/sandbox_calls$(if $(SANITIZE),,_sanitized).c
# What lib/core has for one system or another.
FOR_linux = entropy_table_linux entropy_getrandom entropy_urandom secret_map_linux
FOR_bsd = entropy_table_bsd entropy_getentropy secret_map_bsd
FOR_macos = entropy_table_macos entropy_security secret_map_macos
FOR_windows = entropy_table_windows entropy_bcrypt secret_map_windows
FOR_OTHERS = $(patsubst %,lib/core/%.c,$(filter-out $(FOR_$(SYSTEM)), \
	$(FOR_linux) $(FOR_bsd) $(FOR_macos) $(FOR_windows)))
# Other systems than Linux have no calls that need crypt(3) or Nettle, or look at
# the machine's clock.
ifneq ($(SYSTEM),linux)
FOR_OTHERS += $(wildcard lib/core/clock*.c lib/core/mac*.c \
	lib/secrets/hash*.c lib/secrets/method.c lib/secrets/salt.c \
	lib/secrets/kdf.c lib/secrets/otp*.c lib/secrets/signed*.c)
endif
src = $(filter-out $(SANDBOX_OTHER) $(FOR_OTHERS),$(wildcard lib/$(1)/*.c))
obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
archive = $(patsubst %,$(BUILD)/lib/%.a,$(1))

LIB_SRC = $(call src,core) $(call src,secrets)
MODULE_SRC = $(wildcard pam_module/*.c) $(call src,wire) lib/core/secret.c \
	$(wildcard lib/host/run*.c)
CREDMINT_SRC = $(wildcard utils/credmint/*.c)

# What a login starts.
SERVICES = $(patsubst %,$(BUILD)/credmint-%,auth deliver passwd self)
PROGRAMS = $(BUILD)/credmint $(SERVICES)
LIBRARY = $(BUILD)/libcredmint.so.$(SOVERSION)
UNITS = $(patsubst %,$(BUILD)/systemd/credmint-%, \
	root.socket root@.service self.socket self.service \
	deliver.socket deliver@.service serve.socket serve.service \
	sweep.timer sweep.service)
COMPLETIONS = $(patsubst %,$(BUILD)/completions/credmint.%,bash zsh)
MODULE = $(BUILD)/pam_credmint.so
PLAYED_MODULE = $(BUILD)/tests/pam/pam_credmint.so

.PHONY: all portable
ifeq ($(SYSTEM),linux)
all: $(PROGRAMS) $(MODULE) $(LIBRARY) $(BUILD)/libcredmint.so \
	$(BUILD)/libcredmint.a $(BUILD)/credmint.pc $(UNITS) $(COMPLETIONS)
else
all: portable
endif

# What other systems get: the library, of what is not left out for them above.
PORTABLE = $(BUILD)/portable/libcredmint.a
portable: $(PORTABLE)
$(PORTABLE): $(call obj,$(LIB_SRC))
	$(SAY) AR $@
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^

# Archives from the top floor down, so that each finds what it uses below.
TOP_DOWN = $(call archive,auth registry host secrets wire core)
DEPS_ALL = $(LIBS_SQLITE) $(LIBS_ECONF) $(LIBS_NETTLE) $(LIBS_CRYPT) -lm

$(foreach r,$(ROOMS),$(eval $(BUILD)/lib/$(r).a: $(call obj,$(call src,$(r)))))
$(call archive,$(ROOMS)):
	$(SAY) AR $@
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/obj/%.o: %.c
	$(SAY) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Times after 2038 are written and read where time_t has 32 bits, too.
$(call obj,lib/core/clock_text.c): CPPFLAGS += -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64

LINK = $(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL)

$(BUILD)/credmint: $(call obj,$(CREDMINT_SRC)) $(filter-out %/auth.a,$(TOP_DOWN))
	$(SAY) LD $@
	$(Q)$(LINK) -pie -o $@ $^ $(DEPS_ALL) $(LIBS_JANSSON) $(LIBS_CSV)

$(SERVICES): $(BUILD)/%: $(BUILD)/obj/utils/%.o $(TOP_DOWN)
	$(SAY) LD $@
	$(Q)$(LINK) -pie -o $@ $^ $(DEPS_ALL) $(LIBS_SANDBOX)
$(BUILD)/credmint-auth: LIBS_SANDBOX = $(LIBS_SECCOMP)

$(MODULE): $(call obj,$(MODULE_SRC))
$(MODULE) $(PLAYED_MODULE): pam_module/pam_credmint.map
	$(SAY) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -shared $(DEFS_LD) -Wl,--version-script=pam_module/pam_credmint.map \
		-o $@ $(filter %.o,$^) $(LIBS_PAM)

$(LIBRARY): $(call obj,$(LIB_SRC)) lib/libcredmint.map
	$(SAY) LD $@
	$(Q)$(LINK) -shared $(DEFS_LD) -Wl,-soname,libcredmint.so.$(SOVERSION) \
		-Wl,--version-script=lib/libcredmint.map \
		-o $@ $(filter %.o,$^) $(LIBS_NETTLE) $(LIBS_CRYPT) -lm

$(BUILD)/libcredmint.so: $(LIBRARY)
	$(Q)ln -sf libcredmint.so.$(SOVERSION) $@

# One object with everything inside hidden, so that the static library shows
# what the shared one shows. What -flto leaves beside the code knows the names
# that are gone then.
$(BUILD)/libcredmint.a: $(call obj,$(LIB_SRC))
	$(SAY) AR $@
	$(Q)$(LD) -r -o $(BUILD)/libcredmint.o $^
	$(Q)$(OBJCOPY) --localize-hidden -R '.gnu.lto_*' -R '.gnu.debuglto_*' \
		$(BUILD)/libcredmint.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(BUILD)/libcredmint.o

$(BUILD)/credmint.pc: lib/credmint.pc.in Makefile
	$(Q)mkdir -p $(@D)
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' $< >$@

# What the program's own table says. RUN: what runs a program of another machine.
RUN ?=
$(COMPLETIONS): $(BUILD)/completions/credmint.%: $(BUILD)/credmint
	$(Q)mkdir -p $(@D)
	$(Q)$(RUN) $< help --completion $* >$@.new && mv $@.new $@

UNIT = sed -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|' -e 's|@BINDIR@|$(BINDIR)|' \
	-e 's|@PROGRAM@|$(PROGRAM)|' \
	-e 's|@WHO@|$(WHO)|' -e 's|@WEIGHT@|$(WEIGHT)|' -e 's|@NICE@|$(NICE)|' \
	-e 's|@TASKS@|$(TASKS)|' -e 's|@MEMORY@|$(MEMORY)|' \
	-e 's|@RUNTIME@|$(RUNTIME)|' -e 's|@BOUND@|$(BOUND)|' $< >$@
$(BUILD)/systemd/%: etc/systemd/%.in Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(UNIT)
# One service for each of root's logins, one for all of the others'.
ROOT_UNIT = $(BUILD)/systemd/credmint-root@.service
SELF_UNIT = $(BUILD)/systemd/credmint-self.service
$(ROOT_UNIT): PROGRAM = credmint-auth
$(ROOT_UNIT): WHO = root
$(ROOT_UNIT): WEIGHT = 1000
$(ROOT_UNIT): NICE = -10
$(ROOT_UNIT): TASKS = 32
$(ROOT_UNIT): MEMORY = 256M
$(ROOT_UNIT): RUNTIME = 15min
$(ROOT_UNIT): BOUND = After=credmint-root.socket
$(SELF_UNIT): PROGRAM = credmint-self
$(SELF_UNIT): WHO = other users
$(SELF_UNIT): WEIGHT = 100
$(SELF_UNIT): NICE = 0
$(SELF_UNIT): TASKS = 1100
$(SELF_UNIT): MEMORY = 2G
$(SELF_UNIT): RUNTIME = infinity
# It has the socket itself: while it runs no other could be started.
$(SELF_UNIT): BOUND = Requires=credmint-self.socket
$(ROOT_UNIT) $(SELF_UNIT): etc/systemd/credmint-auth.service.in Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(UNIT)

# The module, the services, credmint.pc and the units name the places they are
# installed to: another PREFIX after a build makes them anew.
PLACES = $(PREFIX) $(BINDIR) $(LIBDIR) $(INCLUDEDIR) $(LIBEXECDIR) $(DATADIR)
.PHONY: places
$(BUILD)/places: places
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(PLACES)' | cmp -s - $@ || echo '$(PLACES)' >$@
$(BUILD)/credmint.pc $(UNITS) \
	$(call obj,pam_module/service.c pam_module/password.c utils/credmint-auth.c utils/credmint-self.c \
	utils/credmint/template_file.c): $(BUILD)/places

# ---- tests ----
#
# tests/ROOM/test_NAME.c is a cmocka program, linked with its room and those
# below. A test that replaces a symbol says so in WRAP. tests/*/*.sh and the
# programs' names are found by tests/run.sh.

TEST_SRC = $(foreach r,$(ROOMS) pam ports utils,$(wildcard tests/$(r)/test_*.c))
TESTS = $(patsubst %.c,$(BUILD)/%,$(TEST_SRC))
DRIVER_SRC = $(foreach r,$(ROOMS) pam hosts peers utils,$(wildcard tests/$(r)/drive_*.c)) \
	$(if $(filter windows,$(SYSTEM)),tests/ports/drive_windows.c)
DRIVERS = $(patsubst %.c,$(BUILD)/%,$(DRIVER_SRC))

BELOW_core = $(call archive,core)
BELOW_wire = $(call archive,wire core)
BELOW_secrets = $(call archive,secrets core)
BELOW_host = $(call archive,host core)
BELOW_registry = $(call archive,registry host secrets core)
BELOW_auth = $(TOP_DOWN)
BELOW_pam = $(TOP_DOWN)
BELOW_ports = $(if $(filter windows,$(SYSTEM)),$(call archive,secrets core))
BELOW_hosts = $(TOP_DOWN)
BELOW_peers = $(TOP_DOWN)
BELOW_utils = $(TOP_DOWN)

WRAP =
include tests/wrap.mk
PRELOADED = $(BUILD)/tests/hosts/shifted_clock.so $(BUILD)/tests/utils/left_codes.so \
	$(BUILD)/tests/utils/rigged_generator.so

.PHONY: tests library-tests
tests: $(TESTS) $(DRIVERS) $(PRELOADED)

# The library and its programs alone, as for another machine or by TSan.
library-tests: $(LIBRARY) $(BUILD)/libcredmint.a \
	$(filter $(addprefix $(BUILD)/tests/,core/% secrets/% wire/%),$(TESTS))

$(PRELOADED): $(BUILD)/%.so: %.c
	$(SAY) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -O2 -D_GNU_SOURCE $(WARN) -fPIC -shared -o $@ $<

.SECONDEXPANSION:
$(TESTS) $(DRIVERS): tests/wrap.mk
$(TESTS) $(DRIVERS): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $$(BELOW_$$(word 1,$$(subst /, ,$$*)))
	$(SAY) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -pie -o $@ $< $(filter %.o,$(filter-out $<,$^)) $(WRAP:%=-Wl,--wrap=%) \
		$(filter %.a,$^) $(DEPS_ALL) $(LIBS_SECCOMP) $(LIBS_PAM) $(LIBS_CMOCKA) -lpthread

# The module once more, with a played credmint-auth and credmint-passwd beside it:
# they show faults that the real ones cannot be made to show.
# RUN_DIR is a folder of the test, wherever that is.
PLAYED = relay service password
PLAYED_OBJ = $(PLAYED:%=$(BUILD)/obj/tests/pam/%_played.o)
$(PLAYED_OBJ): LIBEXECDIR = $(abspath $(BUILD))/tests/pam
$(PLAYED_OBJ): CPPFLAGS += -DRELAY_FRAME_MS=1000 -DRUN_DIR='"run"' \
	-DPASSWORD_SET_MS=1000 -DPASSWORD_ACCOUNTS='"accounts"'
$(PLAYED_OBJ): $(BUILD)/obj/tests/pam/%_played.o: pam_module/%.c
	$(SAY) CC "$< (played)"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<
$(PLAYED_MODULE): $(PLAYED_OBJ) $(call obj,$(filter-out $(PLAYED:%=pam_module/%.c),$(MODULE_SRC)))
$(BUILD)/tests/pam/witness.so: tests/pam/witness.c
	$(SAY) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -O2 -D_GNU_SOURCE $(WARN) -fPIC -shared -o $@ $< $(LIBS_PAM)
$(patsubst %,$(BUILD)/tests/pam/credmint-%,auth passwd): $(BUILD)/obj/tests/pam/fake_auth.o $(call archive,wire core)
	$(SAY) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -pie -o $@ $^ $(DEPS_ALL)

# Fuzzers, by clang's libFuzzer, in a tree of their own: BUILD/fuzz.
FUZZ_SRC = $(wildcard tests/fuzz/fuzz_*.c)
FUZZERS = $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(FUZZ_SRC))
.PHONY: fuzz fuzzers
fuzz:
	$(Q)$(MAKE) CC=clang CI= BUILD=$(BUILD)/fuzz CFLAGS=-O1 \
		SANITIZE=fuzzer-no-link,address,undefined fuzzers
fuzzers: $(FUZZERS)
$(FUZZERS): $(BUILD)/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/frames.o $(TOP_DOWN)
	$(SAY) LD $@
	$(Q)$(LINK) -fsanitize=fuzzer -pie -o $@ $(filter %.o,$^) \
		$(WRAP:%=-Wl,--wrap=%) $(filter %.a,$^) $(DEPS_ALL) $(FUZZ_LIBS)

.PHONY: check check-long check-ports lint demo bench
check: all tests
	$(Q)sh tests/run.sh --no-install
check-long: all tests
	$(Q)sh tests/run.sh --no-install --long
check-ports:
	$(Q)sh tests/ports/run.sh
demo: all
	$(Q)sh tests/demo.sh --no-install
lint: all
	$(Q)sh tests/lint/run.sh
bench: all tests
	$(Q)sh tests/bench/run.sh
	$(Q)sh tests/bench/hashes.sh
	$(Q)sh tests/bench/logins.sh
	$(Q)sh tests/bench/tokens.sh

# ---- installing ----

.PHONY: install
install: all
	$(SAY) INSTALL "$(DESTDIR)$(PREFIX)"
	$(Q)$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig \
		$(DESTDIR)$(INCLUDEDIR) $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(PAMDIR) \
		$(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man3 \
		$(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7 \
		$(DESTDIR)$(MANDIR)/man8 \
		$(DESTDIR)$(DATADIR)/deliver $(DESTDIR)$(DATADIR)/templates \
		$(DESTDIR)/etc/credmint \
		$(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR) \
		$(DESTDIR)$(PAMCONFIGDIR) $(DESTDIR)/etc/fail2ban/filter.d \
		$(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(DOCDIR)/words $(DESTDIR)$(BASHCOMPDIR) \
		$(DESTDIR)$(ZSHCOMPDIR)
	$(Q)$(INSTALL) -m 0755 $(BUILD)/credmint $(DESTDIR)$(BINDIR)/
	$(Q)$(INSTALL) -m 0755 $(SERVICES) $(DESTDIR)$(LIBEXECDIR)/
	$(Q)$(INSTALL) -m 0644 $(MODULE) $(DESTDIR)$(PAMDIR)/
	$(Q)$(INSTALL) -m 0644 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libcredmint.so.$(VERSION)
	$(Q)ln -sf libcredmint.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libcredmint.so.$(SOVERSION)
	$(Q)ln -sf libcredmint.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libcredmint.so
	$(Q)$(INSTALL) -m 0644 $(BUILD)/libcredmint.a $(DESTDIR)$(LIBDIR)/
	$(Q)$(INSTALL) -m 0644 $(BUILD)/credmint.pc $(DESTDIR)$(LIBDIR)/pkgconfig/
	$(Q)$(INSTALL) -m 0644 lib/credmint.h $(DESTDIR)$(INCLUDEDIR)/
	$(Q)$(INSTALL) -m 0755 etc/deliver/* $(DESTDIR)$(DATADIR)/deliver/
	$(Q)$(INSTALL) -m 0644 etc/templates/* $(DESTDIR)$(DATADIR)/templates/
	$(Q)$(INSTALL) -m 0644 $(UNITS) $(DESTDIR)$(UNITDIR)/
	$(Q)$(INSTALL) -m 0644 etc/sysusers.d/credmint.conf $(DESTDIR)$(SYSUSERSDIR)/
	$(Q)$(INSTALL) -m 0644 etc/tmpfiles.d/credmint.conf $(DESTDIR)$(TMPFILESDIR)/
	$(Q)$(INSTALL) -m 0644 etc/pam-configs/* $(DESTDIR)$(PAMCONFIGDIR)/
	$(Q)$(INSTALL) -m 0644 etc/fail2ban/filter.d/credmint.conf $(DESTDIR)/etc/fail2ban/filter.d/
	$(Q)[ -e $(DESTDIR)/etc/credmint/credmint.conf ] || \
		$(INSTALL) -m 0644 etc/credmint.conf $(DESTDIR)/etc/credmint/
	$(Q)$(INSTALL) -m 0644 README.md NEWS LICENSE $(DESTDIR)$(DOCDIR)/
	$(Q)$(INSTALL) -m 0644 etc/pam.d/* $(DESTDIR)$(DOCDIR)/examples/
	$(Q)$(INSTALL) -m 0644 lib/secrets/words/ORIGIN lib/secrets/words/CC-BY-3.0.txt \
		$(DESTDIR)$(DOCDIR)/words/
	$(Q)$(INSTALL) -m 0644 $(BUILD)/completions/credmint.bash $(DESTDIR)$(BASHCOMPDIR)/credmint
	$(Q)$(INSTALL) -m 0644 $(BUILD)/completions/credmint.zsh $(DESTDIR)$(ZSHCOMPDIR)/_credmint
	$(Q)for s in 1 3 5 7 8; do \
		$(INSTALL) -m 0644 man/*.$$s $(DESTDIR)$(MANDIR)/man$$s/ || exit; done
	$(Q)while read -r link page; do \
		to=$(DESTDIR)$(MANDIR)/man$${page##*.}/$$link; \
		echo ".so man$${page##*.}/$$page" >$$to && chmod 0644 $$to || exit; \
	done <man/links

# What install puts there, but for the settings: a user, a key and a registry
# stay, too. A stack that still names the module would let nobody in.
.PHONY: uninstall
uninstall: all
	$(SAY) REMOVE "$(DESTDIR)$(PREFIX)"
	$(Q)if grep -s '^[^#]*pam_credmint' /dev/null $(DESTDIR)/etc/pam.conf \
			$(DESTDIR)/etc/pam.d/* | grep . >&2; then \
		echo 'uninstall: take pam_credmint out of these first' >&2; exit 1; fi
	$(Q)rm -rf $(BUILD)/uninstall && \
		$(MAKE) -s install DESTDIR=$(abspath $(BUILD))/uninstall
	$(Q)cd $(BUILD)/uninstall && find . ! -type d ! -path './etc/credmint/*' | \
		while read -r f; do rm -f "$(DESTDIR)/$$f" || exit; done
	$(Q)cd $(BUILD)/uninstall && find . -depth -type d -path '*/credmint*' \
		! -path './etc/*' | while read -r d; do \
		rmdir "$(DESTDIR)/$$d" 2>/dev/null || :; done
	$(Q)rm -rf $(BUILD)/uninstall

.PHONY: clean
clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
