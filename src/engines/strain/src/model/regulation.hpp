#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::strain {

/// A condition on fluxes, or on what genes carry, that a strain may be given at a cost: "r6 >= 4.5".
struct Regulation {
    std::string condition;
    double cost = 1;
    Place place;
};

/// TSV with the columns `constraint` and, perhaps, `cost` (1 where there is none). Errors: strain.regulation,
/// strain.cost.
Result<std::vector<Regulation>> read_regulations(const Source& source);

/// A model in which a condition is imposed by a loss, as flux is stopped by one: the condition is a further
/// row, relaxed by a flux of its own that nothing else has to do with. Reactions and genes of the model keep
/// their indices; what is new stands behind them.
struct RegulatedModel {
    FluxModel model;
    /// By regulation: the reaction (or gene, when asked for) whose loss imposes it; its id is the condition.
    std::vector<std::int32_t> levers;
    /// By reaction that may be lost beside genes: the gene that stands for it.
    std::vector<std::int32_t> stand_ins;
};

/// With `by_genes`, levers are genes, and so are the `reactions` that may be lost besides; without, there are
/// none of these. In a condition, the id of a gene stands for the flux that it carries: each reaction's flux
/// (its size) is shared among the smallest gene sets that run it, and counts for each gene of its set.
/// Errors: strain.regulation, those of parse_region.
Result<RegulatedModel> with_regulations(const FluxModel& model, std::span<const Regulation> regulations,
                                        bool by_genes, std::span<const std::int32_t> reactions = {});

}  // namespace strandline::strain
