#include "feed/shooting.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace strandline::process {

void Shooting::set_numbers(std::span<const double> unknowns, std::span<const std::int32_t> z,
                           std::size_t member, std::int32_t piece, double place,
                           std::vector<double>& numbers) const {
    const PieceLayout& layout = equations_.layout;
    const SystemState& start = problem_.members[member];
    numbers.resize(layout.count());
    numbers[PieceLayout::place] = place;
    numbers[PieceLayout::piece] = piece;
    numbers[PieceLayout::pieces] = pieces_;
    std::ranges::copy(start.states, numbers.begin() + PieceLayout::z);
    numbers[layout.end_time()] = problem_.end_upper;
    std::ranges::copy(start.held, numbers.begin() + static_cast<std::ptrdiff_t>(layout.held_begin()));
    for (std::size_t i = 0; i < z.size(); ++i)
        if (z[i] >= 0) {
            const auto u = static_cast<std::size_t>(z[i]);
            numbers[PieceLayout::z + i] = unknowns[u] * unknown_sizes_[u];
        }
}

/// What is observed at the samples of a piece, with derivatives by the states and numbers there.
void Shooting::look_within(Piece& piece) const {
    const std::size_t n = equations_.layout.states, samples = stops_.size() - 1;
    const std::size_t each = equations_.observed.size() + equations_.observed.entries().size();
    piece.looked_at.resize(samples * each);
    std::vector<double> numbers = piece.numbers;
    for (std::size_t s = 0; s < samples; ++s) {
        numbers[PieceLayout::place] = stops_[s];
        std::copy_n(&piece.course.states[s * n], n, &numbers[PieceLayout::z]);
        equations_.observed.with_derivatives(numbers.data(), &piece.looked_at[s * each]);
    }
}

/// Courses and expressions at these unknowns, made once however many callbacks ask.
bool Shooting::update(std::span<const double> unknowns, bool slopes) {
    const bool same = std::ranges::equal(unknowns, at_);
    if (same && (sloped_ || !slopes)) return good_;
    at_.assign(unknowns.begin(), unknowns.end());
    sloped_ = slopes;
    simulations_ += static_cast<std::int32_t>(parts_.size());
    parallel_for(parts_.size(), threads_, [&](std::size_t i) {
        Piece& piece = parts_[i];
        set_numbers(unknowns, piece.z, piece.member, piece.number, 0, piece.numbers);
        piece.good = flow_.run(piece.numbers, stops_, slopes, piece.course);
        if (piece.good) look_within(piece);
    });
    for (Edge& edge : edges_) {
        set_numbers(unknowns, edge.z, edge.member, edge.number, edge.place, edge.numbers);
        equations_.observed.with_derivatives(edge.numbers.data(), edge.both.data());
    }
    return good_ = std::ranges::all_of(parts_, &Piece::good);
}

bool Shooting::constraints(std::span<const double> unknowns, std::span<double> made) {
    if (!update(unknowns, false)) return false;
    const std::size_t n = equations_.layout.states, samples = stops_.size() - 1;
    const std::size_t each = equations_.observed.size() + equations_.observed.entries().size();
    for (const Piece& piece : parts_) {
        const auto next =
            static_cast<std::size_t>(state_unknown(piece.member, static_cast<std::size_t>(piece.number) + 1));
        std::size_t row = piece.row;
        for (std::size_t i = 0; i < n; ++i)
            made[row++] = piece.course.states[samples * n + i] / sizes_.states[i] - unknowns[next + i];
        for (std::size_t s = 0; s < samples; ++s)
            for (const std::size_t c : within_) {
                made[row] = piece.looked_at[s * each + problem_.constraints[c].observed] / row_sizes_[row];
                ++row;
            }
    }
    for (const Edge& edge : edges_)
        for (std::size_t k = 0; k < edge.rows.size(); ++k) {
            const std::size_t row = edge.rows[k];
            if (row == objective_row) continue;
            made[row] = edge.both[edge.observed[k]] / row_sizes_[row];
            if (rows_[row].kind == FeedRow::Kind::member_objective)
                made[row] -= unknowns[objectives_begin_ + edge.member];
        }
    return true;
}

void Shooting::jacobian_of(const Piece& piece, double*& made) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states, m = layout.unknowns(), samples = stops_.size() - 1;
    const auto entries = equations_.observed.entries();
    const std::size_t each = equations_.observed.size() + entries.size();
    const auto write_row = [&](const double* slopes, double size) {
        for (std::size_t j = 0; j < m; ++j)
            if (piece.z[j] >= 0)
                *made++ = slopes[j] * unknown_sizes_[static_cast<std::size_t>(piece.z[j])] / size;
    };
    for (std::size_t i = 0; i < n; ++i) {
        write_row(&piece.course.slopes[(samples * n + i) * m], sizes_.states[i]);
        *made++ = -1;
    }
    std::vector<double> slopes(m);
    std::size_t row = piece.row + n;
    for (std::size_t s = 0; s < samples; ++s)
        for (const std::size_t c : within_) {
            std::ranges::fill(slopes, 0);
            for (std::size_t e = 0; e < entries.size(); ++e) {
                if (entries[e].row != problem_.constraints[c].observed) continue;
                const double value = piece.looked_at[s * each + equations_.observed.size() + e];
                if (entries[e].column >= n) {
                    slopes[entries[e].column] += value;
                    continue;
                }
                const double* const of_state = &piece.course.slopes[(s * n + entries[e].column) * m];
                for (std::size_t j = 0; j < m; ++j) slopes[j] += value * of_state[j];
            }
            write_row(slopes.data(), row_sizes_[row++]);
        }
}

bool Shooting::jacobian(std::span<const double> unknowns, std::span<double> made) {
    if (!update(unknowns, true)) return false;
    double* to = made.data();
    for (const Piece& piece : parts_) jacobian_of(piece, to);
    const auto entries = equations_.observed.entries();
    for (const Edge& edge : edges_)
        for (std::size_t k = 0; k < edge.rows.size(); ++k) {
            const std::size_t row = edge.rows[k];
            if (row == objective_row) continue;
            for (std::size_t e = 0; e < entries.size(); ++e)
                if (const std::int32_t u = edge.z[entries[e].column];
                    entries[e].row == edge.observed[k] && u >= 0)
                    *to++ = edge.both[equations_.observed.size() + e] *
                            unknown_sizes_[static_cast<std::size_t>(u)] / row_sizes_[row];
            if (rows_[row].kind == FeedRow::Kind::member_objective) *to++ = -1;
        }
    return true;
}

}  // namespace strandline::process
