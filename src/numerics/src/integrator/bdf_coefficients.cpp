#include "bdf_coefficients.hpp"

#include <cmath>

namespace strandline::numerics {
namespace {

using Polynomial = std::array<double, highest_order + 1>;

/// p(x) * (1 + x * inverse), p of the degree given.
void multiply(Polynomial& p, int degree, double inverse) {
    for (int i = degree + 1; i >= 1; --i)
        p[static_cast<std::size_t>(i)] += p[static_cast<std::size_t>(i - 1)] * inverse;
}

/// p(x) * (x + root), p of the degree given.
void multiply_monic(Polynomial& p, int degree, double root) {
    for (int i = degree + 1; i >= 1; --i)
        p[static_cast<std::size_t>(i)] =
            p[static_cast<std::size_t>(i)] * root + p[static_cast<std::size_t>(i - 1)];
    p[0] *= root;
}

/// 1 + 1/2 + … + 1/i
constexpr std::array<double, highest_order + 2> harmonics = [] {
    std::array<double, highest_order + 2> made{};
    for (std::size_t i = 1; i < made.size(); ++i) made[i] = made[i - 1] + 1.0 / static_cast<double>(i);
    return made;
}();

}  // namespace

BdfCoefficients bdf_coefficients(int order, double step, const PastSteps& past) {
    BdfCoefficients made;
    Polynomial& l = made.correction;
    const auto q = static_cast<std::size_t>(order);
    const double harmonic = harmonics[q];
    double sum = step, reciprocals = 1;  // over 1/xi_i, i < q
    l[0] = l[1] = 1;
    for (int i = 2; i < order; ++i) {
        sum += past[static_cast<std::size_t>(i - 2)];
        const double reciprocal = step / sum;
        multiply(l, i - 1, reciprocal);
        reciprocals += reciprocal;
    }
    double last = 1, fixed = 1;  // 1/xi_q as it is, and as the fixed leading coefficient has it
    if (order > 1) {
        sum += past[q - 2];
        last = step / sum;
        fixed = harmonic - reciprocals;
        reciprocals += last;
        multiply(l, order - 1, fixed);
    }
    // Error constants: Brown, Byrne and Hindmarsh (1989), section 2.4.
    const double a1 = 1 + reciprocals - harmonic;
    const double a2 = 1 + order * a1;
    made.error = std::abs(a1 / (harmonic * a2));
    made.difference = std::abs(a2 * fixed / (l[q] * last));
    made.error_lower = 1;
    if (order > 1) {
        const double shorter = harmonics[q - 1];
        made.error_lower = std::abs(fixed / l[q] * (1 + reciprocals - last - shorter) / shorter);
    }
    const double next = step / (sum + past[q - 1]);
    const double longer = harmonics[q + 1];
    made.error_higher = std::abs((1 + reciprocals + next - longer) / (a2 * next * (order + 2) * longer));
    return made;
}

/// z_q x^q is taken away as z_q x^2 (x + xi_1) … (x + xi_{q-2}), which keeps value and slope at the end and
/// the values at the points before. Distances are from the point that the last step reached.
OrderChange lower_order(int order, double step, const PastSteps& past) {
    OrderChange made;
    Polynomial& p = made.shares;
    p[2] = 1;
    double sum = 0;
    for (int j = 1; j <= order - 2; ++j) {
        sum += past[static_cast<std::size_t>(j - 1)];
        Polynomial grown{};
        for (std::size_t i = 2; i <= static_cast<std::size_t>(j + 2) && i <= highest_order; ++i)
            grown[i] = p[i] * sum / step + p[i - 1];
        p = grown;
    }
    return made;
}

OrderChange raise_order(int order, double step, const PastSteps& past) {
    OrderChange made;
    Polynomial p{};
    p[0] = 1;  // (x + xi_1) … without the factor x^2
    double sum = step, product = 1, reciprocals = 1, harmonic = 1, before = 1;
    for (int j = 1; j < order; ++j) {
        sum += past[static_cast<std::size_t>(j)];
        const double xi = sum / step;
        product *= xi;
        harmonic += 1.0 / (j + 1);
        reciprocals += 1 / xi;
        multiply_monic(p, j - 1, before);
        before = xi;
    }
    made.factor = (harmonic - reciprocals) / product;
    for (std::size_t i = 2; i <= static_cast<std::size_t>(order); ++i) made.shares[i] = p[i - 2];
    return made;
}

}  // namespace strandline::numerics
