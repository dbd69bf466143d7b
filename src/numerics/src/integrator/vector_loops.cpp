#include "vector_loops.hpp"

namespace strandline::numerics {
namespace {

#define STRANDLINE_INLINE [[gnu::always_inline]] inline

/// Four numbers at once, which the compiler cuts into what the machine has.
using Four = double __attribute__((vector_size(32)));

template <int q>
STRANDLINE_INLINE void powers(double ratio, double* made) {
    made[0] = 1;
    for (int j = 1; j <= q; ++j) made[j] = made[j - 1] * ratio;
}

/// The derivatives of Number components from `from` on, a step ahead.
template <int q, class Number>
STRANDLINE_INLINE void step_ahead(const double* from, std::size_t length, const double* power, Number* z) {
#pragma GCC unroll 6
    for (int j = 0; j <= q; ++j) {
        __builtin_memcpy(&z[j], from + static_cast<std::size_t>(j) * length, sizeof(Number));
        z[j] *= power[j];
    }
#pragma GCC unroll 6
    for (int k = 1; k <= q; ++k)
#pragma GCC unroll 6
        for (int j = q; j >= k; --j) z[j - 1] += z[j];
}

template <int q, class Number>
STRANDLINE_INLINE void predict_some(const double* from, double* to, std::size_t length, const double* power) {
    Number z[q + 1];
    step_ahead<q>(from, length, power, z);
    __builtin_memcpy(to, &z[0], sizeof(Number));
    __builtin_memcpy(to + length, &z[1], sizeof(Number));
}

template <int q, class Number>
STRANDLINE_INLINE void accept_some(double* scaled, const double* e, std::size_t length, const double* power,
                                   const double* share) {
    Number z[q + 1], correction;
    step_ahead<q>(scaled, length, power, z);
    __builtin_memcpy(&correction, e, sizeof(Number));
#pragma GCC unroll 6
    for (int j = 0; j <= q; ++j) {
        z[j] += share[j] * correction;
        __builtin_memcpy(scaled + static_cast<std::size_t>(j) * length, &z[j], sizeof(Number));
    }
}

template <int q>
STRANDLINE_INLINE void predict_order(const double* from, double* to, std::size_t length, double ratio) {
    double power[q + 1];
    powers<q>(ratio, power);
    std::size_t i = 0;
    for (; i + 4 <= length; i += 4) predict_some<q, Four>(from + i, to + i, length, power);
    for (; i < length; ++i) predict_some<q, double>(from + i, to + i, length, power);
}

template <int q>
STRANDLINE_INLINE void accept_order(double* scaled, const double* e, std::size_t length, double ratio,
                                    const double* l) {
    double power[q + 1];
    powers<q>(ratio, power);
    std::size_t i = 0;
    for (; i + 4 <= length; i += 4) accept_some<q, Four>(scaled + i, e + i, length, power, l);
    for (; i < length; ++i) accept_some<q, double>(scaled + i, e + i, length, power, l);
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

STRANDLINE_INLINE void take(double* __restrict to, const double* __restrict from, double factor,
                            std::size_t length) {
    for (std::size_t k = 0; k < length; ++k) to[k] -= factor * from[k];
}

constexpr VectorLoops plain{[](int order, const double* from, double* to, std::size_t length, double ratio) {
                                predict(order, from, to, length, ratio);
                            },
                            [](int order, double* scaled, const double* e, std::size_t length, double ratio,
                               const double* l) { accept(order, scaled, e, length, ratio, l); },
                            [](double* to, const double* from, double factor, std::size_t length) {
                                take(to, from, factor, length);
                            }};

[[gnu::target("avx2")]] void predict_wide(int order, const double* from, double* to, std::size_t length,
                                          double ratio) {
    predict(order, from, to, length, ratio);
}
[[gnu::target("avx2")]] void accept_wide(int order, double* scaled, const double* e, std::size_t length,
                                         double ratio, const double* l) {
    accept(order, scaled, e, length, ratio, l);
}
[[gnu::target("avx2")]] void take_wide(double* to, const double* from, double factor, std::size_t length) {
    take(to, from, factor, length);
}
constexpr VectorLoops wide{predict_wide, accept_wide, take_wide};

}  // namespace

const VectorLoops& vector_loops() {
    static const bool has_wide = __builtin_cpu_supports("avx2");
    return has_wide ? wide : plain;
}

}  // namespace strandline::numerics
