#pragma once

#include <strandline/numerics/expression_graph.hpp>

namespace strandline::numerics {

/// The table of a graph's nodes by what they are.
class GraphHash {
public:
    /// The number of the node, added where there is none.
    static Node intern(ExpressionGraph& graph, const ExpressionGraph::Operation& operation);

private:
    static void grow(ExpressionGraph& graph);
};

}  // namespace strandline::numerics
