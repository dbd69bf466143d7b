#include "vector_loops.hpp"

// How wide vectors are handed over differs between targets; here all that does it is put into its caller.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace strandline::numerics {
namespace {

#define STRANDLINE_INLINE [[gnu::always_inline]] inline

/// Four numbers at once, which the compiler cuts into what the machine has.
using Four = double __attribute__((vector_size(32)));
constexpr std::size_t width = VectorLoops::width;

STRANDLINE_INLINE Four load(const double* from) {
    Four made;
    __builtin_memcpy(&made, from, sizeof made);
    return made;
}

STRANDLINE_INLINE void store(double* to, const Four& values) { __builtin_memcpy(to, &values, sizeof values); }

STRANDLINE_INLINE double sum(const Four& values) { return (values[0] + values[1]) + (values[2] + values[3]); }

template <int q>
STRANDLINE_INLINE void powers(double ratio, double* made) {
    made[0] = 1;
    for (int j = 1; j <= q; ++j) made[j] = made[j - 1] * ratio;
}

/// The derivatives of four components from `from` on, a step ahead.
template <int q>
STRANDLINE_INLINE void step_ahead(const double* from, std::size_t length, const double* power, Four* z) {
#pragma GCC unroll 6
    for (int j = 0; j <= q; ++j) { z[j] = load(from + static_cast<std::size_t>(j) * length) * power[j]; }
#pragma GCC unroll 6
    for (int k = 1; k <= q; ++k)
#pragma GCC unroll 6
        for (int j = q; j >= k; --j) z[j - 1] += z[j];
}

template <int q>
STRANDLINE_INLINE void predict_some(const double* from, double* to, std::size_t length, const double* power) {
    Four z[q + 1];
    step_ahead<q>(from, length, power, z);
    store(to, z[0]);
    store(to + length, z[1]);
}

template <int q>
STRANDLINE_INLINE void accept_some(double* scaled, const double* e, std::size_t length, const double* power,
                                   const double* share) {
    Four z[q + 1];
    step_ahead<q>(scaled, length, power, z);
    const Four correction = load(e);
#pragma GCC unroll 6
    for (int j = 0; j <= q; ++j) {
        store(scaled + static_cast<std::size_t>(j) * length, z[j] + share[j] * correction);
    }
}

template <int q>
STRANDLINE_INLINE void predict_order(const double* from, double* to, std::size_t length, double ratio) {
    double power[q + 1];
    powers<q>(ratio, power);
    for (std::size_t i = 0; i < length; i += width) predict_some<q>(from + i, to + i, length, power);
}

template <int q>
STRANDLINE_INLINE void accept_order(double* scaled, const double* e, std::size_t length, double ratio,
                                    const double* l) {
    double power[q + 1];
    powers<q>(ratio, power);
    for (std::size_t i = 0; i < length; i += width) accept_some<q>(scaled + i, e + i, length, power, l);
}

STRANDLINE_INLINE void predict(int order, const double* from, double* to, std::size_t length, double ratio) {
    switch (order) {
    case 1:
        return predict_order<1>(from, to, length, ratio);
    case 2:
        return predict_order<2>(from, to, length, ratio);
    case 3:
        return predict_order<3>(from, to, length, ratio);
    case 4:
        return predict_order<4>(from, to, length, ratio);
    default:
        return predict_order<5>(from, to, length, ratio);
    }
}

STRANDLINE_INLINE void accept(int order, double* scaled, const double* e, std::size_t length, double ratio,
                              const double* l) {
    switch (order) {
    case 1:
        return accept_order<1>(scaled, e, length, ratio, l);
    case 2:
        return accept_order<2>(scaled, e, length, ratio, l);
    case 3:
        return accept_order<3>(scaled, e, length, ratio, l);
    case 4:
        return accept_order<4>(scaled, e, length, ratio, l);
    default:
        return accept_order<5>(scaled, e, length, ratio, l);
    }
}

STRANDLINE_INLINE void interpolate(int order, const double* scaled, std::size_t length, double distance,
                                   double* made, std::size_t count) {
    for (std::size_t i = 0; i < count; i += width) {
        Four value{};
        for (int j = order; j >= 0; --j)
            value = value * distance + load(scaled + static_cast<std::size_t>(j) * length + i);
        if (i + width <= count)
            store(made + i, value);
        else
            __builtin_memcpy(made + i, &value, (count - i) * sizeof(double));
    }
}

STRANDLINE_INLINE void weigh(const double* x, double relative, const double* absolute, double* weights,
                             std::size_t length) {
    for (std::size_t i = 0; i < length; i += width) {
        const Four value = load(x + i);
        store(weights + i, 1 / (relative * (value < 0 ? -value : value) + load(absolute + i)));
    }
}

STRANDLINE_INLINE double squares(const double* values, const double* weights, std::size_t length) {
    Four sums{};
    for (std::size_t i = 0; i < length; i += width) {
        const Four weighed = load(values + i) * load(weights + i);
        sums += weighed * weighed;
    }
    return sum(sums);
}

STRANDLINE_INLINE void residual(const double* rates, const double* slope, const double* correction,
                                double gamma, double share, double* made, std::size_t length) {
    for (std::size_t i = 0; i < length; i += width) {
        Four value = gamma * load(rates + i) - share * load(slope + i);
        if (correction) value -= load(correction + i);
        store(made + i, value);
    }
}

STRANDLINE_INLINE double correct(const double* change, double factor, bool first, const double* predicted,
                                 const double* weights, double* correction, double* x, std::size_t length) {
    Four sums{};
    for (std::size_t i = 0; i < length; i += width) {
        const Four moved = factor * load(change + i);
        const Four corrected = first ? moved : load(correction + i) + moved;
        store(correction + i, corrected);
        store(x + i, load(predicted + i) + corrected);
        const Four weighed = moved * load(weights + i);
        sums += weighed * weighed;
    }
    return sum(sums);
}

/// As many of the numbers as `n` times `Number` holds.
template <class Number, int n>
STRANDLINE_INLINE void substitute_some(std::span<const TriangularRow> rows, const double* entries,
                                       const std::int32_t* from, const double* scale, double* x,
                                       std::size_t count) {
    constexpr std::size_t size = sizeof(Number) / sizeof(double);
    for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
        double* const here = x + static_cast<std::size_t>(rows[k].row) * count;
        Number values[n], other;
#pragma GCC unroll 2
        for (int i = 0; i < n; ++i) {
            __builtin_memcpy(&values[i], here + i * size, sizeof(Number));
            if (scale) values[i] *= scale[rows[k].row];
        }
        for (auto e = rows[k].begin; e < rows[k + 1].begin; ++e) {
            const double* const there = x + static_cast<std::size_t>(from[e]) * count;
            const double entry = entries[e];
#pragma GCC unroll 2
            for (int i = 0; i < n; ++i) {
                __builtin_memcpy(&other, there + i * size, sizeof(Number));
                values[i] -= entry * other;
            }
        }
#pragma GCC unroll 2
        for (int i = 0; i < n; ++i) __builtin_memcpy(here + i * size, &values[i], sizeof(Number));
    }
}

STRANDLINE_INLINE void substitute(std::span<const TriangularRow> rows, const double* entries,
                                  const std::int32_t* from, const double* scale, double* x,
                                  std::size_t count) {
    std::size_t c = 0;
    for (; c + 8 <= count; c += 8) substitute_some<Four, 2>(rows, entries, from, scale, x + c, count);
    for (; c + 4 <= count; c += 4) substitute_some<Four, 1>(rows, entries, from, scale, x + c, count);
    for (; c < count; ++c) substitute_some<double, 1>(rows, entries, from, scale, x + c, count);
}

/// A loop as a function of its own, with the vectors of any machine or wide ones: a target belongs to a
/// function, and the loop is put into it.
template <auto loop>
struct Compiled;
template <class Result, class... Arguments, Result (*loop)(Arguments...)>
struct Compiled<loop> {
    static Result plain(Arguments... arguments) { return loop(arguments...); }
    [[gnu::target("avx2")]] static Result wide(Arguments... arguments) { return loop(arguments...); }
};

constexpr VectorLoops plain{Compiled<predict>::plain,     Compiled<accept>::plain,
                            Compiled<interpolate>::plain, Compiled<weigh>::plain,
                            Compiled<squares>::plain,     Compiled<residual>::plain,
                            Compiled<correct>::plain,     Compiled<substitute>::plain};
constexpr VectorLoops wide{Compiled<predict>::wide, Compiled<accept>::wide,    Compiled<interpolate>::wide,
                           Compiled<weigh>::wide,   Compiled<squares>::wide,   Compiled<residual>::wide,
                           Compiled<correct>::wide, Compiled<substitute>::wide};

}  // namespace

const VectorLoops& vector_loops() {
    static const bool has_wide = __builtin_cpu_supports("avx2");
    return has_wide ? wide : plain;
}

}  // namespace strandline::numerics
