#include "outcome/plots.hpp"

#include "outcome/outcome_tables.hpp"
#include "outcome/statistics.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace strandline::edit {
namespace {

constexpr double left = 56, right = 948;

double share(std::int64_t part, std::int64_t whole) {
    return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// Horizontal marks and words of a percentage axis between y = bottom (0) and top.
void draw_axis(Drawing& drawing, Axis axis, double top, double bottom) {
    for (int i = 0; i * axis.step <= axis.end * 1.0001; ++i) {
        const double value = i * axis.step;
        const double y = bottom - (bottom - top) * value / axis.end;
        drawing.line(i ? "grid" : "base", left, y, right, y);
        drawing.text("tick", left - 8, y + 4, format("{:g} %", value), Anchor::end);
    }
}

/// Where the bases of an amplicon stand, with the marks that all pictures along it share.
class Track {
public:
    explicit Track(const Amplicon& amplicon)
        : amplicon_(amplicon), width_((right - left) / static_cast<double>(amplicon.bases.size())) {}
    double x(double base) const { return left + width_ * base; }
    double width() const { return width_; }

    void window(Drawing& drawing, double top, double bottom) const {
        const auto& window = amplicon_.window;
        for (std::size_t i = 0; i < window.size(); ++i) {
            if (!window[i]) continue;
            std::size_t end = i;
            while (end < window.size() && window[end]) ++end;
            drawing.rect("window", x(static_cast<double>(i)), top,
                         x(static_cast<double>(end)) - x(static_cast<double>(i)), bottom - top,
                         format("quantification window, bases {} to {}", i + 1, end));
            i = end;
        }
    }
    void cuts(Drawing& drawing, double top, double bottom) const {
        for (const AmpliconGuide& guide : amplicon_.guides)
            drawing.line("cut", x(static_cast<double>(guide.cut)), top, x(static_cast<double>(guide.cut)),
                         bottom);
    }
    /// Protospacers as bars with a name, and positions counted from 1.
    void below(Drawing& drawing, double y) const {
        for (const AmpliconGuide& guide : amplicon_.guides) {
            const double begin = x(static_cast<double>(guide.begin)), end = x(static_cast<double>(guide.end));
            drawing.rect("guide", begin, y, end - begin, 5,
                         format("{} ({}), {}", guide.name, domain::symbol(guide.strand), guide.spacer));
        }
        const auto size = static_cast<double>(amplicon_.bases.size());
        const Axis axis = axis_to(size, 10);
        for (double mark = axis.step; mark <= size; mark += axis.step)
            drawing.text("tick", x(mark - 0.5), y + 20, format("{:g}", mark), Anchor::middle);
        drawing.text("tick", x(0.5), y + 20, "1", Anchor::middle);
    }

private:
    const Amplicon& amplicon_;
    double width_;
};

/// A line that goes level over each base.
std::string steps(const Track& track, const std::vector<std::int64_t>& row,
                  const std::vector<std::int64_t>& whole, double end, double top, double bottom) {
    std::string d;
    double last = -1;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const double y = bottom - (bottom - top) * 100 * share(row[i], whole[i]) / end;
        if (i > 0 && std::abs(y - last) < 0.05) continue;
        const double x = track.x(static_cast<double>(i));
        d += i == 0 ? format("M{} {}", px(x), px(y)) : format("H{}V{}", px(x), px(y));
        last = y;
    }
    return d + format("H{}", px(track.x(static_cast<double>(row.size()))));
}

double largest(const Profile& profile, const std::vector<std::int64_t>& whole) {
    double most = 0;
    for (std::size_t i = 0; i < whole.size(); ++i)
        most = std::max({most, share(profile.insertions[i], whole[i]), share(profile.deletions[i], whole[i]),
                         share(profile.substitutions[i], whole[i])});
    return 100 * most;
}

const char* size_look(std::int64_t size) { return size < 0 ? "k-del" : "k-ins"; }

}  // namespace

std::string draw_indel_sizes(const Tally& tally) {
    constexpr double top = 16, bottom = 210;
    constexpr std::int64_t furthest = 40;
    std::int64_t least = -10, most = 10, beyond = 0;
    double highest = 0;
    for (const auto& [size, reads] : tally.indel_sizes) {
        if (size == 0) continue;
        if (std::abs(size) > furthest) {
            beyond += reads;
            continue;
        }
        least = std::min(least, size);
        most = std::max(most, size);
        highest = std::max(highest, 100 * share(reads, tally.reads));
    }
    Drawing drawing(picture_width, 254,
                    "Reads by bases gained (insertions) or lost (deletions) in the window");
    const Axis axis = axis_to(highest);
    draw_axis(drawing, axis, top, bottom);
    const double width = (right - left) / static_cast<double>(most - least + 1);
    const auto x = [&](std::int64_t size) { return left + width * static_cast<double>(size - least); };
    for (const auto& [size, reads] : tally.indel_sizes) {
        if (size == 0 || std::abs(size) > furthest) continue;
        const double height = (bottom - top) * 100 * share(reads, tally.reads) / axis.end;
        drawing.rect(size_look(size), x(size) + width * 0.1, bottom - height, width * 0.8, height,
                     format("{:+} bases: {} reads, {}", size, reads, percent_text(reads, tally.reads)));
    }
    for (std::int64_t size = least; size <= most; ++size)
        if (size % 5 == 0)
            drawing.text("tick", x(size) + width / 2, bottom + 18, format("{}{}", size > 0 ? "+" : "", size),
                         Anchor::middle);
    const auto none = tally.indel_sizes.find(0);
    drawing.text(
        "label", (left + right) / 2, bottom + 38,
        format("bases gained or lost; without change in length, not drawn: {}{}",
               percent_text(none == tally.indel_sizes.end() ? 0 : none->second, tally.reads),
               beyond ? format("; beyond {} bases: {}", furthest, percent_text(beyond, tally.reads)) : ""),
        Anchor::middle);
    return drawing.svg();
}

std::string draw_nucleotides(const Amplicon& amplicon, const Tally& tally) {
    constexpr double top = 30, bottom = 190;
    Drawing drawing(picture_width, 230,
                    "Share of each base, and of deleted bases, at each base of the amplicon");
    const std::vector<Key> keys = {{"n-A", "A"}, {"n-C", "C"}, {"n-G", "G"},
                                   {"n-T", "T"}, {"n-N", "N"}, {"n-gap", "deleted"}};
    draw_keys(drawing, left, 14, keys);
    const Track track(amplicon);
    const char* looks[] = {"n-A", "n-C", "n-G", "n-T", "n-N", "n-gap"};
    const char* own_looks[] = {"t-A", "t-C", "t-G", "t-T"};
    std::array<Boxes, 6> boxes;      // what differs from the amplicon, in strong colours
    std::array<Boxes, 4> own_boxes;  // the amplicon's own bases, pale
    const double gap = track.width() > 5 ? 0.6 : 0;
    for (std::size_t i = 0; i < amplicon.bases.size(); ++i) {
        double y = bottom;
        for (std::size_t row = 0; row < residues.size(); ++row) {
            const double height = (bottom - top) * share(tally.nucleotides[row][i], tally.covered[i]);
            y -= height;
            if (height < 0.1) continue;
            const bool own = residues[row] == amplicon.bases[i];
            (own ? own_boxes[row] : boxes[row])
                .add(track.x(static_cast<double>(i)), y, track.width() - gap, height);
        }
    }
    for (std::size_t row = 0; row < own_boxes.size(); ++row) drawing.path(own_looks[row], own_boxes[row].d());
    for (std::size_t row = 0; row < residues.size(); ++row) drawing.path(looks[row], boxes[row].d());
    std::vector<double> x;
    if (track.width() >= 7) {
        for (std::size_t i = 0; i < amplicon.bases.size(); ++i)
            x.push_back(track.x(static_cast<double>(i) + 0.5));
        drawing.letters("seq small", x, bottom + 11, amplicon.bases);
    }
    track.cuts(drawing, top - 6, bottom + 4);
    track.below(drawing, bottom + 14);
    for (const double value : {0.0, 50.0, 100.0})
        drawing.text("tick", left - 8, bottom - (bottom - top) * value / 100 + 4, format("{:g} %", value),
                     Anchor::end);
    return drawing.svg();
}

std::string draw_profile(const Amplicon& amplicon, const Tally& tally, const Tally* control) {
    constexpr double top = 34, bottom = 220;
    Drawing drawing(picture_width, 260,
                    "Share of reads with an insertion, a deletion or a substitution at each base");
    std::vector<Key> keys = {
        {"k-del", "deletion"}, {"k-ins", "insertion (both neighbours)"}, {"k-sub", "substitution"}};
    if (control) keys.push_back({"k-control", "any edit in the control"});
    draw_keys(drawing, left, 14, keys);
    const Track track(amplicon);
    double most = largest(tally.all, tally.covered);
    if (control) most = std::max(most, largest(control->all, control->covered));
    const Axis axis = axis_to(most);
    track.window(drawing, top, bottom);
    draw_axis(drawing, axis, top, bottom);
    if (control)
        drawing.path("l-control", steps(track, control->all.any, control->covered, axis.end, top, bottom),
                     "control");
    drawing.path("l-del", steps(track, tally.all.deletions, tally.covered, axis.end, top, bottom),
                 "deletions");
    drawing.path("l-ins", steps(track, tally.all.insertions, tally.covered, axis.end, top, bottom),
                 "insertions");
    drawing.path("l-sub", steps(track, tally.all.substitutions, tally.covered, axis.end, top, bottom),
                 "substitutions");
    track.cuts(drawing, top - 6, bottom + 4);
    track.below(drawing, bottom + 8);
    return drawing.svg();
}

std::string draw_conversions(const Amplicon& amplicon, const Tally& tally, const AmpliconGuide* guide,
                             Conversion conversion) {
    constexpr double top = 34, bottom = 190;
    std::vector<ConvertedBase> bases;
    for (const ConvertedBase& one : converted_bases(amplicon, tally, conversion))
        if (one.guide == guide) bases.push_back(one);
    Drawing drawing(
        picture_width, 232,
        format("Share of {} converted to {} at each position of the guide", conversion.from, conversion.to));
    double most = 0;
    for (const ConvertedBase& one : bases) most = std::max(most, 100 * wilson(one.share).high);
    const Axis axis = axis_to(std::min(100.0, most));
    draw_axis(drawing, axis, top, bottom);
    const std::vector<Key> keys = {{"k-exp", format("{} to {}", conversion.from, conversion.to)},
                                   {"k-none", "to another base"}};
    draw_keys(drawing, left, 14, keys);
    const double places =
        guide ? static_cast<double>(guide->end - guide->begin) : static_cast<double>(bases.size()) / 3;
    const double width = (right - left) / std::max(1.0, places);
    double seen = 0;
    const auto height = [&](double value) { return (bottom - top) * 100 * value / axis.end; };
    for (std::size_t i = 0; i < bases.size(); ++i) {
        const ConvertedBase& one = bases[i];
        const double place = guide ? static_cast<double>(one.guide_position - 1) : std::floor(seen / 3);
        const double third = width * 0.8 / 3;
        const double x = left + width * place + width * 0.1 + third * static_cast<double>(i % 3);
        const Bounds bounds = wilson(one.share);
        drawing.rect(
            one.intended ? "k-exp" : "k-none", x, bottom - height(one.share.value()), third * 0.9,
            height(one.share.value()),
            format("{}{} to {}: {} of {} reads, {} ({:.2f} to {:.2f} %)", one.from, one.guide_position,
                   one.to, one.share.count, one.share.total, percent_text(one.share.count, one.share.total),
                   100 * bounds.low, 100 * bounds.high));
        const double middle = x + third * 0.45;
        if (one.share.total)
            drawing.line("whisker thin", middle, bottom - height(bounds.low), middle,
                         std::max(top - 4, bottom - height(bounds.high)));
        if (i % 3 == 1)
            drawing.text("tick", x + third / 2, bottom + 18, format("{}{}", one.from, one.guide_position),
                         Anchor::middle);
        seen += 1;
    }
    drawing.text("label", (left + right) / 2, bottom + 38,
                 guide ? "position in the spacer, 1 is its 5' end" : "bases of the window", Anchor::middle);
    return drawing.svg();
}

}  // namespace strandline::edit
