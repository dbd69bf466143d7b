#include <strandline/edit/operations.hpp>

#include "circular.hpp"
#include "design/design_operations.hpp"
#include "design/guides_operation.hpp"
#include "library/library_operation.hpp"
#include "off_target_input.hpp"
#include "outcome/outcome_operation.hpp"
#include "outcome/outputs.hpp"
#include "score/operations.hpp"
#include "search/index_operation.hpp"
#include "search/off_targets_operation.hpp"
#include "search/pack_operation.hpp"
#include "tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/genome.hpp>

#include <span>
#include <string_view>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::Operation;
using operation::port;

/// The best guide of a gene may still be a poor one.
void tell_of_poor_genes(std::span<const Candidate> candidates, std::span<const RankedGuide> ranked,
                        Context& context) {
    for (const RankedGuide& guide : ranked) {
        const Candidate& best = candidates[guide.candidate];
        if (guide.rank == 1 && guide.verdict == Verdict::avoid)
            context.log(LogLevel::warning,
                        format("no guide of '{}' is free of close off-targets; the best, {}, has: {}",
                               best.gene.empty() ? best.locus_tag : best.gene, best.id, guide.reason));
    }
}

Result<Answer> run_rank(Call& call, Context& context) {
    const Source& guides = call.input("guides");
    STRANDLINE_TRY(const CandidateTable table, read_candidates(guides));
    const Source* counts = call.has("counts") ? &call.input("counts") : nullptr;
    STRANDLINE_TRY(const JudgedHits judged, judge_hits(call.input("hits"), counts, table, guides));
    const auto per_gene = static_cast<std::size_t>(call.integer("per-gene"));
    const std::vector<RankedGuide> ranked = rank_guides(table.candidates, judged.counts, per_gene);
    tell_of_poor_genes(table.candidates, ranked, context);
    STRANDLINE_CHECK(write_recommended(call.output("table"), table.candidates, judged, ranked));
    return Answer::yes;
}

Operation rank_operation() {
    Operation made;
    made.name = "edit rank";
    made.semantics = 2;
    made.summary = "Rank the guides of each gene by their off-targets and design";
    made.description =
        "Counts the off-targets of each guide by mismatches, its own site left out, and puts the guides of a "
        "gene in order: "
        "fewest further perfect sites, then fewest sites with 1 and with 2 mismatches, no run of four T, GC "
        "of 40 to 70 %, a cut at "
        "5 to 65 % of the coding sequence, a higher on-target score (in steps of 0.1), fewest sites with 3 "
        "and "
        "with 4 mismatches, an early cut. A bulge counts as a mismatch.\n\n"
        "With --counts, the other table of the same search, numbers beyond what was searched are NA, and "
        "capped "
        "hits are counted in full.";
    made.inputs = {port("guides")
                       .one_of("edit.guides/2", "edit.guides/1")
                       .described("guides as 'edit guides' designs them"),
                   port("hits")
                       .one_of("edit.offtargets/2", "edit.offtargets/1")
                       .described("their sites as 'edit offtargets' finds them"),
                   port("counts")
                       .format("edit.offtarget-counts/1")
                       .optional()
                       .described("the numbers of their sites, of the same search")};
    made.params = {operation::integer("per-gene", 3)
                       .range(0, 1e6)
                       .help("how many guides to keep for each gene; 0: all")};
    made.outputs = {operation::table("table", "edit.recommended/2", recommended_columns())
                        .described("the recommended guides, by gene and rank")};
    made.example = "strandline edit rank --guides guides.tsv --hits hits.tsv -o recommended.tsv";
    made.run = run_rank;
    return made;
}

}  // namespace

std::vector<Operation> operations() {
    return {guides_operation(), library_operation(), off_targets_operation(), index_operation(),
            pack_operation(),   rank_operation(),    score_operation(),       score_pairs_operation(),
            base_operation(),   prime_operation(),   donor_operation(),       outcome_operation(),
            compare_operation()};
}

}  // namespace strandline::edit
