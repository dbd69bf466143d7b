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

constexpr int percent_decimals = 1, score_decimals = 3;

void write_score(formats::TableWriter& table, const std::optional<double>& score, int decimals) {
    if (score)
        table.number(*score, decimals);
    else
        table.text("NA");
}

}  // namespace

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
        integer_column("mm0", "further sites without a mismatch or bulge, the guide's own left out")};
    for (int mismatches = 1; mismatches <= most_counted_mismatches; ++mismatches)
        columns.push_back(integer_column(
            format("mm{}", mismatches),
            format(
                "sites with {}, a bulge counted as one; NA: --counts says that the search did not go so far",
                counted(static_cast<std::uint64_t>(mismatches), "mismatch", "mismatches"))));
    columns.push_back(number_column("specificity",
                                    "100 / (1 + sum of the CFD scores of all off-targets found), "
                                    "percent; NA where CFD is not defined or hits were capped"));
    columns.push_back(number_column("on_target",
                                    "expected activity of SpCas9, strandline on-target 1, 0 to 1; NA "
                                    "where it is not defined"));
    columns.push_back(text_column("verdict", "recommended, acceptable or avoid"));
    columns.push_back(text_column("reason", "what speaks against the guide, in words"));
    return columns;
}

Result<void> write_recommended(Sink& sink, std::span<const Candidate> candidates, const JudgedHits& judged,
                               std::span<const RankedGuide> ranked) {
    formats::TableWriter table(sink, names(recommended_columns()));
    for (const RankedGuide& guide : ranked) {
        const Candidate& of = candidates[guide.candidate];
        table.integer(guide.rank).text(of.gene).text(of.locus_tag).text(of.id).text(of.spacer).text(of.pam);
        table.text(of.contig).integer(of.start).integer(of.end).text(strand_text(of.strand));
        write_score(table, of.cds_percent, percent_decimals);
        table.number(of.gc_percent, percent_decimals).integer(of.poly_t);
        for (int edits = 0; edits <= most_counted_mismatches; ++edits)
            if (edits <= judged.searched)
                table.integer(judged.counts[guide.candidate][static_cast<std::size_t>(edits)]);
            else
                table.text("NA");
        write_score(table, judged.specificity[guide.candidate], percent_decimals);
        write_score(table, of.on_target, score_decimals);
        table.text(word(guide.verdict)).text(guide.reason);
        table.end_row();
    }
    return table.finish();
}

}  // namespace strandline::edit
