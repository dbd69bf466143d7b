#include "graph_hash.hpp"

#include <bit>

namespace strandline::numerics {
namespace {

using Operation = ExpressionGraph::Operation;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
    return hash ^ (hash >> 29);
}

// Constants are told apart by their bits, so that NaN equals itself and 0 differs from -0.
std::uint64_t hash_of(const Operation& operation) {
    std::uint64_t hash = mixed(static_cast<std::uint64_t>(operation.kind) + 1,
                               operation.a | static_cast<std::uint64_t>(operation.b) << 32);
    return mixed(mixed(hash, operation.c), std::bit_cast<std::uint64_t>(operation.value));
}

bool same(const Operation& a, const Operation& b) {
    return a.kind == b.kind && a.a == b.a && a.b == b.b && a.c == b.c &&
           std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value);
}

}  // namespace

Node GraphHash::intern(ExpressionGraph& graph, const Operation& operation) {
    if (2 * (graph.operations_.size() + 1) > graph.table_.size()) grow(graph);
    const std::size_t mask = graph.table_.size() - 1;
    std::size_t at = hash_of(operation) & mask;
    for (; graph.table_[at] != 0; at = (at + 1) & mask)
        if (same(graph.operations_[graph.table_[at] - 1], operation)) return graph.table_[at] - 1;
    graph.operations_.push_back(operation);
    graph.table_[at] = static_cast<std::uint32_t>(graph.operations_.size());
    return graph.table_[at] - 1;
}

void GraphHash::grow(ExpressionGraph& graph) {
    const std::size_t size = graph.table_.empty() ? 64 : 2 * graph.table_.size();
    graph.table_.assign(size, 0);
    for (std::size_t node = 0; node < graph.operations_.size(); ++node) {
        std::size_t at = hash_of(graph.operations_[node]) & (size - 1);
        while (graph.table_[at] != 0) at = (at + 1) & (size - 1);
        graph.table_[at] = static_cast<std::uint32_t>(node + 1);
    }
}

}  // namespace strandline::numerics
