#include "feed/shooting.hpp"

#include <algorithm>

namespace strandline::process {

numerics::NonlinearProgram Shooting::program(unsigned threads) {
    threads_ = threads;
    numerics::NonlinearProgram made;
    made.lower = lower_;
    made.upper = upper_;
    made.constraint_lower = row_lower_;
    made.constraint_upper = row_upper_;
    place_jacobian(made);
    place_hessian(made);
    made.objective = [this](auto x, double& value) { return objective(x, value); };
    made.gradient = [this](auto x, auto to) { return gradient(x, to); };
    made.constraints = [this](auto x, auto to) { return constraints(x, to); };
    made.jacobian = [this](auto x, auto to) { return jacobian(x, to); };
    made.hessian = [this](auto x, double factor, auto multipliers, auto to) {
        return hessian(x, factor, multipliers, to);
    };
    return made;
}

// In the order that `jacobian` and `hessian` write.

void Shooting::place_jacobian(numerics::NonlinearProgram& program) const {
    const auto add = [&](std::size_t row, std::int32_t column) {
        program.jacobian_rows.push_back(static_cast<std::uint32_t>(row));
        program.jacobian_columns.push_back(static_cast<std::uint32_t>(column));
    };
    const auto add_row = [&](std::size_t row, std::span<const std::int32_t> z) {
        for (const std::int32_t u : z)
            if (u >= 0) add(row, u);
    };
    for (const Piece& piece : parts_) {
        const std::int32_t next = state_unknown(piece.member, static_cast<std::size_t>(piece.number) + 1);
        std::size_t row = piece.row;
        for (std::size_t i = 0; i < equations_.layout.states; ++i, ++row) {
            add_row(row, piece.z);
            add(row, next + static_cast<std::int32_t>(i));
        }
        for (std::size_t k = 0; k < (stops_.size() - 1) * within_.size(); ++k) add_row(row++, piece.z);
    }
    for (const Edge& edge : edges_)
        for (std::size_t k = 0; k < edge.rows.size(); ++k) {
            if (edge.rows[k] == objective_row) continue;
            for (const auto& entry : equations_.observed.entries())
                if (entry.row == edge.observed[k] && edge.z[entry.column] >= 0)
                    add(edge.rows[k], edge.z[entry.column]);
            if (rows_[edge.rows[k]].kind == FeedRow::Kind::member_objective)
                add(edge.rows[k], static_cast<std::int32_t>(objectives_begin_ + edge.member));
        }
}

void Shooting::place_hessian(numerics::NonlinearProgram& program) const {
    const auto add = [&](std::int32_t a, std::int32_t b) {
        program.hessian_rows.push_back(static_cast<std::uint32_t>(std::max(a, b)));
        program.hessian_columns.push_back(static_cast<std::uint32_t>(std::min(a, b)));
    };
    for (const Piece& piece : parts_)
        for (std::size_t i = 0; i < piece.z.size(); ++i)
            for (std::size_t j = 0; j <= i; ++j)
                if (piece.z[i] >= 0 && piece.z[j] >= 0) add(piece.z[i], piece.z[j]);
    for (const Edge& edge : edges_)
        for (const auto& [i, j] : equations_.observed.second_entries())
            if (edge.z[i] >= 0 && edge.z[j] >= 0) add(edge.z[i], edge.z[j]);
    if (problem_.members.size() == 1) return;
    const auto first = static_cast<std::int32_t>(objectives_begin_);
    const auto members = static_cast<std::int32_t>(problem_.members.size());
    for (std::int32_t i = 0; i < members; ++i)
        for (std::int32_t j = 0; j <= i; ++j) add(first + i, first + j);
}

}  // namespace strandline::process
