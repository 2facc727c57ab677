/*
 * significance - p-values
 *
 * The incomplete gamma function is summed by its power series (DLMF 8.7.1)
 * where that is short, below a + 1, and is the continued fraction of DLMF
 * 8.9.2 above, evaluated from the front by Lentz's method as amended by
 * Thompson and Barnett (J. Comput. Phys. 64, 1986, 490-509).
 */

#include "significance.h"

#include <float.h>
#include <math.h>

/*
 * Terms until a sum stands still grow with the root of a: 2,000 where a is
 * 65536.
 */
#define TERMS 100000

/* x^a e^-x / Gamma(a), by logarithms: the parts overflow. */
static double
front(double a, double x)
{
	return exp(a * log(x) - x - lgamma(a));
}

static double
lower_series(double a, double x)
{
	double term = 1 / a, sum = term;

	for (int n = 1; n < TERMS && term > sum * DBL_EPSILON / 8; n++) {
		term *= x / (a + n);
		sum += term;
	}
	return front(a, x) * sum;
}

static double
upper_fraction(double a, double x)
{
	const double tiny = DBL_MIN / DBL_EPSILON;
	double b = x + 1 - a, c = 1 / tiny, d = 1 / b, product = d;

	for (int n = 1; n < TERMS; n++) {
		double an = -n * (n - a);

		b += 2;
		d = b + an * d;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = b + an / c;
		c = fabs(c) < tiny ? tiny : c;
		product *= c * d;
		if (fabs(c * d - 1) < DBL_EPSILON)
			break;
	}
	return front(a, x) * product;
}

double
significance_gamma(double a, double x)
{
	double q;

	if (x <= 0)
		return 1;
	q = x < a + 1 ? 1 - lower_series(a, x) : upper_fraction(a, x);
	return q < 0 ? 0 : q > 1 ? 1 : q;
}

double
significance_chi_square(double freedom, double chi_square)
{
	return significance_gamma(freedom / 2, chi_square / 2);
}

double
significance_normal(double deviations)
{
	return erfc(fabs(deviations) * M_SQRT1_2);
}
