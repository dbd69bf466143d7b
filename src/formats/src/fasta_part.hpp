#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/formats/reader.hpp>

namespace strandline::formats {

/// FASTA from the next line of `in` on: what follows ##FASTA in a GFF3 file.
Result<domain::Genome> read_fasta_part(LineReader& in);

}  // namespace strandline::formats
