/*
 * journal - a login's lines in the system log
 *
 * They tell the operation, never a code or an answer. A refusal ends as
 * pam_unix's do, so that what reads those reads these:
 *
 *	sshd: one-time code accepted for alice (issued) from 192.0.2.1
 *	sudo: within the grace period, not asked: alice from local
 *	sshd: exempt by group, left to other modules: alice from 192.0.2.1
 *	self:xscreensaver: one-time code accepted for alice (authenticator) from
 *	    uid 1000
 *	sshd: one-time code refused; authentication failure; logname= uid=0
 *	    euid=0 tty=ssh ruser= rhost=192.0.2.1  user=alice
 *	sshd: temporary password too late (run credmint sweep if the password
 *	    was changed since); logname= tty=ssh rhost=192.0.2.1  user=alice
 *
 * What became of a login is told as a notice, what went wrong as an error.
 * Names that are no account's are "unknown" there unless the configuration
 * says otherwise: people type passwords as names.
 */

#ifndef AUTH_JOURNAL_H
#define AUTH_JOURNAL_H

#include "auth/login.h"

/* An authenticator of the account was passed over: it does not open. */
void journal_unread(const struct login *l);

/* change: a new password must follow. */
void journal_accepted(const struct login *l, bool change);
/* Nobody was asked: within a grace period; exempt. */
void journal_grace(const struct login *l);
void journal_exempt(const struct login *l);
void journal_refused(const struct login *l);
/* The code is used up, and the yes could not be sent. */
void journal_undelivered(const struct login *l);
/* No answer came: closed, timed out, not understood. */
void journal_abandoned(const struct login *l, const char *outcome);
/* nullok: nothing is enrolled of the account. */
void journal_absent(const struct login *l);
/* ... something is, under another name of its uid. */
void journal_elsewhere(const struct login *l, const char *other);
/* Asked about an account that the asker may not ask about. */
void journal_not_his(const struct login *l);
/* The account stage: a temporary password in time, or dead. */
void journal_must_change(const struct login *l);
void journal_too_late(const struct login *l);
/* The account is to have a new password, has not got it, has it. */
void journal_changing(const struct login *l);
void journal_unchanged(const struct login *l);
void journal_changed(const struct login *l);
/* A call that is root's, by another. */
void journal_not_root(const struct login *l);
/* Somebody enrolled himself: the authenticator with this id counts. */
void journal_enrolled(const struct login *l, int64_t id);
/* He may, but nothing came of it: outcome is a short fixed text. */
void journal_not_enrolled(const struct login *l, const char *outcome);
/* What went wrong as it was kept, in a fault's words: it may count. */
void journal_doubt(const struct login *l, const char *text);
/* What went wrong, and what to do, in a fault's words. */
void journal_fault(const struct login *l, const char *text);

#endif
