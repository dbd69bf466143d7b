#include <strandline/numerics/expression_graph.hpp>
#include <strandline/numerics/program.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace strandline::numerics;

namespace {

double value_of(const ExpressionGraph& graph, Node node, std::vector<double> inputs) {
    double result = 0;
    Program(graph, std::vector{node}, inputs.size(), Execution::interpreted).evaluate(inputs.data(), &result);
    return result;
}

/// d node / d input at a point; 0 where there is no entry.
double derivative(ExpressionGraph& graph, Node node, std::uint32_t input, std::vector<double> at) {
    const auto entries = sparse_jacobian(graph, std::vector{node}, std::vector{input});
    return entries.empty() ? 0 : value_of(graph, entries[0].node, std::move(at));
}

}  // namespace

TEST_CASE("expression graph: equal nodes are one, by the bits of constants") {
    ExpressionGraph graph;
    const Node x = graph.input(0), y = graph.input(1);
    CHECK(graph.add(x, y) == graph.add(y, x));
    CHECK(graph.multiply(x, y) == graph.multiply(y, x));
    CHECK(graph.subtract(x, y) != graph.subtract(y, x));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(graph.constant(nan) == graph.constant(nan));
    CHECK(graph.constant(0.0) != graph.constant(-0.0));
    CHECK(graph.is_constant(graph.constant(nan), nan));
    const std::size_t size = graph.size();
    for (int k = 0; k < 100; ++k) graph.unary(NodeKind::exp, graph.add(x, y));
    CHECK(graph.size() == size + 1);
}

TEST_CASE("expression graph: neutral operands are dropped, constants folded, signs moved outwards") {
    ExpressionGraph graph;
    const Node x = graph.input(0), y = graph.input(1), minus_x = graph.negate(x);
    CHECK(graph.add(x, graph.zero()) == x);
    CHECK(graph.multiply(x, graph.one()) == x);
    CHECK(graph.multiply(x, graph.zero()) == graph.zero());
    CHECK(graph.divide(x, graph.one()) == x);
    CHECK(graph.power(x, graph.one()) == x);
    CHECK(graph.power(x, graph.constant(2)) == graph.multiply(x, x));
    CHECK(graph.multiply(minus_x, y) == graph.negate(graph.multiply(x, y)));
    CHECK(graph.add(y, minus_x) == graph.subtract(y, x));
    CHECK(graph.negate(minus_x) == x);
    CHECK(graph.is_constant(graph.binary(NodeKind::power, graph.zero(), graph.zero()), 1));
    CHECK(graph.select(graph.constant(2), x, y) == x);
    CHECK(graph.select(graph.binary(NodeKind::less, x, y), x, x) == x);
    CHECK(graph.binary(NodeKind::both, graph.zero(), x) == graph.zero());
    CHECK(graph.binary(NodeKind::either, x, graph.constant(3)) == graph.one());
}

TEST_CASE("expression graph: inputs are replaced and counted, however deep the graph") {
    ExpressionGraph graph;
    Node sum = graph.input(7);
    for (int k = 0; k < 300'000; ++k) sum = graph.unary(NodeKind::sin, graph.add(sum, graph.input(3)));
    CHECK(graph.inputs_of(std::vector{sum}) == std::vector<std::uint32_t>{3, 7});
    std::vector<Node> with(8, ExpressionGraph::keep);
    with[3] = graph.zero();
    const std::vector<Node> replaced = graph.substitute(std::vector{sum}, with);
    CHECK(graph.inputs_of(replaced) == std::vector<std::uint32_t>{7});
    CHECK(std::isfinite(value_of(graph, sum, std::vector<double>(8, 0.5))));
    CHECK(std::isfinite(derivative(graph, sum, 7, std::vector<double>(8, 0.5))));
}

TEST_CASE("derivatives: at zero and beside branches not taken") {
    ExpressionGraph graph;
    const Node x = graph.input(0), y = graph.input(1);
    const Node power = graph.power(x, y);
    CHECK(derivative(graph, power, 0, {0, 2}) == 0);
    CHECK(derivative(graph, power, 0, {0, 1}) == 1);
    CHECK(derivative(graph, power, 0, {0, 0}) == 0);
    CHECK(derivative(graph, power, 1, {0, 2}) == 0);
    CHECK(derivative(graph, power, 1, {3, 2}) == doctest::Approx(9 * std::log(3.0)));
    CHECK(derivative(graph, graph.power(x, graph.constant(5)), 0, {-2, 0}) == 80);

    const Node positive = graph.binary(NodeKind::less, graph.zero(), x);
    const Node guarded = graph.select(positive, graph.multiply(x, graph.unary(NodeKind::log, x)), y);
    CHECK(derivative(graph, guarded, 0, {0, 4}) == 0);
    CHECK(derivative(graph, guarded, 1, {0, 4}) == 1);
    CHECK(derivative(graph, guarded, 0, {1, 4}) == 1);
    const Node root = graph.binary(NodeKind::maximum, graph.unary(NodeKind::sqrt, x), graph.one());
    CHECK(derivative(graph, graph.multiply(y, root), 0, {0, 4}) == 0);
    CHECK(derivative(graph, graph.multiply(y, root), 0, {4, 4}) == 1);

    CHECK(derivative(graph, graph.unary(NodeKind::floor, x), 0, {1.5, 0}) == 0);
    CHECK(derivative(graph, graph.unary(NodeKind::abs, x), 0, {-1.5, 0}) == -1);
    CHECK(std::isnan(value_of(graph, graph.divide(x, y), {0, 0})));
}

TEST_CASE("derivatives: a sparse Jacobian has the entries that are not zero, by column") {
    ExpressionGraph graph;
    const Node x = graph.input(0), y = graph.input(1), z = graph.input(2);
    const std::vector<Node> outputs = {graph.multiply(x, y), graph.constant(3), graph.subtract(z, x)};
    const auto entries = sparse_jacobian(graph, outputs, std::vector<std::uint32_t>{2, 0, 1});
    REQUIRE(entries.size() == 4);
    const std::vector<std::array<std::uint32_t, 3>> expected = {
        {2, 0, graph.one()}, {0, 1, y}, {2, 1, graph.constant(-1)}, {0, 2, x}};
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(entries[k].row == expected[k][0]);
        CHECK(entries[k].column == expected[k][1]);
        CHECK(entries[k].node == expected[k][2]);
    }
}

TEST_CASE("gamma, digamma and polygamma by known values") {
    ExpressionGraph graph;
    const Node x = graph.input(0);
    const Node digamma = graph.unary(NodeKind::digamma, x);
    CHECK(value_of(graph, graph.unary(NodeKind::gamma, x), {6}) == 120);
    CHECK(value_of(graph, digamma, {1}) == doctest::Approx(-0.5772156649015329).epsilon(1e-14));
    CHECK(value_of(graph, digamma, {0.5}) == doctest::Approx(-1.9635100260214235).epsilon(1e-14));
    CHECK(value_of(graph, digamma, {-20.5}) == doctest::Approx(3.044616882512544).epsilon(1e-13));
    CHECK(derivative(graph, digamma, 0, {1}) == doctest::Approx(1.6449340668482264).epsilon(1e-13));
    const Node second = graph.binary(NodeKind::polygamma, graph.constant(2), x);
    CHECK(value_of(graph, second, {1}) == doctest::Approx(-2.4041138063191886).epsilon(1e-13));
}
