/*
 * credmint.h - random values, passwords, tokens, salts and hashes
 *
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Rules for every call
 *
 * Results.  An int result is 0 or a negative errno(3) value.  0 is the only
 * yes: "no" is -EKEYREJECTED, so a fault is never taken for a yes.
 *
 * Outputs.  An output is emptied before any work and written last.  After an
 * error a text output is "" (where size is at least 1), a byte output is all
 * zero, a number is 0, and index outputs are all 0.  A text output needs room
 * for its text and the final NUL; too little is -ERANGE.
 *
 * Lengths.  A length, a size or a number of members that no array has, more
 * than PTRDIFF_MAX bytes of them, such as a negative number becomes, is
 * -EINVAL before anything else is looked at: nothing is touched, no output
 * emptied.  credmint_equal() says no then, and credmint_wipe() does nothing.
 * In a parameter struct it is a wrong field like others.
 *
 * Pointers.  NULL is allowed where a contract says so, and where the length
 * that belongs to the pointer is 0; elsewhere it is -EINVAL, but for
 * credmint_equal() and credmint_wipe().  An output overlaps no input.  Nothing
 * is kept after a call: what is passed in stays the caller's.
 *
 * Randomness.  Every maker takes a struct credmint_source first.  NULL asks
 * the operating system for each call.  When the operating system's generator
 * cannot be read the result is its error (-EIO, -ENOSYS, ...) and nothing is
 * made: there is no seed, no fallback generator and no generator of our own.
 *
 * Threads.  There is no global state.  Calls are safe in any thread; one
 * source must not be used by two threads at once.
 *
 * Structs.  A parameter struct starts with its own size and is made with its
 * _INIT macro.  Fields left zero mean the default.  A struct larger than the
 * library's is taken when the part unknown to the library is zero, otherwise
 * the result is -E2BIG; a size that is smaller than the first release's, or
 * that nothing has, is -EINVAL.
 */

#ifndef CREDMINT_H
#define CREDMINT_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Errors of this library that some systems have no name for: Windows, macOS
 * and the BSDs the first, OpenBSD and FreeBSD the second.
 */
#ifndef EKEYREJECTED
#	define EKEYREJECTED 9890
#endif
#ifndef ENODATA
#	define ENODATA 9919
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#	define CREDMINT_MUST_CHECK __attribute__((__warn_unused_result__))
#else
#	define CREDMINT_MUST_CHECK
#endif

/* The library is built with all else hidden. */
#if defined(__GNUC__) || defined(__clang__)
#	pragma GCC visibility push(default)
#endif

/* The release this header belongs to. */
#define CREDMINT_VERSION "0.1.0"

/*
 * The release of the library in use, as "MAJOR.MINOR.PATCH".  Static text.
 */
const char *credmint_version(void);

/*
 * Overwrite n bytes at p with zero, in a way no compiler removes.
 * p may be NULL when n is 0.
 */
void credmint_wipe(void *p, size_t n);

/*
 * Whether an bytes at a are the bn bytes at b.  Takes the same time whatever
 * the bytes are; the lengths may be learned from the time taken.  Two empty
 * strings are equal.
 */
bool credmint_equal(const void *a, size_t an, const void *b, size_t bn);

/*
 * A draw buffer for many draws in a row, owned by the caller.  It is filled
 * in blocks from the operating system, each byte is wiped as it is used, a
 * child of fork(2) starts with an empty one, and core dumps leave it out.
 */
struct credmint_source;

/*
 * Make a source.  *out is NULL after an error: -ENOMEM, or the error of the
 * operating system's memory calls.  Free it with credmint_source_free().
 */
int credmint_source_new(struct credmint_source **out) CREDMINT_MUST_CHECK;

/* Wipe and free a source.  NULL is allowed. */
void credmint_source_free(struct credmint_source *source);

/*
 * Fill out with n random bytes.  n may be 0.
 */
int credmint_random_bytes(
    struct credmint_source *source, void *out, size_t n) CREDMINT_MUST_CHECK;

/*
 * A uniform integer of nbits random bits, big-endian, in (nbits + 7) / 8
 * bytes at be; unused high bits are zero.  nbits 0 writes nothing.
 */
int credmint_random_bits(struct credmint_source *source, unsigned char *be,
    size_t nbits) CREDMINT_MUST_CHECK;

/*
 * A uniform integer in 0 .. bound - 1.  bound 0 is -EINVAL; bound 1 gives 0.
 * Drawn by rejection, never by modulo.
 */
int credmint_random_below(struct credmint_source *source, uint64_t bound,
    uint64_t *out) CREDMINT_MUST_CHECK;

/*
 * The same for a bound of any size: bound and out are big-endian integers of
 * n bytes each.  A bound of zero, or n 0, is -EINVAL.
 */
int credmint_random_below_be(struct credmint_source *source,
    const unsigned char *bound, unsigned char *out,
    size_t n) CREDMINT_MUST_CHECK;

/*
 * A uniform integer in lo .. hi, both included.  hi < lo is -EINVAL.
 */
int credmint_random_int(struct credmint_source *source, int64_t lo, int64_t hi,
    int64_t *out) CREDMINT_MUST_CHECK;

/*
 * A uniform member of start, start + step, start + 2 * step, ... before stop;
 * step may be negative.  An empty range or a step of 0 is -EINVAL.
 */
int credmint_random_range(struct credmint_source *source, int64_t start,
    int64_t stop, int64_t step, int64_t *out) CREDMINT_MUST_CHECK;

/*
 * A uniform multiple of 2^-53 in 0 <= x < 1.
 */
int credmint_random_real(
    struct credmint_source *source, double *out) CREDMINT_MUST_CHECK;

/*
 * a + (b - a) * x with x from credmint_random_real().  b may be returned by
 * rounding; a may be above b.  A bound that is not finite, or a difference
 * that overflows, is -EINVAL.
 */
int credmint_random_uniform(struct credmint_source *source, double a, double b,
    double *out) CREDMINT_MUST_CHECK;

/*
 * k independent choices of an index below n, with replacement, into index[0]
 * .. index[k - 1].  weights NULL: all equal; otherwise n integer weights, an
 * index being drawn with probability weight / sum, exactly.  k 0 does
 * nothing.  n 0 with k above 0 is -ENODATA; weights that sum to 0 are
 * -EINVAL, to more than 2^64 - 1 -EOVERFLOW.  Weights need memory that grows
 * with n; -ENOMEM when there is none.
 */
int credmint_random_choices(struct credmint_source *source, size_t n,
    const uint64_t *weights, size_t k, size_t *index) CREDMINT_MUST_CHECK;

/*
 * The same with weights that are finite real numbers, as exactly as real
 * numbers are summed up and drawn from 0 to their sum.  A weight that is
 * negative, not a number or infinite, and weights whose sum is 0 or
 * overflows, are -EINVAL.  Weights NULL: all equal.
 */
int credmint_random_choices_real(struct credmint_source *source, size_t n,
    const double *weights, size_t k, size_t *index) CREDMINT_MUST_CHECK;

/*
 * k different positions out of n, in the order drawn, every order of every
 * selection equally likely.  counts NULL: one position for each index;
 * otherwise index i stands counts[i] times, and its positions are drawn
 * apart.  k above the number of positions is -EINVAL; counts that sum to
 * more than 2^64 - 1 are -EOVERFLOW.  Memory grows with k (and n with
 * counts); -ENOMEM when there is none.
 */
int credmint_random_sample(struct credmint_source *source, size_t n,
    const uint64_t *counts, size_t k, size_t *index) CREDMINT_MUST_CHECK;

/*
 * Put n members of size bytes at base into a uniform random order.  After an
 * error the members are all there, in some order.  size 0 with n above 1 is
 * -EINVAL.
 */
int credmint_random_shuffle(struct credmint_source *source, void *base,
    size_t n, size_t size) CREDMINT_MUST_CHECK;

/*
 * Draws by the laws of probability.  They are not for simulations: each draw
 * asks for random bytes of the operating system, and none can be repeated.  A
 * parameter that is not a number or infinite is -EINVAL; a result that
 * overflows is -EOVERFLOW.  A result that is too small is 0.
 */

/*
 * low .. high, most likely at mode, falling off straight to both ends.  mode
 * lies between them, both included, or the result is -EINVAL; so it is when
 * high - low overflows.  low may be above high.
 */
int credmint_random_triangular(struct credmint_source *source, double low,
    double high, double mode, double *out) CREDMINT_MUST_CHECK;

/*
 * Gaussian: mean mu, standard deviation sigma, whose sign does not matter;
 * sigma 0 gives mu.  The second call gives e to such a power: -EOVERFLOW where
 * that is too large.
 */
int credmint_random_normal(struct credmint_source *source, double mu,
    double sigma, double *out) CREDMINT_MUST_CHECK;
int credmint_random_lognormal(struct credmint_source *source, double mu,
    double sigma, double *out) CREDMINT_MUST_CHECK;

/*
 * Waiting time at a rate of lambda: its mean is 1 / lambda.  lambda 0 is
 * -EINVAL; a negative lambda gives negative results.
 */
int credmint_random_exponential(struct credmint_source *source, double lambda,
    double *out) CREDMINT_MUST_CHECK;

/*
 * Gamma of shape alpha and scale beta: mean alpha * beta.  Beta, 0 .. 1: mean
 * alpha / (alpha + beta).  Parameters that are not above 0 are -EINVAL.
 */
int credmint_random_gamma(struct credmint_source *source, double alpha,
    double beta, double *out) CREDMINT_MUST_CHECK;
int credmint_random_beta(struct credmint_source *source, double alpha,
    double beta, double *out) CREDMINT_MUST_CHECK;

/*
 * Pareto: u^(-1 / alpha), u being uniform in 0 .. 1; so 1 and above, or below
 * 1 where alpha is negative.  Weibull: scale * (-log u)^(1 / shape).  alpha or
 * shape 0 is -EINVAL; scale may be 0, which gives 0, or negative, and shape
 * negative.
 */
int credmint_random_pareto(struct credmint_source *source, double alpha,
    double *out) CREDMINT_MUST_CHECK;
int credmint_random_weibull(struct credmint_source *source, double scale,
    double shape, double *out) CREDMINT_MUST_CHECK;

/*
 * Von Mises: an angle in 0 <= x < 2 pi around mu, the closer the larger kappa
 * is; uniform where kappa is at most 1e-6.  A negative kappa is -EINVAL.
 */
int credmint_random_vonmises(struct credmint_source *source, double mu,
    double kappa, double *out) CREDMINT_MUST_CHECK;

/*
 * Binomial: how often it happens in n times what happens with probability p.
 * p outside of 0 .. 1 is -EINVAL.
 */
int credmint_random_binomial(struct credmint_source *source, uint64_t n,
    double p, uint64_t *out) CREDMINT_MUST_CHECK;

/* The usual number of random bytes in a token. */
#define CREDMINT_TOKEN_BYTES 32

/* Sizes of token texts with the final NUL, for nbytes random bytes. */
#define CREDMINT_TOKEN_HEX_SIZE(nbytes) (2 * (size_t)(nbytes) + 1)
#define CREDMINT_TOKEN_URLSAFE_SIZE(nbytes) (((size_t)(nbytes)*4 + 2) / 3 + 1)

/*
 * nbytes random bytes as 2 * nbytes lower-case hexadecimal digits.
 * nbytes 0 gives "".
 */
int credmint_token_hex(struct credmint_source *source, size_t nbytes, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * nbytes random bytes in base64url (RFC 4648, section 5) without padding:
 * A-Z a-z 0-9 - _.  nbytes 0 gives "".
 */
int credmint_token_urlsafe(struct credmint_source *source, size_t nbytes,
    char *out, size_t size) CREDMINT_MUST_CHECK;

/* Limits of keys with a prefix: characters of it, and random bytes. */
#define CREDMINT_TOKEN_PREFIX_MAX 32
#define CREDMINT_TOKEN_KEY_BYTES_MAX 128

/*
 * Size of a key with the final NUL: its prefix, '_', as many digits as hold
 * nbytes random bytes, six of checksum.  43 digits hold 32 bytes, and what is
 * rounded up is exact as far as _BYTES_MAX.
 */
#define CREDMINT_TOKEN_KEY_SIZE(nprefix, nbytes) \
	((size_t)(nprefix) + ((size_t)(nbytes)*43 + 31) / 32 + 8)
/* Size of a webhook's secret. */
#define CREDMINT_TOKEN_WEBHOOK_SIZE 51

/*
 * A key that tells what it is: prefix, '_', uniform digits of 0-9 A-Z a-z, as
 * few as hold nbytes random bytes, and six more of checksum, which is the
 * CRC-32 of the digits.  With 22 bytes it is built like GitHub's tokens: 30
 * digits, 36 characters after the prefix.  The checksum finds a typing error,
 * or a key in a text, without a look at who has it; it protects nothing.
 *
 * -EINVAL: a prefix that is NULL or anything but 1 .. _PREFIX_MAX characters
 * of A-Z a-z 0-9 _ that begin with a letter and do not end with '_', or an
 * nbytes that is not 1 .. _BYTES_MAX.
 */
int credmint_token_key(struct credmint_source *source, const char *prefix,
    size_t nbytes, char *out, size_t size) CREDMINT_MUST_CHECK;

/*
 * Whether key is built as credmint_token_key() builds them, with this prefix
 * or, when prefix is NULL, with any.  0 yes, -EKEYREJECTED no, -EINVAL when
 * key is NULL or prefix is none.  A yes says nothing of who has the key: ask
 * whoever issued it.  The time taken depends on the length of key alone.
 */
int credmint_token_key_check(
    const char *prefix, const char *key) CREDMINT_MUST_CHECK;

/*
 * A secret for signing webhooks, in the form of Standard Webhooks: "whsec_"
 * and CREDMINT_TOKEN_BYTES random bytes in base64 (RFC 4648, section 4).
 */
int credmint_token_webhook(
    struct credmint_source *source, char *out, size_t size) CREDMINT_MUST_CHECK;

/* Limits and defaults of password policies, in characters. */
#define CREDMINT_PASSWORD_MAX 256
#define CREDMINT_PASSWORD_LENGTH 16
/* Policies under this many bits need CREDMINT_PASSWORD_WEAK. */
#define CREDMINT_PASSWORD_MIN_BITS 40

/* For a class of characters: allowed, none required; or not allowed. */
#define CREDMINT_CLASS_ALLOWED (-1)
#define CREDMINT_CLASS_ABSENT (-2)

/* Flags of a policy. */
#define CREDMINT_PASSWORD_NO_LOOKALIKES 1u /* leave out 0 1 I O l | */
#define CREDMINT_PASSWORD_WEAK 2u          /* accept under 40 bits */
#define CREDMINT_PASSWORD_NO_REPEAT 4u     /* no character twice */
#define CREDMINT_PASSWORD_FIRST_LETTER 8u  /* the first is one of a-z A-Z */
/* Leave out 0 1 a e i o u y A E I O U Y: no words by chance. */
#define CREDMINT_PASSWORD_NO_VOWELS 16u

/*
 * The symbols of a policy that names none: none that a shell acts upon inside
 * a word.
 */
#define CREDMINT_PASSWORD_SYMBOLS "%+,-./:=@_"

/*
 * Sets for symbol_set, for what is made of letters, digits and them.
 *
 * _SHELL: none that sh, bash, dash or zsh acts upon in an unquoted argument,
 * its beginning included (zsh acts upon '=' there).  The command that is run
 * may: one that begins with '-' looks like an option.
 * _YAML: with at least one of them, what has two or more characters is a plain
 * scalar and a string in YAML 1.1 and 1.2, also where all else are digits.
 * Without one, 123 is a number and "no" may be false.
 * _URL: what RFC 3986 calls unreserved, never percent-encoded.
 */
#define CREDMINT_SYMBOLS_SHELL "%+,-./:@_"
#define CREDMINT_SYMBOLS_YAML "/=^"
#define CREDMINT_SYMBOLS_URL "-._~"

/* A class of a policy's own; at most CREDMINT_CLASSES_MAX of them. */
#define CREDMINT_CLASSES_MAX 4
struct credmint_class {
	const char *chars; /* different printable ASCII, no space */
	int min;           /* as for the classes of credmint_password */
};

/*
 * What a password must be.  A class is a number: 0 the default (at least 1),
 * N at least N of it, or one of the two CREDMINT_CLASS_ values above.
 *
 * bits asks for the shortest length with at least so many bits, as
 * credmint_password_bits() tells them; length is 0 then.
 *
 * classes are nclasses (1 .. CREDMINT_CLASSES_MAX) classes of the caller's
 * instead of the four: lower, upper, digits and symbols are 0 then, symbol_set
 * NULL.  No character is in two of them.  exclude and the flags leave
 * characters out of them, too.
 */
struct credmint_password {
	size_t size;            /* sizeof(struct credmint_password) */
	size_t length;          /* 0: CREDMINT_PASSWORD_LENGTH; up to _MAX */
	int lower;              /* a-z */
	int upper;              /* A-Z */
	int digits;             /* 0-9 */
	int symbols;            /* symbol_set */
	unsigned int flags;     /* CREDMINT_PASSWORD_... */
	const char *symbol_set; /* NULL: CREDMINT_PASSWORD_SYMBOLS */
	const char *exclude;    /* characters left out everywhere; or NULL */
	double bits;            /* 0: as length says */
	const struct credmint_class *classes; /* NULL: the four above */
	size_t nclasses;
};

#define CREDMINT_PASSWORD_INIT                                            \
	{                                                                 \
		sizeof(struct credmint_password), 0, 0, 0, 0, 0, 0, NULL, \
		    NULL, 0, NULL, 0                                      \
	}

/*
 * A password, uniform over all strings that satisfy the policy.  size must
 * be above its length; CREDMINT_PASSWORD_MAX + 1 always is.
 *
 * -EINVAL: no policy (NULL) or one that nothing can satisfy: more required
 * than the length, a required class with no character left, no character at
 * all; with _NO_REPEAT fewer characters than places, of a class or of all;
 * with _FIRST_LETTER no letter, or no place for one; more bits than the
 * longest password has.  Or nonsense: a length above CREDMINT_PASSWORD_MAX, a
 * class that is another negative number, an unknown flag, a symbol set that
 * holds anything but distinct printable ASCII characters other than letters,
 * digits and space, an exclude that is not printable ASCII; bits that are
 * negative, not finite or given with a length; classes that are NULL, more
 * than CREDMINT_CLASSES_MAX or none, that hold no character, one twice or one
 * that they must not, or that stand beside one of the four or a symbol set.
 * -EKEYREJECTED: fewer than CREDMINT_PASSWORD_MIN_BITS bits without
 * CREDMINT_PASSWORD_WEAK.  -ENOMEM.
 */
int credmint_password_make(struct credmint_source *source,
    const struct credmint_password *policy, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * log2 of the number of strings that satisfy the policy: the entropy of
 * credmint_password_make(), and, all being equally likely, its min-entropy.
 * The errors of credmint_password_make(), but a weak policy is no error.
 */
int credmint_password_bits(
    const struct credmint_password *policy, double *bits) CREDMINT_MUST_CHECK;

/* Limits and defaults of passphrases. */
#define CREDMINT_PASSPHRASE_WORDS 6
#define CREDMINT_PASSPHRASE_WORDS_MAX 64
#define CREDMINT_PASSPHRASE_WORD_MAX 32     /* bytes of a word */
#define CREDMINT_PASSPHRASE_SEPARATOR_MAX 8 /* bytes */
/* Room for any passphrase, with the final NUL. */
#define CREDMINT_PASSPHRASE_SIZE                         \
	(CREDMINT_PASSPHRASE_WORDS_MAX *                 \
		(CREDMINT_PASSPHRASE_WORD_MAX +          \
		    CREDMINT_PASSPHRASE_SEPARATOR_MAX) + \
	    2)

/* Flags of passphrases. */
#define CREDMINT_PASSPHRASE_CAPITAL 1u /* words begin with a capital */
#define CREDMINT_PASSPHRASE_DIGIT 2u   /* a digit after one of the words */
#define CREDMINT_PASSPHRASE_WEAK 4u    /* accept under 40 bits */

/*
 * What a passphrase must be.  The shipped list has 4096 words of 3 to 8
 * letters a-z, 12 bits each.
 */
struct credmint_passphrase {
	size_t size;             /* sizeof(struct credmint_passphrase) */
	size_t words;            /* 0: by bits; else up to _WORDS_MAX */
	double bits;             /* at least so many; 0: _WORDS words */
	unsigned int flags;      /* CREDMINT_PASSPHRASE_... */
	const char *separator;   /* between words; NULL: "-" */
	const char *const *list; /* nlist words; NULL: the shipped ones */
	size_t nlist;            /* 0 with the shipped ones */
};

#define CREDMINT_PASSPHRASE_INIT                                           \
	{                                                                  \
		sizeof(struct credmint_passphrase), 0, 0, 0, NULL, NULL, 0 \
	}

/*
 * Words of the list, drawn uniformly and independently, joined by the
 * separator.  With bits they are the fewest that have so many.
 * CREDMINT_PASSPHRASE_CAPITAL makes a first letter a-z upper case;
 * CREDMINT_PASSPHRASE_DIGIT puts a uniform digit behind a uniform one of the
 * words.  No two draws make one string, so all strings are equally likely.
 *
 * size must be above the longest that can be drawn, whichever is drawn:
 * words * (longest word + separator) + 2 is enough, and so is
 * CREDMINT_PASSPHRASE_SIZE.
 *
 * -EINVAL: no policy (NULL); words above CREDMINT_PASSPHRASE_WORDS_MAX, or
 * bits that would need more; both given; bits below 0, infinite or NaN; an
 * unknown flag; a list without nlist, or nlist without a list; a word that is
 * NULL or not 1 to CREDMINT_PASSPHRASE_WORD_MAX printable ASCII characters
 * other than space; a word that stands twice (with _CAPITAL: that then would);
 * a separator that is not up to CREDMINT_PASSPHRASE_SEPARATOR_MAX printable
 * ASCII characters, or has one that a word has; an empty separator where a
 * word begins another, unless _CAPITAL gives every word one upper-case letter,
 * its first; with _DIGIT a digit in a word or in the separator.
 * -EKEYREJECTED: fewer than CREDMINT_PASSWORD_MIN_BITS bits without
 * CREDMINT_PASSPHRASE_WEAK.  -ENOMEM: a list that is not in the order of
 * strcmp(3) needs nlist pointers.  Each call looks at the whole list.
 */
int credmint_passphrase_make(struct credmint_source *source,
    const struct credmint_passphrase *policy, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * log2 of the number of passphrases of a policy: the entropy of
 * credmint_passphrase_make(), and, all being equally likely, its min-entropy.
 * The errors of credmint_passphrase_make(), but a weak policy is no error.
 */
int credmint_passphrase_bits(
    const struct credmint_passphrase *policy, double *bits) CREDMINT_MUST_CHECK;

/* Room for any setting and any hash, as crypt(5) bounds them. */
#define CREDMINT_SALT_SIZE 192
#define CREDMINT_HASH_SIZE 384
/* The longest password any method takes, in bytes. */
#define CREDMINT_HASH_PASSWORD_MAX 511

/* What a hash is worth, or a method at its default cost. */
enum credmint_advice {
	CREDMINT_ADVICE_INVALID = 0,       /* no password has it */
	CREDMINT_ADVICE_GOOD = 0x474f4f44, /* no number it is by chance */
	CREDMINT_ADVICE_LEGACY = 1,        /* only to verify what there is */
	CREDMINT_ADVICE_CHEAP = 2,         /* a good method, too low a cost */
};

/* A method of hashing, written by the library. */
struct credmint_method {
	size_t size;            /* sizeof(struct credmint_method) */
	const char *name;       /* static text, as all of this */
	const char *prefix;     /* that its hashes start with */
	unsigned long cost_min; /* 0 with cost_max 0: it has no cost */
	unsigned long cost_max;
	unsigned long cost_default;  /* for which 0 stands */
	unsigned long cost_good;     /* below it is too cheap; 0: none is */
	size_t password_max;         /* bytes; a longer one is refused */
	size_t salt_bits;            /* of a fresh salt; 0: it has none */
	uint64_t memory;             /* bytes at cost_default; 0: few */
	enum credmint_advice advice; /* at cost_default */
	bool crypt;                  /* crypt(3) computes it, so logins do */
};

#define CREDMINT_METHOD_INIT                                                  \
	{                                                                     \
		sizeof(struct credmint_method), NULL, NULL, 0, 0, 0, 0, 0, 0, \
		    0, CREDMINT_ADVICE_INVALID, false                         \
	}

/*
 * The method number i of those that credmint_salt_make() makes settings for
 * with the crypt(3) of this system; 0 is the default.  out is made with
 * _INIT; after an error all of it but its size is zero.
 *
 * -ENOENT: no more.  -EINVAL: no out (NULL).  -E2BIG: see "Structs".
 */
int credmint_hash_method(
    size_t i, struct credmint_method *out) CREDMINT_MUST_CHECK;

/*
 * A setting for credmint_hash_make(): method, cost and a fresh random salt,
 * in the form of crypt(5).  method is a name of credmint_hash_method(), NULL
 * the first; cost is the method's own, 0 its default:
 *
 *	yescrypt, gost-yescrypt	1 .. 11, default 5	(16 MiB)
 *	sm3-yescrypt		the same, where crypt(3) has it
 *	scrypt			6 .. 11, default 7	(N = 2^(cost + 7))
 *	bcrypt, bcrypt-y	4 .. 31, default 12	(2^cost rounds)
 *	sha512crypt		1000 .. 999999999 rounds, default 656000
 *	sm3crypt		the same, where crypt(3) has it
 *	pbkdf2-sha256		1000 .. 4294967295 rounds, default 600000
 *	scram-sha-256		4096 .. 2147483647 rounds, default 4096
 *
 * and those that are only for systems that take no others:
 *
 *	bcrypt-a		as bcrypt, "$2a$"
 *	sha256crypt		as sha512crypt
 *	sha1crypt		4 .. 4294967295 rounds, default 262144
 *	sunmd5			4096 .. 4294963199 rounds, default 32768
 *	bsdicrypt		1 .. 16777215 rounds, odd, default 725
 *	md5crypt, nt, descrypt	0: they have no cost
 *
 * pbkdf2-sha256 is not for crypt(3) but for passlib and the like, and
 * scram-sha-256 for PostgreSQL.
 *
 * The salt is 128 bits, where the method has room for it: 96 for sha512crypt,
 * sha256crypt and sm3crypt, 48 for sunmd5 and md5crypt, 24 for bsdicrypt, 12
 * for descrypt, none for nt.  -ENOTSUP: no such method here.  -EDOM: a cost
 * out of range; nothing is clamped or drawn.  -EIO: crypt(3) made a shorter
 * salt or another cost.  -ENOMEM.  size: CREDMINT_SALT_SIZE is always enough.
 */
int credmint_salt_make(struct credmint_source *source, const char *method,
    unsigned long cost, char *out, size_t size) CREDMINT_MUST_CHECK;

/*
 * The salted hash of n bytes at pw under a setting, which is one from
 * credmint_salt_make() or a complete hash.  Any method that crypt(3) knows is
 * computed, and pbkdf2-sha256 and scram-sha-256, of 1 round or more.
 *
 * -EMSGSIZE: a password longer than the method reads (72 bytes bcrypt, 8
 * descrypt, 128 bigcrypt, 511 any), never cut.  -EILSEQ: a NUL byte in it, or,
 * for scram-sha-256, anything but printable ASCII, of which SASLprep would
 * make something else.  -EINVAL: no setting (NULL), one that crypt(3) refuses,
 * or one whose salt is empty, but for nt, which has none; one of pbkdf2-sha256
 * that is not as passlib writes it, or of scram-sha-256 not as PostgreSQL
 * does.  -ENOMEM.  size: CREDMINT_HASH_SIZE is always enough.  yescrypt needs
 * 16 MiB while it runs.
 */
int credmint_hash_make(const char *setting, const void *pw, size_t n, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * Whether n bytes at pw are the password of a hash.  0 yes; -EKEYREJECTED
 * no; a hash that can never match (NULL, "", "!", "*", "!$6$...", a setting
 * alone) is -EINVAL, and the other errors are those of credmint_hash_make().
 * Compared in constant time.
 */
int credmint_hash_verify(
    const char *hash, const void *pw, size_t n) CREDMINT_MUST_CHECK;

/*
 * The method and cost of a hash or a setting, by its text alone: nothing is
 * computed, and it may be one that no password has.  method is made with _INIT
 * and is one of credmint_hash_method()'s, or "bcrypt-x" or "bigcrypt", for
 * which no settings are made.  *cost is on the method's scale, rounded down:
 * yescrypt and scrypt are measured by their memory, 2^(cost + 19) bytes, 0 for
 * less than the lowest cost.
 *
 * -EINVAL: no hash (NULL) or one that is too long, no method or cost (NULL).
 * -ENOTSUP: the method is not known.  -EDOM: its cost cannot be read, or
 * crypt(3) would refuse it.  -E2BIG: see "Structs".
 */
int credmint_hash_parse(const char *hash, struct credmint_method *method,
    unsigned long *cost) CREDMINT_MUST_CHECK;

/*
 * What a hash is worth.  CREDMINT_ADVICE_INVALID: it can never match, so NULL,
 * "", "!", "*", "!$6$...", a setting alone, a damaged hash, an unknown method:
 * crypt_rn(3) computed nothing from it, or something of another form.
 * _LEGACY: what crypt_checksalt(3) calls so, and bcrypt-a, bcrypt-x, bigcrypt.
 * _CHEAP: a cost below the method's cost_good.  _GOOD: all others.
 *
 * This is advice for the next change of a password: to refuse a login for it
 * locks out those who have an old hash.  The hash is computed once, at the
 * lowest cost of its method where that is possible.  -ENOMEM: there was too
 * little memory to know.  -EINVAL: no advice (NULL).
 */
int credmint_hash_advise(
    const char *hash, enum credmint_advice *advice) CREDMINT_MUST_CHECK;

/* The digests that HMAC is made with. */
enum credmint_digest {
	CREDMINT_SHA1 = 1,
	CREDMINT_SHA256,
	CREDMINT_SHA512,
};

/*
 * A key of n bytes from npw bytes of password and nsalt bytes of salt, by
 * PBKDF2 (RFC 8018) with HMAC; rounds are its iterations.  Its cost is time
 * only: each digest's length of key costs all the rounds once more.
 *
 * -EINVAL: no such digest, rounds 0, no out (NULL), n 0, or n above 2^32 - 1
 * times the digest's length, in which case out is not emptied, either.
 */
int credmint_pbkdf2(enum credmint_digest digest, const void *pw, size_t npw,
    const void *salt, size_t nsalt, uint32_t rounds, void *out,
    size_t n) CREDMINT_MUST_CHECK;

/* Types of one-time codes: by time (RFC 6238), by a counter (RFC 4226). */
#define CREDMINT_TOTP 0u
#define CREDMINT_HOTP 1u

/* Limits of one-time codes, in bytes: a code and its NUL, a key, a name. */
#define CREDMINT_OTP_SIZE 9
#define CREDMINT_OTP_KEY_MAX 1024
#define CREDMINT_OTP_LABEL_MAX 255
/* Room for any URI of credmint_otp_uri(). */
#define CREDMINT_OTP_URI_SIZE 4096

/*
 * What an authenticator and its verifier agree on.  type and counter are for
 * credmint_otp_uri(); each other call computes what its name says.
 */
struct credmint_otp {
	size_t size;                 /* sizeof(struct credmint_otp) */
	unsigned int type;           /* CREDMINT_TOTP or CREDMINT_HOTP */
	enum credmint_digest digest; /* 0: CREDMINT_SHA1 */
	unsigned int digits;         /* of a code: 6 to 8; 0: 6 */
	uint32_t step;               /* of TOTP, in seconds; 0: 30 */
	uint64_t counter;            /* of HOTP: where an app starts */
	const void *key;             /* shared with the authenticator */
	size_t nkey;                 /* 1 to CREDMINT_OTP_KEY_MAX bytes */
};

#define CREDMINT_OTP_INIT                                     \
	{                                                     \
		sizeof(struct credmint_otp), CREDMINT_TOTP,   \
		    (enum credmint_digest)0, 0, 0, 0, NULL, 0 \
	}

/*
 * The code of a counter, all its digits and a NUL.  -EINVAL: no otp (NULL), or
 * one with another type, digest or number of digits, without a key, or with
 * one too long.  size: CREDMINT_OTP_SIZE is always enough.
 */
int credmint_hotp(const struct credmint_otp *otp, uint64_t counter, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * The code of a time, in seconds since 1970; a negative one is -EINVAL, too.
 */
int credmint_totp(const struct credmint_otp *otp, int64_t now, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * Whether code is that of a counter from first to first + ahead.  0 yes, and
 * *used is the counter, the lowest if several have that code; -EKEYREJECTED
 * no, also of a text that is not as many ASCII digits as a code has.  Store
 * *used + 1 as the next first, and durably, before you let anybody in: only
 * that keeps the code from being good again.  The last counter, 2^64 - 1, is
 * never a yes, so the next first never is 0.
 *
 * All candidates are computed and compared; the time taken depends on how
 * many they are and on the length of code, not on a digit.
 *
 * -EINVAL: as credmint_hotp(); no code or used (NULL); ahead above 1000.
 */
int credmint_hotp_verify(const struct credmint_otp *otp, const char *code,
    uint64_t first, unsigned int ahead, uint64_t *used) CREDMINT_MUST_CHECK;

/*
 * The same for the steps from window before to window after that of now, of
 * which only those above last are a yes: store *used as the next last.  last 0:
 * none was used yet.  *used is the highest step if several have that code.
 *
 * -EINVAL: as credmint_totp(); no code or used (NULL); window above 100.
 */
int credmint_totp_verify(const struct credmint_otp *otp, const char *code,
    int64_t now, unsigned int window, uint64_t last,
    uint64_t *used) CREDMINT_MUST_CHECK;

/*
 * The otpauth:// URI that an authenticator app reads, usually as a QR code:
 * the key in it is not encrypted.  issuer is the organisation, or NULL;
 * account is the user's name there; both are UTF-8, of 1 to
 * CREDMINT_OTP_LABEL_MAX bytes.
 *
 * -EINVAL: as credmint_hotp(); no account (NULL); a name of another length,
 * with a ':' or a control character, or that is not UTF-8.
 */
int credmint_otp_uri(const struct credmint_otp *otp, const char *issuer,
    const char *account, char *out, size_t size) CREDMINT_MUST_CHECK;

/* Limits of signed tokens, in bytes of payload and of a key, and in keys. */
#define CREDMINT_SIGNED_PAYLOAD_MAX 4096
#define CREDMINT_SIGNED_KEY_MIN 16
#define CREDMINT_SIGNED_KEY_MAX 1024
#define CREDMINT_SIGNED_KEYS_MAX 16

/* Size of the token for n bytes of payload, with the final NUL. */
#define CREDMINT_SIGNED_SIZE(n) ((((size_t)(n) + 8) * 4 + 2) / 3 + 49)

/*
 * A key that signs and verifies tokens.  Make it of random bytes, for this use
 * alone, as credmint_random_bytes() gives them: 32 are enough.
 */
struct credmint_signkey {
	size_t size;     /* sizeof(struct credmint_signkey) */
	const void *key; /* nkey bytes */
	size_t nkey;     /* CREDMINT_SIGNED_KEY_MIN .. _KEY_MAX */
	int64_t life;    /* seconds that a token lives at most; 0: any */
};

#define CREDMINT_SIGNKEY_INIT                               \
	{                                                   \
		sizeof(struct credmint_signkey), NULL, 0, 0 \
	}

/*
 * A token that carries n bytes of payload until expiry, in seconds since the
 * epoch: "cm1.", expiry and payload in base64url, ".", and their HMAC-SHA-256
 * (RFC 2104) in base64url.  Nobody without the key can change it, but anyone
 * can read it: put no secret into it.  It cannot be taken back before expiry.
 *
 * -EINVAL: no key (NULL), one of another length or with a life below 0, a
 * payload longer than CREDMINT_SIGNED_PAYLOAD_MAX, or an expiry that is not
 * above 0.  -E2BIG: see "Structs".  size: CREDMINT_SIGNED_SIZE(n) is enough.
 */
int credmint_signed_make(const struct credmint_signkey *key,
    const void *payload, size_t n, int64_t expiry, char *out,
    size_t size) CREDMINT_MUST_CHECK;

/*
 * Whether a token was signed by one of nkeys keys and is still good at now, in
 * seconds since the epoch: the payload and its length are written to payload
 * and *n then.  *n is the room at payload before; both may be 0 and NULL.
 * Each of the keys is tried, always all of them: to change a key put the new
 * one first, which signs, and leave the old one until its tokens are over.
 *
 * -EKEYREJECTED: it is not.  There is one answer for a token that was changed,
 * one signed by another key, one that is over (now is not below its expiry),
 * and one from the future (its end is more than the life of its key away).
 * -ERANGE: it is, but there is too little room for its payload.  -EINVAL: no
 * token, no key, over CREDMINT_SIGNED_KEYS_MAX of them, one that cannot sign,
 * keys of different struct sizes, or a now below 0.  -ENOMEM.  The time taken
 * depends on the lengths of token and keys; no byte of a key or of the right
 * signature can be learned from it.  Where *n is a length that no array has,
 * it stays as it is: see "Lengths".
 */
int credmint_signed_verify(const struct credmint_signkey *keys, size_t nkeys,
    const char *token, int64_t now, void *payload,
    size_t *n) CREDMINT_MUST_CHECK;

#if defined(__GNUC__) || defined(__clang__)
#	pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif /* CREDMINT_H */
