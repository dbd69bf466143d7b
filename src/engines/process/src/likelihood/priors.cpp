#include <strandline/process/likelihood.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace strandline::process {
namespace {

using formats::PetabParameter;
using formats::PetabPrior;
using formats::PetabScale;
using Kind = PetabPrior::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// P(a, x), the regularised lower incomplete gamma function: its series below a + 1, the continued fraction
/// of Q above. Abramowitz and Stegun, 6.5.29 and 6.5.31.
double lower_gamma(double a, double x) {
    if (x <= 0) return 0;
    if (std::isinf(x)) return 1;
    const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (double n = a + 1; std::abs(term) > epsilon * std::abs(sum) / 4; ++n) sum += term *= x / n;
        return front * sum;
    }
    constexpr double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, fraction = d;
    for (int i = 1; i < 10'000; ++i) {
        const double an = -i * (i - a);
        b += 2;
        d = an * d + b;
        d = 1 / (std::abs(d) < tiny ? tiny : d);
        c = b + an / c;
        if (std::abs(c) < tiny) c = tiny;
        fraction *= d * c;
        if (std::abs(d * c - 1) < epsilon) break;
    }
    return 1 - front * fraction;
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }
double laplace_cdf(double z) { return z < 0 ? 0.5 * std::exp(z) : 1 - 0.5 * std::exp(-z); }

/// The distribution function; supports that begin at 0 have 0 below it.
double cdf(Kind kind, const std::vector<double>& of, double x) {
    const bool positive = kind == Kind::chi_squared || kind == Kind::exponential || kind == Kind::gamma ||
                          kind == Kind::log_laplace || kind == Kind::log_normal ||
                          kind == Kind::log_uniform || kind == Kind::rayleigh;
    if (positive && x <= 0) return 0;
    switch (kind) {
    case Kind::cauchy:
        return 0.5 + std::atan((x - of[0]) / of[1]) / std::numbers::pi;
    case Kind::chi_squared:
        return lower_gamma(of[0] / 2, x / 2);
    case Kind::exponential:
        return -std::expm1(-x / of[0]);
    case Kind::gamma:
        return lower_gamma(of[0], x / of[1]);
    case Kind::parameter_scale_laplace:
    case Kind::laplace:
        return laplace_cdf((x - of[0]) / of[1]);
    case Kind::log_laplace:
        return laplace_cdf((std::log(x) - of[0]) / of[1]);
    case Kind::log_normal:
        return normal_cdf((std::log(x) - of[0]) / of[1]);
    case Kind::log_uniform:
        return x <= of[0] ? 0 : x >= of[1] ? 1 : std::log(x / of[0]) / std::log(of[1] / of[0]);
    case Kind::parameter_scale_normal:
    case Kind::normal:
        return normal_cdf((x - of[0]) / of[1]);
    case Kind::rayleigh:
        return -std::expm1(-x * x / (2 * of[0] * of[0]));
    case Kind::parameter_scale_uniform:
    case Kind::uniform:
        return x <= of[0] ? 0 : x >= of[1] ? 1 : (x - of[0]) / (of[1] - of[0]);
    case Kind::none:
        break;
    }
    return 0;
}

struct Density {
    double log = -infinity, slope = 0;  // d log / d x
};

Density normal_density(double x, double mean, double deviation) {
    const double z = (x - mean) / deviation;
    return {-0.5 * z * z - std::log(deviation) - 0.5 * std::log(2 * std::numbers::pi), -z / deviation};
}

Density laplace_density(double x, double location, double scale) {
    const double z = x - location;
    return {-std::abs(z) / scale - std::log(2 * scale), (z > 0 ? -1 : z < 0 ? 1 : 0) / scale};
}

/// Of exp(a variable with density `inner` at ln x).
Density exponentiated(Density inner, double x) { return {inner.log - std::log(x), (inner.slope - 1) / x}; }

Density positive_density(Kind kind, const std::vector<double>& of, double x) {
    switch (kind) {
    case Kind::chi_squared: {
        const double half = of[0] / 2;
        return {(half - 1) * std::log(x) - x / 2 - half * std::numbers::ln2 - std::lgamma(half),
                (half - 1) / x - 0.5};
    }
    case Kind::exponential:
        return {-x / of[0] - std::log(of[0]), -1 / of[0]};
    case Kind::gamma:
        return {(of[0] - 1) * std::log(x) - x / of[1] - std::lgamma(of[0]) - of[0] * std::log(of[1]),
                (of[0] - 1) / x - 1 / of[1]};
    case Kind::log_laplace:
        return exponentiated(laplace_density(std::log(x), of[0], of[1]), x);
    case Kind::log_normal:
        return exponentiated(normal_density(std::log(x), of[0], of[1]), x);
    case Kind::log_uniform:
        if (x < of[0] || x > of[1]) return {};
        return {-std::log(x) - std::log(std::log(of[1] / of[0])), -1 / x};
    case Kind::rayleigh:
        return {std::log(x) - 2 * std::log(of[0]) - x * x / (2 * of[0] * of[0]), 1 / x - x / (of[0] * of[0])};
    default:
        return {};
    }
}

Density density(Kind kind, const std::vector<double>& of, double x) {
    switch (kind) {
    case Kind::cauchy: {
        const double z = (x - of[0]) / of[1];
        return {-std::log(std::numbers::pi * of[1]) - std::log1p(z * z), -2 * z / (of[1] * (1 + z * z))};
    }
    case Kind::parameter_scale_laplace:
    case Kind::laplace:
        return laplace_density(x, of[0], of[1]);
    case Kind::parameter_scale_normal:
    case Kind::normal:
        return normal_density(x, of[0], of[1]);
    case Kind::parameter_scale_uniform:
    case Kind::uniform:
        if (x < of[0] || x > of[1]) return {};
        return {-std::log(of[1] - of[0]), 0};
    default:
        return x > 0 ? positive_density(kind, of, x) : Density{};
    }
}

bool on_scale(Kind kind) {
    return kind == Kind::parameter_scale_normal || kind == Kind::parameter_scale_laplace ||
           kind == Kind::parameter_scale_uniform;
}

Density density_of(const PetabParameter& parameter, double value) {
    const PetabPrior& prior = parameter.prior;
    const double x = on_scale(prior.kind) ? to_scale(parameter.scale, value) : value;
    Density made = density(prior.kind, prior.parameters, x);
    if (!prior.truncated) return made;
    if (value < parameter.lower || value > parameter.upper) return {};
    made.log -= std::log(cdf(prior.kind, prior.parameters, parameter.upper) -
                         cdf(prior.kind, prior.parameters, parameter.lower));
    return made;
}

}  // namespace

double to_scale(PetabScale scale, double value) {
    if (scale == PetabScale::log) return std::log(value);
    if (scale == PetabScale::log10) return std::log10(value);
    return value;
}

double from_scale(PetabScale scale, double value) {
    if (scale == PetabScale::log) return std::exp(value);
    if (scale == PetabScale::log10) return std::pow(10, value);
    return value;
}

double scale_slope(PetabScale scale, double value) {
    if (scale == PetabScale::log) return value;
    if (scale == PetabScale::log10) return value * std::numbers::ln10;
    return 1;
}

double log_prior(const PetabParameter& parameter, double value) {
    if (parameter.prior.kind == Kind::none) return 0;
    return density_of(parameter, value).log;
}

double log_prior_derivative(const PetabParameter& parameter, double value) {
    if (parameter.prior.kind == Kind::none) return 0;
    const double slope = density_of(parameter, value).slope;
    return on_scale(parameter.prior.kind) ? slope : slope * scale_slope(parameter.scale, value);
}

}  // namespace strandline::process
