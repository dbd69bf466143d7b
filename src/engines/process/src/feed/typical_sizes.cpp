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
    double size(std::size_t i) const { return most_[i] > 0 ? most_[i] : 1; }
    double least(std::size_t i) const { return least_[i]; }

private:
    std::vector<double> most_, least_;
};

/// What never falls below 0 shall not on the way to the solution either: rates are made for such values.
double bound_of(const Range& later, std::size_t state) {
    const double size = later.size(state), least = later.least(state);
    if (least > 1e-9 * size) return 0;
    return least >= -1e-9 * size ? -1e-3 * size : -std::numeric_limits<double>::infinity();
}

}  // namespace

FeedSizes typical_sizes(const FeedProblem& problem, const PieceEquations& equations, const PieceFlow& flow) {
    const PieceLayout& layout = equations.layout;
    const std::size_t n = layout.states;
    Range states(n), later(n), observed(equations.observed.size());
    PieceCourse course;
    std::vector<double> numbers(layout.count()), values(equations.observed.size());
    for (const SystemState& member : problem.members)
        for (const double share : {0.0, 0.5, 1.0, -1.0}) {
            std::ranges::copy(member.states, numbers.begin() + PieceLayout::z);
            std::ranges::copy(member.held,
                              numbers.begin() + static_cast<std::ptrdiff_t>(layout.held_begin()));
            numbers[PieceLayout::pieces] = looks;
            numbers[layout.end_time()] = problem.end_upper;
            for (std::size_t c = 0; c < problem.controls.size(); ++c) {
                const Control& control = problem.controls[c];
                const double middle = 0.5 * (control.lower + control.upper);
                const double value = share < 0 ? control.start.value_or(middle)
                                               : control.lower + share * (control.upper - control.lower);
                const std::size_t at = PieceLayout::z + n + layout.profile_begins[c];
                numbers[at] = value;
                if (control.profile != Profile::constant)
                    numbers[at + 1] = control.profile == Profile::linear ? value : 0;
            }
            const auto see = [&](double place) {
                const auto now = std::span(numbers).subspan(PieceLayout::z, n);
                states.see(now);
                if (place > 0) later.see(now);
                numbers[PieceLayout::place] = place;
                equations.observed.values(numbers.data(), values.data());
                observed.see(values);
            };
            see(0);
            for (std::int32_t k = 0; k < looks; ++k) {
                numbers[PieceLayout::piece] = k;
                if (!flow.run(numbers, std::vector<double>{1}, false, course)) break;
                std::ranges::copy(course.states, numbers.begin() + PieceLayout::z);
                see(1);
            }
        }
    FeedSizes made;
    for (std::size_t i = 0; i < n; ++i) {
        made.states.push_back(states.size(i));
        made.least.push_back(bound_of(later, i));
    }
    for (std::size_t i = 0; i < values.size(); ++i) made.observed.push_back(observed.size(i));
    return made;
}

}  // namespace strandline::process
