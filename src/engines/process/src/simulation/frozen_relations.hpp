#pragma once

#include <strandline/numerics/expression_graph.hpp>

#include <span>
#include <vector>

namespace strandline::process {

/// Expressions in which relations do not turn by themselves: the truth of each is an input. What an
/// integrator steps through is then smooth, and goes on beyond the moment at which a relation turns, which is
/// found afterwards (Park and Barton, ACM Transactions on Modeling and Computer Simulation 6:137, 1996).
struct FrozenRelations {
    std::vector<numerics::Node> relations;  // whose truths are the inputs from `first_input` on
    std::vector<numerics::Node> nodes;      // one for each that was given
};
FrozenRelations freeze(numerics::ExpressionGraph& graph, std::span<const numerics::Node> nodes,
                       std::uint32_t first_input);

}  // namespace strandline::process
