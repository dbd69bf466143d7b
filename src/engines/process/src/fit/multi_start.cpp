#include "fit/multi_start.hpp"

#include "fit/hierarchical_cost.hpp"
#include "fit/problem_cost.hpp"
#include "fit/start_points.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

namespace strandline::process {
namespace {

constexpr std::size_t most_draws = 10;

std::string in_words(const Evaluation& evaluation) {
    if (!evaluation.failure) return "the likelihood is not finite";
    const LikelihoodFailure& failure = *evaluation.failure;
    return format("at time {}{}: {}", failure.why.time,
                  failure.experiment.empty() ? "" : format(" in experiment {}", failure.experiment),
                  failure.why.what);
}

class Starts {
public:
    Starts(const Objective& objective, const FitOptions& options, const Context& context)
        : objective_(objective), options_(options), context_(context) {
        if (options.hierarchical) inner_.emplace(objective);
    }

    StartResult run(std::size_t index, std::vector<double> start) const {
        StartResult made{.index = index};
        const Cost whole = problem_cost(objective_, context_);
        const Cost cost = inner_ ? inner_->cost(context_) : whole;
        for (std::size_t attempt = 1;; ++attempt) {
            made.drawn = static_cast<std::int32_t>(attempt);
            made.start_cost = whole(start, Order::value).cost;
            if (std::isfinite(made.start_cost) || attempt == most_draws || context_.cancelled()) break;
            start = another_start(objective_, index, attempt, options_.seed);
        }
        made.start = made.at = start;
        if (!std::isfinite(made.start_cost)) {
            made.status = FitStatus::failed_at_start;
            made.cost = std::numeric_limits<double>::infinity();
            made.failure = in_words(objective_.evaluate(start, Wanted::value, context_));
            return made;
        }
        finish(made, minimum(cost, start));
        return made;
    }

private:
    Minimum minimum(const Cost& cost, const std::vector<double>& start) const {
        const Bounds all = problem_bounds(objective_);
        const auto held = inner_ ? inner_->inner() : std::vector<std::uint8_t>(start.size(), 0);
        const Bounds bounds{not_held(all.lower, held), not_held(all.upper, held)};
        const auto minimise =
            options_.method == Method::trust_region ? minimise_trust_region : minimise_l_bfgs_b;
        return minimise(cost, not_held(start, held), bounds, options_.optimiser, context_);
    }

    void finish(StartResult& made, Minimum minimum) const {
        made.at = inner_ ? inner_->completed(minimum.at, context_) : std::move(minimum.at);
        made.cost = minimum.cost;
        made.optimality = minimum.optimality;
        made.iterations = minimum.iterations;
        made.evaluations = minimum.evaluations;
        made.status = minimum.status;
        if (minimum.status == FitStatus::failed_at_start) {  // where derivatives failed, or the inner solve
            made.cost = std::numeric_limits<double>::infinity();
            made.failure = "the likelihood has no derivatives there";
        }
    }

    const Objective& objective_;
    const FitOptions& options_;
    Context context_;
    std::optional<HierarchicalCost> inner_;
};

}  // namespace

std::vector<StartResult> multi_start(const Objective& objective, const FitOptions& options,
                                     std::vector<StartResult> done, Context& context) {
    std::vector<std::vector<double>> points = start_points(objective, options.starts, options.seed);
    if (options.from_nominal && !points.empty()) points[0] = objective.nominal();
    std::vector<std::optional<StartResult>> results(points.size());
    for (StartResult& each : done)
        if (each.index < results.size()) results[each.index] = std::move(each);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < results.size(); ++i)
        if (!results[i]) open.push_back(i);

    // Threads go to starts first; what is left of them to the experiments of one.
    const auto workers = static_cast<unsigned>(std::clamp<std::size_t>(open.size(), 1, context.threads()));
    const Context own({.threads = std::max(1u, context.threads() / workers),
                       .seed = context.seed(),
                       .cancel = context.settings().cancel});
    const Starts starts(objective, options, own);
    std::mutex one_at_a_time;
    std::size_t count = results.size() - open.size();
    context.progress("starts", count, results.size());
    parallel_for(open.size(), workers, [&](std::size_t i) {
        if (context.cancelled()) return;
        StartResult made = starts.run(open[i], points[open[i]]);
        const std::lock_guard guard(one_at_a_time);
        if (context.cancelled()) return;  // it may have ended early
        results[open[i]] = std::move(made);
        context.progress("starts", ++count, results.size());
    });
    std::vector<StartResult> all;
    for (auto& each : results)
        if (each) all.push_back(std::move(*each));
    return all;
}

std::vector<std::size_t> best_first(const std::vector<StartResult>& results) {
    std::vector<std::size_t> order(results.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return results[i].cost; });
    return order;
}

}  // namespace strandline::process
