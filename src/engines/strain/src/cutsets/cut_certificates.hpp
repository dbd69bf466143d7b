#pragma once

#include <strandline/base/context.hpp>
#include <strandline/strain/cutsets.hpp>

#include <string>
#include <vector>

namespace strandline::strain {

/// For each set "yes" where its claims are proved in exact arithmetic, else "no: " and why. The claims: each
/// suppressed region is empty without `found.sufficient` of the set, each protected one has a state.
std::vector<std::string> certify_cut_sets(const FluxModel& model, const CutSetProblem& problem,
                                          const CutSets& found, Context& context);

}  // namespace strandline::strain
