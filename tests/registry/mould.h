/*
 * mould - a new registry for each test, made once for the program
 *
 * To lay out what logins will update takes longer than most tests of them do,
 * much so under valgrind and the sanitizers.
 */

#ifndef TESTS_REGISTRY_MOULD_H
#define TESTS_REGISTRY_MOULD_H

#include "host/conf.h"

/*
 * A key and a registry where conf says, both absent so far. The first is made;
 * the others are copies of it as it was then, its key and clock mark included.
 * A test that fails here ends.
 */
void mould_registry(const struct conf *conf);

#endif
