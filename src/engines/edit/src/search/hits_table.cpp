#include "search/hits_table.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <tuple>

namespace strandline::edit {
namespace {

using operation::integer_column;
using operation::number_column;
using operation::text_column;

constexpr std::size_t rows_in_a_piece = 1 << 14;

void append(std::string& row, std::string_view text) {
    row += text;
    row += '\t';
}

void append(std::string& row, std::int64_t number) {
    char digits[24];
    const auto [end, slip] = std::to_chars(digits, digits + sizeof digits, number);
    row.append(digits, end);
    row += '\t';
}

/// With six digits after the point; NA where there is none.
void append(std::string& row, const std::optional<double>& score) {
    if (!score) return append(row, std::string_view("NA"));
    char digits[32];
    const auto [end, slip] =
        std::to_chars(digits, digits + sizeof digits, *score, std::chars_format::fixed, 6);
    row.append(digits, end);
    row += '\t';
}

std::string_view word(Own own) {
    return own == Own::self ? "self" : own == Own::duplicate ? "duplicate" : "no";
}

/// A hit of the reference, or one of a haplotype.
struct Row {
    const OffTarget* hit = nullptr;
    const VariantHit* variant = nullptr;       // of a haplotype
    const ReferenceSite* reference = nullptr;  // what variants leave of it; nullptr where none are given
    Own own = Own::no;
};

void append_frequency(std::string& row, const std::optional<double>& frequency) {
    append(row, frequency ? std::string_view(format("{:.4g}", *frequency)) : std::string_view("NA"));
}

void append_variant(std::string& rows, const VariantHit& hit) {
    append(rows, hit.haplotype);
    append(rows, hit.variants);
    append(rows, hit.samples);
    append_frequency(rows, hit.allele_frequency);
    append(rows, word(hit.pam_change));
    append(rows, static_cast<std::int64_t>(hit.sample_count));
    append(rows, word(hit.site_change));
    append(rows, std::string_view(hit.unphased ? "unphased" : "known"));
}

void append_reference(std::string& rows, const ReferenceSite& site) {
    append(rows, std::string_view("reference"));
    append(rows, std::string_view());
    append(rows, std::string_view("NA"));
    if (site.touched && !site.carried)
        append(rows, std::string_view("0"));
    else
        append_frequency(rows, site.allele_frequency);
    for (const std::string_view text : {"none", "NA", "reference", "known"}) append(rows, text);
}

void append_row(std::string& rows, const HitTable& table, const Row& row) {
    const OffTarget& hit = *row.hit;
    const Query& query = table.queries[hit.guide];
    const SiteText text = row.variant ? row.variant->text : describe(table.genome, query, table.pattern, hit);
    const bool three_prime = table.pattern.pam_side == PamSide::three_prime;
    const HitScores scores =
        three_prime ? score_hit(text.crrna, text.site, text.pam, table.mit) : HitScores{};
    append(rows, query.guide.id);
    append(rows, query.guide.spacer);
    append(rows, table.genome.contigs()[hit.interval.contig].name);
    append(rows, hit.interval.begin);
    append(rows, hit.interval.end);
    append(rows, hit.strand == domain::Strand::forward ? std::string_view("+") : std::string_view("-"));
    append(rows, text.crrna);
    append(rows, text.site);
    append(rows, text.pam);
    append(rows, std::int64_t{hit.mismatches});
    append(rows, std::int64_t{hit.dna_bulges});
    append(rows, std::int64_t{hit.rna_bulges});
    append(rows, std::int64_t{hit.equivalents});
    append(rows, scores.cfd);
    append(rows, scores.mit_percent);
    append(rows, word(row.own));
    if (table.features) {
        const domain::Feature feature = table.features->feature_at(hit.interval);
        append(rows, feature.gene ? std::string_view(feature.gene->name()) : std::string_view());
        append(rows, domain::word(feature.kind));
    } else {
        append(rows, std::string_view("NA"));
        append(rows, std::string_view("NA"));
    }
    if (row.variant) append_variant(rows, *row.variant);
    if (row.reference) append_reference(rows, *row.reference);
    rows.back() = '\n';
}

/// Rows of the reference and of haplotypes in one order.
std::vector<Row> rows_of(const HitTable& table, std::span<const OffTarget> hits,
                         const VariantSearch* variants) {
    const std::vector<Own> own = find_own_sites(table, hits);
    std::vector<Row> rows;
    rows.reserve(hits.size() + (variants ? variants->hits.size() : 0));
    for (std::size_t i = 0; i < hits.size(); ++i)
        rows.push_back({&hits[i], nullptr, variants ? &variants->reference[i] : nullptr, own[i]});
    if (!variants) return rows;
    for (const VariantHit& hit : variants->hits) rows.push_back({&hit.hit, &hit, nullptr, Own::no});
    std::ranges::stable_sort(rows, {}, [](const Row& row) {
        const OffTarget& hit = *row.hit;
        return std::tuple(hit.guide, hit.interval.contig, hit.interval.begin, hit.strand, hit.interval.end);
    });
    return rows;
}

std::string header(const std::vector<operation::Column>& columns) {
    std::string line;
    for (const operation::Column& column : columns) line += (line.empty() ? "" : "\t") + column.name;
    return line + "\n";
}

bool is_perfect(const OffTarget& hit) { return hit.edits() == 0; }

bool is_at(const HitTable& table, const OffTarget& hit, const formats::GuidePlace& place) {
    return hit.interval.begin == place.start && hit.strand == place.strand &&
           table.genome.contigs()[hit.interval.contig].name == place.contig;
}

}  // namespace

std::vector<operation::Column> off_target_columns() {
    return {
        text_column("guide", "id of the guide"),
        text_column("spacer", "spacer of the guide, 5' to 3'"),
        text_column("contig", "contig of the genome"),
        integer_column("start", "first base of protospacer and PAM on the forward strand, counted from 0"),
        integer_column("end",
                       "behind the last base; past the contig's length where the site crosses the origin"),
        text_column("strand", "+ or -: the strand that reads as the site"),
        text_column("crrna", "the guide's bases aligned to the site, without the PAM; - at a DNA bulge"),
        text_column("site",
                    "the genome's bases in guide orientation without the PAM, mismatched ones in lower "
                    "case; - at an RNA bulge"),
        text_column("pam", "the genome's bases at the PAM, in guide orientation"),
        integer_column("mismatches", "bases of the site that do not match the spacer"),
        integer_column("dna_bulges", "extra bases of the genome"),
        integer_column("rna_bulges", "extra bases of the guide"),
        integer_column("equivalents", "alignments of this site with as few edits and as few bulges"),
        number_column("cfd", "cutting frequency determination score, 0 to 1; NA where it is not defined"),
        number_column("mit", "MIT hit score, 0 to 100; NA where it is not defined"),
        text_column("self", "self: the guide's own site; duplicate: a further perfect one; else no"),
        text_column("gene", "gene at the site: symbol, else locus tag; NA without an annotation"),
        text_column("feature", "CDS, exon, intron and so on, of that gene; NA without an annotation")};
}

std::vector<operation::Column> variant_columns() {
    return {text_column("haplotype", "reference, or the haplotype's bases at the site on the forward strand"),
            text_column("variants", "variants within the site, as contig:position:REF>ALT, positions from 1"),
            text_column("samples", "who carries it"),
            number_column("allele_frequency", "of the haplotype among those that are known"),
            text_column("pam_change",
                        "gained: the reference has no PAM there; lost: the haplotype has none; none"),
            integer_column("sample_count", "how many samples carry it"),
            text_column("site_change",
                        "beside the reference's site of this PAM: created, improved, unchanged, "
                        "worsened, lost; reference: that site itself"),
            text_column("phase", "known, or unphased: the variants may stand on different copies")};
}

std::vector<operation::Column> off_target_count_columns() {
    return {text_column("guide", "id of the guide"),
            integer_column("mismatches", "bases of the site that do not match the spacer"),
            integer_column("dna_bulges", "extra bases of the genome"),
            integer_column("rna_bulges", "extra bases of the guide"),
            integer_column("count", "sites whose canonical alignment is such, the guide's own included")};
}

std::vector<Own> find_own_sites(const HitTable& table, std::span<const OffTarget> hits) {
    std::vector<Own> own(hits.size(), Own::no);
    for (std::size_t begin = 0; begin < hits.size();) {
        const std::uint32_t guide = hits[begin].guide;
        std::size_t end = begin;
        std::optional<std::size_t> self;
        const auto& place = table.places.empty() ? std::nullopt : table.places[guide];
        for (; end < hits.size() && hits[end].guide == guide; ++end) {
            if (!is_perfect(hits[end])) continue;
            own[end] = Own::duplicate;
            if (!self && (!place || is_at(table, hits[end], *place))) self = end;
        }
        if (self) own[*self] = Own::self;
        begin = end;
    }
    return own;
}

Result<void> write_off_targets(Sink& sink, const HitTable& table, std::span<const OffTarget> hits,
                               const VariantSearch* variants, Context& context) {
    std::vector<operation::Column> columns = off_target_columns();
    if (variants) std::ranges::copy(variant_columns(), std::back_inserter(columns));
    sink.write(header(columns));
    const std::vector<Row> rows = rows_of(table, hits, variants);
    // As many pieces at a time as keep all threads busy; memory is bounded, and the order is that of the
    // rows.
    const std::size_t pieces_at_once = std::size_t{4} * context.threads();
    std::vector<std::string> pieces(pieces_at_once);
    for (std::size_t first = 0; first < rows.size(); first += pieces_at_once * rows_in_a_piece) {
        if (context.cancelled()) return fail(Error::interrupted());
        parallel_for(pieces_at_once, context.threads(), [&](std::size_t piece) {
            pieces[piece].clear();
            const std::size_t begin = std::min(rows.size(), first + piece * rows_in_a_piece);
            const std::size_t end = std::min(rows.size(), begin + rows_in_a_piece);
            for (std::size_t i = begin; i < end; ++i) append_row(pieces[piece], table, rows[i]);
        });
        for (const std::string& piece : pieces) sink.write(piece);
        context.progress("writing", std::min(rows.size(), first + pieces_at_once * rows_in_a_piece),
                         rows.size());
    }
    return sink.status();
}

Result<void> write_off_target_counts(Sink& sink, std::span<const Query> queries,
                                     std::span<const GuideCounts> counts) {
    std::string rows = header(off_target_count_columns());
    for (std::size_t guide = 0; guide < queries.size(); ++guide) {
        const Limits& limits = queries[guide].limits;
        for (int mismatches = 0; mismatches <= limits.mismatches; ++mismatches)
            for (int dna = 0; dna <= limits.dna_bulges; ++dna)
                for (int rna = 0; rna <= limits.rna_bulges; ++rna) {
                    if (mismatches + dna + rna > limits.edits) continue;
                    const auto found = counts[guide].sites.find({mismatches, dna, rna});
                    append(rows, queries[guide].guide.id);
                    append(rows, std::int64_t{mismatches});
                    append(rows, std::int64_t{dna});
                    append(rows, std::int64_t{rna});
                    append(rows, found == counts[guide].sites.end()
                                     ? std::int64_t{0}
                                     : static_cast<std::int64_t>(found->second));
                    rows.back() = '\n';
                }
        if (rows.size() > (1 << 20)) {
            sink.write(rows);
            rows.clear();
        }
    }
    sink.write(rows);
    return sink.status();
}

}  // namespace strandline::edit
