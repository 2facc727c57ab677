/* template_builtin - the formats that are built in */

#include "template_builtin.h"

#include <string.h>

/* What every chpasswd(8) takes. */
#define CHPASSWD_METHODS \
	"%methods yescrypt sha512crypt sha256crypt bcrypt bcrypt-a bcrypt-y\n"
/* What crypt(3) computes. */
#define CRYPT_METHODS                                                      \
	"%methods yescrypt gost-yescrypt scrypt bcrypt bcrypt-a bcrypt-y " \
	"sha512crypt sha256crypt sha1crypt sunmd5 md5crypt nt bsdicrypt "  \
	"descrypt sm3crypt sm3-yescrypt\n"

const char template_builtin_names[] =
    "chpasswd, shadow, useradd, cloud-init, ansible, ldif, htpasswd, csv and "
    "json";

static const char chpasswd[] = CHPASSWD_METHODS "%account\n"
						"${name|field}:${hash|field}\n";

/* The day of the last change is 0: it must be changed at the first login. */
static const char shadow[] = CRYPT_METHODS
    "%account\n"
    "${name|field}:${hash|field}:0:0:99999:7::${expire-days|field}:\n";

/* No hash is an argument, which others on the host could read. */
static const char useradd[] = CHPASSWD_METHODS
    "%head\n"
    "#!/bin/sh\n"
    "# Makes accounts whose password must be changed at the first login.\n"
    "# Run it as root; it stops at the first failure.\n"
    "set -eu\n"
    "umask 077\n"
    "%account\n"
    "\n"
    "useradd -m$\n"
    "%if uid\n"
    " -u ${uid|shell}$\n"
    "%end\n"
    "%if gid\n"
    " -g ${gid|shell}$\n"
    "%end\n"
    "%if gecos\n"
    " -c ${gecos|shell}$\n"
    "%end\n"
    "%if home\n"
    " -d ${home|shell}$\n"
    "%end\n"
    "%if shell\n"
    " -s ${shell|shell}$\n"
    "%end\n"
    "%if groups\n"
    " -G ${groups|shell}$\n"
    "%end\n"
    "%if expiry\n"
    " -e ${expiry|shell}$\n"
    "%end\n"
    " -- ${name|shell}\n"
    "chpasswd -e <<'END OF HASHES'\n"
    "${name|field}:${hash|field}\n"
    "END OF HASHES\n"
    "chage -d 0 -- ${name|shell}\n";

static const char cloud_init[] =
    CHPASSWD_METHODS "%head\n"
		     "#cloud-config\n"
		     "users:\n"
		     "%account\n"
		     "  - name: ${name|yaml}\n"
		     "    lock_passwd: false\n"
		     "    hashed_passwd: ${hash|yaml}\n"
		     "%if uid\n"
		     "    uid: ${uid|word}\n"
		     "%end\n"
		     "%if gid\n"
		     "    primary_group: ${gid|yaml}\n"
		     "%end\n"
		     "%if gecos\n"
		     "    gecos: ${gecos|yaml}\n"
		     "%end\n"
		     "%if home\n"
		     "    homedir: ${home|yaml}\n"
		     "%end\n"
		     "%if shell\n"
		     "    shell: ${shell|yaml}\n"
		     "%end\n"
		     "%if groups\n"
		     "    groups: ${groups|yaml-list}\n"
		     "%end\n"
		     "%if expiry\n"
		     "    expiredate: ${expiry|yaml}\n"
		     "%end\n";

/* What an account holds is no Jinja. */
static const char ansible[] = CHPASSWD_METHODS
    "%head\n"
    "---\n"
    "- name: Accounts whose password must be changed at the first login\n"
    "  hosts: all\n"
    "  become: true\n"
    "  gather_facts: false\n"
    "  tasks:\n"
    "%account\n"
    "    - name: ${name|yaml}\n"
    "      ansible.builtin.user:\n"
    "        name: !unsafe ${name|yaml}\n"
    "        password: !unsafe ${hash|yaml}\n"
    "        update_password: on_create\n"
    "%if uid\n"
    "        uid: ${uid|word}\n"
    "%end\n"
    "%if gid\n"
    "        group: !unsafe ${gid|yaml}\n"
    "%end\n"
    "%if gecos\n"
    "        comment: !unsafe ${gecos|yaml}\n"
    "%end\n"
    "%if home\n"
    "        home: !unsafe ${home|yaml}\n"
    "%end\n"
    "%if shell\n"
    "        shell: !unsafe ${shell|yaml}\n"
    "%end\n"
    "%if groups\n"
    "        groups: !unsafe ${groups|yaml-list}\n"
    "        append: true\n"
    "%end\n"
    "%if expiry\n"
    "        expires: \"{{ ${expire-days|word} * 86400 }}\"\n"
    "%end\n"
    "      no_log: true\n"
    "      register: credmint_account\n"
    "    - name: ${name|yaml}\n"
    "      ansible.builtin.command:\n"
    "        argv: [chage, -d, '0', --, !unsafe ${name|yaml}]\n"
    "      when: credmint_account is changed\n";

/* base is the entry they lie under, as in --set base=ou=people,dc=example. */
static const char ldif[] = CRYPT_METHODS "%account\n"
					 "dn: uid=${name|dn},${base|ascii}\n"
					 "objectClass: inetOrgPerson\n"
					 "objectClass: shadowAccount\n"
					 "uid${name|ldif}\n"
					 "%if gecos\n"
					 "cn${gecos|ldif}\n"
					 "sn${gecos|ldif}\n"
					 "%else\n"
					 "cn${name|ldif}\n"
					 "sn${name|ldif}\n"
					 "%end\n"
					 "%if uid\n"
					 "%if gid\n"
					 "%if home\n"
					 "objectClass: posixAccount\n"
					 "uidNumber${uid|ldif}\n"
					 "gidNumber${gid|ldif}\n"
					 "homeDirectory${home|ldif}\n"
					 "%if shell\n"
					 "loginShell${shell|ldif}\n"
					 "%end\n"
					 "%end\n"
					 "%end\n"
					 "%end\n"
					 "userPassword: {CRYPT}${hash|word}\n"
					 "shadowLastChange: 0\n"
					 "%if expiry\n"
					 "shadowExpire${expire-days|ldif}\n"
					 "%end\n"
					 "\n";

static const char htpasswd[] = "%methods bcrypt-y sha512crypt sha256crypt\n"
			       "%account\n"
			       "${name|field}:${hash|field}\n";

static const char csv[] =
    "%head\n"
    "name,hash,method,uid,gid,gecos,home,shell,groups,expiry,expires\n"
    "%account\n"
    "${name|csv},${hash|csv},${method|csv},${uid|csv},${gid|csv},$\n"
    "${gecos|csv},${home|csv},${shell|csv},${groups|csv},${expiry|csv},$\n"
    "${expires|csv}\n";

static const char json[] =
    "%head\n"
    "[$\n"
    "%between\n"
    ",$\n"
    "%account\n"
    "\n"
    "  {\"name\": ${name|json}, \"hash\": ${hash|json}, $\n"
    "\"method\": ${method|json}, $\n"
    "%if uid\n"
    "\"uid\": ${uid|word}, $\n"
    "%else\n"
    "\"uid\": null, $\n"
    "%end\n"
    "\"gid\": ${gid|json}, \"gecos\": ${gecos|json}, $\n"
    "\"home\": ${home|json}, \"shell\": ${shell|json}, $\n"
    "\"groups\": ${groups|json-list}, \"expiry\": ${expiry|json}, $\n"
    "\"expires\": ${expires|json}}$\n"
    "%tail\n"
    "\n"
    "]\n";

const struct template_builtin template_builtins[] = {
    {"chpasswd", chpasswd},
    {"shadow", shadow},
    {"useradd", useradd},
    {"cloud-init", cloud_init},
    {"ansible", ansible},
    {"ldif", ldif},
    {"htpasswd", htpasswd},
    {"csv", csv},
    {"json", json},
    {NULL, NULL},
};

const struct template_builtin *
template_builtin_find(const char *name)
{
	const struct template_builtin *b = template_builtins;

	while (b->name != NULL && strcmp(b->name, name) != 0)
		b++;
	return b->name == NULL ? NULL : b;
}
