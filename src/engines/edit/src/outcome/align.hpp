#pragma once

#include <strandline/edit/outcome.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit::outcome {

/// A run of equal columns: pairs, bases of the amplicon lost, or bases inserted before the next.
enum class Column : std::uint8_t { pair, deletion, insertion };
struct Run {
    Column column = Column::pair;
    std::uint32_t length = 0;
    bool operator==(const Run&) const = default;
};
struct ReadAlignment {
    int score = 0;
    std::vector<Run> runs;  // left to right, neighbours differ
    bool operator==(const ReadAlignment&) const = default;
};

/// An amplicon and what a gap costs at each of its places.
///
/// The alignment is global and affine (Gotoh 1982). A gap of n bases costs open + (n-1) extend; one at an end
/// of the alignment n extend, so that a read that stops early keeps its bases together and a long deletion
/// near an end is still worth more than a run of mismatches. An insertion at a cut and a deletion that
/// reaches or spans it win `gap_incentive` once a cut, except at the ends.
///
/// Of equally good alignments one is chosen by reading from the right end: a pair before a deletion before an
/// insertion; a gap ends rather than goes on. So a gap stands as far left as its score allows.
struct AlignmentTarget {
    AlignmentTarget(std::string_view amplicon, std::span<const std::int64_t> cuts,
                    const AlignmentScores& given);
    std::int64_t length() const { return static_cast<std::int64_t>(bases.size()); }

    std::string bases;  // A C G T
    AlignmentScores scores;
    std::vector<int> deletion_open, deletion_extend;  // of base j-1, by j from 1
    std::vector<int> insertion_open;                  // before base j
};

/// The plain form, and the oracle of `align_all`. Memory: a byte a cell.
ReadAlignment align_plain(std::string_view read, const AlignmentTarget& target);

/// The same for many reads, several at once in the lanes of a vector. Quickest when neighbours are of like
/// length.
void align_all(std::span<const std::string_view> reads, const AlignmentTarget& target,
               std::span<ReadAlignment> into);

/// Whether scores of such lengths fit the 16 bits that `align_all` counts with; it aligns others plainly.
bool fits_lanes(std::size_t read_length, const AlignmentTarget& target);

// How a cell was reached: set bits say which choices were worse.
constexpr unsigned not_pair = 1, not_deletion = 2, deletion_extends = 4, insertion_extends = 8;

/// The alignment that cells tell of, from its end; `cell(i, j)` for i, j from 1.
template <class Cell>
void trace_back(std::int64_t i, std::int64_t j, const Cell& cell, std::vector<Run>& runs) {
    runs.clear();
    const auto put = [&](Column column, std::int64_t count) {
        if (!runs.empty() && runs.back().column == column)
            runs.back().length += static_cast<std::uint32_t>(count);
        else
            runs.push_back({column, static_cast<std::uint32_t>(count)});
    };
    Column state = Column::pair;  // or the gap that is open
    while (i > 0 && j > 0) {
        const unsigned bits = cell(i, j);
        if (state == Column::pair && (bits & not_pair))
            state = bits & not_deletion ? Column::insertion : Column::deletion;
        put(state, 1);
        if (state == Column::pair) {
            --i;
            --j;
        } else if (state == Column::deletion) {
            if (!(bits & deletion_extends)) state = Column::pair;
            --j;
        } else {
            if (!(bits & insertion_extends)) state = Column::pair;
            --i;
        }
    }
    if (i > 0) put(Column::insertion, i);
    if (j > 0) put(Column::deletion, j);
    for (std::size_t left = 0, right = runs.size(); left + 1 < right; ++left)
        std::swap(runs[left], runs[--right]);
}

}  // namespace strandline::edit::outcome
