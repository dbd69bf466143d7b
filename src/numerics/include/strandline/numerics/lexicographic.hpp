#pragma once

#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace strandline::numerics {

/// A linear program with objectives in order, each maximised over the optima of those before it, whose bounds
/// change a little and often. The optimal basis is kept together with its factors: as long as it stays
/// feasible, the solution is a linear function of the bounds; when it does not, dual simplex steps that
/// choose the entering column by all objectives in order lead to the next basis. Hoeffner, Harwood & Barton,
/// Biotechnology and Bioengineering 110:792 (2013).
class LexicographicProgram {
public:
    /// Terms (column, coefficient), each column once.
    using Objective = std::vector<std::pair<std::int32_t, double>>;
    enum class Place { basic, lower, upper, between };  // between: without a finite bound, at zero

    /// The program's own objective is not used.
    LexicographicProgram(const LinearProgram& program, std::vector<Objective> objectives);
    LexicographicProgram(LexicographicProgram&&) noexcept;
    LexicographicProgram& operator=(LexicographicProgram&&) noexcept;
    ~LexicographicProgram();

    void set_bounds(std::int32_t column, double lower, double upper);
    double lower(std::int32_t column) const;
    double upper(std::int32_t column) const;

    /// From the present basis if there is one, else (or where that leads nowhere) from scratch over Clp.
    LpStatus solve();

    // After optimal.
    std::span<const double> values() const;  // by column, up to rounding within bounds
    double value(std::int32_t column) const { return values()[static_cast<std::size_t>(column)]; }
    Place place(std::int32_t column) const;
    /// What all values change by when the bound at which a column stands moves by one; `column` not basic.
    std::vector<double> response(std::int32_t column) const;

    std::uint64_t pivots() const;       // dual simplex steps so far
    std::uint64_t cold_starts() const;  // solves from scratch so far

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
