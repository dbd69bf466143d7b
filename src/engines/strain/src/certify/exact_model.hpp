#pragma once

#include <strandline/numerics/exact_program.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <vector>

namespace strandline::strain {

/// A flux model in a region in fractions: rows of the network as in FluxModel, then one for each condition.
struct ExactModel {
    numerics::ExactProgram program;
    /// Row of the program = factor * row of the file: whole numbers make for short fractions.
    std::vector<numerics::Rational> factor;
};

ExactModel exact_model(const FluxModel& model, const FluxRegion& region);

}  // namespace strandline::strain
