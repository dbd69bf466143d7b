#pragma once

#include <strandline/formats/petab.hpp>

#include <string>
#include <vector>

namespace strandline::process {

/// PEtab 2 leaves the scale of the search to the tool: log10 for estimated parameters whose bounds are above
/// 0 and two or more orders of magnitude apart. Values, priors and likelihoods stay what they are. Problems
/// of PEtab 1, which states scales, are left alone.
void choose_search_scales(formats::PetabProblem& problem);

/// Ids of estimated parameters that are on a linear scale with bounds above 0 and three or more orders of
/// magnitude apart: nearly all starts begin in the last of these.
std::vector<std::string> wide_linear_parameters(const formats::PetabProblem& problem);

}  // namespace strandline::process
