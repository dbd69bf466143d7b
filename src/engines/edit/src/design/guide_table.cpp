#include "tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <optional>
#include <utility>

namespace strandline::edit {
namespace {

using operation::integer_column;
using operation::number_column;
using operation::text_column;

constexpr int percent_decimals = 1;
constexpr std::string_view none = "NA";

void write(formats::TableWriter& table, const std::optional<std::int64_t>& value) {
    value ? table.integer(*value) : table.text(none);
}

/// Numbers that count from 1.
void write_counted(formats::TableWriter& table, std::int64_t value) {
    value > 0 ? table.integer(value) : table.text(none);
}

void write_text(formats::TableWriter& table, std::string_view value) {
    table.text(value.empty() ? none : value);
}

}  // namespace

std::vector<operation::Column> guide_columns() {
    std::vector<operation::Column> columns = {
        text_column(
            "id", "name of the guide: gene symbol, else locus tag, or region, and a running number along it"),
        text_column("spacer", "spacer as DNA, 5' to 3', without the PAM"),
        text_column("pam", "the genome's bases at the PAM, in guide orientation"),
        text_column("contig", "contig of the genome"),
        integer_column("start", "first base of protospacer and PAM on the forward strand, counted from 0"),
        integer_column("end",
                       "behind the last base; past the contig's length where the site crosses the origin"),
        text_column("strand", "+ or -: the strand that reads as spacer and PAM"),
        text_column("gene", "gene symbol, may be empty"),
        text_column("locus_tag", "locus tag, may be empty"),
        integer_column("cut_position",
                       "base right of the cut on the forward strand, counted from 0; of a staggered cut the "
                       "one on the PAM's strand"),
        integer_column("cds_position", "coding bases before the cut"),
        number_column("cds_percent", "the same in percent of the coding sequence"),
        number_column("gc_percent", "G and C in the spacer, percent"),
        integer_column("poly_t",
                       "longest run of T in the spacer; 4 or more ends transcription by RNA polymerase III"),
        text_column("feature",
                    "what the cut is in, seen from the gene: CDS, five_prime_UTR, three_prime_UTR, "
                    "ncRNA, exon, intron, promoter, intergenic"),
        integer_column("exon", "exon of the transcript, counted from 1"),
        integer_column("aa_position", "amino acid whose codon is cut or begins behind the cut, from 1"),
        integer_column("isoforms_cut", "coding sequences of the gene that the cut is in (knockout)"),
        integer_column("isoforms", "coding sequences of the gene"),
        integer_column("distance_to_tss",
                       "bases from the nearest annotated transcription start to the cut, upstream negative"),
        text_column("context", "4 nt, protospacer and PAM, 3 nt, in guide orientation")};
    columns.push_back(text_column("restriction_sites",
                                  "sites of --avoid-sites in the spacer, or none; NA where not asked for"));
    return columns;
}

Result<void> write_guides(Sink& sink, const domain::Genome& genome, std::span<const DesignedGuide> guides) {
    std::vector<std::string> names;
    for (const operation::Column& column : guide_columns()) names.push_back(column.name);
    formats::TableWriter table(sink, names);
    for (const DesignedGuide& guide : guides) {
        table.text(guide.id).text(guide.spacer).text(guide.pam);
        table.text(genome.contigs[guide.interval.contig].name)
            .integer(guide.interval.begin)
            .integer(guide.interval.end);
        table.text(guide.strand == domain::Strand::forward ? "+" : "-")
            .text(guide.gene)
            .text(guide.locus_tag);
        table.integer(guide.cut_position);
        write(table, guide.cds_position);
        guide.cds_percent ? table.number(*guide.cds_percent, percent_decimals) : table.text(none);
        table.number(guide.gc_percent, percent_decimals).integer(guide.poly_t);
        write_text(table, guide.feature);
        write_counted(table, guide.exon);
        write_counted(table, guide.amino_acid);
        write_counted(table, guide.isoforms_cut);
        write_counted(table, guide.isoforms);
        write(table, guide.distance_to_tss);
        write_text(table, guide.context);
        write_text(table, guide.sites);
        table.end_row();
    }
    return table.finish();
}

}  // namespace strandline::edit
