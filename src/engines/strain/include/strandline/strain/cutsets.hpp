#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <vector>

namespace strandline::strain {

enum class CutElement { gene, reaction };

/// What is asked: every minimal set of knock-outs (and knock-ins) that empties all `suppress` regions and
/// leaves a flux state in each `protect` region.
struct CutSetProblem {
    CutElement element = CutElement::gene;
    std::vector<FluxRegion> suppress;
    /// No state of the largest objective may be in these. At least one region here or above.
    std::vector<FluxRegion> suppress_best;
    std::vector<FluxRegion> protect;
    std::vector<std::int32_t> knock_outs;      // genes or reactions that may be lost, ascending
    std::vector<std::int32_t> knock_ins;       // reactions that are absent unless bought, ascending
    std::vector<std::int32_t> knock_in_genes;  // the same of genes, ascending; only where genes are lost
    /// 0 or more; 1 where not named.
    std::map<std::int32_t, double> knock_out_cost, knock_in_cost, knock_in_gene_cost;
    int max_size = 3;  // elements of a set
    double max_cost = std::numeric_limits<double>::infinity();
    std::size_t max_sets = 10'000'000;  // more are refused: they would not fit into memory
};

/// Indices of genes or reactions, of reactions bought and of genes bought; each ascending.
struct CutSet {
    std::vector<std::int32_t> knock_outs, knock_ins, knock_in_genes;
    double cost = 0;
    std::size_t size() const { return knock_outs.size() + knock_ins.size() + knock_in_genes.size(); }
    bool operator==(const CutSet&) const = default;
};

struct CutSets {
    std::vector<CutSet> sets;  // by size, then by elements
    /// By set, by suppressed region: stopped reactions that empty the region by themselves, ascending.
    std::vector<std::vector<std::vector<std::int32_t>>> sufficient;
    // What it took; depends on nothing but the model and the problem.
    std::uint64_t programs = 0;  // linear programs of the search
    std::uint64_t verdicts = 0;  // linear programs on the model as given, to judge the sets
    std::uint64_t states = 0;    // living flux states found
    std::uint64_t candidates = 0;
};

/// All minimal cut sets (Klamt & Gilles, Bioinformatics 20:226 (2004); with intervention goals Hädicke &
/// Klamt, Metab. Eng. 13:204 (2011)) up to the size and cost, by implicit hitting sets: each flux state that
/// lives in a suppressed region names elements of which a cut set must have one. Every set is judged on the
/// model as given. With `suppress_best`, minimal is what holds no smaller set that does the same, and
/// `sufficient` stays empty. Errors: strain.suppress, strain.protect, strain.forced_flux,
/// strain.too_many_sets.
Result<CutSets> minimal_cut_sets(const FluxModel& model, const CutSetProblem& problem, Context& context);

}  // namespace strandline::strain
