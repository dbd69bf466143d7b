#pragma once

#include "outcome/assign.hpp"

#include <strandline/edit/outcome.hpp>

#include <span>

namespace strandline::edit::outcome {

/// Alleles of all pieces into one sample: equal ones become one, in the order that SampleOutcome promises.
void gather(std::span<const Assigned> pieces, unsigned threads, SampleOutcome& sample);

}  // namespace strandline::edit::outcome
