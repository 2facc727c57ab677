/*
 * distribution - draws by the laws of probability
 *
 * Each method is a textbook's:
 *
 *	normal	    G. E. P. Box, M. E. Muller: A note on the generation of
 *		    random normal deviates. Ann. Math. Statist. 29 (1958)
 *	gamma	    G. Marsaglia, W. W. Tsang: A simple method for generating
 *		    gamma variables. ACM Trans. Math. Softw. 26 (2000)
 *	beta	    the ratio of gammas. L. Devroye: Non-uniform random variate
 *		    generation (1986), IX.4
 *	von Mises   D. J. Best, N. I. Fisher: Efficient simulation of the von
 *		    Mises distribution. Appl. Statist. 28 (1979)
 *	binomial    J. H. Ahrens, U. Dieter: Computer methods for sampling from
 *		    gamma, beta, Poisson and binomial distributions. Computing
 *		    12 (1974); what is left is counted as in BINV of
 *		    V. Kachitvichyanukul, B. W. Schmeiser: Binomial random
 *		    variate generation. Comm. ACM 31 (1988)
 *	the others  the distribution function, inverted
 *
 * 1. No logarithm of 0 and no division by 0: draw_open() never gives 0 or 1.
 * 2. A generator that is stuck MUST NOT keep a call for ever: drafts are judged
 *    by draw_chance(), which is nearly 0, a yes, for bytes all 0 and all 1.
 * 3. Nothing is kept from one call to the next, no second normal either.
 */

#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "credmint.h"

#include "secrets/draw.h"

/* Where series are shorter than what rounding would leave of a difference. */
#define NEAR_0 0x1p-5
#define PI 3.141592653589793
#define TWO_PI 6.283185307179586

/* A uniform odd multiple of 2^-53 between 0 and 1. */
static int
draw_open(struct credmint_source *source, double *out)
{
	uint64_t bits;
	int error;

	error = draw_below(source, UINT64_C(1) << 52, &bits);
	*out = (double)(2 * bits + 1) * 0x1p-53;
	return error;
}

/* The same, folded: both ends of draw_open() lie near 0. */
static int
draw_chance(struct credmint_source *source, double *out)
{
	double x;
	int error;

	error = draw_open(source, &x);
	*out = x < 0.5 ? 2 * x : 2 - 2 * x;
	return error;
}

/* Of mean 0 and deviation 1. The second one of the pair is not made. */
static int
draw_normal(struct credmint_source *source, double *out)
{
	double radius, turn;
	int error;

	*out = 0;
	error = draw_open(source, &radius);
	if (error == 0)
		error = draw_open(source, &turn);
	if (error == 0)
		*out = sqrt(-2 * log(radius)) * cos(TWO_PI * turn);
	return error;
}

/* factor * e^exponent, which itself may be too small for a double. */
struct gamma {
	double factor;
	double exponent; /* 0 unless the shape is below 1 */
};

/* log(1 + t) less the terms t - t^2 / 2 + t^3 / 3 of its series. */
static double
log1p_rest(double t)
{
	double sum = 0;

	if (fabs(t) > NEAR_0)
		return log1p(t) - t * (1 - t * (0.5 - t / 3));
	for (int k = 13; k >= 4; k--)
		sum = 1.0 / k - t * sum;
	return -t * t * t * t * sum;
}

/* d (1 + t)^3; near 0 as what is added to d, which 1 + t would round away. */
static double
cubed(double d, double t)
{
	if (fabs(t) > NEAR_0)
		return d * (1 + t) * (1 + t) * (1 + t);
	return d + d * t * (3 + t * (3 + t));
}

/*
 * Of scale 1. A normal draft x becomes d v with v = (1 + t)^3 and t = c x. The
 * logarithm of the chance to keep it is x^2 / 2 + d - d v + d log v. All terms
 * of that up to t^3 cancel, since 9 c^2 d is 1: what is left, of the logarithm
 * alone, stays as exact as it is however large d is. (3 d may be too large.)
 */
static int
draw_gamma(struct credmint_source *source, double shape, struct gamma *out)
{
	double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
	double c = 1 / (3 * sqrt(d)), x = 0, t = 0, u = 1;
	int error;

	do {
		error = draw_normal(source, &x);
		if (error == 0)
			error = draw_chance(source, &u);
		t = c * x;
	} while (error == 0 && !(t > -1 && log(u) <= d * (3 * log1p_rest(t))));
	*out = (struct gamma){cubed(d, t), 0};
	if (error == 0 && shape < 1) {
		error = draw_open(source, &u);
		out->exponent = log(u) / shape;
	}
	return error;
}

static int
draw_beta(
    struct credmint_source *source, double alpha, double beta, double *out)
{
	struct gamma a, b;
	int error;

	*out = 0;
	/* Where all but 0 and 1 has gone, their ratio alone counts. */
	if (alpha < 1e-300 && beta < 1e-300) {
		alpha *= 0x1p100;
		beta *= 0x1p100;
	}
	error = draw_gamma(source, alpha, &a);
	if (error == 0)
		error = draw_gamma(source, beta, &b);
	if (error == 0)
		*out = 1 /
		    (1 + b.factor / a.factor * exp(b.exponent - a.exponent));
	return error;
}

/*
 * An angle around 0. The tangent of half of it is a Cauchy variate, made
 * narrow: that is Best and Fisher's draft, in a form that holds for any kappa.
 * above is their r without 1.
 */
static int
draw_vonmises(struct credmint_source *source, double kappa, double *out)
{
	double s = 0.5 / kappa, above = s + s * s / (1 + hypot(1, s));
	double narrow = sqrt(above / (2 + above)), x = 0, u = 1, c = 1;
	int error;

	do {
		error = draw_open(source, &x);
		if (error == 0)
			error = draw_chance(source, &u);
		x = 2 * atan(narrow * tan(PI * x));
		c = kappa * (above + 2 * sin(x / 2) * sin(x / 2));
	} while (error == 0 && log(u) > log(c) + 1 - c);
	*out = x;
	return error;
}

/*
 * How often it happens in n times, where u is the part of all outcomes that
 * are below: p is at most 1/2, n p below 10. What is left of u when a count
 * has become this unlikely is rounding.
 */
static uint64_t
count_up(uint64_t n, double p, double u)
{
	double odds = p / (1 - p), chance = exp((double)n * log1p(-p));
	uint64_t x = 0;

	while (u > chance && chance > 0x1p-60 && x < n) {
		u -= chance;
		chance *= odds * (double)(n - x) / (double)(x + 1);
		x++;
	}
	return x;
}

/*
 * n uniform numbers, of which those up to p are counted. The middle one of
 * them is drawn, and one half is settled by it: 64 times at most.
 */
static int
draw_binomial(
    struct credmint_source *source, uint64_t n, double p, uint64_t *out)
{
	uint64_t counted = 0;
	double y;
	int error;

	while ((double)n * fmin(p, 1 - p) >= 10) {
		uint64_t middle = n / 2 + 1;

		error = draw_beta(
		    source, (double)middle, (double)(n - middle + 1), &y);
		if (error != 0)
			return error;
		if (y <= p) {
			counted += middle;
			n -= middle;
			p = (p - y) / (1 - y);
		} else {
			n = middle - 1;
			p = p / y;
		}
	}
	error = draw_open(source, &y);
	if (error == 0)
		*out = counted +
		    (p > 0.5 ? n - count_up(n, 1 - p, y) : count_up(n, p, y));
	return error;
}

/* The beginning of each call: whether there is an output, 0 from here on. */
static bool
emptied(double *out)
{
	if (out != NULL)
		*out = 0;
	return out != NULL;
}

/* Its end. */
static int
give(int error, double x, double *out)
{
	if (error == 0 && !isfinite(x))
		error = -EOVERFLOW;
	*out = error == 0 ? x : 0;
	return error;
}

int
credmint_random_triangular(struct credmint_source *source, double low,
    double high, double mode, double *out)
{
	double width = high - low, part, u;
	int error;

	if (!emptied(out) || !isfinite(low) || !isfinite(high) ||
	    !isfinite(width) ||
	    !(mode >= fmin(low, high) && mode <= fmax(low, high)))
		return -EINVAL;
	error = draw_open(source, &u);
	part = width != 0 ? (mode - low) / width : 0;
	/* Both roots are 1 - 2^-53 at most: rounding leads past no end. */
	if (u <= part)
		return give(error, low + width * sqrt(u * part), out);
	return give(error, high - width * sqrt((1 - u) * (1 - part)), out);
}

int
credmint_random_normal(
    struct credmint_source *source, double mu, double sigma, double *out)
{
	double x, y;
	int error;

	if (!emptied(out) || !isfinite(mu) || !isfinite(sigma))
		return -EINVAL;
	error = draw_normal(source, &x);
	y = mu + sigma * x;
	/* Where the product alone is too large, mu may bring it back. */
	if (!isfinite(y))
		y = 16 * (mu / 16 + sigma / 16 * x);
	return give(error, y, out);
}

int
credmint_random_lognormal(
    struct credmint_source *source, double mu, double sigma, double *out)
{
	double x;
	int error;

	if (!emptied(out) || !isfinite(mu) || !isfinite(sigma))
		return -EINVAL;
	error = draw_normal(source, &x);
	return give(error, exp(mu + sigma * x), out);
}

int
credmint_random_exponential(
    struct credmint_source *source, double lambda, double *out)
{
	double u;
	int error;

	if (!emptied(out) || !isfinite(lambda) || lambda == 0)
		return -EINVAL;
	error = draw_open(source, &u);
	return give(error, -log(u) / lambda, out);
}

/* Whether both are above 0, and finite. */
static bool
are_positive(double a, double b)
{
	return isfinite(a) && isfinite(b) && a > 0 && b > 0;
}

int
credmint_random_gamma(
    struct credmint_source *source, double alpha, double beta, double *out)
{
	struct gamma g;
	double x;
	int error;

	if (!emptied(out) || !are_positive(alpha, beta))
		return -EINVAL;
	error = draw_gamma(source, alpha, &g);
	/* A large scale may bring back what is too small without it. */
	x = g.exponent == 0 ? g.factor * beta
			    : g.factor * exp(g.exponent + log(beta));
	return give(error, x, out);
}

int
credmint_random_beta(
    struct credmint_source *source, double alpha, double beta, double *out)
{
	if (!emptied(out) || !are_positive(alpha, beta))
		return -EINVAL;
	return draw_beta(source, alpha, beta, out);
}

int
credmint_random_pareto(
    struct credmint_source *source, double alpha, double *out)
{
	double u;
	int error;

	if (!emptied(out) || !isfinite(alpha) || alpha == 0)
		return -EINVAL;
	error = draw_open(source, &u);
	return give(error, exp(-log(u) / alpha), out);
}

/* scale draft^(1 / shape), whatever the power alone would be. */
static double
weibull(double scale, double shape, double draft)
{
	double power = pow(draft, 1 / shape);

	if (scale == 0)
		return 0;
	if (isnormal(power))
		return scale * power;
	/* The scale may bring back what is too small or large without it. */
	return copysign(exp(log(fabs(scale)) + log(draft) / shape), scale);
}

int
credmint_random_weibull(
    struct credmint_source *source, double scale, double shape, double *out)
{
	double u;
	int error;

	if (!emptied(out) || !isfinite(scale) || !isfinite(shape) || shape == 0)
		return -EINVAL;
	error = draw_open(source, &u);
	return give(error, weibull(scale, shape, -log(u)), out);
}

int
credmint_random_vonmises(
    struct credmint_source *source, double mu, double kappa, double *out)
{
	double x;
	int error;

	if (!emptied(out) || !isfinite(mu) || !isfinite(kappa) || kappa < 0)
		return -EINVAL;
	/* So flat that nobody can tell it from uniform. */
	if (kappa <= 1e-6) {
		error = draw_open(source, &x);
		x *= TWO_PI;
	} else {
		error = draw_vonmises(source, kappa, &x);
		x = fmod(fmod(mu, TWO_PI) + x, TWO_PI);
		if (x < 0)
			x += TWO_PI;
	}
	/* What was just below 0 may have been rounded to the end. */
	return give(error, x < TWO_PI ? x : 0, out);
}

int
credmint_random_binomial(
    struct credmint_source *source, uint64_t n, double p, uint64_t *out)
{
	if (out == NULL)
		return -EINVAL;
	*out = 0;
	if (!(p >= 0 && p <= 1))
		return -EINVAL;
	if (p == 0 || p == 1) {
		*out = p == 0 ? 0 : n;
		return 0;
	}
	return draw_binomial(source, n, p, out);
}
