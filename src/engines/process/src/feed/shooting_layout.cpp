#include "feed/shooting.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

Shooting::Shooting(const FeedProblem& problem, const PieceEquations& equations, const PieceFlow& flow,
                   std::int32_t pieces, FeedSizes sizes)
    : problem_(problem),
      equations_(equations),
      pieces_(pieces),
      flow_(flow),
      sizes_(std::move(sizes)),
      free_end_(problem.end_lower < problem.end_upper) {
    lay_out_unknowns();
    lay_out_rows();
}

std::int32_t Shooting::state_unknown(std::size_t member, std::size_t edge) const {
    const auto pieces = static_cast<std::size_t>(pieces_);
    return static_cast<std::int32_t>(states_begin_ + (member * pieces + edge - 1) * equations_.layout.states);
}

std::int32_t Shooting::value_unknown(std::size_t control, std::int32_t piece) const {
    return static_cast<std::int32_t>(value_begins_[control]) + piece;
}

void Shooting::lay_out_unknowns() {
    const auto add = [&](double lower, double upper, double size) {
        lower_.push_back(lower / size);
        upper_.push_back(upper / size);
        unknown_sizes_.push_back(size);
    };
    const auto add_control = [&](ControlUnknown which, double lower, double upper) {
        const double widest = std::max(std::abs(lower), std::abs(upper));
        add(lower, upper, widest > 0 && std::isfinite(widest) ? widest : 1);
        control_unknowns_.push_back(which);
    };
    if (free_end_) add_control({0, 0, false, true}, problem_.end_lower, problem_.end_upper);
    for (std::size_t c = 0; c < problem_.controls.size(); ++c) {
        const Control& control = problem_.controls[c];
        value_begins_.push_back(lower_.size());
        for (std::int32_t k = 0; k < pieces_ + (control.profile == Profile::linear); ++k)
            add_control({c, k, false, false}, control.lower, control.upper);
        rate_begins_.push_back(lower_.size());
        for (std::int32_t k = 0; control.profile == Profile::exponential && k < pieces_; ++k)
            add_control({c, k, true, false}, control.rate_lower, control.rate_upper);
    }
    states_begin_ = lower_.size();
    for (std::size_t m = 0; m < problem_.members.size(); ++m)
        for (std::int32_t k = 0; k < pieces_; ++k)
            for (std::size_t i = 0; i < equations_.layout.states; ++i)
                add(sizes_.least[i], std::numeric_limits<double>::infinity(), sizes_.states[i]);
    objectives_begin_ = lower_.size();
    if (problem_.members.size() > 1)
        for (std::size_t m = 0; m < problem_.members.size(); ++m)
            add(-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                objective_size());
    unknown_count_ = lower_.size();
}

std::vector<std::int32_t> Shooting::positions(std::size_t member, std::int32_t piece,
                                              std::size_t state_edge) const {
    const PieceLayout& layout = equations_.layout;
    std::vector<std::int32_t> z(layout.unknowns(), -1);
    if (state_edge > 0)
        for (std::size_t i = 0; i < layout.states; ++i)
            z[i] = state_unknown(member, state_edge) + static_cast<std::int32_t>(i);
    for (std::size_t c = 0; c < problem_.controls.size(); ++c) {
        const std::size_t at = layout.states + layout.profile_begins[c];
        z[at] = value_unknown(c, piece);
        const Profile profile = problem_.controls[c].profile;
        if (profile == Profile::linear) z[at + 1] = value_unknown(c, piece + 1);
        if (profile == Profile::exponential) z[at + 1] = static_cast<std::int32_t>(rate_begins_[c]) + piece;
    }
    if (free_end_) z.back() = 0;
    return z;
}

void Shooting::add_row(FeedRow row, double lower, double upper, double size) {
    rows_.push_back(row);
    row_sizes_.push_back(size);
    row_lower_.push_back(lower / size);
    row_upper_.push_back(upper / size);
}

/// What constraints and objective say at an edge, with the controls of `piece`.
void Shooting::add_edge(std::size_t member, std::int32_t piece, double place, std::size_t state_edge) {
    Edge edge{member, piece, place, positions(member, piece, state_edge), {}, {}, {}, {}};
    const bool at_end = piece + 1 == pieces_ && place == 1;
    for (std::size_t c = 0; c < problem_.constraints.size(); ++c) {
        const FeedConstraint& constraint = problem_.constraints[c];
        const bool wanted = constraint.at_end_only ? at_end
                            : place == 1           ? true
                                                   : equations_.follows_controls[constraint.observed] != 0;
        if (!wanted) continue;
        edge.observed.push_back(constraint.observed);
        edge.rows.push_back(rows_.size());
        add_row({FeedRow::Kind::constraint, c, member, piece, place}, constraint.lower, constraint.upper,
                sizes_.observed[constraint.observed]);
    }
    if (at_end) {
        edge.observed.push_back(problem_.objective);
        if (problem_.members.size() == 1) {
            edge.rows.push_back(objective_row);
        } else {
            edge.rows.push_back(rows_.size());
            add_row({FeedRow::Kind::member_objective, 0, member, piece, place}, 0, 0, objective_size());
        }
    }
    if (edge.rows.empty()) return;
    edge.both.resize(equations_.observed.size() + equations_.observed.entries().size());
    edges_.push_back(std::move(edge));
}

void Shooting::lay_out_rows() {
    for (std::size_t c = 0; c < problem_.constraints.size(); ++c)
        if (!problem_.constraints[c].at_end_only) within_.push_back(c);
    const std::int32_t samples = within_.empty() ? 0 : problem_.samples;
    for (std::int32_t s = 0; s < samples; ++s) stops_.push_back((s + 1.0) / (samples + 1));
    stops_.push_back(1);
    for (std::size_t m = 0; m < problem_.members.size(); ++m)
        for (std::int32_t k = 0; k < pieces_; ++k) {
            const auto edge = static_cast<std::size_t>(k);
            Piece piece;
            piece.member = m;
            piece.number = k;
            piece.z = positions(m, k, edge);
            piece.row = rows_.size();
            for (const double size : sizes_.states)
                add_row({FeedRow::Kind::continuity, 0, m, k, 1}, 0, 0, size);
            for (std::int32_t s = 0; s < samples; ++s)
                for (const std::size_t c : within_) {
                    const FeedConstraint& constraint = problem_.constraints[c];
                    add_row({FeedRow::Kind::constraint, c, m, k, stops_[static_cast<std::size_t>(s)]},
                            constraint.lower, constraint.upper, sizes_.observed[constraint.observed]);
                }
            parts_.push_back(std::move(piece));
            add_edge(m, k, 0, edge);
            add_edge(m, k, 1, edge + 1);
        }
}

FeedPlan Shooting::plan(std::span<const double> unknowns) const {
    FeedPlan made;
    made.end_time = problem_.end_upper;
    made.values.resize(problem_.controls.size());
    made.rates.resize(problem_.controls.size());
    for (std::size_t u = 0; u < control_unknowns_.size(); ++u) {
        const ControlUnknown& which = control_unknowns_[u];
        const double value = unknowns[u] * unknown_sizes_[u];
        if (which.end_time)
            made.end_time = value;
        else
            (which.rate ? made.rates : made.values)[which.control].push_back(value);
    }
    return made;
}

std::vector<double> Shooting::unknowns(const FeedPlan& plan) {
    std::vector<double> made(unknown_count_, 0);
    for (std::size_t u = 0; u < control_unknowns_.size(); ++u) {
        const ControlUnknown& which = control_unknowns_[u];
        const double value =
            which.end_time ? plan.end_time
                           : (which.rate ? plan.rates
                                         : plan.values)[which.control][static_cast<std::size_t>(which.piece)];
        made[u] = std::clamp(value / unknown_sizes_[u], lower_[u], upper_[u]);
    }
    const std::size_t n = equations_.layout.states;
    PieceCourse course;
    std::vector<double> numbers;
    for (const Piece& piece : parts_) {
        set_numbers(made, piece.z, piece.member, piece.number, 0, numbers);
        const auto to =
            static_cast<std::size_t>(state_unknown(piece.member, static_cast<std::size_t>(piece.number) + 1));
        ++simulations_;
        const bool there = flow_.run(numbers, std::vector<double>{1}, false, course);
        for (std::size_t i = 0; i < n; ++i)
            made[to + i] = (there ? course.states[i] : numbers[PieceLayout::z + i]) / sizes_.states[i];
    }
    if (problem_.members.size() > 1) {
        const std::vector<double> objectives = member_objectives(made);
        for (std::size_t m = 0; m < objectives.size(); ++m)
            made[objectives_begin_ + m] = objectives[m] / objective_size();
    }
    return made;
}

std::vector<double> Shooting::member_objectives(std::span<const double> unknowns) {
    std::vector<double> made(problem_.members.size()), numbers, values(equations_.observed.size());
    for (std::size_t m = 0; m < made.size(); ++m) {
        const auto z = positions(m, pieces_ - 1, static_cast<std::size_t>(pieces_));
        set_numbers(unknowns, z, m, pieces_ - 1, 1, numbers);
        equations_.observed.values(numbers.data(), values.data());
        made[m] = values[problem_.objective];
    }
    return made;
}

}  // namespace strandline::process
