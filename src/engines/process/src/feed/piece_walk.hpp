#pragma once

#include "feed/piece_flow.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace strandline::process {

/// How steps of a one-step method are chosen from their errors.
struct StepRule {
    double order;          // the error grows with this power of the step
    double after_failure;  // of a step that has no value
    std::size_t most_steps;
    double shortest;
};

/// Steps of variable length through a piece, each kept in the course. A method gives: `limited`, the longest
/// step to try; `attempt`, the error of a step in units of what is allowed, or nothing; `keep`, the stages,
/// slopes and end of the step just tried, false where they have no value.
template <class Method>
bool walk_piece(const PieceLayout& layout, std::span<const double> numbers, std::span<const double> stops,
                bool with_slopes, const StepRule& rule, Method& method, PieceCourse& course) {
    const std::size_t n = layout.states, m = layout.unknowns();
    course.used = 0;
    course.sloped = with_slopes;
    course.states.clear();
    course.slopes.clear();
    const auto start = numbers.subspan(PieceLayout::z, n);
    std::vector<double> now(start.begin(), start.end()), slopes(n * m, 0);
    for (std::size_t i = 0; i < n; ++i) slopes[i * m + i] = 1;
    double place = 0, tried = 1;
    for (const double stop : stops) {
        while (place < stop) {
            if (course.used >= rule.most_steps) return false;
            tried = method.limited(place, tried, now);
            const bool last = tried >= 0.999 * (stop - place);
            const double length = last ? stop - place : tried;
            const std::optional<double> wrong = method.attempt(place, length, now);
            const double factor =
                std::clamp(0.9 * std::pow(wrong.value_or(1e8), -1.0 / rule.order), 0.2, 5.0);
            if (!wrong || !(*wrong < 1)) {
                tried = length * (wrong ? factor : rule.after_failure);
                if (!(tried > rule.shortest)) return false;
                continue;
            }
            PieceCourse::Step& step = course.next_step();
            step.place = place;
            step.length = length;
            step.stop = last;
            if (!method.keep(step, with_slopes, slopes, now)) return false;
            place = last ? stop : place + length;
            tried = last ? std::max(tried, length * factor) : length * factor;
        }
        course.states.insert(course.states.end(), now.begin(), now.end());
        if (with_slopes) course.slopes.insert(course.slopes.end(), slopes.begin(), slopes.end());
    }
    const auto finite = [](double value) { return std::isfinite(value); };
    return std::ranges::all_of(now, finite) && (!with_slopes || std::ranges::all_of(slopes, finite));
}

}  // namespace strandline::process
