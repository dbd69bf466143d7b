#include "outcome/field_tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <array>

namespace strandline::edit {
namespace {

using formats::TableWriter;
using Names = std::vector<std::string>;

constexpr int percent_decimals = 6;

/// "NA" of nothing.
void percent(TableWriter& table, std::int64_t part, std::int64_t whole) {
    if (whole == 0)
        table.text("NA");
    else
        table.number(100.0 * static_cast<double>(part) / static_cast<double>(whole), percent_decimals);
}

Names kind_columns() {
    return {"Insertions",
            "Deletions",
            "Substitutions",
            "Only Insertions",
            "Only Deletions",
            "Only Substitutions",
            "Insertions and Deletions",
            "Insertions and Substitutions",
            "Deletions and Substitutions",
            "Insertions Deletions and Substitutions"};
}

void kind_cells(TableWriter& table, const Tally& tally) {
    for (const unsigned kind : {inserted_bit, deleted_bit, substituted_bit}) table.integer(tally.with(kind));
    for (const unsigned kind :
         {inserted_bit + 0u, deleted_bit + 0u, substituted_bit + 0u, inserted_bit | deleted_bit,
          inserted_bit | substituted_bit, deleted_bit | substituted_bit, 7u})
        table.integer(tally.by_kind[kind]);
}

Names with(Names first, const Names& rest) {
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

std::int64_t all_counted(const OutcomeView& view) {
    std::int64_t sum = 0;
    for (const Tally& tally : view.tallies) sum += tally.reads;
    return sum;
}

std::vector<std::size_t> columns_of(const Amplicon& amplicon, Positions positions) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < amplicon.bases.size(); ++i)
        if (positions == Positions::all || amplicon.window[i]) columns.push_back(i);
    return columns;
}

std::vector<std::size_t> columns_of(Range part) {
    std::vector<std::size_t> columns;
    for (std::int64_t i = part.begin; i < part.end; ++i) columns.push_back(static_cast<std::size_t>(i));
    return columns;
}

/// A header of the bases at `columns`, behind `first`.
Names bases_header(std::string first, const Amplicon& amplicon, std::span<const std::size_t> columns) {
    Names header = {std::move(first)};
    for (const std::size_t i : columns) header.emplace_back(1, amplicon.bases[i]);
    return header;
}

/// Behind a name, the numbers of `row` at `columns`.
void row_of(TableWriter& table, std::string_view name, const std::vector<std::int64_t>& row,
            std::span<const std::size_t> columns) {
    table.text(name);
    for (const std::size_t i : columns) table.integer(row[i]);
    table.end_row();
}

void percent_row(TableWriter& table, std::string_view name, const std::vector<std::int64_t>& row,
                 const std::vector<std::int64_t>& whole, std::span<const std::size_t> columns) {
    table.text(name);
    for (const std::size_t i : columns) percent(table, row[i], whole[i]);
    table.end_row();
}

}  // namespace

Result<void> write_editing_frequency(Sink& sink, const OutcomeView& view) {
    TableWriter table(
        sink, with({"Amplicon", "Unmodified%", "Modified%", "Reads_in_input", "Reads_aligned_all_amplicons",
                    "Reads_aligned", "Unmodified", "Modified", "Discarded"},
                   kind_columns()));
    for (const Tally& tally : view.tallies) {
        table.text(view.amplicons[tally.amplicon].name);
        percent(table, tally.unmodified(), tally.reads);
        percent(table, tally.modified, tally.reads);
        table.integer(static_cast<std::int64_t>(view.sample->counts.input)).integer(all_counted(view));
        table.integer(tally.reads).integer(tally.unmodified()).integer(tally.modified);
        table.integer(tally.ambiguous + tally.not_covering);
        kind_cells(table, tally);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_samples_summary(Sink& sink, std::span<const OutcomeView> views) {
    TableWriter table(sink, with({"Name", "Amplicon", "Unmodified%", "Modified%", "Reads_total",
                                  "Reads_aligned", "Unmodified", "Modified", "Discarded"},
                                 kind_columns()));
    for (const OutcomeView& view : views)
        for (const Tally& tally : view.tallies) {
            const std::string& amplicon = view.amplicons[tally.amplicon].name;
            table.text(views.size() > 1 ? view.sample->name : amplicon).text(amplicon);
            percent(table, tally.unmodified(), tally.reads);
            percent(table, tally.modified, tally.reads);
            table.integer(tally.reads + tally.ambiguous + tally.not_covering).integer(tally.reads);
            table.integer(tally.unmodified()).integer(tally.modified);
            table.integer(tally.ambiguous + tally.not_covering);
            kind_cells(table, tally);
            table.end_row();
        }
    return table.finish();
}

Result<void> write_mapping_statistics(Sink& sink, const OutcomeView& view) {
    const ReadCounts& counts = view.sample->counts;
    const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    TableWriter table(
        sink, Names{"READS IN INPUTS", "READS AFTER PREPROCESSING", "READS ALIGNED", "READS AMBIGUOUS",
                    "READS NOT COVERING WINDOW", "READS UNALIGNED", "UNIQUE READS ALIGNED"});
    table.integer(number(counts.input)).integer(number(counts.aligned + counts.unaligned));
    table.integer(number(counts.aligned))
        .integer(number(counts.ambiguous))
        .integer(number(counts.not_covering));
    table.integer(number(counts.unaligned)).integer(number(counts.unique));
    table.end_row();
    return table.finish();
}

Result<void> write_alleles_frequency(Sink& sink, const OutcomeView& view) {
    TableWriter table(sink, Names{"Aligned_Sequence", "Reference_Sequence", "Reference_Name", "Read_Status",
                                  "n_deleted", "n_inserted", "n_mutated", "#Reads", "%Reads"});
    const std::int64_t whole = all_counted(view);
    for (const Allele& allele : view.sample->alleles) {
        if (!is_counted(allele)) continue;
        const Amplicon& amplicon = view.amplicons[allele.amplicon];
        const AlignedPair pair = aligned_part(amplicon, *view.sample, allele,
                                              {allele.begin, static_cast<std::int64_t>(allele.end)});
        const EditSizes sizes = sizes_in_window(view.sample->edits_of(allele));
        table.text(pair.read).text(pair.reference).text(amplicon.name);
        table.text(allele.modified ? "MODIFIED" : "UNMODIFIED");
        table.integer(sizes.deleted).integer(sizes.inserted).integer(sizes.substituted).integer(allele.reads);
        percent(table, allele.reads, whole);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_alleles_around(Sink& sink, const OutcomeView& view, std::size_t amplicon, Range part) {
    TableWriter table(sink, Names{"Aligned_Sequence", "Reference_Sequence", "Unedited", "n_deleted",
                                  "n_inserted", "n_mutated", "#Reads", "%Reads"});
    for (const PartAllele& allele : part_alleles(
             view.amplicons[amplicon], static_cast<std::uint32_t>(amplicon), *view.sample, part, false)) {
        table.text(allele.pair.read).text(allele.pair.reference).text(allele.unedited ? "True" : "False");
        table.integer(allele.deleted)
            .integer(allele.inserted)
            .integer(allele.substituted)
            .integer(allele.reads);
        percent(table, allele.reads, view.tallies[amplicon].reads);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_nucleotides(Sink& sink, const Amplicon& amplicon, const Tally& tally, Scale scale,
                               Positions positions) {
    const auto columns = columns_of(amplicon, positions);
    TableWriter table(sink, bases_header("", amplicon, columns));
    for (std::size_t row = 0; row < residues.size(); ++row) {
        if (scale == Scale::reads)
            row_of(table, residues.substr(row, 1), tally.nucleotides[row], columns);
        else
            percent_row(table, residues.substr(row, 1), tally.nucleotides[row], tally.covered, columns);
    }
    return table.finish();
}

Result<void> write_modification_counts(Sink& sink, const Amplicon& amplicon, const Tally& tally,
                                       Positions positions) {
    const auto columns = columns_of(amplicon, positions);
    const Profile& profile = positions == Positions::all ? tally.all : tally.window;
    TableWriter table(sink, bases_header("Sequence", amplicon, columns));
    row_of(table, "Insertions", profile.insertions, columns);
    row_of(table, "Insertions_Left", profile.insertions_left, columns);
    row_of(table, "Deletions", profile.deletions, columns);
    row_of(table, "Substitutions", profile.substitutions, columns);
    row_of(table, "All_modifications", profile.any, columns);
    row_of(table, "Total", tally.covered, columns);
    return table.finish();
}

Result<void> write_substitutions(Sink& sink, const Amplicon& amplicon, const Tally& tally, Range part) {
    const auto columns = columns_of(part);
    TableWriter table(sink, bases_header("", amplicon, columns));
    for (std::size_t row = 0; row < residue('-'); ++row) {
        table.text(residues.substr(row, 1));
        for (const std::size_t i : columns)
            table.integer(residue(amplicon.bases[i]) == row ? 0 : tally.nucleotides[row][i]);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_histogram(Sink& sink, const Histogram& histogram, std::string_view size_column) {
    TableWriter table(sink, Names{std::string(size_column), "fq"});
    const std::int64_t least = histogram.empty() ? 0 : std::min<std::int64_t>(0, histogram.begin()->first);
    const std::int64_t most = histogram.empty() ? 0 : std::max<std::int64_t>(0, histogram.rbegin()->first);
    for (std::int64_t size = least; size <= most; ++size) {
        const auto found = histogram.find(size);
        table.integer(size).integer(found == histogram.end() ? 0 : found->second);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_frameshift(Sink& sink, const Tally& tally) {
    const auto frame = [&](Frame one) { return tally.by_frame[static_cast<std::size_t>(one)]; };
    sink.write(
        format("Frameshift analysis:\n"
               "\tNoncoding mutation:{} reads\n"
               "\tIn-frame mutation:{} reads\n"
               "\tFrameshift mutation:{} reads\n",
               frame(Frame::unchanged) - tally.unmodified(), frame(Frame::in_frame), frame(Frame::shifted)));
    return sink.status();
}

Result<void> write_effect_vector(Sink& sink, const std::vector<std::int64_t>& row, const Tally& tally,
                                 std::string_view column) {
    TableWriter table(sink, Names{"# amplicon position", std::string(column)});
    for (std::size_t i = 0; i < row.size(); ++i) {
        table.integer(static_cast<std::int64_t>(i) + 1);
        percent(table, row[i], tally.covered[i]);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_selected_nucleotides(Sink& sink, const Amplicon& amplicon, const Tally& tally,
                                        const AmpliconGuide& guide, Range part, char from, Scale scale) {
    const bool forward = guide.strand == domain::Strand::forward;
    const char wanted = forward ? from : domain::complement(from);
    Names header = {""};
    std::vector<std::size_t> columns;
    for (const std::size_t i : columns_of(part))
        if (amplicon.bases[i] == wanted) {
            columns.push_back(i);
            header.push_back(format("{}{}", wanted, static_cast<std::int64_t>(i) - part.begin + 1));
        }
    TableWriter table(sink, header);
    for (std::size_t row = 0; row < residues.size(); ++row) {
        if (scale == Scale::reads)
            row_of(table, residues.substr(row, 1), tally.nucleotides[row], columns);
        else
            percent_row(table, residues.substr(row, 1), tally.nucleotides[row], tally.covered, columns);
    }
    return table.finish();
}

std::string file_name_part(std::string_view name) {
    std::string part;
    for (const char c : name) {
        const bool safe = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                          c == '-' || c == '_' || (c == '.' && !part.empty());
        part += safe ? c : '_';
    }
    return part.empty() ? "_" : part;
}

}  // namespace strandline::edit
