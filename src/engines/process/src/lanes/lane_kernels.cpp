// Compiled once for each set of vector instructions, chosen at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "lanes/lane_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "lanes/lane_kernels.hpp"

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace strandline::process::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, lane_count>;
using Vector = hn::Vec<Tag>;

// Products and sums are rounded one by one, never fused, so that every processor gives the same bits.

/// An entry that grows more than this beyond its column has lost too many digits.
constexpr double most_growth = 1e5;

/// One vector's share of the rows of a table: element `i` of `rows`.
struct Rows {
    double* first;
    HWY_INLINE double* at(std::size_t i) const { return first + i * lane_count; }
    HWY_INLINE double* at(std::int32_t i) const { return at(static_cast<std::size_t>(i)); }
    HWY_INLINE Vector get(std::int32_t i) const { return hn::Load(Tag(), at(i)); }
    HWY_INLINE void set(std::int32_t i, Vector value) const { hn::Store(value, Tag(), at(i)); }
};

HWY_INLINE void fill(const EliminationPlan& plan, Vector diagonal, const double* jacobian, Rows a,
                     Rows largest) {
    const Tag d;
    for (std::int32_t e = 0; e < plan.places; ++e) a.set(e, hn::Zero(d));
    for (const std::int32_t place : plan.diagonal_places) a.set(place, diagonal);
    for (std::size_t e = 0; e < plan.entry_places.size(); ++e) {
        const std::int32_t place = plan.entry_places[e];
        a.set(place, hn::Sub(a.get(place), hn::Load(d, jacobian + e * lane_count)));
    }
    for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k)
        largest.set(static_cast<std::int32_t>(k), hn::Zero(d));
    for (std::int32_t e = 0; e < plan.places; ++e) {
        const std::int32_t column = plan.columns[static_cast<std::size_t>(e)];
        largest.set(column, hn::Max(largest.get(column), hn::Abs(a.get(e))));
    }
}

HWY_INLINE void eliminate(const EliminationPlan& plan, std::size_t k, Rows a, double* reciprocal_at) {
    const auto& pivot = plan.pivots[k];
    const auto& next = plan.pivots[k + 1];
    const auto reciprocal = hn::Div(hn::Set(Tag(), 1.0), a.get(pivot.place));
    hn::Store(reciprocal, Tag(), reciprocal_at);
    const std::int32_t* target = plan.targets.data() + pivot.target_begin;
    const std::int32_t* upper = plan.upper_places.data() + pivot.upper_begin;
    const std::int32_t count = next.upper_begin - pivot.upper_begin;
    for (auto i = pivot.lower_begin; i < next.lower_begin; ++i, target += count) {
        const std::int32_t place = plan.lower_places[static_cast<std::size_t>(i)];
        const auto factor = hn::Mul(a.get(place), reciprocal);
        a.set(place, factor);
        for (std::int32_t j = 0; j < count; ++j)
            a.set(target[j], hn::Sub(a.get(target[j]), hn::Mul(factor, a.get(upper[j]))));
    }
}

/// 1 where no entry of U is far beyond what its column was, and all are numbers; else 0.
HWY_INLINE Vector soundness(const EliminationPlan& plan, Rows a, Rows largest) {
    const Tag d;
    const auto growth = hn::Set(d, most_growth), zero = hn::Zero(d);
    auto sound = hn::Set(d, 1.0);
    const auto check = [&](std::int32_t place) {
        const auto most = hn::Mul(growth, largest.get(plan.columns[static_cast<std::size_t>(place)]));
        sound = hn::IfThenElse(hn::Le(hn::Abs(a.get(place)), most), sound, zero);
    };
    for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k) {
        check(plan.pivots[k].place);
        sound = hn::IfThenElse(hn::Gt(hn::Abs(a.get(plan.pivots[k].place)), zero), sound, zero);
    }
    for (const std::int32_t place : plan.upper_places) check(place);
    return sound;
}

void factorise(const EliminationPlan& plan, const double* diagonal, const double* jacobian, double* places,
               double* reciprocals, double* largest, double* sound) {
    const Tag d;
    const std::size_t width = hn::Lanes(d);
    for (std::size_t part = 0; part < lane_count; part += width) {
        const Rows a{places + part}, most{largest + part};
        fill(plan, hn::Load(d, diagonal + part), jacobian + part, a, most);
        for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k)
            eliminate(plan, k, a, reciprocals + k * lane_count + part);
        hn::Store(soundness(plan, a, most), d, sound + part);
    }
}

void solve(const EliminationPlan& plan, const double* places, const double* reciprocals, double* x) {
    const Tag d;
    const std::size_t width = hn::Lanes(d);
    for (std::size_t part = 0; part < lane_count; part += width) {
        const double* const a = places + part;
        double* const rows = x + part;
        const auto entry = [&](std::int32_t place) {
            return hn::Load(d, a + static_cast<std::size_t>(place) * lane_count);
        };
        const auto row = [rows](std::int32_t i) { return rows + static_cast<std::size_t>(i) * lane_count; };
        const std::size_t count = plan.pivots.size() - 1;
        for (std::size_t k = 0; k < count; ++k) {
            const auto value = hn::Load(d, row(plan.pivots[k].row));
            for (auto i = plan.pivots[k].lower_begin; i < plan.pivots[k + 1].lower_begin; ++i) {
                double* const to = row(plan.lower_rows[static_cast<std::size_t>(i)]);
                const auto factor = entry(plan.lower_places[static_cast<std::size_t>(i)]);
                hn::Store(hn::Sub(hn::Load(d, to), hn::Mul(factor, value)), d, to);
            }
        }
        for (std::size_t k = count; k-- > 0;) {
            auto value = hn::Load(d, row(plan.pivots[k].row));
            for (auto j = plan.pivots[k].upper_begin; j < plan.pivots[k + 1].upper_begin; ++j) {
                const auto factor = entry(plan.upper_places[static_cast<std::size_t>(j)]);
                const auto other = hn::Load(d, row(plan.upper_columns[static_cast<std::size_t>(j)]));
                value = hn::Sub(value, hn::Mul(factor, other));
            }
            hn::Store(hn::Mul(value, hn::Load(d, reciprocals + k * lane_count + part)), d,
                      row(plan.pivots[k].row));
        }
    }
}

HWY_INLINE Vector sum_of(Vector sum, std::size_t at, std::size_t terms, const double* factors,
                         const double* const* u) {
    const Tag d;
    for (std::size_t k = 0; k < terms; ++k)
        sum = hn::Add(sum, hn::Mul(hn::Set(d, factors[k]), hn::Load(d, u[k] + at)));
    return sum;
}

void combine(std::size_t rows, double* to, const double* base, std::size_t terms, const double* factors,
             const double* const* u) {
    const Tag d;
    const std::size_t width = hn::Lanes(d);
    for (std::size_t at = 0; at < rows * lane_count; at += width)
        hn::Store(sum_of(hn::Load(d, base + at), at, terms, factors, u), d, to + at);
}

void right_side(std::size_t rows, double* to, const double* rates, std::size_t terms, const double* factors,
                const double* const* u, const double* scale, const double* by_time,
                const double* time_scale) {
    const Tag d;
    const std::size_t width = hn::Lanes(d);
    for (std::size_t part = 0; part < lane_count; part += width) {
        const auto scaled = hn::Load(d, scale + part), by = hn::Load(d, time_scale + part);
        for (std::size_t i = 0; i < rows; ++i) {
            const std::size_t at = i * lane_count + part;
            auto sum = hn::Load(d, rates + at);
            if (terms > 0) sum = hn::Add(sum, hn::Mul(scaled, sum_of(hn::Zero(d), at, terms, factors, u)));
            if (by_time) sum = hn::Add(sum, hn::Mul(by, hn::Load(d, by_time + at)));
            hn::Store(sum, d, to + at);
        }
    }
}

void error_norm(std::size_t rows, const double* error, const double* before, const double* after,
                double relative, double absolute, double* norm) {
    const Tag d;
    const std::size_t width = hn::Lanes(d);
    const auto least = hn::Set(d, absolute), share = hn::Set(d, relative);
    for (std::size_t part = 0; part < lane_count; part += width) {
        auto sum = hn::Zero(d);
        for (std::size_t i = 0; i < rows; ++i) {
            const std::size_t at = i * lane_count + part;
            const auto size = hn::Max(hn::Abs(hn::Load(d, before + at)), hn::Abs(hn::Load(d, after + at)));
            const auto part_of = hn::Div(hn::Load(d, error + at), hn::Add(least, hn::Mul(share, size)));
            sum = hn::Add(sum, hn::Mul(part_of, part_of));
        }
        hn::Store(hn::Sqrt(hn::Div(sum, hn::Set(d, static_cast<double>(rows)))), d, norm + part);
    }
}

const LaneKernels* kernels() {
    static const LaneKernels all{factorise, solve, combine, right_side, error_norm};
    return &all;
}

}  // namespace strandline::process::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace strandline::process {

HWY_EXPORT(kernels);

const LaneKernels& lane_kernels() {
    static const LaneKernels* const chosen = HWY_DYNAMIC_DISPATCH(kernels)();
    return *chosen;
}

}  // namespace strandline::process
#endif
