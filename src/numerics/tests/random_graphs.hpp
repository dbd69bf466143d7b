#pragma once

#include <strandline/numerics/program.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace strandline::numerics::random_graphs {

using K = NodeKind;
inline constexpr std::size_t input_count = 6;

inline constexpr K one_operand[] = {K::negate, K::exp,   K::log,     K::log1p,   K::expm1, K::sqrt,  K::abs,
                                    K::floor,  K::ceil,  K::sign,    K::sin,     K::cos,   K::tan,   K::asin,
                                    K::acos,   K::atan,  K::sinh,    K::cosh,    K::tanh,  K::asinh, K::acosh,
                                    K::atanh,  K::gamma, K::digamma, K::opposite};
inline constexpr K two_operands[] = {K::add,      K::subtract, K::multiply,  K::divide,     K::power,
                                     K::minimum,  K::maximum,  K::less,      K::less_equal, K::equal,
                                     K::both,     K::either,   K::not_equal, K::remainder,  K::add,
                                     K::multiply, K::subtract};

/// What a node is, by definition and in the plainest way.
inline double plain(K kind, double a, double b, double c) {
    switch (kind) {
    case K::add:
        return a + b;
    case K::subtract:
        return a - b;
    case K::multiply:
        return a * b;
    case K::divide:
        return a / b;
    case K::negate:
        return -a;
    case K::power:
        return std::pow(a, b);
    case K::exp:
        return std::exp(a);
    case K::log:
        return std::log(a);
    case K::log1p:
        return std::log1p(a);
    case K::expm1:
        return std::expm1(a);
    case K::sqrt:
        return std::sqrt(a);
    case K::abs:
        return std::abs(a);
    case K::floor:
        return std::floor(a);
    case K::ceil:
        return std::ceil(a);
    case K::sign:
        return a > 0 ? 1 : a < 0 ? -1 : 0;
    case K::sin:
        return std::sin(a);
    case K::cos:
        return std::cos(a);
    case K::tan:
        return std::tan(a);
    case K::asin:
        return std::asin(a);
    case K::acos:
        return std::acos(a);
    case K::atan:
        return std::atan(a);
    case K::sinh:
        return std::sinh(a);
    case K::cosh:
        return std::cosh(a);
    case K::tanh:
        return std::tanh(a);
    case K::asinh:
        return std::asinh(a);
    case K::acosh:
        return std::acosh(a);
    case K::atanh:
        return std::atanh(a);
    case K::gamma:
        return std::tgamma(a);
    case K::remainder:
        return std::fmod(a, b);
    case K::minimum:
        return std::isnan(a) || std::isnan(b) ? a + b : std::min(a, b);
    case K::maximum:
        return std::isnan(a) || std::isnan(b) ? a + b : std::max(a, b);
    case K::less:
        return a < b;
    case K::less_equal:
        return a <= b;
    case K::equal:
        return a == b;
    case K::not_equal:
        return a != b;
    case K::both:
        return a != 0 && b != 0;
    case K::either:
        return a != 0 || b != 0;
    case K::opposite:
        return a == 0;
    case K::select:
        return a != 0 ? b : c;
    default:
        return std::nan("");
    }
}

/// A random graph beside the values of its nodes at a point, by definition.
struct Random {
    ExpressionGraph graph;
    std::vector<Node> nodes;
    std::vector<double> values;
    std::vector<double> point;

    Random(std::mt19937& random, std::size_t size, bool smooth, bool vector_functions = true) {
        std::uniform_real_distribution<double> number(0.2, 1.8);
        for (std::uint32_t i = 0; i < input_count; ++i) {
            point.push_back(number(random));
            keep(graph.input(i), point.back());
        }
        for (const double value : {0.0, 1.0, 2.0, -1.0, 0.5}) keep(graph.constant(value), value);
        while (nodes.size() < size) {
            const std::size_t a = pick(random), b = pick(random), c = pick(random);
            const unsigned what = static_cast<unsigned>(random() % 10);
            if (what == 0) {
                keep(graph.select(nodes[a], nodes[b], nodes[c]),
                     plain(K::select, values[a], values[b], values[c]));
            } else if (what < 4) {
                const K kind = one_operand[random() % std::size(one_operand)];
                if (kind == K::digamma || (!vector_functions && (kind == K::exp || kind == K::log))) continue;
                const double value = plain(kind, values[a], 0, 0);
                if (!smooth || std::abs(value) < 50) keep(graph.unary(kind, nodes[a]), value);
            } else {
                const K kind = two_operands[random() % std::size(two_operands)];
                if (!vector_functions && kind == K::power) continue;
                const double value = plain(kind, values[a], values[b], 0);
                if (!smooth || std::abs(value) < 50) keep(graph.binary(kind, nodes[a], nodes[b]), value);
            }
        }
    }

    std::size_t pick(std::mt19937& random) const {
        return random() % 3 ? nodes.size() - 1 - random() % std::min<std::size_t>(nodes.size(), 12)
                            : random() % nodes.size();
    }
    void keep(Node node, double value) {
        nodes.push_back(node);
        values.push_back(value);
    }
};

inline bool near(double a, double b, double tolerance) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b || std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

/// The same bits, all that are not a number alike.
inline bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

inline std::vector<double> evaluated(const Program& program, const std::vector<double>& inputs) {
    std::vector<double> outputs(program.outputs());
    program.evaluate(inputs.data(), outputs.data());
    return outputs;
}

}  // namespace strandline::numerics::random_graphs
