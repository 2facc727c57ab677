# Symbols that a test replaces at link time:
#	$(BUILD)/tests/ROOM/test_NAME: WRAP = symbol ...

# Logins: a clock that the test moves, accounts of its own, and a played relay.
AUTH_LOGINS = $(patsubst %,$(BUILD)/tests/auth/test_%,login delivered broken asker grace grace_ends options prompts stage unasked ways wiped)
$(AUTH_LOGINS): $(BUILD)/obj/tests/auth/relay.o $(BUILD)/obj/tests/core/clock_fake.o
$(AUTH_LOGINS): WRAP = account_find
AUTH_ENROLLING = $(patsubst %,$(BUILD)/tests/auth/test_%,enroll enroll_broken)
$(AUTH_ENROLLING): $(call obj,tests/auth/enrolling.c tests/auth/relay.c tests/core/clock_fake.c)
$(AUTH_ENROLLING): WRAP = account_find conf_read registry_enroll
$(BUILD)/tests/auth/test_slots: $(BUILD)/obj/tests/core/clock_fake.o
$(BUILD)/tests/auth/test_asker: WRAP = account_find conf_read registry_open_within
$(BUILD)/tests/auth/test_options: WRAP = account_find registry_nullok
AUTH_ENROLLED = $(patsubst %,$(BUILD)/tests/auth/test_%,grace grace_ends prompts unasked ways)
$(AUTH_ENROLLED): $(BUILD)/obj/tests/auth/enrolled.o
$(AUTH_ENROLLED): WRAP = account_find conf_read group_has
$(BUILD)/tests/auth/test_unasked: WRAP = account_find conf_read group_has registry_close
$(patsubst %,$(BUILD)/tests/auth/test_%,grace grace_ends): $(BUILD)/obj/tests/auth/place.o
$(BUILD)/tests/auth/test_broken: WRAP = account_find run_receive run_send
$(BUILD)/tests/auth/test_wiped: $(BUILD)/obj/tests/core/own_memory.o
$(BUILD)/tests/auth/test_wiped: WRAP = account_find secret_map registry_decide
CORE_DOORS = $(patsubst %,$(BUILD)/tests/core/test_%,entropy entropy_urandom)
$(CORE_DOORS): $(BUILD)/obj/tests/core/doors.o
$(CORE_DOORS): WRAP = getrandom open read fstat poll
$(BUILD)/tests/core/test_secret: WRAP = free madvise mlock
$(BUILD)/tests/core/test_clock: WRAP = clock_gettime open read
$(BUILD)/tests/core/test_mac_wiped: $(BUILD)/obj/tests/secrets/traces.o
$(BUILD)/tests/core/test_mac_seal: WRAP = entropy_fill
$(BUILD)/tests/core/test_clock_text: $(BUILD)/obj/tests/core/clock_fake.o
$(BUILD)/tests/wire/test_wire: $(BUILD)/obj/tests/wire/samples.o

# Doors of other systems, behind their tables; headers that stand in for theirs.
PORTS_DOORS = $(patsubst %,$(BUILD)/tests/ports/test_%,getentropy security bcrypt)
$(PORTS_DOORS): $(call obj,lib/core/entropy.c lib/core/secret.c)
$(BUILD)/tests/ports/test_getentropy: $(call obj,lib/core/entropy_table_bsd.c lib/core/entropy_getentropy.c)
$(BUILD)/tests/ports/test_getentropy: WRAP = getentropy
$(BUILD)/tests/ports/test_security: $(call obj,lib/core/entropy_table_macos.c lib/core/entropy_security.c)
$(call obj,lib/core/entropy_security.c tests/ports/test_security.c): CPPFLAGS += -Itests/ports/macos
$(BUILD)/tests/ports/test_bcrypt: $(call obj,lib/core/entropy_table_windows.c lib/core/entropy_bcrypt.c)
$(call obj,lib/core/entropy_bcrypt.c tests/ports/test_bcrypt.c): CPPFLAGS += -Itests/ports/windows

# Tests that look at the whole process, and the service one of them starts.
HOST_WHOLE = $(patsubst %,$(BUILD)/tests/host/test_%,run_service run_program run_tool drop leftovers conf_files program)
$(HOST_WHOLE): $(BUILD)/obj/tests/host/snapshot.o
$(patsubst %,$(BUILD)/tests/host/test_%,conf conf_files conf_login conf_login_refused conf_manual conf_sections conf_sections_refused): $(BUILD)/obj/tests/host/conf_place.o
$(patsubst %,$(BUILD)/tests/host/test_%,run_service run_service_end): | $(BUILD)/tests/host/drive_service
$(patsubst %,$(BUILD)/tests/host/test_%,sandbox login_in_sandbox): $(BUILD)/obj/tests/host/inside.o
$(BUILD)/tests/host/test_drop: WRAP = setgroups setresgid setresuid prctl syscall
$(patsubst %,$(BUILD)/tests/host/test_%,hash_method pam_line pam_stack): $(BUILD)/obj/tests/host/system_image.o
$(BUILD)/tests/host/test_account: WRAP = getpwnam_r getpwuid_r
$(BUILD)/tests/host/test_issuer: WRAP = gethostname
HOST_RULES = $(patsubst %,$(BUILD)/tests/host/test_%,login_rule login_exempt)
$(HOST_RULES): $(BUILD)/obj/tests/host/rule_bench.o
$(HOST_RULES): WRAP = getgrgid_r getgrnam_r getgrouplist
$(BUILD)/tests/host/test_shadow_tool: WRAP = run_tool

# What a call leaves on its stack; on Windows, of what there is there.
TRACED = $(patsubst %,$(BUILD)/tests/secrets/test_%,password_faults passphrase_faults traces)
$(TRACED): $(BUILD)/obj/tests/secrets/traces$(if $(filter windows,$(SYSTEM)),_windows).o

# Passwords: what counts out small policies.
PASSWORDS_ASKED = $(patsubst %,$(BUILD)/tests/secrets/test_%,password password_extras)
$(PASSWORDS_ASKED): $(BUILD)/obj/tests/secrets/members.o $(BUILD)/obj/tests/secrets/policies.o
$(BUILD)/tests/secrets/test_password_uniform: $(BUILD)/obj/tests/secrets/members.o
$(BUILD)/tests/secrets/test_password_faults: WRAP = entropy_fill calloc

# Passphrases: counts are judged, or the generator fails.
$(BUILD)/tests/secrets/test_passphrase_uniform: $(BUILD)/obj/tests/secrets/chi.o
$(BUILD)/tests/secrets/test_passphrase_faults: WRAP = entropy_fill calloc

# Draws: the generator is played, and counts are judged.
SECRETS_PLAYED = $(patsubst %,$(BUILD)/tests/secrets/test_%,below range choices sample shuffle token token_key source source_fork no_entropy threads traces distribution_edges distribution_range choices_real python python_lists)
$(SECRETS_PLAYED): $(BUILD)/obj/tests/secrets/stream.o $(BUILD)/obj/tests/secrets/chi.o
$(SECRETS_PLAYED): WRAP = entropy_fill
$(patsubst %,$(BUILD)/tests/secrets/test_%,no_entropy threads): $(BUILD)/obj/tests/secrets/makers.o
$(patsubst %,$(BUILD)/tests/secrets/test_%,source_fork source_signal): $(BUILD)/obj/tests/secrets/overlap.o
$(BUILD)/tests/secrets/test_threads: $(BUILD)/obj/tests/secrets/signing.o
SECRETS_LAWS = $(patsubst %,$(BUILD)/tests/secrets/test_%,distribution distribution_binomial distribution_gamma)
$(SECRETS_LAWS): $(BUILD)/obj/tests/secrets/law.o $(BUILD)/obj/tests/secrets/chi.o
$(BUILD)/tests/secrets/test_choices: WRAP = entropy_fill calloc
$(BUILD)/tests/secrets/test_sample: WRAP = entropy_fill calloc free
$(BUILD)/tests/secrets/test_choices_real: WRAP = entropy_fill calloc free
$(BUILD)/tests/secrets/test_source: WRAP = entropy_fill secret_map
$(BUILD)/tests/secrets/test_salt_faults: WRAP = entropy_fill crypt_gensalt_rn
$(BUILD)/tests/secrets/test_hash_faults: $(BUILD)/obj/tests/secrets/traces.o
$(BUILD)/tests/secrets/test_hash_faults: WRAP = crypt_rn calloc free
$(BUILD)/tests/secrets/test_otp_wiped: $(BUILD)/obj/tests/secrets/traces.o
# Lengths and verdicts are public, what is compared is not.
$(BUILD)/tests/secrets/drive_token_constant_time: WRAP = secret_equal strnlen
$(BUILD)/tests/secrets/drive_otp_constant_time: WRAP = secret_equal encode_read strlen strnlen memchr

# Signed tokens.
SECRETS_SIGNED = $(patsubst %,$(BUILD)/tests/secrets/%,test_signed test_signed_keys test_signed_wiped)
$(SECRETS_SIGNED): $(BUILD)/obj/tests/secrets/signing.o
$(BUILD)/tests/secrets/test_signed_wiped: $(BUILD)/obj/tests/secrets/traces.o
$(BUILD)/tests/secrets/test_signed_wiped: WRAP = malloc free

# Registries: a clock that the test moves, a directory and a key of its own,
# and syncs that are counted instead of waited for.
REGISTRY_ROOMS = $(patsubst %,$(BUILD)/tests/registry/%,test_login test_deliver \
	test_temporary test_password_stage test_must_change test_tidy \
	test_store_changing test_temporary_locked test_store_temporary test_store_locked \
	test_issue test_events test_key test_open test_damage test_store \
	test_store_rows test_cost test_bounds test_limits test_limits_root test_damage_numbers drive_race drive_kill \
	drive_constant_time test_no_oracle test_no_oracle_shown test_wiped test_claimed test_network \
	test_clock test_store_sides test_alone test_pages test_shown test_shown_who test_ways test_grace test_grace_places test_nullok \
	test_recovery_login drive_shown)
$(REGISTRY_ROOMS): $(BUILD)/obj/tests/registry/room.o $(BUILD)/obj/tests/registry/syncs.o \
	$(BUILD)/obj/tests/core/clock_fake.o
$(BUILD)/tests/registry/test_wiped: $(BUILD)/obj/tests/core/own_memory.o
# Of these, those with authenticators.
REGISTRY_SHOWN = $(patsubst %,$(BUILD)/tests/registry/%,test_shown test_shown_who test_ways test_grace test_grace_places test_nullok \
	test_recovery_login test_no_oracle_shown test_cost test_wiped drive_race drive_kill \
	drive_constant_time drive_shown test_limits_root)
$(REGISTRY_SHOWN): $(BUILD)/obj/tests/registry/shown.o
$(patsubst %,$(BUILD)/tests/registry/%,test_grace test_grace_places): $(BUILD)/obj/tests/registry/grace_room.o
$(patsubst %,$(BUILD)/tests/registry/%,test_no_oracle test_no_oracle_shown test_limits_root): $(BUILD)/obj/tests/registry/oracle.o
$(BUILD)/tests/registry/drive_full: $(BUILD)/obj/tests/registry/fill.o
# Where the power goes: syncs are waited for.
$(BUILD)/tests/registry/drive_power_cut $(BUILD)/tests/registry/drive_power_cut_shown: $(BUILD)/obj/tests/registry/power.o
$(BUILD)/tests/registry/drive_power_cut_shown: $(call obj,tests/registry/shown.c \
	tests/registry/room.c tests/core/clock_fake.c)
# Results of a comparison are public, draws are secret.
$(BUILD)/tests/registry/drive_constant_time: WRAP = secret_equal credmint_random_below seed_open
REGISTRY_STORES = $(patsubst %,$(BUILD)/tests/registry/%,test_store test_store_rows test_store_sides \
	test_store_changing test_store_temporary test_store_locked test_alone)
$(REGISTRY_STORES): $(BUILD)/obj/tests/registry/store_bench.o

# The same, for authenticators and recovery codes.
REGISTRY_DEVICES = $(patsubst %,$(BUILD)/tests/registry/test_%,authenticator enrolment_ended \
	authenticator_broken authenticator_check authenticator_mark authenticator_sealed \
	authenticator_several authenticator_wiped recovery authenticator_again authenticator_long \
	authenticator_unread commit counter_last once nullok)
$(REGISTRY_DEVICES): $(BUILD)/obj/tests/registry/device_room.o $(BUILD)/obj/tests/registry/room.o \
	$(BUILD)/obj/tests/registry/syncs.o $(BUILD)/obj/tests/core/clock_fake.o
$(patsubst %,$(BUILD)/tests/registry/test_%,authenticator_again authenticator_long authenticator_unread counter_last once): $(BUILD)/obj/tests/registry/shown.o
$(BUILD)/tests/registry/test_authenticator_broken: WRAP = sqlite3_step
$(BUILD)/tests/registry/test_commit: WRAP = sqlite3_step sqlite3_reset
$(BUILD)/tests/registry/test_authenticator_several: WRAP = sqlite3_step run_clock_ms
$(BUILD)/tests/registry/test_authenticator_wiped: $(BUILD)/obj/tests/core/own_memory.o
$(BUILD)/tests/registry/test_store_authenticator: $(BUILD)/obj/tests/registry/store_bench.o \
	$(BUILD)/obj/tests/registry/room.o $(BUILD)/obj/tests/registry/syncs.o \
	$(BUILD)/obj/tests/core/clock_fake.o

# The same, for tokens that are kept.
REGISTRY_TOKENS = $(patsubst %,$(BUILD)/tests/registry/%,test_token test_token_bound \
	test_token_time test_token_damage test_token_many test_token_removed \
	test_token_wiped drive_token \
	drive_token_constant_time)
$(REGISTRY_TOKENS): $(BUILD)/obj/tests/registry/token_room.o $(BUILD)/obj/tests/registry/room.o \
	$(BUILD)/obj/tests/registry/syncs.o $(BUILD)/obj/tests/core/clock_fake.o
$(BUILD)/tests/registry/test_token_wiped: $(BUILD)/obj/tests/core/own_memory.o
$(BUILD)/tests/registry/test_token_bound: WRAP = credmint_token_key
$(BUILD)/tests/registry/drive_token_constant_time: WRAP = secret_equal \
	credmint_token_key_check strnlen memchr
$(BUILD)/tests/registry/test_store_token: $(BUILD)/obj/tests/registry/store_bench.o \
	$(BUILD)/obj/tests/registry/room.o $(BUILD)/obj/tests/registry/syncs.o \
	$(BUILD)/obj/tests/core/clock_fake.o

# What a room and a relay hand each of their tests.
$(AUTH_LOGINS) $(AUTH_ENROLLING) $(REGISTRY_ROOMS) $(REGISTRY_DEVICES) $(REGISTRY_TOKENS) \
	$(patsubst %,$(BUILD)/tests/registry/%,test_store_authenticator test_store_token drive_power_cut_shown) \
	$(BUILD)/fuzz_auth: $(BUILD)/obj/tests/registry/mould.o

# The PAM application of these, and the module with a played credmint-auth.
PAM_PLAYED = $(patsubst %,$(BUILD)/tests/pam/test_%,table arguments conversation first wiped hosts descriptors sockets account change change_steps session renamed)
$(PAM_PLAYED): $(BUILD)/obj/tests/pam/stage.o $(BUILD)/obj/tests/pam/listener.o $(BUILD)/obj/tests/host/snapshot.o
$(PAM_PLAYED): | $(PLAYED_MODULE) $(BUILD)/tests/pam/credmint-auth $(BUILD)/tests/pam/credmint-passwd $(BUILD)/tests/pam/witness.so
$(patsubst %,$(BUILD)/tests/pam/test_%,change change_steps renamed): $(BUILD)/obj/tests/pam/change.o
# What the module asks the system is answered by the test.
$(patsubst %,$(BUILD)/tests/pam/test_%,account change renamed session): private LDFLAGS_ALL += -Wl,--export-dynamic

# Fuzzers: PAM, credmint-auth and the code that is good are played.
FUZZ_PAM = $(patsubst %,$(BUILD)/fuzz_%,module args)
$(FUZZ_PAM): $(BUILD)/obj/tests/fuzz/played_pam.o $(call obj,$(wildcard pam_module/*.c))
$(BUILD)/fuzz_conf $(BUILD)/fuzz_pam_stack: $(BUILD)/obj/tests/fuzz/parts.o
$(BUILD)/fuzz_module: WRAP = run_service run_service_end run_connect
$(BUILD)/fuzz_auth: $(BUILD)/obj/tests/registry/room.o $(BUILD)/obj/tests/registry/syncs.o \
	$(BUILD)/obj/tests/core/clock_fake.o
$(BUILD)/fuzz_auth: FUZZ_LIBS = $(LIBS_CMOCKA)
$(BUILD)/fuzz_auth: WRAP = account_find conf_read registry_open_within registry_close \
	slots_take credmint_random_below credmint_random_bytes

# Applications that look at themselves.
$(BUILD)/tests/hosts/drive_host: $(BUILD)/obj/tests/host/snapshot.o

# What a command draws by the host's rules, without the command.
$(BUILD)/tests/hosts/drive_policy: $(patsubst %,$(BUILD)/obj/utils/credmint/%.o, \
	host_policy policy_pwquality policy_passwdqc words)

# What a command counts, without the command.
$(BUILD)/tests/utils/test_bit_sample: $(patsubst %,$(BUILD)/obj/utils/credmint/%.o,bit_sample significance)
$(BUILD)/tests/utils/test_url_template: $(BUILD)/obj/utils/credmint/url_template.o
$(BUILD)/tests/utils/test_doctor_entropy: $(BUILD)/obj/utils/credmint/doctor_entropy.o
$(BUILD)/tests/utils/test_doctor_entropy: WRAP = entropy_doors
$(BUILD)/tests/utils/test_base32_text: $(BUILD)/obj/utils/credmint/base32_text.o

# What the program is made of, without its start.
SERVE_PARTS = $(call obj,$(filter-out utils/credmint/main.c,$(CREDMINT_SRC)))
$(patsubst %,$(BUILD)/tests/utils/test_%,crew crew_died progress serve_client): $(SERVE_PARTS)
$(patsubst %,$(BUILD)/tests/utils/test_%,crew crew_died progress serve_client): private DEPS_ALL += $(LIBS_JANSSON) $(LIBS_CSV)
CREW_TESTS = $(patsubst %,$(BUILD)/tests/utils/test_%,crew crew_died)
$(CREW_TESTS): $(patsubst %,$(BUILD)/obj/tests/%.o,core/own_memory utils/crew_items)
$(CREW_TESTS): WRAP = fork pipe2 madvise stop_asked stop_insisted
$(BUILD)/fuzz_serve: $(SERVE_PARTS)
$(BUILD)/fuzz_serve: FUZZ_LIBS = $(LIBS_JANSSON) $(LIBS_CSV)
TEMPLATE_TESTS = $(patsubst %,$(BUILD)/tests/utils/test_%,template template_refused)
$(TEMPLATE_TESTS): $(BUILD)/obj/tests/utils/template_bench.o
$(TEMPLATE_TESTS) $(BUILD)/tests/utils/test_template_filters: $(SERVE_PARTS)
$(TEMPLATE_TESTS) $(BUILD)/tests/utils/test_template_filters: private DEPS_ALL += $(LIBS_JANSSON) $(LIBS_CSV)
$(BUILD)/fuzz_template: $(SERVE_PARTS)
$(BUILD)/fuzz_template: FUZZ_LIBS = $(LIBS_JANSSON) $(LIBS_CSV)

FUZZ_IMPORT = $(patsubst %,$(BUILD)/fuzz_import_%,google oath)
$(FUZZ_IMPORT): $(call obj,$(patsubst %,utils/credmint/%.c,base32_text import_device \
	import_google import_oath))

# The file of credmint provision, read without the command.
PROVISION_TESTS = $(patsubst %,$(BUILD)/tests/utils/test_provision_%,input fields sizes)
$(PROVISION_TESTS): $(BUILD)/obj/tests/utils/provision_read.o
$(PROVISION_TESTS): WRAP = words_say
PROVISION_READERS = $(PROVISION_TESTS) $(BUILD)/tests/utils/drive_provision_input
$(PROVISION_READERS): $(SERVE_PARTS)
$(PROVISION_READERS): private DEPS_ALL += $(LIBS_JANSSON) $(LIBS_CSV)
FUZZ_PROVISION = $(patsubst %,$(BUILD)/fuzz_provision_%,csv json)
$(FUZZ_PROVISION): $(SERVE_PARTS) $(BUILD)/obj/tests/fuzz/accounts_judge.o
$(FUZZ_PROVISION): FUZZ_LIBS = $(LIBS_JANSSON) $(LIBS_CSV)
$(FUZZ_PROVISION): WRAP = words_say
