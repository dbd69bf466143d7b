#include <strandline/numerics/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::numerics {
namespace {

constexpr int most_terms = 100'000;

/// x^a exp(-x) / gamma(a).
double leading_factor(double a, double x) { return std::exp(a * std::log(x) - x - std::lgamma(a)); }

double lower_by_series(double a, double x) {
    double term = 1 / a, sum = term;
    for (int k = 1; k < most_terms && term > sum * 1e-17; ++k) sum += term *= x / (a + k);
    return sum * leading_factor(a, x);
}

/// Lentz's way through the continued fraction.
double upper_by_fraction(double a, double x) {
    constexpr double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;
    for (int k = 1; k < most_terms; ++k) {
        const double numerator = -k * (k - a);
        b += 2;
        d = numerator * d + b;
        if (std::abs(d) < tiny) d = tiny;
        c = b + numerator / c;
        if (std::abs(c) < tiny) c = tiny;
        d = 1 / d;
        value *= d * c;
        if (std::abs(d * c - 1) < 1e-16) break;
    }
    return value * leading_factor(a, x);
}

}  // namespace

double chi_squared_probability(double value, double degrees) {
    if (!(value > 0)) return 0;
    const double a = degrees / 2, x = value / 2;
    return x < a + 1 ? std::min(1.0, lower_by_series(a, x)) : 1 - upper_by_fraction(a, x);
}

double chi_squared_tail(double value, double degrees) {
    if (!(value > 0)) return 1;
    const double a = degrees / 2, x = value / 2;
    return x < a + 1 ? 1 - std::min(1.0, lower_by_series(a, x)) : upper_by_fraction(a, x);
}

double chi_squared_quantile(double probability, double degrees) {
    double low = 0, high = degrees + 10;
    while (chi_squared_probability(high, degrees) < probability) high *= 2;
    const bool upper_half = probability > 0.5;
    for (int k = 0; k < 200 && high - low > 4e-16 * high; ++k) {
        const double middle = 0.5 * (low + high);
        const bool below = upper_half ? chi_squared_tail(middle, degrees) > 1 - probability
                                      : chi_squared_probability(middle, degrees) < probability;
        (below ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace strandline::numerics
