#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// What a design is good for; K are its knock-outs, mu(K) the largest growth without them.
///   optknock        the most product at growth mu(K): Burgard, Pharkya & Maranas, Biotechnology and
///                   Bioengineering 84:647 (2003).
///   robustknock     the least product at growth mu(K): Tepper & Shlomi, Bioinformatics 26:536 (2010).
///   growth_coupled  the growth that only producers reach, mu(K) less the largest growth with the product at
///                   or below `min_product`: Jensen et al., Metabolic Engineering Communications 8:e00087
///                   (2019).
enum class DesignMethod { optknock, robustknock, growth_coupled };

/// A search for the best knock-outs. Reactions whose bounds force a flux, and genes of such reactions, are
/// no candidates.
struct DesignTask {
    std::vector<domain::Term> product;  // of reactions: what is to be made, mmol/gDW/h
    DesignMethod method = DesignMethod::optknock;
    bool by_genes = false;
    std::vector<std::int32_t> candidates;  // reactions, or genes, ascending
    int max_knockouts = 3;
    double min_growth = 0.05;           // 1/h, above 0
    double min_product = 0;             // growth_coupled only
    int designs = 1;                    // how many of the best are wanted
    std::int64_t max_nodes = 10000000;  // with knock-ins, for each choice of them
    /// Reactions and (by_genes) genes that are absent unless a design has them, ascending. Each counts as a
    /// knock-out does.
    std::vector<std::int32_t> knock_ins, knock_in_genes;
    std::map<std::int32_t, double> cost, knock_in_cost, knock_in_gene_cost;  // 0 or more; 1 where not named
    double max_cost = std::numeric_limits<double>::infinity();
    double min_value = 0;             // what a design must be worth
    std::vector<FluxRegion> protect;  // regions that must keep a flux state
    /// Reactions from here on stand for regulations: no gene stops them.
    std::int32_t first_lever = std::numeric_limits<std::int32_t>::max();
};

/// Knock-outs and what they are worth: mmol/gDW/h, or 1/h with growth_coupled. No part of a design is worth
/// as much as the whole.
struct KnockoutDesign {
    /// By knock-out: reactions or genes any one of which does, the cheapest first, then ascending; `cost` is
    /// that of the first.
    std::vector<std::vector<std::int32_t>> knockouts;
    std::vector<std::int32_t> knock_ins, knock_in_genes;
    double cost = 0;
    double growth = 0;
    double value = 0;
    double bound = 0;  // no design but those listed before is worth more
};

struct DesignSearchResult {
    std::vector<KnockoutDesign> designs;  // best first
    bool proved = false;                  // the whole tree was searched
    bool alive = false;                   // the model itself grows enough, with all that is protected
    double wild_growth = 0, wild_value = 0;
    double bound = 0;  // no design but those listed is worth more
    std::int64_t nodes = 0;
    std::int64_t programs = 0;  // linear programs solved
};

/// Values that differ by less than this part of the larger one (of 1, where both are smaller) are the same.
inline constexpr double design_value_step = 1e-6;
/// Growth that is smaller than the largest by this part still is the largest.
inline constexpr double design_growth_slack = 1e-9;

/// The best designs that beat the model as it is, by a tree of knock-outs in which each node is branched on
/// what a flux state that has to go makes use of; see docs/strain/design.md for the proof. The same bytes for
/// any number of threads. Errors: "strain.unbounded" where growth or product have no limit, "strain.solver"
/// where the solver gave up.
Result<DesignSearchResult> search_designs(const FluxModel& model, const DesignTask& task, Context& context);

/// The model in which a design's knock-outs are made: without the knock-ins that it does not have.
FluxModel model_with_knock_ins(const FluxModel& model, const DesignTask& task, const KnockoutDesign& design);

}  // namespace strandline::strain
