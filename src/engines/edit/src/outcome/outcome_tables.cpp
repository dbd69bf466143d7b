#include "outcome/outcome_tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <array>
#include <map>

namespace strandline::edit {
namespace {

using formats::TableWriter;
using operation::Column;
using operation::integer_column;
using operation::number_column;
using operation::text_column;

constexpr int percent_decimals = 4;
constexpr std::string_view no_edits = "none";  // as `name_edits` says it

std::vector<std::string> names(const std::vector<Column>& columns) {
    std::vector<std::string> result;
    for (const Column& column : columns) result.push_back(column.name);
    return result;
}

void append(std::vector<Column>& columns, std::vector<Column> more) {
    columns.insert(columns.end(), more.begin(), more.end());
}

std::vector<Column> control_columns() {
    return {integer_column("control_reads", "the same reads in the control; NA without one"),
            number_column("control_percent", "their share in the control"),
            number_column("corrected_percent", "share less the control's, not below 0"),
            number_column("corrected_percent_low", "95 % interval of the difference, low end, not below 0"),
            number_column("corrected_percent_high", "high end"),
            number_column("p", "Fisher's exact test of sample and control, two-sided")};
}

void percent(TableWriter& table, double share) { table.number(100 * share, percent_decimals); }

/// Percentage and interval; NA of nothing.
void share_cells(TableWriter& table, Share share) {
    if (share.total == 0) {
        table.text("NA").text("NA").text("NA");
        return;
    }
    const Bounds bounds = wilson(share);
    percent(table, share.value());
    percent(table, bounds.low);
    percent(table, bounds.high);
}

std::string p_text(double p) { return format("{:.4g}", p); }

/// The cells of `control_columns`. There is no background to take off from what is no edit.
void control_cells(TableWriter& table, Share treated, const Share* control, bool is_edit = true) {
    if (!control || control->total == 0 || treated.total == 0) {
        for (std::size_t i = 0; i < control_columns().size(); ++i) table.text("NA");
        return;
    }
    const RateDifference left = less_background(treated, *control);
    table.integer(control->count);
    percent(table, control->value());
    if (is_edit) {
        percent(table, left.value);
        percent(table, left.bounds.low);
        percent(table, left.bounds.high);
    } else {
        table.text("NA").text("NA").text("NA");
    }
    table.text(p_text(fisher_exact(treated, *control)));
}

const Tally* control_tally(const OutcomeView& view, std::size_t amplicon) {
    return view.control ? &view.control_tallies[amplicon] : nullptr;
}

LocusShares locus_of(std::span<const LocusShares> loci, std::uint32_t locus) {
    for (const LocusShares& one : loci)
        if (one.locus == locus) return one;
    return {};
}

std::string number_or_na(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "NA";
    return format("{:.{}f}", 100 * static_cast<double>(part) / static_cast<double>(whole), percent_decimals);
}

void outcome_row(TableWriter& table, const OutcomeView& view, std::size_t i, const LocusShares& locus) {
    const Tally& tally = view.tallies[i];
    const Amplicon& amplicon = view.amplicons[i];
    const auto frame = [&](Frame one) { return tally.by_frame[static_cast<std::size_t>(one)]; };
    table.text(view.sample->name).text(amplicon.name).text(word(amplicon.role));
    table.integer(tally.reads).integer(tally.unmodified()).integer(tally.modified);
    share_cells(table, {tally.modified, tally.reads});
    for (const unsigned kind : {inserted_bit, deleted_bit, substituted_bit}) table.integer(tally.with(kind));
    if (amplicon.coding.empty())
        table.text("NA").text("NA");
    else
        table.integer(frame(Frame::in_frame)).integer(frame(Frame::shifted));
    table.integer(locus.reads);
    table.text(number_or_na(tally.unmodified(), locus.reads)).text(number_or_na(tally.modified, locus.reads));
    table.integer(tally.ambiguous).integer(tally.not_covering);
    const Tally* control = control_tally(view, i);
    const Share background = control ? Share{control->modified, control->reads} : Share{};
    control_cells(table, {tally.modified, tally.reads}, control ? &background : nullptr);
    table.end_row();
}

void allele_rows(TableWriter& table, const OutcomeView& view, std::uint32_t i) {
    const Amplicon& amplicon = view.amplicons[i];
    const std::vector<WindowAllele> alleles = window_alleles(amplicon, i, *view.sample);
    std::map<std::string, std::int64_t> background;
    if (view.control)
        for (const WindowAllele& one : window_alleles(amplicon, i, *view.control))
            background[one.edits] = one.reads;
    const std::int64_t background_reads = view.control ? view.control_tallies[i].reads : 0;
    std::vector<Share> controls;
    std::vector<double> p;
    for (const WindowAllele& one : alleles) {
        const auto found = background.find(one.edits);
        controls.push_back({found == background.end() ? 0 : found->second, background_reads});
        p.push_back(fisher_exact({one.reads, view.tallies[i].reads}, controls.back()));
    }
    const std::vector<double> adjusted = benjamini_hochberg(p);
    for (std::size_t k = 0; k < alleles.size(); ++k) {
        const WindowAllele& one = alleles[k];
        const Share share{one.reads, view.tallies[i].reads};
        table.text(view.sample->name).text(amplicon.name).text(one.edits);
        table.integer(one.sizes.inserted).integer(one.sizes.deleted).integer(one.sizes.substituted);
        table.text(word(one.frame)).integer(one.reads);
        share_cells(table, share);
        control_cells(table, share, view.control ? &controls[k] : nullptr, one.edits != no_edits);
        table.text(background_reads ? p_text(adjusted[k]) : "NA");
        table.end_row();
    }
}

void position_rows(TableWriter& table, const OutcomeView& view, std::size_t i) {
    const Amplicon& amplicon = view.amplicons[i];
    const Tally& tally = view.tallies[i];
    const Tally* control = control_tally(view, i);
    for (std::size_t at = 0; at < amplicon.bases.size(); ++at) {
        table.text(view.sample->name).text(amplicon.name).integer(static_cast<std::int64_t>(at));
        table.text(amplicon.bases.substr(at, 1)).integer(amplicon.window[at]).integer(tally.covered[at]);
        for (const auto& row : tally.nucleotides) table.integer(row[at]);
        table.integer(tally.all.insertions_left[at]).integer(tally.all.substitutions[at]);
        table.integer(tally.all.any[at]);
        const Share share{tally.all.any[at], tally.covered[at]};
        share_cells(table, share);
        const Share background = control ? Share{control->all.any[at], control->covered[at]} : Share{};
        control_cells(table, share, control ? &background : nullptr);
        table.end_row();
    }
}

/// The bases of a protospacer along the guide, or of the window along the amplicon.
std::vector<std::int64_t> places(const Amplicon& amplicon, const AmpliconGuide* guide) {
    std::vector<std::int64_t> found;
    if (!guide) {
        for (std::size_t i = 0; i < amplicon.window.size(); ++i)
            if (amplicon.window[i]) found.push_back(static_cast<std::int64_t>(i));
        return found;
    }
    const bool forward = guide->strand == domain::Strand::forward;
    for (std::int64_t i = 0; i < guide->end - guide->begin; ++i)
        found.push_back(forward ? guide->begin + i : guide->end - 1 - i);
    return found;
}

void add_converted(std::vector<ConvertedBase>& bases, const Amplicon& amplicon, const Tally& tally,
                   const AmpliconGuide* guide, Conversion intended) {
    const bool forward = !guide || guide->strand == domain::Strand::forward;
    std::int64_t guide_position = 0;
    for (const std::int64_t place : places(amplicon, guide)) {
        ++guide_position;
        const auto at = static_cast<std::size_t>(place);
        const char own = forward ? amplicon.bases[at] : domain::complement(amplicon.bases[at]);
        if (own != intended.from) continue;
        for (const char to : std::string_view("ACGT")) {
            if (to == own) continue;
            const char on_amplicon = forward ? to : domain::complement(to);
            bases.push_back({guide, place, guide_position, amplicon.window[at] != 0, own, to,
                             to == intended.to,
                             Share{tally.nucleotides[residue(on_amplicon)][at], tally.covered[at]}});
        }
    }
}

}  // namespace

std::string_view word(AmpliconRole role) {
    switch (role) {
    case AmpliconRole::wild_type:
        return "wild_type";
    case AmpliconRole::hdr:
        return "hdr";
    case AmpliconRole::prime:
        break;
    }
    return "prime";
}

std::string_view word(Frame frame) {
    switch (frame) {
    case Frame::not_coding:
        return "NA";
    case Frame::unchanged:
        return "unchanged";
    case Frame::in_frame:
        return "in_frame";
    case Frame::shifted:
        break;
    }
    return "shifted";
}

std::vector<Column> outcome_columns() {
    std::vector<Column> columns = {
        text_column("sample", "name of the sample"),
        text_column("amplicon", "name of the amplicon"),
        text_column("role", "wild_type, hdr or prime: what the sequence is to its locus"),
        integer_column("reads", "counted reads: of this amplicon alone, over all of its window"),
        integer_column("unmodified", "of them without an edit in the window"),
        integer_column("modified", "of them with one"),
        number_column("modified_percent", "modified of counted"),
        number_column("modified_percent_low", "95 % score interval, low end"),
        number_column("modified_percent_high", "high end"),
        integer_column("inserted", "reads with an insertion in the window"),
        integer_column("deleted", "reads with a deletion in the window"),
        integer_column("substituted", "reads with a substitution in the window"),
        integer_column("in_frame", "reads whose indels in coding parts add up to a multiple of three"),
        integer_column("frame_shifted", "reads whose reading frame is shifted"),
        integer_column("locus_reads", "counted reads of all amplicons of the locus"),
        number_column(
            "unmodified_locus_percent",
            "unmodified of the locus's reads: unedited for wild_type, exact repair for hdr and prime"),
        number_column(
            "modified_locus_percent",
            "modified of the locus's reads: end joining for wild_type, imperfect repair for hdr and prime"),
        integer_column("ambiguous", "reads, not counted, that fit another amplicon as well"),
        integer_column("not_covering", "reads, not counted, that do not hold all of the window")};
    append(columns, control_columns());
    return columns;
}

std::vector<Column> allele_columns() {
    std::vector<Column> columns = {
        text_column("sample", "name of the sample"),
        text_column("amplicon", "name of the amplicon"),
        text_column("allele", "edits in the window: sub:130:G>T, del:118-122 (half-open), ins:125:AC; none"),
        integer_column("inserted_bases", "in the window"),
        integer_column("deleted_bases", "of deletions that reach into the window, whole"),
        integer_column("substituted_bases", "in the window"),
        text_column("frame", "unchanged, in_frame or shifted; NA without coding parts"),
        integer_column("reads", "counted reads with these edits in the window"),
        number_column("percent", "of the amplicon's counted reads"),
        number_column("percent_low", "95 % score interval, low end"),
        number_column("percent_high", "high end")};
    append(columns, control_columns());
    columns.push_back(number_column("p_adjusted", "p over the amplicon's alleles by Benjamini and Hochberg"));
    return columns;
}

std::vector<Column> position_columns() {
    std::vector<Column> columns = {text_column("sample", "name of the sample"),
                                   text_column("amplicon", "name of the amplicon"),
                                   integer_column("position", "base of the amplicon, counted from 0"),
                                   text_column("base", "the amplicon's base"),
                                   integer_column("in_window", "1 inside the quantification window"),
                                   integer_column("reads", "counted reads that reach the base")};
    for (const char one : std::string_view("ACGTN"))
        columns.push_back(integer_column(std::string(1, one), format("reads with {}", one)));
    append(columns,
           {integer_column("deleted", "reads without the base"),
            integer_column("inserted_behind", "reads with an insertion between this base and the next"),
            integer_column("substituted", "reads with another base"),
            integer_column("modified", "reads with any edit at the base, insertions on both sides"),
            number_column("modified_percent", "modified of reads"),
            number_column("modified_percent_low", "95 % score interval, low end"),
            number_column("modified_percent_high", "high end")});
    append(columns, control_columns());
    return columns;
}

std::vector<Column> conversion_columns() {
    std::vector<Column> columns = {
        text_column("sample", "name of the sample"),
        text_column("amplicon", "name of the amplicon"),
        text_column("guide", "name of the guide; NA without one"),
        integer_column("position", "base of the amplicon, counted from 0"),
        integer_column("guide_position",
                       "base of the spacer, 1 is its 5' end; of the window without a guide"),
        integer_column("in_window", "1 inside the quantification window"),
        text_column("from", "the base as the guide's strand reads"),
        text_column("to", "what it became"),
        integer_column("intended", "1 for the conversion asked for"),
        integer_column("reads", "counted reads that reach the base"),
        integer_column("converted", "of them with the new base"),
        number_column("percent", "converted of reads"),
        number_column("percent_low", "95 % score interval, low end"),
        number_column("percent_high", "high end")};
    append(columns, control_columns());
    return columns;
}

Result<void> write_outcomes(Sink& sink, std::span<const OutcomeView> views) {
    TableWriter table(sink, names(outcome_columns()));
    for (const OutcomeView& view : views) {
        const std::vector<LocusShares> loci = share_loci(view.amplicons, view.tallies);
        for (std::size_t i = 0; i < view.amplicons.size(); ++i)
            outcome_row(table, view, i, locus_of(loci, view.amplicons[i].locus));
    }
    return table.finish();
}

Result<void> write_alleles(Sink& sink, std::span<const OutcomeView> views) {
    TableWriter table(sink, names(allele_columns()));
    for (const OutcomeView& view : views)
        for (std::uint32_t i = 0; i < view.amplicons.size(); ++i) allele_rows(table, view, i);
    return table.finish();
}

Result<void> write_positions(Sink& sink, std::span<const OutcomeView> views) {
    TableWriter table(sink, names(position_columns()));
    for (const OutcomeView& view : views)
        for (std::size_t i = 0; i < view.amplicons.size(); ++i) position_rows(table, view, i);
    return table.finish();
}

std::vector<ConvertedBase> converted_bases(const Amplicon& amplicon, const Tally& tally,
                                           Conversion intended) {
    std::vector<ConvertedBase> bases;
    if (amplicon.guides.empty()) add_converted(bases, amplicon, tally, nullptr, intended);
    for (const AmpliconGuide& guide : amplicon.guides)
        add_converted(bases, amplicon, tally, &guide, intended);
    return bases;
}

Result<void> write_conversions(Sink& sink, std::span<const OutcomeView> views, Conversion intended) {
    TableWriter table(sink, names(conversion_columns()));
    for (const OutcomeView& view : views)
        for (std::size_t i = 0; i < view.amplicons.size(); ++i) {
            const std::vector<ConvertedBase> bases =
                converted_bases(view.amplicons[i], view.tallies[i], intended);
            const Tally* control = control_tally(view, i);
            std::vector<ConvertedBase> background;
            if (control) background = converted_bases(view.amplicons[i], *control, intended);
            for (std::size_t k = 0; k < bases.size(); ++k) {
                const ConvertedBase& one = bases[k];
                table.text(view.sample->name)
                    .text(view.amplicons[i].name)
                    .text(one.guide ? one.guide->name : "NA");
                table.integer(one.position).integer(one.guide_position).integer(one.in_window);
                table.text(std::string(1, one.from)).text(std::string(1, one.to)).integer(one.intended);
                table.integer(one.share.total).integer(one.share.count);
                share_cells(table, one.share);
                control_cells(table, one.share, control ? &background[k].share : nullptr);
                table.end_row();
            }
        }
    return table.finish();
}

}  // namespace strandline::edit
