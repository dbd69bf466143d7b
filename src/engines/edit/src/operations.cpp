#include <strandline/edit/operations.hpp>

#include "circular.hpp"
#include "design/design_operations.hpp"
#include "design/guides_operation.hpp"
#include "library/library_operation.hpp"
#include "off_target_input.hpp"
#include "score/operations.hpp"
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

Result<Answer> run_off_targets(Call& call, Context& context) {
    STRANDLINE_TRY(const OffTargetInput input, read_off_target_input(call));
    STRANDLINE_TRY(domain::Genome genome, formats::read_genome(call.input("genome")));
    STRANDLINE_CHECK(mark_circular(genome, call.texts("circular")));
    const domain::PackedGenome packed = domain::pack(std::exchange(genome, {}));
    const SearchResult found = find_off_targets(packed, input.queries, input.pattern, {}, context);
    if (context.cancelled()) return fail(Error::interrupted());
    STRANDLINE_CHECK(
        write_off_targets(call.output("hits"), packed, input.queries, input.pattern, found.hits));
    return Answer::yes;
}

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
    STRANDLINE_TRY(const std::vector<OffTargetCounts> counts,
                   count_off_targets(call.input("hits"), table, guides));
    const auto per_gene = static_cast<std::size_t>(call.integer("per-gene"));
    const std::vector<RankedGuide> ranked = rank_guides(table.candidates, counts, per_gene);
    tell_of_poor_genes(table.candidates, ranked, context);
    STRANDLINE_CHECK(write_recommended(call.output("table"), table.candidates, counts, ranked));
    return Answer::yes;
}

Operation off_targets_operation() {
    Operation made;
    made.name = "edit offtargets";
    made.summary = "Find every site of a genome that guides may cut, their targets among them";
    made.description =
        "Searches both strands of the whole genome for sites with a PAM and at most so many mismatches to "
        "the spacer, and bulges where they are asked for; "
        "nothing is left out. Of the ways to align a site the one with fewest edits is given, then with "
        "fewest "
        "bulges, then with the bulges farthest from the PAM. Letters of the genome other than A C G T never "
        "match a base of the spacer, and "
        "match the PAM "
        "only where all that they may stand for does. Circular contigs are searched across their origin.\n\n"
        "Guides are a table with the columns id and spacer, a list with one spacer a line, or a Cas-OFFinder "
        "input file. "
        "A Cas-OFFinder file brings its own PAM and numbers of mismatches, and names the genome unless "
        "--genome does.";
    made.inputs = {port("genome")
                       .one_of("genbank", "fasta", "twobit", "gff3")
                       .optional()
                       .described("the genome; needed unless a Cas-OFFinder file names it"),
                   port("guides")
                       .one_of("edit.guides/2", "edit.guides/1", "guides/1", "casoffinder.input")
                       .optional()
                       .described("guides: a table with id and spacer, or one spacer a line"),
                   port("casoffinder")
                       .format("casoffinder.input")
                       .optional()
                       .described("a Cas-OFFinder input file, instead of --guides")};
    made.params = {
        operation::text("pam", "NGG")
            .value("IUPAC")
            .help("PAM beside the spacer, IUPAC codes, 5' to 3'; several with commas: NGG,NAG"),
        operation::choice("pam-side", "3", {"3", "5"})
            .help("end of the spacer at which the PAM is: 3 as for Cas9, 5 as for Cas12a"),
        operation::integer("mismatches", 4).range(0, most_mismatches).help("most mismatches to the spacer"),
        operation::integer("dna-bulges", 0)
            .range(0, most_bulges)
            .help("most bases of the site that the spacer lacks"),
        operation::integer("rna-bulges", 0)
            .range(0, most_bulges)
            .help("most bases of the spacer that the site lacks"),
        operation::integer("max-edits", most_mismatches + 2 * most_bulges)
            .range(0, most_mismatches + 2 * most_bulges)
            .help("most mismatches and bulges together"),
        circular_param()};
    made.outputs = {operation::table("hits", "edit.offtargets/1", off_target_columns())
                        .described("the sites, by guide, contig, start and strand")};
    made.example =
        "strandline edit offtargets --genome NC_000913.gbk.gz --guides guides.tsv --mismatches 4 -o hits.tsv";
    made.run = run_off_targets;
    made.find_inputs = complete_from_casoffinder;
    return made;
}

Operation rank_operation() {
    Operation made;
    made.name = "edit rank";
    made.summary = "Rank the guides of each gene by their off-targets and design";
    made.description =
        "Counts the off-targets of each guide by mismatches, its own site left out, and puts the guides of a "
        "gene in order: "
        "fewest further perfect sites, then fewest sites with 1 and with 2 mismatches, no run of four T, GC "
        "of 40 to 70 %, a cut at "
        "5 to 65 % of the coding sequence, fewest sites with 3 and with 4 mismatches, an early cut.";
    made.inputs = {
        port("guides")
            .one_of("edit.guides/2", "edit.guides/1")
            .described("guides as 'edit guides' designs them"),
        port("hits").format("edit.offtargets/1").described("their sites as 'edit offtargets' finds them")};
    made.params = {operation::integer("per-gene", 3)
                       .range(0, 1e6)
                       .help("how many guides to keep for each gene; 0: all")};
    made.outputs = {operation::table("table", "edit.recommended/1", recommended_columns())
                        .described("the recommended guides, by gene and rank")};
    made.example = "strandline edit rank --guides guides.tsv --hits hits.tsv -o recommended.tsv";
    made.run = run_rank;
    return made;
}

}  // namespace

std::vector<Operation> operations() {
    return {guides_operation(), off_targets_operation(), rank_operation(),    pack_operation(),
            score_operation(),  score_pairs_operation(), library_operation(), base_operation(),
            prime_operation(),  donor_operation()};
}

}  // namespace strandline::edit
