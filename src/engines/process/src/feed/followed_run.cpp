#include "feed/followed_run.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace strandline::process {
namespace {

/// Times of each step of the plan, its beginning first; the end of the run follows the last.
std::vector<std::vector<double>> times_by_step(const DosingPlan& plan, std::size_t points) {
    const double widest = plan.times_h.back() / static_cast<double>(points);
    std::vector<std::vector<double>> made;
    for (std::size_t i = 0; i < plan.steps(); ++i) {
        const double from = plan.times_h[i], width = plan.times_h[i + 1] - from;
        const double parts = std::max(1.0, std::round(width / widest));
        std::vector<double> times;
        for (double k = 0; k < parts; ++k) times.push_back(from + width * k / parts);
        made.push_back(std::move(times));
    }
    return made;
}

/// Each step of the plan begins anew, at low order, where errors gather: smaller tolerances than the
/// optimiser's keep them below what is told.
SimulationOptions replay_options(const SimulationOptions& of_optimiser) {
    SimulationOptions made = of_optimiser;
    made.relative = std::max(1e-12, 1e-2 * std::min(1e-8, made.relative));
    made.absolute = 1e-2 * made.absolute;
    return made;
}

struct Followed {
    std::vector<double> values;
    std::optional<SimulationFailure> failure;
};

Followed follow_member(const PreparedFeed& prepared, const FeedSettings& settings, const DosingPlan& plan,
                       const std::vector<std::vector<double>>& by_step, SystemState state,
                       const Context& context) {
    Followed made;
    const std::size_t columns = prepared.followed->observed();
    const SimulationOptions options = replay_options(settings.options.simulation);
    for (std::size_t i = 0; i < plan.steps(); ++i) {
        for (std::size_t c = 0; c < plan.controls(); ++c)
            state.held[prepared.control_places[c]] = plan.rate(i, c) / plan.factors[c];
        std::vector<double> times;
        for (const double hours : by_step[i]) times.push_back(hours / settings.hours);
        times.push_back(plan.times_h[i + 1] / settings.hours);
        Trajectory step = simulate(*prepared.followed, std::move(state), times, options, context);
        if (step.failure) {
            made.failure = std::move(step.failure);
            return made;
        }
        const bool last = i + 1 == plan.steps();
        const std::size_t kept = (times.size() - (last ? 0 : 1)) * columns;
        made.values.insert(made.values.end(), step.values.begin(),
                           step.values.begin() + static_cast<std::ptrdiff_t>(kept));
        state = std::move(step.end);
    }
    return made;
}

}  // namespace

double FollowedRun::quantile(std::size_t time, std::size_t column, double probability) const {
    std::vector<double> values;
    for (std::size_t m = 0; m < members.size(); ++m) values.push_back(value(m, time, column));
    std::ranges::sort(values);
    const double place = probability * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
}

std::vector<double> FollowedRun::objectives() const {
    std::vector<double> made;
    for (std::size_t m = 0; m < members.size(); ++m) made.push_back(value(m, times() - 1, 0));
    return made;
}

double FollowedRun::objective(const FeedProblem& problem) const {
    const std::vector<double> each = objectives();
    const auto n = static_cast<double>(each.size());
    const double mean = std::accumulate(each.begin(), each.end(), 0.0) / n;
    double squares = 0;
    for (const double value : each) squares += (value - mean) * (value - mean);
    const double spread = each.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;
    return mean - (problem.maximise ? 1 : -1) * problem.caution * spread;
}

Result<FollowedRun> follow(const PreparedFeed& prepared, const FeedSettings& settings, const DosingPlan& plan,
                           std::size_t points, Context& context) {
    const auto by_step = times_by_step(plan, points);
    FollowedRun made;
    made.columns = prepared.followed->observed();
    for (const auto& times : by_step) made.times_h.insert(made.times_h.end(), times.begin(), times.end());
    made.times_h.push_back(plan.times_h.back());
    std::vector<Followed> members(prepared.problem.members.size());
    const Context quiet({.threads = 1, .cancel = context.settings().cancel});
    parallel_for(members.size(), context.threads(), [&](std::size_t m) {
        members[m] = follow_member(prepared, settings, plan, by_step, prepared.problem.members[m], quiet);
    });
    if (context.cancelled()) return fail(Error::interrupted());
    for (std::size_t m = 0; m < members.size(); ++m) {
        if (const auto& failure = members[m].failure)
            return fail(Error::no("process.feed_replay",
                                  "the feed that was found cannot be simulated{}: it ends at {:.6g} h, {}",
                                  members.size() > 1 ? format(" for member {}", m + 1) : std::string(),
                                  failure->time * settings.hours, failure->what)
                            .mend("try other tolerances in [options]"));
        made.members.push_back(std::move(members[m].values));
    }
    return made;
}

}  // namespace strandline::process
