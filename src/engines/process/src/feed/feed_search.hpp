#pragma once

#include "feed/shooting.hpp"

#include <strandline/base/result.hpp>

namespace strandline::process {

/// The held value of each control. "process.feed_control" where it is none.
Result<std::vector<std::uint32_t>> find_controls(const FeedProblem& problem);

/// "process.feed_infeasible" with the constraint that is broken most, or "process.feed_not_converged".
Error no_feed(const FeedProblem& problem, Shooting& shooting, const numerics::NonlinearSolution& solution);

/// Solves the program from several starts and keeps the best.
Result<FeedSolution> search_feed(const FeedProblem& problem, const PieceEquations& equations,
                                 const PieceFlow& flow, const FeedSizes& sizes, const FeedOptions& options,
                                 Context& context);

/// The same value in every piece for each control, its start or the middle of its bounds.
FeedPlan first_plan(const FeedProblem& problem, std::int32_t pieces);

/// The same feed in another number of pieces, by means.
FeedPlan resampled(const FeedProblem& problem, const FeedPlan& plan, std::int32_t pieces);

/// From the courses under feeds at the bounds, in the middle and at the start.
FeedSizes typical_sizes(const FeedProblem& problem, const PieceEquations& equations, const PieceFlow& flow);

/// The multipliers that are not zero, joined over neighbouring pieces.
std::vector<ActiveConstraint> active_constraints(const FeedProblem& problem, const Shooting& shooting,
                                                 const numerics::NonlinearSolution& solution,
                                                 double end_time);

}  // namespace strandline::process
