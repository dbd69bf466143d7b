#include "feed/feed_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr std::int32_t looks = 20;  // along each course

/// Largest absolute values, and the least, over what was seen.
class Range {
public:
    explicit Range(std::size_t count)
        : most_(count, 0), least_(count, std::numeric_limits<double>::infinity()) {}
    void see(std::span<const double> values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            if (std::isfinite(values[i])) {
                most_[i] = std::max(most_[i], std::abs(values[i]));
                least_[i] = std::min(least_[i], values[i]);
            }
    }
    double most(std::size_t i) const { return most_[i]; }
    double least(std::size_t i) const { return least_[i]; }

private:
    std::vector<double> most_, least_;
};

/// What never falls below 0 shall hardly do so on the way to the solution either: rates are made for such
/// values. A little room keeps what is used up free to move.
double bound_of(double least, double size) {
    return least >= -1e-9 * size ? -1e-3 * size : -std::numeric_limits<double>::infinity();
}

/// Between what the feed to start with gives and the most that any gives: the one may be hardly anything, the
/// other far from all that is wanted.
double typical(const std::vector<Range>& ranges, std::size_t i) {
    double most = 0;
    for (const Range& one : ranges) most = std::max(most, one.most(i));
    const double first = std::max(ranges.front().most(i), 0.01 * most);
    return most > 0 ? std::sqrt(first * most) : 1;
}

/// The same at all times: a share of the bounds, or the start where that is less than 0.
void set_controls(const FeedProblem& problem, const PieceLayout& layout, double share,
                  std::vector<double>& numbers) {
    for (std::size_t c = 0; c < problem.controls.size(); ++c) {
        const Control& control = problem.controls[c];
        const double middle = 0.5 * (control.lower + control.upper);
        const double value = share < 0 ? control.start.value_or(middle)
                                       : control.lower + share * (control.upper - control.lower);
        const std::size_t at = PieceLayout::z + layout.states + layout.profile_begins[c];
        numbers[at] = value;
        if (control.profile != Profile::constant)
            numbers[at + 1] = control.profile == Profile::linear ? value : 0;
    }
}

/// Of the derivatives of the rates by the states, in units of their sizes: the largest sum of a row.
double norm_at(const PieceEquations& equations, const std::vector<double>& numbers, const FeedSizes& sizes) {
    const std::size_t n = equations.layout.states;
    const auto entries = equations.rates.entries();
    std::vector<double> both(n + entries.size()), sums(n, 0);
    equations.rates.with_derivatives(numbers.data(), both.data());
    for (std::size_t e = 0; e < entries.size(); ++e)
        if (entries[e].column < n)
            sums[entries[e].row] +=
                std::abs(both[n + e]) * sizes.states[entries[e].column] / sizes.states[entries[e].row];
    const double most = *std::ranges::max_element(sums);
    return std::isfinite(most) ? most : std::numeric_limits<double>::max();
}

}  // namespace

FeedSizes typical_sizes(const FeedProblem& problem, const PieceEquations& equations, const PieceFlow& flow) {
    const PieceLayout& layout = equations.layout;
    const std::size_t n = layout.states;
    PieceCourse course;
    std::vector<double> numbers(layout.count()), values(equations.observed.size());
    std::vector<Range> states, observed;
    std::vector<std::vector<double>> seen;
    for (const double share : {-1.0, 0.0, 0.5, 1.0}) {
        states.emplace_back(n);
        observed.emplace_back(equations.observed.size());
        for (const SystemState& member : problem.members) {
            std::ranges::copy(member.states, numbers.begin() + PieceLayout::z);
            std::ranges::copy(member.held,
                              numbers.begin() + static_cast<std::ptrdiff_t>(layout.held_begin()));
            numbers[PieceLayout::pieces] = looks;
            numbers[layout.end_time()] = problem.end_upper;
            set_controls(problem, layout, share, numbers);
            const auto see = [&](double place) {
                states.back().see(std::span(numbers).subspan(PieceLayout::z, n));
                numbers[PieceLayout::place] = place;
                equations.observed.values(numbers.data(), values.data());
                observed.back().see(values);
                seen.push_back(numbers);
            };
            numbers[PieceLayout::piece] = 0;
            see(0);
            for (std::int32_t k = 0; k < looks; ++k) {
                numbers[PieceLayout::piece] = k;
                if (!flow.run(numbers, std::vector<double>{1}, false, course)) break;
                std::ranges::copy(course.states, numbers.begin() + PieceLayout::z);
                see(1);
            }
        }
    }
    FeedSizes made;
    for (std::size_t i = 0; i < n; ++i) {
        made.states.push_back(typical(states, i));
        double least = std::numeric_limits<double>::infinity();
        for (const Range& one : states) least = std::min(least, one.least(i));
        made.least.push_back(bound_of(least, made.states[i]));
    }
    for (std::size_t i = 0; i < values.size(); ++i) made.observed.push_back(typical(observed, i));
    if (equations.smooth)
        for (const auto& at : seen)
            made.stiffness = std::max(made.stiffness, looks * norm_at(equations, at, made));
    return made;
}

}  // namespace strandline::process
