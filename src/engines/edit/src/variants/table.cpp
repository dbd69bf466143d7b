#include "variants/table.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace strandline::edit {

using operation::integer_column;
using operation::number_column;
using operation::text_column;

std::vector<operation::Column> variant_off_target_columns() {
    return {
        text_column("guide", "id of the guide"),
        text_column("spacer", "spacer of the guide, 5' to 3'"),
        text_column("contig", "contig of the genome"),
        integer_column("start",
                       "first base of protospacer and PAM on the forward strand of the reference, "
                       "counted from 0; of an inserted base the base behind it"),
        integer_column("end", "behind the last base; of an inserted base the base behind it"),
        text_column("strand", "+ or -: the strand that reads as the site"),
        text_column("crrna", "the guide's bases aligned to the site, without the PAM; - at a DNA bulge"),
        text_column("site",
                    "the haplotype's bases in guide orientation without the PAM, mismatched ones in "
                    "lower case; - at an RNA bulge"),
        text_column("pam", "the haplotype's bases at the PAM, in guide orientation"),
        integer_column("mismatches", "bases of the site that do not match the spacer"),
        integer_column("dna_bulges", "bases of the site that stand beside no base of the spacer"),
        integer_column("rna_bulges", "bases of the spacer that stand beside no base of the site"),
        text_column("haplotype",
                    "bases of protospacer and PAM on the forward strand; reference: as the genome"),
        text_column("variants",
                    "contig:pos:REF>ALT as in the variant file, with commas; empty for reference"),
        text_column("samples", "samples that carry it, with commas; after ten of them …+ and how many more"),
        integer_column("sample_count", "how many"),
        text_column("allele_frequency", "copies that read so, of those called; NA where it is not known"),
        text_column("pam_change",
                    "gained: the reference has no PAM there; lost: the haplotype has none; none"),
        text_column("site_change",
                    "beside the reference's site of this PAM: created, improved, unchanged, "
                    "worsened, lost; reference: that site itself"),
        text_column("phase", "known, or unphased: the variants may stand on different copies")};
}

namespace {

/// A row is a haplotype's hit, or one of the reference's.
struct Row {
    const VariantHit* variant = nullptr;
    std::size_t reference = 0;
};

std::string frequency_text(const std::optional<double>& frequency) {
    return frequency ? format("{:.4g}", *frequency) : "NA";
}

void write_site(formats::TableWriter& table, const domain::PackedGenome& genome, const Query& query,
                const OffTarget& hit, const SiteText& text) {
    table.text(query.guide.id).text(query.guide.spacer).text(genome.contigs()[hit.interval.contig].name);
    table.integer(hit.interval.begin).integer(hit.interval.end);
    table.text(hit.strand == domain::Strand::forward ? "+" : "-");
    table.text(text.crrna).text(text.site).text(text.pam);
    table.integer(hit.mismatches).integer(hit.dna_bulges).integer(hit.rna_bulges);
}

}  // namespace

Result<void> write_variant_off_targets(Sink& sink, const domain::PackedGenome& genome,
                                       std::span<const Query> queries, const Pattern& pattern,
                                       std::span<const OffTarget> reference, const VariantSearch& found) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < reference.size(); ++i)
        if (found.reference[i].touched && found.reference[i].carried) rows.push_back({nullptr, i});
    for (const VariantHit& hit : found.hits) rows.push_back({&hit, 0});
    std::ranges::stable_sort(rows, {}, [&](const Row& row) {
        const OffTarget& hit = row.variant ? row.variant->hit : reference[row.reference];
        return std::tuple(hit.guide, hit.interval.contig, hit.interval.begin, hit.interval.end, hit.strand);
    });
    std::vector<std::string> names;
    for (const operation::Column& column : variant_off_target_columns()) names.push_back(column.name);
    formats::TableWriter table(sink, std::move(names));
    for (const Row& row : rows) {
        if (!row.variant) {
            const OffTarget& hit = reference[row.reference];
            write_site(table, genome, queries[hit.guide], hit,
                       describe(genome, queries[hit.guide], pattern, hit));
            table.text("reference").text("").text("NA").text("NA");
            table.text(frequency_text(found.reference[row.reference].allele_frequency));
            table.text("none").text("reference").text("known");
        } else {
            const VariantHit& hit = *row.variant;
            write_site(table, genome, queries[hit.hit.guide], hit.hit, hit.text);
            table.text(hit.haplotype).text(hit.variants).text(hit.samples);
            table.integer(static_cast<std::int64_t>(hit.sample_count));
            table.text(frequency_text(hit.allele_frequency)).text(word(hit.pam_change));
            table.text(word(hit.site_change)).text(hit.unphased ? "unphased" : "known");
        }
        table.end_row();
    }
    return table.finish();
}

}  // namespace strandline::edit
