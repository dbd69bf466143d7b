#include "outcome/align.hpp"

#include <algorithm>

namespace strandline::edit::outcome {
namespace {

constexpr int never = -(1 << 28);

}  // namespace

AlignmentTarget::AlignmentTarget(std::string_view amplicon, std::span<const std::int64_t> cuts,
                                 const AlignmentScores& given)
    : bases(amplicon), scores(given) {
    const std::size_t size = bases.size() + 1;
    deletion_open.assign(size, scores.gap_open);
    deletion_extend.assign(size, scores.gap_extend);
    insertion_open.assign(size, scores.gap_open);
    std::vector<std::int64_t> distinct(cuts.begin(), cuts.end());
    std::ranges::sort(distinct);
    distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
    for (const std::int64_t cut : distinct) {
        if (cut < 1 || cut >= length()) continue;
        const auto at = static_cast<std::size_t>(cut);
        // A deletion meets the cut with the base before it, or begins behind it.
        deletion_open[at] += scores.gap_incentive;
        deletion_extend[at] += scores.gap_incentive;
        deletion_open[at + 1] += scores.gap_incentive;
        insertion_open[at] += scores.gap_incentive;
    }
}

ReadAlignment align_plain(std::string_view read, const AlignmentTarget& target) {
    const AlignmentScores& scores = target.scores;
    const std::size_t rows = read.size(), columns = target.bases.size();
    std::vector<int> best(columns + 1), insertion(columns + 1, never);
    std::vector<std::uint8_t> cells(rows * columns);
    for (std::size_t j = 0; j <= columns; ++j) best[j] = static_cast<int>(j) * scores.gap_extend;
    for (std::size_t i = 1; i <= rows; ++i) {
        int diagonal = best[0], deletion = never;
        best[0] = static_cast<int>(i) * scores.gap_extend;
        for (std::size_t j = 1; j <= columns; ++j) {
            const char base = read[i - 1];
            const int pair = diagonal + (base == 'N'                   ? scores.unknown
                                         : base == target.bases[j - 1] ? scores.match
                                                                       : scores.mismatch);
            const bool last_row = i == rows, last_column = j == columns;
            const int deletion_opened =
                best[j - 1] + (last_row ? scores.gap_extend : target.deletion_open[j]);
            const int deletion_extended =
                deletion + (last_row ? scores.gap_extend : target.deletion_extend[j]);
            const int insertion_opened =
                best[j] + (last_column ? scores.gap_extend : target.insertion_open[j]);
            const int insertion_extended = insertion[j] + scores.gap_extend;
            deletion = std::max(deletion_opened, deletion_extended);
            insertion[j] = std::max(insertion_opened, insertion_extended);
            diagonal = best[j];
            best[j] = std::max({pair, deletion, insertion[j]});
            unsigned bits = 0;
            if (best[j] > pair) bits |= not_pair;
            if (best[j] > deletion) bits |= not_deletion;
            if (deletion_extended > deletion_opened) bits |= deletion_extends;
            if (insertion_extended > insertion_opened) bits |= insertion_extends;
            cells[(i - 1) * columns + j - 1] = static_cast<std::uint8_t>(bits);
        }
    }
    ReadAlignment result;
    result.score = best[columns];
    trace_back(
        static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns),
        [&](std::int64_t i, std::int64_t j) -> unsigned {
            return cells[static_cast<std::size_t>(i - 1) * columns + static_cast<std::size_t>(j - 1)];
        },
        result.runs);
    return result;
}

bool fits_lanes(std::size_t read_length, const AlignmentTarget& target) {
    constexpr std::size_t most_cells = 1 << 20;
    constexpr std::size_t most_score = 24000;
    const std::size_t size = target.bases.size();
    const AlignmentScores& scores = target.scores;
    const auto extend = static_cast<std::size_t>(-scores.gap_extend);
    return read_length > 0 && size > 0 && read_length * size <= most_cells &&
           std::max(read_length, size) * static_cast<std::size_t>(scores.match) <= most_score &&
           (read_length + size) * extend + 4 * static_cast<std::size_t>(-scores.gap_open) <= most_score;
}

}  // namespace strandline::edit::outcome
