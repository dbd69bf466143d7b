#include "outcome/shortcut.hpp"

#include <algorithm>

namespace strandline::edit::outcome {
namespace {

/// Bases at which a sequence differs from itself moved by `shift`.
std::int64_t differences(std::string_view bases, std::size_t shift) {
    std::int64_t found = 0;
    for (std::size_t i = shift; i < bases.size(); ++i) found += bases[i] != bases[i - shift];
    return found;
}

}  // namespace

Shortcut::Shortcut(const AlignmentTarget& target, std::int64_t cuts) : target_(&target) {
    const AlignmentScores& scores = target.scores;
    // Every cut may give its incentive to a deletion and to an insertion.
    least_inner_loss_ = scores.match - scores.gap_open - scores.gap_extend -
                        static_cast<int>(2 * cuts) * scores.gap_incentive;
    const std::int64_t worst = scores.match - std::min(scores.mismatch, scores.unknown);
    const std::int64_t won = scores.match - scores.mismatch;
    // h hidden bases lose at most h worst in place; on diagonal g at least g (match - 2 extend) + (d - h)
    // won.
    most_hidden_ = target.length();
    for (std::size_t g = 1; g < target.bases.size(); ++g) {
        const std::int64_t loss = static_cast<std::int64_t>(g) * (scores.match - 2 * scores.gap_extend) +
                                  differences(target.bases, g) * won;
        most_hidden_ = std::min(most_hidden_, (loss - 1) / (worst + won));
    }
}

bool Shortcut::applies(std::string_view read, int& score) const {
    const AlignmentTarget& target = *target_;
    if (read.size() != target.bases.size()) return false;
    const AlignmentScores& scores = target.scores;
    std::int64_t different = 0, unknown = 0;
    for (std::size_t i = 0; i < read.size(); ++i) {
        different += read[i] != target.bases[i];
        unknown += read[i] == 'N';
    }
    const std::int64_t mismatches = different - unknown;
    const std::int64_t loss =
        mismatches * (scores.match - scores.mismatch) + unknown * (scores.match - scores.unknown);
    if (loss >= least_inner_loss_ || different > most_hidden_) return false;
    score = static_cast<int>(target.length() * scores.match - loss);
    return true;
}

}  // namespace strandline::edit::outcome
