#include "system_builder.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

namespace {

using numerics::ExpressionGraph;

/// What relaxes more slowly than this, per unit of time, is not fast.
constexpr double slowest = 1e-9;

/// Columns of a matrix of numbers that depend on none before them, and how the others are made of these:
/// column j = sum over k of weights[j][k] * column basis[k].
struct ColumnBasis {
    std::vector<std::size_t> basis;
    std::vector<std::vector<double>> weights;
};

/// By Gauss's elimination with the rows of the basis kept reduced.
ColumnBasis column_basis(const std::vector<std::vector<double>>& columns) {
    ColumnBasis result;
    std::vector<std::vector<double>> reduced, made;  // reduced[k] = sum over l of made[k][l] * basis column l
    std::vector<std::size_t> pivots;
    constexpr double vanishing = 1e-12;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        std::vector<double> rest = columns[j], weights(result.basis.size() + 1, 0);
        for (std::size_t k = 0; k < reduced.size(); ++k) {
            const double factor = rest[pivots[k]] / reduced[k][pivots[k]];
            for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= factor * reduced[k][i];
            for (std::size_t l = 0; l < made[k].size(); ++l) weights[l] += factor * made[k][l];
        }
        const auto largest = std::ranges::max_element(rest, {}, [](double x) { return std::abs(x); });
        if (largest == rest.end() || std::abs(*largest) < vanishing) {
            result.weights.push_back(weights);
            continue;
        }
        pivots.push_back(static_cast<std::size_t>(largest - rest.begin()));
        for (double& weight : weights) weight = -weight;
        weights[result.basis.size()] = 1;
        made.push_back(weights);
        reduced.push_back(std::move(rest));
        std::vector<double> own(result.basis.size() + 1, 0);
        own[result.basis.size()] = 1;
        result.basis.push_back(j);
        result.weights.push_back(std::move(own));
    }
    for (auto& weights : result.weights) weights.resize(result.basis.size(), 0);
    return result;
}

/// Solves a small system of nodes, pivots by least fill among the entries that are not zero by structure.
std::optional<std::vector<Node>> solve(ExpressionGraph& graph, std::vector<std::vector<Node>> a,
                                       std::vector<Node> b) {
    const std::size_t n = b.size();
    const auto vanishes = [&](Node x) { return graph.is_constant(x, 0); };
    std::vector<std::uint8_t> row_done(n, 0), column_done(n, 0);
    std::vector<std::pair<std::size_t, std::size_t>> pivots;
    // A fast reaction that is switched off, or about to be, has no equilibrium, and no flux either.
    const auto quotient = [&](Node above, Node below) {
        if (graph.at(below).kind == numerics::NodeKind::constant) return graph.divide(above, below);
        const Node slow = graph.binary(numerics::NodeKind::less, graph.unary(numerics::NodeKind::abs, below),
                                       graph.constant(slowest));
        return graph.select(slow, graph.zero(), graph.divide(above, below));
    };
    const auto count = [&](std::size_t i, std::size_t j) {
        std::size_t in_row = 0, in_column = 0;
        for (std::size_t k = 0; k < n; ++k) {
            in_row += !column_done[k] && !vanishes(a[i][k]);
            in_column += !row_done[k] && !vanishes(a[k][j]);
        }
        return (in_row - 1) * (in_column - 1);
    };
    for (std::size_t step = 0; step < n; ++step) {
        std::optional<std::pair<std::size_t, std::size_t>> best;
        std::size_t least = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                if (row_done[i] || column_done[j] || vanishes(a[i][j])) continue;
                if (const std::size_t fill = count(i, j); !best || fill < least) best = {i, j}, least = fill;
            }
        if (!best) return std::nullopt;
        const auto [p, q] = *best;
        row_done[p] = column_done[q] = 1;
        pivots.push_back(*best);
        for (std::size_t i = 0; i < n; ++i) {
            if (row_done[i] || vanishes(a[i][q])) continue;
            const Node factor = quotient(a[i][q], a[p][q]);
            for (std::size_t j = 0; j < n; ++j)
                if (!column_done[j]) a[i][j] = graph.subtract(a[i][j], graph.multiply(factor, a[p][j]));
            b[i] = graph.subtract(b[i], graph.multiply(factor, b[p]));
        }
    }
    std::vector<Node> x(n, graph.zero());
    for (std::size_t step = n; step-- > 0;) {
        const auto [p, q] = pivots[step];
        Node rest = b[p];
        for (std::size_t later = step + 1; later < n; ++later) {
            const std::size_t j = pivots[later].second;
            rest = graph.subtract(rest, graph.multiply(a[p][j], x[j]));
        }
        x[q] = quotient(rest, a[p][q]);
    }
    return x;
}

}  // namespace

/// A fast reaction is at its equilibrium all the time: r = v_fast(t, x) = 0, so that dr/dt = 0. With x' = s +
/// N w, s what slow reactions and rules do, N the stoichiometries of independent fast reactions and w their
/// net fluxes: (dr/dx N) w = -(dr/dt + dr/dx s). Fast reactions that depend on others (columns of N) add to
/// these.
Result<void> SystemBuilder::build_fast() {
    std::vector<std::uint32_t> fast;  // entities
    for (std::uint32_t i = 0; i < index_.entities.size(); ++i) {
        const Entity& entity = index_.entities[i];
        if (!entity.reaction || !entity.reaction->fast) continue;
        STRANDLINE_TRY(const Values rate, values(i));
        if (!graph_.is_constant(rate.value, 0)) fast.push_back(i);
    }
    if (fast.empty()) return {};
    STRANDLINE_TRY(const auto flows, fast_flows(fast));
    const ColumnBasis basis = column_basis(flows.numbers);
    const std::size_t rank = basis.basis.size();
    if (rank == 0) return {};
    std::vector<Node> equilibria(rank, graph_.zero());
    for (std::size_t j = 0; j < fast.size(); ++j) {
        STRANDLINE_TRY(const Values rate, values(fast[j]));
        for (std::size_t k = 0; k < rank; ++k)
            equilibria[k] =
                graph_.add(equilibria[k], graph_.multiply(graph_.constant(basis.weights[j][k]), rate.value));
    }
    const std::size_t states = index_.states.size();
    equations_.relaxation.assign(states, graph_.zero());
    for (std::uint32_t i = 0; i < states; ++i) {
        const Entity& entity = index_.entities[index_.states[i]];
        if (entity.role != Role::moved) continue;
        STRANDLINE_TRY(equations_.relaxation[i], moved_rate(entity, false, true));
    }
    std::vector<std::uint32_t> moving(states + 1);
    for (std::uint32_t i = 0; i <= states; ++i) moving[i] = i;
    std::vector<std::vector<Node>> matrix(rank, std::vector<Node>(rank, graph_.zero()));
    std::vector<Node> right(rank, graph_.zero());
    for (const auto& partial : sparse_jacobian(graph_, equilibria, moving)) {
        const std::size_t k = partial.row;
        if (partial.column == 0) {
            right[k] = graph_.subtract(right[k], partial.node);
            continue;
        }
        const std::size_t i = partial.column - 1;
        right[k] = graph_.subtract(right[k], graph_.multiply(partial.node, equations_.rates[i]));
        for (std::size_t l = 0; l < rank; ++l)
            matrix[k][l] =
                graph_.add(matrix[k][l], graph_.multiply(partial.node, flows.nodes[basis.basis[l]][i]));
    }
    const auto fluxes = solve(graph_, std::move(matrix), std::move(right));
    if (!fluxes)
        return fail(Error::input("process.fast", "the equilibria of the fast reactions do not determine them")
                        .expected("a fast reaction whose rate depends on what it changes")
                        .found("{}", index_.entities[fast.front()].id));
    for (std::size_t l = 0; l < rank; ++l)
        for (std::size_t i = 0; i < states; ++i)
            equations_.rates[i] = graph_.add(equations_.rates[i],
                                             graph_.multiply(flows.nodes[basis.basis[l]][i], (*fluxes)[l]));
    return {};
}

/// What one unit of each fast reaction's extent does to each state. The numbers say which of them are
/// independent: those of literals, and ones for what is only known later.
Result<SystemBuilder::FastFlows> SystemBuilder::fast_flows(std::span<const std::uint32_t> fast) {
    FastFlows flows;
    const std::size_t states = index_.states.size();
    for (const std::uint32_t reaction : fast) {
        std::vector<Node> nodes(states, graph_.zero());
        std::vector<double> numbers(states, 0);
        for (std::uint32_t i = 0; i < states; ++i) {
            const std::uint32_t number = index_.states[i];
            if (index_.entities[number].role != Role::moved) continue;
            for (const Change& change : changes_[number]) {
                if (change.reaction != reaction) continue;
                STRANDLINE_TRY(const Node amount, stoichiometry(change));
                nodes[i] = change.taken ? graph_.subtract(nodes[i], amount) : graph_.add(nodes[i], amount);
                numbers[i] += (change.taken ? -1 : 1) * change.reference->stoichiometry.value_or(1);
            }
            STRANDLINE_TRY(const Node factor, conversion(index_.entities[number]));
            nodes[i] = graph_.multiply(nodes[i], factor);
        }
        flows.nodes.push_back(std::move(nodes));
        flows.numbers.push_back(std::move(numbers));
    }
    return flows;
}

}  // namespace strandline::process
