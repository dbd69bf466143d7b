#pragma once

#include "sight.hpp"

namespace strandline::clinic {

/// Alleles that nothing seen rules out as one strand, and whose defining positions are not all missing.
/// `call.uncallable` gets those whose are.
std::vector<std::uint32_t> candidates(const GeneMatcher::Tables& tables, const Sight& sight, GeneCall& call);

/// Every pair of named alleles that explains the sample, into `call`: scored, in order.
void pair_alleles(const GeneMatcher::Tables& tables, const Sight& sight, GeneCall& call);

}  // namespace strandline::clinic
