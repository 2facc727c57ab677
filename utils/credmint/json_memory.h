/*
 * json_memory - the memory that jansson works with
 */

#ifndef CREDMINT_JSON_MEMORY_H
#define CREDMINT_JSON_MEMORY_H

/*
 * What jansson gives back is wiped from now on. Names of members are hashed
 * from a seed: call json_memory_seed() first where strangers write them.
 */
void json_memory_wiped(void);

/* A seed that nobody knows. 0 or a negative errno. */
int json_memory_seed(void) __attribute__((warn_unused_result));

#endif
