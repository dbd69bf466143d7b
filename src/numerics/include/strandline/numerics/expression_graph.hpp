#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::numerics {

/// Number of a node in its graph.
using Node = std::uint32_t;

/// What a node computes from its operands a, b, c. Truth is 1 or 0.
enum class NodeKind : std::uint8_t {
    constant,
    input,
    add,
    subtract,
    multiply,
    divide,
    negate,
    power,
    exp,
    log,
    log1p,
    expm1,
    sqrt,
    abs,
    floor,
    ceil,
    sign,
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    tanh,
    asinh,
    acosh,
    atanh,
    gamma,      // Γ(a): a factorial is gamma(a + 1)
    digamma,    // its logarithm's derivative
    polygamma,  // digamma's derivative of order a at b
    remainder,  // a - b * truncated(a / b)
    minimum,
    maximum,
    less,
    less_equal,
    equal,
    not_equal,
    both,
    either,
    opposite,  // logic
    select,    // a is true ? b : c; a NaN in the branch not taken does no harm
};

/// How many operands a kind has: 0 to 3.
int operand_count(NodeKind kind);
/// What a kind with operands computes, as every way of executing does; those it does not have are ignored.
double operation_value(NodeKind kind, double a, double b, double c);

/// A directed acyclic graph of scalar operations, hash-consed: equal nodes have one number, so that common
/// parts are computed once and derivatives stay small. Operands have smaller numbers than what uses them. The
/// builders fold constants and drop neutral operands (x + 0, x * 1, x / 1, x ^ 1, x * 0 where x is finite by
/// construction is not assumed: 0 * x becomes 0 as the field's tools have it); they never reorder sums of
/// numbers, so that results do not depend on what was built before.
class ExpressionGraph {
public:
    struct Operation {
        NodeKind kind = NodeKind::constant;
        Node a = 0, b = 0, c = 0;  // operands; of an input, a is its index
        double value = 0;          // of a constant
    };

    Node constant(double value);
    Node input(std::uint32_t index);
    Node unary(NodeKind kind, Node a);
    Node binary(NodeKind kind, Node a, Node b);
    Node select(Node condition, Node yes, Node no);

    Node add(Node a, Node b) { return binary(NodeKind::add, a, b); }
    Node subtract(Node a, Node b) { return binary(NodeKind::subtract, a, b); }
    Node multiply(Node a, Node b) { return binary(NodeKind::multiply, a, b); }
    Node divide(Node a, Node b) { return binary(NodeKind::divide, a, b); }
    Node power(Node a, Node b) { return binary(NodeKind::power, a, b); }
    Node negate(Node a) { return unary(NodeKind::negate, a); }
    Node zero() { return constant(0); }
    Node one() { return constant(1); }

    std::size_t size() const { return operations_.size(); }
    const Operation& at(Node node) const { return operations_[node]; }
    bool is_constant(Node node, double value) const;

    /// The same expressions with each input `i` replaced by `with[i]` where that is not `keep`.
    static constexpr Node keep = ~Node{0};
    std::vector<Node> substitute(std::span<const Node> nodes, std::span<const Node> with);

    /// Indices of the inputs that the nodes depend on, in order.
    std::vector<std::uint32_t> inputs_of(std::span<const Node> nodes) const;

private:
    std::vector<Operation> operations_;
    std::vector<std::uint32_t> table_;  // open addressing over operations_
    friend class GraphHash;
};

/// One entry of a sparse Jacobian: d outputs[row] / d inputs[column of the asked ones].
struct PartialDerivative {
    std::uint32_t row = 0, column = 0;
    Node node = 0;
};

/// The entries that are not zero by structure, by column, then row. `inputs` are indices of graph inputs. By
/// reverse accumulation for each output; relations, floor, ceil and sign have derivative 0; of `select` the
/// branch's. Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008.
std::vector<PartialDerivative> sparse_jacobian(ExpressionGraph& graph, std::span<const Node> outputs,
                                               std::span<const std::uint32_t> inputs);

}  // namespace strandline::numerics
