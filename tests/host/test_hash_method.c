/*
 * test_hash_method - the host's own method of hashing is found
 *
 * The stacks are those that Debian 12 and 13, Fedora and openSUSE install.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host/hash_method.h"
#include "tests/host/system_image.h"

#define COMMON "/etc/pam.d/common-password"
#define DEFS "/etc/login.defs"

#define DEBIAN(arguments)                                                   \
	"#\n# /etc/pam.d/common-password - password-related modules\n#\n"   \
	"# The \"yescrypt\" option enables\n#hashed passwords using sha512" \
	"\n\n# here are the per-package modules (the \"Primary\" block)\n"  \
	"password\t[success=1 default=ignore]\tpam_unix.so " arguments      \
	"\n# here's the fallback if no module succeeds\n"                   \
	"password\trequisite\t\t\tpam_deny.so\n"                            \
	"password\trequired\t\t\tpam_permit.so\n"

#define FEDORA_PASSWD                                      \
	"#%PAM-1.0\nauth       include      system-auth\n" \
	"account    include      system-auth\n"            \
	"password   substack     system-auth\n"            \
	"-password   optional    pam_gnome_keyring.so use_authtok\n"
#define FEDORA_SYSTEM                                                          \
	"auth        sufficient                                   pam_unix.so" \
	" nullok\n"                                                            \
	"account     required                                     pam_unix.so" \
	"\n\n"                                                                 \
	"password    requisite                                    "            \
	"pam_pwquality.so local_users_only\n"                                  \
	"password    sufficient                                   pam_unix.so" \
	" yescrypt shadow nullok use_authtok\n"                                \
	"password    sufficient                                   pam_sss.so"  \
	" use_authtok\n"                                                       \
	"password    required                                     pam_deny.so" \
	"\n"

static struct fault fault;

static void
method_is(const char *want, unsigned long want_cost)
{
	char method[HASH_METHOD_SIZE];
	unsigned long cost = 99;

	assert_int_equal(hash_method(image, method, &cost, &fault), 0);
	assert_string_equal(method, want);
	assert_int_equal(cost, want_cost);
}

/* What pam_unix is given, and what login.defs says. */
static void
says(const char *arguments, const char *defs, const char *want,
    unsigned long cost)
{
	char text[1024];

	(void)snprintf(text, sizeof(text), "password required pam_unix.so %s\n",
	    arguments);
	image_file(COMMON, text);
	image_file(DEFS, defs);
	method_is(want, cost);
}

static void
test_distributions(void **state)
{
	(void)state;
	method_is("yescrypt", 0);
	/* Debian 12: login.defs names another one than the stack. */
	image_file(COMMON, DEBIAN("obscure yescrypt"));
	image_file(DEFS,
	    "# ENCRYPT_METHOD DES\nENCRYPT_METHOD SHA512\n"
	    "# SHA_CRYPT_MIN_ROUNDS 5000\n");
	method_is("yescrypt", 0);
	/* Debian 11 and earlier. */
	image_file(COMMON, DEBIAN("obscure use_authtok try_first_pass sha512"));
	method_is("sha512crypt", 0);
	(void)image_clear(state);
	image_file("/etc/pam.d/passwd", FEDORA_PASSWD);
	image_file("/etc/pam.d/system-auth", FEDORA_SYSTEM);
	image_file(DEFS, "ENCRYPT_METHOD YESCRYPT\n");
	method_is("yescrypt", 0);
	/* openSUSE keeps what it ships below /usr. */
	(void)image_clear(state);
	image_file("/usr/lib/pam.d/common-password",
	    "password\trequisite\tpam_cracklib.so\n"
	    "password\trequired\tpam_unix.so\tuse_authtok shadow "
	    "try_first_pass\n");
	image_file("/usr/etc/login.defs", "ENCRYPT_METHOD SHA256\n");
	method_is("sha256crypt", 0);
}

static void
test_methods_of_the_stack(void **state)
{
	(void)state;
	says("yescrypt", "", "yescrypt", 0);
	says("gost_yescrypt", "", "gost-yescrypt", 0);
	says("sha512", "", "sha512crypt", 0);
	says("sha256", "", "sha256crypt", 0);
	says("blowfish", "", "bcrypt", 0);
	/* Nobody should go on with these. */
	says("md5", "ENCRYPT_METHOD SHA512\n", "yescrypt", 0);
	says("bigcrypt", "", "yescrypt", 0);
	says("", "", "yescrypt", 0);
	/* The last one is meant; what only looks like one is none. */
	says("sha512 yescrypt sha256", "", "sha256crypt", 0);
	says("sha512x SHA512 xsha512", "", "yescrypt", 0);
}

static void
test_rounds_of_the_stack(void **state)
{
	(void)state;
	says("sha512 rounds=65536", "", "sha512crypt", 65536);
	says("rounds=1000 sha256", "", "sha256crypt", 1000);
	says("sha512 rounds=999", "", "sha512crypt", 0);
	says("sha512 rounds=10000000", "", "sha512crypt", 9999999);
	says("yescrypt rounds=11", "", "yescrypt", 11);
	says("yescrypt rounds=12", "", "yescrypt", 0);
	says("yescrypt rounds=0", "", "yescrypt", 0);
	says("blowfish rounds=4", "", "bcrypt", 4);
	says("blowfish rounds=31", "", "bcrypt", 31);
	says("blowfish rounds=32", "", "bcrypt", 0);
	says("blowfish rounds=3", "", "bcrypt", 0);
	says("md5 rounds=5000", "", "yescrypt", 0);
	says("sha512 rounds=5000 rounds=6000", "", "sha512crypt", 6000);
	says("sha512 rounds=", "", "sha512crypt", 0);
	says("sha512 rounds=-5000", "", "sha512crypt", 0);
	says("sha512 rounds=5000x", "", "sha512crypt", 0);
	says("sha512 rounds=99999999999999999999", "", "sha512crypt", 0);
	says("rounds=7000", "ENCRYPT_METHOD SHA512\nSHA_CRYPT_MAX_ROUNDS 8000",
	    "sha512crypt", 7000);
}

static void
test_login_defs(void **state)
{
	(void)state;
	says("", "ENCRYPT_METHOD SHA512\n", "sha512crypt", 0);
	says("", "ENCRYPT_METHOD\tsha256", "sha256crypt", 0);
	says("", " ENCRYPT_METHOD \"YESCRYPT\"\n", "yescrypt", 0);
	says("", "ENCRYPT_METHOD BCRYPT\r\n", "bcrypt", 0);
	says("", "ENCRYPT_METHOD blowfish\n", "bcrypt", 0);
	says("", "ENCRYPT_METHOD GOST_YESCRYPT\n", "gost-yescrypt", 0);
	says("", "ENCRYPT_METHOD DES\n", "yescrypt", 0);
	says("", "ENCRYPT_METHOD MD5\n", "yescrypt", 0);
	says("", "ENCRYPT_METHOD NONE\n", "yescrypt", 0);
	says("", "ENCRYPT_METHOD\n", "yescrypt", 0);
	says("", "#ENCRYPT_METHOD SHA512\n", "yescrypt", 0);
	says("", "ENCRYPT_METHODS SHA512\nXENCRYPT_METHOD SHA256\n", "yescrypt",
	    0);
	/* The last line counts. */
	says("", "ENCRYPT_METHOD SHA512\nENCRYPT_METHOD SHA256\n",
	    "sha256crypt", 0);
}

static void
test_costs_of_login_defs(void **state)
{
	(void)state;
	says("", "ENCRYPT_METHOD YESCRYPT\nYESCRYPT_COST_FACTOR 9\n",
	    "yescrypt", 9);
	says("", "YESCRYPT_COST_FACTOR 90\nENCRYPT_METHOD YESCRYPT\n",
	    "yescrypt", 0);
	says("",
	    "ENCRYPT_METHOD SHA512\nSHA_CRYPT_MIN_ROUNDS 5000\n"
	    "SHA_CRYPT_MAX_ROUNDS 70000\n",
	    "sha512crypt", 70000);
	says("", "ENCRYPT_METHOD SHA512\nSHA_CRYPT_MIN_ROUNDS 6000\n",
	    "sha512crypt", 6000);
	says("", "ENCRYPT_METHOD SHA512\nSHA_CRYPT_MAX_ROUNDS many\n",
	    "sha512crypt", 0);
	says("",
	    "ENCRYPT_METHOD BCRYPT\nBCRYPT_MIN_ROUNDS 13\n"
	    "BCRYPT_MAX_ROUNDS 31\n",
	    "bcrypt", 13);
	says("", "ENCRYPT_METHOD BCRYPT\nBCRYPT_MAX_ROUNDS 10\n", "bcrypt", 10);
	/* Those of another method do not count. */
	says("", "ENCRYPT_METHOD BCRYPT\nSHA_CRYPT_MAX_ROUNDS 5000\n", "bcrypt",
	    0);
	/* Nor does login.defs, where the stack says it. */
	says("yescrypt", "ENCRYPT_METHOD YESCRYPT\nYESCRYPT_COST_FACTOR 9\n",
	    "yescrypt", 0);
}

static void
test_files_that_cannot_be_read_are_refused(void **state)
{
	static char longest[65538];
	char method[HASH_METHOD_SIZE];
	unsigned long cost;

	(void)state;
	image_file(COMMON, "password include nothing\n");
	assert_int_equal(hash_method(image, method, &cost, &fault), -EINVAL);
	assert_string_equal(method, "");
	memset(longest, '#', sizeof(longest) - 1);
	image_file(COMMON, "");
	image_file(DEFS, longest);
	assert_int_equal(hash_method(image, method, &cost, &fault), -EFBIG);
	assert_non_null(strstr(fault.text, "/etc/login.defs"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, image_clear)
	const struct CMUnitTest tests[] = {
	    TEST(test_distributions),
	    TEST(test_methods_of_the_stack),
	    TEST(test_rounds_of_the_stack),
	    TEST(test_login_defs),
	    TEST(test_costs_of_login_defs),
	    TEST(test_files_that_cannot_be_read_are_refused),
	};

	return cmocka_run_group_tests_name(
	    "hash_method", tests, image_make, image_remove);
}
