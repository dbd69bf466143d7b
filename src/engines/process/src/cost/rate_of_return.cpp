#include "cost/rate_of_return.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using Coefficients = std::vector<double>;

/// Without the zeros at both ends and with what is rounding only as zeros.
Coefficients trimmed(std::span<const double> flows) {
    double largest = 0;
    for (const double flow : flows) largest = std::max(largest, std::abs(flow));
    Coefficients kept;
    for (const double flow : flows) {
        const double value = std::abs(flow) <= 1e-12 * largest ? 0 : flow / largest;
        if (value != 0 || !kept.empty()) kept.push_back(value);
    }
    while (!kept.empty() && kept.back() == 0) kept.pop_back();
    return kept;
}

std::int32_t changes(const Coefficients& c) {
    std::int32_t count = 0;
    double before = 0;
    for (const double value : c) {
        if (value == 0) continue;
        if (before * value < 0) ++count;
        before = value > 0 ? 1 : -1;
    }
    return count;
}

/// The polynomial and x times its derivative at x = exp(u), both over x^degree where x is above one.
struct Point {
    double value = 0, slope = 0;
};

Point at(const Coefficients& c, double u) {
    const std::size_t last = c.size() - 1;
    const double factor = std::exp(-std::abs(u));
    Point point;
    for (std::size_t k = 0; k <= last; ++k) {
        const std::size_t i = u > 0 ? k : last - k;
        point.value = point.value * factor + c[i];
        point.slope = point.slope * factor + static_cast<double>(i) * c[i];
    }
    return point;
}

/// Between two u where the polynomial has different signs: Newton's steps for x^-turn times it, which
/// between its turning points only rises or falls, halving where they leave the bracket.
double root_between(const Coefficients& c, double turn, double low, double high, double sign_at_low) {
    double u = low < 0 && high > 0 ? std::max(low, std::min(high, -0.1)) : 0.5 * (low + high);
    for (int step = 0; step < 200; ++step) {
        const Point point = at(c, u);
        if (point.value == 0) return u;
        (point.value * sign_at_low > 0 ? low : high) = u;
        double next = u - point.value / (point.slope - turn * point.value);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (std::abs(next - u) <= 1e-15 * (1 + std::abs(u))) return next;
        u = next;
    }
    return u;
}

/// log of Cauchy's bound on the roots of the polynomial.
double log_bound(const Coefficients& c, double leading) {
    double largest = 0;
    for (const double value : c) largest = std::max(largest, std::abs(value));
    return std::log1p(largest / std::abs(leading));
}

/// u = log x of the positive roots, rising. Each sign change of the coefficients is taken away by the
/// derivative of the polynomial over the power of x that lies between the two signs; between that
/// derivative's roots there is one root or none.
std::vector<double> log_roots(const Coefficients& c) {
    if (changes(c) == 0) return {};
    std::size_t before = 0;
    while (c[before] * c[0] >= 0) ++before;
    const double turn = static_cast<double>(before) - 0.5;
    Coefficients derived(c);
    for (std::size_t i = 0; i < c.size(); ++i) derived[i] *= static_cast<double>(i) - turn;
    std::vector<double> ends = log_roots(derived);
    ends.insert(ends.begin(), -log_bound(c, c.front()) - 1);
    ends.push_back(log_bound(c, c.back()) + 1);
    std::vector<double> roots;
    double sign = c.front();
    for (std::size_t i = 1; i < ends.size(); ++i) {
        const double there = i + 1 == ends.size() ? c.back() : at(c, ends[i]).value;
        if (there * sign < 0) roots.push_back(root_between(c, turn, ends[i - 1], ends[i], sign));
        if (there != 0) sign = there;
    }
    return roots;
}

}  // namespace

std::int32_t sign_changes(std::span<const double> flows) { return changes(trimmed(flows)); }

std::vector<double> rates_of_return(std::span<const double> flows) {
    const Coefficients c = trimmed(flows);
    if (c.empty()) return {};
    std::vector<double> rates = log_roots(c);
    for (double& u : rates) u = std::expm1(-u);
    std::ranges::reverse(rates);
    return rates;
}

}  // namespace strandline::process
