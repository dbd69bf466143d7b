#include "outcome/plots.hpp"

#include "outcome/outcome_tables.hpp"
#include "outcome/statistics.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <vector>

namespace strandline::edit {
namespace {

std::string reads_text(std::int64_t reads) {
    return with_thousands(static_cast<std::uint64_t>(reads)) + " reads";
}

struct Part {
    std::string look, words;
    std::int64_t reads = 0;
};

/// A stacked bar with a line of keys above it.
std::string stacked(std::span<const Part> parts, std::int64_t whole, std::string_view what) {
    std::string alt = format("{}: ", what);
    for (const Part& part : parts) alt += format("{} {}; ", part.words, percent_text(part.reads, whole));
    Drawing drawing(picture_width, 66, alt);
    double x = 0, key_x = 0;
    for (const Part& part : parts) {
        const double share = whole ? static_cast<double>(part.reads) / static_cast<double>(whole) : 0;
        const std::string words = format("{} {}", part.words, percent_text(part.reads, whole));
        const std::vector<Key> key = {{part.look, words}};
        draw_keys(drawing, key_x, 14, key);
        key_x += 34 + 6.6 * static_cast<double>(words.size());
        drawing.rect(
            part.look, x, 28, share * picture_width, 30,
            format("{}: {}, {}", part.words, reads_text(part.reads), percent_text(part.reads, whole)));
        const double width = share * picture_width;
        if (width > 64)
            drawing.text("on", x + width / 2, 47.5, percent_text(part.reads, whole), Anchor::middle);
        x += width;
    }
    return drawing.svg();
}

void bar_row(Drawing& drawing, int row, const Part& part, std::int64_t whole) {
    constexpr double left = 190, room = 560, height = 26;
    const double y = 6 + row * height;
    const double width = whole ? room * static_cast<double>(part.reads) / static_cast<double>(whole) : 0;
    drawing.text("label", left - 12, y + 14, part.words, Anchor::end);
    drawing.rect(
        part.look, left, y, std::max(width, part.reads ? 1.0 : 0.0), 19,
        format("{}: {}, {} of all", part.words, reads_text(part.reads), percent_text(part.reads, whole)));
    drawing.text("value", left + width + 8, y + 14,
                 format("{}  ({})", with_thousands(static_cast<std::uint64_t>(part.reads)),
                        percent_text(part.reads, whole)));
}

}  // namespace

void draw_keys(Drawing& drawing, double x, double y, std::span<const Key> keys) {
    for (const Key& key : keys) {
        drawing.rect(key.look, x, y - 10, 12, 12);
        drawing.text("label", x + 18, y, key.words);
        x += 34 + 6.6 * static_cast<double>(key.words.size());
    }
}

std::string draw_flow(const ReadCounts& counts, std::int64_t counted, std::int64_t modified) {
    const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    std::vector<Part> rows = {
        {"k-all", counts.paired ? "pairs in files" : "reads in files", number(counts.input)}};
    rows.push_back({"k-all", "good enough", number(counts.input - counts.low_quality)});
    if (counts.paired)
        rows.push_back(
            {"k-all", "pairs joined", number(counts.input - counts.low_quality - counts.unmerged)});
    rows.push_back({"k-all", "aligned", number(counts.aligned)});
    rows.push_back({"k-all", "counted", counted});
    rows.push_back({"k-mod", "modified", modified});
    std::string alt = "Reads left at each step: ";
    for (const Part& row : rows) alt += format("{} {}; ", row.words, row.reads);
    Drawing drawing(picture_width, 12 + 26 * static_cast<double>(rows.size()), alt);
    for (std::size_t i = 0; i < rows.size(); ++i)
        bar_row(drawing, static_cast<int>(i), rows[i], number(counts.input));
    return drawing.svg();
}

std::string draw_locus(const LocusShares& locus) {
    std::vector<Part> parts = {{"k-none", "unmodified", locus.unmodified},
                               {"k-mod", "modified", locus.modified}};
    if (locus.has_expected) {
        parts[1].words = "end joining";
        parts.push_back({"k-exp", "exact repair", locus.expected});
        parts.push_back({"k-expmod", "imperfect repair", locus.expected_modified});
    }
    return stacked(parts, locus.reads, "Outcome at the locus");
}

std::string draw_frames(const Tally& tally) {
    const auto frame = [&](Frame one) { return tally.by_frame[static_cast<std::size_t>(one)]; };
    const std::vector<Part> parts = {
        {"k-mod", "frame shifted", frame(Frame::shifted)},
        {"k-exp", "in frame", frame(Frame::in_frame)},
        {"k-none", "frame untouched", frame(Frame::unchanged) - tally.unmodified()}};
    return stacked(parts, tally.modified, "Reading frames of modified reads");
}

std::string draw_overview(std::span<const OutcomeView> views) {
    constexpr double left = 300, right = 760, row_height = 22, top = 30;
    std::size_t rows = 0;
    for (const OutcomeView& view : views) rows += view.tallies.size();
    const double bottom = top + row_height * static_cast<double>(rows);
    Drawing drawing(picture_width, bottom + 12,
                    "Share of modified reads of each sample and amplicon with 95 % intervals");
    for (int mark = 0; mark <= 100; mark += 20) {
        const double x = left + (right - left) * mark / 100;
        drawing.line("grid", x, top - 6, x, bottom);
        drawing.text("tick", x, top - 12, format("{} %", mark), Anchor::middle);
    }
    double y = top + row_height / 2;
    for (const OutcomeView& view : views)
        for (const Tally& tally : view.tallies) {
            const std::string& amplicon = view.amplicons[tally.amplicon].name;
            std::string name = views.size() > 1 ? format("{} · {}", view.sample->name, amplicon) : amplicon;
            const Share share{tally.modified, tally.reads};
            drawing.text("label", left - 12, y + 4, name.size() > 44 ? name.substr(0, 41) + "..." : name,
                         Anchor::end);
            const std::string tip = format("{}: {} of {}", name, tally.modified, reads_text(tally.reads));
            if (tally.reads == 0) {
                drawing.text("value", right + 14, y + 4, "no reads");
            } else {
                const Bounds bounds = wilson(share);
                const auto at = [&](double value) { return left + (right - left) * value; };
                drawing.line("whisker", at(bounds.low), y, at(bounds.high), y);
                drawing.circle("k-mod", at(share.value()), y, 5, tip);
                drawing.text(
                    "value", right + 14, y + 4,
                    format("{}  of {}", percent_text(tally.modified, tally.reads), reads_text(tally.reads)));
            }
            y += row_height;
        }
    return drawing.svg();
}

}  // namespace strandline::edit
