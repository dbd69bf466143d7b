#include "stochastic/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace strandline::process {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
/// Draws outside of the bounds after which they are taken to have no probability.
constexpr int most_tries = 1'000'000;

struct Bounds {
    double least = -infinity, most = infinity;
    bool any() const { return least > -infinity || most < infinity; }
    bool hold(double x) const { return x >= least && x <= most; }
};

double standard_exponential(RandomStream& random) { return -std::log(random.above_zero()); }

/// Marsaglia's polar method, SIAM Review 6:260 (1964).
double standard_normal(RandomStream& random) {
    for (;;) {
        const double x = 2 * random.uniform() - 1, y = 2 * random.uniform() - 1, square = x * x + y * y;
        if (square > 0 && square < 1) return x * std::sqrt(-2 * std::log(square) / square);
    }
}

/// Beyond `least` > 0: Robert, Statistics and Computing 5:121 (1995).
double normal_tail(double least, double most, RandomStream& random) {
    const double rate = (least + std::sqrt(least * least + 4)) / 2;
    for (;;) {
        const double x = least + standard_exponential(random) / rate;
        if (x <= most && random.uniform() <= std::exp(-(x - rate) * (x - rate) / 2)) return x;
    }
}

/// From the even distribution over bounds that are near to each other.
double normal_piece(double least, double most, RandomStream& random) {
    const double nearest = least > 0 ? least : most < 0 ? most : 0;
    for (;;) {
        const double x = least + (most - least) * random.uniform();
        if (random.uniform() <= std::exp((nearest * nearest - x * x) / 2)) return x;
    }
}

double bounded_normal(double least, double most, RandomStream& random) {
    if (!(least <= most)) return none;
    if (most < 0) return -bounded_normal(-most, -least, random);
    if (most - least < 1 || (least > 0 && (most - least) * least < 1))
        return normal_piece(least, most, random);
    if (least > 0.5) return normal_tail(least, most, random);
    for (;;) {
        const double x = standard_normal(random);
        if (x >= least && x <= most) return x;
    }
}

double normal(double mean, double deviation, Bounds bounds, RandomStream& random) {
    if (!(deviation >= 0)) return none;
    if (deviation == 0) return bounds.hold(mean) ? mean : none;
    if (!bounds.any()) return mean + deviation * standard_normal(random);
    const double x =
        bounded_normal((bounds.least - mean) / deviation, (bounds.most - mean) / deviation, random);
    return std::clamp(mean + deviation * x, bounds.least, bounds.most);
}

double lognormal(double mean, double deviation, Bounds bounds, RandomStream& random) {
    if (bounds.most <= 0 && bounds.any()) return none;
    const Bounds logarithms{bounds.least > 0 ? std::log(bounds.least) : -infinity, std::log(bounds.most)};
    return std::exp(normal(mean, deviation, logarithms, random));
}

/// Between two values of the probability that more is drawn (the survival), which is exact in the far tail.
double exponential(double rate, Bounds bounds, RandomStream& random) {
    if (!(rate > 0) || !(bounds.most >= bounds.least) || bounds.most < 0) return none;
    const double least = std::max(0.0, bounds.least);
    const double share = -std::expm1(-rate * (bounds.most - least));
    return std::clamp(least - std::log1p(-random.uniform() * share) / rate, least, bounds.most);
}

double rayleigh(double scale, Bounds bounds, RandomStream& random) {
    if (!(scale > 0) || bounds.most < 0) return none;
    const auto square = [scale](double x) { return x > 0 ? x * x / (2 * scale * scale) : 0.0; };
    return scale * std::sqrt(2 * exponential(1, {square(bounds.least), square(bounds.most)}, random));
}

double cauchy(double location, double scale, Bounds bounds, RandomStream& random) {
    if (!(scale > 0) || !(bounds.most >= bounds.least)) return none;
    const double least = std::atan((bounds.least - location) / scale),
                 most = std::atan((bounds.most - location) / scale);
    const double x = location + scale * std::tan(least + (most - least) * random.above_zero());
    return std::clamp(x, bounds.least, bounds.most);
}

/// One side or the other by their shares, then as exponential there.
double laplace(double location, double scale, Bounds bounds, RandomStream& random) {
    if (!(scale > 0) || !(bounds.most >= bounds.least)) return none;
    const double least = (bounds.least - location) / scale, most = (bounds.most - location) / scale;
    const auto share = [](double from, double to) {  // of the side above the middle
        return to <= 0 ? 0.0 : std::exp(-std::max(0.0, from)) * -std::expm1(std::max(0.0, from) - to);
    };
    const double above = share(least, most), below = share(-most, -least);
    if (!(above + below > 0)) return none;
    const bool up = random.uniform() * (above + below) < above;
    const double far = up ? exponential(1, {std::max(0.0, least), most}, random)
                          : exponential(1, {std::max(0.0, -most), -least}, random);
    return std::clamp(location + (up ? far : -far) * scale, bounds.least, bounds.most);
}

/// Marsaglia and Tsang, ACM Transactions on Mathematical Software 26:363 (2000).
double standard_gamma(double shape, RandomStream& random) {
    if (shape < 1) return standard_gamma(shape + 1, random) * std::pow(random.above_zero(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = standard_normal(random), root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        if (std::log(random.above_zero()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
    }
}

template <class One>
double within(Bounds bounds, One one) {
    if (!bounds.any()) return one();
    if (!(bounds.most >= bounds.least)) return none;
    for (int i = 0; i < most_tries; ++i)
        if (const double x = one(); bounds.hold(x)) return x;
    return none;
}

double gamma(double shape, double scale, Bounds bounds, RandomStream& random) {
    if (!(shape > 0 && scale > 0)) return none;
    return within(bounds, [&] { return scale * standard_gamma(shape, random); });
}

/// By halves: the middle of the trials, in order of their uniform numbers, is of a beta distribution.
/// Devroye, Non-Uniform Random Variate Generation, Springer 1986, page 536.
double binomial(double trials, double p, RandomStream& random) {
    double successes = 0;
    while (trials > 24) {
        const double middle = 1 + std::floor(trials / 2);
        const double before = standard_gamma(middle, random),
                     after = standard_gamma(trials + 1 - middle, random);
        const double at = before / (before + after);
        if (at <= p) {
            successes += middle;
            trials -= middle;
            p = (p - at) / (1 - at);
        } else {
            trials = middle - 1;
            p /= at;
        }
    }
    for (double i = 0; i < trials; ++i) successes += random.uniform() < p;
    return successes;
}

/// Ahrens and Dieter, Computing 12:223 (1974): whole gamma waiting times, then products.
double poisson(double rate, RandomStream& random) {
    double events = 0;
    while (rate > 16) {
        const double some = std::floor(rate * 7 / 8);
        const double waited = standard_gamma(some, random);
        if (waited > rate) return events + binomial(some - 1, rate / waited, random);
        events += some;
        rate -= waited;
    }
    const double floor = std::exp(-rate);
    for (double product = random.above_zero(); product > floor; product *= random.above_zero()) ++events;
    return events;
}

}  // namespace

double sample(std::string_view distribution, std::span<const double> a, RandomStream& random) {
    if (std::ranges::any_of(a, [](double x) { return std::isnan(x); }) || a.empty()) return none;
    const bool single = distribution == "chisquare" || distribution == "exponential" ||
                        distribution == "poisson" || distribution == "rayleigh" ||
                        distribution == "bernoulli";
    const std::size_t own = single || a.size() == 1 ? 1 : 2;
    const Bounds bounds = a.size() == own + 2 ? Bounds{a[own], a[own + 1]} : Bounds{};
    const double first = a[0], last = a[own - 1], location = own == 2 ? a[0] : 0;
    if (distribution == "normal") return normal(first, last, bounds, random);
    if (distribution == "uniform") return first <= last ? first + (last - first) * random.uniform() : none;
    if (distribution == "bernoulli") return first >= 0 && first <= 1 ? random.uniform() < first : none;
    if (distribution == "binomial") {
        if (!(first >= 0 && std::isfinite(first) && last >= 0 && last <= 1)) return none;
        return within(bounds, [&] { return binomial(std::floor(first), last, random); });
    }
    if (distribution == "cauchy") return cauchy(location, last, bounds, random);
    if (distribution == "chisquare") return gamma(first / 2, 2, bounds, random);
    if (distribution == "exponential") return exponential(first, bounds, random);
    if (distribution == "gamma") return gamma(first, last, bounds, random);
    if (distribution == "laplace") return laplace(location, last, bounds, random);
    if (distribution == "lognormal") return lognormal(first, last, bounds, random);
    if (distribution == "poisson") {
        if (!(first >= 0 && first < 1e15)) return none;
        return within(bounds, [&] { return poisson(first, random); });
    }
    if (distribution == "rayleigh") return rayleigh(first, bounds, random);
    return none;
}

}  // namespace strandline::process
