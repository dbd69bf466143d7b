#include "outcome/align.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

// Eight to thirty-two reads in the 16-bit lanes of a vector, each against the same amplicon: the lanes have
// no say in each other, so that there is nothing to reorder within a cell (inter-sequence, Rognes 2011).

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "outcome/align_lanes.cpp"
#define HWY_DISABLED_TARGETS HWY_AVX3_DL
#include <hwy/foreach_target.h>
//
#include <hwy/aligned_allocator.h>
#include <hwy/highway.h>

#ifndef STRANDLINE_EDIT_ALIGN_LANES_ONCE
#define STRANDLINE_EDIT_ALIGN_LANES_ONCE
namespace strandline::edit::outcome {
namespace {

constexpr std::uint8_t no_base = 5;  // behind the end of a shorter read
constexpr std::uint8_t unknown_base = 4;

constexpr std::uint8_t base_code(char base) {
    return base == 'A' ? 0 : base == 'C' ? 1 : base == 'G' ? 2 : base == 'T' ? 3 : unknown_base;
}

/// Memory that one thread uses again and again.
struct Workspace {
    template <class T>
    T* room(hwy::AlignedFreeUniquePtr<T[]>& held, std::size_t& size, std::size_t wanted) {
        if (size < wanted) {
            held = hwy::AllocateAligned<T>(wanted);
            size = wanted;
        }
        return held.get();
    }
    hwy::AlignedFreeUniquePtr<std::int16_t[]> row;
    hwy::AlignedFreeUniquePtr<std::uint16_t[]> cells;
    std::size_t row_size = 0, cells_size = 0;
};

/// What the vector code is given.
struct LaneTask {
    const AlignmentTarget* target;
    std::span<const std::string_view> reads;  // at most as many as lanes, none empty
    std::span<ReadAlignment> into;
    std::span<const std::uint8_t> target_codes;
    Workspace* workspace;
};

}  // namespace
}  // namespace strandline::edit::outcome
#endif

HWY_BEFORE_NAMESPACE();
namespace strandline::edit::outcome {
namespace {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Score = hn::ScalableTag<std::int16_t>;
using Bits = hn::RebindToUnsigned<Score>;
using V = hn::Vec<Score>;
constexpr std::int16_t never = -32000;
constexpr std::size_t cells_a_word = 4;

std::size_t lane_count() { return hn::Lanes(Score()); }

/// Rows of the matrix as they are filled, and what stays the same along them.
struct Matrix {
    std::int16_t* best;  // by column, each of all lanes
    std::int16_t* insertion;
    const std::int16_t* deletion_open;  // by column, spread over the lanes
    const std::int16_t* deletion_extend;
    const std::int16_t* insertion_open;
    const std::uint8_t* target;  // base codes
    std::size_t columns;
    std::size_t lanes;
};

template <unsigned Shift>
HWY_INLINE hn::Vec<Bits> cell_bits(V pair, V deletion, V best, V deletion_opened, V deletion_extended,
                                   V insertion_opened, V insertion_extended) {
    const Bits bits;
    const auto when = [&](auto mask, unsigned bit) {
        return hn::IfThenElseZero(hn::RebindMask(bits, mask),
                                  hn::Set(bits, static_cast<std::uint16_t>(bit << Shift)));
    };
    return hn::Or(hn::Or(when(hn::Gt(best, pair), not_pair), when(hn::Gt(best, deletion), not_deletion)),
                  hn::Or(when(hn::Gt(deletion_extended, deletion_opened), deletion_extends),
                         when(hn::Gt(insertion_extended, insertion_opened), insertion_extends)));
}

/// What moves from column to column.
struct Along {
    V diagonal, left, deletion;
};

/// One cell in all lanes. `Ends`: some lane is in its last row, where `ends` is set.
template <unsigned Shift, bool Ends>
HWY_INLINE hn::Vec<Bits> fill_cell(const Matrix& m, std::size_t j, const std::int16_t* pair_scores, V extend,
                                   hn::Mask<Score> ends, Along& along) {
    const Score d;
    const std::size_t at = j * m.lanes;
    V open = hn::Load(d, m.deletion_open + at), longer = hn::Load(d, m.deletion_extend + at);
    if constexpr (Ends) {
        open = hn::IfThenElse(ends, extend, open);
        longer = hn::IfThenElse(ends, extend, longer);
    }
    const V above = hn::Load(d, m.best + at);
    const V pair = hn::SaturatedAdd(along.diagonal, hn::Load(d, pair_scores + m.target[j - 1] * m.lanes));
    const V deletion_opened = hn::SaturatedAdd(along.left, open);
    const V deletion_extended = hn::SaturatedAdd(along.deletion, longer);
    const V insertion_opened = hn::SaturatedAdd(above, hn::Load(d, m.insertion_open + at));
    const V insertion_extended = hn::SaturatedAdd(hn::Load(d, m.insertion + at), extend);
    const V deletion = hn::Max(deletion_opened, deletion_extended);
    const V insertion = hn::Max(insertion_opened, insertion_extended);
    const V best = hn::Max(hn::Max(pair, insertion), deletion);
    hn::Store(best, d, m.best + at);
    hn::Store(insertion, d, m.insertion + at);
    along = {above, best, deletion};
    return cell_bits<Shift>(pair, deletion, best, deletion_opened, deletion_extended, insertion_opened,
                            insertion_extended);
}

template <bool Ends>
HWY_INLINE void fill_row(const Matrix& m, const std::int16_t* pair_scores, std::int16_t first, V extend,
                         hn::Mask<Score> ends, std::uint16_t* cells) {
    const Score d;
    const Bits bits;
    Along along{hn::Load(d, m.best), hn::Set(d, first), hn::Set(d, never)};
    hn::Store(along.left, d, m.best);
    std::size_t j = 1;
    for (; j + 3 <= m.columns; j += cells_a_word, cells += m.lanes) {
        const auto a = fill_cell<0, Ends>(m, j, pair_scores, extend, ends, along);
        const auto b = fill_cell<4, Ends>(m, j + 1, pair_scores, extend, ends, along);
        const auto c = fill_cell<8, Ends>(m, j + 2, pair_scores, extend, ends, along);
        const auto e = fill_cell<12, Ends>(m, j + 3, pair_scores, extend, ends, along);
        hn::Store(hn::Or(hn::Or(a, b), hn::Or(c, e)), bits, cells);
    }
    if (j > m.columns) return;
    auto last = fill_cell<0, Ends>(m, j, pair_scores, extend, ends, along);
    if (j + 1 <= m.columns)
        last = hn::Or(last, fill_cell<4, Ends>(m, j + 1, pair_scores, extend, ends, along));
    if (j + 2 <= m.columns)
        last = hn::Or(last, fill_cell<8, Ends>(m, j + 2, pair_scores, extend, ends, along));
    hn::Store(last, bits, cells);
}

/// Scores of a row's base against A, C, G and T, in all lanes.
HWY_INLINE void score_row(const std::int16_t* bases, const AlignmentScores& scores,
                          std::int16_t* pair_scores) {
    const Score d;
    const std::size_t lanes = hn::Lanes(d);
    const V base = hn::Load(d, bases);
    const auto is_unknown = hn::Eq(base, hn::Set(d, unknown_base));
    const V other = hn::IfThenElse(is_unknown, hn::Set(d, static_cast<std::int16_t>(scores.unknown)),
                                   hn::Set(d, static_cast<std::int16_t>(scores.mismatch)));
    const V match = hn::Set(d, static_cast<std::int16_t>(scores.match));
    for (std::int16_t code = 0; code < 4; ++code)
        hn::Store(hn::IfThenElse(hn::Eq(base, hn::Set(d, code)), match, other), d,
                  pair_scores + static_cast<std::size_t>(code) * lanes);
}

void align_lanes(const LaneTask& task) {
    const Score d;
    const std::size_t lanes = hn::Lanes(d);
    const AlignmentTarget& target = *task.target;
    const AlignmentScores& scores = target.scores;
    const std::size_t columns = target.bases.size();
    std::size_t rows = 0, shortest = ~std::size_t{0};
    for (const std::string_view read : task.reads) {
        rows = std::max(rows, read.size());
        shortest = std::min(shortest, read.size());
    }
    const std::size_t words = (columns + cells_a_word - 1) / cells_a_word;
    const std::size_t line = (columns + 1) * lanes;
    Workspace& work = *task.workspace;
    std::int16_t* memory = work.room(work.row, work.row_size, 5 * line + (rows + 5) * lanes);
    std::uint16_t* cells = work.room(work.cells, work.cells_size, rows * words * lanes);
    std::int16_t* best = memory;
    std::int16_t* insertion = memory + line;
    std::int16_t* spread = memory + 2 * line;
    std::int16_t* bases = memory + 5 * line;
    std::int16_t* pair_scores = bases + rows * lanes;
    std::int16_t* is_last = pair_scores + 4 * lanes;

    const auto narrow = [](auto value) { return static_cast<std::int16_t>(value); };
    for (std::size_t j = 0; j <= columns; ++j) {
        hn::Store(hn::Set(d, narrow(static_cast<int>(j) * scores.gap_extend)), d, best + j * lanes);
        hn::Store(hn::Set(d, never), d, insertion + j * lanes);
        hn::Store(hn::Set(d, narrow(target.deletion_open[j])), d, spread + j * lanes);
        hn::Store(hn::Set(d, narrow(target.deletion_extend[j])), d, spread + line + j * lanes);
        hn::Store(hn::Set(d, narrow(j == columns ? scores.gap_extend : target.insertion_open[j])), d,
                  spread + 2 * line + j * lanes);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::string_view read = lane < task.reads.size() ? task.reads[lane] : std::string_view();
        for (std::size_t i = 0; i < rows; ++i)
            bases[i * lanes + lane] = i < read.size() ? base_code(read[i]) : no_base;
    }

    const Matrix matrix{
        best, insertion, spread, spread + line, spread + 2 * line, task.target_codes.data(), columns, lanes};
    const V extend = hn::Set(d, narrow(scores.gap_extend));
    for (std::size_t i = 1; i <= rows; ++i) {
        score_row(bases + (i - 1) * lanes, scores, pair_scores);
        const auto first = narrow(static_cast<int>(i) * scores.gap_extend);
        std::uint16_t* row_cells = cells + (i - 1) * words * lanes;
        if (i < shortest) {
            fill_row<false>(matrix, pair_scores, first, extend, hn::FirstN(d, 0), row_cells);
            continue;
        }
        for (std::size_t lane = 0; lane < lanes; ++lane)
            is_last[lane] = lane < task.reads.size() && task.reads[lane].size() == i;
        const auto ends = hn::Gt(hn::Load(d, is_last), hn::Zero(d));
        fill_row<true>(matrix, pair_scores, first, extend, ends, row_cells);
        for (std::size_t lane = 0; lane < task.reads.size(); ++lane)
            if (is_last[lane]) task.into[lane].score = best[columns * lanes + lane];
    }
    for (std::size_t lane = 0; lane < task.reads.size(); ++lane)
        trace_back(
            static_cast<std::int64_t>(task.reads[lane].size()), static_cast<std::int64_t>(columns),
            [&](std::int64_t i, std::int64_t j) -> unsigned {
                const auto column = static_cast<std::size_t>(j - 1);
                const std::size_t word = static_cast<std::size_t>(i - 1) * words + column / cells_a_word;
                return cells[word * lanes + lane] >> (column % cells_a_word * 4) & 15U;
            },
            task.into[lane].runs);
}

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace strandline::edit::outcome
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace strandline::edit::outcome {
namespace {

HWY_EXPORT(lane_count);
HWY_EXPORT(align_lanes);

}  // namespace

void align_all(std::span<const std::string_view> reads, const AlignmentTarget& target,
               std::span<ReadAlignment> into) {
    const std::size_t lanes = HWY_DYNAMIC_DISPATCH(lane_count)();
    std::vector<std::uint8_t> codes;
    for (const char base : target.bases) codes.push_back(base_code(base));
    Workspace workspace;
    for (std::size_t at = 0; at < reads.size();) {
        std::size_t end = at;
        while (end < reads.size() && end - at < lanes && fits_lanes(reads[end].size(), target)) ++end;
        if (end == at) {
            into[at] = align_plain(reads[at], target);
            ++at;
            continue;
        }
        HWY_DYNAMIC_DISPATCH(align_lanes)
        ({&target, reads.subspan(at, end - at), into.subspan(at, end - at), codes, &workspace});
        at = end;
    }
}

}  // namespace strandline::edit::outcome
#endif
