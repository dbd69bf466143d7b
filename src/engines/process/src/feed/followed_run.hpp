#pragma once

#include "feed/dosing_plan.hpp"

#include <vector>

namespace strandline::process {

/// What happens when a plan is dosed: every member simulated from start to end, step by step, apart from the
/// program that found the plan.
struct FollowedRun {
    std::vector<double> times_h;
    std::size_t columns = 0;                   // of PreparedFeed::followed: objective, limits, course, all
    std::vector<std::vector<double>> members;  // [member][time * columns + column]

    std::size_t times() const { return times_h.size(); }
    double value(std::size_t member, std::size_t time, std::size_t column) const {
        return members[member][time * columns + column];
    }
    /// Of the first member, which an ensemble from a fit has at its estimates.
    double value(std::size_t time, std::size_t column) const { return value(0, time, column); }
    /// The quantile of a column over the members.
    double quantile(std::size_t time, std::size_t column, double probability) const;
    /// Of the members' objectives at the end: the mean, less (more, where it is minimised) `caution` standard
    /// deviations.
    double objective(const FeedProblem& problem) const;
    std::vector<double> objectives() const;
};

/// At the edges of the plan and about `points` times between. "process.feed_replay" (exit 1) where a member
/// cannot be simulated to the end.
Result<FollowedRun> follow(const PreparedFeed& prepared, const FeedSettings& settings, const DosingPlan& plan,
                           std::size_t points, Context& context);

}  // namespace strandline::process
