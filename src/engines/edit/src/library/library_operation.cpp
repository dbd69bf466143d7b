#include "library/library_operation.hpp"

#include "circular.hpp"
#include "library/library_table.hpp"
#include "library/oligo.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/genome.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::Operation;
using operation::port;

constexpr std::size_t genes_named = 20;

Result<std::string> read_overhang(const Call& call, const std::string& param) {
    std::string bases = upper(call.text(param));
    const auto wrong = std::ranges::find_if_not(bases, domain::is_plain_base);
    if (wrong == bases.end()) return bases;
    return fail(Error::input("oligo.letter", "--{}: '{}' is no base", param, *wrong)
                    .expected("A, C, G and T, 5' to 3' on the strand of the spacer")
                    .found("'{}'", call.text(param))
                    .mend("write the bases of the oligo"));
}

Result<Cloning> read_cloning(const Call& call) {
    Cloning cloning = backbone(call.text("backbone"));
    STRANDLINE_TRY(const std::string prefix, read_overhang(call, "prefix"));
    STRANDLINE_TRY(const std::string suffix, read_overhang(call, "suffix"));
    if (!prefix.empty() || !suffix.empty()) {
        if (cloning.makes_oligos())
            return fail(
                Error::input("oligo.twice", "how to clone is said twice")
                    .expected("--backbone, or --prefix and --suffix")
                    .found("--backbone {} and --{}", cloning.name, prefix.empty() ? "suffix" : "prefix")
                    .mend("leave one of them out"));
        cloning = {.name = "custom", .prefix = prefix, .suffix = suffix};
    }
    cloning.adds_g = !call.flag("no-added-g");
    return cloning;
}

/// "auto" is the enzyme that opens the backbone.
Result<std::vector<RestrictionSite>> read_sites(const Call& call, const Cloning& cloning) {
    const std::string& list = call.text("avoid-sites");
    return parse_restriction_sites(list == "auto" ? cloning.enzyme : list);
}

Result<void> check_library_inputs(Call& call) {
    const bool safe = call.values.contains("safe-controls") && call.integer("safe-controls") > 0;
    const bool any = safe || (call.values.contains("controls") && call.integer("controls") > 0);
    if (any && !call.has("genome"))
        return fail(Error::input("genome.missing", "no genome is given")
                        .expected("--genome, in which controls must have no site")
                        .found("--{} alone", safe ? "safe-controls" : "controls")
                        .mend("give --genome genome.fa"));
    if (!safe || call.has("annotation")) return {};
    return formats::check_annotated(call.input("genome"));
}

struct Controls {
    domain::Genome genome;
    std::vector<std::string> non_targeting;
    std::vector<DesignedGuide> safe;
};

Result<Controls> make_controls(const Call& call, int spacer_length, ControlRules rules, Context& context) {
    Controls controls;
    const auto non_targeting = static_cast<std::size_t>(call.integer("controls"));
    const auto safe = static_cast<std::size_t>(call.integer("safe-controls"));
    if (non_targeting + safe == 0) return controls;
    const Source* rows = call.has("annotation") ? &call.input("annotation") : nullptr;
    formats::AnnotatedGenome from;
    if (safe > 0) {
        STRANDLINE_TRY(from, formats::read_annotated_genome(call.input("genome"), rows));
    } else {
        STRANDLINE_TRY(from.genome, formats::read_genome(call.input("genome")));
    }
    STRANDLINE_CHECK(mark_circular(from.genome, call.texts("circular")));
    const Nuclease& nuclease = *find_nuclease(call.text("nuclease"));
    if (non_targeting > 0) {
        rules.count = non_targeting;
        const Pattern pattern{spacer_length, {std::string(nuclease.pam)}, nuclease.pam_side};
        STRANDLINE_TRY(controls.non_targeting, make_non_targeting(from.genome, pattern, rules, context));
    }
    if (safe > 0) {
        rules.count = safe;
        STRANDLINE_TRY(controls.safe,
                       make_safe_targeting(from.genome, from.annotation, nuclease, spacer_length,
                                           call.integer("safe-distance"), rules, context));
    }
    controls.genome = std::move(from.genome);
    return controls;
}

std::string name_of(const Candidate& candidate) {
    return !candidate.gene.empty() ? candidate.gene : candidate.locus_tag;
}

/// How many guides there are, and which genes have fewer than were asked for.
void tell_of_library(std::span<const Candidate> candidates, std::span<const LibraryPick> picks,
                     const Controls& controls, std::size_t per_gene, Context& context) {
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> counts;
    std::vector<std::pair<std::pair<std::string_view, std::string_view>, std::string>> genes;
    for (const Candidate& candidate : candidates) {
        const std::pair<std::string_view, std::string_view> gene{candidate.gene, candidate.locus_tag};
        if (counts.try_emplace(gene, 0).second) genes.emplace_back(gene, name_of(candidate));
    }
    std::uint64_t relaxed = 0;
    for (const LibraryPick& pick : picks) {
        const Candidate& candidate = candidates[pick.candidate];
        ++counts[{candidate.gene, candidate.locus_tag}];
        relaxed += pick.broken != kept_all;
    }
    std::vector<std::string> lacking;
    std::size_t short_of = 0;
    for (const auto& [gene, name] : genes)
        if (counts[gene] < per_gene && ++short_of <= genes_named)
            lacking.push_back(format("{} ({})", name, counts[gene]));
    context.log(LogLevel::notice, format("{} for {}, {} with relaxed rules; {} safe-targeting and {} "
                                         "non-targeting controls",
                                         counted(picks.size(), "guide"), counted(genes.size(), "gene"),
                                         relaxed, controls.safe.size(), controls.non_targeting.size()));
    if (short_of > 0)
        context.log(
            LogLevel::warning,
            format("{} fewer than {}: {}{}", short_of == 1 ? "1 gene has" : format("{} genes have", short_of),
                   counted(per_gene, "guide"), join(lacking, ", "), short_of > genes_named ? ", …" : ""));
}

Result<Answer> run_library(Call& call, Context& context) {
    STRANDLINE_CHECK(check_library_inputs(call));
    STRANDLINE_TRY(const Cloning cloning, read_cloning(call));
    STRANDLINE_TRY(const std::vector<RestrictionSite> sites, read_sites(call, cloning));
    const Source& guides = call.input("guides");
    STRANDLINE_TRY(const CandidateTable table, read_candidates(guides));
    STRANDLINE_TRY(std::vector<LibraryCandidate> more, read_library_candidates(guides, call.text("score")));
    std::vector<OffTargetCounts> counts(table.candidates.size());
    if (call.has("hits")) {
        STRANDLINE_TRY(JudgedHits judged, judge_hits(call.input("hits"), nullptr, table, guides));
        counts = std::move(judged.counts);
    } else {
        context.log(LogLevel::notice, "no --hits are given: off-targets are not judged");
    }
    const auto has_site = [&](std::string_view spacer) { return brings_site(spacer, cloning, sites); };
    for (std::size_t i = 0; i < more.size(); ++i) more[i].has_site = has_site(table.candidates[i].spacer);
    LibraryRules rules;
    rules.per_gene = static_cast<std::size_t>(call.integer("per-gene"));
    rules.spacing = call.integer("spacing");
    rules.strict = call.flag("strict");
    const std::vector<LibraryPick> picks = pick_guides(table.candidates, counts, more, rules);
    ControlRules control_rules;
    control_rules.mismatches = static_cast<int>(call.integer("control-mismatches"));
    control_rules.has_site = has_site;
    const auto spacer_length = static_cast<int>(table.candidates.front().spacer.size());
    STRANDLINE_TRY(const Controls controls, make_controls(call, spacer_length, control_rules, context));
    tell_of_library(table.candidates, picks, controls, rules.per_gene, context);
    STRANDLINE_CHECK(write_library(call.output("table"),
                                   {table.candidates, more, picks, controls.non_targeting, controls.safe,
                                    &controls.genome, call.has("hits")},
                                   cloning));
    return Answer::yes;
}

std::vector<operation::Param> library_params() {
    return {
        operation::integer("per-gene", 4).range(1, 1000).help("how many guides to choose for each gene"),
        operation::integer("spacing", 20).range(0, 1e6).help("least bases between two cuts in a gene"),
        operation::flag("strict").help("rather choose fewer guides than give up a rule"),
        operation::text("score", "")
            .value("COLUMN")
            .help("column of the guides to prefer by, larger is better"),
        operation::integer("controls", 0).range(0, 10000).help("how many non-targeting controls"),
        operation::integer("safe-controls", 0)
            .range(0, 10000)
            .help("how many controls that cut far from genes"),
        operation::integer("control-mismatches", 2)
            .range(0, 4)
            .help("controls have no site with so many mismatches or fewer"),
        operation::integer("safe-distance", 100)
            .range(0, 1e6)
            .help("least bases from a safe control's cut to a gene; thousands in large genomes"),
        operation::choice("nuclease", "SpCas9", nuclease_names()).help("whose sites controls must not have"),
        operation::choice("backbone", "none", backbone_names())
            .help("vector the oligos are for: overhangs CACC and AAAC"),
        operation::text("prefix", "").value("BASES").help("before the spacer in a pool's oligo"),
        operation::text("suffix", "").value("BASES").help("behind the spacer in a pool's oligo"),
        operation::flag("no-added-g").help("leave out the G that starts a U6 transcript"),
        operation::text("avoid-sites", "auto")
            .value("LIST")
            .help("restriction sites that cloning must not bring, such as BsmBI,GAAGAC; auto: the "
                  "backbone's"),
        circular_param()};
}

}  // namespace

Operation library_operation() {
    Operation made;
    made.name = "edit library";
    made.summary = "Choose guides for a library of genes, with controls and oligos to order";
    made.description =
        "Chooses guides of each gene by verdict (as 'edit rank' judges), share of isoforms cut, score and "
        "rank, "
        "first such as cut far apart, then such as keep --spacing. Where a gene still lacks guides, rules "
        "are "
        "given up one after the other: spacing, poly-T, off-targets, restriction sites; the column relaxed "
        "says "
        "which.\n\n"
        "Non-targeting controls are random spacers that no site of the genome comes near; safe-targeting "
        "controls cut far from every gene and nowhere else. Both follow from --seed alone.\n\n"
        "Oligos are an annealed pair for a backbone, or one oligo for a pool with --prefix and --suffix. A G "
        "is "
        "put before spacers without one, where the U6 promoter starts.";
    made.inputs = {port("guides")
                       .one_of("edit.guides/2", "edit.guides/1")
                       .described("guides as 'edit guides' designs them"),
                   port("hits")
                       .one_of("edit.offtargets/2", "edit.offtargets/1")
                       .optional()
                       .described("their sites as 'edit offtargets' finds them"),
                   port("genome")
                       .one_of("genbank", "fasta", "twobit", "gff3")
                       .optional()
                       .described("the genome, for controls"),
                   port("annotation")
                       .alias("gff3")
                       .alias("gff")
                       .format("gff3")
                       .optional()
                       .described("where the genes are, for safe-targeting controls")};
    made.params = library_params();
    made.outputs = {operation::table("table", "edit.library/1", library_columns())
                        .described("the library: guides by gene and rank, then controls")};
    made.example =
        "strandline edit library --guides guides.tsv --hits hits.tsv --genome genome.fa --controls 100 "
        "--backbone lentiGuide-Puro -o library.tsv";
    made.run = run_library;
    made.find_inputs = check_library_inputs;
    return made;
}

}  // namespace strandline::edit
