/* hash_words - what a hash or method is worth, in a word */

#include "hash_words.h"

const char *
hash_word(enum credmint_advice advice)
{
	switch (advice) {
	case CREDMINT_ADVICE_GOOD:
		return "good";
	case CREDMINT_ADVICE_LEGACY:
		return "legacy";
	case CREDMINT_ADVICE_CHEAP:
		return "cheap";
	case CREDMINT_ADVICE_INVALID:
	default:
		return "invalid";
	}
}
