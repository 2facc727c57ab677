/* provision_account - what the fields of an account are called */

#include "provision_account.h"

const char *const provision_field_names[PROVISION_FIELDS] = {
    [PROVISION_NAME] = "name",
    [PROVISION_UID] = "uid",
    [PROVISION_GID] = "gid",
    [PROVISION_GECOS] = "gecos",
    [PROVISION_HOME] = "home",
    [PROVISION_SHELL] = "shell",
    [PROVISION_GROUPS] = "groups",
    [PROVISION_EXPIRY] = "expiry",
    [PROVISION_LENGTH] = "length",
    [PROVISION_METHOD] = "method",
};
