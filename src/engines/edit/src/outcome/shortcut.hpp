#pragma once

#include "outcome/align.hpp"

#include <cstdint>
#include <string_view>

namespace strandline::edit::outcome {

/// Reads as long as their amplicon that differ from it at few bases need no matrix.
///
/// Let n bases pair in place with s mismatches and u unknown ones: the score is n match - L, with a loss of
/// L = s (match - mismatch) + u (match - unknown). Any other alignment has as many inserted as deleted bases,
/// g each.
/// - If all its gaps are at the ends, its pairs lie on one diagonal g off, where the amplicon differs from
/// itself at
///   d(g) bases, of which the read can hide s + u: it loses at least g (match - 2 extend) +
///   (d(g) - s - u) (match - mismatch).
/// - Otherwise it has a gap inside and another one: it loses at least match - open - extend - what incentives
///   give.
/// Where L is less than both, pairing in place is the one best alignment.
class Shortcut {
public:
    explicit Shortcut(const AlignmentTarget& target, std::int64_t cuts);
    /// Whether the read pairs in place, and certainly best so; then its score.
    bool applies(std::string_view read, int& score) const;

private:
    const AlignmentTarget* target_;
    int least_inner_loss_ = 0;
    std::int64_t most_hidden_ = -1;  // s + u for which no end-gapped alignment comes near
};

}  // namespace strandline::edit::outcome
