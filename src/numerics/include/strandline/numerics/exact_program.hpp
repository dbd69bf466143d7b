#pragma once

#include <strandline/numerics/linear_program.hpp>
#include <strandline/numerics/rational.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace strandline::numerics {

/// A linear program in fractions: maximise objective . x  subject to  row_lower <= A x <= row_upper,
/// lower <= x <= upper. A bound that is absent is infinite.
struct ExactProgram {
    struct Entry {
        std::int32_t row = 0;
        Rational value;
    };
    using Bound = std::optional<Rational>;
    std::vector<std::vector<Entry>> matrix;  // by column
    std::vector<Bound> lower, upper, row_lower, row_upper;
    std::vector<Rational> objective;

    std::int32_t columns() const { return static_cast<std::int32_t>(matrix.size()); }
    std::int32_t rows() const { return static_cast<std::int32_t>(row_lower.size()); }
};

/// The program whose numbers are the shortest decimals of the doubles; a minimised objective is negated.
ExactProgram exact_program(const LinearProgram& program);
/// A bound as it is there: the shortest decimal, absent where infinite.
ExactProgram::Bound exact_bound(double bound);

/// What no x within all bounds exceeds: objective . x = y A x + (objective - y A) x, each part at its most.
/// Holds for any y, be it found in doubles; absent where an infinite bound has weight. With a zero objective,
/// a bound below zero proves that there is no x (Farkas). Neumaier & Shcherbina, Mathematical Programming
/// 99:283 (2004).
std::optional<Rational> dual_bound(const ExactProgram& program, std::span<const Rational> multipliers);

/// Whether x satisfies every row and bound, exactly.
bool is_feasible(const ExactProgram& program, std::span<const Rational> values);

Rational objective_value(const ExactProgram& program, std::span<const Rational> values);

}  // namespace strandline::numerics
