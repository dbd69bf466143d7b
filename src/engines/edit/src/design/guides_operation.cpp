#include "design/guides_operation.hpp"

#include "circular.hpp"
#include "design/request.hpp"
#include "tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/features.hpp>
#include <strandline/edit/windows.hpp>
#include <strandline/formats/fasta.hpp>
#include <strandline/formats/genes.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/regions.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::Operation;
using operation::port;

constexpr std::size_t genes_named = 20;

bool has_guides(const TargetGene& gene,
                const std::set<std::pair<std::string_view, std::string_view>>& names) {
    const domain::CodingSequence* coding = gene.coding.empty() ? nullptr : gene.coding.front();
    const std::string_view symbol = coding ? coding->gene : gene.genes.front()->symbol;
    const std::string_view tag = coding ? coding->locus_tag : gene.genes.front()->locus_tag;
    return names.contains({symbol, tag});
}

/// Genes that were asked for by name are told one by one, of all genes in one line.
void tell_of_genes(std::span<const TargetGene> genes, std::span<const DesignedGuide> guides,
                   Strategy strategy, bool of_all, Context& context) {
    std::set<std::pair<std::string_view, std::string_view>> names;  // symbol and locus tag
    for (const DesignedGuide& guide : guides) names.emplace(guide.gene, guide.locus_tag);
    std::vector<std::string> without;
    for (const TargetGene& gene : genes) {
        if (!has_guides(gene, names)) without.push_back(gene.asked);
        if (of_all) continue;
        if (!has_guides(gene, names))
            context.log(LogLevel::warning,
                        strategy == Strategy::knockout
                            ? format("no guide cuts inside gene '{}' ({} bp coding)", gene.asked,
                                     gene.coding.front()->length())
                            : format("no guide of strategy {} for gene '{}'", word(strategy), gene.asked));
        if (!gene.coding.empty() && gene.coding.front()->pseudo)
            context.log(LogLevel::warning, format("'{}' is annotated as a pseudogene", gene.asked));
    }
    if (!of_all || without.empty()) return;
    const std::size_t count = without.size();
    without.resize(std::min(count, genes_named));
    context.log(LogLevel::warning, format("no guide for {}: {}{}", counted(count, "gene"),
                                          join(without, ", "), count > genes_named ? ", …" : ""));
}

bool is_all(std::span<const formats::GeneName> names) {
    return names.size() == 1 && names[0].names.size() == 1 &&
           (names[0].names[0] == "all" || names[0].names[0] == "*");
}

Result<std::vector<TargetGene>> genes_asked(const Call& call, const domain::Annotation& annotation,
                                            GeneKinds kinds, bool& of_all, Context& context) {
    STRANDLINE_TRY(const std::vector<formats::GeneName> names, formats::read_genes(call.input("genes")));
    of_all = is_all(names);
    if (of_all) return all_genes(annotation, kinds);
    std::vector<GeneRequest> requests;
    for (const formats::GeneName& name : names) requests.push_back({name.names, name.place});
    return find_genes(annotation, requests, context, kinds);
}

/// Bacteria when the longest contig is circular: chromosomes of eukaryotes are not.
bool is_of_bacteria(const domain::Genome& genome) {
    return std::ranges::max(genome.contigs, {}, &domain::Contig::length).circular;
}

StartWindow window_for(const DesignRequest& request, const domain::Genome& genome, Context& context) {
    const bool in_bacteria = request.in_bacteria.value_or(is_of_bacteria(genome));
    StartWindow window = usual_window(request.strategy, in_bacteria, request.nuclease);
    if (request.window) {
        window.from = request.window->first;
        window.to = request.window->second;
    }
    if (request.paired) window.paired = *request.paired;
    context.log(
        LogLevel::notice,
        format("{} in {}: cuts at {:+} to {:+} from the transcription start{}, {}", word(request.strategy),
               in_bacteria ? "bacteria" : "eukaryotes", window.from, window.to,
               window.within_gene ? " and within the gene" : "",
               window.paired == PairedStrand::both           ? "both strands"
               : window.paired == PairedStrand::non_template ? "guides that pair with the non-template strand"
                                                             : "guides that pair with the template strand"));
    return window;
}

struct Design {
    domain::Genome genome;
    std::vector<DesignedGuide> guides;
};

std::vector<DesignedGuide> in_ranges(const domain::Genome& genome, std::span<const GuideTarget> targets,
                                     const DesignRequest& request, const domain::AnnotationIndex* index) {
    return design_in_ranges(genome, targets, request.nuclease, request.spacer_length, request.promoter_length,
                            index);
}

Result<Design> design_for_genes(const Call& call, const DesignRequest& request, Context& context) {
    const Source* rows = call.has("annotation") ? &call.input("annotation") : nullptr;
    STRANDLINE_TRY(formats::AnnotatedGenome from, formats::read_annotated_genome(call.input("genome"), rows));
    STRANDLINE_CHECK(mark_circular(from.genome, call.texts("circular")));
    bool of_all = false;
    const bool knockout = request.strategy == Strategy::knockout;
    STRANDLINE_TRY(
        const std::vector<TargetGene> genes,
        genes_asked(call, from.annotation, knockout ? GeneKinds::coding : GeneKinds::any, of_all, context));
    Design design;
    if (knockout)
        design.guides = design_guides(from.genome, genes, request.nuclease, request.spacer_length);
    else if (request.strategy == Strategy::tiling)
        design.guides = in_ranges(from.genome, gene_targets(genes), request, nullptr);
    else
        design.guides = in_ranges(
            from.genome, start_targets(genes, window_for(request, from.genome, context)), request, nullptr);
    tell_of_genes(genes, design.guides, request.strategy, of_all, context);
    design.genome = std::move(from.genome);
    return design;
}

Result<formats::AnnotatedGenome> genome_of_regions(const Call& call) {
    const Source& genome = call.input("genome");
    const Source* rows = call.has("annotation") ? &call.input("annotation") : nullptr;
    if (rows || formats::check_annotated(genome)) return formats::read_annotated_genome(genome, rows);
    formats::AnnotatedGenome plain;
    STRANDLINE_TRY(plain.genome, formats::read_genome(genome));
    return plain;
}

void tell_of_targets(std::span<const GuideTarget> targets, std::span<const DesignedGuide> guides,
                     Context& context) {
    std::set<std::string_view> labels;
    for (const DesignedGuide& guide : guides)
        labels.insert(std::string_view(guide.id).substr(0, guide.id.rfind('_')));
    for (const GuideTarget& target : targets)
        if (!labels.contains(target.label))
            context.log(LogLevel::warning, format("no guide cuts inside '{}'", target.label));
}

Result<Design> design_for_regions(const Call& call, const DesignRequest& request, Context& context) {
    STRANDLINE_TRY(formats::AnnotatedGenome from, genome_of_regions(call));
    STRANDLINE_CHECK(mark_circular(from.genome, call.texts("circular")));
    STRANDLINE_TRY(const std::vector<formats::Region> regions,
                   formats::read_regions(call.input("regions"), from.genome));
    std::vector<GuideTarget> targets;
    for (const formats::Region& region : regions)
        targets.push_back(
            region_target(region.name, region.interval, region.strand == domain::Strand::reverse));
    Design design;
    if (from.annotation.genes.empty()) {
        design.guides = in_ranges(from.genome, targets, request, nullptr);
    } else {
        const domain::AnnotationIndex index(from.annotation, from.genome, request.promoter_length);
        design.guides = in_ranges(from.genome, targets, request, &index);
    }
    tell_of_targets(targets, design.guides, context);
    design.genome = std::move(from.genome);
    return design;
}

Result<Design> design_for_sequence(const Call& call, const DesignRequest& request, Context& context) {
    Design design;
    STRANDLINE_TRY(design.genome, formats::read_fasta(call.input("sequence")));
    STRANDLINE_CHECK(mark_circular(design.genome, call.texts("circular")));
    const std::vector<GuideTarget> targets = contig_targets(design.genome);
    design.guides = in_ranges(design.genome, targets, request, nullptr);
    tell_of_targets(targets, design.guides, context);
    return design;
}

Result<Answer> run_guides(Call& call, Context& context) {
    STRANDLINE_CHECK(check_design_inputs(call));
    DesignRequest request;
    STRANDLINE_CHECK(read_design_request(call, request));
    auto designed = call.has("genes")     ? design_for_genes(call, request, context)
                    : call.has("regions") ? design_for_regions(call, request, context)
                                          : design_for_sequence(call, request, context);
    if (!designed) return fail(std::move(designed).error());
    if (!request.avoided.empty())
        for (DesignedGuide& guide : designed->guides) {
            guide.sites = sites_in(guide.spacer, request.avoided);
            if (guide.sites.empty()) guide.sites = "none";
        }
    STRANDLINE_CHECK(write_guides(call.output("table"), designed->genome, designed->guides));
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

}  // namespace

Operation guides_operation() {
    Operation made;
    made.name = "edit guides";
    made.semantics = 2;
    made.summary = "Design guides that knock genes out, silence or activate them, or cover regions";
    made.description =
        "Lists every guide of a nuclease that serves, on both strands, by target and then along it. Targets "
        "are genes (by symbol, locus tag or synonym; 'all' for every gene), regions of a genome, or "
        "sequences "
        "that stand alone.\n\n"
        "Strategies for genes: knockout lists guides whose cut lies inside a coding part; crispri and "
        "crispra "
        "those that cut within a window round an annotated transcription start, of any transcript; tiling "
        "all "
        "from the first to the last base. Of regions and sequences all guides that cut inside are listed.\n\n"
        "Windows unless --window says another: crispri in eukaryotes -50 to +300, crispra -400 to -50 "
        "(Gilbert "
        "2014, Horlbeck 2016); crispri in bacteria 0 to +300 within the gene, guides that pair with the "
        "non-template strand for Cas9 (Qi 2013, Larson 2013) and the template strand for Cas12a (Zhang "
        "2017); "
        "crispra in bacteria -100 to -60 (Bikard 2013, Fontana 2020). Bacterial annotations name starts of "
        "genes, mostly their start codons, in place of transcription starts.\n\n"
        "Nucleases:\n" +
        nuclease_help();
    made.inputs = {
        port("genome")
            .one_of("genbank", "fasta", "twobit", "gff3")
            .optional()
            .described("the genome; GenBank brings its annotation along"),
        port("annotation")
            .alias("gff3")
            .alias("gff")
            .format("gff3")
            .optional()
            .described("where the genes are; needed for genes with FASTA and 2bit"),
        port("genes").format("genes/1").optional().or_list().described(
            "genes: one name a line, a table with a column gene or locus_tag, or 'all'"),
        port("regions").format("bed").optional().or_list().described(
            "regions: BED, or contig:first-last counted from 1"),
        port("sequence").format("fasta").optional().described("sequences to cut, without a genome")};
    made.params = design_params();
    made.outputs = {
        operation::table("table", "edit.guides/2", guide_columns()).described("the guides, one a row")};
    made.example =
        "strandline edit guides --genome NC_000913.gbk.gz --genes ldhA,adhE,pflB,pta -o guides.tsv";
    made.run = run_guides;
    made.find_inputs = check_design_inputs;
    return made;
}

}  // namespace strandline::edit
