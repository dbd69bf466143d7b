#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <string>
#include <vector>

namespace strandline::edit {

/// FASTA and 2bit have no standard way to say that a contig is circular, so that --circular does. An unknown
/// name is an error ("circular.unknown").
Result<void> mark_circular(domain::PackedGenome& genome, const std::vector<std::string>& names);

}  // namespace strandline::edit
