/*
 * otp_vectors - the examples of RFC 4226 and RFC 6238
 */

#ifndef TESTS_SECRETS_OTP_VECTORS_H
#define TESTS_SECRETS_OTP_VECTORS_H

#include <stddef.h>
#include <stdint.h>

/* Their keys are its beginnings. */
#define OTP_VECTORS_SEED \
	"1234567890123456789012345678901234567890123456789012345678901234"

/* RFC 4226, appendix D: counters 0 to 9, 20 bytes, SHA-1, 6 digits. */
static const char *const otp_counted[] = {"755224", "287082", "359152",
    "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
#define OTP_COUNTED (sizeof(otp_counted) / sizeof(*otp_counted))

/* RFC 6238, appendix B: steps of 30 s, 8 digits; SHA-1, SHA-256, SHA-512. */
static const struct {
	int64_t now;
	const char *code[3];
} otp_timed[] = {
    {59, {"94287082", "46119246", "90693936"}},
    {1111111109, {"07081804", "68084774", "25091201"}},
    {1111111111, {"14050471", "67062674", "99943326"}},
    {1234567890, {"89005924", "91819424", "93441116"}},
    {2000000000, {"69279037", "90698825", "38618901"}},
    {20000000000, {"65353130", "77737706", "47863826"}},
};
#define OTP_TIMED (sizeof(otp_timed) / sizeof(*otp_timed))
/* ... and the bytes of their keys. */
static const size_t otp_timed_key[] = {20, 32, 64};

#endif
