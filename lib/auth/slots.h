/*
 * slots - how many logins one asker may hold open at once
 *
 * Each login asked for by another than root holds one of SLOTS_MAX places of
 * its asker, a byte locked in a file beside the registry. The kernel gives it
 * back when the process ends, however that happens. The file never grows.
 */

#ifndef AUTH_SLOTS_H
#define AUTH_SLOTS_H

#include <sys/types.h>

#include "core/fault.h"
#include "host/conf.h"

#define SLOTS_MAX 8

/*
 * Take a place of asker's, kept until this process ends. Run as the service
 * user. 0; -EBUSY: he has SLOTS_MAX already; or another negative errno, which
 * is a refusal as well. f->text is "" where the log was told of such an asker
 * less than a minute ago.
 */
int slots_take(const struct conf *conf, uid_t asker, struct fault *f)
    __attribute__((warn_unused_result));

#endif
