#include "loopless/cycle_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

using Matrix = std::vector<std::vector<double>>;  // by row

/// Rows of metabolites that the reactions touch, each scaled to a largest entry of 1.
Matrix rows_of(const FluxModel& model, std::span<const std::int32_t> reactions) {
    Matrix rows(at(model.rows()));
    for (std::size_t k = 0; k < reactions.size(); ++k) {
        const auto row = model.stoichiometry.rows_of(reactions[k]);
        const auto value = model.stoichiometry.values_of(reactions[k]);
        for (std::size_t e = 0; e < row.size(); ++e) {
            if (model.metabolite_of_row[at(row[e])] < 0) continue;
            rows[at(row[e])].resize(reactions.size(), 0);
            rows[at(row[e])][k] = value[e];
        }
    }
    std::erase_if(rows, [](const std::vector<double>& row) { return row.empty(); });
    for (std::vector<double>& row : rows) {
        double most = 0;
        for (const double value : row) most = std::max(most, std::abs(value));
        for (double& value : row) value /= most;
    }
    return rows;
}

/// Gauss-Jordan with the largest pivot of each column; returns the column of each pivot row.
std::vector<std::size_t> reduce(Matrix& rows, std::size_t columns) {
    std::vector<std::size_t> pivots;
    for (std::size_t column = 0; column < columns && pivots.size() < rows.size(); ++column) {
        const std::size_t next = pivots.size();
        std::size_t best = next;
        for (std::size_t i = next; i < rows.size(); ++i)
            if (std::abs(rows[i][column]) > std::abs(rows[best][column])) best = i;
        if (std::abs(rows[best][column]) <= nothing) continue;
        std::swap(rows[best], rows[next]);
        const double pivot = rows[next][column];
        for (double& value : rows[next]) value /= pivot;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const double factor = rows[i][column];
            if (i == next || factor == 0) continue;
            for (std::size_t k = column; k < columns; ++k) rows[i][k] -= factor * rows[next][k];
            rows[i][column] = 0;
        }
        pivots.push_back(column);
    }
    return pivots;
}

}  // namespace

std::vector<std::int32_t> cycle_blocks(const FluxModel& model, std::span<const std::int32_t> reactions) {
    Matrix rows = rows_of(model, reactions);
    const std::vector<std::size_t> pivots = reduce(rows, reactions.size());
    std::vector<std::int32_t> parent(reactions.size());
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](std::size_t k) {
        while (at(parent[k]) != k) k = at(parent[k]);
        return k;
    };
    for (std::size_t i = 0; i < pivots.size(); ++i)
        for (std::size_t k = 0; k < reactions.size(); ++k) {
            if (k == pivots[i] || std::abs(rows[i][k]) <= nothing) continue;
            const std::size_t a = root(pivots[i]), b = root(k);
            parent[std::max(a, b)] = static_cast<std::int32_t>(std::min(a, b));
        }
    std::vector<std::int32_t> block(reactions.size());
    for (std::size_t k = 0; k < block.size(); ++k) block[k] = static_cast<std::int32_t>(root(k));
    return block;
}

}  // namespace strandline::strain
