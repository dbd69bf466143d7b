#pragma once

#include <strandline/numerics/expression_graph.hpp>

namespace strandline::numerics {

/// d node / d operand, times what comes from above.
struct Contribution {
    Node operand = 0;
    Node adjoint = 0;
};

/// At most two: of `select`, minimum and maximum none, for theirs must not mix what is not taken.
struct Contributions {
    Contribution list[2];
    int count = 0;
    void add(Node operand, Node adjoint) { list[count++] = {operand, adjoint}; }
};

/// `wants_a`, `wants_b`: whose derivative is asked for.
Contributions contributions(ExpressionGraph& graph, Node node, Node adjoint, bool wants_a, bool wants_b);

/// What steps: its derivative is 0 wherever it has one.
bool is_flat(NodeKind kind);

}  // namespace strandline::numerics
