#include "search/off_targets_operation.hpp"

#include "circular.hpp"
#include "off_target_input.hpp"
#include "search/hit_views.hpp"
#include "search/hits_table.hpp"
#include "search/index_file.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/features.hpp>
#include <strandline/edit/variants.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/packed_genome.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/variants.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::port;

constexpr int all_edits = most_mismatches + 2 * most_bulges;
constexpr std::size_t most_named = 5;
constexpr std::int64_t promoter_length = 200;

/// A genome to search, and what lies where, if the files tell.
struct SearchedGenome {
    domain::PackedGenome packed;
    std::optional<domain::Annotation> annotation;
};

/// A genome's own annotation is used where its file has one.
bool brings_annotation(const Source& genome) {
    const std::string kind = formats::recognise(genome);
    return kind == "genbank" || (kind == "gff3" && formats::check_annotated(genome).has_value());
}

Result<SearchedGenome> read_searched(const Call& call, Context& context) {
    const Source& source = call.input("genome");
    const Source* annotation = call.has("annotation") ? &call.input("annotation") : nullptr;
    if (!annotation && !brings_annotation(source)) {
        STRANDLINE_TRY(domain::PackedGenome packed, formats::read_packed_genome(source, context));
        return SearchedGenome{std::move(packed), std::nullopt};
    }
    STRANDLINE_TRY(formats::AnnotatedGenome from, formats::read_annotated_genome(source, annotation));
    return SearchedGenome{domain::pack(from.genome), std::move(from.annotation)};
}

/// What was searched, without bases: an annotation's index asks for names, lengths and circular contigs only.
std::optional<domain::AnnotationIndex> index_of(const SearchedGenome& genome) {
    if (!genome.annotation) return std::nullopt;
    return domain::AnnotationIndex(*genome.annotation, genome.packed, promoter_length);
}

/// The index, if one is given and can answer; its pattern must be what is asked for.
Result<std::optional<SiteIndex>> open_index(const Call& call, const OffTargetInput& input,
                                            const domain::PackedGenome& genome, Context& context) {
    if (!call.has("index")) return std::nullopt;
    const Source& source = call.input("index");
    std::optional<Digest> digest;
    if (call.texts("circular").empty()) digest = formats::stored_genome_digest(call.input("genome"));
    if (!digest) digest = formats::genome_digest(genome, context);
    STRANDLINE_TRY(SiteIndex index, read_index(source, *digest, context));
    const auto words = [](const Pattern& pattern) {
        std::vector<std::string> pams = pattern.pams;
        std::ranges::sort(pams);  // any order means the same
        return format("{} nt, PAM {} at {}'", pattern.spacer_length, join(pams, ","),
                      pattern.pam_side == PamSide::three_prime ? 3 : 5);
    };
    if (words(index.pattern) != words(input.pattern))
        return fail(Error::input("index.pattern", "the index is of other sites")
                        .at({.file = source.name()})
                        .expected("{}", words(input.pattern))
                        .found("{}", words(index.pattern))
                        .mend("build an index for this spacer length and PAM, or search without one"));
    const bool bulges = std::ranges::any_of(input.queries, [](const Query& query) {
        return query.limits.dna_bulges > 0 || query.limits.rna_bulges > 0;
    });
    if (bulges) {
        context.log(LogLevel::notice, "an index knows no bulges: the genome is scanned");
        return std::nullopt;
    }
    return std::optional(std::move(index));
}

/// A list of guides with their PAM left in finds next to nothing, and says so only here.
void tell_of_included_pams(const OffTargetInput& input, Context& context) {
    const Pattern& pattern = input.pattern;
    const auto pam = static_cast<std::size_t>(pattern.pam_length());
    if (pam == 0 || pattern.spacer_length < 20 + static_cast<int>(pam) - 1) return;
    const bool all = std::ranges::all_of(input.queries, [&](const Query& query) {
        const std::string_view spacer = query.guide.spacer;
        const std::string_view part = pattern.pam_side == PamSide::three_prime
                                          ? spacer.substr(spacer.size() - pam)
                                          : spacer.substr(0, pam);
        return std::ranges::any_of(pattern.pams, [&](const std::string& one) {
            for (std::size_t i = 0; i < pam; ++i)
                if (domain::base_set(part[i]) & ~domain::base_set(one[i])) return false;
            return true;
        });
    });
    if (all)
        context.log(
            LogLevel::warning,
            format("every spacer of {} nt has the PAM at its end: if the PAM was left in, take it out",
                   pattern.spacer_length));
}

std::uint64_t total(const GuideCounts& counts) {
    std::uint64_t sum = 0;
    for (const auto& [edits, number] : counts.sites) sum += number;
    return sum;
}

/// Says of which guides not every site is listed, with the exact numbers.
void tell_of_capped(const OffTargetInput& input, const SearchResult& found, std::uint64_t most,
                    Context& context) {
    if (most == 0) return;
    std::vector<std::string> named;
    std::size_t capped = 0;
    for (std::size_t guide = 0; guide < input.queries.size(); ++guide) {
        const std::uint64_t sites = total(found.counts[guide]);
        if (sites <= most) continue;
        if (++capped <= most_named)
            named.push_back(format("{} ({})", input.queries[guide].guide.id, with_thousands(sites)));
    }
    if (capped == 0) return;
    context.log(
        LogLevel::warning,
        format("--max-hits: {} more sites than {}, of which the closest are listed: {}{}; --counts has "
               "the exact numbers of all",
               counted(capped, "guide has", "guides have"), with_thousands(most), join(named, ", "),
               capped > most_named ? format(" and {} more", capped - most_named) : ""));
}

/// Guides whose own sequence is in the genome more than once, or not at all.
void tell_of_own_sites(const OffTargetInput& input, const SearchResult& found, Context& context) {
    std::vector<std::string> repeated;
    std::size_t count = 0, absent = 0;
    for (std::size_t guide = 0; guide < input.queries.size(); ++guide) {
        const auto perfect = found.counts[guide].sites.find({0, 0, 0});
        const std::uint64_t sites = perfect == found.counts[guide].sites.end() ? 0 : perfect->second;
        if (sites == 0) ++absent;
        if (sites < 2) continue;
        if (++count <= most_named)
            repeated.push_back(format("{} ({})", input.queries[guide].guide.id, with_thousands(sites)));
    }
    if (count > 0)
        context.log(LogLevel::warning,
                    format("{} more than one perfect site: {}{}", counted(count, "guide has", "guides have"),
                           join(repeated, ", "),
                           count > most_named ? format(" and {} more", count - most_named) : ""));
    if (absent > 0)
        context.log(LogLevel::notice,
                    format("{} no perfect site in this genome", counted(absent, "guide has", "guides have")));
}

void tell_of_skipped(const formats::SkippedVariants& skipped, const std::string& file, Context& context) {
    if (skipped.symbolic > 0)
        context.log(LogLevel::warning,
                    format("{}: {} without a sequence left out, such as {}", file,
                           counted(skipped.symbolic, "allele"), join(skipped.examples, ", ")));
    if (skipped.without_genotypes > 0)
        context.log(LogLevel::warning, format("{}: {} without genotypes left out", file,
                                              counted(skipped.without_genotypes, "record")));
}

/// The sites of haplotypes; nothing where no variants are given.
Result<std::optional<VariantSearch>> search_variants(const Call& call, const domain::PackedGenome& genome,
                                                     const OffTargetInput& input,
                                                     std::span<const OffTarget> reference,
                                                     formats::VariantReader* reader, Context& context) {
    if (!reader) return std::nullopt;
    const Source& source = call.input("variants");
    domain::VariantStream stream = formats::stream_of(*reader, source);
    STRANDLINE_TRY(VariantSearch found, find_variant_off_targets(genome, stream, input.queries, input.pattern,
                                                                 reference, {}, context));
    tell_of_skipped(reader->skipped(), source.name(), context);
    return std::optional(std::move(found));
}

SearchOptions options_of(const Call& call) {
    return {.all_alignments = call.flag("all-alignments"),
            .max_hits = static_cast<std::uint64_t>(call.integer("max-hits")),
            .count_only = call.flag("count-only")};
}

/// What haplotypes do to a site is told beside all sites of the reference.
Result<void> check_together(const Call& call) {
    if (!call.has("variants")) return {};
    const char* other = call.flag("count-only")        ? "--count-only"
                        : call.flag("all-alignments")  ? "--all-alignments"
                        : call.integer("max-hits") > 0 ? "--max-hits"
                                                       : nullptr;
    if (!other) return {};
    return fail(Error::input("variants.options", "--variants and {} cannot go together", other)
                    .expected("one of the two")
                    .found("both")
                    .mend("leave {} out", other));
}

Result<Answer> run_off_targets(Call& call, Context& context) {
    STRANDLINE_CHECK(check_together(call));
    STRANDLINE_TRY(const OffTargetInput input, read_off_target_input(call));
    tell_of_included_pams(input, context);
    std::optional<formats::VariantReader>
        reader;  // opened first: what is wrong with its header tells at once
    if (call.has("variants")) {
        STRANDLINE_TRY(reader, formats::VariantReader::open(call.input("variants")));
    }
    STRANDLINE_TRY(SearchedGenome genome, read_searched(call, context));
    STRANDLINE_CHECK(mark_circular(genome.packed, call.texts("circular")));
    const SearchOptions options = options_of(call);
    STRANDLINE_TRY(const std::optional<SiteIndex> index, open_index(call, input, genome.packed, context));
    const SearchResult found =
        index ? find_off_targets_indexed(*index, genome.packed, input.queries, options, context)
              : find_off_targets(genome.packed, input.queries, input.pattern, options, context);
    if (context.cancelled()) return fail(Error::interrupted());
    STRANDLINE_TRY(
        const std::optional<VariantSearch> variants,
        search_variants(call, genome.packed, input, found.hits, reader ? &*reader : nullptr, context));
    if (context.cancelled()) return fail(Error::interrupted());
    tell_of_own_sites(input, found, context);
    tell_of_capped(input, found, options.max_hits, context);
    const std::optional<domain::AnnotationIndex> features = index_of(genome);
    const HitTable table{genome.packed,
                         input.queries,
                         input.pattern,
                         input.places,
                         features ? &*features : nullptr,
                         call.text("mit") == "mean" ? MitConvention::mean : MitConvention::floored};
    STRANDLINE_CHECK(
        write_off_targets(call.output("hits"), table, found.hits, variants ? &*variants : nullptr, context));
    STRANDLINE_CHECK(write_off_target_counts(call.output("counts"), input.queries, found.counts));
    return Answer::yes;
}

std::vector<operation::Port> inputs() {
    return {port("genome")
                .one_of("genbank", "fasta", "twobit", "gff3", "edit.genome/1")
                .optional()
                .described(
                    "the genome, best as 'edit pack' writes it where it is searched often; needed unless a "
                    "Cas-OFFinder file names it"),
            port("guides")
                .one_of("edit.guides/2", "edit.guides/1", "edit.library/1", "edit.recommended/2",
                        "edit.recommended/1", "guides/1", "casoffinder.input")
                .optional()
                .described("guides: a table with id and spacer, or one spacer a line"),
            port("casoffinder")
                .format("casoffinder.input")
                .optional()
                .described("a Cas-OFFinder input file, instead of --guides"),
            port("index")
                .format(std::string(index_format))
                .optional()
                .described("the genome's sites as 'edit index' sorts them, for whole libraries"),
            port("variants")
                .alias("vcf")
                .one_of("vcf", "bcf")
                .optional()
                .described("variants and genotypes, VCF or BCF: sites of the haplotypes are found, too"),
            port("annotation")
                .format("gff3")
                .optional()
                .described("genes, for the columns gene and feature; a GenBank genome brings its own")};
}

std::vector<operation::Param> params() {
    return {
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
        operation::integer("max-edits", all_edits)
            .range(0, all_edits)
            .help("most mismatches and bulges together"),
        operation::flag("all-alignments")
            .help("every placement of bulges and mismatches, not only each site's canonical alignment"),
        operation::integer("max-hits", 0)
            .range(0, 1e12)
            .help("most sites listed of a guide, the closest ones; 0: all"),
        operation::flag("count-only").help("only the numbers of sites, as --counts has them"),
        operation::choice("mit", "floored", {"floored", "mean"})
            .help("how the MIT hit score takes the mean distance of mismatches"),
        circular_param()};
}

}  // namespace

operation::Operation off_targets_operation() {
    operation::Operation made;
    made.name = "edit offtargets";
    made.semantics = 2;
    made.summary = "Find every site of a genome that guides may cut, their targets among them";
    made.description =
        "Searches both strands of the whole genome for sites with a PAM and at most so many mismatches to "
        "the "
        "spacer, and bulges where they are asked for; nothing is left out. Of the ways to align a site the "
        "one with "
        "fewest edits is given, then with fewest bulges, then with the bulges farthest from the PAM. Letters "
        "of the "
        "genome other than A C G T never match a base of the spacer, and match the PAM only where all that "
        "they may "
        "stand for does. Circular contigs are searched across their origin.\n\n"
        "Guides are a table with the columns id and spacer, a list with one spacer a line, or a Cas-OFFinder "
        "input "
        "file. A Cas-OFFinder file brings its own PAM and numbers of mismatches, and names the genome unless "
        "--genome does.\n\n"
        "With --variants, the haplotypes that the genotypes really make are searched as well: their sites "
        "stand "
        "among the reference's, with who carries them.";
    made.inputs = inputs();
    made.params = params();
    operation::Port hits = operation::table("hits", "edit.offtargets/2", off_target_columns())
                               .and_perhaps(variant_columns())
                               .described("the sites, by guide, contig, start and strand");
    hits.views = hit_views();
    made.outputs = {std::move(hits),
                    operation::table("counts", "edit.offtarget-counts/1", off_target_count_columns())
                        .described("how many sites each guide has, exact also where hits are capped")};
    made.main_output = [](const Call& call) { return call.flag("count-only") ? "counts" : "hits"; };
    made.example =
        "strandline edit offtargets --genome NC_000913.gbk.gz --guides guides.tsv --mismatches 4 -o hits.tsv";
    made.run = run_off_targets;
    made.find_inputs = complete_from_casoffinder;
    return made;
}

}  // namespace strandline::edit
