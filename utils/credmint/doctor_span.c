/* doctor_span - times as a person reads them */

#include "doctor_span.h"

#include <stdio.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

const char *
doctor_span(int64_t seconds, char out[DOCTOR_SPAN_SIZE])
{
	long long s = seconds;

	if (s >= DAY)
		(void)snprintf(out, DOCTOR_SPAN_SIZE, "%lldd %lldh", s / DAY,
		    s % DAY / HOUR);
	else if (s >= HOUR)
		(void)snprintf(out, DOCTOR_SPAN_SIZE, "%lldh %lldm", s / HOUR,
		    s % HOUR / MINUTE);
	else if (s >= MINUTE)
		(void)snprintf(out, DOCTOR_SPAN_SIZE, "%lldm", s / MINUTE);
	else
		(void)snprintf(out, DOCTOR_SPAN_SIZE, "%llds", s);
	return out;
}
