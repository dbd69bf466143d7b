#pragma once

#include "feed/prepared_feed.hpp"

#include <string>
#include <vector>

namespace strandline::process {

/// What a controller is told: from times[i] on, rates[i * controls + c] holds, in the units of the columns,
/// as they are written; the last row is the end, where flows stop.
struct DosingPlan {
    std::vector<std::string> columns;  // "F_L_per_h"
    std::vector<std::string> units;    // "L/h"
    std::vector<double> factors;       // a value in the model's unit times this
    std::vector<double> times_h;       // rising
    std::vector<double> rates;

    std::size_t controls() const { return columns.size(); }
    std::size_t steps() const { return times_h.size() - 1; }
    double rate(std::size_t step, std::size_t control) const { return rates[step * controls() + control]; }
    /// What a feed dosed in all: its unit times hours.
    double total(std::size_t control) const;
};

/// The value of a control at a time within a piece, and its mean between two.
double control_value(const FeedProblem& problem, const FeedSolution& feed, std::size_t control,
                     std::size_t piece, double time);
double control_mean(const FeedProblem& problem, const FeedSolution& feed, std::size_t control,
                    std::size_t piece, double from, double to);

/// Steps that dose what the profiles dose: constant pieces as they are, others in steps of at most
/// settings.interval_h. Rounded to what is written.
DosingPlan dosing_plan(const FeedSettings& settings, const FeedProblem& problem, const FeedSolution& feed);

/// TSV, process.feed_profile/1.
Result<void> write_plan(const DosingPlan& plan, Sink& sink);

}  // namespace strandline::process
