#include "feed/ensemble_objective.hpp"
#include "feed/shooting.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

void add_second(std::span<const PieceExpressions::Entry> places, std::span<const double> values,
                std::size_t unknowns, std::span<double> matrix) {
    for (std::size_t e = 0; e < places.size(); ++e)
        matrix[places[e].row * unknowns + places[e].column] += values[e];
}

}  // namespace

/// Second derivatives by z of the piece's rows, weighted by their multipliers.
void Shooting::curvature_of(const Piece& piece, std::span<const double> multipliers,
                            std::span<double> matrix) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states, m = layout.unknowns(), samples = stops_.size() - 1;
    const auto entries = equations_.observed.entries(), second = equations_.observed.second_entries();
    const std::size_t count = equations_.observed.size(), each = count + entries.size();
    std::vector<double> weights(stops_.size() * n, 0), values(second.size());
    for (std::size_t i = 0; i < n; ++i)
        weights[samples * n + i] = multipliers[piece.row + i] / sizes_.states[i];
    std::vector<double> inputs = piece.numbers, here(m * m), half(m * m);
    inputs.resize(layout.count() + count);
    for (std::size_t s = 0; s < samples; ++s) {
        const auto of_row = std::span(inputs).subspan(layout.count());
        std::ranges::fill(of_row, 0);
        for (std::size_t w = 0; w < within_.size(); ++w) {
            const std::size_t row = piece.row + n + s * within_.size() + w;
            of_row[problem_.constraints[within_[w]].observed] += multipliers[row] / row_sizes_[row];
        }
        for (std::size_t e = 0; e < entries.size(); ++e)
            if (entries[e].column < n)
                weights[s * n + entries[e].column] +=
                    of_row[entries[e].row] * piece.looked_at[s * each + count + e];
        if (second.empty()) continue;
        inputs[PieceLayout::place] = stops_[s];
        std::copy_n(&piece.course.states[s * n], n, &inputs[PieceLayout::z]);
        equations_.observed.second(inputs.data(), values.data());
        // matrix += Dᵀ H D with D = [slopes of the states at the sample; identity of the rest].
        const double* const slopes = &piece.course.slopes[s * n * m];
        const auto slope = [&](std::size_t a, std::size_t j) {
            return a < n ? slopes[a * m + j] : static_cast<double>(a == j);
        };
        for (std::size_t e = 0; e < second.size(); ++e) {
            const auto [a, b] = second[e];
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    matrix[i * m + j] +=
                        values[e] * (slope(a, i) * slope(b, j) + (a == b ? 0 : slope(b, i) * slope(a, j)));
        }
    }
    flow_.curvature(piece.numbers, stops_, piece.course, weights, matrix);
}

void Shooting::curvature_of(const Edge& edge, double factor, std::span<const double> multipliers,
                            std::span<double> matrix) const {
    const PieceLayout& layout = equations_.layout;
    std::vector<double> inputs = edge.numbers, values(equations_.observed.second_entries().size());
    inputs.resize(layout.count() + equations_.observed.size(), 0);
    for (std::size_t k = 0; k < edge.rows.size(); ++k) {
        const std::size_t row = edge.rows[k];
        inputs[layout.count() + edge.observed[k]] +=
            row == objective_row ? (problem_.maximise ? -factor : factor) / objective_size()
                                 : multipliers[row] / row_sizes_[row];
    }
    equations_.observed.second(inputs.data(), values.data());
    add_second(equations_.observed.second_entries(), values, layout.unknowns(), matrix);
}

bool Shooting::hessian(std::span<const double> unknowns, double factor, std::span<const double> multipliers,
                       std::span<double> made) {
    if (!update(unknowns, true)) return false;
    const std::size_t m = equations_.layout.unknowns();
    std::vector<double> matrices(parts_.size() * m * m, 0);
    parallel_for(parts_.size(), threads_, [&](std::size_t i) {
        curvature_of(parts_[i], multipliers, std::span(matrices).subspan(i * m * m, m * m));
    });
    double* to = made.data();
    const auto write = [&](std::span<const std::int32_t> z, const double* matrix) {
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j <= i; ++j)
                if (z[i] >= 0 && z[j] >= 0)
                    *to++ = matrix[i * m + j] * unknown_sizes_[static_cast<std::size_t>(z[i])] *
                            unknown_sizes_[static_cast<std::size_t>(z[j])];
    };
    for (std::size_t i = 0; i < parts_.size(); ++i) write(parts_[i].z, &matrices[i * m * m]);
    std::vector<double> matrix(m * m);
    for (const Edge& edge : edges_) {
        std::ranges::fill(matrix, 0);
        curvature_of(edge, factor, multipliers, matrix);
        for (const auto& [i, j] : equations_.observed.second_entries())
            if (edge.z[i] >= 0 && edge.z[j] >= 0)
                *to++ = matrix[i * m + j] * unknown_sizes_[static_cast<std::size_t>(edge.z[i])] *
                        unknown_sizes_[static_cast<std::size_t>(edge.z[j])];
    }
    const std::size_t members = problem_.members.size();
    if (members == 1) return true;
    const double sign = problem_.maximise ? -1 : 1;
    const auto curved = ensemble_curvature(unknowns.subspan(objectives_begin_), -sign * problem_.caution);
    for (std::size_t i = 0; i < members; ++i)
        for (std::size_t j = 0; j <= i; ++j) *to++ = factor * sign * curved[i * members + j];
    return true;
}

}  // namespace strandline::process
