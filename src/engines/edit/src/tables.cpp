#include "tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

namespace strandline::edit {
namespace {

using operation::integer_column;
using operation::number_column;
using operation::text_column;

std::vector<std::string> names(const std::vector<operation::Column>& columns) {
    std::vector<std::string> result;
    for (const operation::Column& column : columns) result.push_back(column.name);
    return result;
}

std::string_view strand_text(domain::Strand strand) { return strand == domain::Strand::forward ? "+" : "-"; }

constexpr int percent_decimals = 1;

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
                    "the genome's bases in guide orientation without the PAM, mismatched ones in lower case; "
                    "- at an RNA bulge"),
        text_column("pam", "the genome's bases at the PAM, in guide orientation"),
        integer_column("mismatches", "bases of the site that do not match the spacer"),
        integer_column("dna_bulges", "bases of the site that stand beside no base of the spacer"),
        integer_column("rna_bulges", "bases of the spacer that stand beside no base of the site"),
        integer_column("equivalents", "alignments of this site with as few edits and as few bulges")};
}

std::vector<operation::Column> recommended_columns() {
    std::vector<operation::Column> columns = {
        integer_column("rank", "place within the gene, 1 is best"),
        text_column("gene", "gene symbol, may be empty"),
        text_column("locus_tag", "locus tag, may be empty"),
        text_column("id", "name of the guide"),
        text_column("spacer", "spacer as DNA, 5' to 3', without the PAM"),
        text_column("pam", "the genome's bases at the PAM"),
        text_column("contig", "contig of the genome"),
        integer_column("start", "first base of protospacer and PAM on the forward strand, counted from 0"),
        integer_column("end", "behind the last base"),
        text_column("strand", "+ or -"),
        number_column("cds_percent", "where in the coding sequence it cuts, percent"),
        number_column("gc_percent", "G and C in the spacer, percent"),
        integer_column("poly_t", "longest run of T in the spacer"),
        integer_column("mm0", "further sites without a mismatch, the guide's own left out")};
    for (int mismatches = 1; mismatches <= most_counted_mismatches; ++mismatches)
        columns.push_back(integer_column(
            format("mm{}", mismatches),
            format("sites with {}, as far as the search went",
                   counted(static_cast<std::uint64_t>(mismatches), "mismatch", "mismatches"))));
    columns.push_back(text_column("verdict", "recommended, acceptable or avoid"));
    columns.push_back(text_column("reason", "what speaks against the guide, in words"));
    return columns;
}

Result<void> write_off_targets(Sink& sink, const domain::PackedGenome& genome, std::span<const Query> queries,
                               const Pattern& pattern, std::span<const OffTarget> hits) {
    formats::TableWriter table(sink, names(off_target_columns()));
    for (const OffTarget& hit : hits) {
        const Query& query = queries[hit.guide];
        const SiteText text = describe(genome, query, pattern, hit);
        table.text(query.guide.id).text(query.guide.spacer);
        table.text(genome.contigs()[hit.interval.contig].name)
            .integer(hit.interval.begin)
            .integer(hit.interval.end);
        table.text(strand_text(hit.strand)).text(text.crrna).text(text.site).text(text.pam);
        table.integer(hit.mismatches).integer(hit.dna_bulges).integer(hit.rna_bulges);
        table.integer(hit.equivalents);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_recommended(Sink& sink, std::span<const Candidate> candidates,
                               std::span<const OffTargetCounts> counts, std::span<const RankedGuide> ranked) {
    formats::TableWriter table(sink, names(recommended_columns()));
    for (const RankedGuide& guide : ranked) {
        const Candidate& of = candidates[guide.candidate];
        table.integer(guide.rank).text(of.gene).text(of.locus_tag).text(of.id).text(of.spacer).text(of.pam);
        table.text(of.contig).integer(of.start).integer(of.end).text(strand_text(of.strand));
        if (of.cds_percent)
            table.number(*of.cds_percent, percent_decimals);
        else
            table.text("NA");
        table.number(of.gc_percent, percent_decimals).integer(of.poly_t);
        for (const std::int64_t count : counts[guide.candidate]) table.integer(count);
        table.text(word(guide.verdict)).text(guide.reason);
        table.end_row();
    }
    return table.finish();
}

}  // namespace strandline::edit
