#pragma once

#include "design/design_genes.hpp"

#include <strandline/base/context.hpp>

#include <string>
#include <vector>

namespace strandline::strain {

/// For each design "yes" where what its method promises is proved in exact arithmetic of the model as given,
/// else "no: " and why. The claims, mu and p being the measured growth and product:
///   robustknock     some state grows by mu, and all states that do make p at least;
///   optknock        no state grows by more than mu, and some state that grows by it makes p;
///   growth_coupled  some state grows by mu, and none without product grows by more than was measured.
/// That no other design is worth more is not among them.
std::vector<std::string> certify_designs(const FluxModel& model, const DesignTask& task,
                                         const std::vector<BuiltDesign>& designs, Context& context);

}  // namespace strandline::strain
