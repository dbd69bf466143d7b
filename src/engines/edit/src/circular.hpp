#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/operation/param.hpp>

#include <string>
#include <vector>

namespace strandline::edit {

/// Marks contigs as circular. FASTA and 2bit have no standard way to say it. Error: "circular.unknown".
Result<void> mark_circular(domain::Genome& genome, const std::vector<std::string>& names);
Result<void> mark_circular(domain::PackedGenome& genome, const std::vector<std::string>& names);

/// --circular CONTIG
operation::Param circular_param();

}  // namespace strandline::edit
