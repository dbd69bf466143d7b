#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/genome.hpp>

namespace strandline::formats {

/// A GenBank flat file with any number of records: sequence, topology, coding sequences and
/// genes with their transcripts (feature table definition of INSDC, version 11). Contigs are named by
/// VERSION, else by LOCUS. Parts on other records are left out and the coding sequence marked as partial; one
/// whose parts lie on both strands becomes one coding sequence for each strand run. Errors: a record without
/// sequence or end, a length other than LOCUS says, a location out of range.
Result<AnnotatedGenome> read_genbank(const Source& source);

}  // namespace strandline::formats
