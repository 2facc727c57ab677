/*
 * hash_each - credmint hash --each: many passwords, by all processors
 */

#ifndef CREDMINT_HASH_EACH_H
#define CREDMINT_HASH_EACH_H

struct call;

/*
 * Hash each item of standard input, or of the descriptor of --password-fd. As
 * a command's run(): what was made before a fault has been written and stays.
 */
int hash_each(struct call *call) __attribute__((warn_unused_result));

#endif
