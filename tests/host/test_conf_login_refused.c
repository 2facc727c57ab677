/*
 * test_conf_login_refused - what says nothing clear about who is let in
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host/conf.h"
#include "tests/host/conf_place.h"

#define WHO "a [login WHO] must be of SERVICE, @GROUP or SERVICE @GROUP"
#define BLANK ":1: the group of a [login WHO] has no blank"
#define NUMBER "the number of a group in a [login WHO] must be from 0 to"

static const struct place_refusal refused[] = {
    /* numbers */
    {"totp_window = 10000\n",
	":1: totp_window must be a whole number from 0 to 20"},
    {"totp_window = 21\n", ":1: totp_window must be"},
    {"totp_window = -1\n", ":1: totp_window must be"},
    {"totp_window =\n", ":1: totp_window must be"},
    {"totp_window = one\n", ":1: totp_window must be"},
    {"totp_window = 1.0\n", ":1: totp_window must be"},
    {"totp_window = 1 step\n", ":1: totp_window must be"},
    {"hotp_window = 10000\n",
	":1: hotp_window must be a whole number from 0 to 100"},
    {"hotp_window = 101\n", ":1: hotp_window must be"},
    {"totp_drift = 10000\n",
	":1: totp_drift must be a whole number from 0 to 100"},
    {"totp_drift = off\n", ":1: totp_drift must be"},
    /* Digits of Unicode: Arabic, fullwidth, superscript, mathematical. */
    {"totp_window = \xd9\xa1\n", ":1: totp_window must be"},
    {"hotp_window = \xef\xbc\x91\n", ":1: hotp_window must be"},
    {"totp_drift = 1\xc2\xb2\n", ":1: totp_drift must be"},
    {"grace = \xef\xbc\x98h\n", ":1: grace must be a time from 1m to 24h"},
    {"deny = \xf0\x9d\x9f\x8f\n", ":1: deny must be"},
    {"nullok_until = 2027-01-\xef\xbc\x90\xef\xbc\x91\n",
	":1: nullok_until must be a day such as 2027-01-31"},
    {"exempt_networks = \xd9\xa1\xd9\xa0.0.0.0/8\n", ":1: exempt_networks: "},
    /* times */
    {"grace = 59s\n", ":1: grace must be"},
    {"grace = 25h\n", ":1: grace must be"},
    {"grace = 0\n", ":1: grace must be"},
    {"grace = 8\n", ":1: grace must be"},
    {"grace = no\n", ":1: grace must be"},
    {"nullok_until = 2027-02-29\n", ":1: nullok_until must be"},
    {"nullok_until = 2027-13-01\n", ":1: nullok_until must be"},
    {"nullok_until = 2027-1-1\n", ":1: nullok_until must be"},
    {"nullok_until = 01.02.2027\n", ":1: nullok_until must be"},
    {"nullok_until = 2027-01-31 12:00\n", ":1: nullok_until must be"},
    {"nullok_until = 2027-01-31T12:00:00\n", ":1: nullok_until must be"},
    {"nullok_until = 2027-01-31Z\n", ":1: nullok_until must be"},
    {"nullok_until = 1970-01-01\n", ":1: nullok_until must be"},
    {"nullok_until = 1969-12-31\n", ":1: nullok_until must be"},
    {"nullok_until = yes\n", ":1: nullok_until must be"},
    {"nullok_until = 30d\n", ":1: nullok_until must be"},
    /* libpam makes every service small: a rule for SSHD would hold nobody */
    {"[login SSHD]\nways = issued\n",
	":1: the service of a [login WHO] must be in lower case, as PAM has "
	"it: write sshd"},
    {"[login vmware-authD @staff]\n",
	":1: the service of a [login WHO] must be in lower case, as PAM has "
	"it: write vmware-authd"},
    {"[login self:Lock]\n",
	":1: the service of a [login WHO] must be in lower case, as PAM has "
	"it: write self:lock"},
    /* ways */
    {"ways =\n", ":1: ways must be one or some of issued delivered"},
    {"ways = totp\n",
	":1: ways must be one or some of issued delivered authenticator "
	"recovery, each once, with blanks or commas between them; \"totp\" "
	"is none"},
    {"ways = authenticator recvery\n",
	":1: ways must be one or some of issued delivered authenticator "
	"recovery, each once, with blanks or commas between them; "
	"\"recvery\" is none"},
    {"ways = issued \xc3\xa4\n", ":1: ways must be"},
    {"ways = Issued\n", ":1: ways must be"},
    {"ways = issue\n", ":1: ways must be"},
    {"ways = issuedx\n", ":1: ways must be"},
    {"ways = all\n", ":1: ways must be"},
    {"ways = issued issued\n", ":1: ways must be"},
    {"ways = issued,\n", ":1: ways must be"},
    {"ways = ,issued\n", ":1: ways must be"},
    {"ways = issued,,recovery\n", ":1: ways must be"},
    {"ways = issued; recovery\n", ":1: ways must be"},
    {"ways = authenticator recovery issued delivered issued\n",
	":1: ways must be"},
    {"ways = authenticator delivered\n",
	":1: ways names delivered, but there is no delivery_program"},
    {"[login a]\nways = issued delivered authenticator recovery\n",
	":2: ways names delivered, but there is no delivery_program"},
    /* exemptions */
    {"exempt = yes\n", ":1: exempt belongs to a [login WHO]; put it there"},
    {"[login a]\nexempt = 1\n", ":2: exempt must be yes or no"},
    {"[login a]\nexempt =\n", ":2: exempt must be"},
    {"[login a]\nexempt = yes\n\nways = issued\n",
	":4: ways beside exempt = yes in "},
    {"exempt_users = a a\n", ":1: exempt_users must be up to 16 different"},
    {"exempt_users = a,,b\n", ":1: exempt_users must be"},
    {"exempt_users = a:b\n", ":1: exempt_users must be"},
    {"exempt_users = @wheel\n", ":1: exempt_users must be"},
    {"exempt_users = a b c d e f g h i j k l m n o p q\n",
	":1: exempt_users must be"},
    {"exempt_groups = @wheel\n",
	":1: exempt_groups must be up to 16 different names of groups, "
	"without @"},
    {"exempt_groups = -a\n", ":1: exempt_groups must be"},
    {"exempt_networks = 10.0.0.1/8\n",
	":1: exempt_networks: 10.0.0.1/8 is an address inside a network: "
	"write 10.0.0.0/8 "},
    {"exempt_networks = host.example.org\n",
	":1: exempt_networks: \"host.example.org\" is no network"},
    {"exempt_networks = 10.0.0.0/33\n",
	":1: exempt_networks: \"10.0.0.0/33\" is no network"},
    {"exempt_networks = 1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 "
     "7.7.7.7 8.8.8.8 9.9.9.9\n",
	":1: exempt_networks must be"},
    {"exempt_networks = all\n", ":1: exempt_networks: \"all\" is no network"},
    /* texts */
    {"issuer = a:b\n", ":1: issuer must be up to 64 bytes of UTF-8"},
    {"issuer = \xfc\n", ":1: issuer must be"},
    {"issuer = \xc0\xaf\n", ":1: issuer must be"},
    {"issuer = \xc2\x80\n", ":1: issuer must be"},
    {"issuer = \xed\xa0\x80\n", ":1: issuer must be"},
    {"issuer = \xe2\x82\n", ":1: issuer must be"},
    {"issuer = \xf4\x90\x80\x80\n", ":1: issuer must be"},
    {"issuer = \xff\n", ":1: issuer must be"},
    /* sections */
    {"[login]\n", ":1: a section must be [token NAME], [serve NAME] or"},
    {"[login ]\n", ":1: a section must be"},
    {"[login  sshd]\n", ":1: a section must be"},
    {"[login sshd] x\n", ":1: a section must be"},
    {"[Login sshd]\n", ":1: a section must be"},
    {"[logins sshd]\n", ":1: a section must be"},
    {"[login ss/hd]\n", ":1: " WHO},
    {"[login *]\n", ":1: " WHO},
    {"[login \xef\xbd\x93shd]\n", ":1: " WHO},
    {"[login sshd,sudo]\n", ":1: " WHO},
    {"[login sshd sudo]\n", ":1: " WHO},
    {"[login sshd\t@wheel]\n", ":1: " WHO},
    {"[login @wheel\t]\n", ":1: " WHO},
    {"[login @wheel,@staff]\n", ":1: " WHO},
    {"[login @wheel, @staff]\n", ":1: " WHO},
    {"[login @wheel @staff]\n", ":1: " WHO},
    {"[login @]\n", ":1: " WHO},
    {"[login @@wheel]\n", ":1: " WHO},
    {"[login @ wheel]\n", ":1: " WHO},
    {"[login @a:b]\n", ":1: " WHO},
    {"[login sshd @]\n", ":1: " WHO},
    /* The two the wrong way round would be a group that nobody is in. */
    {"[login @root sshd]\nways = authenticator\n",
	":1: the group of a [login WHO] has no blank, and the service stands "
	"before it: write [login sshd @root]; a group whose name has blanks "
	"is written by its number"},
    {"[login @Domain Users]\n",
	":1: the group of a [login WHO] has no blank, and the service stands "
	"before it: write [login Users @Domain]; a group whose name has "
	"blanks is written by its number"},
    {"[login sshd @domain users]\n", BLANK "; write one"},
    {"[login @a b c]\n", BLANK},
    {"[login @a  sshd]\n", BLANK},
    {"[login @a \xc3\xa4]\n", BLANK},
    /* A number that is spelled in another way would be another section. */
    {"[login @00]\n",
	":1: the number of a group in a [login WHO] must be from 0 to "
	"4294967294, with no 0 before it"},
    {"[login @0]\n[login sshd @007]\n", ":2: " NUMBER},
    {"[login @4294967295]\n", ":1: " NUMBER},
    {"[login @00000000000]\n", ":1: " NUMBER},
    {"[login @18446744073709551616]\n", ":1: " NUMBER},
    /* One that is spelled in another way is none. */
    {"[login sshd @wheel]\n[login sshd  @wheel]\n", ":2: " WHO},
    {"[login sshd @wheel]\ngrace = 1h\n[login sshd @wheel] \n",
	":3: this section stands in line 1 already"},
    {"[login @wheel]\n[login wheel]\n[login @wheel]\n",
	":3: this section stands in line 1 already"},
    /* keys */
    {"way = issued\n", ":1: no key is called 'way'; see credmint.conf(5)"},
    {"Ways = issued\n", ":1: no key is called 'Ways'"},
    {"nullok = no\n", ":1: no key is called 'nullok'"},
    {"[login a]\nexempt_user = b\n", ":2: no key is called 'exempt_user'"},
    {"[login a]\ngrace = 1h\ngrace = 1h\n",
	":3: grace stands in line 2 already"},
    {"[login a]\ntotp_window = 1\n",
	":2: totp_window belongs to no section; put it above the first"},
    {"[login a]\ndeny = 1\n", ":2: deny belongs to no section"},
    {"[login a]\nverbs = list\n", ":2: verbs belongs to a [serve NAME]"},
    {"[token reset]\ngrace = 1h\n",
	":2: grace belongs to no section or to a [login WHO]; put it above "
	"the first, or there"},
    {"[serve a]\nexempt = yes\n", ":2: exempt belongs to a [login WHO]"},
};

static void
test_whatever_is_not_exact_is_refused_by_line(void **state)
{
	(void)state;
	place_refuses_all(refused, sizeof(refused) / sizeof(*refused));
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_whatever_is_not_exact_is_refused_by_line),
	};

	return cmocka_run_group_tests_name(
	    "conf login refused", tests, place_make, place_remove);
}
