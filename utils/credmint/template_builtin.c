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
    "%if expire-days\n"
    "${name|field}:${hash|field}:0:0:99999:7::${expire-days|field}:\n"
    "%else\n"
    "${name|field}:${hash|field}:0:0:99999:7:::\n"
    "%end\n";

/*
 * No hash is an argument, which others on the host could read. The function is
 * called by the last lines, so that a script that was cut does nothing. An
 * account has ended on day 2 until its password must be changed, so that nobody
 * logs in by one that was begun, and the next run knows it.
 */
static const char useradd[] = CHPASSWD_METHODS
    "%head\n"
    "#!/bin/sh\n"
    "# Run as root: creates the accounts; their passwords must be changed at the\n"
    "# first login. One that exists is not changed. Exit status 1: some failed; they\n"
    "# ended on 1970-01-03, and run it again to go on with them.\n"
    "set -u\n"
    "status=0\n"
    "ends=$$(useradd -D | sed -n 's/^EXPIRE=//p')\n"
    "# Whether an earlier run began this account and did not come to its end.\n"
    "begun() {\n"
    "\tgetent shadow \"$$name\" | {\n"
    "\t\tIFS=: read -r _ now _ _ _ _ _ end _\n"
    "\t\tcase \"$$end:$$now\" in\n"
    "\t\t'2:!' | '2:!!' | \"2:$$hash\") true ;;\n"
    "\t\t*) false ;;\n"
    "\t\tesac\n"
    "\t}\n"
    "}\n"
    "account() {\n"
    "\tname=$$1 hash=$$2 expiry=$${3:-$$ends}\n"
    "\tshift 3\n"
    "\tif ! getent passwd \"$$name\" >/dev/null; then\n"
    "\t\tuseradd -m -e 1970-01-03 \"$$@\" -- \"$$name\"\n"
    "\telif ! begun; then\n"
    "\t\techo \"$$name exists, not changed\" >&2\n"
    "\t\treturn\n"
    "\tfi &&\n"
    "\t\tprintf '%s:%s\\n' \"$$name\" \"$$hash\" | chpasswd -e &&\n"
    "\t\tchage -d 0 -E \"$${expiry:--1}\" \"$$name\" ||\n"
    "\t\t{\n"
    "\t\t\techo \"$$name: failed\" >&2\n"
    "\t\t\tstatus=1\n"
    "\t\t}\n"
    "}\n"
    "accounts() {\n"
    "\t:\n"
    "%account\n"
    "\taccount ${name|shell} ${hash|shell}$\n"
    "%if expiry\n"
    " ${expiry|shell}$\n"
    "%else\n"
    " ''$\n"
    "%end\n"
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
    "\n"
    "%tail\n"
    "}\n"
    "accounts\n"
    "exit $$status\n";

/* Only what chpasswd: sets is expired, and not what users: does. */
static const char cloud_init[] =
    CHPASSWD_METHODS "%head\n"
		     "#cloud-config\n"
		     "chpasswd:\n"
		     "  expire: true\n"
		     "  users:\n"
		     "%account\n"
		     "    - name: ${name|yaml}\n"
		     "      type: hash\n"
		     "      password: ${hash|yaml}\n"
		     "%middle\n"
		     "users:\n"
		     "%again\n"
		     "  - name: ${name|yaml}\n"
		     "%if uid\n"
		     "    uid: ${uid|number}\n"
		     "%end\n"
		     "%if gid\n"
		     "    primary_group: ${gid|yaml}\n"
		     "    create_groups: false\n"
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

/*
 * What an account holds is no Jinja. An account that is begun ends on day 2,
 * until its password must be changed: whatever fails, nobody logs in by one
 * that need not be.
 */
static const char ansible[] = CHPASSWD_METHODS
    "%head\n"
    "---\n"
    "- name: Create accounts\n"
    "  hosts: all\n"
    "  become: true\n"
    "  gather_facts: false\n"
    "  tasks:\n"
    "    - name: See which accounts exist\n"
    "      ansible.builtin.getent:\n"
    "        database: passwd\n"
    "\n"
    "    - name: See which of them this playbook has begun\n"
    "      ansible.builtin.getent:\n"
    "        database: shadow\n"
    "      no_log: true\n"
    "\n"
    "    # Without a password, and ended on this day long ago, until all is done.\n"
    "    - name: Create those that do not\n"
    "      ansible.builtin.user:\n"
    "        name: \"{{ item.name }}\"\n"
    "        uid: \"{{ item.uid | default(omit) }}\"\n"
    "        group: \"{{ item.group | default(omit) }}\"\n"
    "        home: \"{{ item.home | default(omit) }}\"\n"
    "        shell: \"{{ item.shell | default(omit) }}\"\n"
    "        groups: \"{{ item.groups | default(omit) }}\"\n"
    "        expires: 172800\n"
    "      loop: \"{{ accounts | rejectattr('name', 'in', ansible_facts.getent_passwd) }}\"\n"
    "      loop_control:\n"
    "        label: \"{{ item.name }}\"\n"
    "      register: created\n"
    "      ignore_errors: true\n"
    "\n"
    "    # One command an account: its end is taken away with the change being due.\n"
    "    # The user module would expand a $$ or ~ in a comment.\n"
    "    - name: Give them their passwords, which must be changed at the first login\n"
    "      ansible.builtin.shell:\n"
    "        cmd: >-\n"
    "          usermod -c {{ (item.comment | default(['']))[0] | quote }} {{ item.name | quote }} </dev/null &&\n"
    "          chpasswd -e &&\n"
    "          expire={{ item.expires | default('') | quote }} &&\n"
    "          : \"$${expire:=$$(useradd -D </dev/null | sed -n s/^EXPIRE=//p)}\" &&\n"
    "          chage -d 0 -E \"$${expire:--1}\" {{ item.name | quote }}\n"
    "        stdin: \"{{ item.name }}:{{ hashes[item.name] }}\"\n"
    "      loop: \"{{ created.results | select('changed') | map(attribute='item') | list + begun }}\"\n"
    "      register: finished\n"
    "      ignore_errors: true\n"
    "      no_log: true\n"
    "\n"
    "    - name: Say which accounts existed and were not changed\n"
    "      ansible.builtin.debug:\n"
    "        msg: \"{{ there | reject('in', begun | map(attribute='name') | list) | join(' ') }}\"\n"
    "\n"
    "    - name: Say which accounts failed, and can only be logged in to when this has run well\n"
    "      ansible.builtin.fail:\n"
    "        msg: \"{{ (failed + finished.results | select('failed') | map(attribute='stderr', default='') | select | list) | join(' ') }}\"\n"
    "      when: failed | length > 0\n"
    "\n"
    "  vars:\n"
    "    there: \"{{ accounts | map(attribute='name') | select('in', ansible_facts.getent_passwd) | list }}\"\n"
    "    failed: \"{{ (created.results + finished.results) | select('failed') | map(attribute='item.name') | list }}\"\n"
    "    begun: \"{{ accounts | selectattr('name', 'in', (begun_names | default('', true) | string).split()) | list }}\"\n"
    "    begun_names: >-\n"
    "      {% for one in accounts if one.name in ansible_facts.getent_passwd %}\n"
    "      {% set field = ansible_facts.getent_shadow[one.name] | default([]) %}\n"
    "      {% if field | length > 6 and field[6] == '2' and field[0] in ['!', '!!', hashes[one.name]] %}\n"
    "      {{ one.name }}\n"
    "      {% endif %}\n"
    "      {% endfor %}\n"
    "    hashes:\n"
    "%account\n"
    "      ${name|yaml}: !unsafe ${hash|yaml}\n"
    "%middle\n"
    "    accounts:\n"
    "%again\n"
    "      - name: ${name|yaml}\n"
    "%if uid\n"
    "        uid: ${uid|yaml}\n"
    "%end\n"
    "%if gid\n"
    "        group: ${gid|yaml}\n"
    "%end\n"
    "%if gecos\n"
    "        comment: !unsafe [${gecos|yaml}]\n"
    "%end\n"
    "%if home\n"
    "        home: ${home|ansible}\n"
    "%end\n"
    "%if shell\n"
    "        shell: ${shell|ansible}\n"
    "%end\n"
    "%if groups\n"
    "        groups: !unsafe ${groups|yaml-list}\n"
    "%end\n"
    "%if expiry\n"
    "        expires: ${expiry|yaml}\n"
    "%end\n";

/*
 * base is the entry they lie under, as in --set base=ou=people,dc=example. What
 * is for a login needs a uid, and a path is of ASCII: the schema has it so.
 */
static const char ldif[] = CRYPT_METHODS "%account\n"
					 "dn: uid=${name|dn},${base|ascii}\n"
					 "objectClass: inetOrgPerson\n"
					 "objectClass: shadowAccount\n"
					 "%if uid\n"
					 "objectClass: posixAccount\n"
					 "uidNumber: ${uid|number}\n"
					 "gidNumber: ${gid|number}\n"
					 "%if home\n"
					 "homeDirectory: ${home|ascii}\n"
					 "%else\n"
					 "homeDirectory: /home/${name|ascii}\n"
					 "%end\n"
					 "%if shell\n"
					 "loginShell: ${shell|ascii}\n"
					 "%end\n"
					 "%else\n"
					 "%if gid\n"
					 "uidNumber: ${uid|number}\n"
					 "%end\n"
					 "%if home\n"
					 "uidNumber: ${uid|number}\n"
					 "%end\n"
					 "%if shell\n"
					 "uidNumber: ${uid|number}\n"
					 "%end\n"
					 "%end\n"
					 "uid: ${name|ascii}\n"
					 "%if gecos\n"
					 "cn${gecos|ldif}\n"
					 "sn${gecos|ldif}\n"
					 "%else\n"
					 "cn: ${name|ascii}\n"
					 "sn: ${name|ascii}\n"
					 "%end\n"
					 "shadowLastChange: 0\n"
					 "%if expire-days\n"
					 "shadowExpire: ${expire-days|word}\n"
					 "%end\n"
					 "userPassword: {CRYPT}${hash|ascii}\n"
					 "\n";

static const char htpasswd[] = "%methods bcrypt-y sha512crypt sha256crypt\n"
			       "%account\n"
			       "${name|field}:${hash|field}\n";

static const char csv[] =
    "%head\n"
    "name,uid,gid,gecos,home,shell,groups,expiry,method,hash,expires\n"
    "%account\n"
    "${name|csv},${uid|csv},${gid|csv},${gecos|csv},${home|csv},${shell|csv},${groups|csv},${expiry|csv},${method|csv},${hash|csv},${expires|csv}\n";

static const char json[] =
    "%account\n"
    "{\"name\": ${name|json}, \"uid\": $\n"
    "%if uid\n"
    "${uid|number}$\n"
    "%else\n"
    "null$\n"
    "%end\n"
    ", \"gid\": ${gid|json}, \"gecos\": ${gecos|json}, \"home\": ${home|json}, \"shell\": ${shell|json}, \"groups\": ${groups|json-list}, \"expiry\": ${expiry|json}, \"method\": ${method|json}, \"hash\": ${hash|json}, \"expires\": ${expires|json}}\n";

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
