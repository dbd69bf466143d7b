#pragma once

#include "design/design_measure.hpp"

namespace strandline::strain {

/// A design as it would be built.
struct BuiltDesign {
    std::vector<std::int32_t> knockouts;     // reactions, or genes, one by knock-out
    std::vector<std::int32_t> genes;         // empty where no gene does it
    std::vector<std::int32_t> side_effects;  // further reactions that stop with the genes
    DesignMeasure measure;                   // of the knock-outs
    DesignMeasure gene_measure;              // of the genes with all that they stop
    bool by_genes() const { return !genes.empty(); }
};

/// Chooses among the members of each knock-out and, for reactions, the smallest gene set: of those as small,
/// one that is worth as much as the reactions, with the fewest side effects. `may_go` by gene.
Result<BuiltDesign> build_design(const FluxModel& model, const DesignTask& task, const FluxExpression& uptake,
                                 const KnockoutDesign& design, const std::vector<bool>& may_go);

}  // namespace strandline::strain
