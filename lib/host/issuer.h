/*
 * issuer - the organisation, as an app shows it beside a code
 */

#ifndef HOST_ISSUER_H
#define HOST_ISSUER_H

#include "host/conf.h"

/*
 * The configuration's, or the host's name; "" where that cannot be read or
 * cannot stand in an otpauth URI.
 */
void issuer_find(const struct conf *conf, char out[CONF_ISSUER_SIZE]);

#endif
