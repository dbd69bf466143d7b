#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>

namespace strandline::formats {

/// A nucleotide FASTA file. Names are the first word of the header; letters of either case become upper
/// case, U becomes T. A contig is circular when its header says `topology=circular` or `circular=true`.
/// Errors: no record, text before the first, a name twice, no sequence, letters that are no IUPAC codes.
Result<domain::Genome> read_fasta(const Source& source);

}  // namespace strandline::formats
