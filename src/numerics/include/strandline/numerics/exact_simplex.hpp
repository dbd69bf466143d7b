#pragma once

#include <strandline/numerics/exact_program.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <vector>

namespace strandline::numerics {

/// pivots_ran_out: nothing was proved.
enum class ExactStatus { optimal, infeasible, unbounded, pivots_ran_out };

struct ExactSolution {
    ExactStatus status = ExactStatus::pivots_ran_out;
    std::vector<Rational> values;       // by column: the optimum; else a feasible point, where one was met
    std::vector<Rational> multipliers;  // by row: of the optimum; where infeasible, a Farkas proof
    std::vector<Rational> ray;  // by column, where unbounded: values + t ray is feasible for all t >= 0
    std::int64_t pivots = 0;
};

/// The simplex method in fractions, from where a solver in doubles stopped: as a rule its last basis is
/// optimal exactly, and no pivot is needed. Dual steps (with costs shifted where the basis is not dual
/// feasible), then primal ones, by Bland's rule. The basis is factored anew for each pivot, so that this is
/// no way to solve a large program from the start.
ExactSolution exact_optimum(const ExactProgram& program, std::vector<Rest> columns, std::vector<Rest> rows,
                            std::int64_t most_pivots);

}  // namespace strandline::numerics
