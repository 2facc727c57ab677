/*
 * login_rule - what the configuration asks of one login
 *
 * Of the sections that are about a login, those of its service and a group
 * hold before those of a group, these before that of the service, and this
 * before what holds for all; each key for itself. Of several of one rank that
 * say a key, a way MUST be in all of them, in the order of the first in the
 * configuration; the shortest grace and the earliest end of nullok hold.
 * Exemptions hold wherever they are said, and none MUST hold where a section
 * that is about the login says exempt = no.
 *
 * A group that NSS does not know MUST hold nobody. An error of NSS MUST be a
 * refusal: what holds for a group may be narrower than what holds for all. Who
 * is listed by a group, and who has its number at a login, MUST both be of it.
 * Two sections of one service whose groups have one number are about one group:
 * then the ways of one MUST end exempt = yes of the other.
 */

#ifndef HOST_LOGIN_RULE_H
#define HOST_LOGIN_RULE_H

#include "host/account.h"
#include "host/conf.h"

struct login_rule {
	/*
	 * Of this account; n 0: groups of one rank have no way in common, and
	 * then nobody is let in.
	 */
	struct conf_ways ways;
	struct conf_ways asked; /* of the service: prompts go by it */
	bool exempt;
	const char *exempt_by; /* "user" "group" "service" "network", "" */
	int64_t nullok_until;  /* wall; 0: without end */
	int64_t grace;         /* seconds; 0: none */
};

/*
 * What holds for a login. account is as NSS returned it, and NULL for a name
 * that no account has, which only a service or a network exempts; service is
 * PAM's, and "self:NAME" of a login that is only claimed, whose rhost is to be
 * "". Asks NSS for every group that may matter, whoever it is, so it is called
 * before the sandbox closes. 0; or a negative errno with *out of no way, not
 * exempt: refuse.
 */
int login_rule_find(const struct conf *conf, const struct account *account,
    const char *service, const char *rhost, struct login_rule *out,
    struct fault *f) __attribute__((warn_unused_result));

#endif
