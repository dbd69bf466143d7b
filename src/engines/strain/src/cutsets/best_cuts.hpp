#pragma once

#include "cutsets/cut_search.hpp"
#include "cutsets/cut_verdicts.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/cutsets.hpp>

#include <span>

namespace strandline::strain {

/// As `search_cuts`, where no state of the largest growth may be in a region of `problem.suppress_best`.
/// That more is lost does not keep such a region empty: the largest growth falls too. But a state of it that
/// is in the region stays the best as long as nothing of it is lost, so that each set that works has
/// something against it. Breadth-first, one node after the other.
Result<CutSearch> search_best_cuts(const FluxModel& model, const CompressedModel& compressed,
                                   const CutSetProblem& problem, const CutQuestion& question, Oracles oracles,
                                   Context& context);

/// Judges every set on the model as given: what it claims holds, and does not with one element less. A set
/// that fails is a fault of ours (strain.cutsets).
Result<CutVerdicts> judge_best_cuts(const FluxModel& model, const CutSetProblem& problem,
                                    std::span<const CutSet> sets, Context& context);

}  // namespace strandline::strain
