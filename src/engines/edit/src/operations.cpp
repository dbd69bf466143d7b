#include <strandline/edit/operations.hpp>

#include "off_target_input.hpp"
#include "score/operations.hpp"
#include "search/pack_operation.hpp"
#include "tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/genes.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/guides.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::Operation;
using operation::port;

constexpr int own_length = 0;  // --spacer-length: that of the nuclease

Result<int> spacer_length(const Call& call, const Nuclease& nuclease) {
    const auto asked = static_cast<int>(call.integer("spacer-length"));
    if (asked == own_length) return nuclease.spacer_length;
    if (asked >= static_cast<int>(formats::shortest_spacer)) return asked;
    return fail(Error::input("parameter.value", "--spacer-length: out of range")
                    .expected("{} to {}, or 0 for the nuclease's own", formats::shortest_spacer,
                              formats::longest_spacer)
                    .found("{}", asked)
                    .mend("leave it out to get {} nt for {}", nuclease.spacer_length, nuclease.name));
}

/// FASTA and 2bit have no standard way to say that a contig is circular.
Result<void> mark_circular(domain::Genome& genome, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const auto contig = std::ranges::find(genome.contigs, name, &domain::Contig::name);
        if (contig == genome.contigs.end()) {
            std::vector<std::string> known;
            for (const domain::Contig& one : genome.contigs) known.push_back(one.name);
            return fail(Error::input("circular.unknown", "--circular: the genome has no contig '{}'", name)
                            .expected("the name of a contig")
                            .found("'{}'", name)
                            .candidates(nearest(name, known))
                            .mend("write the name as the genome has it"));
        }
        contig->circular = true;
    }
    return {};
}

operation::Param circular_param() {
    return operation::text("circular")
        .repeated()
        .value("CONTIG")
        .help("a contig that is circular though its file does not say so");
}

void tell_of_genes(std::span<const TargetGene> genes, std::span<const DesignedGuide> guides,
                   Context& context) {
    std::set<std::pair<std::string_view, std::string_view>> with_guides;  // symbol and locus tag
    for (const DesignedGuide& guide : guides) with_guides.emplace(guide.gene, guide.locus_tag);
    for (const TargetGene& gene : genes) {
        const domain::CodingSequence& coding = *gene.coding.front();
        if (!with_guides.contains({coding.gene, coding.locus_tag}))
            context.log(LogLevel::warning,
                        format("no guide cuts inside gene '{}' ({} bp coding)", gene.asked, coding.length()));
        if (coding.pseudo)
            context.log(LogLevel::warning, format("'{}' is annotated as a pseudogene", gene.asked));
    }
}

/// What tells before anything runs that nothing says where the genes are.
Result<void> check_has_annotation(Call& call) {
    if (!call.has("genome") || call.has("annotation")) return {};
    return formats::check_annotated(call.input("genome"));
}

Result<Answer> run_guides(Call& call, Context& context) {
    const Source* annotation = call.has("annotation") ? &call.input("annotation") : nullptr;
    STRANDLINE_TRY(formats::AnnotatedGenome annotated,
                   formats::read_annotated_genome(call.input("genome"), annotation));
    STRANDLINE_CHECK(mark_circular(annotated.genome, call.texts("circular")));
    STRANDLINE_TRY(const std::vector<formats::GeneName> names, formats::read_genes(call.input("genes")));
    std::vector<GeneRequest> requests;
    for (const formats::GeneName& name : names) requests.push_back({name.names, name.place});
    STRANDLINE_TRY(const std::vector<TargetGene> genes, find_genes(annotated.annotation, requests, context));
    const Nuclease* nuclease = find_nuclease(call.text("nuclease"));
    STRANDLINE_ASSERT(nuclease);
    STRANDLINE_TRY(const int length, spacer_length(call, *nuclease));
    const std::vector<DesignedGuide> guides = design_guides(annotated.genome, genes, *nuclease, length);
    tell_of_genes(genes, guides, context);
    STRANDLINE_CHECK(write_guides(call.output("table"), annotated.genome, guides));
    return Answer::yes;
}

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

std::string nuclease_help() {
    std::string text;
    for (const Nuclease& nuclease : nucleases())
        text += format("  {}: {} nt, PAM {} {} the spacer; {}\n", nuclease.name, nuclease.spacer_length,
                       nuclease.pam, nuclease.pam_side == PamSide::three_prime ? "behind" : "before",
                       nuclease.source);
    return text;
}

Operation guides_operation() {
    Operation made;
    made.name = "edit guides";
    made.summary = "Design guides that cut inside the coding sequence of genes";
    made.description =
        "Lists every guide of a nuclease whose cut lies inside a coding part of the genes asked for, on both "
        "strands, "
        "by gene and then along the coding sequence. A gene is named by symbol, locus tag or synonym.\n\n"
        "Nucleases:\n" +
        nuclease_help();
    made.inputs = {port("genome")
                       .one_of("genbank", "fasta", "twobit", "gff3")
                       .described("the genome; GenBank brings its annotation along"),
                   port("annotation")
                       .alias("gff3")
                       .alias("gff")
                       .format("gff3")
                       .optional()
                       .described("where the genes are; needed with FASTA and 2bit"),
                   port("genes").format("genes/1").or_list().described(
                       "genes to cut: one name a line, or a table with a column gene or locus_tag")};
    made.params = {operation::choice("nuclease", "SpCas9", nuclease_names())
                       .help("which nuclease: PAM, spacer length and cut"),
                   operation::integer("spacer-length", own_length)
                       .range(own_length, formats::longest_spacer)
                       .help("length of the spacer in nt: 0, or 17 to 25; 0 is the nuclease's own"),
                   circular_param()};
    made.outputs = {
        operation::table("table", "edit.guides/1", guide_columns()).described("the guides, one a row")};
    made.example =
        "strandline edit guides --genome NC_000913.gbk.gz --genes ldhA,adhE,pflB,pta -o guides.tsv";
    made.run = run_guides;
    made.find_inputs = check_has_annotation;
    return made;
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
                       .one_of("edit.guides/1", "guides/1", "casoffinder.input")
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
        port("guides").format("edit.guides/1").described("guides as 'edit guides' designs them"),
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
    return {guides_operation(), off_targets_operation(), rank_operation(),
            pack_operation(),   score_operation(),       score_pairs_operation()};
}

}  // namespace strandline::edit
