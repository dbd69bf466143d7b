#pragma once

#include "cutsets/loss_rules.hpp"

#include <strandline/base/result.hpp>
#include <strandline/strain/compression.hpp>
#include <strandline/strain/cutsets.hpp>

#include <cstdint>
#include <vector>

namespace strandline::strain {

/// What can be cut: each element is a group of genes (or reactions) of which any one has the effect of all.
/// Those without effect on the compressed model are in none.
struct CutElements {
    LossRules rules;                                 // by column of the compressed model
    std::vector<std::vector<std::int32_t>> members;  // by element, ascending
    std::vector<double> least_cost;                  // by element, of its members
    std::vector<std::int32_t> of_knock_in;           // by gene to bring in; -1 where it has no effect
};

/// Errors: strain.forced_flux where a knock-out would stop a reaction whose bounds exclude zero.
Result<CutElements> cut_elements(const FluxModel& model, const CompressedModel& compressed,
                                 const CutSetProblem& problem);

/// Whether the reaction must carry flux.
bool is_forced(const FluxModel& model, std::int32_t reaction);

/// 1 where no cost is named.
double cost_of(const std::map<std::int32_t, double>& costs, std::int32_t index);

}  // namespace strandline::strain
