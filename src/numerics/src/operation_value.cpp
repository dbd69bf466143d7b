#include "operation_value.hpp"

#include <limits>
#include <numbers>

namespace strandline::numerics {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// B(2k) / (2k)!, k = 1, 2, …: Abramowitz and Stegun, 23.1.
constexpr double bernoulli_over_factorial[] = {
    8.333333333333333e-02, -1.3888888888888889e-03, 3.306878306878307e-05,  -8.267195767195768e-07,
    2.08767569878681e-08,  -5.284190138687493e-10,  1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.1748686985580617e-16, 5.5090028283602295e-18, -1.3954464685812523e-19};

}  // namespace

double digamma(double x) {
    if (x <= 0 && x == std::floor(x)) return no_number;
    if (x < -10) return digamma(1 - x) - std::numbers::pi / std::tan(std::numbers::pi * x);
    double sum = 0;
    for (; x < 12; ++x) sum -= 1 / x;
    // log x - 1/2x - sum of B(2k) / (2k x^2k)
    double series = 0, factor = 1;  // (2k - 1)! / x^2k
    const double inverse = 1 / (x * x);
    for (int k = 1; k <= 8; ++k) {
        factor = k == 1 ? inverse : factor * inverse * (2 * k - 2) * (2 * k - 1);
        series += bernoulli_over_factorial[k - 1] * factor;
    }
    return sum + std::log(x) - 0.5 / x - series;
}

double polygamma(double order, double x) {
    if (order == 0) return digamma(x);
    if (!(order > 0) || order != std::floor(order) || order > 100 || !(x > -1e4)) return no_number;
    if (x <= 0 && x == std::floor(x)) return no_number;
    const double factorial = std::tgamma(order + 1);
    double sum = 0;
    for (; x < 15 + order; ++x) sum += factorial * std::pow(x, -order - 1);
    // (n-1)! / x^n + n! / 2x^(n+1) + sum of B(2k) (2k+n-1)! / ((2k)! x^(2k+n))
    sum += factorial / order * std::pow(x, -order) + factorial / 2 * std::pow(x, -order - 1);
    double factor = factorial / order * std::pow(x, -order);  // (2k+n-1)! / x^(2k+n)
    const double inverse = 1 / (x * x);
    for (int k = 1; k <= 12; ++k) {
        factor *= inverse * (2 * k + order - 2) * (2 * k + order - 1);
        sum += bernoulli_over_factorial[k - 1] * factor;
    }
    return std::fmod(order, 2) == 1 ? sum : -sum;
}

int operand_count(NodeKind kind) {
    switch (kind) {
    case NodeKind::constant:
    case NodeKind::input:
        return 0;
    case NodeKind::add:
    case NodeKind::subtract:
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::power:
    case NodeKind::polygamma:
    case NodeKind::remainder:
    case NodeKind::minimum:
    case NodeKind::maximum:
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::equal:
    case NodeKind::not_equal:
    case NodeKind::both:
    case NodeKind::either:
        return 2;
    case NodeKind::select:
        return 3;
    default:
        return 1;
    }
}

UnaryFunction unary_function(NodeKind kind) {
    switch (kind) {
    case NodeKind::exp:
        return [](double a) { return std::exp(a); };
    case NodeKind::log:
        return [](double a) { return std::log(a); };
    case NodeKind::log1p:
        return [](double a) { return std::log1p(a); };
    case NodeKind::expm1:
        return [](double a) { return std::expm1(a); };
    case NodeKind::floor:
        return [](double a) { return std::floor(a); };
    case NodeKind::ceil:
        return [](double a) { return std::ceil(a); };
    case NodeKind::sign:
        return sign_of;
    case NodeKind::sin:
        return [](double a) { return std::sin(a); };
    case NodeKind::cos:
        return [](double a) { return std::cos(a); };
    case NodeKind::tan:
        return [](double a) { return std::tan(a); };
    case NodeKind::asin:
        return [](double a) { return std::asin(a); };
    case NodeKind::acos:
        return [](double a) { return std::acos(a); };
    case NodeKind::atan:
        return [](double a) { return std::atan(a); };
    case NodeKind::sinh:
        return [](double a) { return std::sinh(a); };
    case NodeKind::cosh:
        return [](double a) { return std::cosh(a); };
    case NodeKind::tanh:
        return [](double a) { return std::tanh(a); };
    case NodeKind::asinh:
        return [](double a) { return std::asinh(a); };
    case NodeKind::acosh:
        return [](double a) { return std::acosh(a); };
    case NodeKind::atanh:
        return [](double a) { return std::atanh(a); };
    case NodeKind::gamma:
        return [](double a) { return std::tgamma(a); };
    case NodeKind::digamma:
        return digamma;
    default:
        return nullptr;
    }
}

BinaryFunction binary_function(NodeKind kind) {
    switch (kind) {
    case NodeKind::power:
        return [](double a, double b) { return std::pow(a, b); };
    case NodeKind::remainder:
        return [](double a, double b) { return std::fmod(a, b); };
    case NodeKind::polygamma:
        return polygamma;
    default:
        return nullptr;
    }
}

double operation_value(NodeKind kind, double a, double b, double c) {
    switch (kind) {
    case NodeKind::constant:
    case NodeKind::input:
        return a;
    case NodeKind::add:
        return a + b;
    case NodeKind::subtract:
        return a - b;
    case NodeKind::multiply:
        return a * b;
    case NodeKind::divide:
        return a / b;
    case NodeKind::negate:
        return -a;
    case NodeKind::sqrt:
        return std::sqrt(a);
    case NodeKind::abs:
        return std::fabs(a);
    case NodeKind::minimum:
        return minimum_of(a, b);
    case NodeKind::maximum:
        return maximum_of(a, b);
    case NodeKind::less:
        return truth(a < b);
    case NodeKind::less_equal:
        return truth(a <= b);
    case NodeKind::equal:
        return truth(a == b);
    case NodeKind::not_equal:
        return truth(a != b);
    case NodeKind::both:
        return truth(a != 0 && b != 0);
    case NodeKind::either:
        return truth(a != 0 || b != 0);
    case NodeKind::opposite:
        return truth(a == 0);
    case NodeKind::select:
        return a != 0 ? b : c;
    default:
        break;
    }
    if (const BinaryFunction function = binary_function(kind)) return function(a, b);
    return unary_function(kind)(a);
}

}  // namespace strandline::numerics
