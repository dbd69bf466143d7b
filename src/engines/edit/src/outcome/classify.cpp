#include "outcome/classify.hpp"

#include <algorithm>
#include <span>

namespace strandline::edit::outcome {
namespace {

/// Bases of chance align to anything once gaps are free to open; at this price they stay below a third.
constexpr std::int64_t matches_for_a_gap = 4;

/// Runs between the gaps at both ends, and where they begin.
struct Core {
    std::span<const Run> runs;
    std::size_t read = 0, amplicon = 0;
};

Core without_end_gaps(const ReadAlignment& alignment) {
    Core core{alignment.runs};
    while (!core.runs.empty() && core.runs.front().column != Column::pair) {
        (core.runs.front().column == Column::deletion ? core.amplicon : core.read) +=
            core.runs.front().length;
        core.runs = core.runs.subspan(1);
    }
    while (!core.runs.empty() && core.runs.back().column != Column::pair)
        core.runs = core.runs.first(core.runs.size() - 1);
    return core;
}

bool reaches_window(const Amplicon& amplicon, const Edit& edit) {
    const auto in = [&](std::uint32_t at) { return amplicon.window[at] != 0; };
    if (edit.kind == EditKind::unknown) return false;
    if (edit.kind == EditKind::insertion)
        return edit.begin > 0 && edit.begin < amplicon.window.size() && in(edit.begin - 1) && in(edit.begin);
    for (std::uint32_t at = edit.begin; at < edit.end; ++at)
        if (in(at)) return true;
    return false;
}

/// Coding bases won or lost by an insertion or deletion.
std::int64_t coding_change(const Amplicon& amplicon, const Edit& edit) {
    std::int64_t change = 0;
    for (const Range& part : amplicon.coding) {
        if (edit.kind == EditKind::insertion && part.begin < edit.begin && edit.begin < part.end)
            change += edit.inserted_length;
        if (edit.kind == EditKind::deletion)
            change -= std::max<std::int64_t>(0, std::min<std::int64_t>(edit.end, part.end) -
                                                    std::max<std::int64_t>(edit.begin, part.begin));
    }
    return change;
}

Frame frame_of(const Amplicon& amplicon, std::span<const Edit> edits) {
    if (amplicon.coding.empty()) return Frame::not_coding;
    bool touched = false;
    std::int64_t change = 0;
    for (const Edit& edit : edits) {
        if (!edit.in_window) continue;
        const std::int64_t one = coding_change(amplicon, edit);
        touched |= one != 0;
        change += one;
    }
    return !touched ? Frame::unchanged : change % 3 == 0 ? Frame::in_frame : Frame::shifted;
}

bool covers_window(const Amplicon& amplicon, const Allele& allele) {
    for (std::size_t at = 0; at < amplicon.window.size(); ++at)
        if (amplicon.window[at] && (at < allele.begin || at >= allele.end)) return false;
    return true;
}

}  // namespace

double identity(std::string_view read, const ReadAlignment& alignment, const Amplicon& amplicon) {
    const Core core = without_end_gaps(alignment);
    std::size_t i = core.read, j = core.amplicon;
    std::int64_t won = 0;
    for (const Run& run : core.runs) {
        if (run.column == Column::pair)
            for (std::uint32_t k = 0; k < run.length; ++k) won += read[i + k] == amplicon.bases[j + k];
        else
            won -= matches_for_a_gap;
        if (run.column != Column::deletion) i += run.length;
        if (run.column != Column::insertion) j += run.length;
    }
    const std::size_t shorter = std::min(read.size(), amplicon.bases.size());
    return won <= 0 || shorter == 0 ? 0 : 100.0 * static_cast<double>(won) / static_cast<double>(shorter);
}

void judge(const Amplicon& amplicon, Allele& allele, std::vector<Edit>& edits) {
    for (Edit& edit : edits) {
        edit.in_window = reaches_window(amplicon, edit);
        if (!edit.in_window) continue;
        allele.modified = true;
        allele.substituted |= edit.kind == EditKind::substitution;
        allele.deleted |= edit.kind == EditKind::deletion;
        allele.inserted |= edit.kind == EditKind::insertion;
    }
    allele.frame = frame_of(amplicon, edits);
    allele.covers_window = covers_window(amplicon, allele);
}

AlignedRead classify(std::string_view read, const ReadAlignment& alignment, const Amplicon& amplicon) {
    const Core core = without_end_gaps(alignment);
    AlignedRead made;
    std::size_t i = core.read, j = core.amplicon;
    made.allele.begin = static_cast<std::uint32_t>(j);
    for (const Run& run : core.runs) {
        const auto begin = static_cast<std::uint32_t>(j);
        if (run.column == Column::insertion) {
            const auto kept = static_cast<std::uint32_t>(made.inserted_bases.size());
            made.inserted_bases += read.substr(i, run.length);
            made.edits.push_back({EditKind::insertion, false, 0, begin, begin, kept, run.length});
            i += run.length;
        } else if (run.column == Column::deletion) {
            j += run.length;
            made.edits.push_back({EditKind::deletion, false, 0, begin, begin + run.length});
        } else {
            for (std::uint32_t k = 0; k < run.length; ++k, ++i, ++j) {
                if (read[i] == amplicon.bases[j]) continue;
                const auto at = static_cast<std::uint32_t>(j);
                const EditKind kind = read[i] == 'N' ? EditKind::unknown : EditKind::substitution;
                made.edits.push_back({kind, false, read[i], at, at + 1});
            }
        }
    }
    made.allele.end = static_cast<std::uint32_t>(j);
    made.allele.identity = static_cast<float>(identity(read, alignment, amplicon));
    made.allele.edit_count = static_cast<std::uint32_t>(made.edits.size());
    judge(amplicon, made.allele, made.edits);
    return made;
}

}  // namespace strandline::edit::outcome
