#!/bin/sh
# cloud-init: by its own schema, and by a boot of it that makes the accounts.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/formats/accounts.inc

pam_stack
# Four programs run for each account, so only those that are hard for YAML.
only alice bob c-dash c_star c_blank c_hash true null c_num back last
check cloud_init_format provisioned -f cloud-init -m yescrypt -c 1
cloud-init schema --config-file "$out" >"$TMP/schema" 2>&1
check the_schema_takes_it [ $? -eq 0 ]
check nothing_of_it_is_deprecated eval "! grep -i deprecated '$TMP/schema'"
sed 's/^    - name:/    - nome:/' "$out" >"$TMP/wrong"
check the_schema_sees_what_is_wrong eval \
	"! cloud-init schema --config-file '$TMP/wrong'"

# A first boot, of no module but those two.
seed=/var/lib/cloud/seed/nocloud
mkdir -p $seed /etc/cloud/cloud.cfg.d
rm -f /etc/cloud/cloud.cfg.d/*
cp "$out" $seed/user-data
echo 'instance-id: formats' >$seed/meta-data
cat >/etc/cloud/cloud.cfg <<'END'
datasource_list: [NoCloud, None]
network: {config: disabled}
cloud_init_modules: [users-groups, set-passwords]
cloud_config_modules: []
cloud_final_modules: []
system_info:
  distro: debian
  paths: {cloud_dir: /var/lib/cloud/, templates_dir: /etc/cloud/templates/}
END
cloud-init init --local >"$TMP/boot" 2>&1
cloud-init init >>"$TMP/boot" 2>&1
check cloud_init_boots [ $? -eq 0 ]
check nothing_to_warn_of eval "! grep WARNING '$TMP/boot'"
check the_accounts_are_as_asked as_asked
check everybody_logs_in each_password logs_in
check and_must_change each_password must_change

finish
