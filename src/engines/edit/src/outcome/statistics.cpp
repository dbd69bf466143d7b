#include "outcome/statistics.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace strandline::edit {
namespace {

void check(Share share) { STRANDLINE_ASSERT(share.count >= 0 && share.count <= share.total); }

double log_choose(std::int64_t n, std::int64_t k) {
    const auto log_factorial = [](std::int64_t i) { return std::lgamma(static_cast<double>(i) + 1.0); };
    return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

/// Tables with the margins of the one seen, told by their first cell (hypergeometric).
class Tables {
public:
    Tables(Share first, Share second)
        : first_(first.total),
          second_(second.total),
          drawn_(first.count + second.count),
          log_all_(log_choose(first_ + second_, drawn_)) {}

    std::int64_t least() const { return std::max<std::int64_t>(0, drawn_ - second_); }
    std::int64_t most() const { return std::min(first_, drawn_); }
    std::int64_t likeliest() const {
        const double mode = static_cast<double>(first_ + 1) * static_cast<double>(drawn_ + 1) /
                            static_cast<double>(first_ + second_ + 2);
        return std::clamp(static_cast<std::int64_t>(mode), least(), most());
    }
    double log_probability(std::int64_t cell) const {
        return log_choose(first_, cell) + log_choose(second_, drawn_ - cell) - log_all_;
    }
    /// Probability of `cell` and of all further from the likeliest in the direction of `step`.
    double tail(std::int64_t cell, int step) const {
        if (cell < least() || cell > most()) return 0;
        constexpr double rest_that_matters = 1e-17;
        double term = std::exp(log_probability(cell));
        double sum = term;
        while (cell != (step < 0 ? least() : most()) && term > rest_that_matters * sum) {
            term *= step < 0 ? ratio_down(cell) : 1 / ratio_down(cell + 1);
            cell += step;
            sum += term;
        }
        return sum;
    }

private:
    /// p(cell - 1) / p(cell)
    double ratio_down(std::int64_t cell) const {
        return static_cast<double>(cell) * static_cast<double>(second_ - drawn_ + cell) /
               (static_cast<double>(first_ - cell + 1) * static_cast<double>(drawn_ - cell + 1));
    }
    std::int64_t first_, second_, drawn_;
    double log_all_;
};

/// The table nearest the likeliest, on its far side in the direction of `step`, that is no likelier than
/// `limit`; one past the end where there is none. Probabilities fall on that side, so halving finds it.
std::int64_t first_no_likelier(const Tables& tables, double limit, int step) {
    std::int64_t near = tables.likeliest();
    std::int64_t far = (step < 0 ? tables.least() : tables.most()) + step;
    while (std::abs(far - near) > 1) {
        const std::int64_t middle = near + (far - near) / 2;
        (tables.log_probability(middle) <= limit ? far : near) = middle;
    }
    return far;
}

}  // namespace

Bounds wilson(Share share, double z) {
    check(share);
    if (share.total == 0) return {0, 1};
    const double n = static_cast<double>(share.total), p = share.value(), z2 = z * z;
    const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {share.count == 0 ? 0.0 : std::max(0.0, middle - half),
            share.count == share.total ? 1.0 : std::min(1.0, middle + half)};
}

RateDifference newcombe(Share first, Share second, double z) {
    const Bounds one = wilson(first, z), two = wilson(second, z);
    const double p = first.value(), q = second.value();
    return {p - q,
            {p - q - std::hypot(p - one.low, two.high - q), p - q + std::hypot(one.high - p, q - two.low)}};
}

double fisher_exact(Share first, Share second) {
    check(first);
    check(second);
    const Tables tables(first, second);
    if (tables.least() == tables.most()) return 1;
    constexpr double customary_tolerance = 1e-7;
    const double limit = tables.log_probability(first.count) + customary_tolerance;
    if (tables.log_probability(tables.likeliest()) <= limit) return 1;
    const double sum = tables.tail(first_no_likelier(tables, limit, -1), -1) +
                       tables.tail(first_no_likelier(tables, limit, 1), 1);
    return std::min(1.0, sum);
}

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<double> adjusted(p_values.size());
    double least = 1;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        const double p = p_values[order[rank - 1]];
        least = std::min(least, p * (static_cast<double>(order.size()) / static_cast<double>(rank)));
        adjusted[order[rank - 1]] = least;
    }
    return adjusted;
}

RateDifference less_background(Share treated, Share control, double z) {
    RateDifference difference = newcombe(treated, control, z);
    difference.value = std::max(0.0, difference.value);
    difference.bounds = {std::max(0.0, difference.bounds.low), std::max(0.0, difference.bounds.high)};
    return difference;
}

}  // namespace strandline::edit
