/*
 * command_options - the options of every command, for the table of commands
 *
 * Each list ends with OPTION_END.
 */

#ifndef CREDMINT_COMMAND_OPTIONS_H
#define CREDMINT_COMMAND_OPTIONS_H

#include "command.h"

extern const struct option password_options[];
extern const struct option passphrase_options[];
extern const struct option token_options[];
extern const struct option token_issue_options[];
extern const struct option token_verify_options[];
extern const struct option token_redeem_options[];
extern const struct option token_rotate_options[];
extern const struct option token_revoke_options[];
extern const struct option token_list_options[];
extern const struct option serve_options[];
extern const struct option random_options[];
extern const struct option random_choices_options[];
extern const struct option random_sample_options[];
extern const struct option signed_options[];
extern const struct option signed_verify_options[];
extern const struct option salt_options[];
extern const struct option hash_options[];
extern const struct option hash_verify_options[];
extern const struct option hash_advise_options[];
extern const struct option derive_options[];
extern const struct option code_issue_options[];
extern const struct option plain_options[];
extern const struct option code_revoke_options[];
extern const struct option authenticator_enroll_options[];
extern const struct option authenticator_import_options[];
extern const struct option authenticator_remove_options[];
extern const struct option authenticator_resync_options[];
extern const struct option recovery_issue_options[];
extern const struct option reset_options[];
extern const struct option provision_options[];
extern const struct option log_options[];
extern const struct option sweep_options[];
extern const struct option doctor_options[];
extern const struct option entropy_options[];
extern const struct option help_options[];

#endif
