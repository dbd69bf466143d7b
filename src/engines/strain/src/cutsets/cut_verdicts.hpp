#pragma once

#include "cutsets/cut_search.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/cutsets.hpp>
#include <strandline/strain/genes.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// Judges every set on the model as given: the suppressed regions are empty, the protected ones are not, and
/// no loss can be left out. Emptiness is asked of the linear program of the whole model, once for each set
/// of reactions that suffices (closing more keeps a region empty); life is shown by states of the search
/// that were checked on the whole model, else asked as well. A set that fails is
/// a fault of ours (strain.cutsets).
struct CutVerdicts {
    std::uint64_t programs = 0;  // linear programs
    /// By set, by suppressed region: the stopped reactions that were shown to suffice.
    std::vector<std::vector<std::vector<std::int32_t>>> sufficient;
};
Result<CutVerdicts> judge_cut_sets(const FluxModel& model, const CompressedModel& compressed,
                                   const CutSetProblem& problem, const CutMemory& memory,
                                   std::span<const CutSet> sets, Context& context);

/// Reactions without flux once a set is applied, ascending: those that its losses stop, and knock-ins that
/// it does not buy.
std::vector<std::int32_t> stopped_reactions(const GeneEffects& effects, const CutSetProblem& problem,
                                            const CutSet& set);

}  // namespace strandline::strain
