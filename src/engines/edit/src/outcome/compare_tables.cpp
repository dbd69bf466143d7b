#include "outcome/compare.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

namespace strandline::edit {
namespace {

using formats::TableWriter;
using operation::Column;
using operation::integer_column;
using operation::number_column;
using operation::text_column;

constexpr int percent_decimals = 4;

std::vector<std::string> names(const std::vector<Column>& columns) {
    std::vector<std::string> result;
    for (const Column& column : columns) result.push_back(column.name);
    return result;
}

std::vector<Column> with_shares(std::vector<Column> columns, const std::string& what,
                                const std::string& over) {
    const std::vector<Column> shares = {
        integer_column("treated_reads", "reads of the treated sample that count here"),
        integer_column("treated_count", "of them " + what),
        number_column("treated_percent", "their share"),
        integer_column("control_reads", "reads of the control that count here"),
        integer_column("control_count", "of them " + what),
        number_column("control_percent", "their share"),
        number_column("difference_percent", "treated less control, in percent of reads"),
        number_column("difference_percent_low", "95 % interval (Newcombe 1998, method 10), low end"),
        number_column("difference_percent_high", "high end"),
        number_column("p", "Fisher's exact test, two-sided"),
        number_column("p_adjusted", "p over " + over + " by Benjamini and Hochberg")};
    columns.insert(columns.end(), shares.begin(), shares.end());
    return columns;
}

void percent(TableWriter& table, bool defined, double share) {
    if (defined)
        table.number(100 * share, percent_decimals);
    else
        table.text("NA");
}

void share_cells(TableWriter& table, const Compared& row) {
    const bool treated = row.treated.total > 0, control = row.control.total > 0;
    table.integer(row.treated.total).integer(row.treated.count);
    percent(table, treated, row.treated.value());
    table.integer(row.control.total).integer(row.control.count);
    percent(table, control, row.control.value());
    percent(table, treated && control, row.difference.value);
    percent(table, treated && control, row.difference.bounds.low);
    percent(table, treated && control, row.difference.bounds.high);
    table.text(format("{:.4g}", row.p)).text(format("{:.4g}", row.p_adjusted));
    table.end_row();
}

}  // namespace

std::vector<Column> compared_columns() {
    return with_shares({text_column("amplicon", "name of the amplicon")}, "with an edit in the window",
                       "amplicons");
}

std::vector<Column> compared_position_columns() {
    return with_shares({text_column("amplicon", "name of the amplicon"),
                        integer_column("position", "base of the amplicon, counted from 0"),
                        text_column("base", "the amplicon's base")},
                       "with an edit at the base", "the amplicon's bases");
}

std::vector<Column> compared_allele_columns() {
    return with_shares(
        {text_column("amplicon", "name of the amplicon"),
         text_column("allele", "edits in the window: sub:130:G>T, del:118-122, ins:125:AC; none")},
        "with these edits in the window", "the amplicon's alleles");
}

Result<void> write_compared(Sink& sink, std::span<const AmpliconComparison> amplicons) {
    TableWriter table(sink, names(compared_columns()));
    for (const AmpliconComparison& one : amplicons) {
        table.text(one.name);
        share_cells(table, one.modified);
    }
    return table.finish();
}

Result<void> write_compared_positions(Sink& sink, std::span<const AmpliconComparison> amplicons) {
    TableWriter table(sink, names(compared_position_columns()));
    for (const AmpliconComparison& one : amplicons)
        for (const Compared& row : one.positions) {
            table.text(one.name).integer(row.position);
            table.text(one.bases.substr(static_cast<std::size_t>(row.position), 1));
            share_cells(table, row);
        }
    return table.finish();
}

Result<void> write_compared_alleles(Sink& sink, std::span<const AmpliconComparison> amplicons) {
    TableWriter table(sink, names(compared_allele_columns()));
    for (const AmpliconComparison& one : amplicons)
        for (const Compared& row : one.alleles) {
            table.text(one.name).text(row.what);
            share_cells(table, row);
        }
    return table.finish();
}

}  // namespace strandline::edit
