#pragma once

#include "outcome/assign.hpp"

#include <strandline/edit/outcome.hpp>

#include <vector>

namespace strandline::edit::outcome {

/// The most frequent reads that fit no amplicon, with the nearest amplicon and why they may not fit.
std::vector<UnalignedRead> explain_unaligned(std::vector<UniqueReads::Entry> reads,
                                             const References& references, const OutcomeSettings& settings);

}  // namespace strandline::edit::outcome
