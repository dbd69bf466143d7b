#pragma once

#include "culture/culture.hpp"

#include <strandline/base/json.hpp>

#include <string>
#include <vector>

namespace strandline::process {

/// What each phase does, in g/g and mol/mol, with its balance of carbon.
Json culture_summary(const CulturePlan& plan, const std::vector<PhaseLines>& lines);

/// What a reader should look at: carbon that no product holds, heat below zero.
std::vector<std::string> culture_remarks(const CulturePlan& plan);

}  // namespace strandline::process
